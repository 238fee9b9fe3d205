/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the C++ headers call: KALLOC_FUNCTION(returns, name, symbol, parameters) is
 * an exported kernel function, KALLOC_HELPER(returns, name, parameters) one that
 * module.c defines because the kernel has it only inline. KALLOC_ALLOCATOR(size, name,
 * symbol, parameters) is one that returns as many bytes as the parameter of that number says.
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
/* parameters that not every kernel has */
#if KALLOC_HAS_KMALLOC_TOKEN
#define KALLOC_TOKEN , kmalloc_token_t token
#else
#define KALLOC_TOKEN
#endif
#if KALLOC_HAS_SLAB_BUCKETS
#define KALLOC_BUCKETS , kmem_buckets *buckets
#else
#define KALLOC_BUCKETS
#endif
#if KALLOC_HAS_NODE_ALIGN
#define KALLOC_ALIGN , unsigned long align
#else
#define KALLOC_ALIGN
#endif
#if KALLOC_HAS_BULK_BOOL
#define KALLOC_BULK_RESULT bool
#else
#define KALLOC_BULK_RESULT int
#endif

KALLOC_ALLOCATOR(1, kmalloc_sized, KALLOC_NOPROF(__kmalloc),
		 (size_t bytes KALLOC_TOKEN, unsigned int gfp))
KALLOC_ALLOCATOR(1, kmalloc_large,
		 KALLOC_SINCE_NOPROF(kmalloc_large, __kmalloc_large_noprof),
		 (size_t bytes, unsigned int gfp))
KALLOC_ALLOCATOR(3, kmalloc_cache,
		 KALLOC_SINCE_NOPROF(kmalloc_trace, __kmalloc_cache_noprof),
		 (struct kmem_cache *cache, unsigned int gfp, size_t bytes))
/* the same on a NUMA node, or on any where it is NUMA_NO_NODE */
KALLOC_ALLOCATOR(1, kmalloc_sized_node, KALLOC_NOPROF(__kmalloc_node),
		 (size_t bytes KALLOC_BUCKETS KALLOC_TOKEN, unsigned int gfp, int node))
KALLOC_ALLOCATOR(1, kmalloc_large_node,
		 KALLOC_SINCE_NOPROF(kmalloc_large_node, __kmalloc_large_node_noprof),
		 (size_t bytes, unsigned int gfp, int node))
KALLOC_ALLOCATOR(4, kmalloc_cache_node,
		 KALLOC_SINCE_NOPROF(kmalloc_node_trace, __kmalloc_cache_node_noprof),
		 (struct kmem_cache *cache, unsigned int gfp, int node, size_t bytes))
KALLOC_FUNCTION(void, kfree, kfree, (const void *p))

/* call_site.h: current->alloc_tag from now on, returns what it was; a tag for all of the module */
#if KALLOC_HAS_ALLOC_TAGS
KALLOC_HELPER(struct alloc_tag *, kalloc_set_alloc_tag, (struct alloc_tag *tag))
KALLOC_HELPER(struct alloc_tag *, kalloc_module_tag, (void))
#endif

/* cache.h */
KALLOC_HELPER(struct kmem_cache *, kalloc_cache_create,
	      (const char *name, unsigned int bytes, unsigned int align, unsigned int flags,
	       unsigned int user_offset, unsigned int user_bytes, unsigned int sheaf_capacity))
KALLOC_FUNCTION(void, kmem_cache_destroy, kmem_cache_destroy, (struct kmem_cache *cache))
KALLOC_FUNCTION(int, kmem_cache_shrink, kmem_cache_shrink, (struct kmem_cache *cache))
KALLOC_FUNCTION(void *, kmem_cache_alloc, KALLOC_NOPROF(kmem_cache_alloc),
		(struct kmem_cache *cache, unsigned int gfp))
KALLOC_FUNCTION(void *, kmem_cache_alloc_node, KALLOC_NOPROF(kmem_cache_alloc_node),
		(struct kmem_cache *cache, unsigned int gfp, int node))
