/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kmempool, kreserve, and owners that are never empty. */
#include "refused.h"

using points = kmempool<point>;
using point_ptr = kunique_ptr<point, mempool_family>;

struct large {
	u8 bytes[8 << 20];
};

#ifdef pool_copied // kalloc: one owner; std::move\(\) it
void f(points &p)
{
	points q = PICK(p)(std::move(p));
}
#endif

#ifdef pool_copy_assigned // kalloc: one owner; std::move\(\) it
void f(points &p, points &q)
{
	q = PICK(p)(std::move(p));
}
#endif

#ifdef pool_released // kalloc: a mempool is not given up; keep the owner
void f(points &p)
{
	PICK(auto *q = p.release())(p.reset());
}
#endif

#ifdef pool_dropped // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto p =) points::make(4);
}
#endif

#ifdef pool_of_arrays // kalloc: a kmempool is for objects of one type
void f()
{
	auto p = kmempool<point PICK([4])()>::make(4);
}
#endif

#ifdef pool_of_what_is_too_large // kalloc: the object is larger than kmalloc's largest
void f()
{
	auto p = kmempool<PICK(large)(point)>::make(4);
}
#endif

#ifdef pool_zone // kalloc: a mempool's objects are of one kind; drop gfp::dma
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::dma)());
}
#endif

#ifdef pool_low_zone // kalloc: a mempool's objects are of one kind; drop gfp::dma
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::dma32)());
}
#endif

#ifdef pool_high_zone // kalloc: a mempool's objects are of one kind; drop gfp::dma
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::highmem)());
}
#endif

#ifdef pool_reclaimed // kalloc: a mempool's objects are of one kind; drop gfp::dma
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::reclaimable)());
}
#endif

#ifdef pool_compound // kalloc: a mempool's objects are of one kind; drop gfp::dma
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::comp)());
}
#endif

#ifdef pool_nofail // kalloc: a mempool waits for an object, not for memory
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::nofail)());
}
#endif

#ifdef pool_retry_mayfail // kalloc: a mempool waits for an object, not for memory
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::retry_mayfail)());
}
#endif

#ifdef pool_noretry // kalloc: a mempool waits for an object, not for memory
auto f(const points &p)
{
	return p.make_kunique(gfp::noio PICK(| gfp::noretry)());
}
#endif

#ifdef pool_resize_ignored // ignoring return value|unused-result
void f(points &p)
{
	PICK()(int err =) p.resize(4);
}
#endif

#ifdef pool_object_released // kalloc: this family needs its device or pool to free
void f(point_ptr &p)
{
	PICK(auto *q = p.release())(p.reset());
}
#endif

#ifdef atomic_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(const points &pool)
{
	auto p = pool.make_kunique(PICK(gfp::atomic)(gfp::noio));
	return p->x;
}
#endif

#ifdef waiting_assigned_and_used // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(const points &pool, point_ptr &kept)
{
	kept = pool.make_kunique(PICK(gfp::nowait)(gfp::kernel));
	return kept->x;
}
#endif

#ifdef used_after_move // clang: kalloc: this owner is empty: not filled yet, moved from
int f(const points &pool, point_ptr &kept)
{
	auto p = pool.make_kunique(gfp::kernel);
	PICK(kept = std::move(p);)()
	return p->x;
}
#endif

#ifdef pool_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto pool = points::make(4);
	PICK()(if (!pool) return -ENOMEM;)
	auto p = pool.make_kunique(gfp::kernel);
	return p->x;
}
#endif

#ifdef waits_under_a_spinlock // clang: cannot call function 'make_kunique.* while atomic context
void f(const points &pool, spinlock &lock)
{
	spin_guard guard(lock);
	auto p = pool.make_kunique(PICK(gfp::noio)(gfp::atomic));
}
#endif

#ifdef made_empty // kalloc: never empty; declare a kunique_ptr, to be filled later
void f()
{
	PICK(never_empty<point_ptr>)(point_ptr) p;
}
#endif

#ifdef never_empty_of_what_may_be // kalloc: this one may be empty; test it, take an Owner
void take(never_empty<point_ptr> p);
void f(const points &pool)
{
	take(pool.make_kunique(PICK(gfp::atomic)(gfp::kernel)));
}
#endif

#ifdef never_empty_copied // kalloc: one owner; std::move\(\) it
void f(never_empty<point_ptr> &p)
{
	auto q = PICK(p)(std::move(p));
}
#endif

#ifdef never_empty_copy_assigned // kalloc: one owner; std::move\(\) it
void f(never_empty<point_ptr> &p, never_empty<point_ptr> &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef reserve_copied // kalloc: one owner; std::move\(\) it
void f(kreserve<point> &r)
{
	auto q = PICK(r)(std::move(r));
}
#endif

#ifdef reserve_copy_assigned // kalloc: one owner; std::move\(\) it
void f(kreserve<point> &r, kreserve<point> &q)
{
	q = PICK(r)(std::move(r));
}
#endif

#ifdef reserve_of_arrays // kalloc: a kreserve is for objects of one type
void f()
{
	kreserve<point PICK([4])()> r;
}
#endif

#ifdef reserve_ignored // ignoring return value|unused-result
void f(kreserve<point> &r)
{
	PICK()(int err =) r.refill(gfp::kernel, 4);
}
#endif

#ifdef refilled_under_the_lock // clang: cannot call function 'refill.* while atomic context
int f(kreserve<point> &r, spinlock &lock)
{
	PICK()(if (int err = r.refill(gfp::kernel, 1)) return err;)
	spin_guard guard(lock);
	PICK(if (int err = r.refill(gfp::kernel, 1)) return err;)()
	auto p = r.take(1, 2);
	return p->x;
}
#endif

#ifdef taken_as_something_else // kalloc: T's members cannot be initialised from these arguments
void f(kreserve<point> &r)
{
	auto p = r.take(PICK("one")(1));
}
#endif

#ifdef taken_and_used_after_it_ended // clang: kalloc: this memory is freed already
int f(kreserve<point> &r)
{
	auto p = r.take(1, 2);
	point *q = p.get();
	PICK(p.reset();)()
	return q->x;
}
#endif

struct rate {
	u64 value;
	u16 rate;
};

#ifdef pool_narrows // kalloc: this number may not fit its member; static_cast<> it to that type
void f(const kmempool<rate> &p, int n)
{
	use(p.make_kunique(gfp::atomic, 1U, PICK(n)(static_cast<u16>(n))));
}
#endif

#ifdef reserve_narrows // kalloc: this number may not fit its member; static_cast<> it to that type
void f(kreserve<rate> &r, int n)
{
	use(r.take(1U, PICK(n)(static_cast<u16>(n))));
}
#endif
