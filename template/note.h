/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What was written to an open file; C has pointers to it, and core_test.cpp tests it. */
#ifndef NOTE_H
#define NOTE_H

#include <kalloc/kalloc.h>

struct note {
	static constexpr kalloc::size_t most_bytes = 1 << 20;

	kalloc::mutex lock{"note::lock"};
	kalloc::kbuffer<kalloc::any_contiguity<kalloc::gfp::kernel_account>>
		text KALLOC_GUARDED_BY(lock);

	/* Behind what is there. Returns 0, -ENOMEM, or -ENOSPC: it has no more than most_bytes. */
	int append(kalloc::kspan<const kalloc::u8> more) KALLOC_MAY_SLEEP;
};

#endif /* NOTE_H */
