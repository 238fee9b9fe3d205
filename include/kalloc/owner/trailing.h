/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * trailing<T>: room for a T in the array at the end of a struct, where T is more than bytes; and
 * how a struct and its array lie in memory, which is C's way: what a kflex_ptr (flexible.h) is
 * made of.
 *
 *	struct batch {
 *		...
 *		trailing<job> jobs[];
 *
 * Context: any.
 * Stands for: struct_size(), container_of().
 */
#ifndef KALLOC_TRAILING_H
#define KALLOC_TRAILING_H

#include <concepts>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

/* Room for one T, in an array at the end of a header, which kflex_ptr makes and ends. */
template <class T>
struct trailing {
	alignas(T) u8 bytes[sizeof(T)];
};

/* What a pointer to a member says of the array. */
template <class Member>
struct flexible_array {
	static_assert(sizeof(Member) == 0,
		      "kalloc: kflex_ptr is told the array at the end of a struct: "
		      "kflex_ptr<&ring::slots>, kflex_ptr<&ring::slots, &ring::count>");
};
template <class H, class T>
struct flexible_array<T (H::*)[]> {
	using header = H;
	using element = T;
};
template <class H, class T>
struct flexible_array<trailing<T> (H::*)[]> {
	using header = H;
	using element = T;
};

/* The most that the member says which counts; of none, any number. */
template <class H, class Member>
inline constexpr size_t most_counted = 0;
template <class H>
inline constexpr size_t most_counted<H, std::nullptr_t> = dynamic_extent;
template <class H, std::integral Count>
	requires(!std::is_same_v<Count, bool>)
inline constexpr size_t most_counted<H, Count H::*> =
	static_cast<std::make_unsigned_t<Count>>(~size_t{}) >> std::is_signed_v<Count>;

/* The header H, and the elements E behind it, of an array that a pointer to member names. */
template <auto Items>
struct flexible_layout {
	using H = typename flexible_array<decltype(Items)>::header;
	using E = typename flexible_array<decltype(Items)>::element;

	/* struct_size() */
	[[gnu::always_inline]] static size_t bytes_of(size_t n)
	{
		const size_t bytes = sizeof(H) + n * sizeof(E);

		/* as kmalloc_padded() wants it */
		if constexpr (alignof(H) > KALLOC_ARCH_KMALLOC_MINALIGN && sizeof(E) % alignof(H))
			return (bytes + alignof(H) - 1) & -alignof(H);
		return bytes;
	}

	[[gnu::always_inline]] static E *items(H *p)
	{
		return reinterpret_cast<E *>(reinterpret_cast<u8 *>(p) + offset());
	}

	[[gnu::always_inline]] static H *header(E *first)
	{
		return reinterpret_cast<H *>(reinterpret_cast<u8 *>(first) - offset());
	}

private:
	/* A pointer to member is an offset (the C++ ABI of all compilers here). */
	[[gnu::always_inline]] static size_t offset()
	{
#ifdef __clang_analyzer__ /* which knows freed and null pointers only by where they begin */
		return 0;
#else
		return __builtin_bit_cast(size_t, Items);
#endif
	}
};

} // namespace kalloc

#endif
