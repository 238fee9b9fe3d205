// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Part of module.c: caches, mempools, lists, counts, pages and per-CPU memory. */

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

int kalloc_kref_get_unless_zero(struct kref *count)
{
	return kref_get_unless_zero(count);
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

/* before 6.3, and its backports, under another name */
void kalloc_kvfree_rcu(void *p)
{
#ifdef kvfree_rcu_mightsleep
	kvfree_rcu_mightsleep(p);
#else
	kvfree_rcu(p);
#endif
}
