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
 * pieces (sg_mapping.h) is synced as one.
 *
 * Context: any.
 * Stands for: dma_sync_single_for_cpu(), dma_sync_single_for_device(), dma_sync_sgtable_for_cpu(),
 * dma_sync_sgtable_for_device().
 */
#ifndef KALLOC_DMA_CPU_ACCESS_H
#define KALLOC_DMA_CPU_ACCESS_H

#include <kalloc/dma/mapped.h>

namespace kalloc {

/* T: the elements as the CPU may touch them. */
template <dma_direction Direction, class Memory, class Place, class T>
class cpu_view : public scope {
	using mapped = dma_mapped<Direction, Memory, Place>;
	static constexpr bool one = dma_memory<Memory>::extent == 1;

public:
	/* Elements. */
	[[gnu::always_inline]] size_t size() const
	{
		return span_.size();
	}

	[[gnu::always_inline]] kspan<T> span() const KALLOC_BORROWED
	{
		return span_;
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): as a buffer */
	[[gnu::always_inline]] operator kspan<T>() const KALLOC_BORROWED
	{
		return span_;
	}

	/* Past the end: warns once, and touches nothing. */
	[[gnu::always_inline]] T &operator[](size_t index) const KALLOC_BORROWED
	{
		return span_[index];
	}

	[[gnu::always_inline]] auto begin() const KALLOC_BORROWED
	{
		return span_.begin();
	}

	[[gnu::always_inline]] auto end() const KALLOC_BORROWED
	{
		return span_.end();
	}

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
	[[gnu::always_inline]] explicit cpu_view(const mapped &m)
		: place_(m.place_), span_(dma_memory<Memory>::data(m.memory_), m.size())
	{
		begins();
	}

	[[gnu::always_inline]] cpu_view(const mapped &m, size_t first, size_t count)
		: place_(m.place_.part(first * sizeof(T))), span_(part(m, first, count))
	{
		begins();
	}

	[[gnu::always_inline]] ~cpu_view()
	{
		if (!span_.empty())
			place_.sync_for_device(span_.data(), span_.size_bytes(),
					       static_cast<u32>(Direction));
	}

private:
	[[gnu::always_inline]] static kspan<T> part(const mapped &m, size_t first, size_t count)
	{
		T *data = dma_memory<Memory>::data(m.memory_);

#ifdef __clang_analyzer__ /* which would take every part for one that may be empty */
		return {data + first, count};
#endif
		return kspan<T>(data, m.size()).subspan(first, count);
	}

	[[gnu::always_inline]] void begins() const
	{
		if (!span_.empty())
			place_.sync_for_cpu(span_.data(), span_.size_bytes(),
					    static_cast<u32>(Direction));
	}

	mutable Place place_;
	mutable kspan<T> span_;
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
		requires Place::in_one_piece
	KALLOC_ANALYSED(acquire_capability(m)) : view(m, first, count)
	{
	}

	cpu_access(mapped &, size_t, size_t) /* kalloc: pieces are synced as one, not in part */
		requires(!Place::in_one_piece)
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
		requires Place::in_one_piece
	KALLOC_ANALYSED(acquire_capability(m)) : view(m, first, count)
	{
	}

	cpu_refill(mapped &, size_t, size_t) /* kalloc: pieces are synced as one, not in part */
		requires(!Place::in_one_piece)
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
