/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the C++ headers know of the kernel as numbers: KALLOC_CONSTANT(name, value)
 * becomes the macro KALLOC_name. Read twice, with two meanings of KALLOC_CONSTANT:
 * constants.c writes the values of this kernel down, module.c checks them.
 * No include guard for that reason.
 */

/* GFP contexts */
KALLOC_CONSTANT(GFP_KERNEL, GFP_KERNEL)
KALLOC_CONSTANT(GFP_ATOMIC, GFP_ATOMIC)
KALLOC_CONSTANT(GFP_NOWAIT, GFP_NOWAIT)
KALLOC_CONSTANT(GFP_NOIO, GFP_NOIO)
KALLOC_CONSTANT(GFP_NOFS, GFP_NOFS)
KALLOC_CONSTANT(GFP_USER, GFP_USER)

/* GFP modifiers */
KALLOC_CONSTANT(GFP_DMA, __GFP_DMA)
KALLOC_CONSTANT(GFP_DMA32, __GFP_DMA32)
KALLOC_CONSTANT(GFP_HIGHMEM, __GFP_HIGHMEM)
KALLOC_CONSTANT(GFP_RECLAIMABLE, __GFP_RECLAIMABLE)
KALLOC_CONSTANT(GFP_HIGH, __GFP_HIGH)
KALLOC_CONSTANT(GFP_MEMALLOC, __GFP_MEMALLOC)
KALLOC_CONSTANT(GFP_NOMEMALLOC, __GFP_NOMEMALLOC)
KALLOC_CONSTANT(GFP_ZERO, __GFP_ZERO)
KALLOC_CONSTANT(GFP_NOWARN, __GFP_NOWARN)
KALLOC_CONSTANT(GFP_NORETRY, __GFP_NORETRY)
KALLOC_CONSTANT(GFP_RETRY_MAYFAIL, __GFP_RETRY_MAYFAIL)
KALLOC_CONSTANT(GFP_NOFAIL, __GFP_NOFAIL)
KALLOC_CONSTANT(GFP_ACCOUNT, __GFP_ACCOUNT)
KALLOC_CONSTANT(GFP_THISNODE, __GFP_THISNODE)
KALLOC_CONSTANT(GFP_COMP, __GFP_COMP)
KALLOC_CONSTANT(GFP_DIRECT_RECLAIM, __GFP_DIRECT_RECLAIM)

/* how user memory is pinned */
KALLOC_CONSTANT(FOLL_WRITE, FOLL_WRITE)
KALLOC_CONSTANT(FOLL_LONGTERM, FOLL_LONGTERM)

/* what coherent memory is besides */
KALLOC_CONSTANT(DMA_ATTR_WRITE_COMBINE, DMA_ATTR_WRITE_COMBINE)
KALLOC_CONSTANT(DMA_ATTR_WEAK_ORDERING, DMA_ATTR_WEAK_ORDERING)
KALLOC_CONSTANT(DMA_ATTR_FORCE_CONTIGUOUS, DMA_ATTR_FORCE_CONTIGUOUS)
KALLOC_CONSTANT(DMA_ATTR_ALLOC_SINGLE_PAGES, DMA_ATTR_ALLOC_SINGLE_PAGES)
KALLOC_CONSTANT(DMA_ATTR_NO_KERNEL_MAPPING, DMA_ATTR_NO_KERNEL_MAPPING)
KALLOC_CONSTANT(DMA_ATTR_PRIVILEGED, DMA_ATTR_PRIVILEGED)

/* sizes, in bytes */
KALLOC_CONSTANT(PAGE_SIZE, PAGE_SIZE)
KALLOC_CONSTANT(KMALLOC_MIN_SIZE, KMALLOC_MIN_SIZE)
KALLOC_CONSTANT(KMALLOC_MAX_SIZE, KMALLOC_MAX_SIZE)
KALLOC_CONSTANT(KMALLOC_MAX_CACHE_SIZE, KMALLOC_MAX_CACHE_SIZE)
KALLOC_CONSTANT(ARCH_KMALLOC_MINALIGN, ARCH_KMALLOC_MINALIGN)
KALLOC_CONSTANT(PAGES_MAX_BYTES, MAX_ORDER_NR_PAGES * PAGE_SIZE)
KALLOC_CONSTANT(PERCPU_MAX_BYTES, PCPU_MIN_UNIT_SIZE)
KALLOC_CONSTANT(DMA_ADDR_BYTES, sizeof(dma_addr_t))
KALLOC_CONSTANT(SIZE_T_BYTES, sizeof(size_t))

