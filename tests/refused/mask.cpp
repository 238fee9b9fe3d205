/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A device's masks and limits: masked_device. */
#include "refused.h"

#ifdef mask_of_no_bits // kalloc: a DMA mask has 1 to 64 bits
constexpr u64 m = dma_mask<PICK(0)(1)>.mask;
#endif

#ifdef mask_of_too_many_bits // once: kalloc: a DMA mask has 1 to 64 bits
constexpr u64 m = dma_mask<PICK(65)(64)>.mask;
#endif

#ifdef mask_as_a_number // kalloc: in bits: dma_mask<32>, dma_mask_of\(n\)
int f(masked_device &to, device *dev)
{
	return to.set(dev, PICK(0xffffffff)(dma_mask<32>));
}
#endif

#ifdef result_dropped // kalloc: the device may not reach what is allocated for it; check it
void f(masked_device &to, device *dev)
{
	PICK()(const int err =) to.set(dev, dma_mask<32>);
}
#endif

#ifdef results_of_two_dropped // kalloc: the device may not reach what is allocated for it; check it
void f(masked_device &to, device *dev)
{
	PICK()(const int err =) to.set(dev, dma_mask<64>, dma_mask<32>);
}
#endif

#ifdef longest_piece_dropped // kalloc: the device may be told in pieces that it does not take; check it
void f(masked_device &to)
{
	PICK()(const int err =) to.set_longest_piece(512);
}
#endif

#ifdef boundary_dropped // kalloc: the device may be told in pieces that it does not take; check it
void f(masked_device &to)
{
	PICK()(const int err =) to.set_boundary(4096);
}
#endif

#ifdef never_set // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f([[maybe_unused]] device *dev)
{
	masked_device to;
	PICK()(if (const int err = to.set(dev, dma_mask<32>)) return err;)
	auto b = kbuffer<dma_coherent<gfp::kernel>>::make(to, 10);
	return b ? 0 : -ENOMEM;
}
#endif

#ifdef never_set_and_mapped // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f([[maybe_unused]] device *dev)
{
	masked_device to;
	PICK()(if (const int err = to.set(dev, dma_mask<64>) ?: to.set_longest_piece(512)) return err;)
	auto m = dma_noncoherent<to_device>::make(to, 10, gfp::kernel);
	return m ? 0 : -ENOMEM;
}
#endif

#ifdef pool_of_a_mask_never_set // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f(device *dev, bool wide)
{
	masked_device to;
	if (wide) {
		if (const int err = to.set(dev, dma_mask<64>))
			return err;
	}
	PICK()(if (!to) return -ENODEV;)
	auto pool = dma_pool<u64>::make(to, "words");
	return pool ? 0 : -ENOMEM;
}
#endif

#ifdef mapped_by_a_mask_never_set // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f([[maybe_unused]] device *dev, kunique_ptr<u64> &&p)
{
	masked_device to;
	PICK()(if (const int err = to.set(dev, dma_mask<32>)) return err;)
	auto m = dma_map<to_device>(to, std::move(p));
	return m ? 0 : -EIO;
}
#endif

#ifdef mapped_in_pieces_by_a_mask_never_set // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f([[maybe_unused]] device *dev, kbuffer<any_contiguity<gfp::kernel>> &&b)
{
	masked_device to;
	PICK()(if (const int err = to.set(dev, dma_mask<32>)) return err;)
	auto m = dma_map_sg<to_device>(to, std::move(b));
	return m ? 0 : m.error();
}
#endif

#ifdef lent_by_a_mask_never_set // clang: kalloc: the mask of this device was never set.*first: if \(const int err = to.set\(
int f([[maybe_unused]] device *dev, u8 *p)
{
	masked_device to;
	PICK()(if (const int err = to.set(dev, dma_mask<32>)) return err;)
	auto m = dma_lend<to_device>(to, p, 100);
	return m ? 0 : -EIO;
}
#endif

#ifdef answer_of_a_wrong_set // int set\(device \*, Mask\.\.\.\) = delete; /\* kalloc: in bits
int f(masked_device &to, device *dev)
{
	const int err = to.set(dev, PICK(0xffffffff)(dma_mask<32>));
	return err;
}
#endif
