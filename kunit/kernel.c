// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What the tests need of the kernel. */
#include <kunit/test.h>
#ifdef CONFIG_MEM_ALLOC_PROFILING
#include <linux/alloc_tag.h>
#endif
#include <linux/anon_inodes.h>
#include <linux/dma-direct.h>
#include <linux/delay.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include <linux/workqueue.h>

#include "kernel.h"

static struct platform_device *test_device, *lost_device, *bound_device;
static int refs_before;

void kalloc_kunit_atomically(void (*body)(void *argument), void *argument)
{
	static DEFINE_SPINLOCK(lock);
	unsigned long flags;

	/* interrupts are off, but on PREEMPT_RT, where nothing may be allocated then */
	spin_lock_irqsave(&lock, flags);
	body(argument);
	spin_unlock_irqrestore(&lock, flags);
}

struct device *kalloc_kunit_device(void)
{
	return &test_device->dev;
}

int kalloc_kunit_device_refs(void)
{
	return kref_read(&test_device->dev.kobj.kref) - refs_before;
}

struct device *kalloc_kunit_lost_device(void)
{
	return &lost_device->dev;
}

static int bound_probe(struct platform_device *pdev)
{
	return 0;
}

static struct platform_driver bound_driver = {
	.probe = bound_probe,
	.driver.name = "kalloc_bound",
};

struct device *kalloc_kunit_bound_device(void)
{
	struct device *dev = &bound_device->dev;

	return device_attach(dev) == 1 ? dev : NULL;
}

void kalloc_kunit_unbind(void)
{
	device_release_driver(&bound_device->dev);
}

int kalloc_kunit_at_unbind(void (*action)(void *argument), void *argument)
{
	return devm_add_action(&bound_device->dev, action, argument);
}

struct beside {
	struct work_struct work;
	void (*body)(void *argument);
	void *argument;
};

static struct workqueue_struct *beside_queue;
static struct beside beside[4];
static int begun;

static void run_beside(struct work_struct *work)
{
	struct beside *b = container_of(work, struct beside, work);

	b->body(b->argument);
}

void kalloc_kunit_begin(void (*body)(void *argument), void *argument)
{
	struct beside *b = &beside[begun++];

	b->body = body;
	b->argument = argument;
	INIT_WORK(&b->work, run_beside);
	queue_work(beside_queue, &b->work);
}

void kalloc_kunit_finish(void)
{
	while (begun)
		flush_work(&beside[--begun].work);
}

void kalloc_kunit_sleep(unsigned int ms)
{
	if (ms)
		msleep(ms);
	else
		cond_resched();
}

void kalloc_kunit_yield(void)
{
	usleep_range(1, 10);
}

bool kalloc_kunit_emulated(void)
{
	return !IS_ENABLED(CONFIG_UML);
}

/* for a device that does not see the CPU's caches memory is mapped again, without them */
int kalloc_kunit_device_sees(void *p, unsigned long long address)
{
	phys_addr_t phys = is_vmalloc_addr(p) ?
		page_to_phys(vmalloc_to_page(p)) + offset_in_page(p) : virt_to_phys(p);

	return phys_to_dma(&test_device->dev, phys) == address;
}

int kalloc_kunit_is_coherent(void)
{
	return dev_is_dma_coherent(&test_device->dev);
}

/* the test runs in a thread of its own, which gets an address space, and takes it along */
unsigned long kalloc_kunit_user_pages(struct kunit *test, unsigned long bytes)
{
	bool attached = !current->mm;
	unsigned long at = kunit_vm_mmap(test, NULL, 0, bytes + PAGE_SIZE, PROT_READ | PROT_WRITE,
					 MAP_ANONYMOUS | MAP_PRIVATE, 0);

	/* KUnit never calls kthread_unuse_mm(), and what the thread's end drops is not this */
	if (attached && current->mm)
		mmdrop_lazy_tlb(current->mm);
	if (!at || IS_ERR_VALUE(at) || vm_munmap(at + bytes, PAGE_SIZE))
		return 0;
	return at;
}

static int test_mmap(struct file *file, struct vm_area_struct *vma)
{
	return kalloc_kunit_map(file->private_data, vma);
}

static int test_release(struct inode *inode, struct file *file)
{
	if (file->f_mapping != inode->i_mapping)
		iput(file->f_mapping->host);
	return 0;
}

static const struct file_operations test_file = { .mmap = test_mmap, .release = test_release };

