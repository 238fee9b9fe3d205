/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The mask of a device has to be set, or said to be. */
#define KALLOC_STRICT_DMA
#include "refused.h"

using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;

#ifdef device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f([[maybe_unused]] device *dev, [[maybe_unused]] masked_device to)
{
	auto b = ring::make(PICK(dev)(to), 10);
}
#endif

#ifdef object_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev)
{
	auto p = make_kunique<u32, dma_family>(PICK(dev)(masked_by_c(dev)), gfp::kernel);
}
#endif

#ifdef pool_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev)
{
	auto p = dma_pool<u32>::make(PICK(dev)(masked_by_c(dev)), "words");
}
#endif

#ifdef handle_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev)
{
	auto h = dma_handle<>::make(PICK(dev)(masked_by_c(dev)), 10, gfp::kernel);
}
#endif

#ifdef noncoherent_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev)
{
	auto m = dma_noncoherent<to_device>::make(PICK(dev)(masked_by_c(dev)), 10, gfp::kernel);
}
#endif

#ifdef mapped_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev, kunique_ptr<u64> &&p)
{
	auto m = dma_map<to_device>(PICK(dev)(masked_by_c(dev)), std::move(p));
}
#endif

#ifdef mapped_in_pieces_for_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev, kunique_ptr<u64> &&p)
{
	auto m = dma_map_sg<to_device>(PICK(dev)(masked_by_c(dev)), std::move(p));
}
#endif

#ifdef lent_to_a_device_of_cs // kalloc: set\(\) its mask, or masked_by_c\(dev\)
void f(device *dev, u8 *p)
{
	auto m = dma_lend<to_device>(PICK(dev)(masked_by_c(dev)), p, 100);
}
#endif
