/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_noncontiguous<Direction, T>: memory that is allocated for one device, and mapped for as long
 * as it lives, as a dma_noncoherent is (noncoherent.h), but of any pages: behind an IOMMU the
 * device sees them in one piece, at one address, and so does the CPU, at another one. For what is
 * large and stays: a frame of video, a table. Without an IOMMU it has to be contiguous after all.
 *
 *	auto m = dma_noncontiguous<from_device>::make(dev, 2 * page_size, gfp::kernel);
 *	if (!m)
 *		return -ENOMEM;
 *	add(m.dma().addr(), m.size_bytes());
 *	...
 *		const cpu_access in(m);
 *
 * All else is as with a dma_mapping (mapping.h): the CPU gets at it by cpu_access alone, which
 * syncs all of it, with the caches of the CPU's address where they are others than the pages'.
 * Nobody cuts it to what the device takes in one piece (masked_device.h), which is to be said as so
 * much: DMA_API_DEBUG_SG looks.
 *
 * The device's mask is set before, and the memory freed before the driver's remove() returns.
 * What is in it at first nobody says. Empty if there is no memory, or no addresses for it, n is 0,
 * or no dev.
 *
 * Context: make() and destruction where one may sleep.
 * Stands for: dma_alloc_noncontiguous(), dma_vmap_noncontiguous(), dma_vunmap_noncontiguous(),
 * dma_free_noncontiguous(), dma_sync_sgtable_for_cpu(), dma_sync_sgtable_for_device(),
 * flush_kernel_vmap_range(), invalidate_kernel_vmap_range().
 */
#ifndef KALLOC_DMA_NONCONTIGUOUS_H
#define KALLOC_DMA_NONCONTIGUOUS_H

#include <kalloc/dma/dma.h>
#include <kalloc/dma/gathered.h>
#include <kalloc/dma/mapped.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <dma_direction Direction, class T = u8>
class [[nodiscard(KALLOC_DROPPED)]] KALLOC_MAPPING_IN_USE dma_noncontiguous
	: public dma_mapped<Direction, kspan<T>, dma_gathered>,
	  public owner_base<dma_noncontiguous<Direction, T>> {
	using mapped = dma_mapped<Direction, kspan<T>, dma_gathered>;

public:
	using free_context = contexts::sleepable;
	static constexpr bool trivially_relocatable = true;

	dma_noncontiguous() = default;
	explicit(false) dma_noncontiguous(std::nullptr_t) {}

	dma_noncontiguous(const dma_noncontiguous &) = delete; /* kalloc: std::move() it */
	dma_noncontiguous &
	operator=(const dma_noncontiguous &) = delete; /* kalloc: one owner; std::move() it */

	dma_noncontiguous(dma_noncontiguous &&other) noexcept KALLOC_NOT_IN_CPU_ACCESS(other)
	{
		this->exchange(other);
	}

	dma_noncontiguous &operator=(dma_noncontiguous &&other) noexcept KALLOC_NOT_IN(free_context)
		KALLOC_NOT_IN_CPU_ACCESS(this, other)
	{
		dma_noncontiguous taken(std::move(other));

		swap(taken);
		return *this;
	}

	/* clang cannot name a temporary, to ask whether the CPU is at it */
	dma_noncontiguous &operator=(std::nullptr_t) KALLOC_NOT_IN(free_context)
		KALLOC_NOT_IN_CPU_ACCESS(this)
	{
		reset();
		return *this;
	}

	~dma_noncontiguous() KALLOC_FREES_IN(free_context)
	{
		free();
	}

	/* n elements, by a mask such as gfp::kernel. */
	template <class Mask>
	static dma_noncontiguous make(masked_device dev, size_t n, Mask by) KALLOC_MAY_SLEEP
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		dma_family::check<Mask>();
		if constexpr (gfp::constant<Mask>)
			static_assert(Mask::may_sleep || !Mask::has_context,
				      "kalloc: the CPU's address of it is made where one may "
				      "sleep; a dma_noncoherent takes this mask");
		contexts::asks_for<contexts::sleepable>();
		sg_table *table = nullptr;

		if (n > dma_family::max_bytes / sizeof(T))
			return nullptr;
		void *p = binding::kalloc_dma_alloc_noncontiguous(
			dev, n * sizeof(T), &table, static_cast<u32>(Direction), by.bits);
		/* asked here, for clang's analyzer to say so */
		if (!p)
			return nullptr;
		return {kspan<T>(static_cast<T *>(p), n), {dev, table}};
	}

	/* Frees the memory, if any; empty afterwards. */
	void reset() KALLOC_NOT_IN_CPU_ACCESS(this) KALLOC_NOT_IN(free_context)
	{
		free();
		this->memory_ = {};
	}

	void swap(dma_noncontiguous &other) noexcept
	{
		this->exchange(other);
	}

	void release() = delete; /* kalloc: freed by device and table: keep the owner */

private:
	friend class owner_base<dma_noncontiguous>;

	dma_noncontiguous(kspan<T> memory, dma_gathered place) : mapped(memory, place) {}

	T *held() const
	{
		return this->memory_.data();
	}

	void free()
	{
		if (held())
			this->place_.free(held(), this->size_bytes(), static_cast<u32>(Direction));
	}
};

} // namespace kalloc

#endif
