// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compiled into every module that uses kalloc, against that module's kernel:
 * checks that the two lists say what this kernel's headers say, and holds the few
 * functions that have to be C.
 *
 * KALLOC_UNUSED: kbuild.mk found no file of the module that includes kalloc, so the
 * module has nothing of it to check. KALLOC_KUNIT: one has tests.
 */
#ifndef KALLOC_UNUSED
#include "kernel_headers.h"
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/completion.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/percpu-refcount.h>

#include <kalloc-constants.h>

#define KALLOC_CONSTANT(name, value)                                              \
	static_assert((unsigned long)(KALLOC_##name) == (unsigned long)(value),   \
		      "kalloc: the generated constant KALLOC_" #name              \
		      " is not this kernel's value; run make clean, then make");
#include "constant_list.h"

#define KALLOC_FUNCTION(returns, name, symbol, parameters)                            \
	static_assert(__builtin_types_compatible_p(typeof(returns parameters),        \
						   typeof(symbol)),                   \
		      "kalloc: binding/function_list.h declares " #name               \
		      " otherwise than this kernel's headers do; kalloc does not know " \
		      "this kernel yet");
#define KALLOC_ALLOCATOR(size, name, symbol, parameters) \
	KALLOC_FUNCTION(void *, name, symbol, parameters)
#define KALLOC_HELPER(returns, name, parameters) returns name parameters;
#include "function_list.h"

static_assert(KALLOC_SIZE_T_BYTES == 8, "kalloc: 64-bit kernels only");
static_assert(__builtin_types_compatible_p(size_t, unsigned long),
	      "kalloc: size_t is not unsigned long here");
#if KALLOC_HAS_KMALLOC_CACHES
static_assert(sizeof(kmalloc_caches) == sizeof(struct kmem_cache *) * KALLOC_NR_KMALLOC_TYPES *
						(KALLOC_KMALLOC_SHIFT_HIGH + 1),
	      "kalloc: kmalloc_caches has another shape in this kernel");
#endif

void kalloc_warn_out_of_range(size_t first, size_t count, size_t size)
{
	WARN_ONCE(1, "kalloc: element %zu (of %zu wanted) is outside a buffer of %zu elements\n",
		  first, count, size);
}

#if KALLOC_HAS_ALLOC_TAGS
/* as call_site.h writes it */
static_assert(sizeof(struct alloc_tag) == 40 && offsetof(struct alloc_tag, ct.lineno) == 4 &&
	      offsetof(struct alloc_tag, ct.modname) == 8 &&
	      offsetof(struct alloc_tag, ct.function) == 16 &&
	      offsetof(struct alloc_tag, ct.filename) == 24 &&
	      offsetof(struct alloc_tag, counters) == 32,
	      "kalloc: an allocation's tag has another shape in this kernel");
static_assert(sizeof(struct alloc_tag_counters) == 16);

struct alloc_tag *kalloc_set_alloc_tag(struct alloc_tag *tag)
{
	return alloc_tag_save(tag);
}

struct alloc_tag *kalloc_module_tag(void)
{
	/* hidden by the counters, if DEFINE_ALLOC_TAG() makes some */
	enum { _alloc_tag_cntr };
	{
		DEFINE_ALLOC_TAG(tag);

		static_assert((sizeof(_alloc_tag_cntr) == 16) == KALLOC_HAS_TAG_COUNTERS,
			      "kalloc: this kernel has the counters of tags elsewhere");
		return &tag;
	}
}
#endif

struct kmem_cache *kalloc_cache_create(const char *name, unsigned int bytes, unsigned int align,
				       unsigned int flags, unsigned int user_offset,
				       unsigned int user_bytes, unsigned int sheaf_capacity)
{
#if KALLOC_HAS_SHEAVES
	struct kmem_cache_args args = {
		.align = align,
		.useroffset = user_offset,
		.usersize = user_bytes,
		.sheaf_capacity = sheaf_capacity,
	};

	return kmem_cache_create(name, bytes, &args, (__force slab_flags_t)flags);
#else
	return kmem_cache_create_usercopy(name, bytes, align, (__force slab_flags_t)flags,
					  user_offset, user_bytes, NULL);
#endif
}

bool kalloc_dma_hold(struct device *dev)
{
	get_device(dev);
	return READ_ONCE(dev->driver);
}

/*
 * What is mapped for a device, and what translates its addresses, is the binding's: when that is
 * over, the memory stays, rather than being freed by what is not there any more, or is another's.
 */
static bool kalloc_dma_outlived(struct device *dev, bool bound)
{
	return bound && !READ_ONCE(dev->driver);
}

#define KALLOC_STAYS "of %s outlived the binding of its driver, and stays; own it in a kbound\n"

void kalloc_dma_free(struct device *dev, size_t bytes, void *p, dma_addr_t addr, bool bound)
{
	if (!WARN_ONCE(kalloc_dma_outlived(dev, bound), "kalloc: DMA memory " KALLOC_STAYS,
		       dev_name(dev)))
		dma_free_attrs(dev, bytes, p, addr, 0);
	put_device(dev);
}

/* the kernel's own is freed while there are blocks, and does not say how many there are */
struct kalloc_dma_pool {
	struct dma_pool *pool;
	struct device *dev;
	atomic_long_t blocks;
	bool bound;
};

struct kalloc_dma_pool *kalloc_dma_pool_create(const char *name, struct device *dev, size_t bytes,
					       size_t align, size_t boundary)
{
	struct kalloc_dma_pool *p;

	if (!dev)
		return NULL;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	p->pool = dma_pool_create(name, dev, bytes, align, boundary);
	if (!p->pool) {
		kfree(p);
		return NULL;
	}
	p->dev = dev;
	p->bound = READ_ONCE(dev->driver);
	return p;
}

/* the device that is no longer needed, NULL if the pool stays */
struct device *kalloc_dma_pool_destroy(struct kalloc_dma_pool *p)
{
	struct device *dev = p->dev;
	/* pairs with the release in kalloc_dma_pool_free() */
	long blocks = atomic_long_read_acquire(&p->blocks);

	if (WARN_ONCE(blocks, "kalloc: a DMA pool ended before %ld of its blocks; it stays\n",
		      blocks) ||
	    WARN_ONCE(kalloc_dma_outlived(dev, p->bound), "kalloc: a DMA pool " KALLOC_STAYS,
		      dev_name(dev))) {
		kmemleak_not_leak(p);
		return NULL;
	}
	dma_pool_destroy(p->pool);
	kfree(p);
	return dev;
}

void *kalloc_dma_pool_alloc(struct kalloc_dma_pool *p, unsigned int gfp, dma_addr_t *addr)
{
	void *block = dma_pool_alloc(p->pool, gfp, addr);

	if (block)
		atomic_long_inc(&p->blocks);
	return block;
}

void kalloc_dma_pool_free(struct kalloc_dma_pool *p, void *block, dma_addr_t addr)
{
	dma_pool_free(p->pool, block, addr);
	atomic_long_dec_return_release(&p->blocks);
}

/*
 * What is managed by a device without a driver would not be released with the binding, and the
 * next probe() be refused ("Resources present before probing").
 */
static bool kalloc_can_be_unbound(struct device *dev)
{
	return dev && !WARN_ONCE(!dev->driver,
				 "kalloc: no driver is bound to %s, which could be unbound; give it that in probe()\n",
				 dev_name(dev));
}

void *kalloc_devres_alloc(struct device *dev, void (*release)(struct device *dev, void *memory),
			  size_t bytes)
{
	return kalloc_can_be_unbound(dev) ? devres_alloc(release, bytes, GFP_KERNEL) : NULL;
}

/* an object of a binding, who is using it, and who may */
struct kalloc_bound {
	struct percpu_ref users;
	struct completion unused;
	struct kref handles;
	void *object;
	void (*end)(void *object);
};

static void kalloc_bound_unused(struct percpu_ref *users)
{
	complete(&container_of(users, struct kalloc_bound, users)->unused);
}

static void kalloc_bound_free(struct kref *handles)
{
	struct kalloc_bound *handle = container_of(handles, struct kalloc_bound, handles);

	/* not before: kalloc_bound_enter() asks it */
	percpu_ref_exit(&handle->users);
	kfree(handle);
}

void kalloc_bound_get(struct kalloc_bound *handle)
{
	kref_get(&handle->handles);
}

void kalloc_bound_put(struct kalloc_bound *handle)
{
	kref_put(&handle->handles, kalloc_bound_free);
}

/* the driver is unbound */
static void kalloc_bound_end(void *data)
{
	struct kalloc_bound *handle = data;

	percpu_ref_kill(&handle->users);
	wait_for_completion(&handle->unused);
	handle->end(handle->object);
	kalloc_bound_put(handle);
}

struct kalloc_bound *kalloc_bound_create(struct device *dev, void *object,
					 void (*end)(void *object))
{
	struct kalloc_bound *handle;

	if (!kalloc_can_be_unbound(dev))
		return NULL;
	handle = kzalloc(sizeof(*handle), GFP_KERNEL);
	if (!handle)
		return NULL;
	handle->object = object;
	handle->end = end;
	init_completion(&handle->unused);
	kref_init(&handle->handles);
	if (percpu_ref_init(&handle->users, kalloc_bound_unused, 0, GFP_KERNEL)) {
		kfree(handle);
		return NULL;
	}
	if (devm_add_action(dev, kalloc_bound_end, handle)) {
		kalloc_bound_put(handle);
		return NULL;
	}
	/* the device's is one */
	kref_get(&handle->handles);
	return handle;
}

void *kalloc_bound_enter(struct kalloc_bound *handle)
{
	return handle && percpu_ref_tryget_live(&handle->users) ? handle->object : NULL;
}

void kalloc_bound_leave(struct kalloc_bound *handle)
{
	percpu_ref_put(&handle->users);
}

static_assert(DMA_BIDIRECTIONAL == 0 && DMA_TO_DEVICE == 1 && DMA_FROM_DEVICE == 2);
static_assert(DMA_MAPPING_ERROR == ~(dma_addr_t)0);

/* the device only reads what is mapped DMA_TO_DEVICE, and no other is const in C++ */
dma_addr_t kalloc_dma_map(struct device *dev, const void *p, size_t bytes, unsigned int direction)
{
	dma_addr_t addr;

	if (!dev || !p || !bytes)
		return DMA_MAPPING_ERROR;
	addr = dma_map_single(dev, (void *)p, bytes, direction);
	return dma_mapping_error(dev, addr) ? DMA_MAPPING_ERROR : addr;
}

/* inline since 6.10: most devices need none */
void kalloc_dma_sync_for_cpu(struct device *dev, dma_addr_t addr, size_t bytes,
			     unsigned int direction)
{
	dma_sync_single_for_cpu(dev, addr, bytes, direction);
}

void kalloc_dma_sync_for_device(struct device *dev, dma_addr_t addr, size_t bytes,
				unsigned int direction)
{
	dma_sync_single_for_device(dev, addr, bytes, direction);
}

void *kalloc_dma_alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
				   unsigned int direction, unsigned int gfp)
{
	return dev && bytes ? dma_alloc_noncoherent(dev, bytes, addr, direction, gfp) : NULL;
}

