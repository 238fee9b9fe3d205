/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * whole_pages, pages_family: whole pages, physically contiguous, from the page allocator.
 * For what is mapped into user space, handed on page by page, or aligned to more than a page.
 *
 *	using pages = kbuffer<whole_pages<gfp::kernel>>;
 *	...
 *	auto p = pages::make(bytes);
 *	if (!p)
 *		return -ENOMEM;
 *	...
 *	auto t = make_kunique<table, pages_family>(gfp::kernel);
 *
 * Up to 1 << MAX_PAGE_ORDER pages. Of as many bytes as asked for, rounded up to pages; and
 * aligned to the next power of two of that: 5 pages to 8. The rest of the 8 is given back at
 * once. Each page counts its own users, they are no compound page.
 *
 * A page holds no other object: for small ones use contiguous. kmalloc() takes from here
 * what is over two pages, too, but rounds up to a power of two, and has no struct page to lend.
 *
 * Context: free() where a spinlock may be taken; allocate() as the mask says.
 * Stands for: alloc_pages_exact(), free_pages_exact(), virt_to_page().
 */
#ifndef KALLOC_PAGES_H
#define KALLOC_PAGES_H

#include <kalloc/family/family.h>
#include <kalloc/owner/buffer.h>

namespace kalloc {

struct pages_family {
	using free_context = contexts::outside_raw;
	static constexpr bool physically_contiguous = true;
	static constexpr size_t max_bytes = KALLOC_PAGES_MAX_BYTES;
	/* a multiple of its alignment, each object is aligned by its size */
	static constexpr size_t max_align = max_bytes;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>)
			static_assert(!Mask::has(gfp::comp) && !Mask::has(gfp::highmem),
				      "kalloc: these pages are mapped, and each one's own; drop "
				      "gfp::comp or gfp::highmem");
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes,
								std::type_identity<T>)
	{
		return binding::alloc_pages_exact(bytes, gfp);
	}

	[[gnu::always_inline]] static void free(void *p, size_t bytes)
	{
		binding::free_pages_exact(p, bytes);
	}

	/* Bytes that may be asked for at no more memory: whole pages. */
	static constexpr size_t usable_size(size_t bytes)
	{
		return (bytes + page_size - 1) & ~(page_size - 1);
	}
};

template <gfp::constant auto Gfp>
struct whole_pages {
	static constexpr auto gfp = Gfp;

	template <size_t Bytes>
	static consteval auto choose()
	{
		static_assert(Bytes == dynamic_extent || Bytes <= pages_family::max_bytes,
			      "kalloc: the page allocator has no block of this size; use "
			      "any_contiguity or virtually_contiguous");
		return pages_family{};
	}
};

/*
 * C's struct page of a buffer's first page, of those behind it by page + n; null if empty.
 * The buffer keeps it, unless C takes a reference, get_page(): then the page stays, whoever
 * frees first.
 */
template <policy P, class T, size_t N>
	requires std::is_same_v<typename kbuffer<P, T, N>::family_type, pages_family>
page *page_of(const kbuffer<P, T, N> &pages KALLOC_BORROWED)
{
	return pages ? binding::kalloc_page_of(pages.data()) : nullptr;
}

template <policy P, class T, size_t N>
	requires(!std::is_same_v<typename kbuffer<P, T, N>::family_type, pages_family>)
page *page_of(const kbuffer<P, T, N> &) = delete; /* kalloc: not whole pages; take whole_pages */

} // namespace kalloc

#endif
