/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * buffer_elements<T, Extent>: what a kbuffer (buffer.h) lends of its memory: elements,
 * bounds-checked (bounds.h), ranges and spans. A base of it, which owns nothing itself.
 *
 *	fill(b.subspan(2, 3), 5);
 *
 * Sizes and indices count elements; size_bytes() counts bytes. What is lent is valid
 * until the buffer is resized, moved from, or freed.
 *
 * Context: any.
 */
#ifndef KALLOC_ELEMENTS_H
#define KALLOC_ELEMENTS_H

#include <kalloc/context/context.h>
#include <kalloc/range/span.h>

namespace kalloc {

/* The size of a buffer in elements: a member, or part of the type. */
template <size_t Extent>
struct buffer_extent {
	static constexpr size_t size = Extent;
	constexpr explicit(false) buffer_extent(size_t) {}
};

template <>
struct buffer_extent<dynamic_extent> {
	size_t size = 0;
};

template <class T, size_t Extent>
class buffer_elements {
public:
	buffer_elements(const buffer_elements &) = delete;
	buffer_elements &operator=(const buffer_elements &) = delete;

	/* Null if empty. The buffer keeps it. */
	T *data() KALLOC_BORROWED
	{
		return data_;
	}

	const T *data() const KALLOC_BORROWED
	{
		return data_;
	}

	/* Elements, 0 if empty. */
	size_t size() const
	{
		/* a static extent is no member that could be 0 */
		return Extent == dynamic_extent || data_ ? extent_.size : 0;
	}

	size_t size_bytes() const
	{
		return size() * sizeof(T);
	}

	/* Past the end: warns once, and touches nothing. A constant one does not compile. */
	[[gnu::always_inline]] T &operator[](size_t index) KALLOC_BORROWED
		KALLOC_REFUSE_INDEX(index, Extent)
	{
		refuse_index<Extent>(index);
		return checked(data_, index, *this);
	}

	[[gnu::always_inline]] const T &operator[](size_t index) const KALLOC_BORROWED
		KALLOC_REFUSE_INDEX(index, Extent)
	{
		refuse_index<Extent>(index);
		return checked<const T>(data_, index, *this);
	}

	T *begin() KALLOC_BORROWED
	{
		return data_;
	}

	T *end() KALLOC_BORROWED
	{
		return data_ + size();
	}

	const T *begin() const KALLOC_BORROWED
	{
		return data_;
	}

	const T *end() const KALLOC_BORROWED
	{
		return data_ + size();
	}

	/* All of it, borrowed: valid until the buffer is resized, moved from, or freed. */
	kspan<T> span() KALLOC_BORROWED
	{
		return {data_, size()};
	}

	kspan<const T> span() const KALLOC_BORROWED
	{
		return {data_, size()};
	}

	/* count elements from offset on. Warns once, and is empty, where there are fewer. */
	kspan<T> subspan(size_t offset, size_t count) KALLOC_BORROWED
	{
		return span().subspan(offset, count);
	}

	kspan<const T> subspan(size_t offset, size_t count) const KALLOC_BORROWED
	{
		return span().subspan(offset, count);
	}

	/* Every byte 0. Stands for memset(). */
	void zero()
	{
		if (data_)
			__builtin_memset(static_cast<void *>(data_), 0, size_bytes());
	}

protected:
	constexpr buffer_elements() : extent_{0} {}
	~buffer_elements() = default;

	/* NOLINTNEXTLINE(*-default-member-init): one here clang's analyzer overlooks */
	[[no_unique_address]] buffer_extent<Extent> extent_;
	T *data_ = nullptr;
};

} // namespace kalloc

#endif
