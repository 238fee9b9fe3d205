/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kvector<T, Policy>: the one owner of an array of T that grows; its memory is what Policy
 * asks for (see policy.h; none for a device). T may be any type that can be moved.
 *
 *	for (u32 i = 0; i < n; i++)
 *		if (const int err = squares.push_back(i * i))
 *			return err;			// squares has what it had
 *
 * Each call that may allocate returns an errno; one that fails has changed nothing, and
 * what was to be added is still the caller's. Sizes and indices count elements; reading
 * and bounds checks are those of kbuffer, taking out is in vector_elements.h.
 *
 * Capacity doubles, and is all that the allocator gives for it anyway; from one page of pages
 * that need not be contiguous it goes to four. Elements that are relocatable (relocate.h) grow in
 * place where the allocator can, others are moved. Pointers and spans into it are void when it
 * grows; reserve() first, and it does not. What grows nowhere, to fill under a lock: kfixed_vector.
 *
 * Context: what grows as the policy's mask says, and where the old memory and what T's
 * destructor frees may be freed; destruction there, too.
 * Stands for: krealloc_array() with a length and a capacity beside it.
 */
#ifndef KALLOC_VECTOR_H
#define KALLOC_VECTOR_H

#include <initializer_list>
#include <kalloc/owner/vector_memory.h>

namespace kalloc {

#define KALLOC_MAY_NOT_GROW "kalloc: memory may have run out, the vector is as it was; check it"

template <class T, policy Policy = contiguous<gfp::kernel>>
class [[nodiscard(KALLOC_DROPPED)]] kvector : public vector_memory<T, Policy> {
	using memory = vector_memory<T, Policy>;
	using fixed = kfixed_vector<T, Policy>;
	using fixed::append_unchecked;
	using fixed::capacity_;
	using fixed::data_;
	using fixed::extent_;
	using memory::grow;
	using memory::make_room;
	using memory::reallocate;
	using memory::reserve_on;

public:
	using fixed::max_size;
	using fixed::size;
	using typename fixed::family_type;
	using typename fixed::free_context;
	/* where it may grow, see context.h */
	using grow_context = contexts::both<typename fixed::make_context, free_context>;

	/* Empty, without memory: nothing is allocated before the first element. */
	constexpr kvector() = default;
	kvector(const kvector &) = delete;            /* kalloc: one owner; std::move() it */
	kvector &operator=(const kvector &) = delete; /* kalloc: one owner; std::move() it */
	kvector(kvector &&) noexcept = default;
	kvector &operator=(kvector &&) noexcept = default;

	[[gnu::always_inline]] ~kvector() KALLOC_FREES_IN(free_context) = default;

	/* What a kfixed_vector or a buffer has, and it can grow. */
	explicit kvector(fixed &&vector) : memory(std::move(vector)) {}
	template <class U>
		requires std::is_same_v<U, T>
	explicit kvector(kbuffer<Policy, U> &&buffer) : memory(fixed(std::move(buffer)))
	{
	}

	static kvector make(size_t) = delete; /* kalloc: a vector begins empty; reserve(n) */
	explicit
	operator bool() const = delete; /* kalloc: it may lack memory; empty() asks for elements */

	/*
	 * Appends T(args...); args may be part of this vector only for push_back(). Returns 0,
	 * -ENOMEM when memory runs out, -EOVERFLOW when the family has none so large.
	 */
	template <class... Args>
	[[nodiscard(KALLOC_MAY_NOT_GROW), gnu::always_inline]] int emplace_back(Args &&...args)
		KALLOC_NOT_IN(grow_context) KALLOC_REFUSE_NARROWING(Args, args)
	{
		if (size() == capacity_) [[unlikely]] {
			if (const int err = grow(1))
				return err;
		}
		append_unchecked(std::forward<Args>(args)...);
		return 0;
	}

	[[nodiscard(KALLOC_MAY_NOT_GROW), gnu::always_inline]] int
	push_back(typename fixed::value_parameter value) KALLOC_NOT_IN(grow_context)
	{
		return push<typename fixed::value_parameter>(value);
	}

	[[nodiscard(KALLOC_MAY_NOT_GROW), gnu::always_inline]] int push_back(T &&value)
		requires(!fixed::small)
	KALLOC_NOT_IN(grow_context)
	{
		return push<T &&>(std::move(value));
	}

	/* Inserts value in front of element index. The same, and -EINVAL for index > size(). */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int insert(size_t index, T &&value)
		KALLOC_NOT_IN(grow_context)
	{
		T *from = &value;

		if (index > size())
			return -EINVAL;
		if (const int err = make_room(1, from))
			return err;
		this->insert_unchecked(index, std::move(*from));
		return 0;
	}

