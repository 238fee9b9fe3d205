/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What both halves of the twins share. */
#ifndef KALLOC_TESTS_TWINS_H
#define KALLOC_TESTS_TWINS_H

#define TWIN_STRUCT(name, bytes, gfp)      \
	struct name {                      \
		unsigned char data[bytes]; \
	};

/* around the caches, in each context that picks another one */
#define TWIN_OBJECTS(T)                           \
	T(object8, 8, GFP_KERNEL)                 \
	T(object64, 64, GFP_KERNEL)               \
	T(object96, 96, GFP_KERNEL)               \
	T(object192, 192, GFP_KERNEL)             \
	T(object200, 200, GFP_KERNEL)             \
	T(object4096, 4096, GFP_KERNEL)           \
	T(object8192, 8192, GFP_KERNEL)           \
	T(object16384, 16384, GFP_KERNEL)         \
	T(object_atomic, 64, GFP_ATOMIC)          \
	T(object_nowait, 64, GFP_NOWAIT)          \
	T(object_noio, 64, GFP_NOIO)              \
	T(object_account, 64, GFP_KERNEL_ACCOUNT) \
	T(object_dma, 64, GFP_KERNEL | __GFP_DMA) \
	T(object_reclaim, 64, GFP_KERNEL | __GFP_RECLAIMABLE)

TWIN_OBJECTS(TWIN_STRUCT)

/* the kernel's, as C++ has to declare it */
struct kmem_cache;

/* the memory is used: the compiler may not drop it */
#define touch(p) asm volatile("" : : "r"(p) : "memory")

#ifdef __cplusplus
#define TWIN(returns, name, parameters) extern "C" returns cpp_##name parameters
#else
#define TWIN(returns, name, parameters) returns c_##name parameters
#endif
/* what a kbuffer<..., u32> is in memory */
struct words {
	size_t size;
	u32 *data;
};

struct growing {
	size_t size;
	u32 *data;
	size_t capacity;
};

struct room {
	u32 *data;
	size_t capacity;
};

struct flex {
	u32 capacity;
	u32 mask;
	u64 slots[];
};

struct small {
	u8 a;
	u16 b;
};

struct holder {
	struct words words;
	u32 *next;
};

/* what a dma_mapping<..., kunique_ptr<object64>> is in memory */
struct mapped {
	struct object64 *p;
	struct device *dev;
	dma_addr_t addr;
};

/* what a dma_sg_mapping<..., kunique_ptr<object64, vmalloc_family>> is in memory */
#ifdef __cplusplus
using ::sg_table;
#endif
struct mapped_in_pieces {
	struct object64 *p;
	struct device *dev;
	struct sg_table table;
};

/* what a dma_noncontiguous<from_device> is in memory */
struct mapped_gathered {
	const u8 *p;
	size_t size;
	struct device *dev;
	struct sg_table *table;
	size_t bytes;
};

struct shared64 {
	u64 id;
	struct kref refs;
};

struct listed {
	u64 id;
	struct list_head link;
};

struct counters {
	u64 frames;
	u32 errors;
};

#ifdef __cplusplus
using kalloc::be16, kalloc::be64, kalloc::le32;
#define __be16 be16
#define __be64 be64
#define __le32 le32
#endif
struct wire {
	__be64 address;
	__le32 length;
	__be16 port, kind;
};

/* what a dma_shared<kunique_ptr<wire, dma_family>> is in memory */
struct shared_wire {
	struct device *dev;
	dma_addr_t addr;
	bool bound;
	struct wire *p;
};

struct ring_entry {
	__be64 address;
	__le32 length, flags;
};

/* what a dma_ring of 256 of them is in memory */
struct entry_ring {
	struct ring_entry *entries;
	struct device *dev;
	dma_addr_t addr;
	bool bound;
	size_t next, oldest;
};

