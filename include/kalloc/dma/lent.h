/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_lend<Direction>(dev, p, n): n elements that C owns (the data of an skb, a request)
 * mapped to the end of the block; a dma_lent, which has all that a mapping has (mapping.h)
 * but an owner.
 *
 *	auto m = dma_lend<from_device>(dev, data, bytes);
 *	if (!m)
 *		return -ENOMEM;
 *	start(m.dma().addr(), m.size_bytes());
 *
 * The caller vouches that the memory stays for so long, that nobody else touches it, and that
 * it shares no cache line with anything else, if the device writes to it: that it is an
 * allocation of its own. Memory that is not physically contiguous, like a stack that is
 * vmalloc memory, the kernel refuses, with a warning, and the mapping is empty.
 *
 * Context: any but under a raw_spinlock.
 * Stands for: dma_map_single(), dma_mapping_error(), dma_unmap_single().
 */
#ifndef KALLOC_DMA_LENT_H
#define KALLOC_DMA_LENT_H

#include <kalloc/dma/mapped.h>
#include <kalloc/dma/masked_device.h>

namespace kalloc {

template <dma_direction Direction, class T>
class [[nodiscard(
	"kalloc: what is mapped is unmapped at once; keep it, and test it")]] KALLOC_MAPPING_IN_USE
	dma_lent : public dma_mapped<Direction, kspan<T>>,
		   scope {
	using mapped = dma_mapped<Direction, kspan<T>>;

public:
	/* n elements at p. No dev, or n is 0: empty. */
	[[gnu::always_inline]] dma_lent(masked_device dev, T *p, size_t n)
		KALLOC_NOT_IN(contexts::outside_raw)
		: dma_lent(dev.for_memory(), kspan<T>(p, n))
	{
	}

	[[gnu::always_inline]] ~dma_lent() KALLOC_NOT_IN(contexts::outside_raw)
	{
		this->unmap_bytes();
	}

	explicit operator bool() const &
	{
		return this->memory_.data() != nullptr;
	}

	explicit operator bool() const && = delete; /* kalloc: unmapped at once; keep it */

private:
	[[gnu::always_inline]] dma_lent(device *dev, kspan<T> memory)
		: mapped(dev, memory, memory.size())
	{
	}
};

template <dma_direction Direction, class P>
[[nodiscard("kalloc: what is mapped is unmapped at once; keep it, and test it"),
  gnu::always_inline]] inline auto
dma_lend(masked_device dev, P &&p, size_t n) KALLOC_NOT_IN(contexts::outside_raw)
{
	static_assert(!std::is_array_v<std::remove_reference_t<P>>,
		      "kalloc: an array is on the stack, static, or part of something whose cache "
		      "lines it shares; make_kunique<T>() or a kbuffer, and dma_map() it");
	static_assert(std::is_array_v<std::remove_reference_t<P>> ||
			      std::is_pointer_v<std::remove_reference_t<P>>,
		      "kalloc: what has an owner moves into its mapping: dma_map(dev, "
		      "std::move(owner)); dma_lend() takes C's pointer, and how many elements");
	return dma_lent<Direction, std::remove_pointer_t<std::decay_t<P>>>(dev, std::forward<P>(p),
									   n);
}

} // namespace kalloc

#endif
