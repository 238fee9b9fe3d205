/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kvmalloc_family: kmalloc memory where there is some, vmalloc memory else. For
 * sizes over a page, up to INT_MAX bytes, that are only touched by the CPU.
 *
 *	auto k = make_kunique<lane[], kvmalloc_family>(gfp::kernel, 1000);
 *
 * Context: allocate() and free() may sleep; free() is put off in interrupts.
 * Stands for: kvmalloc(), kvmalloc_node(), kvfree().
 */
#ifndef KALLOC_KVMALLOC_H
#define KALLOC_KVMALLOC_H

#include <kalloc/binding/allocators.h>
#include <kalloc/family/family.h>
#include <kalloc/family/kmalloc.h>
#include <kalloc/family/vmalloc.h>

namespace kalloc {

struct kvmalloc_family {
	using free_context = contexts::outside_atomic;
	static constexpr bool scattered = true;
	static constexpr size_t max_bytes = 0x7fffffff /* INT_MAX */;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				Mask::may_sleep || !Mask::has_context,
				"kalloc: kvmalloc may fall back to vmalloc, which is not for a "
				"context that may not sleep; use contiguous<...>, or a size of up "
				"to a page known at compile time");
			static_assert(
				!(Mask::bits &
				  (KALLOC_GFP_DMA | KALLOC_GFP_DMA32 | KALLOC_GFP_HIGHMEM)),
				"kalloc: kvmalloc memory has no zone, drop gfp::dma, gfp::dma32 or "
				"gfp::highmem; for a device use dma_coherent or contiguous");
			static_assert(
				!Mask::has(gfp::comp),
				"kalloc: kvmalloc memory may be vmalloc memory, which is made "
				"of single pages; drop gfp::comp");
			static_assert(!Mask::has(gfp::noretry),
				      "kalloc: kvmalloc does not support gfp::noretry; drop it");
		}
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes,
								std::type_identity<T>)
	{
		return binding::kvmalloc<T>(kmalloc_padded(bytes, alignof(T)), gfp);
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate_on(int node, u32 gfp, size_t bytes,
								   std::type_identity<T>)
	{
		return binding::kvmalloc<T>(kmalloc_padded(bytes, alignof(T)), gfp, node);
	}

#if KALLOC_HAS_NODE_ALIGN
	/* May move, from kmalloc memory to vmalloc memory, too. Null, and p untouched, when
	 * memory runs out. */
	template <class T, class... Node>
	[[nodiscard]] static void *reallocate(void *p, u32 gfp, size_t bytes, std::type_identity<T>,
					      Node... node)
	{
		void *moved = binding::kvrealloc<T>(p, bytes, gfp, node...);

#ifdef __clang_analyzer__
		if (moved) /* so much it has to know of kvrealloc() */
			binding::kvfree(p);
#endif
		return moved;
	}
#endif

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::kvfree(p);
	}

	/* Bytes that may be asked for at no more memory, whichever it comes from. */
	static constexpr size_t usable_size(size_t bytes)
	{
		return bytes <= page_size ? kmalloc_family::usable_size(bytes)
					  : vmalloc_family::usable_size(bytes);
	}
};

template <>
inline constexpr bool frees_memory_of<kvmalloc_family, kmalloc_family> = true;
template <>
inline constexpr bool frees_memory_of<kvmalloc_family, vmalloc_family> = true;

} // namespace kalloc

#endif
