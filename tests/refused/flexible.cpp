/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kflex_ptr. */
#include "refused.h"

struct ring {
	u32 capacity;
	u32 *owner;
	u64 slots[];
};
using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;
using plain_owner = kflex_ptr<&ring::slots>;

struct batch {
	u32 id;
	trailing<kunique_ptr<u32>> jobs[];
};
using batch_owner = kflex_ptr<&batch::jobs>;

struct frames {
	u32 id;
	trailing<kbuffer<virtually_contiguous<gfp::kernel>>> each[];
};
using frames_owner = kflex_ptr<&frames::each>;

#ifdef flex_copied // kalloc: one owner; std::move\(\) it
void f(ring_owner &r)
{
	auto s = PICK(r)(std::move(r));
}
#endif

#ifdef flex_copy_assigned // kalloc: one owner; std::move\(\) it
void f(ring_owner &r, ring_owner &s)
{
	s = PICK(r)(std::move(r));
}
#endif

#ifdef flex_of_no_array // kalloc: kflex_ptr is told the array at the end of a struct
kflex_ptr<PICK(&ring::capacity)(&ring::slots)> r;
#endif

#ifdef flex_counted_by_no_number // kalloc: what counts the elements is an integer in the same struct
kflex_ptr<&ring::slots, PICK(&ring::owner)(&ring::capacity)> r;
#endif

#ifdef flex_for_a_device // kalloc: no device shares a header with an array
kflex_ptr<&ring::slots, &ring::capacity, PICK(dma_family)(kmalloc_family)> r;
#endif

#ifdef flex_without_mask // kalloc: make\(gfp::kernel, n, header's args...\)
void f(size_t n)
{
	auto r = ring_owner::make(PICK(n)(gfp::kernel, n));
}
#endif

#ifdef flex_for_overwrite_without_mask // kalloc: make_for_overwrite\(gfp::kernel, n\)
void f(size_t n)
{
	auto r = ring_owner::make_for_overwrite(PICK(n)(gfp::kernel, n));
}
#endif

#ifdef flex_mask_without_context // kalloc: this GFP mask has modifiers but no context
void f(size_t n)
{
	auto r = ring_owner::make(PICK(gfp::nowarn)(gfp::kernel | gfp::nowarn), n);
}
#endif

#ifdef flex_adopted_without_count // kalloc: adopt\(p, n\); adopt\(p\) where the header counts
void f(ring *p)
{
	auto r = PICK(plain_owner)(ring_owner)::adopt(p);
}
#endif

#ifdef flex_from_raw_pointer // kalloc: no owner; adopt\(\) takes memory over from C
void f(ring *p)
{
	ring_owner r = PICK(p)(ring_owner::adopt(p));
}
#endif

#ifdef flex_released_as_a_pointer // kalloc: it has the size, too: auto \[p, n\]
void f(plain_owner &r)
{
	PICK(ring *p)(auto [p, n]) = r.release();
}
#endif

#ifdef flex_released_to_nobody // kalloc: nobody would free this
void f(ring_owner &r)
{
	r.PICK(release)(reset)();
}
#endif

#ifdef flex_dropped // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto r =) ring_owner::make(gfp::kernel, 4);
	PICK()(use(r);)
}
#endif

#ifdef flex_objects_zeroed // kalloc: these elements are more than bytes; assign them one by one
void f(batch_owner &b)
{
	PICK(b.zero())(b[0].reset());
}
#endif

#ifdef flex_header_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
struct header {
	u8 a;
	u32 words[];
};
void f(int n)
{
	auto h = kflex_ptr<&header::words>::make(gfp::kernel, 4, PICK(n)(255));
}
#endif

#ifdef flex_in_spin_guard // clang: atomic context.*spinlock_held
void f(spinlock &lock)
{
	const spin_guard guard(lock);
	auto r = ring_owner::make(PICK(gfp::kernel)(gfp::atomic), 4);
}
#endif

#ifdef flex_elements_that_sleep_freed_in_spin_guard // clang: atomic context.*spinlock_held
void f(spinlock &lock, PICK(frames_owner)(ring_owner) &r)
{
	const spin_guard guard(lock);
	r.reset();
}
#endif

#ifdef flex_untested // clang: kalloc: this owner may be empty
u32 f()
{
	auto r = ring_owner::make(gfp::kernel, 4);
	PICK()(if (!r) return 0;)
	return r->capacity;
}
#endif

#ifdef flex_elements_untested // clang: kalloc: this owner may be empty
u64 f()
{
	auto r = ring_owner::make(gfp::kernel, 4);
	PICK()(if (!r) return 0;)
	return r[2];
}
#endif

#ifdef flex_used_after_move // clang: kalloc: this owner is empty
u32 f()
{
	auto r = ring_owner::make(gfp::kernel, 4);
	if (!r)
		return 0;
	auto s = std::move(r);
	return PICK(r)(s)->capacity;
}
#endif

#ifdef flex_header_outlives // clang: kalloc: this memory is freed already
u32 f()
{
	auto r = ring_owner::make(gfp::kernel, 4);
	if (!r)
		return 0;
	ring *p = r.get();
	PICK(r.reset();)()
	return p->capacity;
}
#endif
