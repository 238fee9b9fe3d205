/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What lent.cpp, held.cpp and marks.cpp go through, member by member, and within which contexts. */
#ifndef KALLOC_REFUSED_MEMBERS_H
#define KALLOC_REFUSED_MEMBERS_H

#include "refused.h"

struct slot {
	le64 address;
};
using slots = dma_ring<kbuffer<dma_coherent<gfp::kernel>, slot>>;

struct table {
	u16 size;
	u32 items[];
};
using flex = kflex_ptr<&table::items, &table::size>;

struct job {
	u32 id;
	list_head link;
};
using job_list = kunique_list<&job::link>;

struct session : kref {
	u32 id;
};
using shared = kshared_ptr<session>;

/* within a context that is no place for it, and without */
#define WITHIN(guarded, Type, ...)                                            \
	void f([[maybe_unused]] Type &it, [[maybe_unused]] Type &other,       \
	       [[maybe_unused]] device *dev, [[maybe_unused]] spinlock &spin, \
	       [[maybe_unused]] raw_spinlock &raw)                            \
	{                                                                     \
		PICK(guarded;)() __VA_ARGS__;                                 \
	}
#define IN_SPIN(Type, ...) WITHIN(const spin_guard guard(spin), Type, __VA_ARGS__)
/* where all of it is refused */
#define IN_RAW(Type, ...) WITHIN(const raw_spin_guard guard(raw), Type, __VA_ARGS__)
#define IRQS_OFF(Type, ...) WITHIN(const irq_guard guard, Type, __VA_ARGS__)

#endif
