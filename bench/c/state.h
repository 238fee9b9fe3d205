/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What C's cases have between calls, and the cases. */
#ifndef KALLOC_BENCH_C_STATE_H
#define KALLOC_BENCH_C_STATE_H

#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/mempool.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "../bench.h"

struct bench_counters {
	u64 frames, bytes;
};

struct bench_mail {
	u32 command, status;
	u8 text[56];
};

struct bench_state {
	u32 *data;
	size_t size;
	struct kmem_cache *cache;
	mempool_t *pool;
	char *name;
	spinlock_t spin; /* of counted */
	unsigned long counted;
	struct mutex lock; /* of guarded */
	unsigned long guarded;
	struct bench_object __rcu *published;
	struct bench_counters __percpu *counters;
	struct page *page;
	u8 bytes[BENCH_USER_BYTES];
	void __user *user;
	struct device *dev;
	struct bench_mail *mail;
	dma_addr_t mail_addr;
	struct dma_pool *blocks;
	u8 *out, *in; /* BENCH_DMA_BYTES each */
	dma_addr_t in_addr;
};

#define CASE(name, text, n) int c_##name(struct bench_state *s, size_t count);
BENCH_CASES(CASE)
#undef CASE

#endif