long kalloc_kunit_mmap(struct kalloc_user_memory *memory, unsigned long bytes, unsigned long page,
		       unsigned int how)
{
	struct file *file = anon_inode_getfile("kalloc_kunit", &test_file, memory, O_RDWR);
	struct inode *elsewhere;
	long at;

	if (IS_ERR(file))
		return PTR_ERR(file);
	if (how & KALLOC_KUNIT_ELSEWHERE) {
		elsewhere = alloc_anon_inode(file_inode(file)->i_sb);
		if (IS_ERR(elsewhere)) {
			fput(file);
			return PTR_ERR(elsewhere);
		}
		file->f_mapping = elsewhere->i_mapping;
	}
	at = vm_mmap(file, 0, bytes, PROT_READ | (how & KALLOC_KUNIT_READ ? 0 : PROT_WRITE),
		     how & KALLOC_KUNIT_PRIVATE ? MAP_PRIVATE : MAP_SHARED, page * PAGE_SIZE);
	fput(file);
	return at;
}

int kalloc_kunit_munmap(unsigned long at, unsigned long bytes)
{
	return vm_munmap(at, bytes);
}

struct kalloc_kunit_vma kalloc_kunit_vma(unsigned long at)
{
	struct kalloc_kunit_vma may = {};
	struct vm_area_struct *vma;

	mmap_read_lock(current->mm);
	vma = find_vma(current->mm, at);
	if (vma)
		may = (struct kalloc_kunit_vma){
			.to_write = vma->vm_flags & VM_MAYWRITE,
			.to_grow = !(vma->vm_flags & VM_DONTEXPAND),
			.to_dump = !(vma->vm_flags & VM_DONTDUMP),
		};
	mmap_read_unlock(current->mm);
	return may;
}

unsigned long kalloc_kunit_faults(void)
{
	return current->min_flt;
}

unsigned long kalloc_kunit_pinned(struct page *const *pages, unsigned long n)
{
	unsigned long pinned = 0;

	while (n--)
		pinned += folio_maybe_dma_pinned(page_folio(*pages++));
	return pinned;
}

unsigned long kalloc_kunit_dirty(struct page *const *pages, unsigned long n)
{
	unsigned long dirty = 0;

	while (n--)
		dirty += folio_test_dirty(page_folio(*pages++));
	return dirty;
}

void *kalloc_kunit_kmalloc(unsigned long bytes)
{
	return kmalloc(bytes, GFP_KERNEL);
}

void kalloc_kunit_kfree(void *p)
{
	kfree(p);
}

void kalloc_kunit_fill(void *p, unsigned long bytes, unsigned char value)
{
	memset(p, value, bytes);
}

unsigned int kalloc_kunit_kref_read(struct kref *count)
{
	return kref_read(count);
}

void kalloc_kunit_kref_set(struct kref *count, unsigned int n)
{
	refcount_set(&count->refcount, n);
}

void kalloc_kunit_kref_get(struct kref *count)
{
	kref_get(count);
}

#ifdef CONFIG_MEM_ALLOC_PROFILING
/* set as the module is linked, behind modpost, to which they are no use of a missing symbol */
extern struct alloc_tag __start_alloc_tags[] __weak, __stop_alloc_tags[] __weak;
#endif

struct kalloc_kunit_charged kalloc_kunit_charged_to(const char *file, int line,
						    const char *function)
{
	struct kalloc_kunit_charged all = {};
#ifdef CONFIG_MEM_ALLOC_PROFILING
	struct alloc_tag *tag;

	for (tag = __start_alloc_tags; tag < __stop_alloc_tags; tag++) {
		struct alloc_tag_counters charged = alloc_tag_read(tag);

		if ((file && strcmp(tag->ct.filename, file)) ||
		    (line && tag->ct.lineno != line) || !strstr(tag->ct.function, function))
			continue;
		all.tags++;
		all.objects += charged.calls;
		all.bytes += charged.bytes;
	}
#endif
	return all;
}

struct list_head *kalloc_kunit_list(void)
{
	static LIST_HEAD(head);

	return &head;
}

unsigned int kalloc_kunit_list_sum(struct list_head *head)
{
	struct kalloc_kunit_node *n;
	unsigned int sum = 0;

	list_for_each_entry(n, head, link)
		sum = 10 * sum + n->value;
	return sum;
}

int kalloc_kunit_list_is_sound(struct list_head *head)
{
	struct list_head *at = head;

	do {
		if (at->next->prev != at || at->prev->next != at)
			return false;
		at = at->next;
	} while (at != head);
	return true;
}

int kalloc_kunit_list_add(struct list_head *head, unsigned int value)
{
	struct kalloc_kunit_node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return false;
	n->value = value;
	list_add(&n->link, head);
	return true;
}

struct kalloc_kunit_node *kalloc_kunit_list_take(struct list_head *head)
{
	struct kalloc_kunit_node *n = list_first_entry(head, struct kalloc_kunit_node, link);

	list_del(&n->link);
	return n;
}

void kalloc_kunit_list_free_last(struct list_head *head)
{
	struct kalloc_kunit_node *n = list_last_entry(head, struct kalloc_kunit_node, link);

	list_del(&n->link);
	kfree(n);
}

void kalloc_kunit_list_corrupt(struct list_head *link, int corrupt)
{
	static struct list_head *was;

	if (corrupt)
		was = link->next;
	link->next = corrupt ? link : was;
}

