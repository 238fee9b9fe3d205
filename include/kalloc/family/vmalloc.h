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

#include <kalloc/binding/allocators.h>
#include <kalloc/family/family.h>

namespace kalloc {

struct vmalloc_family {
	using free_context = contexts::outside_atomic;
	static constexpr bool scattered = true;
	static constexpr size_t max_bytes = static_cast<size_t>(-1) / 2;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				Mask::may_sleep || !Mask::has_context,
				"kalloc: vmalloc memory is not for a context that may not sleep "
				"(older kernels sleep, none can in an interrupt); use "
				"contiguous<...>, or allocate earlier with gfp::kernel");
			static_assert(
				!(Mask::bits &
				  (KALLOC_GFP_DMA | KALLOC_GFP_DMA32 | KALLOC_GFP_HIGHMEM)),
				"kalloc: vmalloc memory is of any zone, drop gfp::dma, gfp::dma32 "
				"or gfp::highmem; for a device use dma_coherent or contiguous");
			static_assert(
				!Mask::has(gfp::thisnode) && !Mask::has(gfp::reclaimable) &&
					!Mask::has(gfp::comp),
				"kalloc: vmalloc memory is made of single pages of any node; drop "
				"gfp::thisnode, gfp::reclaimable or gfp::comp");
			static_assert(!Mask::has(gfp::memalloc) && !Mask::has(gfp::nomemalloc),
				      "kalloc: vmalloc decides on the emergency reserves by the "
				      "context alone; drop gfp::memalloc or gfp::nomemalloc");
			static_assert(!Mask::has(gfp::noretry) && !Mask::has(gfp::retry_mayfail),
				      "kalloc: vmalloc does not give what gfp::noretry and "
				      "gfp::retry_mayfail promise; drop it");
		}
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes,
								std::type_identity<T>)
	{
		return binding::vmalloc(bytes, gfp);
	}

#if KALLOC_HAS_NODE_ALIGN
	/* Stays where it is while its pages suffice. Null, and p untouched, when memory runs out.
	 */
	template <class T>
	[[nodiscard]] static void *reallocate(void *p, u32 gfp, size_t bytes, std::type_identity<T>)
	{
		void *moved = binding::vrealloc<T>(p, bytes, gfp);

#ifdef __clang_analyzer__
		if (moved) /* so much it has to know of vrealloc() */
			binding::vfree(p);
#endif
		return moved;
	}
#endif

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::vfree(p);
	}

	/* Bytes that may be asked for at no more memory: whole pages. */
	static constexpr size_t usable_size(size_t bytes)
	{
		return (bytes + page_size - 1) & ~(page_size - 1);
	}
};

} // namespace kalloc

#endif
