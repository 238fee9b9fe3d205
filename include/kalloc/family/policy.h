/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A policy says what a buffer needs: how contiguous its memory is, and the GFP
 * context it is allocated in. The library picks the family that fits:
 *
 *   policy                 size known at compile time       else
 *   contiguous             kmalloc                          kmalloc
 *   virtually_contiguous   vmalloc                          vmalloc
 *   any_contiguity         up to a page: kmalloc            kvmalloc
 *                          over kmalloc_max_size: vmalloc
 *                          between: kvmalloc
 *   dma_coherent           dma                              dma
 *
 *	using frame = kbuffer<contiguous<gfp::kernel>>;
 *	using table = kbuffer<virtually_contiguous<gfp::kernel>>;
 *	using blob = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
 *	using ring = kbuffer<dma_coherent<gfp::kernel>>;
 *
 * family_for<Policy, Bytes> is that choice; what cannot work does not compile.
 */
#ifndef KALLOC_POLICY_H
#define KALLOC_POLICY_H

#include <kalloc/dma/dma.h>
#include <kalloc/family/gfp.h>
#include <kalloc/family/kmalloc.h>
#include <kalloc/family/kvmalloc.h>
#include <kalloc/family/vmalloc.h>

namespace kalloc {

/*
 * Physically contiguous, up to kmalloc_max_size: for DMA mappings, small objects, atomic
 * context. Stands for kmalloc(); freed from any context.
 */
template <gfp::constant auto Gfp>
struct contiguous {
	static constexpr auto gfp = Gfp;

	template <size_t Bytes>
	static consteval auto choose()
	{
		static_assert(
			Bytes == dynamic_extent || Bytes <= kmalloc_max_size,
			"kalloc: kmalloc has no physically contiguous memory of this size; use "
			"any_contiguity or virtually_contiguous");
		return kmalloc_family{};
	}
};

/*
 * Contiguous for the CPU only: large tables; for a device in pieces (sg_mapping.h). Made and freed
 * where one may sleep. Stands for vmalloc().
 */
template <gfp::constant auto Gfp>
struct virtually_contiguous {
	static constexpr auto gfp = Gfp;

	template <size_t>
	static consteval auto choose()
	{
		return vmalloc_family{};
	}
};

/*
 * Whichever is cheaper: for memory that the CPU touches, and a device in pieces. Made and freed
 * where one may sleep, unless it comes to kmalloc. Stands for kvmalloc(), or what that comes to.
 */
template <gfp::constant auto Gfp>
struct any_contiguity {
	static constexpr auto gfp = Gfp;

	template <size_t Bytes>
	static consteval auto choose()
	{
		if constexpr (Bytes <= page_size)
			return kmalloc_family{};
		else if constexpr (Bytes != dynamic_extent && Bytes > kmalloc_max_size)
			return vmalloc_family{};
		else
			return kvmalloc_family{};
	}
};

/*
 * Shared with a device, which sees what the CPU wrote and the reverse, without flushing:
 * rings, descriptors, mailboxes. Attributes: what it is besides (attributes.h). Freed where one may
 * sleep. Stands for dma_alloc_coherent(), dma_alloc_wc(), dma_alloc_attrs().
 */
template <gfp::constant auto Gfp, dma_attr::constant auto Attributes = dma_attr::none>
struct dma_coherent {
	static constexpr auto gfp = Gfp;

	template <size_t>
	static consteval auto choose()
	{
		return dma_family_with<Attributes>{};
	}
};

/* A policy of your own needs the same two members. */
template <class P>
concept policy = requires {
	{ P::gfp } -> gfp::constant;
	{ P::template choose<dynamic_extent>() } -> family;
};

template <policy Policy, size_t Bytes>
using family_for = decltype(Policy::template choose<Bytes>());

} // namespace kalloc

#endif