	/* Appends copies of all of values, which may be part of this vector. Returns the same. */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int append(kspan<const T> values)
		KALLOC_NOT_IN(grow_context)
	{
		const size_t n = values.size();
		const T *from = values.data();

		if (const int err = make_room(n, from))
			return err;
		if constexpr (std::is_trivially_copyable_v<T>) {
			if (n)
				__builtin_memcpy(static_cast<void *>(data_ + size()), from,
						 n * sizeof(T));
			extent_.size += n;
		} else {
			for (size_t i = 0; i < n; i++)
				append_unchecked(from[i]);
		}
		return 0;
	}

	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int append(std::initializer_list<T> values)
		KALLOC_NOT_IN(grow_context)
	{
		return append(kspan<const T>(values.begin(), values.size()));
	}

	/* Appends what the range has, each as T(*it). Returns the same. */
	template <class Range>
		requires(!std::is_convertible_v<Range, kspan<const T>>)
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int append_range(Range &&range)
		KALLOC_NOT_IN(grow_context)
	{
		const size_t before = size();

		if constexpr (requires { range.size(); }) {
			if (const int err = make_room(range.size()))
				return err;
		}
		for (auto &&value : std::forward<Range>(range)) {
			if (const int err = emplace_back(std::forward<decltype(value)>(value))) {
				this->truncate(before);
				return err;
			}
		}
		return 0;
	}

	/* n elements from now on: new ones are T(), or copies of value. The same errnos. */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int resize(size_t n) KALLOC_NOT_IN(grow_context)
	{
		return fill_to(n);
	}

	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int resize(size_t n, const T &value)
		KALLOC_NOT_IN(grow_context)
	{
		return fill_to(n, value);
	}

	/* Memory for n elements in all, exactly: they are appended without an allocation. */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int reserve(size_t n) KALLOC_NOT_IN(grow_context)
	{
		return reserve_on(n);
	}

	/*
	 * The same, on a NUMA node, where all of it is then, if it grows; a vector that grows by
	 * itself is on any.
	 */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int reserve(size_t n, gfp::on_node on)
		KALLOC_NOT_IN(grow_context)
	{
		static_assert(allocates_on_node<family_type>, KALLOC_NO_NODE);
		return reserve_on(n, on.node);
	}

	/*
	 * Gives back what n elements, and those there are, do not need; of what is not used, all.
	 * On -ENOMEM the vector keeps its memory.
	 */
	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int shrink_to(size_t n) KALLOC_NOT_IN(grow_context)
	{
		if (n < size())
			n = size();
		if (n >= capacity_)
			return 0;
		if (n)
			return reallocate(n);
		this->reset();
		return 0;
	}

	[[nodiscard(KALLOC_MAY_NOT_GROW)]] int shrink_to_fit() KALLOC_NOT_IN(grow_context)
	{
		return shrink_to(0);
	}

private:
	/* Value: T, const T &, or T && */
	template <class Value>
	[[gnu::always_inline]] int push(Value value)
	{
#ifdef __clang_analyzer__
		if (size() == capacity_) {
			T *old = data_;

			if (!this->move_away())
				return -ENOMEM;
			append_unchecked(static_cast<Value &&>(value));
			binding::kfree(old);
			return 0;
		}
#endif
		if (size() == capacity_) [[unlikely]] {
			/* a reference may be to one of those that move */
			if constexpr (std::is_reference_v<Value>)
				return push_and_grow<Value>(static_cast<Value &&>(value));
			else if (const int err = grow(1))
				return err;
		}
		append_unchecked(static_cast<Value &&>(value));
		return 0;
	}

	template <class Value>
	[[gnu::noinline]] int push_and_grow(Value value)
	{
		auto *from = &value;

		if (const int err = make_room(1, from))
			return err;
		append_unchecked(static_cast<Value &&>(*from));
		return 0;
	}

	/* value: none, or the one that is copied */
	template <class... Value>
	int fill_to(size_t n, const Value &...value)
	{
		const size_t before = size();

		if (n <= before) {
			this->truncate(n);
			return 0;
		}
		if constexpr (sizeof...(Value) == 0) {
			if (const int err = make_room(n - before))
				return err;
			if constexpr (zeroed_is_initialised<T>) {
				__builtin_memset(static_cast<void *>(data_ + before), 0,
						 (n - before) * sizeof(T));
				extent_.size = n;
			} else {
				while (size() < n)
					append_unchecked();
			}
		} else {
			const T *from = (&value, ...);

			if (const int err = make_room(n - before, from))
				return err;
			while (size() < n)
				append_unchecked(*from);
		}
		return 0;
	}
};

} // namespace kalloc

#endif
