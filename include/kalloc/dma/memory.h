/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_direction: who writes to what is mapped for a device.
 * dma_memory<Memory>: what a mapping (mapped.h) knows of what is mapped: elements, how many there
 * are, where they are, and whether a device may see them in one piece, or has to in several.
 * It is known of objects and buffers, which have an address; of owners of pages, of which
 * page_access has the bytes; and of vectors of any of these.
 *
 * Context: any.
 */
#ifndef KALLOC_DMA_MEMORY_H
#define KALLOC_DMA_MEMORY_H

#include <kalloc/owner/buffer.h>
#include <kalloc/owner/unique_ptr.h>
#include <kalloc/owner/vector.h>
#include <kalloc/page/page_access.h>
#include <kalloc/range/span.h>

/* All of what is mapped, as module.c has it: part() has its nth part. */
struct kalloc_dma_memory {
	kalloc_part (*part)(const void *memory, kalloc::size_t n);
	const void *memory;
	kalloc::size_t bytes;
};

namespace kalloc {

/* Who writes, as in enum dma_data_direction. bidirectional: both, and it costs both syncs. */
enum class dma_direction : u32 { bidirectional, to_device, from_device };
using enum dma_direction;

/* Of what no device may see. Mask: of what a mapping in pieces allocates. */
template <class Memory>
struct dma_memory {
	static constexpr bool contiguous = false, scattered = false, divisible = false;
	static constexpr size_t extent = 0;
	using mask = std::remove_cv_t<decltype(gfp::kernel)>;

	static constexpr size_t size(const Memory &)
	{
		return 0;
	}
};

/* What has an address: data() is there; Self also has what is above. */
template <class Self, class Memory, class T>
struct dma_addressed { /* NOLINT(*-crtp-constructor-accessibility): nobody makes one */
	using element = T;
	static constexpr bool paged = false, divisible = false;
	static constexpr size_t page_align = 1;

	static kalloc_part part(const Memory &memory, size_t)
	{
		return {nullptr, 0, reinterpret_cast<size_t>(Self::data(memory)),
			Self::data(memory) ? Self::size(memory) * sizeof(T) : 0};
	}
};

template <class T, mappable_family Family>
	requires(!std::is_array_v<T>)
struct dma_memory<kunique_ptr<T, Family>>
	: dma_addressed<dma_memory<kunique_ptr<T, Family>>, kunique_ptr<T, Family>, T> {
	static constexpr bool contiguous = contiguous_family<Family>, scattered = true;
	static constexpr size_t extent = 1;
	using mask = std::remove_cv_t<decltype(gfp::kernel)>;

	static constexpr T *data(const kunique_ptr<T, Family> &object)
	{
		return object.get();
	}

	static constexpr size_t size(const kunique_ptr<T, Family> &)
	{
		return 1;
	}
};

template <policy Policy, class T, size_t Extent>
	requires mappable_family<typename kbuffer<Policy, T, Extent>::family_type>
struct dma_memory<kbuffer<Policy, T, Extent>>
	: dma_addressed<dma_memory<kbuffer<Policy, T, Extent>>, kbuffer<Policy, T, Extent>, T> {
	static constexpr bool contiguous =
		contiguous_family<typename kbuffer<Policy, T, Extent>::family_type>;
	static constexpr bool scattered = true, divisible = Extent == dynamic_extent;
	static constexpr size_t extent = Extent;
	using mask = std::remove_cv_t<decltype(Policy::gfp)>;

	[[gnu::always_inline]] static T *data(const kbuffer<Policy, T, Extent> &buffer)
	{
		return const_cast<T *>(buffer.data());
	}

	[[gnu::always_inline]] static size_t size(const kbuffer<Policy, T, Extent> &buffer)
	{
		if constexpr (Extent == dynamic_extent)
			return buffer.size();
		else
			return Extent;
	}
};

/* lent: whoever lends it vouches for it */
template <class T>
struct dma_memory<kspan<T>> : dma_addressed<dma_memory<kspan<T>>, kspan<T>, T> {
	static constexpr bool contiguous = true, scattered = false;
	static constexpr size_t extent = dynamic_extent;
	using mask = std::remove_cv_t<decltype(gfp::kernel)>;

	static constexpr T *data(kspan<T> span)
	{
		return span.data();
	}
};

/* by what an owner of pages has its array allocated, a mapping of it has its table, too */
template <class Owner>
struct dma_table_mask {
	using type = std::remove_cv_t<decltype(gfp::kernel)>;
};
template <class Owner>
	requires requires { Owner::policy_type::gfp; }
struct dma_table_mask<Owner> {
	using type = std::remove_cv_t<decltype(Owner::policy_type::gfp)>;
};

/* kpages, kpage_array, user_pages: bytes, in parts of a page each */
template <class Owner>
	requires requires(const Owner &owner) {
		owner.part(0);
		owner.size_bytes();
		Owner::page_align;
	}
struct dma_memory<Owner> {
	static constexpr bool contiguous = contiguous_family<Owner>, scattered = true, paged = true,
			      divisible = false;
	static constexpr size_t extent = dynamic_extent, page_align = Owner::page_align;
	using element = page_byte<Owner>;
	using mask = typename dma_table_mask<Owner>::type;

	/* C's struct page, or the array of them; null if empty */
	static const void *data(const Owner &owner)
	{
		if constexpr (requires { owner.get(); })
			return owner.get();
		else
			return static_cast<const void *>(owner.pages().data());
	}

	static size_t size(const Owner &owner)
	{
		return owner.size_bytes();
	}

	static size_t parts(const Owner &owner)
	{
		return owner.size();
	}

	static page_part part(const Owner &owner, size_t n)
	{
		return owner.part(n);
	}
};

/* Vector has any number of Owner: one behind the other. */
template <class Vector, class Owner>
struct dma_several {
	using one = dma_memory<Owner>;
	static constexpr bool contiguous = false, scattered = one::scattered, paged = one::paged,
			      divisible = false;
	static constexpr size_t extent = dynamic_extent, page_align = one::page_align;
	using element = typename one::element;
	using mask = typename one::mask;

	static const Owner *data(const Vector &owners)
	{
		return owners.data();
	}

	/* 0 if one of them is empty. */
	static size_t size(const Vector &owners)
	{
		size_t sum = 0;

		for (const Owner &owner : owners) {
			if (!owner)
				return 0;
			sum += one::size(owner);
		}
		return sum;
	}

	static size_t parts(const Vector &owners)
		requires paged
	{
		size_t sum = 0;

		for (const Owner &owner : owners)
			sum += one::parts(owner);
		return sum;
	}

	static auto part(const Vector &owners, size_t n)
	{
		return one::part(owners[n], 0);
	}

	static page_part part(const Vector &owners, size_t n)
		requires paged
	{
		size_t at = 0;

		for (; at + 1 < owners.size() && n >= one::parts(owners[at]); at++)
			n -= one::parts(owners[at]);
		return one::part(owners[at], n);
	}
};

template <class Owner, policy Policy>
	requires(dma_memory<Owner>::scattered)
struct dma_memory<kvector<Owner, Policy>> : dma_several<kvector<Owner, Policy>, Owner> {};
template <class Owner, policy Policy>
	requires(dma_memory<Owner>::scattered)
struct dma_memory<kfixed_vector<Owner, Policy>> : dma_several<kfixed_vector<Owner, Policy>, Owner> {
};

/* of what a mapping may be made, const or not */
template <class Owner>
concept dma_owner = dma_memory<std::remove_cvref_t<Owner>>::contiguous ||
		    dma_memory<std::remove_cvref_t<Owner>>::scattered;

} // namespace kalloc

#endif
