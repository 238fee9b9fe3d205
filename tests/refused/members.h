/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners that both lent.cpp and held.cpp go through, member by member. */
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

#endif
