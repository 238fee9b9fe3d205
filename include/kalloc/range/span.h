/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kspan<T>: a borrowed, contiguous range of T; pointer and size, bounds-checked
 * (see bounds.h). What buffers hand out and what functions should take.
 *
 *	void fill(kspan<u8> bytes, u8 value)
 *	...
 *	fill(b, 1);
 *	fill(b.subspan(2, 3), 5);
 *
 * Sizes and indices count elements; size_bytes() counts bytes. A subspan that does
 * not fit warns once and is empty. Valid as long as the owner it came from.
 *
 * Context: any.
 * Stands for: the pair (void *buf, size_t len).
 */
#ifndef KALLOC_SPAN_H
#define KALLOC_SPAN_H

#include <kalloc/context/context.h>
#include <kalloc/range/bounds.h>
#include <kalloc/range/iterator.h>

namespace kalloc {

template <class T>
class kspan {
public:
	using element_type = T;
	using iterator = range_iterator<T>;

	constexpr kspan() = default;
	/* size elements from data on, which the caller vouches for. */
	constexpr kspan(T *data KALLOC_BORROWED, size_t size) : data_(data), size_(size) {}

	template <size_t N>
	constexpr explicit(false) kspan(T (&array KALLOC_BORROWED)[N]) : kspan(array, N)
	{
	}

	/* A span of T is a span of const T. */
	template <class U>
		requires std::is_same_v<const U, T>
	constexpr explicit(false) kspan(kspan<U> other KALLOC_BORROWED)
		: kspan(other.data(), other.size())
	{
	}

	template <class U>
	kspan(kspan<U>) = delete; /* kalloc: a span of other elements, or of const ones */

	/* Null in a span that was default-constructed, or did not fit. */
	constexpr T *data() const
	{
		return data_;
	}

	constexpr size_t size() const
	{
		return size_;
	}

	constexpr size_t size_bytes() const
	{
		return size_ * sizeof(T);
	}

	constexpr bool empty() const
	{
		return size_ == 0;
	}

	[[gnu::always_inline]] T &operator[](size_t index) const
	{
		return checked(data_, index, *this);
	}

	[[gnu::always_inline]] T &front() const
	{
		return (*this)[0];
	}

	[[gnu::always_inline]] T &back() const
	{
		return (*this)[size_ - 1];
	}

	constexpr iterator begin() const
	{
		return {data_, 0};
	}

	constexpr iterator end() const
	{
		return {data_, size_};
	}

	/* count elements from offset on. */
	kspan subspan(size_t offset, size_t count) const
	{
		if (count <= size_ && offset <= size_ - count) [[likely]]
			return {data_ + offset, count};
		binding::kalloc_warn_out_of_range(offset, count, size_);
		return {};
	}

	/* The rest from offset on. */
	kspan subspan(size_t offset) const
	{
		return subspan(offset, offset < size_ ? size_ - offset : 0);
	}

	/* The first, and the last, count elements. */
	kspan first(size_t count) const
	{
		return subspan(0, count);
	}

	kspan last(size_t count) const
	{
		return subspan(count <= size_ ? size_ - count : 0, count);
	}

	/*
	 * The elements of from over the first ones here; the two may overlap. Warns once, and
	 * copies nothing, where from has more. Stands for memmove().
	 */
	void copy_from(kspan<const T> from) const
	{
		static_assert(std::is_trivially_copyable_v<T>,
			      "kalloc: these elements are more than bytes; assign them one by one");
		const kspan to = first(from.size());

		__builtin_memmove(to.data(), from.data(), to.size_bytes());
	}

private:
	T *data_ = nullptr;
	size_t size_ = 0;
};

} // namespace kalloc

#endif
