/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that a device or another CPU reads and writes meanwhile: single accesses, and
 * their order. Coherent memory needs no flushing, but compiler and CPU reorder, merge
 * and repeat accesses to it like to any other.
 *
 *	r[0] = {.address = r.dma(1, 1).addr(), .length = sizeof(descriptor), .flags = 0};
 *	dma_wmb();
 *	write_once(r[0].flags, 1U);
 *	...
 *	if (read_once(r[0].flags) == 1)
 *		dma_rmb();
 *
 * Context: any.
 * Stands for: READ_ONCE(), WRITE_ONCE(), dma_rmb(), dma_wmb().
 */
#ifndef KALLOC_BARRIER_H
#define KALLOC_BARRIER_H

#include <kalloc/binding/functions.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

/* What the CPU reads or writes at once: a number, an enum, a pointer. */
template <class T>
concept single_word = std::is_scalar_v<T> && sizeof(T) <= sizeof(long);

/* Reads it now, once. */
template <single_word T>
[[nodiscard, gnu::always_inline]] inline T read_once(const T &from)
{
#if KALLOC_HAS_ACQUIRE_READ
	T value;
	__atomic_load(static_cast<const volatile T *>(&from), &value, __ATOMIC_ACQUIRE);
	return value;
#else
	return *static_cast<const volatile T *>(&from);
#endif
}

/* Writes it now, once. */
template <single_word T>
[[gnu::always_inline]] inline void write_once(T &to, std::type_identity_t<T> value)
{
	*static_cast<volatile T *>(&to) = value;
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
