/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Blocks and arrays of pages, and access to their bytes. */
#include "refused.h"

page *page_of_c();

#ifdef block_copied // kalloc: one owner; std::move\(\) it
kpages f(kpages &p)
{
	return PICK(p)(std::move(p));
}
#endif

#ifdef block_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(kpages &p, kpages &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef array_copied // kalloc: one owner; std::move\(\) it
void f(kpage_array &a)
{
	auto b = PICK(a)(std::move(a));
}
#endif

#ifdef array_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(kpage_array &a, kpage_array &b)
{
	a = PICK(b)(std::move(b));
}
#endif

#ifdef block_of_a_pointer // kalloc: no owner; adopt\(\) takes pages over from C
kpages f()
{
	return PICK(page_of_c())(kpages::adopt(page_of_c(), 0));
}
#endif

#ifdef block_without_a_mask // kalloc: the mask first: make\(mask, order\)
auto f()
{
	return kpages::make(PICK(2)(gfp::kernel, 2));
}
#endif

#ifdef block_by_modifiers_alone // kalloc: this GFP mask has modifiers but no context
auto f()
{
	return kpages::make(PICK()(gfp::user |) gfp::highmem, 2);
}
#endif

#ifdef block_taken_for_its_bytes // kalloc: get\(\) or data\(\) lends it
const page *f(const kpages &p KALLOC_BORROWED)
{
	return p PICK()(.get());
}
#endif

#ifdef block_given_up // kalloc: nobody would free this
void f(kpages &p)
{
	p.PICK(release)(taken_by_c)();
}
#endif

#ifdef block_that_nobody_keeps // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto p =) kpages::make(gfp::kernel);
}
#endif

#ifdef block_made_under_a_lock // clang: spinlock_held
auto f(spinlock &lock)
{
	const spin_guard guard(lock);
	return kpages::make(PICK(gfp::kernel)(guard.gfp), 1);
}
#endif

#ifdef block_freed_under_a_raw_lock // clang: raw_spinlock_held
void f(raw_spinlock &lock, kpages &p)
{
	PICK(const raw_spin_guard guard(lock);)()
	p.reset();
	PICK()(const raw_spin_guard guard(lock);)
}
#endif

#ifdef page_of_a_local_block // clang: (reference to|address of) stack memory
page *f(PICK()(const) kpages PICK()(&)p)
{
	return p.get();
}
#endif

#ifdef array_by_size_and_mask // kalloc: the mask comes first: make\(mask, n\)
auto f(size_t n)
{
	return kpage_array::make(PICK(n, gfp::kernel)(gfp::kernel, n));
}
#endif

#ifdef array_of_compound_pages // kalloc: these are single pages, no compound one
auto f(size_t n)
{
	return kpage_array::make(gfp::kernel | gfp::PICK(comp)(zero), n);
}
#endif

#ifdef array_in_a_device_s_memory // kalloc: the array of a kpage_array is the CPU's alone
basic_kpage_array<PICK(dma_coherent)(contiguous)<gfp::kernel>> p;
#endif

#ifdef array_of_a_pointer // kalloc: no owner; make\(mask, n\)
kpage_array f(page **p, size_t n)
{
	return PICK(p)(kpage_array::make(gfp::kernel, n));
}
#endif

#ifdef array_released // kalloc: take_back\(\) gives one page, which can be released
auto f(kpage_array &p)
{
	return p.PICK(release)(take_back)();
}
#endif

#ifdef array_freed_under_a_lock // clang: spinlock_held
void f(spinlock &lock, kpage_array &p)
{
	PICK(const spin_guard guard(lock);)()
	p.reset();
	PICK()(const spin_guard guard(lock);)
}
#endif

#ifdef array_made_for_who_may_not_sleep // clang: spinlock_held
auto f(spinlock &lock)
{
	const spin_guard guard(lock);
	return PICK(kpage_array)(basic_kpage_array<contiguous<gfp::atomic>>)::make(gfp::atomic, 4);
}
#endif

#ifdef access_to_pointers // kalloc: a page holds any bytes, which this type does not allow
size_t f(kpages &p)
{
	const page_access<PICK(void *)(u64)> words(p);
	return words.size();
}
#endif

#ifdef access_to_a_const_block // kalloc: the owner is const, or pinned its pages to read them
u8 f(const kpages &p)
{
	const page_access<PICK()(const) u8> bytes(p);
	return bytes[0];
}
#endif

#ifdef access_without_a_name // kalloc: a guard without a name ends at once
void f(kpages &p)
{
	PICK(page_access<u8>(p, 0))(const page_access<u8> bytes(p, 0));
}
#endif

#ifdef bytes_that_leave_the_scope // clang: (reference to|address of) stack memory
u8 PICK(*)() f(kpages &p)
{
	const page_access bytes(p);
	return PICK(&)()bytes[0];
}
#endif

#ifdef access_copied // kalloc: it stays; pass a &
u8 f(kpages &p)
{
	const page_access bytes(p);
	const page_access<u8> PICK()(&)other = bytes;
	return other[0];
}
#endif

#ifdef access_on_the_heap // kalloc: a scope lives on the stack
void f(kpages &p)
{
	PICK(auto *bytes = new page_access<u8>(p))(const page_access<u8> bytes(p));
}
#endif

#ifdef block_of_pages_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
u8 f()
{
	auto p = kpages::make(gfp::kernel, 2);
	PICK()(if (!p) return 0;)
	const page_access bytes(p, 1);
	return bytes[0];
}
#endif

#ifdef block_of_pages_given_up // clang: kalloc: this owner (may be|is) empty
u8 f(kpages p)
{
	PICK(p.taken_by_c();)()
	const page_access bytes(p);
	return bytes[0];
}
#endif

#ifdef array_of_pages_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
u8 f()
{
	auto p = kpage_array::make(gfp::kernel, 4);
	PICK()(if (!p) return 0;)
	const page_access bytes(p, 1);
	return bytes[0];
}
#endif

#ifdef pages_freed_while_mapped // clang: kalloc: this memory is freed already
u8 f()
{
	auto p = kpages::make(gfp::kernel);
	if (!p)
		return 0;
	const page_access bytes(p);
	const u8 first = bytes[0];
	PICK(p.reset();)()
	return first;
}
#endif

#ifdef pages_of_another_freed_while_mapped // clang: kalloc: this memory is freed already
u8 f(kpages &p)
{
	const page_access bytes(p);
	PICK(p.reset();)()
	return bytes[0];
}
#endif

#ifdef page_touched_behind_its_scope // clang: kalloc: this memory is freed already
u8 f(kpages &p)
{
	const u8 *stale = nullptr;
	PICK()(const page_access bytes(p);)
	{
		PICK(const page_access bytes(p);)()
		stale = &bytes[0];
	}
	return *stale;
}
#endif

#ifdef array_of_pages_freed_while_mapped // clang: kalloc: this memory is freed already
u8 f()
{
	auto p = kpage_array::make(gfp::kernel, 4);
	if (!p)
		return 0;
	const page_access bytes(p, 3);
	PICK(p = nullptr;)()
	return bytes[0];
}
#endif