/* the kmalloc caches: [type][index] */
KALLOC_CONSTANT(KMALLOC_SHIFT_LOW, KMALLOC_SHIFT_LOW)
KALLOC_CONSTANT(KMALLOC_SHIFT_HIGH, KMALLOC_SHIFT_HIGH)
KALLOC_CONSTANT(KMALLOC_NORMAL, KMALLOC_NORMAL)
KALLOC_CONSTANT(KMALLOC_RECLAIM, KMALLOC_RECLAIM)
KALLOC_CONSTANT(KMALLOC_DMA, KMALLOC_DMA)
KALLOC_CONSTANT(KMALLOC_CGROUP, KMALLOC_CGROUP)
KALLOC_CONSTANT(NR_KMALLOC_TYPES, NR_KMALLOC_TYPES)

/* caches of one's own; a flag that a kernel has not is 0 */
KALLOC_CONSTANT(SLAB_HWCACHE_ALIGN, SLAB_HWCACHE_ALIGN)
KALLOC_CONSTANT(SLAB_ACCOUNT, SLAB_ACCOUNT)
KALLOC_CONSTANT(SLAB_RECLAIM_ACCOUNT, SLAB_RECLAIM_ACCOUNT)
#ifdef SLAB_NO_MERGE	/* 6.5 */
KALLOC_CONSTANT(SLAB_NO_MERGE, SLAB_NO_MERGE)
#else
KALLOC_CONSTANT(SLAB_NO_MERGE, 0)
#endif

/* where an entry of a scatterlist has what the device is told */
KALLOC_CONSTANT(SG_ADDRESS, offsetof(struct scatterlist, dma_address))
#ifdef CONFIG_NEED_SG_DMA_LENGTH
KALLOC_CONSTANT(SG_LENGTH, offsetof(struct scatterlist, dma_length))
#else
KALLOC_CONSTANT(SG_LENGTH, offsetof(struct scatterlist, length))
#endif

KALLOC_CONSTANT(MEMPOOL_BYTES, sizeof(mempool_t))
KALLOC_CONSTANT(MEMPOOL_ALIGN, __alignof__(mempool_t))

/*
 * Which kernel this is. Features are asked for by name where the kernel has a
 * macro for them, and by version where it has none.
 */
#ifdef alloc_hooks	/* 6.10: the allocators' symbols end in _noprof */
KALLOC_CONSTANT(HAS_NOPROF, 1)
#else
KALLOC_CONSTANT(HAS_NOPROF, 0)
#endif
/* allocations are charged to tags; up to 6.15 with counters of the module's own (module.c looks) */
KALLOC_CONSTANT(HAS_ALLOC_TAGS, IS_ENABLED(CONFIG_MEM_ALLOC_PROFILING))
KALLOC_CONSTANT(HAS_TAG_COUNTERS, LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0))
/* kmalloc has partitions, and is told which; by type, or by anything */
KALLOC_CONSTANT(HAS_KMALLOC_TOKEN, IS_ENABLED(CONFIG_KMALLOC_PARTITION_CACHES))
KALLOC_CONSTANT(HAS_TYPED_TOKEN, IS_ENABLED(CONFIG_KMALLOC_PARTITION_TYPED))
#ifdef CONFIG_KMALLOC_PARTITION_CACHES
KALLOC_CONSTANT(KMALLOC_PARTITIONS, KMALLOC_PARTITION_CACHES_NR + 1)
KALLOC_CONSTANT(GOLDEN_RATIO_64, GOLDEN_RATIO_64)
#endif
KALLOC_CONSTANT(HAS_SLAB_BUCKETS, IS_ENABLED(CONFIG_SLAB_BUCKETS))
/* 6.18: krealloc() and kvmalloc_node() are told alignment and node */
#ifdef krealloc_node_align
KALLOC_CONSTANT(HAS_NODE_ALIGN, 1)
#else
KALLOC_CONSTANT(HAS_NODE_ALIGN, 0)
#endif
/* 7.x: kmem_cache_alloc_bulk() returns a bool */
#ifdef alloc_hooks
KALLOC_CONSTANT(HAS_BULK_BOOL,
		__builtin_types_compatible_p(typeof(kmem_cache_alloc_bulk_noprof),
					     bool(struct kmem_cache *, gfp_t, size_t, void **)))
