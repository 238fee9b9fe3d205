/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_contiguous: the place of a mapping (mapped.h) that the device sees in one piece: its
 * device and one address. What the kernel is asked for such a mapping is here; of memory in
 * pieces, in scattered.h.
 *
 * Context: any but under a raw_spinlock.
 * Stands for: dma_map_single(), dma_map_page(), dma_mapping_error(), dma_unmap_single(),
 * dma_sync_single_for_cpu(), dma_sync_single_for_device().
 */
#ifndef KALLOC_DMA_CONTIGUOUS_H
#define KALLOC_DMA_CONTIGUOUS_H

#include <kalloc/binding/functions.h>
#include <kalloc/dma/memory.h>
#include <kalloc/dma/range.h>

namespace kalloc {

class dma_contiguous {
public:
	static constexpr bool in_one_piece = true, synced_in_part = true;
	/* where() of what could not be mapped */
	static constexpr dma_addr_t nowhere = ~dma_addr_t{0};

	constexpr dma_contiguous() = default;
	constexpr dma_contiguous(device *dev, dma_addr_t addr) : dev_(dev), addr_(addr) {}

	/*
	 * Maps the first bytes of memory. Nothing else is allocated, so that there is no use for
	 * a mask.
	 */
	template <class Memory>
	[[gnu::always_inline]] dma_contiguous(device *dev, const Memory &memory, size_t bytes,
					      u32 direction, u32)
		: dev_(dev), addr_(map(dev, memory, bytes, direction))
	{
	}

	template <class Memory>
	[[gnu::always_inline]] void unmap(const Memory &, size_t bytes, u32 direction)
	{
		binding::dma_unmap(dev_, addr_, bytes, direction, 0);
	}

	/* Memory that is mapped as it is allocated (allocated.h), by any mask; null: none. */
	static constexpr bool allocated_atomically = true;
	void *allocate(device *dev, size_t bytes, u32 direction, u32 gfp)
	{
		dev_ = dev;
		return binding::kalloc_dma_alloc_noncoherent(dev, bytes, &addr_, direction, gfp);
	}

	void free(void *p, size_t bytes, u32 direction)
	{
		binding::kalloc_dma_free_noncoherent(dev_, bytes, p, addr_, direction);
	}

	template <class Memory>
	[[gnu::always_inline]] void sync_for_cpu(const Memory &, size_t bytes, u32 direction) const
	{
		binding::kalloc_dma_sync_for_cpu(dev_, addr_, bytes, direction);
	}

	template <class Memory>
	[[gnu::always_inline]] void sync_for_device(const Memory &, size_t bytes,
						    u32 direction) const
	{
		binding::kalloc_dma_sync_for_device(dev_, addr_, bytes, direction);
	}

	/* From so many bytes on. */
	[[gnu::always_inline]] dma_contiguous part(size_t offset) const
	{
		return {dev_, addr_ + offset};
	}

	/* Where the device sees p, which is null if nothing is mapped. */
	[[gnu::always_inline]] dma_range range(const void *p, size_t bytes) const
	{
		return {addr_, p, bytes};
	}

	[[gnu::always_inline]] dma_addr_t where() const
	{
		return addr_;
	}

private:
	template <class Memory>
	[[gnu::always_inline]] static dma_addr_t map(device *dev, const Memory &memory,
						     size_t bytes, u32 direction)
	{
		if constexpr (dma_memory<Memory>::paged)
			return binding::kalloc_dma_map_page(dev, memory.get(), bytes, direction);
		else
			return binding::kalloc_dma_map(dev, dma_memory<Memory>::data(memory), bytes,
						       direction);
	}

	device *dev_ = nullptr;
	dma_addr_t addr_ = 0;
};

} // namespace kalloc

#endif
