/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* A device's masks and limits: masked_device. */
#include "refused.h"

#ifdef mask_of_no_bits // kalloc: a DMA mask has 1 to 64 bits
constexpr u64 m = dma_mask<PICK(0)(1)>.mask;
#endif

#ifdef mask_of_too_many_bits // kalloc: a DMA mask has 1 to 64 bits
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
