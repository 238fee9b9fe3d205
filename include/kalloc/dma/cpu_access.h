/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * cpu_access: the CPU at the bytes of a mapping (mapping.h, lent.h), to the end of the
 * block: what the device wrote is seen from its begin on, and the device sees them again
 * at its end. Read-only where the bytes go one way; of bidirectional ones they are written, too.
 * cpu_refill: the bytes of a mapping to_device are written for another transfer.
 *
 *	const cpu_access in(m, 0, 2);
 *	for (const u8 byte : in)
 *		sum += byte;
 *	...
 *	const cpu_refill out(m, 0, 4);
 *	out[0] = i;
 *
 * The device does not touch the bytes meanwhile: its transfer is over, or not started.
 * clang knows: within the scope dma() and unmap() do not compile. A part is synced as such:
 * count elements from first on; one that does not fit warns once, and is empty. What is mapped in
 * pieces (sg_mapping.h), or of several (noncontiguous.h), is synced as one; of pages it lends each
 * by a page_access, of several owners a kspan for each.
 *
 *	const cpu_access in(m);
 *	const page_access bytes(in, 1);
 *
 * Context: any.
 * Stands for: dma_sync_single_for_cpu(), dma_sync_single_for_device(), dma_sync_sgtable_for_cpu(),
 * dma_sync_sgtable_for_device().
 */
#ifndef KALLOC_DMA_CPU_ACCESS_H
#define KALLOC_DMA_CPU_ACCESS_H

#include <kalloc/context/scope.h>
#include <kalloc/dma/mapped.h>
#include <kalloc/range/span_scope.h>

namespace kalloc {

/* What a scope lends of a mapping's memory, whose elements the CPU may touch as T: these, */
template <class Memory, class T>
class cpu_lent : public span_scope<T> {
	static constexpr bool one = dma_memory<Memory>::extent == 1;
	using span_scope<T>::span_;

public:
	/* The object of a kunique_ptr. */
	[[gnu::always_inline]] T *operator->() const KALLOC_BORROWED
		requires one
	{
		return &span_.front();
	}

	[[gnu::always_inline]] T &operator*() const KALLOC_BORROWED
		requires one
	{
		return span_.front();
	}

protected:
	[[gnu::always_inline]] cpu_lent(const Memory &memory, size_t size)
		: span_scope<T>(dma_memory<Memory>::data(memory), size)
	{
	}

	[[gnu::always_inline]] cpu_lent(const Memory &memory, size_t size, size_t first,
					size_t count)
		: span_scope<T>(part(dma_memory<Memory>::data(memory), size, first, count))
	{
	}

	/* not asked of the bytes, which are a product of the answer */
	[[gnu::always_inline]] bool any() const
	{
		return !span_.empty();
	}

	[[gnu::always_inline]] size_t size_bytes() const
	{
		return span_.size_bytes();
	}

private:
	[[gnu::always_inline]] static kspan<T> part(T *data, size_t size, size_t first,
						    size_t count)
	{
#ifdef __clang_analyzer__ /* which would take every part for one that may be empty */
		return {data + first, count};
#endif
		return kspan<T>(data, size).subspan(first, count);
	}
};

/* pages, for page_access, */
template <class Memory, class T>
	requires(dma_memory<Memory>::paged)
class cpu_lent<Memory, T> : public scope {
public:
	/* page_access.h */
	static constexpr bool pages_are_const = std::is_const_v<T>;
	static constexpr size_t page_align = dma_memory<Memory>::page_align;

	/* Pages. */
	size_t size() const
	{
		return bytes_ ? dma_memory<Memory>::parts(memory_) : 0;
	}

	/* What page_access maps. Warns once where there is no such page. */
	page_part part(size_t n) const
	{
		return dma_memory<Memory>::part(memory_, n);
	}

protected:
	cpu_lent(const Memory &memory, size_t bytes) : memory_(memory), bytes_(bytes) {}

	bool any() const
	{
		return bytes_;
	}

	size_t size_bytes() const
	{
		return bytes_;
	}

private:
	const Memory &memory_; /* NOLINT(*-ref-data-members): scopes are not assigned */
	size_t bytes_;
};

/* or a range for each of several owners. */
template <class Memory, class T>
	requires(!dma_memory<Memory>::paged && requires { typename dma_memory<Memory>::one; })
class cpu_lent<Memory, T> : public scope {
	using one = typename dma_memory<Memory>::one;

public:
	/* Owners. */
	size_t size() const
	{
		return bytes_ ? memory_.size() : 0;
	}

	/* The elements of the nth one. Past the end: warns once, and there are none. */
	kspan<T> operator[](size_t n) const KALLOC_BORROWED
	{
		const auto owner = kspan(memory_.data(), size()).subspan(n, 1);

		return owner.empty() ? kspan<T>()
				     : kspan<T>(one::data(owner[0]), one::size(owner[0]));
	}

protected:
	cpu_lent(const Memory &memory, size_t count) : memory_(memory), bytes_(count * sizeof(T)) {}