#else
KALLOC_CONSTANT(HAS_BULK_BOOL, 0)
#endif
/* 6.18: caches have sheaves, of a capacity that can be asked for */
KALLOC_CONSTANT(HAS_SHEAVES, LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0))
/* 6.11: kmalloc aligns to the largest power of two that divides the size */
KALLOC_CONSTANT(HAS_KMALLOC_DIVISOR_ALIGN, LINUX_VERSION_CODE >= KERNEL_VERSION(6, 11, 0))
/*
 * The caller picks the kmalloc cache; not where it depends on the caller's address. (An
 * option of that name is no more where partitions are, which have a token.)
 */
KALLOC_CONSTANT(HAS_KMALLOC_CACHES, !IS_ENABLED(CONFIG_RANDOM_KMALLOC_CACHES) ||
		IS_ENABLED(CONFIG_KMALLOC_PARTITION_CACHES))
KALLOC_CONSTANT(HAS_NUMA, IS_ENABLED(CONFIG_NUMA))
KALLOC_CONSTANT(HAS_ZONE_DMA, IS_ENABLED(CONFIG_ZONE_DMA))
KALLOC_CONSTANT(HAS_MEMCG_KMEM, (int)KMALLOC_CGROUP != (int)KMALLOC_NORMAL)
/* dma_rmb() and dma_wmb() only keep the compiler from reordering */
KALLOC_CONSTANT(HAS_ORDERED_DMA, IS_ENABLED(CONFIG_X86) && !IS_ENABLED(CONFIG_UML))
/* or they are dmb, an instruction of arm64 */
KALLOC_CONSTANT(HAS_DMB, IS_ENABLED(CONFIG_ARM64))
/* a cache may have bytes under each of their addresses, of which a device knows one */
#ifdef ARCH_IMPLEMENTS_FLUSH_KERNEL_VMAP_RANGE
KALLOC_CONSTANT(HAS_CACHE_ALIASES, 1)
#else
KALLOC_CONSTANT(HAS_CACHE_ALIASES, 0)
#endif
/* 6.3: flags of a mapping of user space are set by functions; 7.1: what empties it got a name */
KALLOC_CONSTANT(HAS_VM_FLAGS_SET, LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0))
KALLOC_CONSTANT(HAS_ZAP_SPECIAL, LINUX_VERSION_CODE >= KERNEL_VERSION(7, 1, 0))
/* READ_ONCE() orders what depends on it, should LTO make a branch of an address */
KALLOC_CONSTANT(HAS_ACQUIRE_READ, IS_ENABLED(CONFIG_ARM64) && IS_ENABLED(CONFIG_LTO))
/* each change of a list is checked: by a function, and since 6.6 maybe by what is inline, too */
KALLOC_CONSTANT(HAS_DEBUG_LIST, IS_ENABLED(CONFIG_DEBUG_LIST))
KALLOC_CONSTANT(HAS_LIST_HARDENED, IS_ENABLED(CONFIG_LIST_HARDENED))
KALLOC_CONSTANT(HAS_CONSTRUCTORS, IS_ENABLED(CONFIG_CONSTRUCTORS))

