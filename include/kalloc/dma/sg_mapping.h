/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_sg_mapping<Direction, Owner>: a dma_mapping (mapping.h) of memory that need not be
 * physically contiguous: vmalloc or kvmalloc memory; kmalloc memory that is longer than what
 * the device takes at once; pages, those of user space that were pinned (user_pages.h) included; a
 * vector of any of these owners, which the device sees one behind the other. It is told of it in
 * pieces; mapped, synced and unmapped it is as one.
 *
 *	auto m = dma_map_sg<to_device>(dev, std::move(t));
 *	if (!m)
 *		return m.error(); // t is as it was
 *	for (const dma_range r : m.dma_ranges())
 *		add(r.addr(), r.size_bytes());
 *	...
 *	t = m.unmap();
 *
 *	const_user_pages pages;
 *	...
 *	auto m = dma_map_sg<to_device>(dev, std::move(pages));
 *
 *	kvector<table> parts;
 *	...
 *	auto m = dma_map_sg<to_device>(dev, std::move(parts));
 *
 * All else is as with a dma_mapping: cpu_access for the CPU, unmap(), an end before remove()
 * returns. Memory from anywhere is mapped for a device that does not reach all of it only behind an
 * IOMMU or with bounce buffers (swiotlb); without, error() is -EIO, and the kernel warns. Pages of
 * user space that the device writes to were pinned to be written, and are dirty when they are let
 * go; for a device that does not see the CPU's caches they begin and end with cache lines, else
 * error() is -EINVAL.
 *
 * Context: dma_map_sg() as the mask of the owner's policy says, by which the table is allocated
 * (of an array of pages: of the array; gfp::kernel for a kunique_ptr and kpages); destruction as
 * the owner's.
 * Stands for: sg_alloc_table_from_pages_segment(), dma_map_sgtable(), dma_unmap_sgtable(),
 * sg_free_table(), and flush_kernel_vmap_range() where the machine needs it.
 */
#ifndef KALLOC_DMA_SG_MAPPING_H
#define KALLOC_DMA_SG_MAPPING_H

#include <kalloc/dma/mapping.h>
#include <kalloc/dma/scattered.h>

namespace kalloc {

template <dma_direction Direction, class Owner>
using dma_sg_mapping = dma_mapping<Direction, Owner, dma_scattered>;

/* where the table of an owner's pieces may be allocated */
template <class Owner>
using dma_map_context = contexts::allocation<typename dma_memory<Owner>::mask>;

/*
 * All of owner, which is moved from if that worked. Else empty, and error() says why: no memory
 * for the table, no dev, nothing in owner, or what dma_map_sgtable() says.
 */
template <dma_direction Direction, class Owner>
	requires(!std::is_lvalue_reference_v<Owner> && !std::is_const_v<Owner>)
inline dma_sg_mapping<Direction, Owner> dma_map_sg(masked_device dev, Owner &&owner)
	KALLOC_NOT_IN(dma_map_context<Owner>)
{
	return {dev.for_memory(), std::forward<Owner>(owner), dma_memory<Owner>::size(owner)};
}

/* Its first count elements; more than there are warns once, and is empty. */
template <dma_direction Direction, class Owner>
	requires(!std::is_lvalue_reference_v<Owner> && !std::is_const_v<Owner>)
inline dma_sg_mapping<Direction, Owner> dma_map_sg(masked_device dev, Owner &&owner, size_t count)
	KALLOC_NOT_IN(dma_map_context<Owner>)
{
	if (!dma_has(owner, count))
		return nullptr;
	return {dev.for_memory(), std::forward<Owner>(owner), count};
}

template <dma_direction Direction, class Owner, class... Count>
	requires(!std::is_const_v<Owner>)
int dma_map_sg(masked_device, Owner &, /* kalloc: the mapping takes the owner: std::move() it in */
	       Count...) = delete;
template <dma_direction Direction, dma_owner Owner, class... Count>
	requires std::is_const_v<std::remove_reference_t<Owner>>
dma_sg_mapping<Direction, std::remove_cvref_t<Owner>>
dma_map_sg(masked_device, Owner &&, /* kalloc: the mapping takes the owner: not of a const one */
	   Count...) = delete;

} // namespace kalloc

#endif
