/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What kalloc's cases have between calls, and the cases. */
#ifndef KALLOC_BENCH_KALLOC_STATE_H
#define KALLOC_BENCH_KALLOC_STATE_H

#include <kalloc/kalloc.h>

#include "../bench.h"

using namespace kalloc;

struct bench_counters {
	u64 frames, bytes;
};

struct bench_mail {
	u32 command, status;
	u8 text[56];
};

using bench_frame = kbuffer<contiguous<gfp::kernel | gfp::zero>, u8, BENCH_DMA_BYTES>;

struct bench_state {
	kbuffer<contiguous<gfp::kernel | gfp::zero>, u32> data;
	kcache<bench_object> cache;
	kmempool<bench_object> pool;
	kstring name;
	spinlock spin{"bench_state::spin"};
	unsigned long counted KALLOC_GUARDED_BY(spin) = 0;
	mutex lock{"bench_state::lock"};
	unsigned long guarded KALLOC_GUARDED_BY(lock) = 0;
	rcu_pointer<bench_object> published;
	kpercpu<bench_counters> counters;
	kpages page;
	u8 bytes[BENCH_USER_BYTES] = {};
	user_ptr<void> user;
	device *dev = nullptr;
	dma_shared<kunique_ptr<bench_mail, dma_family>> mail;
	dma_pool<bench_mail> blocks;
	bench_frame out;
	dma_mapping<from_device, bench_frame> in;
};

namespace bench {

#define CASE(name, text, n) int name(bench_state *s, size_t count);
BENCH_CASES(CASE)
#undef CASE

} // namespace bench

#endif
