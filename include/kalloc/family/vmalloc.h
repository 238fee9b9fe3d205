/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vmalloc_family: virtually contiguous memory of any size, in whole pages, for the
 * CPU only. Costs page table updates: for large and long-lived memory.
 *
 *	auto v = make_kunique<counters[], vmalloc_family>(gfp::kernel, 100000);
 *
 * Context: allocate() and free() may sleep; free() is put off in interrupts.
 * Stands for: __vmalloc(), vfree().
 */
#ifndef KALLOC_VMALLOC_H
#define KALLOC_VMALLOC_H

#include <kalloc/binding/functions.h>
#include <kalloc/family/family.h>

namespace kalloc {

struct vmalloc_family {
	using free_context = contexts::outside_atomic;
	static constexpr size_t max_bytes = static_cast<size_t>(-1) / 2;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				Mask::may_sleep || !Mask::has_context,
				"kalloc: vmalloc memory cannot be allocated in a context that may "
				"not sleep; use contiguous<...>, or allocate earlier with "
				"gfp::kernel");
			static_assert(!Mask::has(gfp::dma) && !Mask::has(gfp::dma32),
				      "kalloc: vmalloc memory has no zone, drop gfp::dma or "
				      "gfp::dma32; for a device use dma_coherent or contiguous");
			static_assert(!Mask::has(gfp::noretry) && !Mask::has(gfp::retry_mayfail),
				      "kalloc: vmalloc does not know gfp::noretry and "
				      "gfp::retry_mayfail; drop it");
		}
	}

	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes, size_t)
	{
		return binding::vmalloc(bytes, gfp);
	}

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::vfree(p);
	}
};

} // namespace kalloc

#endif