void kalloc_dma_free_noncoherent(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
				 unsigned int direction)
{
	dma_free_noncoherent(dev, bytes, p, addr, direction);
}

/* as scattered.h has it */
static_assert(sizeof(struct sg_table) == 16 && offsetof(struct sg_table, sgl) == 0 &&
	      offsetof(struct sg_table, nents) == 8 && offsetof(struct sg_table, orig_nents) == 12,
	      "kalloc: struct sg_table has another shape in this kernel");

static phys_addr_t kalloc_phys(const void *p)
{
	if (is_vmalloc_addr(p))
		return page_to_phys(vmalloc_to_page(p)) + offset_in_page(p);
	return virt_to_phys((void *)p);
}

/*
 * How many of the bytes at p are one piece for the device: next to each other, in whole pages if
 * it takes so much, and not across its boundary. (Bus addresses that are not physical ones differ
 * from these by more than any boundary, or come from an IOMMU, which minds it.)
 */
static unsigned int kalloc_sg_piece(struct device *dev, const void *p, size_t bytes)
{
	size_t most = min_t(size_t, dma_get_max_seg_size(dev), dma_max_mapping_size(dev));
	unsigned long boundary = dma_get_seg_boundary(dev);
	phys_addr_t at = kalloc_phys(p);
	size_t piece = PAGE_SIZE - offset_in_page(p);

	if (most > PAGE_SIZE)
		most &= PAGE_MASK;
	most = min(most, bytes);
	/* by one less: a boundary may be all there is */
	most = min_t(size_t, most - 1, boundary - (at & boundary)) + 1;
	while (piece < most && kalloc_phys(p + piece) == at + piece)
		piece += PAGE_SIZE;
	return min(piece, most);
}

