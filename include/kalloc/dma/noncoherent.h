/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_noncoherent<Direction, T>: memory that is allocated for one device, and mapped for as long as
 * it lives (allocated.h): pages with the CPU's caches on, where the device reaches them, so that no
 * transfer needs bounce buffers. For what stays, and what the CPU reads often.
 *
 *	auto m = dma_noncoherent<from_device>::make(dev, 3000, gfp::kernel);
 *	if (!m)
 *		return -ENOMEM;
 *	start(m.dma().addr(), m.size_bytes());
 *	...
 *	const cpu_access in(m, 0, 1);
 *
 * Context: make() as the mask says; destruction where one may sleep.
 * Stands for: dma_alloc_noncoherent(), dma_free_noncoherent(), dma_alloc_pages().
 */
#ifndef KALLOC_DMA_NONCOHERENT_H
#define KALLOC_DMA_NONCOHERENT_H

#include <kalloc/dma/allocated.h>

namespace kalloc {

template <dma_direction Direction, class T = u8>
using dma_noncoherent = dma_allocated<Direction, T, dma_contiguous>;

} // namespace kalloc

#endif
