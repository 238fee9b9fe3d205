/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kvmalloc_family: kmalloc memory where there is some, vmalloc memory else. For
 * sizes over a page, up to INT_MAX bytes, that are only touched by the CPU.
 *
 *	auto k = make_kunique<lane[], kvmalloc_family>(gfp::kernel, 1000);
 *
 * Context: allocate() and free() may sleep; free() is put off in interrupts.
 * Stands for: kvmalloc(), kvfree().
 */
#ifndef KALLOC_KVMALLOC_H
#define KALLOC_KVMALLOC_H

#include <kalloc/binding/allocators.h>
#include <kalloc/family/family.h>
#include <kalloc/family/kmalloc.h>

namespace kalloc {

struct kvmalloc_family {
	using free_context = contexts::outside_atomic;
	static constexpr size_t max_bytes = 0x7fffffff /* INT_MAX */;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				Mask::may_sleep || !Mask::has_context,
				"kalloc: kvmalloc may fall back to vmalloc, which a context that "
				"may "
				"not sleep cannot; use contiguous<...>, or a size of up to a page "
				"known at compile time");
			static_assert(
				!Mask::has(gfp::dma) && !Mask::has(gfp::dma32) &&
					!Mask::has(gfp::highmem),
				"kalloc: kvmalloc memory has no zone, drop gfp::dma, gfp::dma32 or "
				"gfp::highmem; for a device use dma_coherent or contiguous");
			static_assert(!Mask::has(gfp::noretry),
				      "kalloc: kvmalloc does not know gfp::noretry; drop it");
		}
	}

	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes, size_t align)
	{
		return binding::kvmalloc(kmalloc_padded(bytes, align), align, gfp);
	}

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::kvfree(p);
	}
};

} // namespace kalloc

#endif
