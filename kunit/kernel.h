/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the tests need of the kernel, for the C++ files and for kernel.c, which
 * defines it.
 */
#ifndef KALLOC_KUNIT_KERNEL_H
#define KALLOC_KUNIT_KERNEL_H

struct device;
struct kunit;

#ifdef __cplusplus
extern "C" {
#endif

/* Called around each case: nothing may be left of it; in kernel.c and test.cpp. */
int kalloc_kunit_case_begins(struct kunit *test);
void kalloc_kunit_case_done(struct kunit *test);

/* Calls body(argument) where nothing may sleep. */
void kalloc_kunit_atomically(void (*body)(void *argument), void *argument);

/* A device that can do DMA with all memory, and how many references the test holds. */
struct device *kalloc_kunit_device(void);
int kalloc_kunit_device_refs(void);
/* Another one, which the kernel may keep for good. */
struct device *kalloc_kunit_lost_device(void);
/*
 * A device with a driver bound to it, which probes it if it is not; what the driver's unbinding
 * does; action(argument) is done then, as C has it: an errno.
 */
struct device *kalloc_kunit_bound_device(void);
void kalloc_kunit_unbind(void);
int kalloc_kunit_at_unbind(void (*action)(void *argument), void *argument);
/*
 * Calls body(argument) beside the test, up to 4 of them; waits for all; for some time; lets the
 * others go on.
 */
void kalloc_kunit_begin(void (*body)(void *argument), void *argument);
void kalloc_kunit_finish(void);
void kalloc_kunit_sleep(unsigned int ms);
void kalloc_kunit_yield(void);
/* Does this kernel run in an emulator, where what is done often is done less often? */
bool kalloc_kunit_emulated(void);
/* Does the device see p at address? Does it see what is in the CPU's caches? */
int kalloc_kunit_device_sees(void *p, unsigned long long address);
int kalloc_kunit_is_coherent(void);

/*
 * What was asked of the kernel for mappings: counts, and the last call's arguments. The fail-th
 * mapping from now on fails; 0 for none.
 */
struct kalloc_kunit_mapping_calls {
	int maps, unmaps, for_cpu, for_device;
	unsigned long long addr;
	unsigned long bytes;
	unsigned int direction;
	int fail;
	int err; /* what it fails by, -EIO where 0 */
	unsigned long attrs; /* of any of them */
};

extern struct kalloc_kunit_mapping_calls kalloc_kunit_mapped;

/* The same for coherent memory: the last allocation, the last that was freed. */
struct kalloc_kunit_coherent_calls {
	int allocs, frees;
	unsigned long attrs, freed_by;
	unsigned long bytes, freed_bytes;
	/* mappings to user space, by which attributes, and how the pages were asked for then */
	int mmaps;
	unsigned long mapped_by, found_by;
	int fail_mmap; /* the next one, 1: at mapping, 2: at asking */
	int finds;
	bool by_pages; /* the next mapping is of a page that counts, as an IOMMU has them */
};

extern struct kalloc_kunit_coherent_calls kalloc_kunit_coherent;

/* How much noncoherent memory there is, and how many caches; pools that ended. */
extern int kalloc_kunit_noncoherent, kalloc_kunit_caches, kalloc_kunit_pools_ended;

/*
 * The same for dma_alloc_noncontiguous() and what belongs to it. gathers: it gets single pages, as
 * behind an IOMMU; the table of the last one. fail: the next one, 1: no memory, 2: no address.
 */
struct kalloc_kunit_noncontiguous_calls {
	bool gathers;
	int allocs, vmaps, vunmaps, frees;
	unsigned long bytes, freed_bytes;
	unsigned int direction, freed_direction;
	unsigned int pages;
	int fail;
};

extern struct kalloc_kunit_noncontiguous_calls kalloc_kunit_noncontiguous;

/*
 * From now on a piece of a mapping has at most so many bytes, and crosses no boundary (a mask of
 * what is below it); 0 for what devices have.
 */
void kalloc_kunit_device_takes(unsigned int bytes, unsigned long boundary);
/* Does its bus keep such limits? */
void kalloc_kunit_device_keeps_limits(bool keeps);

/* What the kernel knows of that device. */
struct kalloc_kunit_device_masks {
	unsigned long long mapped, coherent;
	unsigned int longest_piece;
	unsigned long boundary;
};

struct kalloc_kunit_device_masks kalloc_kunit_masks(void);

/* User memory of so many bytes, in whole pages, and behind it none; 0 when there is none. */
unsigned long kalloc_kunit_user_pages(struct kunit *test, unsigned long bytes);

/*
 * mmap() of a file that maps memory by kalloc_kunit_map(), which a test defines: the address, or
 * an errno, as C has it. Only to read; by a file of another inode than usual.
 */
enum kalloc_kunit_mmap {
	KALLOC_KUNIT_READ = 1,
	KALLOC_KUNIT_PRIVATE = 2,
	KALLOC_KUNIT_ELSEWHERE = 4
};

struct kalloc_user_memory;
struct vm_area_struct;
int kalloc_kunit_map(struct kalloc_user_memory *memory, struct vm_area_struct *vma);
long kalloc_kunit_mmap(struct kalloc_user_memory *memory, unsigned long bytes, unsigned long page,
		       unsigned int how);
int kalloc_kunit_munmap(unsigned long at, unsigned long bytes);
/* What may become of that mapping; how often this thread touched a page that was not there. */
struct kalloc_kunit_vma {
	bool to_write, to_grow, to_dump;
};

struct kalloc_kunit_vma kalloc_kunit_vma(unsigned long at);
unsigned long kalloc_kunit_faults(void);

/* How many of n pages are pinned, and how many are dirty. */
struct page;
unsigned long kalloc_kunit_pinned(struct page *const *pages, unsigned long n);
unsigned long kalloc_kunit_dirty(struct page *const *pages, unsigned long n);

/* Memory that C code allocated or takes back; that it writes to. */
void *kalloc_kunit_kmalloc(unsigned long bytes);
void kalloc_kunit_kfree(void *p);
void kalloc_kunit_fill(void *p, unsigned long bytes, unsigned char value);

/* A count of C's: how many there are, that many from now on, and one more. */
struct kref;
unsigned int kalloc_kunit_kref_read(struct kref *count);
void kalloc_kunit_kref_set(struct kref *count, unsigned int n);
void kalloc_kunit_kref_get(struct kref *count);

/*
 * The tags of this module for a line, 0 for any, of a file, null for any, in a function whose name
 * has this in it: how many there are, and what is charged to them. Nothing without profiling.
 */
struct kalloc_kunit_charged {
	long tags, objects, bytes;
};

struct kalloc_kunit_charged kalloc_kunit_charged_to(const char *file, int line,
						    const char *function);

/*
 * A list as C has it: an element, C's own head, what the values spell as decimal digits, whether
 * it holds together forwards and backwards; one more in front, false without memory; the last one
 * freed; the first one taken out. Corrupt: prev of the element behind link points elsewhere.
 */
#ifdef __cplusplus
struct kalloc_kunit_node;
#else
struct kalloc_kunit_node {
	unsigned int value;
	struct list_head link;
};
#endif
struct list_head;
struct list_head *kalloc_kunit_list(void);
unsigned int kalloc_kunit_list_sum(struct list_head *head);
int kalloc_kunit_list_is_sound(struct list_head *head);
int kalloc_kunit_list_add(struct list_head *head, unsigned int value);
void kalloc_kunit_list_free_last(struct list_head *head);
struct kalloc_kunit_node *kalloc_kunit_list_take(struct list_head *head);
void kalloc_kunit_list_corrupt(struct list_head *link, int corrupt);

/* How often kalloc_kvfree_rcu() was called, and a grace period waited for. */
extern unsigned int kalloc_kunit_rcu_frees;
extern unsigned int kalloc_kunit_rcu_waits;

/* Bytes of the slab object at p, which kmalloc returned. */
unsigned long kalloc_kunit_ksize(const void *p);
/* Pages of slabs that the kernel counts as reclaimable, some of each CPU's not yet. */
unsigned long kalloc_kunit_reclaimable(void);
int kalloc_kunit_is_vmalloc(const void *p);
/* 4 pages for vfree(), each in front of the one before. */
void *kalloc_kunit_pages_apart(void);
/* How many of the bytes at p, which may be free, are value. */
unsigned long kalloc_kunit_bytes_left(const void *p, unsigned long bytes, unsigned char value);
/* The partition of the kmalloc caches that C takes for a token; 0 where there are none. */
unsigned long kalloc_kunit_partition(unsigned long token);

/* Caches, as C has them. */
struct kmem_cache;
unsigned long kalloc_kunit_cache_size(struct kmem_cache *cache);
/* One whose objects come filled with 0xff; how often empty slabs were given back. */
struct kmem_cache *kalloc_kunit_filled_cache(unsigned int bytes);
extern int kalloc_kunit_shrinks;
void *kalloc_kunit_cache_alloc(struct kmem_cache *cache);
void kalloc_kunit_cache_free(struct kmem_cache *cache, void *p);

/* What kalloc_cache_create() was told last. */
struct kalloc_kunit_cache {
	unsigned int bytes, align, flags, user_offset, user_bytes, sheaf_capacity;
};

extern struct kalloc_kunit_cache kalloc_kunit_last_cache;

/* Pages as C has them: that of p; how many of those from first on have one user each. */
struct page;
struct page *kalloc_kunit_page_of(const void *p);
int kalloc_kunit_pages_used(struct page *first, int pages);
/*
 * A block that C allocates or takes back, and one more user of its first page, or one less; where
 * the kernel has the nth page, 64-bit kernels all of them; the order of a compound one, else 0.
 */
struct page *kalloc_kunit_alloc_pages(unsigned int order);
void kalloc_kunit_free_pages(struct page *first, unsigned int order);
void kalloc_kunit_get_page(struct page *page);
void kalloc_kunit_put_page(struct page *page);
void *kalloc_kunit_page_address(struct page *first, int n);
unsigned int kalloc_kunit_compound_order(struct page *first);

/* How many pages a bulk gets with each call, and at all; 0: as many as there are. Counts calls. */
struct kalloc_kunit_bulk {
	unsigned long a_call, at_all;
	int calls;
};

extern struct kalloc_kunit_bulk kalloc_kunit_bulk;

/* The node of the page at p; the next one behind node that has memory, or -1. */
int kalloc_kunit_node_of(const void *p);
int kalloc_kunit_next_node(int node);

/* Per-CPU memory as C has it. */
int kalloc_kunit_cpu_possible(unsigned int cpu);
void *kalloc_kunit_per_cpu_ptr(void *percpu, unsigned int cpu);
void *kalloc_kunit_this_cpu_ptr(void *percpu);
void *kalloc_kunit_alloc_percpu_u64(void);
void kalloc_kunit_free_percpu(void *percpu);

/* What kalloc_warn_out_of_range() was told last, and how often since this was cleared. */
struct kalloc_kunit_stray {
	unsigned long first, count, size;
	int times;
};

extern struct kalloc_kunit_stray kalloc_kunit_last_stray;

/* How many of n steps are for this kernel: fewer where the processor is emulated, out of UML. */
unsigned int kalloc_kunit_part(unsigned int n);

/* The next warning of the kernel is wanted, and says text: for check_log.sh. */
void kalloc_kunit_expect_warning(const char *text);
/* The function itself, whose warning nothing else draws. */
void kalloc_kunit_warn_out_of_range(unsigned long first, unsigned long count, unsigned long size);
/* The module's nth operator delete, 0 to 3, is called with p. */
void kalloc_kunit_operator_delete(int nth, void *p);

/*
 * Pointers to functions, of either language, called from the other. Where the kernel has
 * kCFI, caller and called have to agree on a hash of the type.
 */
enum kalloc_kunit_choice {
	KALLOC_KUNIT_FIRST,
	KALLOC_KUNIT_SECOND
};

struct kalloc_kunit_pair {
	unsigned long first, second;
};

struct kalloc_kunit_calls {
	void (*nothing)(void);
	int (*number)(int n, unsigned char byte, short s);
	unsigned long long (*wide)(unsigned long bytes, unsigned long long address, long left);
	bool (*truth)(bool yes);
	const char *(*text)(const char *text, const void *memory);
	struct device *(*opaque)(struct device *dev, const struct kunit *test);
	unsigned long (*pair)(struct kalloc_kunit_pair by_value,
			      const struct kalloc_kunit_pair *by_address);
	enum kalloc_kunit_choice (*choice)(enum kalloc_kunit_choice choice);
	int (*callback)(int (*call)(void *argument), void *argument);
};

extern const struct kalloc_kunit_calls kalloc_kunit_calls_c, kalloc_kunit_calls_cpp;
/* C calls each of them; how many returned what they should, of 9. */
int kalloc_kunit_calls_from_c(const struct kalloc_kunit_calls *calls);
/* Does an indirect call check the type of what it calls? */
int kalloc_kunit_has_cfi(void);

#ifdef __cplusplus
}
#endif

#endif