KALLOC_FUNCTION(KALLOC_BULK_RESULT, kmem_cache_alloc_bulk, KALLOC_NOPROF(kmem_cache_alloc_bulk),
		(struct kmem_cache *cache, unsigned int gfp, size_t n, void **p))
KALLOC_FUNCTION(void, kmem_cache_free_bulk, kmem_cache_free_bulk,
		(struct kmem_cache *cache, size_t n, void **p))

/* mempool.h, reserve.h */
KALLOC_HELPER(int, kalloc_mempool_init,
	      (mempool_t *pool, int reserved, struct kmem_cache *cache, size_t bytes))
KALLOC_FUNCTION(void, mempool_exit, mempool_exit, (mempool_t *pool))
KALLOC_FUNCTION(int, mempool_resize, mempool_resize, (mempool_t *pool, int reserved))
KALLOC_FUNCTION(void *, mempool_alloc, KALLOC_NOPROF(mempool_alloc),
		(mempool_t *pool, unsigned int gfp))
KALLOC_FUNCTION(void, mempool_free, mempool_free, (void *p, mempool_t *pool))
/* WARN_ONCE: more was taken of a reserve than there was */
KALLOC_HELPER(void, kalloc_warn_reserve_empty, (void))

KALLOC_ALLOCATOR(1, vmalloc, KALLOC_NOPROF(__vmalloc), (unsigned long bytes, unsigned int gfp))
KALLOC_FUNCTION(void, vfree, vfree, (const void *p))

KALLOC_ALLOCATOR(1, kvmalloc_node,
		 KALLOC_SINCE_NOPROF(kvmalloc_node, __kvmalloc_node_noprof),
		 (size_t bytes KALLOC_BUCKETS KALLOC_TOKEN KALLOC_ALIGN, unsigned int gfp,
		  int node))
KALLOC_FUNCTION(void, kvfree, kvfree, (const void *p))

KALLOC_FUNCTION(void, kfree_sensitive, kfree_sensitive, (const void *p))
KALLOC_FUNCTION(void, kvfree_sensitive, kvfree_sensitive, (const void *p, size_t bytes))
/* after a grace period */
KALLOC_HELPER(void, kalloc_kvfree_rcu, (void *p))
KALLOC_FUNCTION(void, synchronize_rcu, synchronize_rcu, (void))

/*
 * Before 6.18 vrealloc() is not exported, and kvrealloc() of vmalloc memory gives no page
 * back: there, such memory is allocated anew and copied.
 */
#if KALLOC_HAS_NODE_ALIGN
KALLOC_ALLOCATOR(2, krealloc_node_align, krealloc_node_align_noprof,
		 (const void *p, size_t bytes KALLOC_TOKEN, unsigned long align, unsigned int gfp,
		  int node))
KALLOC_ALLOCATOR(2, vrealloc_node_align, vrealloc_node_align_noprof,
		 (const void *p, size_t bytes, unsigned long align, unsigned int gfp, int node))
KALLOC_ALLOCATOR(2, kvrealloc_node_align, kvrealloc_node_align_noprof,
		 (const void *p, size_t bytes KALLOC_TOKEN, unsigned long align, unsigned int gfp,
		  int node))
#else
KALLOC_ALLOCATOR(2, krealloc_plain, KALLOC_NOPROF(krealloc),
		 (const void *p, size_t bytes, unsigned int gfp))
#endif

/* masked_device.h; the limits are -EIO where the device has no place for them */
KALLOC_FUNCTION(int, dma_set_mask, dma_set_mask, (struct device *dev, unsigned long long mask))
KALLOC_FUNCTION(int, dma_set_coherent_mask, dma_set_coherent_mask,
		(struct device *dev, unsigned long long mask))
