/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * coherent_memory: what dma_shared (shared.h), dma_ring (ring.h) and user_mapped, which have an
 * owner of coherent memory inside, know of it and nobody else: where the device sees it. Not part
 * of the API.
 */
#ifndef KALLOC_COHERENT_MEMORY_H
#define KALLOC_COHERENT_MEMORY_H

#include <kalloc/dma/dma.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

/* Does a device see F's memory, from its allocation on? */
template <class F>
concept coherent_family = requires(const F &f) {
	{ f.dma(nullptr, sizeof(F)) } -> std::same_as<dma_range>;
};

/* What F's memory is besides: nothing, but for dma_family_with<...>. */
template <class F>
inline constexpr auto attributes_of = dma_attr::none;
template <dma_attr::constant auto Attributes>
inline constexpr auto attributes_of<dma_family_with<Attributes>> = Attributes;

template <class Owner>
inline constexpr bool is_coherent_object = false;
template <class T, coherent_family Family>
inline constexpr bool is_coherent_object<kunique_ptr<T, Family>> = true;

template <class Owner>
inline constexpr bool is_coherent_buffer = false;
template <policy Policy, class T, size_t Extent>
inline constexpr bool is_coherent_buffer<kbuffer<Policy, T, Extent>> =
	coherent_family<typename kbuffer<Policy, T, Extent>::family_type>;

/* How many elements Owner has, if its type says. */
template <class Owner>
inline constexpr size_t coherent_extent = 1;
template <policy Policy, class T, size_t Extent>
inline constexpr size_t coherent_extent<kbuffer<Policy, T, Extent>> = Extent;

struct coherent_memory {
	template <class T, family Family>
	[[gnu::always_inline]] static T *data(const kunique_ptr<T, Family> &object)
	{
		return object.get();
	}

	template <policy Policy, class T, size_t Extent>
	[[gnu::always_inline]] static T *data(const kbuffer<Policy, T, Extent> &buffer)
	{
		return const_cast<T *>(buffer.data());
	}

	template <class T, family Family>
	[[gnu::always_inline]] static dma_range dma(const kunique_ptr<T, Family> &object)
	{
		return object.family_.dma(object.p_, sizeof(T));
	}

	template <policy Policy, class T, size_t Extent>
	[[gnu::always_inline]] static dma_range dma(const kbuffer<Policy, T, Extent> &buffer)
	{
		return buffer.family_.dma(buffer.data_, buffer.extent_.size * sizeof(T));
	}
};

} // namespace kalloc

#endif