unsigned int kalloc_kunit_rcu_frees;
void __real_kalloc_kvfree_rcu(void *p);
void __wrap_kalloc_kvfree_rcu(void *p);

void __wrap_kalloc_kvfree_rcu(void *p)
{
	kalloc_kunit_rcu_frees++;
	__real_kalloc_kvfree_rcu(p);
}

unsigned int kalloc_kunit_rcu_waits;
void __real_synchronize_rcu(void);
void __wrap_synchronize_rcu(void);

void __wrap_synchronize_rcu(void)
{
	__real_synchronize_rcu();
	kalloc_kunit_rcu_waits++;
}

unsigned long kalloc_kunit_ksize(const void *p)
{
	return ksize(p);
}

unsigned long kalloc_kunit_reclaimable(void)
{
	return global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B);
}

int kalloc_kunit_is_vmalloc(const void *p)
{
	return is_vmalloc_addr(p);
}

void *kalloc_kunit_pages_apart(void)
{
	struct page **pages = kmalloc_array(4, sizeof(*pages), GFP_KERNEL);
	struct page *first = alloc_pages(GFP_KERNEL, 2);
	void *p;
	int i;

	if (!pages || !first)
		goto no_memory;
	split_page(first, 2);
	for (i = 0; i < 4; i++)
		pages[i] = first + 3 - i;
	p = vmap(pages, 4, VM_MAP | VM_MAP_PUT_PAGES, PAGE_KERNEL);
	if (p)
		return p;
	for (i = 0; i < 4; i++)
		__free_page(pages[i]);
	first = NULL;
no_memory:
	if (first)
		__free_pages(first, 2);
	kfree(pages);
	return NULL;
}

/* KASAN would report it */
noinline __no_sanitize_address unsigned long
kalloc_kunit_bytes_left(const void *p, unsigned long bytes, unsigned char value)
{
	unsigned long i, n = 0;

	for (i = 0; i < bytes; i++)
		n += READ_ONCE(((const unsigned char *)p)[i]) == value;
	return n;
}

unsigned long kalloc_kunit_partition(unsigned long token)
{
#ifdef CONFIG_KMALLOC_PARTITION_CACHES
	return kmalloc_type(GFP_KERNEL, (kmalloc_token_t){ .v = token });
#else
	return KMALLOC_NORMAL;
#endif
}

struct page *kalloc_kunit_page_of(const void *p)
{
	return virt_to_page(p);
}

int kalloc_kunit_pages_used(struct page *first, int pages)
{
	int used = 0;

	while (pages--)
		used += page_count(first++) == 1;
	return used;
}

struct page *kalloc_kunit_alloc_pages(unsigned int order)
{
	return alloc_pages(GFP_KERNEL, order);
}

void kalloc_kunit_free_pages(struct page *first, unsigned int order)
{
	__free_pages(first, order);
}

void kalloc_kunit_get_page(struct page *page)
{
	get_page(page);
}

void kalloc_kunit_put_page(struct page *page)
{
	put_page(page);
}

void *kalloc_kunit_page_address(struct page *first, int n)
{
	return page_address(first + n);
}

unsigned int kalloc_kunit_compound_order(struct page *first)
{
	return compound_order(first);
}

/*
 * The linker's --wrap: to give a bulk's pages in part, as the kernel may when it likes, and to
 * count how often it is asked.
 */
struct kalloc_kunit_bulk kalloc_kunit_bulk;
size_t __real_kalloc_alloc_pages_bulk(int node, unsigned int gfp, size_t n, struct page **pages);
size_t __wrap_kalloc_alloc_pages_bulk(int node, unsigned int gfp, size_t n, struct page **pages);
size_t __wrap_kalloc_alloc_pages_bulk(int node, unsigned int gfp, size_t n, struct page **pages)
{
	size_t there = 0;

	kalloc_kunit_bulk.calls++;
	while (there < n && pages[there])
		there++;
	if (kalloc_kunit_bulk.a_call)
		n = min(n, there + kalloc_kunit_bulk.a_call);
	if (kalloc_kunit_bulk.at_all)
		n = min(n, kalloc_kunit_bulk.at_all);
	return n > there ? __real_kalloc_alloc_pages_bulk(node, gfp, n, pages) : there;
}

int kalloc_kunit_node_of(const void *p)
{
	return page_to_nid(is_vmalloc_addr(p) ? vmalloc_to_page(p) : virt_to_page(p));
}

int kalloc_kunit_next_node(int node)
{
	node = next_node(node, node_states[N_MEMORY]);
	return node < MAX_NUMNODES ? node : -1;
}

static char __percpu *percpu_at(void *percpu)
{
	return (char __percpu *)(unsigned long)percpu;
}

int kalloc_kunit_cpu_possible(unsigned int cpu)
{
	return cpu < nr_cpu_ids && cpu_possible(cpu);
}

