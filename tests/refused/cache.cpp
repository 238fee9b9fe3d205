/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kcache and its owners, kbulk. */
#include "refused.h"

struct packet : point {
	u8 payload[64];
	kunique_ptr<point> kept;
};

using packets = kcache<packet>;

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(packets &c)
{
	packets d = PICK(c)(std::move(c));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(packets &c, packets &d)
{
	d = PICK(c)(std::move(c));
}
#endif

#ifdef bulk_copied // kalloc: one owner; std::move\(\) it
void f(kbulk<packet, 4> &b)
{
	auto c = PICK(b)(std::move(b));
}
#endif

#ifdef bulk_copy_assigned // kalloc: one owner; std::move\(\) it
void f(kbulk<packet, 4> &b, kbulk<packet, 4> &c)
{
	c = PICK(b)(std::move(b));
}
#endif

#ifdef bulk_released // kalloc: take_back\(\) gives one object, which can be released
packet *f(kbulk<packet, 4> &b)
{
	return b PICK()(.take_back()).release();
}
#endif

#ifdef bulk_of_none // kalloc: a kbulk has room for one object at least
void f(const packets &c)
{
	auto b = c.make_bulk<PICK(0)(1)>(gfp::kernel);
}
#endif

#ifdef dropped // kalloc: an owner that nobody keeps frees at once
void f(const packets &c)
{
	PICK()(auto p =) c.make_kunique(gfp::kernel);
}
#endif

#ifdef cache_dropped // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto c =) packets::make("packets");
}
#endif

#ifdef of_an_array // kalloc: a kcache is for objects of one type; for arrays take kbuffer
void f()
{
	auto c = kcache<packet PICK([4])()>::make("packets");
}
#endif

#ifdef without_a_cache // kalloc: a cache makes its objects; write cache.make_kunique\(gfp::...\)
auto f(const packets &c)
{
	return PICK(make_kunique<packet, cache_family>(gfp::kernel))(c.make_kunique(gfp::kernel));
}
#endif

#ifdef mask_missing // kalloc: the first argument of make_kunique is a GFP mask
auto f(const kcache<point> &c)
{
	return c.make_kunique(PICK(1, 2)(gfp::kernel, 1, 2));
}
#endif

#ifdef two_masks // kalloc: an allocation has one mask; combine them by \|
auto f(const packets &c)
{
	return c.make_kunique(gfp::kernel PICK(, )(|) gfp::nowarn);
}
#endif

#ifdef zone // kalloc: a cache's slabs are of one kind; drop gfp::dma
auto f(const packets &c)
{
	return c.make_kunique(gfp::kernel PICK(| gfp::dma32)());
}
#endif

#ifdef bulk_zone // kalloc: a cache's slabs are of one kind; drop gfp::dma
auto f(const packets &c)
{
	return c.make_bulk<4>(gfp::kernel PICK(| gfp::reclaimable)());
}
#endif

#ifdef kmalloc_object_to_the_cache // kalloc: another type or family; write it, or auto
void f(packets &c)
{
	kunique_ptr<packet, cache_family> p = PICK(make_kunique<packet>(gfp::kernel))(c.make_kunique(gfp::kernel));
}
#endif

#ifdef user_part_of_a_base // no matching function
auto f()
{
	return packets::user_part(PICK(&point::x)(&packet::payload));
}
#endif

#ifdef cache_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto c = kcache<point>::make("points");
	PICK()(if (!c) return -ENOMEM;)
	auto p = c.make_kunique(gfp::kernel);
	return p ? p->x : -ENOMEM;
}
#endif

#ifdef object_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(const kcache<point> &c)
{
	auto p = c.make_kunique(gfp::kernel);
	PICK()(if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef cache_used_after_it_ended // clang: kalloc: this owner (may be|is) empty
int f(kcache<point> &c)
{
	PICK(c.reset();)()
	auto p = c.make_kunique(gfp::kernel);
	return p ? p->x : -ENOMEM;
}
#endif

#ifdef allocated_under_a_spinlock // clang: cannot call function 'make_kunique.* while atomic context
void f(const packets &c, spinlock &lock)
{
	spin_guard guard(lock);
	auto p = c.make_kunique(PICK(gfp::kernel)(gfp::atomic));
}
#endif

#ifdef bulk_under_a_spinlock // clang: cannot call function 'make_bulk.* while atomic context
void f(const packets &c, spinlock &lock)
{
	spin_guard guard(lock);
	auto b = c.make_bulk<4>(PICK(gfp::kernel)(gfp::atomic));
}
#endif

#ifdef bulk_with_interrupts_off // clang: cannot call function 'make_bulk.* while atomic context
void f(const packets &c, spinlock &lock)
{
	PICK(spin_irqsave_guard)(spin_bh_guard) guard(lock);
	auto b = c.make_bulk<4>(gfp::atomic);
}
#endif

#ifdef cache_ends_under_a_spinlock // clang: cannot call function 'reset' while atomic context
void f(packets &c, spinlock &lock)
{
	PICK()(c.reset();)
	spin_guard guard(lock);
	PICK(c.reset();)()
}
#endif
