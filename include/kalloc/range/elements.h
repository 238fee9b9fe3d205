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
#include <kalloc/owner/borrowed.h>
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
	size_t size;
	constexpr explicit(false) buffer_extent(size_t n) : size(n) {}
};

/*
 * Design decision: what is this small is always inline. As long as a call takes the address
 * of an owner, g++ keeps it in memory, and does not see that its size is what it was made with.
 */
template <class T, size_t Extent>
class buffer_elements {
public:
	using iterator = range_iterator<T>;
	using const_iterator = range_iterator<const T>;

	buffer_elements(const buffer_elements &) = delete;
	buffer_elements &operator=(const buffer_elements &) = delete;

	/* Null if empty. The buffer keeps it. */
	[[gnu::always_inline]] T *data() KALLOC_BORROWED
	{
		return lent(data_);
	}

	[[gnu::always_inline]] const T *data() const KALLOC_BORROWED
	{
		return lent(data_);
	}

	/* Elements, 0 if empty. */
	[[gnu::always_inline]] size_t size() const
	{
#ifdef __clang_analyzer__
		/* no question here: it would take it for a test */
		if constexpr (Extent != dynamic_extent) {
			const size_t n = Extent * static_cast<size_t>(static_cast<bool>(data_));

			/* it does not multiply, and so would go on behind the end */
			__builtin_assume(n <= Extent);
			return n;
		}
#endif
		/* a static extent is no member that could be 0 */
		return Extent == dynamic_extent || data_ ? extent_.size : 0;
	}

	[[gnu::always_inline]] size_t size_bytes() const
	{
		return size() * sizeof(T);
	}

	[[gnu::always_inline]] bool empty() const
	{
		return !data_;
	}

	/* Past the end: warns once, and touches nothing. A constant one does not compile. */
	[[gnu::always_inline]] T &operator[](size_t index) KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(index, 1, Extent)
	{
		refuse_range<Extent>(index, 1);
		return checked(data_, index, *this);
	}

	[[gnu::always_inline]] const T &operator[](size_t index) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(index, 1, Extent)
	{
		refuse_range<Extent>(index, 1);
		return checked<const T>(data_, index, *this);
	}

	[[gnu::always_inline]] T &front() KALLOC_BORROWED
	{
		return checked(data_, 0, *this);
	}

	[[gnu::always_inline]] const T &front() const KALLOC_BORROWED
	{
		return checked<const T>(data_, 0, *this);
	}

	[[gnu::always_inline]] T &back() KALLOC_BORROWED
	{
		return checked(data_, size() - 1, *this);
	}

	[[gnu::always_inline]] const T &back() const KALLOC_BORROWED
	{
		return checked<const T>(data_, size() - 1, *this);
	}

	[[gnu::always_inline]] iterator begin() KALLOC_BORROWED
	{
		return {data_, 0};
	}

	[[gnu::always_inline]] iterator end() KALLOC_BORROWED
	{
		return {data_, size()};
	}

	[[gnu::always_inline]] const_iterator begin() const KALLOC_BORROWED
	{
		return {data_, 0};
	}

	[[gnu::always_inline]] const_iterator end() const KALLOC_BORROWED
	{
		return {data_, size()};
	}

	/* All of it; where a function takes a span, the buffer itself will do. */
	[[gnu::always_inline]] kspan<T> span() KALLOC_BORROWED
	{
		return {data_, size()};
	}

	[[gnu::always_inline]] kspan<const T> span() const KALLOC_BORROWED
	{
		return {data_, size()};
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): as a std::vector to a std::span */
	[[gnu::always_inline]] operator kspan<T>() KALLOC_BORROWED
	{
		return span();
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): as a std::vector to a std::span */
	[[gnu::always_inline]] operator kspan<const T>() const KALLOC_BORROWED
	{
		return span();
	}

	operator kspan<T>() const = delete; /* kalloc: constant elements; take a kspan<const T> */

	/*
	 * A part of it, as of a span (span.h): count elements from offset on, the rest from
	 * there, the first or the last count. Warns once, and is empty, where there are fewer. A
	 * loop over first(n) asks once, where [] asks for each.
	 */
	kspan<T> subspan(size_t offset, size_t count) KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(offset, count, Extent)
	{
		refuse_range<Extent>(offset, count);
		return span().subspan(offset, count);
	}

	kspan<const T> subspan(size_t offset, size_t count) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(offset, count, Extent)
	{
		refuse_range<Extent>(offset, count);
		return span().subspan(offset, count);
	}

	kspan<T> subspan(size_t offset) KALLOC_BORROWED KALLOC_REFUSE_RANGE(offset, 0, Extent)
	{
		refuse_range<Extent>(offset, 0);
		return span().subspan(offset);
	}

	kspan<const T> subspan(size_t offset) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(offset, 0, Extent)
	{
		refuse_range<Extent>(offset, 0);
		return span().subspan(offset);
	}

	kspan<T> first(size_t count) KALLOC_BORROWED KALLOC_REFUSE_RANGE(0, count, Extent)
	{
		refuse_range<Extent>(0, count);
		return span().first(count);
	}

	kspan<const T> first(size_t count) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(0, count, Extent)
	{
		refuse_range<Extent>(0, count);
		return span().first(count);
	}

	kspan<T> last(size_t count) KALLOC_BORROWED KALLOC_REFUSE_RANGE(0, count, Extent)
	{
		refuse_range<Extent>(0, count);
		return span().last(count);
	}

	kspan<const T> last(size_t count) const KALLOC_BORROWED
		KALLOC_REFUSE_RANGE(0, count, Extent)
	{
		refuse_range<Extent>(0, count);
		return span().last(count);
	}

	/* The elements of from over the first ones, as of a span. Stands for memmove(). */
	void copy_from(kspan<const T> from)
	{
		span().copy_from(from);
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

template <class T, size_t Extent>
kspan(buffer_elements<T, Extent> &) -> kspan<T>;
template <class T, size_t Extent>
kspan(const buffer_elements<T, Extent> &) -> kspan<const T>;

} // namespace kalloc

#endif