void *kalloc_kunit_per_cpu_ptr(void *percpu, unsigned int cpu)
{
	return per_cpu_ptr(percpu_at(percpu), cpu);
}

void *kalloc_kunit_this_cpu_ptr(void *percpu)
{
	return this_cpu_ptr(percpu_at(percpu));
}

void *kalloc_kunit_alloc_percpu_u64(void)
{
	return (void *)(unsigned long)alloc_percpu(u64);
}

void kalloc_kunit_free_percpu(void *percpu)
{
	free_percpu(percpu_at(percpu));
}

/*
 * The linker's --wrap: each call of kalloc_warn_out_of_range() in this module comes
 * here. The kernel shows a WARN_ONCE() once; the tests want to know of every call.
 */
struct kalloc_kunit_stray kalloc_kunit_last_stray;
void __real_kalloc_warn_out_of_range(size_t first, size_t count, size_t size);
void __wrap_kalloc_warn_out_of_range(size_t first, size_t count, size_t size);

void __wrap_kalloc_warn_out_of_range(size_t first, size_t count, size_t size)
{
	kalloc_kunit_last_stray = (struct kalloc_kunit_stray){
		first, count, size, kalloc_kunit_last_stray.times + 1
	};
}

void kalloc_kunit_warn_out_of_range(unsigned long first, unsigned long count, unsigned long size)
{
	__real_kalloc_warn_out_of_range(first, count, size);
}

/* The same for caches, which do not tell what they were asked for. */
struct kalloc_kunit_cache kalloc_kunit_last_cache;
int kalloc_kunit_caches;
struct kmem_cache *__real_kalloc_cache_create(const char *name, unsigned int bytes,
					      unsigned int align, unsigned int flags,
					      unsigned int user_offset, unsigned int user_bytes,
					      unsigned int sheaf_capacity);
struct kmem_cache *__wrap_kalloc_cache_create(const char *name, unsigned int bytes,
					      unsigned int align, unsigned int flags,
					      unsigned int user_offset, unsigned int user_bytes,
					      unsigned int sheaf_capacity);

struct kmem_cache *__wrap_kalloc_cache_create(const char *name, unsigned int bytes,
					      unsigned int align, unsigned int flags,
					      unsigned int user_offset, unsigned int user_bytes,
					      unsigned int sheaf_capacity)
{
	struct kmem_cache *cache = __real_kalloc_cache_create(name, bytes, align, flags,
							      user_offset, user_bytes,
							      sheaf_capacity);

	kalloc_kunit_last_cache = (struct kalloc_kunit_cache){
		bytes, align, flags, user_offset, user_bytes, sheaf_capacity
	};
	kalloc_kunit_caches += !!cache;
	return cache;
}

void __real_kmem_cache_destroy(struct kmem_cache *cache);
void __wrap_kmem_cache_destroy(struct kmem_cache *cache);
void __wrap_kmem_cache_destroy(struct kmem_cache *cache)
{
	kalloc_kunit_caches--;
	__real_kmem_cache_destroy(cache);
}

static unsigned int filled_bytes;

static void fill(void *p)
{
	memset(p, 0xff, filled_bytes);
}

struct kmem_cache *kalloc_kunit_filled_cache(unsigned int bytes)
{
	filled_bytes = bytes;
	return kmem_cache_create("kalloc_filled", bytes, 0, 0, fill);
}

int kalloc_kunit_shrinks;
int __real_kmem_cache_shrink(struct kmem_cache *cache);
int __wrap_kmem_cache_shrink(struct kmem_cache *cache);
int __wrap_kmem_cache_shrink(struct kmem_cache *cache)
{
	kalloc_kunit_shrinks++;
	return __real_kmem_cache_shrink(cache);
}

unsigned long kalloc_kunit_cache_size(struct kmem_cache *cache)
{
	return kmem_cache_size(cache);
}

void *kalloc_kunit_cache_alloc(struct kmem_cache *cache)
{
	return kmem_cache_alloc(cache, GFP_KERNEL);
}

void kalloc_kunit_cache_free(struct kmem_cache *cache, void *p)
{
	kmem_cache_free(cache, p);
}

/* What coherent memory is allocated by, and freed. */
struct kalloc_kunit_coherent_calls kalloc_kunit_coherent;

void *__real_kalloc_dma_alloc(struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
			      unsigned long attrs, bool *bound);
void *__wrap_kalloc_dma_alloc(struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
			      unsigned long attrs, bool *bound);
void *__wrap_kalloc_dma_alloc(struct device *dev, size_t bytes, dma_addr_t *addr, unsigned int gfp,
			      unsigned long attrs, bool *bound)
{
	void *p = __real_kalloc_dma_alloc(dev, bytes, addr, gfp, attrs, bound);

	kalloc_kunit_coherent.allocs += !!p;
	kalloc_kunit_coherent.attrs = attrs;
	kalloc_kunit_coherent.bytes = bytes;
	return p;
}

void __real_kalloc_dma_free(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
			    unsigned long attrs, bool bound);
