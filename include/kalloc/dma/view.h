/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_view<T>: a T in memory that a device has, too (shared.h). A word of it is read or written
 * now, and once; of what is more than a word there are parts, by at(), and copies. It borrows the
 * memory, and is gone before that is.
 *
 *	m.at(&mail::text, 1).write('b');
 *	m.at(&mail::command).write_last(le32{2});
 *	...
 *	if (m.at(&mail::status).read_first() != le32{0})
 *		return -EIO;
 *
 * write_last() is for what tells the device to look at the rest: it sees all that was written
 * before first. read_first() is for what tells that the device has written the rest: what is read
 * from here on is not older.
 *
 * Context: any.
 * Stands for: READ_ONCE(), WRITE_ONCE(); dma_wmb() before, dma_rmb() behind.
 */
#ifndef KALLOC_DMA_VIEW_H
#define KALLOC_DMA_VIEW_H

#include <kalloc/context/context.h>
#include <kalloc/dma/attributes.h>
#include <kalloc/dma/barrier.h>
#include <kalloc/range/bounds.h>
#include <kalloc/range/span.h>

namespace kalloc {

template <class T>
concept writable_word = single_word<T> && !std::is_const_v<T>;

/*
 * Refuses a part of a T past the end, all of whose indices are constants. clang asks where all of
 * the part is named: behind that an index is a parameter, of which only g++ knows, as it optimises.
 */
#ifdef __clang__
/* NOLINTBEGIN(bugprone-macro-parentheses): T is a type, part a pack */
#define KALLOC_REFUSE_PART(T, part)                          \
	__attribute__((diagnose_if(past_the_end<T>(part...), \
				   "kalloc: this index is past the end of the buffer", "error")))
/* NOLINTEND(bugprone-macro-parentheses) */
template <class T>
constexpr bool past_the_end(...)
{
	return false;
}
template <class T, class M, class C, class... Part>
constexpr bool past_the_end(M C::*, Part... part);
template <class T, class... Part>
	requires std::is_array_v<T>
constexpr bool past_the_end(size_t index, Part... part)
{
	return index >= std::extent_v<T> || past_the_end<std::remove_extent_t<T>>(part...);
}
template <class T, class M, class C, class... Part>
constexpr bool past_the_end(M C::*, Part... part)
{
	return past_the_end<M>(part...);
}
#else
#define KALLOC_REFUSE_PART(T, part)
#endif

/* Attributes: of the memory (attributes.h). */
template <class T, dma_attr::constant auto Attributes = dma_attr::none>
class dma_view {
	using value = std::remove_cv_t<T>;
	/* of an array */
	static constexpr size_t extent = std::extent_v<T>;
	static constexpr bool read_well = !Attributes.has(dma_attr::write_combine);
	static constexpr bool ordered = !Attributes.has(dma_attr::weak_ordering);

public:
	[[nodiscard, gnu::always_inline]] auto read() const
		requires single_word<value>
	{
		static_assert(read_well, KALLOC_READ_OF_WRITE_COMBINED);
		return read_once(*p_);
	}

	[[gnu::always_inline]] void write(value v) const
		requires writable_word<T>
	{
		write_once(*p_, v);
	}

	/* Then what is read behind it. */
	[[nodiscard, gnu::always_inline]] auto read_first() const
		requires single_word<value>
	{
		static_assert(read_well, KALLOC_READ_OF_WRITE_COMBINED);
		static_assert(ordered, KALLOC_WITHOUT_ORDER);
		const value v = read_once(*p_);

		dma_rmb();
		return v;
	}

	/* Behind what was written before it. */
	[[gnu::always_inline]] void write_last(value v) const
		requires writable_word<T>
	{
		static_assert(ordered, KALLOC_WITHOUT_ORDER);
		dma_wmb();
		write_once(*p_, v);
	}

	/* A part of it: members and indices, one within the other: at(&mail::text, 3). */
	[[gnu::always_inline]] dma_view at() const
	{
		return *this;
	}

	template <class M, class C, class... Part>
		requires(std::is_base_of_v<C, value> && std::is_object_v<M>)
	[[gnu::always_inline]] auto at(M C::*member, Part... part) const KALLOC_REFUSE_PART(M, part)
	{
		using type = std::remove_reference_t<decltype(p_->*member)>;

		return dma_view<type, Attributes>(p_->*member).at(part...);
	}

	template <class... Part>
		requires std::is_array_v<T>
	[[gnu::always_inline]] auto at(size_t index, Part... part) const
		KALLOC_REFUSE_RANGE(index, 1, extent)
			KALLOC_REFUSE_PART(std::remove_extent_t<T>, part)
	{
		using type = std::remove_extent_t<T>;

		refuse_range<extent>(index, 1);
		return dma_view<type, Attributes>(kspan<type>(*p_, extent)[index]).at(part...);
	}

	/* All of it as it is, in no order; the device may be at another part meanwhile. */
	[[gnu::always_inline]] void copy_to(value &to) const
	{
		static_assert(read_well, KALLOC_READ_OF_WRITE_COMBINED);
		__builtin_memcpy(static_cast<void *>(&to), p_, sizeof(T));
	}

	[[gnu::always_inline]] void copy_from(const value &from) const
	{
		__builtin_memcpy(static_cast<void *>(p_), &from, sizeof(T));
	}

	void read() const /* kalloc: several words: at() one of them, or copy_to() */
		requires(!single_word<value>)
	= delete;
	void read_first() const /* kalloc: several words: at() the one that tells */
		requires(!single_word<value>)
	= delete;
	template <class U>
		requires(!writable_word<T> || !std::is_convertible_v<const U &, value>)
	void write(const U &) const = delete; /* kalloc: one word of its type, not const: at() it */
	template <class U>
		requires(!writable_word<T> || !std::is_convertible_v<const U &, value>)
	void write_last(const U &) const = delete; /* kalloc: the one word that tells: at() it */
	template <class U>
	void operator=(const U &) const = delete; /* kalloc: the device has it, too: write() it */
	template <class U>
		requires(std::is_arithmetic_v<U> || std::is_same_v<U, value>)
	operator U() const = delete; /* kalloc: the device has it, too: read() it, or copy_to() */
	template <class U>
	bool operator==(const U &) const = delete; /* kalloc: compare what its read() returns */
	template <class U>
	void operator<=>(const U &) const = delete; /* kalloc: compare what its read() returns */
	template <class U>
	void operator&(const U &) const = delete; /* kalloc: the bits of what its read() returns */

private:
	template <class, dma_attr::constant auto>
	friend class dma_view;
	template <class>
	friend class dma_shared;
	template <class>
	friend class user_lent;

	[[gnu::always_inline]] explicit dma_view(T &of) : p_(&of) {}

	T *p_;
};

} // namespace kalloc

#endif
