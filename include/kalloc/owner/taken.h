/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * taken<T>: an element that was taken out of a vector, or nothing, where the vector had none
 * there. Tested, and used, by the names of std::optional.
 *
 *	if (const auto last = table.take_back())	// out of the vector, and ours
 *		check(*last->value == 40);
 *
 * It moves, and holds on to its element; what it is moved to has that.
 *
 * Context: the end of one where T's destructor may run, see context.h.
 * Stands for: an element that is copied out of an array, and an errno beside it.
 */
#ifndef KALLOC_TAKEN_H
#define KALLOC_TAKEN_H

#include <kalloc/context/context.h>
#include <kalloc/owner/construct.h>

namespace kalloc {

/*
 * Design decision: not std::optional, whose header alone took a seventh of the time that all of
 * kalloc takes to compile (it has hashes, ranges' concepts and three-way comparison).
 */
/* NOLINTBEGIN(cppcoreguidelines-pro-type-union-access): there_ says whether there is one */
template <class T>
class [[nodiscard("kalloc: what was taken ends at once; erase() it, or name it")]] taken {
public:
	using value_type = T;
	/* where it may be destroyed, see context.h */
	using free_context = contexts::free_context_of<T>;

	/* Nothing. */
	[[gnu::always_inline]] taken() {}

	[[gnu::always_inline]] explicit taken(T &&value) : there_(true)
	{
		construct_from<T>(&value_, std::move(value));
	}

	[[gnu::always_inline]] taken(taken &&other) noexcept : there_(other.there_)
	{
		if (there_)
			construct_from<T>(&value_, std::move(other.value_));
	}

	taken(const taken &) = delete;       /* kalloc: it is taken once; std::move() it */
	taken &operator=(taken &&) = delete; /* kalloc: it has its element for good; name another */

	[[gnu::always_inline]] ~taken() KALLOC_FREES_IN(free_context)
	{
		if (there_)
			value_.~T();
	}

	[[gnu::always_inline]] explicit operator bool() const
	{
		return there_;
	}

	[[gnu::always_inline]] bool has_value() const
	{
		return there_;
	}

	/* Not of nothing: it is not checked, but by clang's analyzer. */
	[[gnu::always_inline]] T &operator*() KALLOC_BORROWED
	{
		return *element();
	}

	[[gnu::always_inline]] const T &operator*() const KALLOC_BORROWED
	{
		return *element();
	}

	[[gnu::always_inline]] T *operator->() KALLOC_BORROWED
	{
		return element();
	}

	[[gnu::always_inline]] const T *operator->() const KALLOC_BORROWED
	{
		return element();
	}

	/* The element, or, of nothing, other. */
	T value_or(T other) &&
	{
		return there_ ? std::move(value_) : std::move(other);
	}

	/* Is there one, and is it equal to value? */
	friend bool operator==(const taken &a, const T &value)
	{
		return a.there_ && a.value_ == value;
	}

private:
	[[gnu::always_inline]] const T *element() const
	{
#ifdef __clang_analyzer__
		if (!there_)
			return nullptr;
#endif
		return &value_;
	}

	[[gnu::always_inline]] T *element()
	{
		return const_cast<T *>(std::as_const(*this).element());
	}

	union {
		T value_;
	};
	bool there_ = false;
};
/* NOLINTEND(cppcoreguidelines-pro-type-union-access) */

} // namespace kalloc

#endif