#define TWIN_OBJECT(name, bytes, gfp) TWIN(int, name, (void));
TWIN_OBJECTS(TWIN_OBJECT)
TWIN(int, zeroed, (void));
TWIN(int, small_members, (void));
TWIN(int, object_node, (int node));
TWIN(int, array_node, (size_t n, int node));
TWIN(int, cached_node, (struct kmem_cache **cache, int node));
TWIN(int, array, (size_t n));
TWIN(int, zeroed_array, (size_t n));
TWIN(void *, release, (void));
TWIN(void, adopt, (void *p));
TWIN(int, buffer, (size_t bytes));
TWIN(int, page, (void));
TWIN(int, flexible, (size_t n));
TWIN(int, flexible_four, (void));
TWIN(int, vmalloc, (void));
TWIN(int, kvmalloc, (void));
TWIN(int, sensitive, (void));
TWIN(int, kv_sensitive, (size_t bytes));
TWIN(int, cached, (struct kmem_cache **cache));
TWIN(int, cached_zeroed, (struct kmem_cache **cache));
TWIN(u32, sum, (const u8 *data, size_t size));
TWIN(int, push, (struct growing *v, u32 value));
TWIN(int, push_or_grow, (struct growing *v, u32 value));
TWIN(int, loop_size, (size_t n));
TWIN(int, loop_n, (size_t n));
TWIN(int, loop_int, (size_t n));
TWIN(int, loop_range, (size_t n));
TWIN(int, loop_append, (u32 value));
TWIN(int, loop_extent, (void));
TWIN(void, loop_span, (u32 *data, size_t size));
TWIN(void, loop_span_range, (u32 *data, size_t size));
TWIN(void, loop_reference, (struct words *w));
TWIN(void, loop_reference_range, (struct words *w));
TWIN(void, loop_reference_span, (struct words *w));
TWIN(void, loop_member, (struct holder *h));
TWIN(void, loop_member_range, (struct holder *h));
TWIN(int, shared_copy, (struct shared64 *p));
TWIN(void, list_push, (struct list_head *list, struct listed *p));
TWIN(u64, list_sum, (struct list_head *list));
TWIN(void, list_take, (struct list_head *list));
TWIN(void, spin, (struct spinlock *lock));
TWIN(void, spin_bh, (struct spinlock *lock));
TWIN(void, spin_irq, (struct spinlock *lock));
TWIN(void, spin_irqsave, (struct spinlock *lock));
TWIN(void, rcu, (void));
TWIN(int, pages_block, (unsigned int order));
TWIN(int, pages_one, (void));
TWIN(void, percpu_here, (struct counters *p));
TWIN(void, percpu_add, (struct counters *p, u64 n));
TWIN(u32, ordered_poll, (const u32 *p));
TWIN(void, ordered_post, (u32 *p));
TWIN(u32, ordered_reads, (const u32 *p));
TWIN(void, ordered_writes, (u32 *p));
TWIN(void, ordered_wire, (struct wire *w, u64 address));
TWIN(void, ordered_shared_post, (struct shared_wire *m, u64 address));
TWIN(int, ordered_shared_poll, (struct shared_wire *m));
TWIN(u64, wire, (const struct wire *w));
TWIN(int, wire_bit, (const struct wire *w));
TWIN(int, dma_mask, (struct device *dev));
TWIN(void, map_buffer, (struct device *dev, size_t bytes));
TWIN(int, ring_post, (struct entry_ring *r, u64 address, u32 length));
TWIN(size_t, ring_reap, (struct entry_ring *r, u32 *sum, size_t most));
TWIN(size_t, ring_reap_phase, (struct entry_ring *r, u32 *sum, size_t most));
TWIN(void, map_sync, (struct mapped *m));
TWIN(void, map_end, (struct mapped *m));
TWIN(void, map_sg_sync, (struct mapped_in_pieces *m));
TWIN(void, map_sg_end, (struct mapped_in_pieces *m));
TWIN(void, map_gathered_sync, (struct mapped_gathered *m));
TWIN(void, raw_spin, (struct raw_spinlock *lock));
TWIN(void, raw_spin_irqsave, (struct raw_spinlock *lock));
TWIN(int, spin_try, (struct spinlock *lock));
TWIN(void, spin_drop, (struct spinlock *lock, int drop));
TWIN(void, mutex, (struct mutex *lock));
TWIN(int, mutex_try, (struct mutex *lock));
TWIN(int, mutex_intr, (struct mutex *lock));
TWIN(int, mutex_kill, (struct mutex *lock));
TWIN(int, call, (int (*function)(int), int n));

#endif
