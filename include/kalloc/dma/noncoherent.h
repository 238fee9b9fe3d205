/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_noncoherent<Direction, T>: memory that is allocated for one device, and mapped for as long as
 * it lives: pages with the CPU's caches on, where the device reaches them, so that no transfer
 * needs bounce buffers. For what stays, and what the CPU reads often; else all is as with a
 * dma_mapping (mapping.h): the CPU gets at it by cpu_access alone.
 *
 *	auto m = dma_noncoherent<from_device>::make(dev, 3000, gfp::kernel);
 *	if (!m)
 *		return -ENOMEM;
 *	start(m.dma().addr(), m.size_bytes());
 *	...
 *	const cpu_access in(m, 0, 1);
 *
 * The device's mask is set before, and the memory freed before the driver's remove() returns.
 * What is in it at first nobody says. Empty if there is no memory, n is 0, or no dev.
 *
 * Context: make() as the mask says; destruction where one may sleep, as that of coherent memory.
 * Stands for: dma_alloc_noncoherent(), dma_free_noncoherent(), dma_alloc_pages().
 */
#ifndef KALLOC_DMA_NONCOHERENT_H
#define KALLOC_DMA_NONCOHERENT_H

#include <kalloc/dma/dma.h>
#include <kalloc/dma/mapped.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <dma_direction Direction, class T = u8>
class [[nodiscard(KALLOC_DROPPED)]] KALLOC_MAPPING_IN_USE dma_noncoherent
	: public dma_mapped<Direction, kspan<T>>,
	  public owner_base<dma_noncoherent<Direction, T>> {
	using mapped = dma_mapped<Direction, kspan<T>>;

public:
	using free_context = contexts::sleepable;
	static constexpr bool trivially_relocatable = true;

	dma_noncoherent() = default;
	explicit(false) dma_noncoherent(std::nullptr_t) {}

	dma_noncoherent(const dma_noncoherent &) = delete; /* kalloc: one owner; std::move() it */
	dma_noncoherent &
	operator=(const dma_noncoherent &) = delete; /* kalloc: one owner; std::move() it */

	dma_noncoherent(dma_noncoherent &&other) noexcept KALLOC_NOT_IN_CPU_ACCESS(other)
	{
		this->exchange(other);
	}

	dma_noncoherent &operator=(dma_noncoherent &&other) noexcept KALLOC_NOT_IN(free_context)
		KALLOC_NOT_IN_CPU_ACCESS(this, other)
	{
		dma_noncoherent taken(std::move(other));

		swap(taken);
		return *this;
	}

	/* clang cannot name a temporary, to ask whether the CPU is at it */
	dma_noncoherent &operator=(std::nullptr_t) KALLOC_NOT_IN(free_context)
		KALLOC_NOT_IN_CPU_ACCESS(this)
	{
		reset();
		return *this;
	}

	~dma_noncoherent() KALLOC_FREES_IN(free_context)
	{
		free();
	}

	/* n elements, by a mask such as gfp::kernel. */
	template <class Mask>
	static dma_noncoherent make(masked_device dev, size_t n, Mask by)
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		dma_family::check<Mask>();
		contexts::asks_for<contexts::allocation<Mask>>();
		dma_addr_t addr = 0;

		if (n > dma_family::max_bytes / sizeof(T))
			return nullptr;
		void *p = binding::kalloc_dma_alloc_noncoherent(
			dev, n * sizeof(T), &addr, static_cast<u32>(Direction), by.bits);
		/* asked here, for clang's analyzer to say so */
		if (!p)
			return nullptr;
		return {kspan<T>(static_cast<T *>(p), n), {dev, addr}};
	}

	/* Frees the memory, if any; empty afterwards. */
	void reset() KALLOC_NOT_IN_CPU_ACCESS(this) KALLOC_NOT_IN(free_context)
	{
		free();
		this->memory_ = {};
	}

	void swap(dma_noncoherent &other) noexcept
	{
		this->exchange(other);
	}

	void release() = delete; /* kalloc: freed by device and address: keep the owner */

private:
	friend class owner_base<dma_noncoherent>;

	dma_noncoherent(kspan<T> memory, dma_contiguous place) : mapped(memory, place) {}

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