/* one CPU's memory is that of all; or found by a segment register */
KALLOC_CONSTANT(HAS_SMP, IS_ENABLED(CONFIG_SMP))
KALLOC_CONSTANT(HAS_PERCPU_SEGMENT,
		IS_ENABLED(CONFIG_SMP) && IS_ENABLED(CONFIG_X86_64) && !IS_ENABLED(CONFIG_UML))

/* spinlocks sleep, and so does the allocator */
KALLOC_CONSTANT(HAS_PREEMPT_RT, IS_ENABLED(CONFIG_PREEMPT_RT))

/* locks, as storage and by what the kernel has of them as functions */
KALLOC_CONSTANT(SPINLOCK_BYTES, sizeof(spinlock_t))
KALLOC_CONSTANT(SPINLOCK_ALIGN, __alignof__(spinlock_t))
KALLOC_CONSTANT(RAW_SPINLOCK_BYTES, sizeof(raw_spinlock_t))
KALLOC_CONSTANT(RAW_SPINLOCK_ALIGN, __alignof__(raw_spinlock_t))
KALLOC_CONSTANT(MUTEX_BYTES, sizeof(struct mutex))
KALLOC_CONSTANT(MUTEX_ALIGN, __alignof__(struct mutex))
KALLOC_CONSTANT(KREF_BYTES, sizeof(struct kref))
KALLOC_CONSTANT(LOCK_CLASS_KEY_BYTES, sizeof(struct lock_class_key))
#if !(defined(CONFIG_SMP) || defined(CONFIG_DEBUG_SPINLOCK)) ||   \
	defined(_raw_spin_lock) || defined(_raw_spin_unlock) || defined(_raw_spin_lock_bh) ||   \
	defined(_raw_spin_unlock_bh) || defined(_raw_spin_lock_irq) ||                          \
	defined(_raw_spin_unlock_irq) || defined(_raw_spin_lock_irqsave) ||                     \
	defined(_raw_spin_unlock_irqrestore) || defined(_raw_spin_trylock)
KALLOC_CONSTANT(HAS_SPIN_FUNCTIONS, 0)
#else
KALLOC_CONSTANT(HAS_SPIN_FUNCTIONS, 1)
#endif
KALLOC_CONSTANT(HAS_LOCK_SUBCLASS, IS_ENABLED(CONFIG_DEBUG_LOCK_ALLOC))
KALLOC_CONSTANT(HAS_MUTEX_DESTROY, IS_ENABLED(CONFIG_DEBUG_MUTEXES))
KALLOC_CONSTANT(HAS_RCU_FUNCTIONS,
		IS_ENABLED(CONFIG_PREEMPT_RCU) && !IS_ENABLED(CONFIG_DEBUG_LOCK_ALLOC))
KALLOC_CONSTANT(HAS_LOCKDEP, IS_ENABLED(CONFIG_LOCKDEP))
KALLOC_CONSTANT(HAS_SLEEP_CHECKS, IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
#ifdef CONFIG_DEBUG_ATOMIC_SLEEP	/* 7.3: without the offset of preempt_count() */
KALLOC_CONSTANT(HAS_CANT_SLEEP_OFFSET,
		__builtin_types_compatible_p(typeof(__cant_sleep), void(const char *, int, int)))
#endif

/* kunit/case.h: KUnit's structures; a case knows its module since 6.6, rows their test later */
KALLOC_CONSTANT(HAS_KUNIT, IS_ENABLED(CONFIG_KUNIT))
KALLOC_CONSTANT(KUNIT_CASE_BYTES, sizeof(struct kunit_case))
KALLOC_CONSTANT(KUNIT_SUITE_BYTES, sizeof(struct kunit_suite))
#ifdef KUNIT_CASE_SLOW
KALLOC_CONSTANT(KUNIT_CASE_MODULE, offsetof(struct kunit_case, module_name))
#else
KALLOC_CONSTANT(KUNIT_CASE_MODULE, 0)
#endif
KALLOC_CONSTANT(HAS_KUNIT_PARAMS_OF_TEST,
		__builtin_types_compatible_p(typeof(((struct kunit_case){}).generate_params),
					     const void *(*)(struct kunit *, const void *,
							     char *)))