void __wrap_kalloc_dma_free(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
			    unsigned long attrs, bool bound);
void __wrap_kalloc_dma_free(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
			    unsigned long attrs, bool bound)
{
	kalloc_kunit_coherent.frees++;
	kalloc_kunit_coherent.freed_by = attrs;
	kalloc_kunit_coherent.freed_bytes = bytes;
	__real_kalloc_dma_free(dev, bytes, p, addr, attrs, bound);
}

int kalloc_kunit_pools_ended;
void __real_dma_pool_destroy(struct dma_pool *pool);
void __wrap_dma_pool_destroy(struct dma_pool *pool);
void __wrap_dma_pool_destroy(struct dma_pool *pool)
{
	kalloc_kunit_pools_ended++;
	__real_dma_pool_destroy(pool);
}

int kalloc_kunit_noncoherent;

void *__real_kalloc_dma_alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
					  unsigned int direction, unsigned int gfp);
void *__wrap_kalloc_dma_alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
					  unsigned int direction, unsigned int gfp);
void *__wrap_kalloc_dma_alloc_noncoherent(struct device *dev, size_t bytes, dma_addr_t *addr,
					  unsigned int direction, unsigned int gfp)
{
	void *p = __real_kalloc_dma_alloc_noncoherent(dev, bytes, addr, direction, gfp);

	kalloc_kunit_noncoherent += !!p;
	return p;
}

void __real_kalloc_dma_free_noncoherent(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
					unsigned int direction);
void __wrap_kalloc_dma_free_noncoherent(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
					unsigned int direction);
void __wrap_kalloc_dma_free_noncoherent(struct device *dev, size_t bytes, void *p, dma_addr_t addr,
					unsigned int direction)
{
	kalloc_kunit_noncoherent--;
	__real_kalloc_dma_free_noncoherent(dev, bytes, p, addr, direction);
}

int __real_dma_get_sgtable_attrs(struct device *dev, struct sg_table *table, void *p,
				 dma_addr_t addr, size_t bytes, unsigned long attrs);

static int map_page(struct device *dev, struct vm_area_struct *vma, void *p, dma_addr_t addr,
		    unsigned long attrs)
{
	struct sg_table table;
	int err = __real_dma_get_sgtable_attrs(dev, &table, p, addr, PAGE_SIZE, attrs);

	if (err)
		return err;
	err = vm_insert_page(vma, vma->vm_start, sg_page(table.sgl));
	sg_free_table(&table);
	return err;
}

int __real_dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *p, dma_addr_t addr,
			  size_t bytes, unsigned long attrs);
int __wrap_dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *p, dma_addr_t addr,
			  size_t bytes, unsigned long attrs);
int __wrap_dma_mmap_attrs(struct device *dev, struct vm_area_struct *vma, void *p, dma_addr_t addr,
			  size_t bytes, unsigned long attrs)
{
	kalloc_kunit_coherent.mmaps++;
	kalloc_kunit_coherent.mapped_by = attrs;
	if (kalloc_kunit_coherent.fail_mmap == 1) {
		kalloc_kunit_coherent.fail_mmap = 0;
		return -ENXIO;
	}
	if (kalloc_kunit_coherent.by_pages) {
		kalloc_kunit_coherent.by_pages = false;
		return map_page(dev, vma, p, addr, attrs);
	}
	return __real_dma_mmap_attrs(dev, vma, p, addr, bytes, attrs);
}

int __wrap_dma_get_sgtable_attrs(struct device *dev, struct sg_table *table, void *p,
				 dma_addr_t addr, size_t bytes, unsigned long attrs);
int __wrap_dma_get_sgtable_attrs(struct device *dev, struct sg_table *table, void *p,
				 dma_addr_t addr, size_t bytes, unsigned long attrs)
{
	kalloc_kunit_coherent.finds++;
	kalloc_kunit_coherent.found_by = attrs;
	if (kalloc_kunit_coherent.fail_mmap == 2) {
		kalloc_kunit_coherent.fail_mmap = 0;
		return -ENOMEM;
	}
	return __real_dma_get_sgtable_attrs(dev, table, p, addr, bytes, attrs);
}

/* The same for mappings: to count them, and make them fail. */
struct kalloc_kunit_mapping_calls kalloc_kunit_mapped;

static void note(int *count, dma_addr_t addr, size_t bytes, unsigned int direction)
{
	++*count;
	kalloc_kunit_mapped.addr = addr;
	kalloc_kunit_mapped.bytes = bytes;
	kalloc_kunit_mapped.direction = direction;
}

static bool is_to_fail(void)
{
	return kalloc_kunit_mapped.fail && !--kalloc_kunit_mapped.fail;
}

static dma_addr_t mapped(dma_addr_t addr, size_t bytes, unsigned int direction)
{
	if (addr != DMA_MAPPING_ERROR)
		note(&kalloc_kunit_mapped.maps, addr, bytes, direction);
	return addr;
}

