/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_handle<Attributes>: coherent memory that the device alone touches: its own tables, a frame
 * that goes from one unit of it to the next. It has a bus address and a size, and the kernel need
 * not give it an address for the CPU.
 *
 *	const auto scratch = dma_handle<>::make(dev, 100000, gfp::kernel | gfp::nowarn);
 *	if (!scratch)
 *		return -ENOMEM;
 *	start(scratch.dma().addr(), scratch.size_bytes());
 *
 * What is in it at first nobody says, and nobody zeroes. The device and its binding are as for all
 * coherent memory (dma.h), and so are the masks. Empty if there is no memory, bytes is 0 or more
 * than there is, or no dev. Sizes are bytes.
 *
 * Context: make() as the mask says; destruction where one may sleep.
 * Stands for: dma_alloc_attrs(), dma_free_attrs(), DMA_ATTR_NO_KERNEL_MAPPING.
 */
#ifndef KALLOC_DMA_HANDLE_H
#define KALLOC_DMA_HANDLE_H

#include <kalloc/dma/dma.h>
#include <kalloc/owner/owner_base.h>
#include <utility>

namespace kalloc {

template <dma_attr::constant auto Attributes = dma_attr::none>
class [[nodiscard(KALLOC_DROPPED)]] dma_handle : public owner_base<dma_handle<Attributes>> {
	using family_type = dma_family_with<Attributes | dma_attr::no_kernel_mapping>;

public:
	using free_context = contexts::sleepable;
	static constexpr bool trivially_relocatable = true;

	constexpr dma_handle() = default;
	constexpr explicit(false) dma_handle(std::nullptr_t) {}

	dma_handle(const dma_handle &) = delete;            /* kalloc: one owner; std::move() it */
	dma_handle &operator=(const dma_handle &) = delete; /* kalloc: one owner; std::move() it */

	dma_handle(dma_handle &&other) noexcept
	{
		swap(other);
	}

	dma_handle &operator=(dma_handle &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		dma_handle taken(std::move(other));

		swap(taken);
		return *this;
	}

	~dma_handle() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* That many bytes, by a mask such as gfp::kernel. */
	template <class Mask>
	static dma_handle make(masked_device dev, size_t bytes, Mask by,
			       call_site site = call_site::here())
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		family_type::template check<Mask>();
		if constexpr (gfp::constant<Mask>)
			static_assert(!Mask::has(gfp::zero),
				      "kalloc: nobody zeroes what the CPU has no address of; drop "
				      "gfp::zero");
		dma_handle handle;

		handle.family_ = family_type(dev);
		/* 0 wraps around */
		if (bytes - 1 < family_type::max_bytes)
			handle.memory_ = allocate(handle.family_, by.bits, bytes,
						  std::type_identity<u8>{}, site);
		if (handle.memory_)
			handle.bytes_ = bytes;
		return handle;
	}

	/* 0 if empty. */
	size_t size_bytes() const
	{
		return bytes_;
	}

	/* Where the device sees it. */
	[[gnu::always_inline]] dma_range dma() const KALLOC_BORROWED
	{
		return family_.dma(memory_, bytes_);
	}

	/* Frees the memory, if any, of which the device has let go; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		void *memory = std::exchange(memory_, nullptr);
		const size_t bytes = std::exchange(bytes_, 0);

		if (memory)
			give_back(family_, memory, bytes);
	}

	void swap(dma_handle &other) noexcept
	{
		std::swap(family_, other.family_);
		std::swap(memory_, other.memory_);
		std::swap(bytes_, other.bytes_);
	}

	void data() const = delete; /* kalloc: not the CPU's; kbuffer<dma_coherent<...>> is */
	template <class... Index>
	void
	operator[](Index...) const = delete; /* kalloc: not the CPU's; kbuffer<dma_coherent<...>> */
	void release() = delete; /* kalloc: it is freed with its device: keep the owner */

private:
	friend class owner_base<dma_handle>;

	void *held() const
	{
		return memory_;
	}

	family_type family_;
	void *memory_ = nullptr; /* the kernel's word for it, and no address */
	size_t bytes_ = 0;
};

} // namespace kalloc

#endif
