/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The cases, and what C, kalloc and Rust give to the loop that measures them (bench.c). Rust has
 * the structures by hand, in bench_rust.rs.
 */
#ifndef KALLOC_BENCH_H
#define KALLOC_BENCH_H

#ifndef __cplusplus
#include <linux/types.h>
#endif

/* What it is in the code of each, what it is called, and n: how many elements or bytes. */
#define BENCH_CASES(CASE)                                                          \
	CASE(call, "the call alone", 0)                                            \
	CASE(object, "object of 64 bytes, initialised", 0)                         \
	CASE(object_4096, "object of 4,096 bytes, as it is", 0)                    \
	CASE(bytes, "64 bytes, known at run time", 64)                             \
	CASE(array, "array of 8 words, known at run time", 8)                      \
	CASE(zeroed, "array of 64 words, zeroed", 64)                              \
	CASE(contiguous_or_not, "a page, contiguous or not", 0)                    \
	CASE(vmalloc, "16 pages by vmalloc", 0)                                    \
	CASE(both_or_none, "object with an array of 8 words, both or none", 8)     \
	CASE(pushes, "1,000 u32 into an array that grows", 1000)                   \
	CASE(reserved, "1,000 u32 into an array that has room", 1000)              \
	CASE(each, "1,000 stores, to each element", 1000)                          \
	CASE(to_size, "1,000 stores, up to the array's size", 1000)                \
	CASE(to_n, "1,000 stores, up to n", 1000)                                  \
	CASE(first, "1,000 stores, to each of the first n", 1000)                  \
	CASE(span, "1,000 stores, up to n, through a span", 1000)                  \
	CASE(cache, "object of 64 bytes from a cache", 0)                          \
	CASE(bulk, "16 objects from a cache at once", 0)                           \
	CASE(mempool, "object of 64 bytes from a mempool", 0)                      \
	CASE(reserve, "4 objects, allocated ahead, then taken", 4)                 \
	CASE(shared, "object of 64 bytes, with two owners", 0)                     \
	CASE(flexible, "header with 8 words behind it", 8)                         \
	CASE(list, "list of 16 objects, made and walked", 16)                      \
	CASE(format, "text with a number, formatted", 7)                           \
	CASE(text, "copy of a text of 24 bytes", 0)                                \
	CASE(spin, "a spinlock, taken and let go", 0)                              \
	CASE(spin_irqsave, "the same, interrupts saved", 0)                        \
	CASE(mutex, "a mutex, taken and let go", 0)                                \
	CASE(rcu, "an object read under RCU", 0)                                   \
	CASE(percpu_add, "this CPU's number, one more", 0)                         \
	CASE(percpu_here, "this CPU's object, kept", 0)                            \
	CASE(page, "a page by itself", 0)                                          \
	CASE(page_bulk, "16 single pages at once", 16)                             \
	CASE(page_access, "64 bytes into a page without an address", 64)           \
	CASE(to_user, "256 bytes to user space", BENCH_USER_BYTES)                 \
	CASE(from_user, "256 bytes from user space, to new memory", BENCH_USER_BYTES) \
	CASE(pinned, "256 bytes of user space, pinned", BENCH_USER_BYTES)          \
	CASE(coherent, "a page of coherent memory", 0)                             \
	CASE(coherent_words, "a word of it written, another one read", 0)          \
	CASE(dma_block, "64 bytes of a DMA pool", 0)                               \
	CASE(map, "256 bytes, mapped for a device", 0)                             \
	CASE(sync, "the same for the CPU, and back", 0)                            \
	CASE(scattered, "4 pages by vmalloc, mapped in pieces", 4)

/* how many objects bulk takes at once, and bytes there are in user space and for a device */
enum {
	BENCH_BULK_OBJECTS = 16,
	BENCH_USER_BYTES = 256,
	BENCH_DMA_BYTES = 256,
};

/* what is allocated: each is written to once, and looked at by nobody */
struct bench_object {
	unsigned long id, rest[7];
};

struct bench_object_4096 {
	unsigned long id, rest[511];
};

/* each implementation's own: what is not made anew in every call */
struct bench_state;

/* what bench.c gives to that */
struct bench_given {
	/* how large an array there shall be to store to */
	size_t n;
	/* the address of BENCH_USER_BYTES in user space */
	unsigned long user;
	/* one that can do DMA with all memory */
	struct device *dev;
};

/* a case, by its name in the code */
struct bench_run {
	const char *name;
	/* one operation, of n elements or bytes if it has any: 0, or an errno */
	int (*run)(struct bench_state *state, size_t n);
};

struct bench_ops {
	const char *name;
	/* NULL without memory */
	struct bench_state *(*make)(const struct bench_given *given);
	void (*free)(struct bench_state *state);
	/* a case that is not among them is one that there is no such thing for */
	const struct bench_run *runs;
	size_t n_runs;
};

/* Of bench.c. The order of registration is that of the columns; -EINVAL: of another bench.h. */
#ifdef __cplusplus
extern "C"
#endif
int bench_register(const struct bench_ops *ops);

/* The compiler takes p for read, and all memory for changed. */
static inline void bench_use(const void *p)
{
	__asm__ volatile("" : : "r"(p) : "memory");
}

static inline void bench_use_number(unsigned long n)
{
	__asm__ volatile("" : : "r"(n) : "memory");
}

#endif
