/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * make_kunique: allocate and construct in one step.
 *
 *	auto c = make_kunique<counters>(gfp::kernel, 3, 4500);
 *	auto z = make_kunique<counters>(gfp::kernel);		// zeroed
 *	auto w = make_kunique_for_overwrite<counters>(gfp::kernel);
 *	if (!c || !z || !w)
 *		return -ENOMEM;
 *	...
 *	auto t = make_kunique<u32[]>(gfp::kernel, n);		// zeroed
 *	...
 *	auto v = make_kunique<counters[], vmalloc_family>(gfp::kernel, 100000);
 *
 * Without arguments the object, or every element, is value-initialised; a trivial
 * type is zeroed by the allocator. make_kunique_for_overwrite leaves it as it is.
 * Arguments initialise as within braces: a number may narrow if it is a constant that fits.
 * For dma_family, see dma.h, the device comes first. n counts elements.
 *
 * Returns an empty owner, and has constructed nothing, when memory runs out, when n is
 * 0, or when n elements are more bytes than the family has: where 0 is no error, look at
 * n first.
 *
 * Context: as the mask says.
 * Stands for: kmalloc(sizeof(T), gfp), kzalloc, kmalloc_array, kcalloc, vmalloc, ...
 */
#ifndef KALLOC_MAKE_UNIQUE_H
#define KALLOC_MAKE_UNIQUE_H

#include <kalloc/owner/construct.h>
#include <kalloc/owner/unique_array.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

struct unique_factory {
	template <class T, class Family, class Mask>
	static consteval void check()
	{
		static_assert(gfp::mask<Mask>, "kalloc: the first argument of make_kunique is a "
					       "GFP mask, e.g. gfp::kernel "
					       "(behind the device, for dma_family)");
		static_assert(gfp::has_context<gfp::without_node_t<Mask>>, KALLOC_NEEDS_CONTEXT);
		static_assert(alignof(T) <= Family::max_align,
			      "kalloc: no allocator aligns to more than a page");
		static_assert(
			sizeof(T) <= Family::max_bytes,
			"kalloc: the object is larger than kmalloc's largest; use vmalloc_family");
		static_assert(!gfp::has_node<Mask> || allocates_on_node<Family>, KALLOC_NO_NODE);
		Family::template check<gfp::without_node_t<Mask>>();
		check_contents<Family, T>();
	}

	/* Raw: for overwrite */
	template <class T, bool Raw = false, class Family, class Mask, class... Args>
	[[gnu::always_inline]] static auto object(Family &family, gfp::at<Mask> mask,
						  Args &&...args)
		-> kunique_ptr<T, typename owner_family<Family>::type>
	{
		check<T, Family, Mask>();
		constexpr bool zero = !Raw && sizeof...(Args) == 0 && zeroed_is_initialised<T>;
		void *p = allocate<sizeof(T)>(family, mask.bits | (zero ? KALLOC_GFP_ZERO : 0),
					      sizeof(T), std::type_identity<T>{}, mask.site,
					      mask.node);

#ifdef __clang_analyzer__
		__builtin_assume(p || !(mask.bits & KALLOC_GFP_NOFAIL));
#endif
		if (!p)
			return nullptr;
		if constexpr (zero)
			return {static_cast<T *>(p), family};
		else if constexpr (Raw)
			return {construct_for_overwrite<T>(p), family};
		else
			return {construct_from<T>(p, std::forward<Args>(args)...), family};
	}

