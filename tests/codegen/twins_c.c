// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a C programmer writes; twins_cpp.cpp has the same in C++ under cpp_ names. */
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "twins.h"

#ifdef CONFIG_UML
/* C++ has no instruction for these barriers here, and calls for them */
void kalloc_dma_rmb(void);
void kalloc_dma_wmb(void);
#undef dma_rmb
#undef dma_wmb
#define dma_rmb kalloc_dma_rmb
#define dma_wmb kalloc_dma_wmb
#endif

#define C_OBJECT(name, bytes, gfp)                        \
	int c_##name(void)                                \
	{                                                 \
		struct name *p = kmalloc(sizeof(*p), gfp);\
		if (!p)                                   \
			return -ENOMEM;                   \
		touch(p);                                 \
		kfree(p);                                 \
		return 0;                                 \
	}
TWIN_OBJECTS(C_OBJECT)

/* kmem_cache_free() takes the cache, too */
int c_cached(struct kmem_cache **cache)
{
	struct object64 *p = kmem_cache_alloc(*cache, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_cached_zeroed(struct kmem_cache **cache)
{
	struct object64 *p = kmem_cache_zalloc(*cache, GFP_ATOMIC);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_zeroed(void)
{
	struct object64 *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_small_members(void)
{
	struct small *p = kmalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->a = 4;
	p->b = 1500;
	touch(p);
	kfree(p);
	return 0;
}

/*
 * kalloc also refuses 0, and what is more than kmalloc has. On x86 that is as long as
 * kmalloc_array()'s own check; on arm64 it takes two instructions more, written here.
 */
#define REFUSED(n, type) (IS_ENABLED(CONFIG_ARM64) && (n) - 1 >= KMALLOC_MAX_SIZE / sizeof(type))

int c_array(size_t n)
{
	u32 *p;

	if (REFUSED(n, *p))
		return -ENOMEM;
	p = kmalloc_array(n, sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_object_node(int node)
{
	struct object64 *p = kmalloc_node(sizeof(*p), GFP_KERNEL, node);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_array_node(size_t n, int node)
{
	u32 *p;

	if (REFUSED(n, *p))
		return -ENOMEM;
	p = kmalloc_array_node(n, sizeof(*p), GFP_KERNEL, node);
	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_cached_node(struct kmem_cache **cache, int node)
{
	struct object64 *p = kmem_cache_alloc_node(*cache, GFP_KERNEL, node);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_zeroed_array(size_t n)
{
	u32 *p;

	if (REFUSED(n, *p))
		return -ENOMEM;
	p = kcalloc(n, sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

void *c_release(void)
{
	return kmalloc(sizeof(struct object64), GFP_KERNEL);
}

void c_adopt(void *p)
{
	if (p)
		kfree(p);
}

int c_buffer(size_t bytes)
{
	void *p;

	if (!bytes || bytes > KMALLOC_MAX_SIZE)
		return -ENOMEM;
	p = kmalloc(bytes, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_flexible(size_t n)
{
	struct flex *p;

	if (n > (KMALLOC_MAX_SIZE - sizeof(*p)) / sizeof(p->slots[0]))
		return -ENOMEM;
	p = kzalloc(struct_size(p, slots, n), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	p->capacity = n;
	touch(p);
	kfree(p);
	return 0;
}

int c_flexible_four(void)
{
	struct flex *p = kzalloc(struct_size(p, slots, 4), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->capacity = 4;
	p->slots[3] = 1;
	touch(p);
	kfree(p);
	return 0;
}

static void shared64_free(struct kref *refs)
{
	kfree(container_of(refs, struct shared64, refs));
}

int c_shared_copy(struct shared64 *p)
{
	if (!p)
		return -EINVAL;
	kref_get(&p->refs);
	touch(p);
	kref_put(&p->refs, shared64_free);
	return 0;
}

void c_list_push(struct list_head *list, struct listed *p)
{
	if (p)
		list_add_tail(&p->link, list);
}

u64 c_list_sum(struct list_head *list)
{
	struct listed *p;
	u64 sum = 0;

	list_for_each_entry(p, list, link)
		sum += p->id;
	return sum;
}

void c_list_take(struct list_head *list)
{
	struct listed *p = list_first_entry_or_null(list, struct listed, link);

	if (!p)
		return;
	list_del(&p->link);
	kfree(p);
}

int c_page(void)
{
	void *p = kmalloc(PAGE_SIZE, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree(p);
	return 0;
}

int c_vmalloc(void)
{
	void *p = __vmalloc(1 << 20, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	vfree(p);
	return 0;
}

int c_kvmalloc(void)
{
	void *p = kvmalloc(1 << 20, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	kvfree(p);
	return 0;
}

int c_sensitive(void)
{
	struct object64 *p = kmalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	touch(p);
	kfree_sensitive(p);
	return 0;
}

int c_kv_sensitive(size_t bytes)
{
	void *p;

	if (bytes - 1 >= INT_MAX)
		return -ENOMEM;
	p = kvmalloc(bytes, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	touch(p);
	kvfree_sensitive(p, bytes);
	return 0;
}

/* The size last, so that a loop has it in a register. */
static void append(struct growing *v, u32 value)
{
	size_t n = v->size;

	v->data[n] = value;
	v->size = n + 1;
}

int c_push(struct growing *v, u32 value)
{
	if (unlikely(v->size == v->capacity))
		return -ENOSPC;
	append(v, value);
	return 0;
}

/* Out of line, by value and back in two registers: what a kvector grows by. */
struct room make_room(u32 *data, size_t size, size_t capacity, size_t n);
noinline struct room make_room(u32 *data, size_t size, size_t capacity, size_t n)
{
	capacity = max(2 * capacity, size + n);
	data = krealloc_array(data, capacity, sizeof(*data), GFP_KERNEL);
	return (struct room){ data, data ? capacity : -ENOMEM };
}

int c_push_or_grow(struct growing *v, u32 value)
{
	if (unlikely(v->size == v->capacity)) {
		struct room more = make_room(v->data, v->size, v->capacity, 1);

		if (!more.data)
			return more.capacity;
		v->data = more.data;
		v->capacity = more.capacity;
	}
	append(v, value);
	return 0;
}

u32 c_sum(const u8 *data, size_t size)
{
	u32 sum = 0;
	size_t i;

	for (i = 0; i < size; i++)
		sum += data[i];
	return sum;
}

/* Loops over 32-bit elements: what counts is the instructions for each, see codegen.sh. */
#define C_LOOP(name, index)                                        \
	int c_loop_##name(size_t n)                                \
	{                                                          \
		u32 *p = kmalloc_array(n, sizeof(*p), GFP_KERNEL); \
		index i;                                           \
								   \
		if (!p)                                            \
			return -ENOMEM;                            \
		asm volatile("/* no other's: " #name " */");     \
		for (i = 0; i < n; i++)                            \
			p[i] = i;                                  \
		touch(p);                                          \
		kfree(p);                                          \
		return 0;                                          \
	}
C_LOOP(size, size_t)
C_LOOP(n, size_t)
C_LOOP(int, int)
C_LOOP(range, size_t)

int c_loop_extent(void)
{
	u32 *p = kmalloc(256 * sizeof(*p), GFP_KERNEL);
	size_t i;

	if (!p)
		return -ENOMEM;
	for (i = 0; i < 256; i++)
		p[i] = i;
	touch(p);
	kfree(p);
	return 0;
}

int c_loop_append(u32 value)
{
	u32 *p = kmalloc(1000 * sizeof(*p), GFP_KERNEL);
	size_t length = 0;
	size_t i;

	/* C is told how 6.1 aligns it, and g++ 12 stores two at a time then */
	OPTIMIZER_HIDE_VAR(p);
	if (!p)
		return -ENOMEM;
	for (i = 0; i < 1000; i++)
		p[length++] = value;
	touch(p);
	kfree(p);
	return 0;
}

void c_loop_span(u32 *data, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		data[i] = i;
}

void c_loop_span_range(u32 *data, size_t size)
{
	c_loop_span(data, size);
}

/* read again for each element: it may have been written to */
void c_loop_reference(struct words *w)
{
	size_t i;

	for (i = 0; i < w->size; i++)
		w->data[i] = i;
}

void c_loop_reference_range(struct words *w)
{
	c_loop_span(w->data, w->size);
}

void c_loop_reference_span(struct words *w)
{
	c_loop_span(w->data, w->size);
}

void c_loop_member(struct holder *h)
{
	size_t i;

	for (i = 0; i < h->words.size; i++)
		h->words.data[i] = i;
}

void c_loop_member_range(struct holder *h)
{
	c_loop_span(h->words.data, h->words.size);
}

#ifdef CONFIG_NUMA /* elsewhere alloc_pages() is inline, and C++ calls a helper */
/* kalloc also refuses what is too large, where the kernel warns */
int c_pages_block(unsigned int order)
{
	struct page *p;

	if (order > ilog2(MAX_ORDER_NR_PAGES))
		return -ENOMEM;
	p = alloc_pages(GFP_KERNEL, order);
	if (!p)
		return -ENOMEM;
	touch(p);
	__free_pages(p, order);
	return 0;
}

int c_pages_one(void)
{
	struct page *p = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!p)
		return -ENOMEM;
	touch(p);
	__free_page(p);
	return 0;
}
#endif

/* where the kernel has them as functions; else kalloc calls helpers of its own */
/* elsewhere C++ calls the kernel's own, out of line */
#if defined(CONFIG_SMP) && defined(CONFIG_X86_64) && !defined(CONFIG_UML)
#define PERCPU(p) ((struct counters __percpu *)(unsigned long)(p))
void c_percpu_here(struct counters *p)
{
	this_cpu_ptr(PERCPU(p))->errors = 1;
}

void c_percpu_add(struct counters *p, u64 n)
{
	this_cpu_add(PERCPU(p)->frames, n);
	this_cpu_add(PERCPU(p)->errors, 2);
}
#endif

#if defined(CONFIG_SMP) && !defined(_raw_spin_lock)
void c_spin(spinlock_t *lock)
{
	spin_lock(lock);
	touch(lock);
	spin_unlock(lock);
}

void c_spin_bh(spinlock_t *lock)
{
	spin_lock_bh(lock);
	touch(lock);
	spin_unlock_bh(lock);
}

void c_spin_irq(spinlock_t *lock)
{
	spin_lock_irq(lock);
	touch(lock);
	spin_unlock_irq(lock);
}

void c_spin_irqsave(spinlock_t *lock)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	touch(lock);
	spin_unlock_irqrestore(lock, flags);
}

void c_raw_spin(raw_spinlock_t *lock)
{
	raw_spin_lock(lock);
	touch(lock);
	raw_spin_unlock(lock);
}

void c_raw_spin_irqsave(raw_spinlock_t *lock)
{
	unsigned long flags;

	raw_spin_lock_irqsave(lock, flags);
	touch(lock);
	raw_spin_unlock_irqrestore(lock, flags);
}

int c_spin_try(spinlock_t *lock)
{
	if (!spin_trylock(lock))
		return -EBUSY;
	touch(lock);
	spin_unlock(lock);
	return 0;
}

void c_spin_drop(spinlock_t *lock, int drop)
{
	spin_lock(lock);
	if (drop) {
		spin_unlock(lock);
		touch(lock);
		spin_lock(lock);
	}
	touch(lock);
	spin_unlock(lock);
}
#endif

#if defined(CONFIG_PREEMPT_RCU) && !defined(CONFIG_DEBUG_LOCK_ALLOC)
void c_rcu(void)
{
	rcu_read_lock();
	touch(0);
	rcu_read_unlock();
}
#endif

u32 c_ordered_poll(const u32 *p)
{
	return READ_ONCE(*p) + READ_ONCE(*p);
}

void c_ordered_post(u32 *p)
{
	WRITE_ONCE(*p, 1);
	WRITE_ONCE(*p, 2);
}

u32 c_ordered_reads(const u32 *p)
{
	u32 first = *p;

	dma_rmb();
	return first + *p;
}

void c_ordered_writes(u32 *p)
{
	*p = 1;
	dma_wmb();
	*p = 2;
}

void c_ordered_wire(struct wire *w, u64 address)
{
	WRITE_ONCE(w->address, cpu_to_be64(address));
	WRITE_ONCE(w->length, cpu_to_le32(1500));
	WRITE_ONCE(w->port, cpu_to_be16(80));
}

void c_ordered_shared_post(struct shared_wire *m, u64 address)
{
	WRITE_ONCE(m->p->address, cpu_to_be64(address));
	WRITE_ONCE(m->p->length, cpu_to_le32(1500));
	dma_wmb();
	WRITE_ONCE(m->p->port, cpu_to_be16(80));
}

int c_ordered_shared_poll(struct shared_wire *m)
{
	__be16 kind = READ_ONCE(m->p->kind);

	dma_rmb();
	if (!(kind & cpu_to_be16(2)))
		return -EBUSY;
	return !!(READ_ONCE(m->p->port) & cpu_to_be16(2));
}

u64 c_wire(const struct wire *w)
{
	return be64_to_cpu(w->address) + le32_to_cpu(w->length) + be16_to_cpu(w->port);
}

int c_wire_bit(const struct wire *w)
{
	return (w->kind & cpu_to_be16(2)) && w->port == cpu_to_be16(80);
}

static size_t after(size_t index)
{
	return index + 1 == 256 ? 0 : index + 1;
}

int c_ring_post(struct entry_ring *r, u64 address, u32 length)
{
	struct ring_entry *e;

	/* pairs with the release in c_ring_reap() */
	if (!r->entries || after(r->next) == smp_load_acquire(&r->oldest))
		return -ENOSPC;
	e = &r->entries[r->next];
	e->address = cpu_to_be64(address);
	e->length = cpu_to_le32(length);
	e->flags = 0;
	dma_wmb();
	WRITE_ONCE(e->flags, cpu_to_le32(1));
	/* pairs with the acquire in c_ring_reap() */
	smp_store_release(&r->next, after(r->next));
	return 0;
}

size_t c_ring_reap(struct entry_ring *r, u32 *sum, size_t most)
{
	/* pairs with the release in c_ring_post() */
	size_t end = smp_load_acquire(&r->next);
	const struct ring_entry *all = r->entries;
	size_t at = r->oldest, n = 0;

	for (; n < most && at != end && !(READ_ONCE(all[at].flags) & cpu_to_le32(1)); n++) {
		dma_rmb();
		*sum += le32_to_cpu(all[at].length);
		at = after(at);
		/* pairs with the acquire in c_ring_post() */
		smp_store_release(&r->oldest, at);
	}
	return n;
}

/* where next is how often the device went around */
size_t c_ring_reap_phase(struct entry_ring *r, u32 *sum, size_t most)
{
	const struct ring_entry *all = r->entries;
	size_t end = min(most, all ? 256UL : 0UL);
	size_t at = r->oldest, n = 0;

	for (; n < end && !!(READ_ONCE(all[at].flags) & cpu_to_le32(1)) == !(r->next & 1); n++) {
		dma_rmb();
		*sum += le32_to_cpu(all[at].length);
		at = after(at);
		/* who posts may look at it */
		smp_store_release(&r->oldest, at);
		if (!at)
			r->next++;
	}
	return n;
}

/*
 * What of these calls is inline in C (the page of an address, whether a device needs syncs at
 * all) knows structures of the kernel: C++ calls a helper.
 */
dma_addr_t kalloc_dma_map(struct device *dev, const void *p, size_t bytes, unsigned int direction);
void kalloc_dma_sync_for_cpu(struct device *dev, dma_addr_t addr, size_t bytes,
			     unsigned int direction);
void kalloc_dma_sync_for_device(struct device *dev, dma_addr_t addr, size_t bytes,
				unsigned int direction);

int c_dma_mask(struct device *dev)
{
	int err;

	if (!dev)
		return -ENODEV;
	err = dma_set_mask(dev, DMA_BIT_MASK(28));
	if (err)
		return err;
	return dma_set_coherent_mask(dev, DMA_BIT_MASK(28));
}

/* void, as what of the ends of a function is there twice is the compiler's whim */
void c_map_buffer(struct device *dev, size_t bytes)
{
	dma_addr_t addr;
	void *p;

	if (bytes - 1 >= KMALLOC_MAX_SIZE)
		return;
	p = kmalloc(bytes, GFP_KERNEL);
	if (!p)
		return;
	addr = kalloc_dma_map(dev, p, bytes, DMA_FROM_DEVICE);
	if (addr == DMA_MAPPING_ERROR) {
		kfree(p);
		return;
	}
	touch(addr);
	dma_unmap_single(dev, addr, bytes, DMA_FROM_DEVICE);
	touch(p);
	kfree(p);
}

void c_map_sync(struct mapped *m)
{
	struct object64 *p = m->p;
	struct device *dev = m->dev;
	dma_addr_t addr = m->addr;

	if (p)
		kalloc_dma_sync_for_cpu(dev, addr, sizeof(*p), DMA_FROM_DEVICE);
	touch(p);
	if (p)
		kalloc_dma_sync_for_device(dev, addr, sizeof(*p), DMA_FROM_DEVICE);
}

void c_map_end(struct mapped *m)
{
	struct object64 *p = m->p;

	if (p)
		dma_unmap_single(m->dev, m->addr, sizeof(*p), DMA_FROM_DEVICE);
	p = m->p;
	m->p = NULL;
	if (p)
		kfree(p);
}

void kalloc_dma_unmap_sg(struct device *dev, struct scatterlist *list, unsigned int pieces,
			 unsigned int direction);
void kalloc_dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *list, unsigned int pieces,
				unsigned int direction);
void kalloc_dma_sync_sg_for_device(struct device *dev, struct scatterlist *list,
				   unsigned int pieces, unsigned int direction);
void c_map_sg_sync(struct mapped_in_pieces *m)
{
	struct sg_table table = m->table;
	struct object64 *p = m->p;
	struct device *dev = m->dev;

	if (p)
		kalloc_dma_sync_sg_for_cpu(dev, table.sgl, table.orig_nents, DMA_FROM_DEVICE);
	touch(p);
	if (p)
		kalloc_dma_sync_sg_for_device(dev, table.sgl, table.orig_nents, DMA_FROM_DEVICE);
}

void c_map_sg_end(struct mapped_in_pieces *m)
{
	struct object64 *p = m->p;

	if (p) {
		kalloc_dma_unmap_sg(m->dev, m->table.sgl, m->table.orig_nents, DMA_FROM_DEVICE);
		m->table = (struct sg_table){};
	}
	p = m->p;
	m->p = NULL;
	if (p)
		vfree(p);
}

void c_map_gathered_sync(struct mapped_gathered *m)
{
	struct sg_table *table = m->table;
	struct device *dev = m->dev;
	const u8 *p = m->p;
	size_t bytes = p ? m->bytes : 0;

	if (bytes)
		kalloc_dma_sync_sg_for_cpu(dev, table->sgl, table->orig_nents, DMA_FROM_DEVICE);
	touch(p);
	if (bytes)
		kalloc_dma_sync_sg_for_device(dev, table->sgl, table->orig_nents, DMA_FROM_DEVICE);
}

/* with lockdep kalloc calls helpers of its own */
#ifndef CONFIG_DEBUG_LOCK_ALLOC
int c_mutex_try(struct mutex *lock)
{
	if (!mutex_trylock(lock))
		return -EBUSY;
	touch(lock);
	mutex_unlock(lock);
	return 0;
}

int c_mutex_intr(struct mutex *lock)
{
	if (mutex_lock_interruptible(lock))
		return -ERESTARTSYS;
	touch(lock);
	mutex_unlock(lock);
	return 0;
}

int c_mutex_kill(struct mutex *lock)
{
	if (mutex_lock_killable(lock))
		return -EINTR;
	touch(lock);
	mutex_unlock(lock);
	return 0;
}
#endif

int c_call(int (*function)(int), int n)
{
	return function(n) + 1;
}

void c_mutex(struct mutex *lock)
{
	mutex_lock(lock);
	touch(lock);
	mutex_unlock(lock);
}

MODULE_DESCRIPTION("twin functions in C and C++, to be compared, never loaded");
MODULE_LICENSE("Dual MIT/GPL");