/* A device does not see what caches have under an address of vmalloc's, nor the reverse. */
static void kalloc_flush_alias(const void *p, size_t bytes, bool for_device)
{
	size_t n;

	if (!is_vmalloc_addr(p))
		return;
	for (; bytes; bytes -= n, p += n) {
		n = min_t(size_t, bytes, SZ_1G); /* it counts in int */
		if (for_device)
			flush_kernel_vmap_range((void *)p, n);
		else
			invalidate_kernel_vmap_range((void *)p, n);
	}
}

/* The pages are looked at twice, as that takes no memory for a list of them. */
static int kalloc_sg_map(struct device *dev, struct sg_table *table, const void *p, size_t bytes,
			 unsigned int direction, unsigned int gfp)
{
	unsigned int pieces = 0, i;
	struct scatterlist *sg;
	const void *at;
	size_t left;
	int err;

	if (!dev)
		return -ENODEV;
	if (!p || !bytes)
		return -ENOMEM;
	for (left = bytes; left; left -= kalloc_sg_piece(dev, p + bytes - left, left))
		pieces++;
	err = sg_alloc_table(table, pieces, gfp);
	if (err)
		return err;
	at = p;
	for_each_sgtable_sg(table, sg, i) {
		sg_set_page(sg, pfn_to_page(PHYS_PFN(kalloc_phys(at))),
			    kalloc_sg_piece(dev, at, p + bytes - at), offset_in_page(at));
		at += sg->length;
	}
	kalloc_flush_alias(p, bytes, true);
	err = dma_map_sgtable(dev, table, direction, 0);
	if (err)
		sg_free_table(table);
	return err;
}

