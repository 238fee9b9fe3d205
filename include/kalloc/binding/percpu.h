/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where this CPU's memory is, and additions to it: on x86 in one instruction, as C has it,
 * elsewhere by the kernel's own, out of line. Not part of the API.
 */
#ifndef KALLOC_BINDING_PERCPU_H
#define KALLOC_BINDING_PERCPU_H

#include <kalloc/binding/functions.h>

namespace kalloc::binding {

/* The number of no CPU: behind the last one, and in front of the first. */
inline constexpr unsigned int kalloc_no_cpu = ~0U;

[[gnu::always_inline]] inline void *alloc_percpu(size_t bytes, size_t align, u32 gfp)
{
#if KALLOC_HAS_NOPROF
	return pcpu_alloc(bytes, align, false, gfp);
#else
	return pcpu_alloc(bytes, align, gfp);
#endif
}

/* From C's __percpu pointer to this CPU's memory. */
[[gnu::always_inline]] inline void *this_cpu_ptr(void *p)
{
#if KALLOC_HAS_PERCPU_SEGMENT
	unsigned long offset;

	asm("movq %%gs:%1, %0" : "=r"(offset) : "m"(this_cpu_off));
	return reinterpret_cast<void *>(reinterpret_cast<unsigned long>(p) + offset);
#elif KALLOC_HAS_SMP
	return kalloc_this_cpu_ptr(p);
#else
	return p;
#endif
}

/* *p += n of this CPU's, in one step for the CPU and its interrupts. */
template <class T>
[[gnu::always_inline]] inline void this_cpu_add(T *p, T n)
{
#if KALLOC_HAS_PERCPU_SEGMENT
	if constexpr (sizeof(T) == 8)
		asm volatile("addq %1, %%gs:%0" : "+m"(*p) : "re"(n));
	else
		asm volatile("addl %1, %%gs:%0" : "+m"(*p) : "ri"(n));
#else
	if constexpr (sizeof(T) == 8)
		kalloc_this_cpu_add_8(p, static_cast<u64>(n));
	else
		kalloc_this_cpu_add_4(p, static_cast<u32>(n));
#endif
}

} // namespace kalloc::binding

#endif
