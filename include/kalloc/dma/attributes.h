/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_attr: what coherent memory is besides, as types, combined with |. They are part of the policy
 * or the family, so memory is freed by those it was allocated by, and what an attribute gives up
 * does not compile:
 *
 *	using frame = kbuffer<dma_coherent<gfp::kernel, dma_attr::write_combine>, le32>;
 *	...
 *	dma_shared shown(std::move(f));
 *	...
 *	shown.at(0).write(le32{0xffffff});
 *
 * An attribute is a wish: what a machine has no use for it ignores. DMA_ATTR_NO_WARN goes with
 * gfp::nowarn, as in dma_alloc_coherent(); DMA_ATTR_SKIP_CPU_SYNC is for mappings, and whoever
 * skips a sync has another one in place of it, which here is the scope's (cpu_access.h).
 *
 * Context: compile time.
 * Stands for: DMA_ATTR_WRITE_COMBINE, ...
 */
#ifndef KALLOC_DMA_ATTRIBUTES_H
#define KALLOC_DMA_ATTRIBUTES_H

#include <kalloc/types.h>
#include <type_traits>

namespace kalloc::dma_attr {

/* Who makes them: the names below, and |. */
enum class by_name {};

template <unsigned long Bits>
struct flags {
	flags() = delete; /* kalloc: attributes have names: dma_attr::write_combine | ... */
	constexpr explicit flags(by_name) {}

	static constexpr unsigned long bits = Bits;

	/* Are those of Other among them? */
	template <unsigned long Other>
	static constexpr bool has(flags<Other>)
	{
		return (Bits & Other) == Other && Other != 0;
	}
};

inline constexpr flags<0> none{by_name{}};
/* Writes of the CPU may be put together before they go out; shared memory is not read by it. */
inline constexpr flags<KALLOC_DMA_ATTR_WRITE_COMBINE> write_combine{by_name{}};
/* Accesses may pass one another: no word of shared memory tells of another one, there is no ring.
 */
inline constexpr flags<KALLOC_DMA_ATTR_WEAK_ORDERING> weak_ordering{by_name{}};
/* In one piece for the CPU, too, where an IOMMU would gather pages: fails sooner. */
inline constexpr flags<KALLOC_DMA_ATTR_FORCE_CONTIGUOUS> force_contiguous{by_name{}};
/* Of any pages: quicker to get, at the price of the IOMMU's look-ups. */
inline constexpr flags<KALLOC_DMA_ATTR_ALLOC_SINGLE_PAGES> single_pages{by_name{}};
/* Without an address for the CPU: a dma_handle (handle.h), which has it of itself. */
inline constexpr flags<KALLOC_DMA_ATTR_NO_KERNEL_MAPPING> no_kernel_mapping{by_name{}};
/* For a device's privileged accesses alone, where an IOMMU tells. */
inline constexpr flags<KALLOC_DMA_ATTR_PRIVILEGED> privileged{by_name{}};

template <unsigned long A, unsigned long B>
constexpr auto operator|(flags<A>, flags<B>)
{
	using both = flags<(A | B)>;

	static_assert(!(both::has(force_contiguous) && both::has(single_pages)),
		      "kalloc: dma_attr::force_contiguous and single_pages exclude one another; "
		      "keep one");
	return both{by_name{}};
}

template <unsigned long A, class T>
void operator|(flags<A>, T) = delete; /* kalloc: no attribute; masks are gfp::, of the policy */

template <class T>
inline constexpr bool is_flags = false;
template <unsigned long Bits>
inline constexpr bool is_flags<flags<Bits>> = true;

#define KALLOC_READ_OF_WRITE_COMBINED                                                         \
	"kalloc: write-combined memory is read past the caches, word by word: keep what was " \
	"written, or drop dma_attr::write_combine"
#define KALLOC_WITHOUT_ORDER                                                                         \
	"kalloc: in weakly ordered memory no word tells of another; keep those that tell in memory " \
	"without dma_attr::weak_ordering"

/* What a policy, a family or a dma_handle takes. */
template <class T>
concept constant = is_flags<std::remove_cvref_t<T>>;

} // namespace kalloc::dma_attr

#endif
