/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* whole_pages and pages_family. */
#include "refused.h"

#ifdef pages_compound // kalloc: these pages are mapped, and each one's own
kbuffer<whole_pages<gfp::kernel | gfp::PICK(comp)(nowarn)>> b;
#endif

#ifdef pages_unmapped // kalloc: these pages are mapped, and each one's own
auto f()
{
	return make_kunique<point, pages_family>(gfp::kernel | gfp::PICK(highmem)(dma32));
}
#endif

#ifdef pages_too_many // kalloc: the page allocator has no block of this size
kbuffer<PICK(whole_pages)(any_contiguity)<gfp::kernel>, u8, size_t{1} << 30> b;
#endif

#ifdef page_of_kmalloc_memory // kalloc: not whole pages; take whole_pages
page *f(const kbuffer<PICK(contiguous)(whole_pages)<gfp::kernel>> &b)
{
	return page_of(b);
}
#endif

#ifdef page_of_a_local_returned // clang: (reference to|address of) stack memory
page *f(PICK()(const) kbuffer<whole_pages<gfp::kernel>> PICK()(&)b)
{
	return page_of(b);
}
#endif

#ifdef pages_of_kmalloc_memory // kalloc: another type or family; write it, or auto
using pages = kbuffer<whole_pages<gfp::kernel>>;
pages f(kbuffer<PICK(contiguous<gfp::kernel>)(whole_pages<gfp::noio>)> &b)
{
	return pages(std::move(b));
}
#endif

#ifdef array_of_pages // kalloc: this family frees by size, which kunique_ptr<T\[\]> does not know
auto f(size_t n)
{
	return PICK(make_kunique<u32[], pages_family>(gfp::kernel, n))(kbuffer<whole_pages<gfp::kernel>, u32>::make(n));
}
#endif

#ifdef pages_kept_as_a_base // kalloc: this family frees by size, which a base class does not know
struct base {
	virtual ~base() = default;
};
struct derived : base {
	u32 x;
};
kunique_ptr<PICK(base)(derived), pages_family> f()
{
	return make_kunique<derived, pages_family>(gfp::kernel);
}
#endif

#ifdef pages_freed_under_a_raw_lock // clang: raw_spinlock_held
void f(raw_spinlock &lock, kbuffer<whole_pages<gfp::kernel>> &b)
{
	PICK(const raw_spin_guard guard(lock);)()
	b.reset();
	PICK()(const raw_spin_guard guard(lock);)
}
#endif
