/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vector_elements<T>: what a kvector (vector.h) and a kfixed_vector (fixed_vector.h) can do
 * with their elements without an allocation: fill the capacity there is, take elements
 * out, end them. A base of both, which frees nothing itself.
 *
 *	if (const auto last = table.take_back())	// out of the vector, and ours
 *		check(*last->value == 40);
 *	table.erase(0);
 *
 * Sizes and indices count elements. Reading and bounds checks are those of kbuffer
 * (range/elements.h). What is lent is valid until an element in front of it goes, or the
 * vector grows.
 *
 * Context: as T's constructors and destructor.
 * Stands for: an array, its length and its capacity in three variables.
 */
#ifndef KALLOC_VECTOR_ELEMENTS_H
#define KALLOC_VECTOR_ELEMENTS_H

#include <kalloc/errno.h>
#include <kalloc/owner/relocate.h>
#include <kalloc/owner/taken.h>
#include <kalloc/range/elements.h>

namespace kalloc {

template <class T>
class vector_elements : public buffer_elements<T, dynamic_extent> {
	static_assert(std::is_object_v<T> && !std::is_const_v<T> && !std::is_array_v<T>,
		      "kalloc: a vector has elements that can be moved and assigned; drop const, & "
		      "or []");
	static_assert(std::is_move_constructible_v<T>,
		      "kalloc: elements move when a vector grows, and this type must not (it "
		      "holds a lock or a list head, say); take kunique_ptr of it as element");

protected:
	using elements = buffer_elements<T, dynamic_extent>;
	using elements::data_;
	using elements::extent_;

	/* a small value is passed as such, so that it stays in a register */
	static constexpr bool small =
		std::is_trivially_copyable_v<T> && sizeof(T) <= 2 * sizeof(void *);
	using value_parameter = std::conditional_t<small, T, const T &>;

public:
	/* where elements may be destroyed, see context.h */
	using element_context = contexts::free_context_of<T>;
	using elements::size;
	using elements::span;

	/* How many elements there is memory for. */
	size_t capacity() const
	{
		return capacity_;
	}

	/* Are there no elements? There may be memory. */
	[[gnu::always_inline]] bool empty() const
	{
		return size() == 0;
	}

	void zero() = delete; /* kalloc: elements are more than bytes; assign to them */

	/*
	 * Appends T(args...) to the memory there is. Returns 0, or -ENOSPC when there is
	 * none left, with args as they were.
	 */
	template <class... Args>
	[[nodiscard("kalloc: the vector may be full; check it"), gnu::always_inline]] int
	try_emplace_back(Args &&...args) KALLOC_REFUSE_NARROWING(Args, args)
	{
		if (size() == capacity_) [[unlikely]]
			return -ENOSPC;
		append_unchecked(std::forward<Args>(args)...);
		return 0;
	}

	[[nodiscard("kalloc: the vector may be full; check it")]] int
	try_push_back(value_parameter value)
	{
		return try_emplace_back(value);
	}

	[[nodiscard("kalloc: the vector may be full; check it")]] int try_push_back(T &&value)
		requires(!small)
	{
		return try_emplace_back(std::move(value));
	}

	/* Inserts value in front of element index. The same, and -EINVAL for index > size(). */
	[[nodiscard("kalloc: the vector may be full; check it")]] int try_insert(size_t index,
										 T &&value)
	{
		if (index > size())
			return -EINVAL;
		if (size() == capacity_)
			return -ENOSPC;
		insert_unchecked(index, std::move(value));
		return 0;
	}

	/* The last element, taken out; nothing if there is none. */
	[[gnu::always_inline]] taken<T> take_back()
	{
#ifdef __clang_analyzer__ /* which does not know that size() - 1 is less than size() */
		if (!size())
			return {};
		extent_.size--;
		return taken<T>(std::move(data_[size()]));
#endif
		return take(size() - 1); /* of none it wraps around, past the end */
	}

	/* Element index, taken out; those behind it move up. Nothing past the end. */
	[[gnu::always_inline]] taken<T> take(size_t index)
	{
		if (index >= size())
			return {};
		taken<T> one(std::move(data_[index]));

		data_[index].~T();
		relocate(data_ + index + 1, data_ + index, size() - index - 1);
		extent_.size--;
		return one;
	}

