/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * construct<T>(memory, args...): an object in memory that somebody else owns, who also
 * frees it; before that the object is ended by its destructor. The placement operator
 * new has a tag of its own, so that it meets no other one.
 *
 *	auto *m = construct<meter>(memory);
 *	...
 *	m->~meter();
 *
 * Context: as T's constructor.
 * Stands for: placement new.
 */
#ifndef KALLOC_CONSTRUCT_H
#define KALLOC_CONSTRUCT_H

#include <kalloc/context/context.h>
#include <kalloc/context/scope.h>
#include <kalloc/family/gfp.h>
#include <kalloc/owner/initialiser.h>
#include <kalloc/types.h>
#include <type_traits>
#include <utility>

namespace kalloc {
struct construct_tag {};
} // namespace kalloc

/* not noexcept, or each use would ask whether memory is null */
[[nodiscard, gnu::always_inline, gnu::returns_nonnull]] inline void *
operator new(std::size_t, void *memory, kalloc::construct_tag)
{
	return memory;
}

namespace kalloc {

/* construct(), where the numbers among args were looked at by the caller. */
template <class T, class... Args>
[[gnu::always_inline]] inline T *construct_from(void *memory, Args &&...args)
{
	static_assert(!std::is_base_of_v<scope, T>,
		      "kalloc: a guard or scope lives on the stack, to end where it began; "
		      "make it a local variable");
	constexpr bool by_braces =
		(std::is_aggregate_v<T> || std::is_arithmetic_v<T>) && sizeof...(Args) != 0;
	constexpr bool narrows = by_braces && initialisable_narrowing<T, Args...>;
	constexpr bool possible = narrows || (std::is_aggregate_v<T> && by_braces
						      ? list_initialisable<T, Args...>
						      : std::is_constructible_v<T, Args...>);

	static_assert(possible || !(gfp::part_of_mask<Args> || ...),
		      "kalloc: an allocation has one mask; combine them by |: gfp::kernel | "
		      "gfp::nowarn");
	static_assert(possible || by_braces || (gfp::part_of_mask<Args> || ...),
		      "kalloc: T cannot be constructed from these arguments; look at T's "
		      "constructors; an owner comes by std::move()");
	static_assert(possible || !by_braces || (gfp::part_of_mask<Args> || ...),
		      "kalloc: T's members cannot be initialised from these arguments; look at "
		      "their types: an owner takes std::move(), a pointer nullptr, a lock nothing");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-braces" /* clang; arguments are not in any */
	if constexpr (narrows) {
		refuse_narrowing<T, Args...>(args...);
		return ::new (memory, construct_tag{})
			T{static_cast<initialiser_of<Args>>(args)...};
	} else if constexpr (by_braces && std::is_aggregate_v<T> && possible) {
		return ::new (memory, construct_tag{}) T{std::forward<Args>(args)...};
	} else if constexpr (possible) {
		return ::new (memory, construct_tag{}) T(std::forward<Args>(args)...);
	} else {
		return nullptr;
	}
#pragma GCC diagnostic pop
}

/*
 * T(args...), or T{args...} for an aggregate or a number, which is not narrowed but for
 * constants that fit. memory is not null, large enough and aligned. Without arguments the
 * object is value-initialised.
 */
template <class T, class... Args>
[[gnu::always_inline]] inline T *construct(void *memory, Args &&...args)
	KALLOC_REFUSE_NARROWING(Args, args)
{
	return construct_from<T>(memory, std::forward<Args>(args)...);
}

/* The object is default-initialised: a trivial type keeps what the memory held. */
template <class T>
[[gnu::always_inline]] inline T *construct_for_overwrite(void *memory)
{
	return ::new (memory, construct_tag{}) T;
}

/*
 * Zeroed memory already is a value-initialised T, so that __GFP_ZERO does the work.
 * A null pointer to member is not all zero bits; a class that holds one needs a
 * default constructor to be initialised as such.
 */
template <class T>
inline constexpr bool zeroed_is_initialised =
	std::is_trivially_default_constructible_v<T> && !std::is_member_pointer_v<T>;

} // namespace kalloc

#endif
