/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the C++ headers call: KALLOC_FUNCTION(returns, name, symbol, parameters) is
 * an exported kernel function, KALLOC_HELPER(returns, name, parameters) one that
 * module.c defines because the kernel has it only inline.
 *
 * Read twice, with two meanings of the macros: functions.h declares them to C++,
 * module.c compares each line with the kernel's own declaration. No include guard
 * for that reason. gfp_t is unsigned int, enum parameters are unsigned int.
 */

#if KALLOC_HAS_NOPROF
#define KALLOC_NOPROF(symbol) symbol##_noprof
#define KALLOC_SINCE_NOPROF(before, since) since
#else
#define KALLOC_NOPROF(symbol) symbol
#define KALLOC_SINCE_NOPROF(before, since) before
#endif

KALLOC_FUNCTION(void *, kmalloc, KALLOC_NOPROF(__kmalloc), (size_t bytes, unsigned int gfp))
KALLOC_FUNCTION(void *, kmalloc_large,
		KALLOC_SINCE_NOPROF(kmalloc_large, __kmalloc_large_noprof),
		(size_t bytes, unsigned int gfp))
KALLOC_FUNCTION(void *, kmalloc_cache,
		KALLOC_SINCE_NOPROF(kmalloc_trace, __kmalloc_cache_noprof),
		(struct kmem_cache *cache, unsigned int gfp, size_t bytes))
KALLOC_FUNCTION(void *, krealloc, KALLOC_NOPROF(krealloc),
		(const void *p, size_t bytes, unsigned int gfp))
KALLOC_FUNCTION(void, kfree, kfree, (const void *p))

KALLOC_FUNCTION(void *, vmalloc, KALLOC_NOPROF(__vmalloc), (unsigned long bytes, unsigned int gfp))
KALLOC_FUNCTION(void, vfree, vfree, (const void *p))

#if KALLOC_HAS_SLAB_BUCKETS
KALLOC_FUNCTION(void *, kvmalloc_node, __kvmalloc_node_noprof,
		(size_t bytes, kmem_buckets *buckets, unsigned int gfp, int node))
#else
KALLOC_FUNCTION(void *, kvmalloc_node,
		KALLOC_SINCE_NOPROF(kvmalloc_node, __kvmalloc_node_noprof),
		(size_t bytes, unsigned int gfp, int node))
#endif
KALLOC_FUNCTION(void, kvfree, kvfree, (const void *p))

KALLOC_FUNCTION(void *, dma_alloc_attrs, dma_alloc_attrs,
		(struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
		 unsigned long attrs))
KALLOC_FUNCTION(void, dma_free_attrs, dma_free_attrs,
		(struct device *dev, size_t bytes, void *p, dma_addr_t addr, unsigned long attrs))
KALLOC_FUNCTION(struct device *, get_device, get_device, (struct device *dev))
KALLOC_FUNCTION(void, put_device, put_device, (struct device *dev))

/* WARN_ONCE: an index or a range reached past the end of a buffer */
KALLOC_HELPER(void, kalloc_warn_out_of_range, (size_t first, size_t count, size_t size))

#undef KALLOC_NOPROF
#undef KALLOC_SINCE_NOPROF