	template <class Array, class Family, bool Raw = false, class Mask>
	[[gnu::always_inline]] static kunique_ptr<Array, Family> array(gfp::at<Mask> mask, size_t n)
	{
		using T = std::remove_extent_t<Array>;
		using owner = kunique_ptr<Array, Family>;
		check<T, Family, Mask>();
		constexpr bool zero = !Raw && zeroed_is_initialised<T>;
		constexpr size_t most = (Family::max_bytes - owner::header_bytes) / sizeof(T);

		/* 0 wraps around: one comparison for empty, too large, and overflow */
		if (n - 1 >= most) [[unlikely]]
			return nullptr;
		Family family;
		void *start = allocate(family, mask.bits | (zero ? KALLOC_GFP_ZERO : 0),
				       owner::header_bytes + n * sizeof(T), std::type_identity<T>{},
				       mask.site, mask.node);
		if (!start)
			return nullptr;
		T *p = reinterpret_cast<T *>(static_cast<u8 *>(start) + owner::header_bytes);
		if constexpr (owner::counted)
			owner::count_of(p) = n;
		if constexpr (Raw && !std::is_trivially_default_constructible_v<T>) {
			for (size_t i = 0; i < n; i++)
				construct_for_overwrite<T>(p + i);
		} else if constexpr (!Raw && !zero) {
			for (size_t i = 0; i < n; i++)
				construct<T>(p + i);
		}
		return {p, family};
	}
};

/* One object, from a family without state. */
template <class T, family Family = kmalloc_family, gfp::mask Mask, class... Args>
	requires(!std::is_array_v<T> && stateless_family<Family>)
[[gnu::always_inline]] inline kunique_ptr<T, Family> make_kunique(gfp::at<Mask> mask,
								  Args &&...args)
	KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
{
	Family family;

	return unique_factory::object<T>(family, mask, std::forward<Args>(args)...);
}

template <class T, family Family = kmalloc_family, gfp::mask Mask>
	requires(!std::is_array_v<T> && stateless_family<Family>)
[[gnu::always_inline]] inline kunique_ptr<T, Family> make_kunique_for_overwrite(gfp::at<Mask> mask)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
{
	Family family;

	return unique_factory::object<T, true>(family, mask);
}

/* One object, from a family with state, e.g. (dev, gfp::kernel, args...). */
template <class T, family Family, gfp::mask Mask, class... Args>
	requires(!std::is_array_v<T> && !stateless_family<Family>)
[[gnu::always_inline]] inline kunique_ptr<T, Family>
make_kunique(std::type_identity_t<Family> family, gfp::at<Mask> mask, Args &&...args)
	KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
{
	return unique_factory::object<T>(family, mask, std::forward<Args>(args)...);
}

/* n elements. */
template <class T, family Family = kmalloc_family, gfp::mask Mask>
	requires(std::is_unbounded_array_v<T>)
[[gnu::always_inline]] inline kunique_ptr<T, Family> make_kunique(gfp::at<Mask> mask, size_t n)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
{
	return unique_factory::array<T, Family>(mask, n);
}

template <class T, family Family = kmalloc_family, gfp::mask Mask>
	requires(std::is_unbounded_array_v<T>)
[[gnu::always_inline]] inline kunique_ptr<T, Family> make_kunique_for_overwrite(gfp::at<Mask> mask,
										size_t n)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
{
	return unique_factory::array<T, Family, true>(mask, n);
}

/* Any other way */
template <class T, family Family = kmalloc_family>
kunique_ptr<T, Family>
make_kunique(...) = delete; /* kalloc: the mask comes first, e.g. gfp::kernel, or the device */
template <class T, family Family = kmalloc_family>
kunique_ptr<T, Family>
make_kunique_for_overwrite(...) = delete; /* kalloc: the mask comes first, then the count */
template <class T, family Family = kmalloc_family, class... Args>
	requires(std::is_bounded_array_v<T>)
std::nullptr_t make_kunique(Args...) = delete; /* kalloc: T[] and a count, or kbuffer<..., T, N> */
template <class T, family Family = kmalloc_family, class... Args>
	requires(std::is_unbounded_array_v<T> && (gfp::constant<Args> + ...) > 1)
kunique_ptr<T, Family>
make_kunique(Args...) = delete; /* kalloc: one mask, by |: gfp::kernel | gfp::nowarn */
template <class T, family Family = kmalloc_family, class... Args>
	requires((gfp::constant<Args> + ...) > 1)
kunique_ptr<T, Family>
make_kunique_for_overwrite(Args...) = delete; /* kalloc: one mask, by |: gfp::kernel | ... */

} // namespace kalloc

#endif