dma_addr_t __real_kalloc_dma_map(struct device *dev, const void *p, size_t bytes,
				 unsigned int direction);
dma_addr_t __wrap_kalloc_dma_map(struct device *dev, const void *p, size_t bytes,
				 unsigned int direction);
dma_addr_t __wrap_kalloc_dma_map(struct device *dev, const void *p, size_t bytes,
				 unsigned int direction)
{
	if (is_to_fail())
		return DMA_MAPPING_ERROR;
	return mapped(__real_kalloc_dma_map(dev, p, bytes, direction), bytes, direction);
}

dma_addr_t __real_kalloc_dma_map_page(struct device *dev, struct page *first, size_t bytes,
				      unsigned int direction);
dma_addr_t __wrap_kalloc_dma_map_page(struct device *dev, struct page *first, size_t bytes,
				      unsigned int direction);
dma_addr_t __wrap_kalloc_dma_map_page(struct device *dev, struct page *first, size_t bytes,
				      unsigned int direction)
{
	if (is_to_fail())
		return DMA_MAPPING_ERROR;
	return mapped(__real_kalloc_dma_map_page(dev, first, bytes, direction), bytes, direction);
}

void __wrap_dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t bytes,
				 enum dma_data_direction direction, unsigned long attrs);
void __real_dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t bytes,
				 enum dma_data_direction direction, unsigned long attrs);
void __wrap_dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, size_t bytes,
				 enum dma_data_direction direction, unsigned long attrs)
{
	kalloc_kunit_mapped.attrs |= attrs;
	note(&kalloc_kunit_mapped.unmaps, addr, bytes, direction);
	__real_dma_unmap_page_attrs(dev, addr, bytes, direction, attrs);
}

#define WRAP_SYNC(side)                                                                          \
	void __wrap_kalloc_dma_sync_##side(struct device *dev, dma_addr_t addr, size_t bytes,    \
					   unsigned int direction);                              \
	void __real_kalloc_dma_sync_##side(struct device *dev, dma_addr_t addr, size_t bytes,    \
					   unsigned int direction);                              \
	void __wrap_kalloc_dma_sync_##side(struct device *dev, dma_addr_t addr, size_t bytes,    \
					   unsigned int direction)                               \
	{                                                                                        \
		note(&kalloc_kunit_mapped.side, addr, bytes, direction);                         \
		__real_kalloc_dma_sync_##side(dev, addr, bytes, direction);                      \
	}
WRAP_SYNC(for_cpu)
WRAP_SYNC(for_device)

/* In pieces: all of them are noted as one, from where the first is. */
static void note_table(int *count, struct scatterlist *sgl, int pieces, unsigned int direction)
{
	struct scatterlist *sg;
	size_t bytes = 0;
	int i;

	for_each_sg(sgl, sg, pieces, i)
		bytes += sg->length;
	note(count, sg_dma_address(sgl), bytes, direction);
}

int __real_dma_map_sgtable(struct device *dev, struct sg_table *table,
			   enum dma_data_direction direction, unsigned long attrs);
int __wrap_dma_map_sgtable(struct device *dev, struct sg_table *table,
			   enum dma_data_direction direction, unsigned long attrs);
int __wrap_dma_map_sgtable(struct device *dev, struct sg_table *table,
			   enum dma_data_direction direction, unsigned long attrs)
{
	int err = kalloc_kunit_mapped.err ?: -EIO;

	kalloc_kunit_mapped.attrs |= attrs;
	if (!is_to_fail())
		err = __real_dma_map_sgtable(dev, table, direction, attrs);
	if (!err)
		note_table(&kalloc_kunit_mapped.maps, table->sgl, table->orig_nents, direction);
	return err;
}

void __real_dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int pieces,
			       enum dma_data_direction direction, unsigned long attrs);
void __wrap_dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int pieces,
			       enum dma_data_direction direction, unsigned long attrs);
void __wrap_dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int pieces,
			       enum dma_data_direction direction, unsigned long attrs)
{
	kalloc_kunit_mapped.attrs |= attrs;
	note_table(&kalloc_kunit_mapped.unmaps, sgl, pieces, direction);
	__real_dma_unmap_sg_attrs(dev, sgl, pieces, direction, attrs);
}

#define WRAP_SYNC_SG(side)                                                                      \
	void __real_kalloc_dma_sync_sg_##side(struct device *dev, struct scatterlist *list,     \
					      unsigned int pieces, unsigned int direction);     \
	void __wrap_kalloc_dma_sync_sg_##side(struct device *dev, struct scatterlist *list,     \
					      unsigned int pieces, unsigned int direction);     \
	void __wrap_kalloc_dma_sync_sg_##side(struct device *dev, struct scatterlist *list,     \
					      unsigned int pieces, unsigned int direction)      \
	{                                                                                       \
		note_table(&kalloc_kunit_mapped.side, list, pieces, direction);                 \
		if (!kalloc_kunit_noncontiguous.gathers)                                        \
			__real_kalloc_dma_sync_sg_##side(dev, list, pieces, direction);         \
	}
