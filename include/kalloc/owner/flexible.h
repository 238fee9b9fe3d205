/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kflex_ptr<&H::items, &H::count, Family>: the one owner of a header H and of the n elements
 * of the array at its end, in one allocation, laid out as in C:
 *
 *	struct ring {
 *		u32 capacity;
 *		u32 mask;
 *		u64 slots[];
 *	};
 *	using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;
 *	...
 *	auto r = ring_owner::make(gfp::kernel, 16);		// zeroed, capacity is 16
 *	if (!r)
 *		return -ENOMEM;
 *	r->mask = 15;
 *	r[3] = 42;						// bounds-checked
 *
 * Of the header -> lends the members; else it is a range of elements, like a kbuffer
 * (range/elements.h). The owner knows their number. A header that says it, too, as C's
 * __counted_by() has it, is named by its member: that is set when it is made, and read when
 * it is adopted. 0 elements are a header alone, which is no empty owner; empty() asks for
 * elements.
 *
 * Elements that are more than bytes, with a constructor or destructor, are trailing<T>: of
 * such an array no compiler knows how many to end, and so takes none.
 *
 *	struct batch {
 *		...
 *		trailing<job> jobs[];
 *	...
 *	using batch_owner = kflex_ptr<&batch::jobs>;
 *
 * Context: make() as its mask says; destruction as the family's free() and the destructors.
 * Stands for: kmalloc_flex(), kmalloc(struct_size(p, items, n)), kfree().
 */
#ifndef KALLOC_FLEXIBLE_H
#define KALLOC_FLEXIBLE_H

#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/trailing.h>
#include <kalloc/range/elements.h>

namespace kalloc {

template <auto Items, auto Count = nullptr, family Family = kmalloc_family>
class [[nodiscard(KALLOC_DROPPED)]] kflex_ptr
	: public buffer_elements<typename flexible_array<decltype(Items)>::element, dynamic_extent>,
	  public owner_base<kflex_ptr<Items, Count, Family>> {
	using layout = flexible_layout<Items>;
	using H = typename layout::H;
	using E = typename layout::E;
	using T = H; /* for KALLOC_REFUSE_NARROWING() */
	using elements = buffer_elements<E, dynamic_extent>;
	using elements::data_;
	using elements::extent_;

	static_assert(most_counted<H, decltype(Count)> != 0,
		      "kalloc: what counts the elements is an integer in the same struct");
	static_assert(stateless_family<Family>,
		      "kalloc: no device shares a header with an array; use kbuffer<dma_coherent<"
		      "...>, T>");
	static constexpr bool counted = !std::is_null_pointer_v<decltype(Count)>;

public:
	using header_type = H;
	using element_type = E;
	using family_type = Family;
	using elements::size;
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::both<
		contexts::both<contexts::free_context_of<Family>, contexts::free_context_of<H>>,
		contexts::free_context_of<E>>;

	/* The most elements that the family has memory for, and that the header can count. */
	static constexpr size_t max_size = [] {
		constexpr size_t fit =
			(Family::max_bytes / alignof(H) * alignof(H) - sizeof(H)) / sizeof(E);
		constexpr size_t most = most_counted<H, decltype(Count)>;

		return fit < most ? fit : most;
	}();

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kflex_ptr() = default;
	constexpr explicit(false) kflex_ptr(std::nullptr_t) {}

	kflex_ptr(const kflex_ptr &) = delete;            /* kalloc: one owner; std::move() it */
	kflex_ptr &operator=(const kflex_ptr &) = delete; /* kalloc: one owner; std::move() it */

	kflex_ptr(kflex_ptr &&other) noexcept
	{
		swap(other);
	}

	kflex_ptr &operator=(kflex_ptr &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kflex_ptr taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~kflex_ptr() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * A header made of args, as make_kunique() makes an object, and n elements, value-
	 * initialised; what is trivial is zeroed by the allocator. Empty, and nothing was
	 * constructed, when memory runs out or n is over max_size.
	 */
	template <gfp::mask Mask, class... Args>
	[[gnu::always_inline]] static kflex_ptr make(gfp::at<Mask> mask, size_t n, Args &&...args)
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
	{
		return {std::false_type{}, mask, n, std::forward<Args>(args)...};
	}

	/* The same, with what is trivial left as it is. */
	template <gfp::mask Mask>
	[[gnu::always_inline]] static kflex_ptr make_for_overwrite(gfp::at<Mask> mask, size_t n)
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		return {std::true_type{}, mask, n};
	}

	/*
	 * Takes over a header and its elements that C code allocated, from the allocator of
	 * Family. How many they are the header says, or n. Null makes an empty owner.
	 */
	static kflex_ptr adopt(H *p)
		requires counted
	{
		return {adopted(p), p ? static_cast<size_t>(p->*Count) : 0};
	}

	static kflex_ptr adopt(H *p, size_t n)
		requires(!counted)
	{
		return {adopted(p), n};
	}

	/*
	 * Gives all of it up to the caller, who frees it: adopt() in C++, or, where there is no
	 * destructor to run, the family's function in C, e.g. kfree(). Null if empty. Header
	 * and size, or, of a header that counts, a pointer to it.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] auto release()
	{
		const released<H> all = {given_up(get()), size()};

		data_ = nullptr;
		extent_ = {0};
		if constexpr (counted)
			return all.data;
		else
			return all;
	}

	/* Destroys the elements, last first, then the header, and frees them; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		E *first = data_;
		const size_t n = size();

		if (!first)
			return;
		H *p = layout::header(data_);

		data_ = nullptr;
		extent_ = {0};
		before_destroying<Family,
				  std::conditional_t<std::is_trivially_destructible_v<E>, H, E>>();
		if constexpr (!std::is_trivially_destructible_v<E>) {
			for (size_t i = n; i-- > 0;)
				first[i].~E();
		}
		p->~H();
		Family family;
		give_back(family, p, layout::bytes_of(n));
	}

	void swap(kflex_ptr &other) noexcept
	{
		std::swap(extent_, other.extent_);
		std::swap(data_, other.data_);
	}

	/* The header, null if there is none. The owner keeps it. */
	[[gnu::always_inline]] H *get() KALLOC_BORROWED
	{
		return data_ ? lent(layout::header(data_)) : nullptr;
	}

	[[gnu::always_inline]] const H *get() const KALLOC_BORROWED
	{
		return data_ ? lent(layout::header(data_)) : nullptr;
	}

	/* Not of an empty owner; it is not checked. */
	[[gnu::always_inline]] H &operator*() KALLOC_BORROWED
	{
		return *lent(layout::header(data_));
	}

	[[gnu::always_inline]] const H &operator*() const KALLOC_BORROWED
	{
		return *lent(layout::header(data_));
	}

	[[gnu::always_inline]] H *operator->() KALLOC_BORROWED
	{
		return layout::header(data_);
	}

	[[gnu::always_inline]] const H *operator->() const KALLOC_BORROWED
	{
		return layout::header(data_);
	}

	/* Are there no elements? There may be a header. */
	[[gnu::always_inline]] bool empty() const
	{
		return size() == 0;
	}

	/* Every byte of the elements 0. Stands for memset(). */
	void zero()
	{
		static_assert(std::is_trivially_copyable_v<E>,
			      "kalloc: these elements are more than bytes; assign them one by one");
		elements::zero();
	}

	/* Any other way to make one */
	template <class = void>
	static kflex_ptr make(...) = delete; /* kalloc: make(gfp::kernel, n, header's args...) */
	template <class = void>
	static kflex_ptr
	make_for_overwrite(...) = delete; /* kalloc: make_for_overwrite(gfp::kernel, n) */
	template <class = void>
	static kflex_ptr
	adopt(...) = delete; /* kalloc: adopt(p, n); adopt(p) where the header counts */
	template <class U>
	kflex_ptr(U *) = delete; /* kalloc: no owner; adopt() takes memory over from C */

private:
	friend class owner_base<kflex_ptr>;

	/* In a constructor, which sets the members first: g++ keeps the owner in memory else. */
	template <bool Raw, class Mask, class... Args>
	[[gnu::always_inline]] kflex_ptr(std::bool_constant<Raw>, gfp::at<Mask> mask, size_t n,
					 Args &&...args)
	{
		constexpr bool zero = !Raw && zeroed_is_initialised<E>;
		H *p = allocate<zero>(mask, n);

		if (!p)
			return;
		if constexpr (Raw)
			construct_for_overwrite<H>(p);
		else if constexpr (!zero || sizeof...(Args) != 0 || !zeroed_is_initialised<H>)
			construct_from<H>(p, std::forward<Args>(args)...);
		if constexpr (Raw && !std::is_trivially_default_constructible_v<E>) {
			for (size_t i = 0; i < n; i++)
				construct_for_overwrite<E>(layout::items(p) + i);
		} else if constexpr (!Raw && !zero) {
			for (size_t i = 0; i < n; i++)
				construct<E>(layout::items(p) + i);
		}
		if constexpr (counted)
			p->*Count = static_cast<std::remove_reference_t<decltype(p->*Count)>>(n);
		hold(p, n);
	}

	[[gnu::always_inline]] kflex_ptr(H *p, size_t n)
	{
		if (p)
			hold(p, n);
	}

	[[gnu::always_inline]] void hold(H *p, size_t n)
	{
		data_ = layout::items(p);
		if (!data_) /* that the sum is not null, either, does not follow in a kernel */
			__builtin_unreachable();
		extent_ = {n};
	}

	template <bool Zero, class Mask>
	[[gnu::always_inline]] static H *allocate(gfp::at<Mask> mask, size_t n)
	{
		unique_factory::check<H, Family, Mask>();
		check_contents<Family, E>();
		if (n > max_size) [[unlikely]]
			return nullptr;
		Family family;
		return static_cast<H *>(kalloc::allocate(
			family, mask.bits | (Zero ? KALLOC_GFP_ZERO : 0), layout::bytes_of(n),
			std::type_identity<H>{}, mask.site, mask.node));
	}

	E *held() const
	{
		return data_;
	}
};

} // namespace kalloc

#endif
