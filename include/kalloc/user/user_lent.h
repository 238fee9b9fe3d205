/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_mappable<Owner>: may user space map an Owner's memory?
 * user_lent<Owner>: what the driver has of memory that user space maps (user_mapped.h), a base of
 * the handles. Of a buffer that is a span; of an array of pages page_access has the bytes:
 *
 *	const page_access<u32> first(commands_);
 *
 * Coherent memory is the device's from then on, too, as in a dma_shared (shared.h): it has a bus
 * address, and is read or written a word at a time, by a dma_view (view.h).
 *
 *	ring_.at(2).write(9);
 *	...
 *			ring_.at(1).read());
 *
 * Context: any.
 */
#ifndef KALLOC_USER_LENT_H
#define KALLOC_USER_LENT_H

#include <kalloc/dma/coherent_memory.h>
#include <kalloc/dma/handle.h>
#include <kalloc/dma/view.h>
#include <kalloc/family/pages.h>
#include <kalloc/family/policy.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/page/page_array.h>

/* How the binding's begins: where the owner is. */
struct kalloc_user_memory {
	void *owner;
};

namespace kalloc {

template <class Owner>
struct user_mappable {
	static constexpr bool possible = false, zeroed = true, coherent = false, pages = false;
	static constexpr auto attributes = dma_attr::none;
	using element = u8;
};

template <policy Policy, class T, size_t Extent>
struct user_mappable<kbuffer<Policy, T, Extent>> {
	using family = typename kbuffer<Policy, T, Extent>::family_type;
	static constexpr bool coherent = coherent_family<family>, pages = false;
	static constexpr bool possible = coherent || std::is_same_v<family, vmalloc_family> ||
					 std::is_same_v<family, pages_family>;
	static constexpr bool zeroed = coherent || (Policy::gfp.bits & KALLOC_GFP_ZERO);
	/* by which it was allocated, and is mapped */
	static constexpr auto attributes = attributes_of<family>;
	using element = T;
};

template <policy Array>
struct user_mappable<basic_kpage_array<Array>> {
	static constexpr bool possible = true, zeroed = true, coherent = false, pages = true;
	static constexpr auto attributes = dma_attr::none;
	/* bytes of its pages */
	using element = u8;
};

/* which nobody zeroes */
template <dma_attr::constant auto Attributes>
struct user_mappable<dma_handle<Attributes>> : user_mappable<void> {
	static constexpr bool possible = true, zeroed = false;
};

template <class Owner>
class user_lent {
	using what = user_mappable<Owner>;
	using element = typename what::element;
	static constexpr size_t extent = coherent_extent<Owner>;

public:
	using element_type = element;

	/* Pages, or elements; 0 if empty. */
	size_t size() const
	{
		return p_ ? owner().size() : 0;
	}

	size_t size_bytes() const
	{
		return p_ ? owner().size_bytes() : 0;
	}

	/* The elements; none if empty. */
	kspan<element> span() const KALLOC_BORROWED
		requires(!what::pages && !what::coherent)
	{
		return elements();
	}

	/*
	 * An element, or a part of one: at(3, &descriptor::flags). One past the end, and any of an
	 * empty handle, warns once, and is nobody's; a constant one does not compile.
	 */
	template <class... Part>
		requires(what::coherent)
	[[gnu::always_inline]] auto at(size_t index, Part... part) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(index, 1, extent) KALLOC_REFUSE_PART(element, part)
	{
		refuse_range<extent>(index, 1);
		return dma_view<element, what::attributes>(elements()[index]).at(part...);
	}

	/* Where the device sees them, and count elements from first on. */
	dma_range dma() const KALLOC_BORROWED
		requires(what::coherent)
	{
#ifdef __clang_analyzer__ /* no question here: it would take it for a test */
		return {reinterpret_cast<u64>(p_->owner), p_, owner().size_bytes()};
#endif
		return p_ ? coherent_memory::dma(owner()) : dma_range();
	}

	dma_range dma(size_t first, size_t count) const KALLOC_BORROWED
		requires(what::coherent)
	KALLOC_REFUSE_RANGE(first, count, extent)
	{
		refuse_range<extent>(first, count);
		return dma().part(first, count, sizeof(element));
	}

	/* page_access.h */
	static constexpr bool pages_are_const = false;
	static constexpr size_t page_align = page_size;
	page_part part(size_t n) const
		requires(what::pages)
	{
		return p_ ? owner().part(n) : Owner().part(n);
	}

	/* Any other way */
	kspan<element> span() const /* kalloc: the device has it, too: at(index).read(), .write() */
		requires(what::coherent)
	= delete;
	template <class... Index>
	dma_view<element>
	at(Index...) const /* kalloc: it is not a device's: span(), or of pages page_access */
		requires(!what::coherent)
	= delete;
	element &
	operator[](size_t) const = delete;    /* kalloc: span()[i]; of a device's memory, at(i) */
	element *get() const = delete;        /* kalloc: it stays as it is: span(), at() */
	element *operator->() const = delete; /* kalloc: it stays as it is: span(), at() */
	element &operator*() const = delete;  /* kalloc: it stays as it is: span(), at() */

protected:
	constexpr user_lent() = default;
	constexpr explicit user_lent(kalloc_user_memory *p) : p_(p) {}
	~user_lent() = default;

	Owner &owner() const
	{
		return *static_cast<Owner *>(p_->owner);
	}

	kalloc_user_memory *p_ = nullptr;

private:
	kspan<element> elements() const KALLOC_BORROWED
	{
#ifdef __clang_analyzer__ /* no question here: it would take it for a test */
		return kspan<element>(reinterpret_cast<element *>(p_),
				      __PTRDIFF_MAX__ / sizeof(element));
#endif
		return p_ ? kspan<element>(owner()) : kspan<element>();
	}
};

} // namespace kalloc

#endif