void kalloc_dma_map_sg(struct device *dev, struct sg_table *table, const void *p, size_t bytes,
		       unsigned int direction, unsigned int gfp)
{
	int err = kalloc_sg_map(dev, table, p, bytes, direction, gfp);

	if (err)
		*table = (struct sg_table){ .nents = err };
}

void kalloc_dma_unmap_sg(struct device *dev, struct scatterlist *list, unsigned int pieces,
			 const void *p, size_t bytes, unsigned int direction)
{
	struct sg_table table = { .sgl = list, .orig_nents = pieces };

	dma_unmap_sgtable(dev, &table, direction, 0);
	if (direction != DMA_TO_DEVICE)
		kalloc_flush_alias(p, bytes, false);
	sg_free_table(&table);
}

void kalloc_dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *list, unsigned int pieces,
				const void *p, size_t bytes, unsigned int direction)
{
	dma_sync_sg_for_cpu(dev, list, pieces, direction);
	if (direction != DMA_TO_DEVICE)
		kalloc_flush_alias(p, bytes, false);
}

void kalloc_dma_sync_sg_for_device(struct device *dev, struct scatterlist *list,
				   unsigned int pieces, const void *p, size_t bytes,
				   unsigned int direction)
{
	kalloc_flush_alias(p, bytes, true);
	dma_sync_sg_for_device(dev, list, pieces, direction);
}

/* exported before 7.x, inline since */
struct scatterlist *kalloc_sg_next(struct scatterlist *at)
{
	return sg_next(at);
}

unsigned long kalloc_copy_from_user(void *to, unsigned long from, unsigned long bytes)
{
	return copy_from_user(to, (const void __user *)from, bytes);
}

unsigned long kalloc_copy_to_user(unsigned long to, const void *from, unsigned long bytes)
{
	return copy_to_user((void __user *)to, from, bytes);
}

int kalloc_copy_struct_from_user(void *to, size_t to_bytes, unsigned long from, size_t from_bytes)
{
	return copy_struct_from_user(to, to_bytes, (const void __user *)from, from_bytes);
}

/* with the 0; more than bytes where there is none; 0 where nothing is */
unsigned long kalloc_strnlen_user(unsigned long text, unsigned long bytes)
{
	return strnlen_user((const char __user *)text, min_t(unsigned long, bytes, LONG_MAX - 1));
}

int kalloc_mempool_init(mempool_t *pool, int reserved, struct kmem_cache *cache, size_t bytes)
{
	return cache ? mempool_init_slab_pool(pool, reserved, cache) :
		       mempool_init_kmalloc_pool(pool, reserved, bytes);
}

