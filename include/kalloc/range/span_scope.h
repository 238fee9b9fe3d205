/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * span_scope<T>: a scope that lends a range of T to its end, as a kspan, whatever it does to have
 * it: cpu_access, page_access. A base of them.
 *
 *	const cpu_access in(m, 0, 2);
 *	for (const u8 byte : in)
 *		sum += byte;
 *
 * Context: any.
 */
#ifndef KALLOC_SPAN_SCOPE_H
#define KALLOC_SPAN_SCOPE_H

#include <kalloc/context/scope.h>
#include <kalloc/range/span.h>

namespace kalloc {

template <class T>
class span_scope : public scope {
public:
	using element_type = T;

	/* Elements; 0 where there are none. */
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

	/* NOLINTNEXTLINE(google-explicit-constructor): the same */
	[[gnu::always_inline]] operator kspan<const T>() const KALLOC_BORROWED
		requires(!std::is_const_v<T>)
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

protected:
	[[gnu::always_inline]] explicit span_scope(kspan<T> span) : span_(span) {}
	/* apart, or clang's analyzer loses sight of where data came from */
	[[gnu::always_inline]] span_scope(T *data, size_t size) : span_(data, size) {}
	~span_scope() = default;

	mutable kspan<T> span_;
};

} // namespace kalloc

#endif
