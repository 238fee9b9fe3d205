/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vector_growth<T, Family, Bits>: how the memory of a kvector (vector.h) grows: how much of it is
 * asked for, and how the elements get there. Nobody else needs it.
 *
 * Sizes count elements. What fails leaves the elements where they are.
 *
 * Design decision: by value, and back in two registers. As long as no call takes its address, a
 * vector on the stack is kept in registers, and to append is a comparison, a store and an addition.
 *
 * Context: as the mask of Bits says, and where the old memory may be freed.
 * Stands for: krealloc_array().
 */
#ifndef KALLOC_VECTOR_GROWTH_H
#define KALLOC_VECTOR_GROWTH_H

#include <bit>
#include <kalloc/errno.h>
#include <kalloc/family/family.h>
#include <kalloc/owner/relocate.h>

namespace kalloc {

template <class T, family Family, u32 Bits>
struct vector_growth {
	static constexpr size_t max_size = Family::max_bytes / sizeof(T);

	/* Where the elements are now, and how many there is memory for; or null, and an errno. */
	struct room {
		T *data;
		size_t capacity;
	};

	/* Memory for n elements more than size; what kvector returns, where there is none. */
	[[gnu::noinline]] static room make_room(T *data, size_t size, size_t capacity, size_t n)
	{
		size_t wanted = doubled(capacity);

		if (wanted - size < n || wanted > max_size) [[unlikely]] {
			if (n > max_size - size)
				return {nullptr, static_cast<size_t>(-EOVERFLOW)};
			if (wanted - size < n)
				wanted = size + n;
			if (wanted > max_size)
				wanted = max_size;
		}
		wanted = usable(wanted);
		T *p = move(data, size, capacity, wanted);

		return {p, p ? wanted : static_cast<size_t>(-ENOMEM)};
	}

	/*
	 * The size elements in memory for n, which is not 0, not less, and not over max_size; null
	 * when memory runs out. Node: nothing, or an int.
	 */
	template <class... Node>
	static T *move(T *data, size_t size, [[maybe_unused]] size_t capacity, size_t n,
		       Node... node)
	{
		constexpr std::type_identity<T> of;
		const size_t bytes = n * sizeof(T);
		Family family;

		/* no place of the driver's: whoever grows a vector of T is one */
		const call_site site = call_site::here(__PRETTY_FUNCTION__);

		/* the general reallocate() copies, and frees by the size that it copies */
		if constexpr (relocatable<T> && !frees_by_size<Family>) {
			return static_cast<T *>(kalloc::reallocate(family, data, size * sizeof(T),
								   Bits, bytes, of, site, node...));
		} else {
			T *p = static_cast<T *>(
				kalloc::allocate(family, Bits, bytes, of, site, node...));

			if (!p)
				return nullptr;
			relocate(data, p, size);
			if (data)
				give_back(family, data, capacity * sizeof(T));
			return p;
		}
	}

private:
	/* pages that need not be next to each other are less dear */
	static constexpr bool in_pages = requires { requires Family::scattered; };

	/*
	 * Twice the capacity; where the allocator gave more than was asked for, twice that: so it
	 * is asked for what it would be by powers of two, and copies no more, but later. Behind the
	 * first page come four, which makes up for what was filled to its end, and has to move. It
	 * begins with half a cache line: what has an element will have more.
	 */
	static constexpr size_t doubled(size_t capacity)
	{
		constexpr bool fills = !(sizeof(T) & (sizeof(T) - 1)); /* what it is given */
		constexpr size_t first = 32 / sizeof(T);
		size_t twice = 2 * capacity;

		if constexpr (!fills) {
			const size_t power = std::bit_floor(capacity);

			if (usable(power) == capacity)
				twice = 2 * power;
		}
		if (twice < first)
			return first;
		if (in_pages && capacity && capacity * sizeof(T) <= page_size &&
		    twice * sizeof(T) > page_size)
			twice *= 2;
		return twice;
	}

	/* How many elements the memory for n of them is enough for; of many pages, n will do. */
	static constexpr size_t usable(size_t n)
	{
		if constexpr (requires { Family::usable_size(n); }) {
			if (!in_pages || n * sizeof(T) <= page_size)
				return Family::usable_size(n * sizeof(T)) / sizeof(T);
		}
		return n;
	}
};

} // namespace kalloc

#endif
