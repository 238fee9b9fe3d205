/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_scattered: the place of a mapping (mapped.h) that the device sees in pieces: its device and
 * the kernel's table of them, by which all of it is mapped, synced and unmapped.
 * dma_range_list: the pieces, each a dma_range, as dma_ranges() of a mapping lends them.
 *
 *	for (const dma_range r : m.dma_ranges())
 *		add(r.addr(), r.size_bytes());
 *
 * A piece is no longer than the device takes (dma_set_max_seg_size(), dma_max_mapping_size()) and
 * crosses no boundary of its (dma_set_seg_boundary()). An IOMMU may make one of several.
 *
 * Context: mapping as the owner's mask says; the rest any but under a raw_spinlock.
 * Stands for: struct sg_table, sg_alloc_table(), dma_map_sgtable(), dma_unmap_sgtable(),
 * dma_sync_sgtable_for_cpu(), dma_sync_sgtable_for_device(), for_each_sgtable_dma_sg().
 */
#ifndef KALLOC_DMA_SCATTERED_H
#define KALLOC_DMA_SCATTERED_H

#include <kalloc/binding/functions.h>
#include <kalloc/dma/memory.h>
#include <kalloc/dma/range.h>

/* The kernel's structure, under its own name; module.c compares the two. */
struct sg_table {
	scatterlist *sgl = nullptr;
	kalloc::u32 nents = 0, orig_nents = 0;
};

namespace kalloc {

class dma_range_list {
public:
	class iterator {
	public:
		constexpr iterator() = default;
		iterator(scatterlist *at, u32 left, const void *memory)
			: at_(at), left_(left), memory_(memory)
		{
		}

		dma_range operator*() const
		{
			const auto *piece = reinterpret_cast<const u8 *>(at_);
			const void *memory = memory_;
			const u32 bytes = *reinterpret_cast<const u32 *>(piece + KALLOC_SG_LENGTH);

#ifndef __clang_analyzer__ /* which is told of memory where that is tested */
			memory = piece;
			/* no entry that there is has none: no question, in the loop, as in C */
			if (!piece)
				__builtin_unreachable();
			if (!bytes)
				__builtin_unreachable();
#endif
			return {address_of(at_), memory, bytes};
		}

		iterator &operator++()
		{
			at_ = binding::kalloc_sg_next(at_);
			left_--;
			return *this;
		}

		/* Of two in one list. */
		friend bool operator==(const iterator &a, const iterator &b)
		{
			return a.left_ == b.left_;
		}

		/* not left to ==: the static analyzer does not see through that */
		friend bool operator!=(const iterator &a, const iterator &b)
		{
			return a.left_ != b.left_;
		}

	private:
		scatterlist *at_ = nullptr;
		u32 left_ = 0;
		const void *memory_ = nullptr;
	};

	dma_range_list(const sg_table &table, const void *memory)
		: first_(table.sgl), size_(table.nents), memory_(memory)
	{
#ifndef __clang_analyzer__ /* to which a mapping that nobody tested has some, for it to see */
		if (!first_)
			size_ = 0;
#endif
	}

	/* Where the device sees a piece. */
	static dma_addr_t address_of(const scatterlist *piece)
	{
		return *reinterpret_cast<const dma_addr_t *>(reinterpret_cast<const u8 *>(piece) +
							     KALLOC_SG_ADDRESS);
	}

	/* Pieces. */
	size_t size() const
	{
		return size_;
	}

	iterator begin() const
	{
		return {first_, size_, memory_};
	}

	iterator end() const
	{
		return {nullptr, 0, memory_};
	}

private:
	scatterlist *first_;
	u32 size_;
	const void *memory_;
};

class dma_scattered {
public:
	/* how the device sees it; whether a part of it is synced alone */
	static constexpr bool in_one_piece = false, synced_in_part = false;
	/* where() of what could not be mapped */
	static constexpr scatterlist *nowhere = nullptr;

	constexpr dma_scattered() = default;

	/* Maps the first bytes of memory; what it takes for that is allocated by this mask. */
	template <class Memory>
	dma_scattered(device *dev, const Memory &memory, size_t bytes, u32 direction, u32 gfp)
		: dev_(dev)
	{
		const kalloc_dma_memory what = all_of(memory, bytes);
		sg_table table;

		/* not table_, or clang's analyzer takes all of the mapping for changed */
		binding::kalloc_dma_map_sg(dev, &table, &what, direction, gfp);
		table_ = table;
	}

	scatterlist *where() const
	{
		return table_.sgl;
	}

	int error() const
	{
		return table_.sgl ? 0 : static_cast<int>(table_.nents);
	}

	template <class Memory>
	void unmap(const Memory &memory, size_t bytes, u32 direction)
	{
		binding::kalloc_dma_unmap_sg(dev_, table_.sgl, table_.orig_nents, direction);
		table_ = {};
		flush(memory, bytes, direction, false);
	}

	template <class Memory>
	void sync_for_cpu(const Memory &memory, size_t bytes, u32 direction) const
	{
		binding::kalloc_dma_sync_sg_for_cpu(dev_, table_.sgl, table_.orig_nents, direction);
		flush(memory, bytes, direction, false);
	}

	template <class Memory>
	void sync_for_device(const Memory &memory, size_t bytes, u32 direction) const
	{
		flush(memory, bytes, direction, true);
		binding::kalloc_dma_sync_sg_for_device(dev_, table_.sgl, table_.orig_nents,
						       direction);
	}

	/* memory: null if nothing is mapped. */
	dma_range_list ranges(const void *memory) const
	{
		return {table_, memory};
	}

	/* What the CPU's caches have of it, where they are not those of its pages. */
	template <class Memory>
	[[gnu::always_inline]] static void flush([[maybe_unused]] const Memory &memory,
						 [[maybe_unused]] size_t bytes,
						 [[maybe_unused]] u32 direction, bool for_device)
	{
		if constexpr (KALLOC_HAS_CACHE_ALIASES) {
			const kalloc_dma_memory what = all_of(memory, bytes);

			if (for_device || direction != static_cast<u32>(to_device))
				binding::kalloc_dma_flush_alias(&what, for_device);
		}
	}

private:
	/* bytes of it */
	template <class Memory>
	[[gnu::always_inline]] static kalloc_dma_memory
	all_of([[maybe_unused]] const Memory &memory, size_t bytes)
	{
#ifdef __clang_analyzer__ /* which would take what is owned for changed, too */
		return {part_of<Memory>, nullptr, bytes};
#else
		return {part_of<Memory>, &memory, bytes};
#endif
	}

	template <class Memory>
	static kalloc_part part_of([[maybe_unused]] const void *memory, [[maybe_unused]] size_t n)
	{
#ifdef __clang_analyzer__ /* to which a page has no parts */
		return {};
#else
		return dma_memory<Memory>::part(*static_cast<const Memory *>(memory), n);
#endif
	}

	device *dev_ = nullptr;
	sg_table table_;
};

} // namespace kalloc

#endif
