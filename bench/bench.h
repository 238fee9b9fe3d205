/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What C, kalloc and Rust give to the loop that measures them (bench.c). Rust has the same by
 * hand, in bench_rust.rs.
 */
#ifndef KALLOC_BENCH_H
#define KALLOC_BENCH_H

#ifndef __cplusplus
#include <linux/types.h>
#endif

enum bench_case {
	BENCH_CALL, /* nothing: what the call itself takes */
	BENCH_OBJECT,
	BENCH_OBJECT_4096,
	BENCH_BYTES,
	BENCH_ARRAY,
	BENCH_ZEROED,
	BENCH_ANY_CONTIGUITY,
	BENCH_VMALLOC,
	BENCH_PUSHES,
	BENCH_EACH,
	BENCH_TO_SIZE,
	BENCH_TO_N,
	BENCH_FIRST,
	BENCH_SPAN,
	BENCH_CACHE,
	BENCH_BULK,
	BENCH_MUTEX,
	BENCH_MEMPOOL,
	BENCH_SHARED,
	BENCH_FLEXIBLE,
	BENCH_TO_USER,
	BENCH_FROM_USER,
	BENCH_CASES
};

/* how many objects BENCH_BULK takes at once, and bytes BENCH_TO_USER may copy */
enum {
	BENCH_BULK_OBJECTS = 16,
	BENCH_USER_BYTES = 256,
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

struct bench_ops {
	const char *name;
	/* BENCH_CASES, as its author knew them */
	size_t cases;
	/*
	 * An array of n to store to, and what else is not made anew; NULL without memory. user: the
	 * address of BENCH_USER_BYTES in user space.
	 */
	struct bench_state *(*make)(size_t n, unsigned long user);
	void (*free)(struct bench_state *state);
	/* one operation, of n elements or bytes if it has any; NULL: there is no such thing */
	int (*run[BENCH_CASES])(struct bench_state *state, size_t n);
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

#endif
