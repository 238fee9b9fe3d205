/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_noncontiguous<Direction, T>: memory that is allocated for one device, and mapped for as long
 * as it lives (allocated.h), of any pages: behind an IOMMU the device sees them in one piece, at
 * one address, and so does the CPU, at another one. For what is large and stays: a frame of
 * video, a table. Without an IOMMU it has to be contiguous after all.
 *
 *	auto m = dma_noncontiguous<from_device>::make(dev, 2 * page_size, gfp::kernel);
 *	if (!m)
 *		return -ENOMEM;
 *	add(m.dma().addr(), m.size_bytes());
 *	...
 *		const cpu_access in(m);
 *
 * cpu_access syncs all of it, with the caches of the CPU's address where they are others than the
 * pages'. Nobody cuts it to what the device takes in one piece (masked_device.h), which is to be
 * said as so much: DMA_API_DEBUG_SG looks.
 *
 * Context: make() and destruction where one may sleep.
 * Stands for: dma_alloc_noncontiguous(), dma_vmap_noncontiguous(), dma_vunmap_noncontiguous(),
 * dma_free_noncontiguous(), dma_sync_sgtable_for_cpu(), dma_sync_sgtable_for_device(),
 * flush_kernel_vmap_range(), invalidate_kernel_vmap_range().
 */
#ifndef KALLOC_DMA_NONCONTIGUOUS_H
#define KALLOC_DMA_NONCONTIGUOUS_H

#include <kalloc/dma/allocated.h>
#include <kalloc/dma/gathered.h>

namespace kalloc {

template <dma_direction Direction, class T = u8>
using dma_noncontiguous = dma_allocated<Direction, T, dma_gathered>;

} // namespace kalloc

#endif
