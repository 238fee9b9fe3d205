/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_mapping<Direction, Owner>: memory of an owner, mapped for a transfer in one direction:
 * the owner moves in, comes back out by unmap(), and is freed with the mapping otherwise.
 * Unmapped is always what was mapped, with its size and direction.
 *
 *	auto m = dma_map<to_device>(dev, std::move(f));
 *	if (!m)
 *		return -ENOMEM; // f is as it was
 *	start(m.dma().addr(), m.size_bytes());
 *	...
 *	f = m.unmap();
 *
 * Direction is to_device, from_device or bidirectional. What can be mapped is physically
 * contiguous: a kbuffer<contiguous<...>>, a kunique_ptr<T>, kpages. As long as it is mapped the CPU
 * gets at it by cpu_access alone (cpu_access.h); what the device wrote is seen there, and
 * behind unmap(). For memory that C owns there is dma_lend() (lent.h); what is not contiguous is
 * mapped in pieces, by dma_map_sg() (sg_mapping.h).
 *
 * A mapping ends before the driver's remove() returns: nothing keeps the device. Empty if it
 * failed (a device's limits, bounce buffers or an IOMMU's addresses used up), and the owner
 * is as it was; there is nothing else to ask, such as dma_mapping_error().
 *
 * Context: any but under a raw_spinlock; destruction also as the owner's.
 * Stands for: dma_map_single(), dma_mapping_error(), dma_unmap_single().
 */
#ifndef KALLOC_DMA_MAPPING_H
#define KALLOC_DMA_MAPPING_H

#include <kalloc/dma/mapped.h>
#include <kalloc/dma/masked_device.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <dma_direction Direction, class Owner, class Place = dma_contiguous>
class [[nodiscard(KALLOC_DROPPED)]] KALLOC_MAPPING_IN_USE dma_mapping
	: public dma_mapped<Direction, Owner, Place>,
	  public owner_base<dma_mapping<Direction, Owner, Place>> {
	using mapped = dma_mapped<Direction, Owner, Place>;
	using mapped::memory_;

public:
	using owner_type = Owner;
	using free_context =
		contexts::both<contexts::free_context_of<Owner>, contexts::outside_raw>;
	static constexpr bool trivially_relocatable = true;

	dma_mapping() = default;
	explicit(false) dma_mapping(std::nullptr_t) {}

	/* What dma_map() does. */
	[[gnu::always_inline]] dma_mapping(device *dev, Owner &&owner, size_t count)
		: mapped(dev, owner, count)
	{
	}

	dma_mapping(const dma_mapping &) = delete; /* kalloc: one owner; std::move() it */
	dma_mapping &
	operator=(const dma_mapping &) = delete; /* kalloc: one owner; std::move() it */

	dma_mapping(dma_mapping &&other) noexcept KALLOC_NOT_IN_CPU_ACCESS(other)
	{
		this->exchange(other);
	}

	dma_mapping &operator=(dma_mapping &&other) noexcept KALLOC_NOT_IN(free_context)
		KALLOC_ASSIGNED_NOT_IN_CPU_ACCESS(other)
	{
		dma_mapping taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~dma_mapping() KALLOC_FREES_IN(free_context)
	{
		this->unmap_bytes();
	}

	/* Ends the mapping, and gives the owner back; of an empty mapping, an empty one. */
	[[gnu::always_inline]] Owner unmap() KALLOC_NOT_IN_CPU_ACCESS(this)
		KALLOC_NOT_IN(contexts::outside_raw)
	{
		this->unmap_bytes();
		return std::move(memory_);
	}

	/* Ends the mapping, if any, and frees the memory; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN_CPU_ACCESS(this)
		KALLOC_NOT_IN(free_context)
	{
		this->unmap_bytes();
		memory_.reset();
	}

	void swap(dma_mapping &other) noexcept KALLOC_NOT_IN_CPU_ACCESS(this, other)
	{
		this->exchange(other);
	}

	void release() = delete; /* kalloc: a mapping is unmapped: unmap() gives the owner back */

private:
	friend class owner_base<dma_mapping>;
	const void *held() const
	{
		return this->there();
	}
};

/* All of owner, which is moved from if that worked. No dev, or nothing in owner: empty. */
template <dma_direction Direction, class Owner>
	requires(!std::is_lvalue_reference_v<Owner> && !std::is_const_v<Owner>)
[[gnu::always_inline]] inline dma_mapping<Direction, Owner> dma_map(masked_device dev,
								    Owner &&owner)
	KALLOC_NOT_IN(contexts::outside_raw)
{
	return {dev.for_memory(), std::forward<Owner>(owner), dma_memory<Owner>::size(owner)};
}

/* Its first count elements; more than there are warns once, and is empty. */
template <dma_direction Direction, class Owner>
	requires(!std::is_lvalue_reference_v<Owner> && !std::is_const_v<Owner>)
[[gnu::always_inline]] inline dma_mapping<Direction, Owner> dma_map(masked_device dev,
								    Owner &&owner, size_t count)
	KALLOC_NOT_IN(contexts::outside_raw)
{
	if (!dma_has(owner, count))
		return nullptr;
	return {dev.for_memory(), std::forward<Owner>(owner), count};
}

template <dma_direction Direction, dma_owner Owner, class... Count>
	requires(!std::is_const_v<Owner>)
dma_mapping<Direction, Owner>
dma_map(masked_device, Owner &, /* kalloc: the mapping takes the owner: std::move() it in */
	Count...) = delete;
template <dma_direction Direction, dma_owner Owner, class... Count>
	requires std::is_const_v<std::remove_reference_t<Owner>>
dma_mapping<Direction, std::remove_cvref_t<Owner>>
dma_map(masked_device, Owner &&, /* kalloc: the mapping takes the owner: not of a const one */
	Count...) = delete;
template <dma_direction Direction, class Memory, class... Count>
	requires(!dma_owner<Memory>)
int dma_map(masked_device, Memory &, /* kalloc: no owner's memory, the stack say: make one */
	    Count...) = delete;

} // namespace kalloc

#endif
