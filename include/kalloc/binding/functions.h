/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The kernel's functions as C++ sees them: function_list.h bound by asm label, so
 * that a call is a call of the kernel's exported symbol and nothing between. Not
 * part of the API; the families beside this folder call these.
 */
#ifndef KALLOC_BINDING_FUNCTIONS_H
#define KALLOC_BINDING_FUNCTIONS_H

#include <kalloc/types.h>

/* opaque kernel types keep their global names: kCFI hashes them */
struct alloc_tag;
struct device;
struct kalloc_bound;
struct kalloc_dma_memory;
struct kalloc_dma_pool;
struct kalloc_part;
struct kalloc_user_memory;
struct kmem_cache;
struct kref;
struct refcount_struct;
struct kunit;
struct list_head;
struct lock_class_key;
struct mempool;
struct mutex;
struct page;
struct raw_spinlock;
struct scatterlist;
struct sg_table;
struct spinlock;
struct vm_area_struct;
#if KALLOC_HAS_KMALLOC_TOKEN
struct kmalloc_token_t {
	unsigned long v;
};
#endif

/* struct mempool_s before 7.x */
using mempool_t = mempool;

namespace kalloc::binding {

#if KALLOC_HAS_SLAB_BUCKETS
struct kmem_buckets;
#endif

#define __percpu /* as the kernel spells it in the list */
#define KALLOC_LABEL(symbol) asm(#symbol)
#define KALLOC_FUNCTION(returns, name, symbol, parameters) \
	returns name parameters KALLOC_LABEL(symbol);
#define KALLOC_ALLOCATOR(size, name, symbol, parameters) \
	void *name parameters KALLOC_LABEL(symbol) __attribute__((alloc_size(size)));
#define KALLOC_HELPER(returns, name, parameters) returns name parameters KALLOC_LABEL(name);
#include <kalloc/binding/function_list.h>
#undef KALLOC_FUNCTION
#undef KALLOC_ALLOCATOR
#undef KALLOC_HELPER
#undef __percpu

/* a helper that allocates says of how many bytes as the others do */
void *kalloc_dma_alloc(device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
		       unsigned long attrs, bool *bound) __attribute__((alloc_size(2)));

#ifdef __clang_analyzer__
/* clang's analyzer then knows how much memory there is, but not what is in it */
void *allocated(size_t bytes) __attribute__((ownership_returns(malloc, 1)));
void anything_may_be_in(void *memory);
void *some_memory();
/* somebody else frees it; it may still be used */
void given(const void *p) __attribute__((ownership_holds(malloc, 1)));
/* it may be freed at any time, and is not to be used any more */
void left(const void *p) __attribute__((ownership_takes(malloc, 1)));
/* it then knows pointers into freed memory (check_source.sh) */
void kfree(const void *p) __attribute__((ownership_takes(malloc, 1)));
void vfree(const void *p) __attribute__((ownership_takes(malloc, 1)));
void mempool_free(void *p, mempool_t *pool) __attribute__((ownership_takes(malloc, 1)));
void kvfree(const void *p) __attribute__((ownership_takes(malloc, 1)));
void kfree_sensitive(const void *p) __attribute__((ownership_takes(malloc, 1)));
void kvfree_sensitive(const void *p, size_t bytes) __attribute__((ownership_takes(malloc, 1)));
void free_pages_exact(void *p, size_t bytes) __attribute__((ownership_takes(malloc, 1)));
void free_pages(page *first, unsigned int order) __attribute__((ownership_takes(malloc, 1)));
void kalloc_kunmap_local(const void *p) __attribute__((ownership_takes(malloc, 1)));
void free_percpu(void *p) __attribute__((ownership_takes(malloc, 1)));
void kalloc_dma_free(device *dev, size_t bytes, void *p, dma_addr_t addr, unsigned long attrs,
		     bool bound) __attribute__((ownership_takes(malloc, 3)));
void kalloc_dma_free_noncoherent(device *dev, size_t bytes, void *p, dma_addr_t addr,
				 unsigned int direction)
	__attribute__((ownership_takes(malloc, 3)));
void kalloc_dma_free_noncontiguous(device *dev, size_t bytes, sg_table *table, void *p,
				   unsigned int direction)
	__attribute__((ownership_takes(malloc, 4)));
void kalloc_user_memory_put(kalloc_user_memory *memory) __attribute__((ownership_takes(malloc, 1)));
#endif

#if KALLOC_HAS_KMALLOC_CACHES
extern kmem_cache *kmalloc_caches[KALLOC_NR_KMALLOC_TYPES]
				 [KALLOC_KMALLOC_SHIFT_HIGH + 1] KALLOC_LABEL(kmalloc_caches);
#endif
#if KALLOC_HAS_KMALLOC_TOKEN && !KALLOC_HAS_TYPED_TOKEN
extern unsigned long random_kmalloc_seed KALLOC_LABEL(random_kmalloc_seed);
#endif
#if KALLOC_HAS_PERCPU_SEGMENT
extern unsigned long this_cpu_off KALLOC_LABEL(this_cpu_off);
#endif
#undef KALLOC_LABEL

} // namespace kalloc::binding

#endif