KALLOC_HELPER(int, kalloc_dma_set_max_seg_size, (struct device *dev, unsigned int bytes))
KALLOC_HELPER(int, kalloc_dma_set_seg_boundary, (struct device *dev, unsigned long mask))
/* holds dev, which may be null; is a driver bound to it? That tells free() if that is over. */
KALLOC_HELPER(void *, kalloc_dma_alloc,
	      (struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
	       unsigned long attrs, bool *bound))
KALLOC_HELPER(void, kalloc_dma_free,
	      (struct device *dev, size_t bytes, void *p, dma_addr_t addr, unsigned long attrs,
	       bool bound))
/* ~0 if it failed, or there is nothing to map: dma_map_single(), dma_mapping_error() */
KALLOC_HELPER(dma_addr_t, kalloc_dma_map,
	      (struct device *dev, const void *p, size_t bytes, unsigned int direction))
KALLOC_HELPER(dma_addr_t, kalloc_dma_map_page,
	      (struct device *dev, struct page *first, size_t bytes, unsigned int direction))
KALLOC_FUNCTION(void, dma_unmap, dma_unmap_page_attrs,
		(struct device *dev, dma_addr_t addr, size_t bytes, unsigned int direction,
		 unsigned long attrs))
KALLOC_HELPER(void, kalloc_dma_sync_for_cpu,
	      (struct device *dev, dma_addr_t addr, size_t bytes, unsigned int direction))
KALLOC_HELPER(void, kalloc_dma_sync_for_device,
	      (struct device *dev, dma_addr_t addr, size_t bytes, unsigned int direction))
/* allocated.h */
KALLOC_HELPER(void *, kalloc_dma_alloc_noncoherent,
	      (struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int direction,
	       unsigned int gfp))
KALLOC_HELPER(void, kalloc_dma_free_noncoherent,
	      (struct device *dev, size_t bytes, void *p, dma_addr_t addr, unsigned int direction))
/* with an address for the CPU */
KALLOC_HELPER(void *, kalloc_dma_alloc_noncontiguous,
	      (struct device *dev, size_t bytes, struct sg_table **table, unsigned int direction,
	       unsigned int gfp))
KALLOC_HELPER(void, kalloc_dma_free_noncontiguous,
	      (struct device *dev, size_t bytes, struct sg_table *table, void *p,
	       unsigned int direction))
/* scattered.h: a table of pieces; of none, where it has no list, nents is why: -Exxx */
KALLOC_HELPER(void, kalloc_dma_map_sg,
	      (struct device *dev, struct sg_table *table, const struct kalloc_dma_memory *what,
	       unsigned int direction, unsigned int gfp))
KALLOC_HELPER(void, kalloc_dma_unmap_sg,
	      (struct device *dev, struct scatterlist *list, unsigned int pieces,
	       unsigned int direction))
KALLOC_HELPER(void, kalloc_dma_sync_sg_for_cpu,
	      (struct device *dev, struct scatterlist *list, unsigned int pieces,
	       unsigned int direction))
KALLOC_HELPER(void, kalloc_dma_sync_sg_for_device,
	      (struct device *dev, struct scatterlist *list, unsigned int pieces,
	       unsigned int direction))
/* where caches know vmalloc memory by its address: before a device's turn, or behind it */
KALLOC_HELPER(void, kalloc_dma_flush_alias,
	      (const struct kalloc_dma_memory *what, bool for_device))
KALLOC_HELPER(struct scatterlist *, kalloc_sg_next, (struct scatterlist *at))
/* a pool that counts its blocks */
KALLOC_HELPER(struct kalloc_dma_pool *, kalloc_dma_pool_create,
	      (const char *name, struct device *dev, size_t bytes, size_t align, size_t boundary))
KALLOC_HELPER(struct device *, kalloc_dma_pool_destroy, (struct kalloc_dma_pool *pool))
KALLOC_HELPER(void *, kalloc_dma_pool_alloc,
	      (struct kalloc_dma_pool *pool, unsigned int gfp, dma_addr_t *addr))
