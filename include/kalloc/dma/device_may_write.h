/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * device_may_write<T>: is a T whatever bytes a device writes over it? Numbers are, in any
 * byte order (endian.h), enums with a fixed type, and arrays and structs of them. A pointer,
 * reference or bool is not, nor an owner, a lock, or anything with a virtual function.
 * Coherent memory asks for it.
 *
 * The compiler looks at the members of structs that are initialised by braces. It cannot
 * look into a class with private members or constructors, nor beyond the first member of a
 * union: where that is what a device writes all the same, say so:
 *
 *	template <>
 *	inline constexpr bool kalloc::device_may_write<bcd> = true;
 *
 * Context: compile time.
 */
#ifndef KALLOC_DEVICE_MAY_WRITE_H
#define KALLOC_DEVICE_MAY_WRITE_H

#include <kalloc/endian.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

template <class T>
inline constexpr bool device_may_write = false;

/* An aggregate's members, one after the other, from the initialisers that it takes. */
struct members {
	/* NOLINTBEGIN(google-explicit-constructor): an initialiser is any type's */
	struct any {
		template <class M>
		explicit(false) operator M() const;
	};

	/* where a class has constructors, one of which may take any of the above */
	struct any_object {
		template <class M>
			requires std::is_class_v<M>
		explicit(false) operator M() const;
	};

	struct refused {
		template <class M>
			requires(!device_may_write<M>)
		explicit(false) operator M() const;
	};
	/* NOLINTEND(google-explicit-constructor) */

	/*
	 * May a device write all members but those that take Before? What is in braces is a
	 * member's: an array's first element, a struct's first member; what is not, any.
	 */
	template <class T, class... Before>
	static consteval bool written()
	{
		if constexpr (requires { T{{Before{}}..., refused{}}; })
			return false;
		else if constexpr (requires { T{{Before{}}..., {any{}}}; })
			return written<T, Before..., any>();
		else if constexpr (requires { T{{Before{}}..., {any_object{}}}; })
			return written<T, Before..., any_object>();
		else
			return !requires { T{{Before{}}..., any{}}; };
	}
};

template <class T>
	requires std::is_arithmetic_v<T>
inline constexpr bool device_may_write<T> = !std::is_same_v<T, bool>;

template <class Int, std::endian Order>
inline constexpr bool device_may_write<endian_int<Int, Order>> = true;

/* without a fixed type only the values of the enumerators, or'ed, exist */
template <class T>
	requires std::is_enum_v<T>
inline constexpr bool device_may_write<T> =
	requires { T{0}; } && device_may_write<std::underlying_type_t<T>>;

template <class T>
	requires(std::is_array_v<T> || std::is_volatile_v<T>)
inline constexpr bool device_may_write<T> =
	device_may_write<std::remove_volatile_t<std::remove_all_extents_t<T>>>;

template <class T>
	requires((std::is_class_v<T> || std::is_union_v<T>) && std::is_aggregate_v<T>)
inline constexpr bool device_may_write<T> =
	std::is_trivially_copyable_v<T> && members::written<T>();

} // namespace kalloc

#endif
