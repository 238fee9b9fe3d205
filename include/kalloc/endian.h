/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * le16, le32, le64, be16, be32, be64: a number in the byte order of a device, a disk or a
 * network, laid out as C's __le16 ... __be64. It becomes one by its name, and a number again by
 * cpu(); taken for a number, or for one of the other order, it does not compile.
 *
 *	struct descriptor {
 *		le64 address;
 *		le32 length, flags;
 *	};
 *	...
 *		each.length = le32{64};
 *	...
 *	if (!(d.at(0, &descriptor::flags).read_first() & le32{1}))
 *		return -EBUSY;
 *	check(d.at(0, &descriptor::length).read().cpu() == sizeof(descriptor));
 *
 * In braces a number that does not fit does not compile, as anywhere. Equal, or'ed, and'ed and
 * inverted they are as they stand; an order or a sum only a number has. Without a value it is
 * what was there, as a plain number.
 *
 * Context: any, constant expressions, too. No code where the CPU's order is the same, else one
 * instruction, or none for constants.
 * Stands for: __le32, cpu_to_le32(), le32_to_cpu(), ...
 */
#ifndef KALLOC_ENDIAN_H
#define KALLOC_ENDIAN_H

#include <bit>
#include <concepts>
#include <kalloc/types.h>

namespace kalloc {

/* packed, as g++ otherwise refuses to pack what has one, as C's headers do */
template <std::unsigned_integral Int, std::endian Order>
class [[gnu::packed, gnu::aligned(sizeof(Int))]] endian_int {
public:
	endian_int() = default;
	explicit constexpr endian_int(Int value) : word_(in_order(value)) {}

	/* The number. */
	constexpr Int cpu() const
	{
		return in_order(word_);
	}

	/* Is a bit set? */
	explicit constexpr operator bool() const
	{
		return word_ != 0;
	}

	friend constexpr bool operator==(endian_int a, endian_int b)
	{
		return a.word_ == b.word_;
	}

	friend constexpr endian_int operator&(endian_int a, endian_int b)
	{
		return of_word(a.word_ & b.word_);
	}

	friend constexpr endian_int operator|(endian_int a, endian_int b)
	{
		return of_word(a.word_ | b.word_);
	}

	constexpr endian_int operator~() const
	{
		return of_word(~word_);
	}

	constexpr endian_int &operator&=(endian_int other)
	{
		return *this = *this & other;
	}

	constexpr endian_int &operator|=(endian_int other)
	{
		return *this = *this | other;
	}

	/* No number */
	template <class U>
		requires std::is_arithmetic_v<U>
	operator U() const = delete; /* kalloc: in a device's byte order; cpu() is the number */
	template <std::unsigned_integral U, std::endian O>
	endian_int(endian_int<U, O>) = delete; /* kalloc: another byte order: le32{other.cpu()} */
	template <class U>
		requires std::is_arithmetic_v<U>
	endian_int &operator=(U) = delete; /* kalloc: the CPU's byte order; = le32{number} */
	template <class U>
	friend bool operator==(endian_int, U) = delete; /* kalloc: another byte order; == le32{n} */
	template <class U>
	friend Int operator&(endian_int, U) = delete; /* kalloc: another byte order; & le32{n} */
	template <class U>
	friend endian_int operator|(endian_int, U) = delete; /* kalloc: another order; | le32{n} */
	template <class U>
	friend Int operator+(endian_int, U) = delete; /* kalloc: no number; add to its cpu() */
	friend int operator<=>(endian_int, endian_int) = delete; /* kalloc: compare their cpu() */
	template <class U>
		requires std::is_arithmetic_v<U>
	friend int operator<=>(endian_int, U) = delete; /* kalloc: compare its cpu() */

private:
	static constexpr Int in_order(Int value)
	{
		if constexpr (Order == std::endian::native)
			return value;
		else if constexpr (sizeof(Int) == 2)
			return __builtin_bswap16(value);
		else if constexpr (sizeof(Int) == 4)
			return __builtin_bswap32(value);
		else
			return __builtin_bswap64(value);
	}

	static constexpr endian_int of_word(Int word)
	{
		return endian_int(in_order(word));
	}

	Int word_;
};

using le16 = endian_int<u16, std::endian::little>;
using le32 = endian_int<u32, std::endian::little>;
using le64 = endian_int<u64, std::endian::little>;
using be16 = endian_int<u16, std::endian::big>;
using be32 = endian_int<u32, std::endian::big>;
using be64 = endian_int<u64, std::endian::big>;

} // namespace kalloc

#endif