WRAP_SYNC_SG(for_cpu)
WRAP_SYNC_SG(for_device)

/*
 * Memory of single pages, as behind an IOMMU, which these kernels have not: an address that no
 * device uses, and pages that the CPU sees together by vmap() alone.
 */
#define GATHERED_AT 0x7f000000
struct kalloc_kunit_noncontiguous_calls kalloc_kunit_noncontiguous;

static void ungather(struct sg_table *table)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(table, sg, i)
		if (sg_page(sg))
			__free_page(sg_page(sg));
	sg_free_table(table);
	kfree(table);
}

static struct sg_table *gather(size_t bytes, gfp_t gfp)
{
	struct sg_table *table = kzalloc(sizeof(*table), gfp);
	struct scatterlist *sg;
	struct page *page;
	int i;

	if (!table)
		return NULL;
	if (sg_alloc_table(table, PFN_UP(bytes), gfp)) {
		kfree(table);
		return NULL;
	}
	for_each_sgtable_sg(table, sg, i) {
		page = alloc_page(gfp);
		if (!page) {
			ungather(table);
			return NULL;
		}
		sg_set_page(sg, page, PAGE_SIZE, 0);
	}
	table->nents = 1;
	sg_dma_address(table->sgl) = GATHERED_AT;
	return table;
}

struct sg_table *__real_dma_alloc_noncontiguous(struct device *dev, size_t bytes,
						enum dma_data_direction direction, gfp_t gfp,
						unsigned long attrs);
struct sg_table *__wrap_dma_alloc_noncontiguous(struct device *dev, size_t bytes,
						enum dma_data_direction direction, gfp_t gfp,
						unsigned long attrs);
struct sg_table *__wrap_dma_alloc_noncontiguous(struct device *dev, size_t bytes,
						enum dma_data_direction direction, gfp_t gfp,
						unsigned long attrs)
{
	struct kalloc_kunit_noncontiguous_calls *calls = &kalloc_kunit_noncontiguous;
	struct sg_table *table = NULL;

	if (calls->fail != 1 && calls->gathers)
		table = gather(bytes, gfp);
	else if (calls->fail != 1)
		table = __real_dma_alloc_noncontiguous(dev, bytes, direction, gfp, attrs);
	if (calls->fail == 1)
		calls->fail = 0;
	if (!table)
		return NULL;
	calls->allocs++;
	calls->bytes = bytes;
	calls->direction = direction;
	calls->pages = table->orig_nents;
	return table;
}

void *__real_dma_vmap_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table);
void *__wrap_dma_vmap_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table);
void *__wrap_dma_vmap_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table)
{
	struct kalloc_kunit_noncontiguous_calls *calls = &kalloc_kunit_noncontiguous;
	struct page *pages[16];
	struct scatterlist *sg;
	void *p = NULL;
	int i;

	if (calls->fail == 2) {
		calls->fail = 0;
	} else if (!calls->gathers) {
		p = __real_dma_vmap_noncontiguous(dev, bytes, table);
	} else if (table->orig_nents <= ARRAY_SIZE(pages)) {
		for_each_sgtable_sg(table, sg, i)
			pages[i] = sg_page(sg);
		p = vmap(pages, table->orig_nents, VM_MAP, PAGE_KERNEL);
	}
	calls->vmaps += !!p;
	return p;
}

void __real_dma_vunmap_noncontiguous(struct device *dev, void *p);
void __wrap_dma_vunmap_noncontiguous(struct device *dev, void *p);
void __wrap_dma_vunmap_noncontiguous(struct device *dev, void *p)
{
	kalloc_kunit_noncontiguous.vunmaps++;
	if (kalloc_kunit_noncontiguous.gathers)
		vunmap(p);
	else
		__real_dma_vunmap_noncontiguous(dev, p);
}

void __real_dma_free_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table,
				   enum dma_data_direction direction);
void __wrap_dma_free_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table,
				   enum dma_data_direction direction);
void __wrap_dma_free_noncontiguous(struct device *dev, size_t bytes, struct sg_table *table,
				   enum dma_data_direction direction)
{
	struct kalloc_kunit_noncontiguous_calls *calls = &kalloc_kunit_noncontiguous;

	calls->frees++;
	calls->freed_bytes = bytes;
	calls->freed_direction = direction;
	if (calls->gathers)
		ungather(table);
	else
		__real_dma_free_noncontiguous(dev, bytes, table, direction);
}

void kalloc_kunit_device_takes(unsigned int bytes, unsigned long boundary)
{
	test_device->dev.dma_parms->max_segment_size = bytes;
	test_device->dev.dma_parms->segment_boundary_mask = boundary;
}

