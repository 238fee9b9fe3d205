/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A count that several processors change at once, by the instruction that C has for it. Not part
 * of the API.
 */
#ifndef KALLOC_BINDING_COUNT_H
#define KALLOC_BINDING_COUNT_H

#include <kalloc/types.h>

namespace kalloc::binding {

/* *count += n; returns what it was before. Order: __ATOMIC_... */
template <int Order, class T>
[[gnu::always_inline]] inline T fetch_add(T *count, T n)
{
#if defined(__x86_64__) && !KALLOC_HAS_SMP && !KALLOC_HAS_KASAN
	/* one processor needs no lock prefix, which takes longer than all else here */
	asm volatile("xadd %0, %1" : "+r"(n), "+m"(*count) : : "memory", "cc");
	return n;
#else
	return __atomic_fetch_add(count, n, Order);
#endif
}

} // namespace kalloc::binding

#endif
