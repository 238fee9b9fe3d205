/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_allocated<Direction, T, Place>: memory that is allocated for one device, and mapped for as
 * long as it lives: dma_noncoherent (noncoherent.h) and dma_noncontiguous (noncontiguous.h), by its
 * place. All else is as with a dma_mapping (mapping.h): the CPU gets at it by cpu_access alone.
 *
 * The device's mask is set before, and the memory freed before the driver's remove() returns.
 * What is in it at first nobody says. Empty if there is no memory, or no addresses for it, n is 0,
 * or no dev.
 *
 * Context: make() as its place says; destruction where one may sleep, as that of coherent memory.
 */
#ifndef KALLOC_DMA_ALLOCATED_H
#define KALLOC_DMA_ALLOCATED_H

#include <kalloc/dma/dma.h>
#include <kalloc/dma/mapped.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <dma_direction Direction, class T, class Place>
class [[nodiscard(KALLOC_DROPPED)]] KALLOC_MAPPING_IN_USE dma_allocated
	: public dma_mapped<Direction, kspan<T>, Place>,
	  public owner_base<dma_allocated<Direction, T, Place>> {
	using mapped = dma_mapped<Direction, kspan<T>, Place>;
	template <class Mask>
	using make_context = std::conditional_t<Place::allocated_atomically,
						contexts::allocation<Mask>, contexts::sleepable>;

public:
	using free_context = contexts::sleepable;
	static constexpr bool trivially_relocatable = true;

	dma_allocated() = default;
	explicit(false) dma_allocated(std::nullptr_t) {}

	dma_allocated(const dma_allocated &) = delete; /* kalloc: one owner; std::move() it */
	dma_allocated &
	operator=(const dma_allocated &) = delete; /* kalloc: one owner; std::move() it */

	dma_allocated(dma_allocated &&other) noexcept KALLOC_NOT_IN_CPU_ACCESS(other)
	{
		this->exchange(other);
	}

	dma_allocated &operator=(dma_allocated &&other) noexcept KALLOC_NOT_IN(free_context)
		KALLOC_ASSIGNED_NOT_IN_CPU_ACCESS(other)
	{
		dma_allocated taken(std::move(other));

		swap(taken);
		return *this;
	}

	~dma_allocated() KALLOC_FREES_IN(free_context)
	{
		free();
	}

	/* n elements, by a mask such as gfp::kernel. */
	template <class Mask>
	static dma_allocated make(masked_device dev, size_t n, Mask by)
		KALLOC_NOT_IN(make_context<Mask>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		dma_family::check<Mask>();
		if constexpr (gfp::constant<Mask> && !Place::allocated_atomically)
			static_assert(Mask::may_sleep || !Mask::has_context,
				      "kalloc: the CPU's address of it is made where one may "
				      "sleep; a dma_noncoherent takes this mask");
		contexts::asks_for<make_context<Mask>>();
		Place place;

		if (n > dma_family::max_bytes / sizeof(T))
			return nullptr;
		void *p = place.allocate(dev.for_memory(), n * sizeof(T),
					 static_cast<u32>(Direction), by.bits);
		/* asked here, for clang's analyzer to say so */
		if (!p)
			return nullptr;
		return {kspan<T>(static_cast<T *>(p), n), place};
	}

	/* Frees the memory, if any; empty afterwards. */
	void reset() KALLOC_NOT_IN_CPU_ACCESS(this) KALLOC_NOT_IN(free_context)
	{
		free();
		this->memory_ = {};
	}

	void swap(dma_allocated &other) noexcept KALLOC_NOT_IN_CPU_ACCESS(this, other)
	{
		this->exchange(other);
	}

	void release() = delete; /* kalloc: freed by its device and direction: keep the owner */

private:
	friend class owner_base<dma_allocated>;

	dma_allocated(kspan<T> memory, Place place) : mapped(memory, place) {}

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
