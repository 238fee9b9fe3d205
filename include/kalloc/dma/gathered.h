/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_gathered: the place of a mapping (mapped.h) of pages that lie anywhere and that the device
 * sees in one piece all the same: its device and the kernel's table of the pages, by which they are
 * allocated, synced and freed (allocated.h).
 *
 * Context: any but under a raw_spinlock; freed where one may sleep.
 * Stands for: the struct sg_table of dma_alloc_noncontiguous(), of which the first entry has the
 * bus address; dma_sync_sgtable_for_cpu(), dma_sync_sgtable_for_device().
 */
#ifndef KALLOC_DMA_GATHERED_H
#define KALLOC_DMA_GATHERED_H

#include <kalloc/dma/scattered.h>

namespace kalloc {

class dma_gathered {
public:
	static constexpr bool in_one_piece = true, synced_in_part = false;

	constexpr dma_gathered() = default;

	/* The CPU's address of the pages, which is made where one may sleep; null: none. */
	static constexpr bool allocated_atomically = false;

	void *allocate(device *dev, size_t bytes, u32 direction, u32 gfp)
	{
		dev_ = dev;
		return binding::kalloc_dma_alloc_noncontiguous(dev, bytes, &table_, direction, gfp);
	}

	void free(void *p, size_t bytes, u32 direction)
	{
		binding::kalloc_dma_free_noncontiguous(dev_, bytes, table_, p, direction);
	}

	template <class Memory>
	void sync_for_cpu(const Memory &memory, size_t bytes, u32 direction) const
	{
		binding::kalloc_dma_sync_sg_for_cpu(dev_, table_->sgl, table_->orig_nents,
						    direction);
		dma_scattered::flush(memory, bytes, direction, false);
	}

	template <class Memory>
	void sync_for_device(const Memory &memory, size_t bytes, u32 direction) const
	{
		dma_scattered::flush(memory, bytes, direction, true);
		binding::kalloc_dma_sync_sg_for_device(dev_, table_->sgl, table_->orig_nents,
						       direction);
	}

	/* Where the device sees p, which is null if nothing is mapped. */
	dma_range range(const void *p, size_t bytes) const
	{
#ifdef __clang_analyzer__
		/* no question here, it would take it for a test; to clang-tidy's own run a table
		 * may be null where the memory is not */
		return {reinterpret_cast<u64>(table_), p, bytes};
#else
		if (!p)
			return {};
		return {dma_range_list::address_of(table_->sgl), p, bytes};
#endif
	}

private:
	device *dev_ = nullptr;
	sg_table *table_ = nullptr;
};

} // namespace kalloc

#endif