void kalloc_warn_reserve_empty(void)
{
	WARN_ONCE(1, "kalloc: more was taken of a kreserve than refill() was asked for\n");
}

static_assert(offsetof(struct list_head, next) == 0);
#if KALLOC_HAS_LIST_HARDENED && !KALLOC_HAS_DEBUG_LIST
bool kalloc_list_add_valid(struct list_head *link, struct list_head *prev, struct list_head *next)
{
	return __list_add_valid(link, prev, next);
}

bool kalloc_list_del_valid(struct list_head *link)
{
	return __list_del_entry_valid(link);
}
#endif

void kalloc_kref_get(struct kref *count)
{
	kref_get(count);
}

int kalloc_kref_get_unless_zero(struct kref *count)
{
	return kref_get_unless_zero(count);
}

/* Was it the last one? */
int kalloc_kref_put(struct kref *count)
{
	return refcount_dec_and_test(&count->refcount);
}

int kalloc_kref_put_if_one(struct kref *count)
{
	return refcount_dec_if_one(&count->refcount);
}

struct page *kalloc_page_of(const void *p)
{
	return virt_to_page(p);
}

/* charged to whom C++ charges, and so not by the macros that charge this file */
#if KALLOC_HAS_NOPROF
#define KALLOC_NOPROF(function) function##_noprof
#else
#define KALLOC_NOPROF(function) function
#endif

#if !KALLOC_HAS_NUMA
struct page *kalloc_alloc_pages(unsigned int gfp, unsigned int order)
{
	return KALLOC_NOPROF(alloc_pages)(gfp, order);
}
#endif

struct page *kalloc_alloc_pages_node(int node, unsigned int gfp, unsigned int order)
{
	return KALLOC_NOPROF(alloc_pages_node)(node, gfp, order);
}

size_t kalloc_alloc_pages_bulk(int node, unsigned int gfp, size_t n, struct page **pages)
{
	n = min_t(size_t, n, INT_MAX);
#ifdef alloc_pages_bulk_node	/* 6.14 */
	return KALLOC_NOPROF(alloc_pages_bulk_node)(gfp, node, n, pages);
#else
	return KALLOC_NOPROF(alloc_pages_bulk_array_node)(gfp, node, n, pages);
#endif
}

void *kalloc_kmap_local_page(struct page *first, size_t n)
{
	return kmap_local_page(first + n);
}

void kalloc_kunmap_local(const void *p)
{
	kunmap_local(p);
}

void *kalloc_per_cpu_ptr(void *p, unsigned int cpu)
{
	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return NULL;
	return per_cpu_ptr((void __percpu *)(unsigned long)p, cpu);
}

unsigned int kalloc_next_possible_cpu(unsigned int cpu)
{
	cpu = cpumask_next((int)cpu, cpu_possible_mask);
	return cpu < nr_cpu_ids ? cpu : ~0U;
}

#if KALLOC_HAS_PERCPU_SEGMENT
static_assert(sizeof(this_cpu_off) == sizeof(unsigned long));
#else
void *kalloc_this_cpu_ptr(void *p)
{
	return raw_cpu_ptr((char __percpu *)(unsigned long)p);
}

void kalloc_this_cpu_add_4(void *p, unsigned int n)
{
	this_cpu_add(*(u32 __percpu *)(unsigned long)p, n);
}

void kalloc_this_cpu_add_8(void *p, unsigned long long n)
{
	this_cpu_add(*(u64 __percpu *)(unsigned long)p, n);
}
#endif

/* lockdep_set_class_and_name() again: spin_lock_init() alone would make them all one class */
void kalloc_spin_lock_init(spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	spin_lock_init(lock);
	lockdep_set_class_and_name(lock, key, name);
}

void kalloc_raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key)
{
	raw_spin_lock_init(lock);
	lockdep_set_class_and_name(lock, key, name);
}

#if !KALLOC_HAS_PREEMPT_RT
static_assert(offsetof(spinlock_t, rlock) == 0);
#endif

#if !KALLOC_HAS_SPIN_FUNCTIONS
void kalloc_raw_spin_lock(raw_spinlock_t *lock)
{
	raw_spin_lock(lock);
}

int kalloc_raw_spin_trylock(raw_spinlock_t *lock)
{
	return raw_spin_trylock(lock);
}

