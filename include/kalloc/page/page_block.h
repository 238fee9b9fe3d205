/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kpages: the one owner of a block of 1 << order pages, which the kernel need not have mapped;
 * gives them back when it goes out of scope.
 *
 *	auto p = kpages::make(gfp::user | gfp::highmem, 2);
 *	if (!p)
 *		return -ENOMEM;
 *	...
 *	const page_access bytes(p, 1);
 *
 * The CPU gets at the bytes by page_access alone (page_access.h), C at the pages by get().
 * For memory that only the kernel uses, and that has an address, take a kbuffer<whole_pages<...>>.
 *
 * With gfp::comp it is a compound page. Otherwise only the first page counts users; that one stays
 * where C has taken a reference, get_page(), and the others go. Not zeroed, unless the mask
 * has gfp::zero.
 *
 * Context: make() as the mask says; destruction where a spinlock may be taken.
 * Stands for: alloc_pages(), alloc_pages_node(), __free_pages().
 */
#ifndef KALLOC_PAGE_BLOCK_H
#define KALLOC_PAGE_BLOCK_H

#include <bit>
#include <kalloc/context/followed.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/page/page_access.h>
#include <utility>

namespace kalloc {

class [[nodiscard(KALLOC_DROPPED)]] kpages : public owner_base<kpages> {
public:
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::outside_raw;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	/* a device is given them in one piece: mapping.h */
	static constexpr bool physically_contiguous = true;

	/* page_access.h */
	static constexpr bool pages_are_const = false;
	static constexpr size_t page_align = page_size;

	/* The largest block: 4 MiB with pages of 4 KiB. */
	static constexpr unsigned int max_order =
		std::countr_zero(KALLOC_PAGES_MAX_BYTES / page_size);

	/*
	 * What release() gives up: pages that nobody but the caller frees.
	 *
	 *	const auto [first, order] = p.release();
	 */
	struct released {
		page *first;
		unsigned int order;
	};

	constexpr kpages() = default;
	constexpr explicit(false) kpages(std::nullptr_t) {}

	kpages(const kpages &) = delete;            /* kalloc: one owner; std::move() it */
	kpages &operator=(const kpages &) = delete; /* kalloc: one owner; std::move() it */

	kpages(kpages &&other) noexcept
		: first_(std::exchange(other.first_, nullptr)), order_(other.order_)
	{
	}

	kpages &operator=(kpages &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kpages taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~kpages() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Empty when memory runs out, or there is no block so large. */
	template <gfp::mask Mask>
	[[gnu::always_inline]] static kpages make(gfp::at<Mask> mask, unsigned int order = 0)
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		contexts::asks_for<contexts::allocation<Mask>>();
		[[maybe_unused]] const binding::charge to(mask.site);
		page *first = nullptr;

		if (order > max_order) [[unlikely]]
			return {nullptr, 0};
		if constexpr (gfp::has_node<Mask>)
			first = binding::kalloc_alloc_pages_node(mask.node, mask.bits, order);
		else
			first = binding::kalloc_alloc_pages(mask.bits, order);
#ifdef __clang_analyzer__ /* which does not ask by itself whether memory ran out */
		if (!first)
			return {nullptr, 0};
#endif
		return {first, order};
	}

	/* Takes over 1 << order pages that C code got of alloc_pages(). Null makes it empty. */
	static kpages adopt(page *first, unsigned int order)
	{
		return {first, order};
	}

	/* Gives the pages up to the caller: adopt() in C++, __free_pages() in C. Null if empty. */
	[[nodiscard(KALLOC_GIVEN_UP)]] released release()
	{
		return {.first = std::exchange(first_, nullptr), .order = order()};
	}

	/* Gives the pages back, if there are any; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		page *first = std::exchange(first_, nullptr);

		if (!first)
			return;
		contexts::asks_for<free_context>();
		binding::free_pages(first, order());
	}

	void swap(kpages &other) noexcept
	{
		std::swap(first_, other.first_);
		std::swap(order_, other.order_);
	}

	/* C's struct page of the first one, of those behind it by page + n. Null if empty. */
	page *get() const KALLOC_BORROWED
	{
		return first_;
	}

	unsigned int order() const
	{
		return static_cast<unsigned int>(order_);
	}

	/* Pages, 0 if empty. */
	size_t size() const
	{
		return first_ ? size_t{1} << order_ : 0;
	}

	size_t size_bytes() const
	{
		return size() * page_size;
	}

	/* What page_access maps. Warns once where there is no such page. */
	[[gnu::always_inline]] page_part part([[maybe_unused]] size_t n) const
	{
#ifdef __clang_analyzer__
		return first_;
#else
		if (n < size()) [[likely]]
			return {first_, n, 0, page_size};
		binding::kalloc_warn_out_of_range(n, 1, size());
		return {};
#endif
	}

	/* Any other way */
	template <class U>
	kpages(U *) = delete; /* kalloc: no owner; adopt() takes pages over from C */
	template <class First, class... Args>
		requires(!gfp::mask<First>)
	static kpages make(First, Args...) = delete; /* kalloc: the mask first: make(mask, order) */

private:
	friend class owner_base<kpages>;

	[[gnu::always_inline]] kpages(page *first, unsigned int order)
		: first_(first), order_(order)
	{
	}

	page *held() const
	{
		return first_;
	}

	page *first_ = nullptr;
	/* no int: with padding behind it compilers keep the owner in memory, to zero that there */
	size_t order_ = 0;
};

} // namespace kalloc

#endif