void kalloc_kunit_device_keeps_limits(bool keeps)
{
	static struct device_dma_parameters *limits;

	if (!limits)
		limits = test_device->dev.dma_parms;
	test_device->dev.dma_parms = keeps ? limits : NULL;
}

struct kalloc_kunit_device_masks kalloc_kunit_masks(void)
{
	const struct device *dev = &test_device->dev;

	return (struct kalloc_kunit_device_masks){
		*dev->dma_mask,
		dev->coherent_dma_mask,
		dev->dma_parms->max_segment_size,
		dev->dma_parms->segment_boundary_mask,
	};
}

void kalloc_kunit_expect_warning(const char *text)
{
	pr_info("kalloc: a warning is wanted: %s\n", text);
}

void _ZdlPv(void *p);
void _ZdlPvm(void *p);
void _ZdlPvSt11align_val_t(void *p);
void _ZdlPvmSt11align_val_t(void *p);

void kalloc_kunit_operator_delete(int nth, void *p)
{
	void (*const deletes[])(void *p) = {
		_ZdlPv, _ZdlPvm, _ZdlPvSt11align_val_t, _ZdlPvmSt11align_val_t
	};

	deletes[nth](p);
}

int kalloc_kunit_case_begins(struct kunit *test)
{
	refs_before = kref_read(&test_device->dev.kobj.kref);
	return 0;
}

static void c_nothing(void)
{
}

static int c_number(int n, unsigned char byte, short s)
{
	return n + byte + s;
}

static unsigned long long c_wide(unsigned long bytes, unsigned long long address, long left)
{
	return bytes + address + left;
}

static bool c_truth(bool yes)
{
	return !yes;
}

static const char *c_text(const char *text, const void *memory)
{
	return memory ? text : NULL;
}

static struct device *c_opaque(struct device *dev, const struct kunit *test)
{
	return test ? NULL : dev;
}

static unsigned long c_pair(struct kalloc_kunit_pair by_value,
			    const struct kalloc_kunit_pair *by_address)
{
	return by_value.first + by_address->second;
}

static enum kalloc_kunit_choice c_choice(enum kalloc_kunit_choice choice)
{
	return choice == KALLOC_KUNIT_FIRST ? KALLOC_KUNIT_SECOND : KALLOC_KUNIT_FIRST;
}

static int c_callback(int (*call)(void *argument), void *argument)
{
	return call(argument);
}

const struct kalloc_kunit_calls kalloc_kunit_calls_c = {
	c_nothing, c_number, c_wide, c_truth, c_text, c_opaque, c_pair, c_choice, c_callback
};

static int answer(void *argument)
{
	return *(int *)argument;
}

int kalloc_kunit_calls_from_c(const struct kalloc_kunit_calls *calls)
{
	const struct kalloc_kunit_pair pair = { 1, 2 };
	struct device *dev = kalloc_kunit_device();
	const char *text = "";
	int five = 5;

	calls->nothing();
	return 1 + (calls->number(1, 2, 3) == 6) + (calls->wide(1, 1ULL << 40, -1) == 1ULL << 40) +
	       calls->truth(false) + (calls->text(text, &five) == text) +
	       (calls->opaque(dev, NULL) == dev) + (calls->pair(pair, &pair) == 3) +
	       (calls->choice(KALLOC_KUNIT_FIRST) == KALLOC_KUNIT_SECOND) +
	       (calls->callback(answer, &five) == 5);
}

unsigned int kalloc_kunit_part(unsigned int n)
{
	return kalloc_kunit_emulated() ? n / 16 : n;
}

int kalloc_kunit_has_cfi(void)
{
	/* before 6.18 it was clang's alone */
	return IS_ENABLED(CONFIG_CFI) || IS_ENABLED(CONFIG_CFI_CLANG);
}

static int __init add_device(const char *name, struct platform_device **device)
{
	struct platform_device *pdev;

	pdev = platform_device_register_simple(name, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	*device = pdev;
	return dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
}

static void clean_up(void)
{
	if (beside_queue)
		destroy_workqueue(beside_queue);
	platform_device_unregister(bound_device);
	platform_device_unregister(lost_device);
	platform_device_unregister(test_device);
}

static int __init kalloc_kunit_init(void)
{
	int err = add_device("kalloc_kunit", &test_device);

	err = err ?: add_device("kalloc_lost", &lost_device);
	err = err ?: add_device("kalloc_bound", &bound_device);
	beside_queue = alloc_workqueue("kalloc_kunit", WQ_UNBOUND, 0);
	if (!beside_queue)
		err = -ENOMEM;
	err = err ?: platform_driver_register(&bound_driver);
	if (err)
		clean_up();
	return err;
}

static void __exit kalloc_kunit_exit(void)
{
	platform_driver_unregister(&bound_driver);
	clean_up();
}

module_init(kalloc_kunit_init);
module_exit(kalloc_kunit_exit);
MODULE_DESCRIPTION("KUnit suites of kalloc");
MODULE_LICENSE("Dual MIT/GPL");