	/* Destroys the last element, if there is one. */
	void pop_back() KALLOC_NOT_IN(element_context)
	{
		if (size())
			data_[--extent_.size].~T();
	}

	/* Destroys count elements from index on. Warns once, and does nothing, where there are
	 * fewer. */
	void erase(size_t index, size_t count = 1) KALLOC_NOT_IN(element_context)
	{
		if (index > size() || count > size() - index) [[unlikely]] {
			binding::kalloc_warn_out_of_range(index, count, size());
			return;
		}
		destroy(data_, index, index + count);
		relocate(data_ + index + count, data_ + index, size() - index - count);
		extent_.size -= count;
	}

	/* Destroys the elements of which gone(element) is true; the others keep their order. */
	template <class Predicate>
	size_t erase_if(Predicate gone) KALLOC_NOT_IN(element_context)
	{
		const size_t before = size();
		size_t kept = 0;

		for (size_t i = 0; i < before; i++) {
			if (gone(data_[i]))
				data_[i].~T();
			else if (kept++ != i)
				relocate(data_ + i, data_ + kept - 1, 1);
		}
		extent_.size = kept;
		return before - kept;
	}

	/* Destroys the elements from n on, if there are more; the memory stays. */
	void truncate(size_t n) KALLOC_NOT_IN(element_context)
	{
		const size_t before = size();

		if (n >= before)
			return;
		extent_.size = n;
		destroy(data_, n, before);
	}

	void clear() KALLOC_NOT_IN(element_context)
	{
		truncate(0);
	}

	/* Calls use(T &&) with each element, first to last; none is left. */
	template <class Use>
	void drain(Use use) KALLOC_NOT_IN(element_context)
	{
		const size_t n = std::exchange(extent_.size, 0);

		for (size_t i = 0; i < n; i++) {
			use(std::move(data_[i]));
			data_[i].~T();
		}
	}

	/*
	 * The memory behind the last element, to fill in place, as by a device or a copy from
	 * user space; commit(n) makes the first n of it elements (all, if there are fewer).
	 */
	kspan<T> spare() KALLOC_BORROWED
		requires std::is_trivially_copyable_v<T>
	{
		return {data_ + size(), capacity_ - size()};
	}

	void commit(size_t n)
		requires std::is_trivially_copyable_v<T>
	{
		const size_t room = capacity_ - size();

		if (n > room) [[unlikely]] {
			binding::kalloc_warn_out_of_range(size(), n, capacity_);
			n = room;
		}
		extent_.size += n;
	}

	/* Equal elements in the same order. */
	friend bool operator==(const vector_elements &a, const vector_elements &b)
	{
		return a.equals(b.span());
	}

	friend bool operator==(const vector_elements &a, kspan<const T> b)
	{
		return a.equals(b);
	}

	/* to compilers an array is a pointer as well, which an owner might be */
	template <size_t N>
	friend bool operator==(const vector_elements &a, const T (&b)[N])
	{
		return a.equals(b);
	}

protected:
#ifdef __clang_analyzer__
	/* to be empty is no mistake, and an index past the end is found at run time */
	vector_elements()
	{
		data_ = static_cast<T *>(binding::some_memory());
		__builtin_assume(data_);
	}
#else
	constexpr vector_elements() = default;
#endif
	~vector_elements() = default;

	template <class... Args>
	[[gnu::always_inline]] void append_unchecked(Args &&...args)
	{
		/* what is stored may be the size, to the compiler, which so reads that once */
		const size_t n = size();

		construct_from<T>(data_ + n, std::forward<Args>(args)...);
		extent_.size = n + 1;
	}

	void insert_unchecked(size_t index, T &&value)
	{
		T moved(std::move(value)); /* it may be one of those that move up */

		relocate(data_ + index, data_ + index + 1, size() - index);
		construct<T>(data_ + index, std::move(moved));
		extent_.size++;
	}

	static void destroy(T *data, size_t first, size_t last)
	{
		if constexpr (!std::is_trivially_destructible_v<T>) {
			for (size_t i = first; i < last; i++)
				data[i].~T();
		}
	}

	size_t capacity_ = 0;

private:
	bool equals(kspan<const T> other) const
	{
		if (size() != other.size())
			return false;
		for (size_t i = 0; i < size(); i++)
			if (!(data_[i] == other.data()[i]))
				return false;
		return true;
	}
};

} // namespace kalloc

#endif
