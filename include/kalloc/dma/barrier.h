/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that a device or another CPU reads and writes meanwhile: single accesses, and
 * their order. Coherent memory needs no flushing, but compiler and CPU reorder, merge
 * and repeat accesses to it like to any other. What is in a dma_shared (shared.h) is accessed so
 * by dma_view; these are for all else.
 *
 *	write_once(m[3], 7U);
 *	dma_wmb();
 *	write_once(m[0], 1U);
 *	...
 *	if (read_once(m[0]) == 1)
 *		dma_rmb();
 *
 * Context: any.
 * Stands for: READ_ONCE(), WRITE_ONCE(), dma_rmb(), dma_wmb().
 */
#ifndef KALLOC_BARRIER_H
#define KALLOC_BARRIER_H

#include <bit>
#include <kalloc/binding/functions.h>
#include <kalloc/endian.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

/* As what the CPU has it in a register: itself, or the number within. */
template <class T>
struct in_register {
	using type = T;
};
template <class Int, std::endian Order>
struct in_register<endian_int<Int, Order>> {
	using type = Int;
};

/* What the CPU reads or writes at once: a number, of any byte order, an enum, a pointer. */
template <class T>
concept single_word = std::is_scalar_v<typename in_register<T>::type> && sizeof(T) <= sizeof(long);

/* Reads it now, once. */
template <single_word T>
[[nodiscard, gnu::always_inline]] inline T read_once(const T &from)
{
	using word = typename in_register<T>::type;
	const auto *at = reinterpret_cast<const volatile word *>(&from);
#if KALLOC_HAS_ACQUIRE_READ
	word value;
	__atomic_load(at, &value, __ATOMIC_ACQUIRE);
#else
	const word value = *at;
#endif
	return std::bit_cast<T>(value);
}

/* Writes it now, once. */
template <single_word T>
[[gnu::always_inline]] inline void write_once(T &to, std::type_identity_t<T> value)
{
	using word = typename in_register<T>::type;

	*reinterpret_cast<volatile word *>(&to) = std::bit_cast<word>(value);
}

template <class T>
	requires(!single_word<T>)
void read_once(const T &) = delete; /* kalloc: several words; read the one member that counts */
template <class T, class U>
	requires(!single_word<T>)
void write_once(T &, U) = delete; /* kalloc: several words; write the one member that counts */

/* Reads of coherent memory from here on are after those before. */
[[gnu::always_inline]] inline void dma_rmb()
{
#if KALLOC_HAS_ORDERED_DMA
	asm volatile("" : : : "memory");
#elif KALLOC_HAS_DMB
	asm volatile("dmb oshld" : : : "memory");
#else
	binding::kalloc_dma_rmb();
#endif
}

/* Writes to coherent memory from here on are after those before. */
[[gnu::always_inline]] inline void dma_wmb()
{
#if KALLOC_HAS_ORDERED_DMA
	asm volatile("" : : : "memory");
#elif KALLOC_HAS_DMB
	asm volatile("dmb oshst" : : : "memory");
#else
	binding::kalloc_dma_wmb();
#endif
}

} // namespace kalloc

#endif