KALLOC_HELPER(void, kalloc_dma_pool_free,
	      (struct kalloc_dma_pool *pool, void *p, dma_addr_t addr))
KALLOC_FUNCTION(struct device *, get_device, get_device, (struct device *dev))
KALLOC_FUNCTION(void, put_device, put_device, (struct device *dev))

/* device/: memory of the binding, for what release() ends; null without memory or driver */
KALLOC_HELPER(void *, kalloc_devres_alloc,
	      (struct device *dev, void (*release)(struct device *dev, void *memory),
	       size_t bytes))
KALLOC_FUNCTION(void, devres_add, devres_add, (struct device *dev, void *memory))
/* a counted handle of an object that the binding has; null when that is over, or without handle */
KALLOC_HELPER(struct kalloc_bound *, kalloc_bound_create,
	      (struct device *dev, void *object, void (*end)(void *object)))
KALLOC_HELPER(void, kalloc_bound_get, (struct kalloc_bound *handle))
KALLOC_HELPER(void, kalloc_bound_put, (struct kalloc_bound *handle))
KALLOC_HELPER(void *, kalloc_bound_enter, (struct kalloc_bound *handle))
KALLOC_HELPER(void, kalloc_bound_leave, (struct kalloc_bound *handle))

/* user/: addresses of user space are numbers; the first two return what was not copied */
KALLOC_HELPER(unsigned long, kalloc_copy_from_user,
	      (void *to, unsigned long from, unsigned long bytes))
KALLOC_HELPER(unsigned long, kalloc_copy_to_user,
	      (unsigned long to, const void *from, unsigned long bytes))
KALLOC_HELPER(int, kalloc_copy_struct_from_user,
	      (void *to, size_t to_bytes, unsigned long from, size_t from_bytes))
KALLOC_HELPER(unsigned long, kalloc_strnlen_user, (unsigned long text, unsigned long bytes))

/* how many pages are pinned, or an errno */
KALLOC_FUNCTION(int, pin_user_pages_fast, pin_user_pages_fast,
		(unsigned long start, int n, unsigned int flags, struct page **pages))
KALLOC_FUNCTION(void, unpin_user_pages_dirty_lock, unpin_user_pages_dirty_lock,
		(struct page **pages, unsigned long n, bool dirty))

/* user_mapped.h: counted memory that user space maps; its owner moves to where owner points */
KALLOC_HELPER(struct kalloc_user_memory *, kalloc_user_memory_create,
	      (void *owner, size_t owner_bytes,
	       struct kalloc_part (*part)(const void *owner, size_t n), void (*end)(void *owner),
	       size_t bytes, bool writable, struct device *dev, dma_addr_t addr,
	       unsigned long attrs))
KALLOC_HELPER(void, kalloc_user_memory_get, (struct kalloc_user_memory *memory))
KALLOC_HELPER(void, kalloc_user_memory_put, (struct kalloc_user_memory *memory))
KALLOC_HELPER(int, kalloc_user_memory_map,
	      (struct kalloc_user_memory *memory, struct vm_area_struct *vma))

/* string.h; with no memory and size 0 it counts */
KALLOC_FUNCTION(int, vsnprintf, vsnprintf,
		(char *to, size_t bytes, const char *format, __builtin_va_list args))

/* list_head.h: is the list what it says it is? */
#if KALLOC_HAS_DEBUG_LIST
#if KALLOC_HAS_LIST_HARDENED
#define KALLOC_LIST_VALID(change) change##_valid_or_report
#else
#define KALLOC_LIST_VALID(change) change##_valid
#endif
KALLOC_FUNCTION(bool, kalloc_list_add_valid, KALLOC_LIST_VALID(__list_add),
		(struct list_head *link, struct list_head *prev, struct list_head *next))
KALLOC_FUNCTION(bool, kalloc_list_del_valid, KALLOC_LIST_VALID(__list_del_entry),
		(struct list_head *link))
