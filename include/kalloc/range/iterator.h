/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * range_iterator<T>: what begin() and end() of kspan and kbuffer are. For range-for above
 * all; not checked, as it only comes from the range.
 *
 *	for (u8 &byte : bytes)
 *		byte = value;
 *
 * Design decision: the first element and an index, and no pointer, because compilers count
 * an index: clang does not unroll a loop from pointer to pointer (C's neither), and g++
 * has an instruction more in it.
 *
 * Context: any.
 */
#ifndef KALLOC_ITERATOR_H
#define KALLOC_ITERATOR_H

#include <compare>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

template <class T>
class range_iterator {
public:
	using value_type = std::remove_cv_t<T>;
	using difference_type = std::ptrdiff_t;

	constexpr range_iterator() = default;
	constexpr range_iterator(T *first, size_t index) : first_(first), index_(index) {}

	constexpr T &operator*() const
	{
		return first_[index_];
	}

	constexpr T *operator->() const
	{
		return first_ + index_;
	}

	constexpr T &operator[](difference_type n) const
	{
		return *(*this + n);
	}

	constexpr range_iterator &operator+=(difference_type n)
	{
		index_ += static_cast<size_t>(n);
		return *this;
	}

	constexpr range_iterator &operator-=(difference_type n)
	{
		return *this += -n;
	}

	constexpr range_iterator &operator++()
	{
		return *this += 1;
	}

	constexpr range_iterator operator++(int)
	{
		return ++*this - 1;
	}

	constexpr range_iterator &operator--()
	{
		return *this -= 1;
	}

	constexpr range_iterator operator--(int)
	{
		return --*this + 1;
	}

	friend constexpr range_iterator operator+(range_iterator i, difference_type n)
	{
		return i += n;
	}

	friend constexpr range_iterator operator-(range_iterator i, difference_type n)
	{
		return i -= n;
	}

	/* Of two in one range. */
	friend constexpr difference_type operator-(range_iterator a, range_iterator b)
	{
		return static_cast<difference_type>(a.index_ - b.index_);
	}

	friend constexpr bool operator==(range_iterator a, range_iterator b)
	{
		return a.index_ == b.index_;
	}

	/* not left to ==: the static analyzer does not see through that */
	friend constexpr bool operator!=(range_iterator a, range_iterator b)
	{
		return a.index_ != b.index_;
	}

	friend constexpr auto operator<=>(range_iterator a, range_iterator b)
	{
		return a.index_ <=> b.index_;
	}

private:
	T *first_ = nullptr;
	size_t index_ = 0;
};

} // namespace kalloc

#endif
