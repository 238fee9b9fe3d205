/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * vector_memory<T, Policy>: the memory of a kvector (vector.h), which becomes more or less while
 * the elements stay what they are. A base of it, which nobody else makes.
 *
 * Sizes count elements. Each returns 0, -ENOMEM when memory runs out, -EOVERFLOW when the family
 * has none so large; what fails has changed nothing.
 *
 * Context: as the policy's mask says, and where the old memory may be freed.
 * Stands for: krealloc_array().
 */
#ifndef KALLOC_VECTOR_MEMORY_H
#define KALLOC_VECTOR_MEMORY_H

#include <kalloc/owner/fixed_vector.h>
#include <kalloc/owner/vector_growth.h>

namespace kalloc {

template <class T, policy Policy>
class vector_memory : public kfixed_vector<T, Policy> {
	using fixed = kfixed_vector<T, Policy>;
	using growth = vector_growth<T, typename fixed::family_type, fixed::bits>;

protected:
	using fixed::capacity_;
	using fixed::data_;
	using fixed::extent_;
	using fixed::max_size;
	using fixed::size;

	constexpr vector_memory() = default;
	explicit vector_memory(fixed &&vector) : fixed(std::move(vector)) {}

#ifdef __clang_analyzer__
	/* in one step, where the way to the allocator is longer than it looks */
	bool move_away()
	{
		T *p = static_cast<T *>(binding::some_memory());

		contexts::asks_by(fixed::bits);
		if (!p)
			return false;
		data_ = p;
		capacity_ = reinterpret_cast<size_t>(binding::some_memory());
		return true;
	}
#endif

	/* Memory for n more elements. inside, if it points to an element, still does. */
	template <class U = T>
	int make_room(size_t n, U *&inside)
	{
#ifdef __clang_analyzer__ /* it may have been one of those that moved */
		if (n > capacity_ - size()) {
			if (const int err = grow(n))
				return err;
			inside = static_cast<U *>(binding::some_memory());
			__builtin_assume(inside);
		}
		return 0;
#endif
		const auto offset = reinterpret_cast<std::uintptr_t>(inside) -
				    reinterpret_cast<std::uintptr_t>(data_);
		const bool own = offset < size() * sizeof(T);
		const int err = make_room(n);

		if (own)
			inside = data_ + offset / sizeof(T);
		return err;
	}

	int make_room(size_t n)
	{
		return n <= capacity_ - size() ? 0 : grow(n);
	}

	[[gnu::always_inline]] int grow(size_t n)
	{
#ifdef __clang_analyzer__
		T *old = data_;

		if (!move_away())
			return -ENOMEM;
		binding::kfree(old);
		return 0;
#endif
		const auto more = growth::make_room(data_, size(), capacity_, n);

		if (!more.data) [[unlikely]] {
			const int err = static_cast<int>(more.capacity);

			if (!err) /* which nobody has to ask again */
				__builtin_unreachable();
			return err;
		}
		data_ = more.data;
		capacity_ = more.capacity;
		return 0;
	}

	template <class... Node>
	int reserve_on(size_t n, Node... node)
	{
#ifdef __clang_analyzer__ /* what comes now does not move it */
		const int err = n > capacity_ ? reallocate(n, node...) : 0;

		const size_t many = extent_.size; /* of calls it would assume nothing */

		if (!err) {
			__builtin_assume(many < max_size / 2);
			capacity_ = max_size;
		}
		return err;
#endif
		if (n <= capacity_)
			return 0;
		return n > max_size ? -EOVERFLOW : reallocate(n, node...);
	}

	/* n is not 0, not less than size(), and not over max_size; Node: nothing, or an int */
	template <class... Node>
	int reallocate(size_t n, Node... node)
	{
		T *p = growth::move(data_, size(), capacity_, n, node...);

		if (!p)
			return -ENOMEM;
		data_ = p;
		capacity_ = n;
		return 0;
	}
};

} // namespace kalloc

#endif
