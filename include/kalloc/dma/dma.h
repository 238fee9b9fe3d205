/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_family: memory that the CPU and one device see alike (in which order: barrier.h),
 * always zeroed when allocated. The family carries the device, which it keeps alive until
 * the memory is freed, and the address at which the device sees the memory.
 *
 *	auto filled = make_kunique<mail, dma_family>(dev, gfp::kernel, le32{1}, le32{0});
 *	if (!filled)
 *		return -ENOMEM;
 *	filled->text[0] = 'a';
 *
 *	dma_shared m(std::move(filled));
 *	start(m.dma().addr(), 1);
 *
 * An owner of it is the CPU's alone, with plain accesses and without an address, until it moves
 * into a dma_shared (shared.h) or a dma_ring (ring.h).
 *
 * dma_family_with<Attributes> is the same with DMA_ATTR_... (attributes.h).
 *
 * The device's mask is set before, by C or by masked_device (masked_device.h). The memory is
 * freed while the driver is bound: by remove(), or with what ends behind it, a kbound
 * (device/bound.h), which open files use, or what was given to the device. Mappings and
 * translations are the binding's, so what is freed later stays, for good, and warns once; the CPU
 * may use it until then.
 *
 * Context: allocate() as the mask says; free() may sleep: behind an IOMMU the memory is
 * unmapped, and the last reference to a device ends it.
 * Stands for: dma_alloc_attrs(), dma_free_attrs(), get_device(), put_device().
 */
#ifndef KALLOC_DMA_H
#define KALLOC_DMA_H

#include <kalloc/binding/functions.h>
#include <kalloc/dma/attributes.h>
#include <kalloc/dma/device_may_write.h>
#include <kalloc/dma/masked_device.h>
#include <kalloc/dma/range.h>
#include <kalloc/family/family.h>

namespace kalloc {

template <dma_attr::constant auto Attributes>
class dma_family_with {
public:
	static constexpr auto attributes = Attributes;
	using free_context = contexts::sleepable;
	static constexpr size_t max_bytes = static_cast<size_t>(-1) / 2;
	static constexpr size_t max_align = page_size;

	constexpr dma_family_with() = default;
	/* A null device allocates nothing. */
	constexpr explicit(false) dma_family_with(masked_device dev) : dev_(dev.for_memory()) {}
#ifdef KALLOC_STRICT_DMA
	/* NOLINTNEXTLINE(google-explicit-constructor): it is deleted */
	dma_family_with(device *) = delete; /* kalloc: set() its mask, or masked_by_c(dev) */
#else
	constexpr explicit(false) dma_family_with(device *dev) : dev_(dev) {}
#endif

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(!Mask::has(gfp::dma) && !Mask::has(gfp::dma32) &&
					      !Mask::has(gfp::highmem),
				      "kalloc: the device's DMA mask picks the zone, not gfp::dma, "
				      "gfp::dma32 or gfp::highmem; drop it and call "
				      "dma_set_mask_and_coherent()");
			static_assert(!Mask::has(gfp::comp),
				      "kalloc: dma_alloc_attrs() refuses gfp::comp; drop it");
			static_assert(!Mask::has(gfp::nofail),
				      "kalloc: dma_alloc_attrs() may fail for a device's limits, "
				      "whatever the mask; drop gfp::nofail and check the result");
		}
	}

	template <class T>
	static consteval void check_contents()
	{
		static_assert(!Attributes.has(dma_attr::no_kernel_mapping),
			      "kalloc: without a kernel mapping it is the device's alone: "
			      "dma_handle<...>::make(dev, bytes, gfp::kernel)");
		static_assert(device_may_write<T> &&
				      std::is_copy_assignable_v<std::remove_all_extents_t<T>>,
			      "kalloc: a device writes to this memory, any bytes: no pointer, "
			      "reference, constant, bool, enum without a type, lock, owner or "
			      "virtual function in it; for a class with constructors or private "
			      "members see device_may_write.h");
	}

	[[nodiscard]] void *allocate(u32 gfp, size_t bytes, auto)
	{
#ifdef __clang_analyzer__ /* for it to see that there may be none */
		if (!dev_)
			return nullptr;
#endif
		return binding::kalloc_dma_alloc(dev_, bytes, &addr_, gfp, Attributes.bits,
						 &bound_);
	}

	void free(void *p, size_t bytes)
	{
		binding::kalloc_dma_free(dev_, bytes, p, addr_, Attributes.bits, bound_);
	}

	/* Null if there never was one. */
	device *dev() const
	{
		return dev_;
	}

	/* Where the device sees p, which was allocated here with that many bytes, or is null. */
	dma_range dma(const void *p, size_t bytes) const
	{
		return {addr_, p, bytes};
	}

private:
	device *dev_ = nullptr;
	dma_addr_t addr_ = 0;
	bool bound_ = false; /* was a driver, when the memory was allocated? */
};

using dma_family = dma_family_with<dma_attr::none>;

} // namespace kalloc

#endif