void kalloc_raw_spin_unlock(raw_spinlock_t *lock)
{
	raw_spin_unlock(lock);
}

void kalloc_raw_spin_lock_bh(raw_spinlock_t *lock)
{
	raw_spin_lock_bh(lock);
}

void kalloc_raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	raw_spin_unlock_bh(lock);
}

void kalloc_raw_spin_lock_irq(raw_spinlock_t *lock)
{
	raw_spin_lock_irq(lock);
}

void kalloc_raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	raw_spin_unlock_irq(lock);
}

unsigned long kalloc_raw_spin_lock_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	raw_spin_lock_irqsave(lock, flags);
	return flags;
}

void kalloc_raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	raw_spin_unlock_irqrestore(lock, flags);
}
#endif

#if KALLOC_HAS_LOCK_SUBCLASS
int kalloc_mutex_trylock(struct mutex *lock)
{
	return mutex_trylock(lock);
}

int kalloc_mutex_lock_interruptible(struct mutex *lock)
{
	return mutex_lock_interruptible(lock);
}

int kalloc_mutex_lock_killable(struct mutex *lock)
{
	return mutex_lock_killable(lock);
}
#endif

#if !KALLOC_HAS_RCU_FUNCTIONS
void kalloc_rcu_read_lock(void)
{
	rcu_read_lock();
}

void kalloc_rcu_read_unlock(void)
{
	rcu_read_unlock();
}
#endif

/* before 6.3, and its backports, under another name */
void kalloc_kvfree_rcu(void *p)
{
#ifdef kvfree_rcu_mightsleep
	kvfree_rcu_mightsleep(p);
#else
	kvfree_rcu(p);
#endif
}

/* inline since 7.x, a macro on PREEMPT_RT */
void kalloc_mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	__mutex_init(lock, name, key);
}

void kalloc_preempt_disable(void)
{
	preempt_disable();
}

void kalloc_preempt_enable(void)
{
	preempt_enable();
}

void kalloc_local_bh_disable(void)
{
	local_bh_disable();
}

void kalloc_local_bh_enable(void)
{
	local_bh_enable();
}

unsigned long kalloc_local_irq_save(void)
{
	unsigned long flags;

	local_irq_save(flags);
	return flags;
}

void kalloc_local_irq_restore(unsigned long flags)
{
	local_irq_restore(flags);
}

#define KALLOC_MEMALLOC(kind)                                      \
	unsigned int kalloc_memalloc_##kind##_save(void)           \
	{                                                          \
		return memalloc_##kind##_save();                   \
	}                                                          \
	void kalloc_memalloc_##kind##_restore(unsigned int flags)  \
	{                                                          \
		memalloc_##kind##_restore(flags);                  \
	}
KALLOC_MEMALLOC(noio)
KALLOC_MEMALLOC(nofs)
KALLOC_MEMALLOC(noreclaim)

#if !(KALLOC_HAS_ORDERED_DMA || KALLOC_HAS_DMB)
void kalloc_dma_rmb(void)
{
	dma_rmb();
}

void kalloc_dma_wmb(void)
{
	dma_wmb();
}
#endif

#if KALLOC_HAS_SLEEP_CHECKS
void kalloc_cant_sleep(const char *file, int line)
{
#if KALLOC_HAS_CANT_SLEEP_OFFSET
	__cant_sleep(file, line, 0);
#else
	__cant_sleep(file, line);
#endif
}
#endif

void kalloc_assert_irqs_off(void)
{
	lockdep_assert_irqs_disabled();
}

/* a handler that became a thread runs with bottom halves off */
void kalloc_assert_in_interrupt(void)
{
	lockdep_assert_once(in_interrupt());
}

void kalloc_assert_in_hardirq(void)
{
	lockdep_assert_in_irq();
}

void kalloc_assert_in_softirq(void)
{
	lockdep_assert_in_softirq();
}

void kalloc_assert_spinlock_held(spinlock_t *lock)
{
	lockdep_assert_held(lock);
}

void kalloc_assert_raw_spinlock_held(raw_spinlock_t *lock)
{
	lockdep_assert_held(lock);
}

void kalloc_assert_mutex_held(struct mutex *lock)
{
	lockdep_assert_held(lock);
}

#if defined(KALLOC_KUNIT) && KALLOC_HAS_KUNIT
#include "kunit.c"
#endif

#endif /* KALLOC_UNUSED */
