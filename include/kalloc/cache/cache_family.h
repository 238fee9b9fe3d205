/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * cache_family: the family of what came from a kcache (cache.h), which makes it.
 *
 *	struct state {
 *		kcache<packet> packets;
 *		kunique_ptr<packet, cache_family> current;
 *	};
 *
 * Design decision: kfree(), and not kmem_cache_free(): it finds the cache by the slab, where the
 * other one looks up the slab, too. So the owner needs not know the cache, is one word, and
 * outlives it without harm.
 *
 * Context: free() from anywhere but NMI.
 * Stands for: kmem_cache_free().
 */
#ifndef KALLOC_CACHE_FAMILY_H
#define KALLOC_CACHE_FAMILY_H

#include <kalloc/family/family.h>
#include <kalloc/family/kmalloc.h>
#include <kalloc/family/kvmalloc.h>

namespace kalloc {

struct cache_family {
	using free_context = contexts::outside_raw;
	static constexpr size_t max_bytes = kmalloc_max_size;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		static_assert(
			!gfp::mask<Mask>,
			"kalloc: a cache makes its objects; write cache.make_kunique(gfp::...)");
	}

	/* what a family has; check() refuses it */
	template <class T>
	[[nodiscard]] static void *allocate(u32, size_t, std::type_identity<T>)
	{
		return nullptr;
	}

	[[gnu::always_inline]] static void free(void *p)
	{
		binding::kfree(p);
	}
};

template <>
inline constexpr bool frees_memory_of<kmalloc_family, cache_family> = true;
template <>
inline constexpr bool frees_memory_of<kvmalloc_family, cache_family> = true;

/* What one cache allocates; its owners have cache_family. */
struct cache_source {
	using owner_family = cache_family;
	static constexpr size_t max_bytes = cache_family::max_bytes;
	static constexpr size_t max_align = cache_family::max_align;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>)
			static_assert(
				!(Mask::bits &
				  (KALLOC_GFP_DMA | KALLOC_GFP_DMA32 | KALLOC_GFP_HIGHMEM |
				   KALLOC_GFP_RECLAIMABLE | KALLOC_GFP_COMP)),
				"kalloc: a cache's slabs are of one kind; drop gfp::dma, dma32, "
				"highmem, reclaimable or comp (cache_options has reclaimable; for "
				"a zone take contiguous<...>)");
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] void *allocate(u32 gfp, size_t,
							 std::type_identity<T>) const
	{
		return binding::kmem_cache_alloc(cache, gfp);
	}

	template <class T>
	[[nodiscard, gnu::always_inline]] void *allocate_on(int node, u32 gfp, size_t,
							    std::type_identity<T>) const
	{
		return binding::kmem_cache_alloc_node(cache, gfp, node);
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): what its owners hold */
	explicit(false) operator cache_family() const
	{
		return {};
	}

	kmem_cache *cache;
};

} // namespace kalloc

#endif