	bool any() const
	{
		return bytes_;
	}

	size_t size_bytes() const
	{
		return bytes_;
	}

private:
	const Memory &memory_; /* NOLINT(*-ref-data-members): scopes are not assigned */
	size_t bytes_;
};

template <dma_direction Direction, class Memory, class Place, class T>
class cpu_view : public cpu_lent<Memory, T> {
	using mapped = dma_mapped<Direction, Memory, Place>;
	using lent = cpu_lent<Memory, T>;
	using lent::any, lent::size_bytes;

protected:
	[[gnu::always_inline]] explicit cpu_view(const mapped &m)
		: lent(m.memory_, m.size()), memory_(m.memory_), place_(m.place_)
	{
		begins();
	}

	[[gnu::always_inline]] cpu_view(const mapped &m, size_t first, size_t count)
		: lent(m.memory_, m.size(), first, count), memory_(m.memory_),
		  place_(m.place_.part(first * sizeof(T)))
	{
		begins();
	}

	[[gnu::always_inline]] ~cpu_view()
	{
		let_go(&memory_);
		if (any())
			place_.sync_for_device(memory_, size_bytes(), static_cast<u32>(Direction));
	}

private:
	[[gnu::always_inline]] void begins() const
	{
		taken_alone(&memory_);
		if (any())
			place_.sync_for_cpu(memory_, size_bytes(), static_cast<u32>(Direction));
	}

	const Memory &memory_; /* NOLINT(*-ref-data-members): scopes are not assigned */
	mutable Place place_;
};

template <class T, dma_direction Direction>
using cpu_accessed = std::conditional_t<Direction == bidirectional, T, const T>;

template <dma_direction Direction, class Memory, class Place = dma_contiguous>
class KALLOC_ANALYSED(scoped_lockable) cpu_access
	: public cpu_view<Direction, Memory, Place,
			  cpu_accessed<typename dma_memory<Memory>::element, Direction>> {
	using view = cpu_view<Direction, Memory, Place,
			      cpu_accessed<typename dma_memory<Memory>::element, Direction>>;
	using mapped = dma_mapped<Direction, Memory, Place>;

public:
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit cpu_access(mapped &m)
		KALLOC_ANALYSED(acquire_capability(m))
		: view(m)
	{
	}

	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] cpu_access(mapped &m, size_t first,
								      size_t count)
		requires Place::synced_in_part
	KALLOC_ANALYSED(acquire_capability(m)) : view(m, first, count)
	{
	}

	cpu_access(mapped &, size_t, size_t) /* kalloc: pieces are synced as one, not in part */
		requires(!Place::synced_in_part)
	= delete;

	[[gnu::always_inline]] ~cpu_access() KALLOC_ANALYSED(release_capability()) = default;
};

template <dma_direction Direction, class Memory, class Place = dma_contiguous>
class KALLOC_ANALYSED(scoped_lockable) cpu_refill
	: public cpu_view<Direction, Memory, Place, typename dma_memory<Memory>::element> {
	using view = cpu_view<Direction, Memory, Place, typename dma_memory<Memory>::element>;
	using mapped = dma_mapped<Direction, Memory, Place>;
	static_assert(Direction == to_device,
		      "kalloc: only bytes to_device are refilled; the device overwrites "
		      "from_device, and bidirectional ones are written in a cpu_access");

public:
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit cpu_refill(mapped &m)
		KALLOC_ANALYSED(acquire_capability(m))
		: view(m)
	{
	}

	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] cpu_refill(mapped &m, size_t first,
								      size_t count)
		requires Place::synced_in_part
	KALLOC_ANALYSED(acquire_capability(m)) : view(m, first, count)
	{
	}

	cpu_refill(mapped &, size_t, size_t) /* kalloc: pieces are synced as one, not in part */
		requires(!Place::synced_in_part)
	= delete;

	[[gnu::always_inline]] ~cpu_refill() KALLOC_ANALYSED(release_capability()) = default;
};

template <dma_direction Direction, class Memory, class Place>
cpu_access(dma_mapped<Direction, Memory, Place> &) -> cpu_access<Direction, Memory, Place>;
template <dma_direction Direction, class Memory, class Place>
cpu_access(dma_mapped<Direction, Memory, Place> &, size_t, size_t)
	-> cpu_access<Direction, Memory, Place>;
template <dma_direction Direction, class Memory, class Place>
cpu_refill(dma_mapped<Direction, Memory, Place> &) -> cpu_refill<Direction, Memory, Place>;
template <dma_direction Direction, class Memory, class Place>
cpu_refill(dma_mapped<Direction, Memory, Place> &, size_t, size_t)
	-> cpu_refill<Direction, Memory, Place>;

} // namespace kalloc

#endif