#elif KALLOC_HAS_LIST_HARDENED
KALLOC_HELPER(bool, kalloc_list_add_valid,
	      (struct list_head *link, struct list_head *prev, struct list_head *next))
KALLOC_HELPER(bool, kalloc_list_del_valid, (struct list_head *link))
#endif

KALLOC_FUNCTION(void, refcount_warn_saturate, refcount_warn_saturate,
		(struct refcount_struct *count, unsigned int how))
KALLOC_HELPER(int, kalloc_kref_get_unless_zero, (struct kref *count))
KALLOC_HELPER(int, kalloc_kref_put_if_one, (struct kref *count))

KALLOC_ALLOCATOR(1, alloc_pages_exact, KALLOC_NOPROF(alloc_pages_exact),
		 (size_t bytes, unsigned int gfp))
KALLOC_FUNCTION(void, free_pages_exact, free_pages_exact, (void *p, size_t bytes))
KALLOC_HELPER(struct page *, kalloc_page_of, (const void *p))

/* page/: pages without an address; a bulk is many of one page, of which the array has some */
#if KALLOC_HAS_NUMA
KALLOC_FUNCTION(struct page *, kalloc_alloc_pages, KALLOC_NOPROF(alloc_pages),
		(unsigned int gfp, unsigned int order))
#else
KALLOC_HELPER(struct page *, kalloc_alloc_pages, (unsigned int gfp, unsigned int order))
#endif
KALLOC_HELPER(struct page *, kalloc_alloc_pages_node,
	      (int node, unsigned int gfp, unsigned int order))
KALLOC_HELPER(size_t, kalloc_alloc_pages_bulk,
	      (int node, unsigned int gfp, size_t n, struct page **pages))
KALLOC_FUNCTION(void, free_pages, __free_pages, (struct page *first, unsigned int order))
KALLOC_HELPER(void *, kalloc_kmap_local_page, (struct page *first, size_t n))
KALLOC_HELPER(void, kalloc_kunmap_local, (const void *p))

/* Memory that each CPU has its own of. __percpu is an address space to newer compilers. */
#if KALLOC_HAS_NOPROF
KALLOC_FUNCTION(void __percpu *, pcpu_alloc, pcpu_alloc_noprof,
		(size_t bytes, size_t align, bool reserved, unsigned int gfp))
#else
KALLOC_FUNCTION(void __percpu *, pcpu_alloc, __alloc_percpu_gfp,
		(size_t bytes, size_t align, unsigned int gfp))
#endif
KALLOC_FUNCTION(void, free_percpu, free_percpu, (void __percpu *p))
/* this CPU's or another's, null if there can be none; ~0U is in front of all and behind */
KALLOC_HELPER(void *, kalloc_per_cpu_ptr, (void *p, unsigned int cpu))
KALLOC_HELPER(unsigned int, kalloc_next_possible_cpu, (unsigned int cpu))
#if !KALLOC_HAS_PERCPU_SEGMENT
KALLOC_HELPER(void *, kalloc_this_cpu_ptr, (void *p))
KALLOC_HELPER(void, kalloc_this_cpu_add_4, (void *p, unsigned int n))
KALLOC_HELPER(void, kalloc_this_cpu_add_8, (void *p, unsigned long long n))
#endif

/* WARN_ONCE: an index or a range reached past the end of a buffer */
KALLOC_HELPER(void, kalloc_warn_out_of_range, (size_t first, size_t count, size_t size))

/*
 * Locks. Where the kernel has all of a kind as functions they are called, else (one
 * CPU, or inline by its configuration) helpers. A spinlock_t is a raw one inside, but on
 * PREEMPT_RT.
 */
