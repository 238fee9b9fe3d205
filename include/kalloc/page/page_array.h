/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kpage_array: the one owner of many single pages, got at once and given back together: for what
 * need not lie together, and so is there when memory is in pieces.
 *
 *	auto pages = kpage_array::make(gfp::user | gfp::highmem, 100);
 *	if (!pages)
 *		return -ENOMEM;
 *	...
 *	auto some = kpage_array::make_some(gfp::kernel | gfp::noretry, 100);
 *
 *	if (!some)
 *		return -ENOMEM;
 *	pr_info("%zu of 100\n", some.size());
 *
 * Each page is one of its own, as kpages of order 0 are, which take_back() makes of it. C gets
 * them all, as the array that vm_map_pages() or sg_alloc_table_from_pages() takes, by pages().
 * That array's memory is any_contiguity<gfp::kernel>; of a
 * basic_kpage_array<contiguous<gfp::atomic>> it is what a policy says, for where one may not sleep.
 *
 * Needs a module whose license is the GPL.
 *
 * Context: make() as both masks say; destruction where a spinlock may be taken, and as the
 * policy's memory.
 * Stands for: alloc_pages_bulk_array(), alloc_pages_bulk(), __free_page().
 */
#ifndef KALLOC_PAGE_ARRAY_H
#define KALLOC_PAGE_ARRAY_H

#include <kalloc/owner/buffer.h>
#include <kalloc/page/page_block.h>

namespace kalloc {

template <policy Array>
class [[nodiscard(KALLOC_DROPPED)]] basic_kpage_array
	: public owner_base<basic_kpage_array<Array>> {
	using memory = kbuffer<Array, page_slot>;
	static_assert(stateless_family<typename memory::family_type>,
		      "kalloc: the array of a kpage_array is the CPU's alone; take contiguous or "
		      "any_contiguity");

public:
	using policy_type = Array;
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::both<contexts::outside_raw, typename memory::free_context>;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	/* page_access.h */
	static constexpr bool pages_are_const = false;
	static constexpr size_t page_align = page_size;

	constexpr basic_kpage_array() = default;
	constexpr explicit(false) basic_kpage_array(std::nullptr_t) {}

	basic_kpage_array(const basic_kpage_array &) /* kalloc: one owner; std::move() it */
		= delete;
	basic_kpage_array &
	operator=(const basic_kpage_array &) = delete; /* kalloc: one owner; std::move() it */

	basic_kpage_array(basic_kpage_array &&other) noexcept
		: memory_(std::move(other.memory_)), n_(std::exchange(other.n_, 0))
	{
	}

	basic_kpage_array &operator=(basic_kpage_array &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		basic_kpage_array taken(std::move(other));

		swap(taken);
		return *this;
	}

	~basic_kpage_array() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* n pages. Empty when memory runs out before the last one, or n is 0 or too large. */
	template <gfp::mask Mask>
	static basic_kpage_array make(gfp::at<Mask> mask, size_t n) KALLOC_NOT_IN(
		contexts::both<contexts::allocation<Mask>, typename memory::make_context>)
	{
		basic_kpage_array made = make_some(mask, n);

		if (made.n_ < n)
			made.reset();
		return made;
	}

	/* As many as there are, up to n: size() tells. Empty if there is none. */
	template <gfp::mask Mask>
	static basic_kpage_array make_some(gfp::at<Mask> mask, size_t n) KALLOC_NOT_IN(
		contexts::both<contexts::allocation<Mask>, typename memory::make_context>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		if constexpr (gfp::constant<gfp::without_node_t<Mask>>)
			static_assert(!gfp::without_node_t<Mask>::has(gfp::comp),
				      "kalloc: these are single pages, no compound one; drop "
				      "gfp::comp, or make kpages");
		contexts::asks_for<contexts::allocation<Mask>>();
		basic_kpage_array made;

		made.memory_ = memory::make(n, Array::gfp, mask.site);
		if (!made.memory_)
			return made;
#ifdef __clang_analyzer__
		made.n_ = n;
		return made;
#endif
		/* the kernel fills what is null; each call brings one page or more, or there is
		 * none */
		__builtin_memset(made.memory_.data(), 0, made.memory_.size_bytes());
		[[maybe_unused]] const binding::charge to(mask.site);
		size_t before = 0;

		do {
			before = made.n_;
			made.n_ = binding::kalloc_alloc_pages_bulk(mask.node, mask.bits, n,
								   made.slots());
		} while (made.n_ > before && made.n_ < n);
		if (!made.n_)
			made.memory_.reset();
		return made;
	}

	/* Gives the pages back, if there are any; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		[[maybe_unused]] const size_t n = std::exchange(n_, 0);

#ifndef __clang_analyzer__ /* to which they are the array */
		for (size_t i = 0; i < n; i++)
			binding::free_pages(slots()[i], 0);
#endif
		memory_.reset();
	}

	void swap(basic_kpage_array &other) noexcept
	{
		memory_.swap(other.memory_);
		std::swap(n_, other.n_);
	}

	/* Pages. */
	size_t size() const
	{
		return n_;
	}

	bool empty() const
	{
		return !n_;
	}

	size_t size_bytes() const
	{
		return n_ * page_size;
	}

	/* C's struct page of the nth. Past the end: warns once, and is null. */
	page *operator[](size_t n) const KALLOC_BORROWED
	{
		return pages()[n];
	}

	/* All of them, C's struct page ** and their number. */
	kspan<page *const> pages() const KALLOC_BORROWED
	{
		return {slots(), n_};
	}

	/* The last one, as an owner of its own; an empty one if there is none. */
	[[nodiscard(KALLOC_DROPPED)]] kpages take_back()
	{
		if (!n_)
			return nullptr;
		return kpages::adopt(slots()[--n_], 0);
	}

	/* What page_access maps. Warns once where there is no such page. */
	[[gnu::always_inline]] page_part part([[maybe_unused]] size_t n) const
	{
#ifdef __clang_analyzer__
		return memory_.data();
#else
		if (n < n_) [[likely]]
			return {slots()[n], 0, 0, page_size};
		binding::kalloc_warn_out_of_range(n, 1, n_);
		return {};
#endif
	}

	template <class First, class... Args>
		requires(!gfp::mask<First>)
	static basic_kpage_array
	make(First, Args...) = delete; /* kalloc: the mask comes first: make(mask, n) */
	page *release() = delete; /* kalloc: take_back() gives one page, which can be released */
	template <class U>
	basic_kpage_array(U *) = delete; /* kalloc: no owner; make(mask, n) */

private:
	friend class owner_base<basic_kpage_array>;

	page **slots() const
	{
		return reinterpret_cast<page **>(const_cast<page_slot *>(memory_.data()));
	}

	const void *held() const
	{
		return memory_.data();
	}

	memory memory_;
	size_t n_ = 0;
};

using kpage_array = basic_kpage_array<any_contiguity<gfp::kernel>>;

} // namespace kalloc

#endif
