/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_range: where a device sees memory, and how much of it: what dma() of a dma_shared, a
 * dma_ring or a mapping returns, whole or in part. Valid until that gives its owner back, moves or
 * frees; a part that does not fit warns once and is empty.
 *
 *	start(d.dma().addr(), d.size());
 *	...
 *	d.at(0, &descriptor::address).write(le64{d.dma(1, 1).addr()});
 *
 * Pass the range along, and ask for addr() where the register or the descriptor is written:
 * nobody can tell of a number whether its memory is still there.
 *
 * Context: any.
 * Stands for: the pair (dma_addr_t addr, size_t len).
 */
#ifndef KALLOC_DMA_RANGE_H
#define KALLOC_DMA_RANGE_H

#include <kalloc/binding/functions.h>
#include <kalloc/types.h>

namespace kalloc {

class dma_range {
public:
	constexpr dma_range() = default;

	/* What the device sees at addr, and the CPU at memory, which is null for none. */
	constexpr dma_range(dma_addr_t addr, [[maybe_unused]] const void *memory, size_t bytes)
		: addr_(addr),
#ifdef __clang_analyzer__ /* to it this is a pointer to memory that may be freed, or null */
		  memory_(static_cast<const u8 *>(memory)), bytes_(bytes)
#else
		  bytes_(memory ? bytes : 0)
#endif
	{
	}

	constexpr size_t size_bytes() const
	{
		return bytes_;
	}

	constexpr bool empty() const
	{
		return bytes_ == 0;
	}

	/*
	 * The first byte, for the device. Of an empty range: warns once, and is the kernel's
	 * DMA_MAPPING_ERROR, where no device finds memory.
	 */
	[[gnu::always_inline]] dma_addr_t addr() const
	{
#ifdef __clang_analyzer__
		static_cast<void>(*static_cast<const volatile u8 *>(memory_));
#endif
		if (bytes_) [[likely]]
			return addr_;
		binding::kalloc_warn_out_of_range(0, 1, 0);
		return ~dma_addr_t{0};
	}

	/* count units, of that many bytes each, from the one at first on. */
	dma_range part(size_t first, size_t count, size_t unit = 1) const
	{
#ifdef __clang_analyzer__
		/* no question here: it would take every part for one that may be empty */
		return {addr_, memory_, count * unit};
#endif
		const size_t units = bytes_ / unit;
		dma_range result;

		if (count <= units && first <= units - count) [[likely]] {
			result.addr_ = addr_ + first * unit;
			result.bytes_ = count * unit;
		} else {
			binding::kalloc_warn_out_of_range(first, count, units);
		}
		return result;
	}

private:
	dma_addr_t addr_ = 0;
#ifdef __clang_analyzer__
	const u8 *memory_ = nullptr;
#endif
	size_t bytes_ = 0;
};

} // namespace kalloc

#endif