#if KALLOC_HAS_SPIN_FUNCTIONS
#define KALLOC_SPIN(returns, name, parameters) \
	KALLOC_FUNCTION(returns, kalloc_raw_##name, _raw_##name, parameters)
#else
#define KALLOC_SPIN(returns, name, parameters) KALLOC_HELPER(returns, kalloc_raw_##name, parameters)
#endif
KALLOC_HELPER(void, kalloc_spin_lock_init,
	      (struct spinlock *lock, const char *name, struct lock_class_key *key))
KALLOC_HELPER(void, kalloc_raw_spin_lock_init,
	      (struct raw_spinlock *lock, const char *name, struct lock_class_key *key))
KALLOC_SPIN(void, spin_lock, (struct raw_spinlock *lock))
KALLOC_SPIN(int, spin_trylock, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_unlock, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_lock_bh, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_unlock_bh, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_lock_irq, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_unlock_irq, (struct raw_spinlock *lock))
KALLOC_SPIN(unsigned long, spin_lock_irqsave, (struct raw_spinlock *lock))
KALLOC_SPIN(void, spin_unlock_irqrestore, (struct raw_spinlock *lock, unsigned long flags))
#if KALLOC_HAS_LOCK_SUBCLASS
KALLOC_FUNCTION(void, kalloc_raw_spin_lock_nested, _raw_spin_lock_nested,
		(struct raw_spinlock *lock, int subclass))
#endif
#if KALLOC_HAS_PREEMPT_RT
KALLOC_FUNCTION(void, rt_spin_lock, rt_spin_lock, (struct spinlock *lock))
KALLOC_FUNCTION(int, rt_spin_trylock, rt_spin_trylock, (struct spinlock *lock))
KALLOC_FUNCTION(void, rt_spin_unlock, rt_spin_unlock, (struct spinlock *lock))
#if KALLOC_HAS_LOCK_SUBCLASS
KALLOC_FUNCTION(void, rt_spin_lock_nested, rt_spin_lock_nested,
		(struct spinlock *lock, int subclass))
#endif
#endif

KALLOC_HELPER(void, kalloc_mutex_init,
	      (struct mutex *lock, const char *name, struct lock_class_key *key))
KALLOC_FUNCTION(void, mutex_unlock, mutex_unlock, (struct mutex *lock))
/* with lockdep some of these are macros, others in each version */
#if KALLOC_HAS_LOCK_SUBCLASS
KALLOC_FUNCTION(void, mutex_lock_nested, mutex_lock_nested,
		(struct mutex *lock, unsigned int subclass))
KALLOC_HELPER(int, kalloc_mutex_trylock, (struct mutex *lock))
KALLOC_HELPER(int, kalloc_mutex_lock_interruptible, (struct mutex *lock))
KALLOC_HELPER(int, kalloc_mutex_lock_killable, (struct mutex *lock))
#else
KALLOC_FUNCTION(void, mutex_lock, mutex_lock, (struct mutex *lock))
KALLOC_FUNCTION(int, kalloc_mutex_trylock, mutex_trylock, (struct mutex *lock))
KALLOC_FUNCTION(int, kalloc_mutex_lock_interruptible, mutex_lock_interruptible,
		(struct mutex *lock))
KALLOC_FUNCTION(int, kalloc_mutex_lock_killable, mutex_lock_killable, (struct mutex *lock))
#endif
#if KALLOC_HAS_MUTEX_DESTROY
KALLOC_FUNCTION(void, mutex_destroy, mutex_destroy, (struct mutex *lock))
#endif

#if KALLOC_HAS_RCU_FUNCTIONS
KALLOC_FUNCTION(void, kalloc_rcu_read_lock, __rcu_read_lock, (void))
KALLOC_FUNCTION(void, kalloc_rcu_read_unlock, __rcu_read_unlock, (void))
#else
KALLOC_HELPER(void, kalloc_rcu_read_lock, (void))
KALLOC_HELPER(void, kalloc_rcu_read_unlock, (void))
#endif
KALLOC_HELPER(void, kalloc_preempt_disable, (void))
KALLOC_HELPER(void, kalloc_preempt_enable, (void))
KALLOC_HELPER(void, kalloc_local_bh_disable, (void))
KALLOC_HELPER(void, kalloc_local_bh_enable, (void))
KALLOC_HELPER(unsigned long, kalloc_local_irq_save, (void))
KALLOC_HELPER(void, kalloc_local_irq_restore, (unsigned long flags))

KALLOC_HELPER(unsigned int, kalloc_memalloc_noio_save, (void))
KALLOC_HELPER(void, kalloc_memalloc_noio_restore, (unsigned int flags))
KALLOC_HELPER(unsigned int, kalloc_memalloc_nofs_save, (void))
KALLOC_HELPER(void, kalloc_memalloc_nofs_restore, (unsigned int flags))
KALLOC_HELPER(unsigned int, kalloc_memalloc_noreclaim_save, (void))
KALLOC_HELPER(void, kalloc_memalloc_noreclaim_restore, (unsigned int flags))

/* barrier.h: where neither the compiler nor one instruction does it */
#if !(KALLOC_HAS_ORDERED_DMA || KALLOC_HAS_DMB)
KALLOC_HELPER(void, kalloc_dma_rmb, (void))
KALLOC_HELPER(void, kalloc_dma_wmb, (void))
#endif

/* assume.h */
#if KALLOC_HAS_SLEEP_CHECKS
KALLOC_FUNCTION(void, might_sleep, __might_sleep, (const char *file, int line))
KALLOC_HELPER(void, kalloc_cant_sleep, (const char *file, int line))
#endif
KALLOC_HELPER(void, kalloc_assert_irqs_off, (void))
KALLOC_HELPER(void, kalloc_assert_in_interrupt, (void))
KALLOC_HELPER(void, kalloc_assert_in_hardirq, (void))
KALLOC_HELPER(void, kalloc_assert_in_softirq, (void))
KALLOC_HELPER(void, kalloc_assert_spinlock_held, (struct spinlock *lock))
KALLOC_HELPER(void, kalloc_assert_raw_spinlock_held, (struct raw_spinlock *lock))
KALLOC_HELPER(void, kalloc_assert_mutex_held, (struct mutex *lock))

/* kunit/: in kunit.c, for modules that have tests. texts: see struct place */
KALLOC_HELPER(void, kalloc_test_fail_condition,
	      (struct kunit *test, const char *texts, int line, bool wanted))
KALLOC_HELPER(void, kalloc_test_fail_numbers,
	      (struct kunit *test, const char *texts, int line, long long left, long long right,
	       bool may_be_errno))
KALLOC_HELPER(void, kalloc_test_fail_pointers,
	      (struct kunit *test, const char *texts, int line, const void *left,
	       const void *right))
KALLOC_HELPER(void, kalloc_test_fail_texts,
	      (struct kunit *test, const char *texts, int line, const char *left,
	       size_t left_bytes, const char *right, size_t right_bytes))
KALLOC_HELPER(void, kalloc_test_fail_bytes,
	      (struct kunit *test, const char *texts, int line, const void *left,
	       const void *right, size_t bytes))
KALLOC_HELPER(void, kalloc_test_fail,
	      (struct kunit *test, const char *texts, int line, const char *why))
KALLOC_HELPER(const void *, kalloc_test_row, (struct kunit *test))
/* the nth allocation from now on fails, 0: none; what was left to count, 0 if one failed */
KALLOC_HELPER(int, kalloc_test_fail_nth, (int nth))
KALLOC_HELPER(void, kalloc_test_none_failed, (struct kunit *test, const char *file, int line))
KALLOC_HELPER(size_t, kalloc_test_count, (int scopes))
KALLOC_HELPER(size_t, kalloc_test_live,
	      (size_t before, struct kunit *test, int failing, const char *file, int line))

#undef KALLOC_SPIN
#undef KALLOC_NOPROF
#undef KALLOC_SINCE_NOPROF
#undef KALLOC_TOKEN
#undef KALLOC_BUCKETS
#undef KALLOC_ALIGN
#undef KALLOC_BULK_RESULT
