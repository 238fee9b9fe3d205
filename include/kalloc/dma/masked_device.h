/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * masked_device: a device of which the kernel knows what it addresses, its DMA mask: what DMA
 * memory is made and mapped for. In probe(), where the C++ half sets the mask:
 *
 *	masked_device to;
 *	if (const int err = to.set(dev, dma_mask<32>))
 *		return err;
 *	...
 *	auto a = area::make(to, 100);
 *
 * A device * from C will do as well: there C has set the mask, by
 * dma_set_mask_and_coherent(). With KALLOC_STRICT_DMA defined before the include that has to be
 * said, as masked_by_c(dev), or nothing is made or mapped for the device.
 *
 * Until set() has worked it has no device, and nothing can be made for it. It does not keep the
 * device, and is copied like the pointer that it is.
 *
 * Context: set() and the limits in probe(), before anything is mapped.
 * Stands for: dma_set_mask_and_coherent(), dma_set_mask(), dma_set_coherent_mask(),
 * dma_set_max_seg_size(), dma_set_seg_boundary().
 */
#ifndef KALLOC_DMA_MASKED_DEVICE_H
#define KALLOC_DMA_MASKED_DEVICE_H

#include <cstddef>
#include <kalloc/binding/functions.h>
#include <kalloc/errno.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

/* A mask of so many bits, 1 to 64: the device reaches the addresses below 2^Bits. */
template <unsigned int Bits>
struct dma_bits {
	static constexpr u64 mask = ~u64{0} >> (64 - Bits);
};
/* all of them, of what is refused: one error is enough */
template <unsigned int Bits>
inline constexpr dma_bits<Bits >= 1 && Bits <= 64 ? Bits : 64> dma_mask = [] {
	static_assert(
		Bits >= 1 && Bits <= 64,
		"kalloc: a DMA mask has 1 to 64 bits: how many address lines has the device?");
	return dma_bits<Bits >= 1 && Bits <= 64 ? Bits : 64>();
}();

/* The same, of so many bits as the device says at run time. */
struct dma_mask_of {
	/* 0 of none, or more than 64 */
	constexpr explicit dma_mask_of(unsigned int bits)
		: mask(bits - 1 < 64 ? ~u64{0} >> (64 - bits) : 0)
	{
	}

	u64 mask;
};

template <class T>
inline constexpr bool is_dma_mask = std::is_same_v<T, dma_mask_of>;
template <unsigned int Bits>
inline constexpr bool is_dma_mask<dma_bits<Bits>> = true;

class masked_device {
public:
	constexpr masked_device() = default;
	constexpr explicit(false) masked_device(std::nullptr_t) : masked_device(nullptr, by_c{}) {}
#ifdef KALLOC_STRICT_DMA
	/* NOLINTNEXTLINE(google-explicit-constructor): it is deleted */
	masked_device(device *) = delete; /* kalloc: set() its mask, or masked_by_c(dev) */
#else
	/* C has set its mask. */
	constexpr explicit(false) masked_device(device *dev) : masked_device(dev, by_c{}) {}
#endif

	/*
	 * The mask of all DMA, or of mappings and of coherent memory. 0; -EIO if device, bus or
	 * machine can do nothing within it, -EINVAL of a dma_mask_of() too many bits, or none,
	 * -ENODEV without dev. Then this is as it was: another mask may do.
	 */
	template <class Mapped, class Coherent = Mapped>
		requires(is_dma_mask<Mapped> && is_dma_mask<Coherent>)
	[[nodiscard("kalloc: the device may not reach what is allocated for it; check it"),
	  gnu::always_inline]] int
	set(device *dev, Mapped mapped, Coherent coherent)
	{
#ifdef __clang_analyzer__ /* what it returned is looked at; of a ?: b to it that is not known */
		mask_was_set_ = &elsewhere_;
#endif
		if (!dev)
			return -ENODEV;
		if (!mapped.mask || !coherent.mask)
			return -EINVAL;
		if (const int err = binding::dma_set_mask(dev, mapped.mask))
			return err;
		if (const int err = binding::dma_set_coherent_mask(dev, coherent.mask))
			return err;
		dev_ = dev;
		return 0;
	}

	template <class Mask>
		requires is_dma_mask<Mask>
	[[nodiscard("kalloc: the device may not reach what is allocated for it; check it"),
	  gnu::always_inline]] int
	set(device *dev, Mask mask)
	{
		return set(dev, mask, mask);
	}

	/*
	 * What the device takes in one piece of a mapping, in bytes (64 KiB where nobody says), and
	 * the power of two of which no piece crosses a multiple. 0; -EIO if its bus keeps no
	 * such limits, -EINVAL of 0, or no power of two, -ENODEV before set().
	 */
	[[nodiscard(
		"kalloc: the device may be told in pieces that it does not take; check it")]] int
	set_longest_piece(u32 bytes)
	{
		if (!dev_)
			return -ENODEV;
		return bytes ? binding::kalloc_dma_set_max_seg_size(dev_, bytes) : -EINVAL;
	}

	[[nodiscard(
		"kalloc: the device may be told in pieces that it does not take; check it")]] int
	set_boundary(u64 bytes)
	{
		if (!dev_)
			return -ENODEV;
		/* no std::has_single_bit(), which calls what a kernel has not */
		if (!bytes || (bytes & (bytes - 1)))
			return -EINVAL;
		return binding::kalloc_dma_set_seg_boundary(dev_, bytes - 1);
	}

	/* Null if there is none. */
	constexpr device *get() const
	{
		return dev_;
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): it is one, and more */
	constexpr operator device *() const
	{
		return dev_;
	}

	/* The device, to make or map memory for: to clang's analyzer set() was called before. */
	constexpr device *for_memory() const
	{
#ifdef __clang_analyzer__
		*mask_was_set_ = true;
#endif
		return dev_;
	}

	/* A mask that is a number */
	template <class... Mask>
		requires(!(is_dma_mask<Mask> && ...))
	int set(device *, Mask...) = delete; /* kalloc: in bits: dma_mask<32>, dma_mask_of(n) */

private:
	friend constexpr masked_device masked_by_c(device *dev);

	struct by_c {};
#ifdef __clang_analyzer__
	static constinit inline bool elsewhere_ = true;
	bool *mask_was_set_ = nullptr;
	constexpr masked_device(device *dev, by_c) : mask_was_set_(&elsewhere_), dev_(dev) {}
#else
	constexpr masked_device(device *dev, by_c) : dev_(dev) {}
#endif

	device *dev_ = nullptr;
};

/* dev, of which C has set the mask. */
constexpr masked_device masked_by_c(device *dev)
{
	return {dev, masked_device::by_c{}};
}

} // namespace kalloc

#endif
