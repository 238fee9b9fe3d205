/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_shared<Owner>: coherent memory that the device has been told of. Until then it is the CPU's
 * alone, in its owner: a kbuffer<dma_coherent<...>>, a kunique_ptr<T, dma_family>, a block of a
 * dma_pool; there it is filled like any memory, and has no bus address. The owner moves in here,
 * which is when the device may have it, comes back out of it by take_back(), and is freed with it
 * otherwise.
 *
 *	auto r = ring::make(dev);
 *	if (!r)
 *		return -ENOMEM;
 *	...
 *	for (descriptor &each : r)
 *		each.length = le32{64};
 *
 *	dma_shared d(std::move(r));
 *	start(d.dma().addr(), d.size());
 *	...
 *	d.at(0, &descriptor::flags).write_last(le32{1});
 *	...
 *	if (!(d.at(0, &descriptor::flags).read_first() & le32{1}))
 *		return -EBUSY;
 *
 * What is in it is a dma_view (view.h): read or written a word at a time, in an order. For
 * descriptors that the two have in turn there is dma_ring (ring.h). Of an empty owner it is empty.
 *
 * Moving in and out costs nothing: no call, nothing is flushed. Where the device is done with all
 * of it between two transfers, take_back() is the way to plain accesses.
 *
 * Context: any; destruction as the owner's. Sizes and indices count elements.
 * Stands for: the dma_addr_t of dma_alloc_coherent(), READ_ONCE() and WRITE_ONCE().
 */
#ifndef KALLOC_DMA_SHARED_H
#define KALLOC_DMA_SHARED_H

#include <kalloc/dma/coherent_memory.h>
#include <kalloc/dma/view.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <class Owner>
class [[nodiscard(KALLOC_DROPPED)]] dma_shared : public owner_base<dma_shared<Owner>> {
	static_assert(
		is_coherent_buffer<Owner> || is_coherent_object<Owner>,
		"kalloc: what a device shares is kbuffer<dma_coherent<...>>, "
		"kunique_ptr<T, dma_family> or a dma_pool's block; other memory is mapped for "
		"it: dma_map()");

	static constexpr auto attributes = attributes_of<typename Owner::family_type>;
	template <class T>
	using view = dma_view<T, attributes>;

public:
	using element_type = typename Owner::element_type;
	using free_context = typename Owner::free_context;
	static constexpr bool trivially_relocatable = true;

	constexpr dma_shared() = default;

	/* The device may be told of it from here on. Of an empty owner: empty. */
	explicit dma_shared(Owner &&filled) : owner_(std::move(filled)) {}

	dma_shared(Owner &) = delete; /* kalloc: the device has it from now on: std::move() it */
	dma_shared(const dma_shared &) = delete;            /* kalloc: one owner; std::move() it */
	dma_shared &operator=(const dma_shared &) = delete; /* kalloc: one owner; std::move() it */

	dma_shared(dma_shared &&other) noexcept
	{
		swap(other);
	}

	dma_shared &operator=(dma_shared &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		dma_shared taken(std::move(other));

		swap(taken);
		return *this;
	}

	~dma_shared() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Elements, 0 if empty. */
	[[gnu::always_inline]] size_t size() const
		requires is_coherent_buffer<Owner>
	{
		return owner_.size();
	}

	/* Where the device sees it, and count elements from first on. */
	[[gnu::always_inline]] dma_range dma() const KALLOC_BORROWED
	{
		return coherent_memory::dma(owner_);
	}

	[[gnu::always_inline]] dma_range dma(size_t first, size_t count) const KALLOC_BORROWED
		requires is_coherent_buffer<Owner>
	KALLOC_REFUSE_RANGE(first, count, coherent_extent<Owner>)
	{
		refuse_range<coherent_extent<Owner>>(first, count);
		return dma().part(first, count, sizeof(element_type));
	}

	/*
	 * An element of a buffer, or a part of one: d.at(3, &descriptor::flags). One past the end
	 * warns once, and is nobody's; a constant one does not compile.
	 */
	template <class... Part>
		requires is_coherent_buffer<Owner>
	[[gnu::always_inline]] auto at(size_t index, Part... part) KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(index, 1, coherent_extent<Owner>)
			KALLOC_REFUSE_PART(element_type, part)
	{
		refuse_range<coherent_extent<Owner>>(index, 1);
		return view<element_type>(owner_[index]).at(part...);
	}

	template <class... Part>
		requires is_coherent_buffer<Owner>
	[[gnu::always_inline]] auto at(size_t index, Part... part) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(index, 1, coherent_extent<Owner>)
			KALLOC_REFUSE_PART(element_type, part)
	{
		refuse_range<coherent_extent<Owner>>(index, 1);
		return view<const element_type>(owner_[index]).at(part...);
	}

	/* The object, or a part of it: m.at(&mail::status). Not of an empty one; it is not checked.
	 */
	template <class... Part>
		requires is_coherent_object<Owner>
	[[gnu::always_inline]] auto at(Part... part) KALLOC_BORROWED
		KALLOC_REFUSE_PART(element_type, part)
	{
		return view<element_type>(*owner_).at(part...);
	}

	template <class... Part>
		requires is_coherent_object<Owner>
	[[gnu::always_inline]] auto at(Part... part) const KALLOC_BORROWED
		KALLOC_REFUSE_PART(element_type, part)
	{
		return view<const element_type>(*owner_).at(part...);
	}

	/* The owner, of which the device has let go; of what is empty, an empty one. */
	[[gnu::always_inline]] Owner take_back()
	{
		return std::move(owner_);
	}

	/* Frees the memory, if any, of which the device has let go; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		owner_.reset();
	}

	void swap(dma_shared &other) noexcept
	{
		owner_.swap(other.owner_);
	}

	/* As if it were the CPU's alone */
	template <class... Index>
	void operator[](Index...) const = delete; /* kalloc: the device has it: at(i, &T::member) */
	void begin() const = delete; /* kalloc: the device has it, too: at(i) for each i < size() */
	void end() const = delete;   /* kalloc: the device has it, too: at(i) for each i < size() */
	void
	operator->() const = delete;     /* kalloc: the device has it, too: at(&T::member).read() */
	void operator*() const = delete; /* kalloc: the device has it, too: at(), its copy_to() */
	void
	data() const = delete; /* kalloc: the device has it, too: at(), or take_back() the owner */
	void
	get() const = delete; /* kalloc: the device has it, too: at(), or take_back() the owner */
	template <class... Where>
	void resize(Where...) = delete; /* kalloc: not while the device has it: take_back() first */
	template <class... Where>
	dma_addr_t
	dma_addr(Where...) const = delete; /* kalloc: dma().addr(), dma(first, n).addr() */
	void release() = delete; /* kalloc: it is freed with its device: take_back() is the owner */

private:
	friend class owner_base<dma_shared>;

	auto *held() const
	{
		return coherent_memory::data(owner_);
	}

	Owner owner_;
};

} // namespace kalloc

#endif
