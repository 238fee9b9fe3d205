/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kmalloc_family: physically contiguous memory of up to kmalloc_max_size bytes. The
 * family of a kunique_ptr that names no other, and of kbuffer<contiguous<...>>.
 *
 *	auto c = make_kunique<counters>(gfp::kernel, 3, 4500);
 *
 * A size the compiler knows goes straight to its slab cache, as C's inline
 * kmalloc() does; any other size to the exported function. No helper in between.
 *
 * Context: free() from anywhere but NMI; allocate() as the mask says.
 * Stands for: kmalloc(), kmalloc_node(), krealloc(), kfree().
 */
#ifndef KALLOC_KMALLOC_H
#define KALLOC_KMALLOC_H

#include <bit>
#include <kalloc/binding/allocators.h>
#include <kalloc/family/family.h>

namespace kalloc {

/*
 * The bytes to ask of kmalloc for memory aligned to align. kmalloc aligns to
 * ARCH_KMALLOC_MINALIGN, a power of two to itself, and since 6.11 everything to the
 * largest power of two that divides it; bytes is a multiple of align.
 */
constexpr size_t kmalloc_padded(size_t bytes, size_t align,
				bool divisor_aligns = KALLOC_HAS_KMALLOC_DIVISOR_ALIGN)
{
	if (align <= KALLOC_ARCH_KMALLOC_MINALIGN || divisor_aligns || bytes > kmalloc_max_size)
		return bytes;
	return std::bit_ceil(bytes);
}

struct kmalloc_family {
	using free_context = contexts::outside_raw;
	static constexpr bool physically_contiguous = true;
	static constexpr size_t max_bytes = kmalloc_max_size;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				!Mask::has(gfp::highmem),
				"kalloc: gfp::highmem is not for kmalloc memory, which is always "
				"mapped; drop it or use virtually_contiguous");
			static_assert(
				!Mask::has(gfp::dma32),
				"kalloc: gfp::dma32 is not for kmalloc memory, there are no such "
				"caches; use dma_coherent, or gfp::dma");
		}
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate(u32 gfp, size_t bytes,
								std::type_identity<T>)
	{
		bytes = kmalloc_padded(bytes, alignof(T));
#if KALLOC_HAS_KMALLOC_CACHES
		if (__builtin_constant_p(bytes)) {
			if (bytes > KALLOC_KMALLOC_MAX_CACHE_SIZE)
				return binding::kmalloc_large(bytes, gfp);
			return binding::kmalloc_cache(
				binding::kmalloc_caches[cache_type<T>(gfp)][cache_index(bytes)],
				gfp, bytes);
		}
#endif
		return binding::kmalloc<T>(bytes, gfp);
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate_on(int node, u32 gfp, size_t bytes,
								   std::type_identity<T>)
	{
		bytes = kmalloc_padded(bytes, alignof(T));
#if KALLOC_HAS_KMALLOC_CACHES
		if (__builtin_constant_p(bytes)) {
			if (bytes > KALLOC_KMALLOC_MAX_CACHE_SIZE)
				return binding::kmalloc_large_node(bytes, gfp, node);
			return binding::kmalloc_cache_node(
				binding::kmalloc_caches[cache_type<T>(gfp)][cache_index(bytes)],
				gfp, node, bytes);
		}
#endif
		return binding::kmalloc_node<T>(bytes, gfp, node);
	}

	/* The memory may move. Null, and p untouched, when memory runs out. */
	template <class T, class... Node>
		requires(sizeof...(Node) == 0 || KALLOC_HAS_NODE_ALIGN != 0)
	[[nodiscard]] static void *reallocate(void *p, u32 gfp, size_t bytes, std::type_identity<T>,
					      Node... node)
	{
		void *moved =
			binding::krealloc<T>(p, kmalloc_padded(bytes, alignof(T)), gfp, node...);

#ifdef __clang_analyzer__
		if (moved) /* so much it has to know of krealloc() */
			binding::kfree(p);
#endif
		return moved;
	}

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::kfree(p);
	}

	/* Bytes that may be asked for at no more memory: what kmalloc_size_roundup() says. */
	static constexpr size_t usable_size(size_t bytes)
	{
		/* a power of two, as a rule, where an array grows */
		if (!(bytes & (bytes - 1)) || bytes < KALLOC_KMALLOC_MIN_SIZE)
			return bytes < KALLOC_KMALLOC_MIN_SIZE ? KALLOC_KMALLOC_MIN_SIZE : bytes;
		if (KALLOC_KMALLOC_MIN_SIZE <= 32 && bytes > 64 && bytes <= 96)
			return 96;
		if (KALLOC_KMALLOC_MIN_SIZE <= 64 && bytes > 128 && bytes <= 192)
			return 192;
		return std::bit_ceil(bytes);
	}

private:
#if KALLOC_HAS_KMALLOC_CACHES
	template <class T>
	[[gnu::always_inline]] static size_t cache_type(u32 gfp)
	{
		constexpr u32 dma = KALLOC_HAS_ZONE_DMA ? KALLOC_GFP_DMA : 0;
		constexpr u32 account = KALLOC_HAS_MEMCG_KMEM ? KALLOC_GFP_ACCOUNT : 0;

		if (!(gfp & (dma | account | KALLOC_GFP_RECLAIMABLE))) [[likely]]
			return binding::partition<T>();
		if (gfp & dma)
			return KALLOC_KMALLOC_DMA;
		if (gfp & KALLOC_GFP_RECLAIMABLE)
			return KALLOC_KMALLOC_RECLAIM;
		return KALLOC_KMALLOC_CGROUP;
	}

	/* Powers of two from the smallest cache up, and 96 and 192 between them. */
	static constexpr unsigned int cache_index(size_t bytes)
	{
		if (bytes <= KALLOC_KMALLOC_MIN_SIZE)
			return KALLOC_KMALLOC_SHIFT_LOW;
		if (KALLOC_KMALLOC_MIN_SIZE <= 32 && bytes > 64 && bytes <= 96)
			return 1;
		if (KALLOC_KMALLOC_MIN_SIZE <= 64 && bytes > 128 && bytes <= 192)
			return 2;
		return static_cast<unsigned int>(std::bit_width(bytes - 1));
	}
#endif
};

} // namespace kalloc

#endif
