/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kunique_ptr<T[], Family>: the one owner of an array of T in kernel memory.
 *
 *	auto t = make_kunique<u32[]>(gfp::kernel, n);		// zeroed
 *	if (!t)
 *		return -ENOMEM;
 *	t[0] = 1;
 *
 * One word: it does not know its length and [] does not check; kbuffer does both.
 * Where T has a destructor to run, the count is kept in front of the elements.
 *
 * Context: destruction, reset() and assignment as the family's free() and T's destructor.
 * Stands for: T *p __free(kfree) = kmalloc_array(...).
 */
#ifndef KALLOC_UNIQUE_ARRAY_H
#define KALLOC_UNIQUE_ARRAY_H

#include <kalloc/owner/unique_ptr.h>
#include <kalloc/range/bounds.h>

namespace kalloc {

#define KALLOC_SIZE_UNKNOWN                                                                     \
	"kalloc: this family frees by size, which kunique_ptr<T[]> does not know; use kbuffer " \
	"with a policy of it, e.g. kbuffer<dma_coherent<...>, T>"

template <class T, family Family>
class [[nodiscard(KALLOC_DROPPED)]] kunique_ptr<T[], Family>
	: public owner_base<kunique_ptr<T[], Family>> {
	static_assert(stateless_family<Family>, KALLOC_SIZE_UNKNOWN);

public:
	using element_type = T;
	using family_type = Family;
	/* where the owner may be destroyed, see context.h */
	using free_context =
		contexts::both<contexts::free_context_of<Family>, contexts::free_context_of<T>>;

	/* Is the count kept in front of the elements? */
	static constexpr bool counted = !std::is_trivially_destructible_v<T>;
	/* It is as large as the elements' alignment asks. */
	union header {
		size_t count;
		alignas(T) u8 start;
	};
	static constexpr size_t header_bytes = counted ? sizeof(header) : 0;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kunique_ptr() = default;
	constexpr explicit(false) kunique_ptr(std::nullptr_t) {}

	kunique_ptr(const kunique_ptr &) = delete; /* kalloc: one owner; std::move() it */
	kunique_ptr &
	operator=(const kunique_ptr &) = delete; /* kalloc: one owner; std::move() it */

	kunique_ptr(kunique_ptr &&other) noexcept : p_(std::exchange(other.p_, nullptr)) {}

	/* From an array of T that are not const, or of a family whose memory this one frees, too.
	 */
	template <class U, family F>
		requires(std::is_same_v<const U, const T> && std::is_convertible_v<U *, T *> &&
			 frees_memory_of<Family, F>)
	explicit(false) kunique_ptr(kunique_ptr<U[], F> &&other) noexcept
		: p_(std::exchange(other.p_, nullptr))
	{
	}

	kunique_ptr &operator=(kunique_ptr &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		/* other may be part of what is destroyed: list = std::move(list->next) */
		kunique_ptr taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~kunique_ptr() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Takes over an array that C code allocated, from the allocator of Family. Null
	 * makes an empty owner.
	 */
	static kunique_ptr adopt(T *p)
	{
		static_assert(!counted,
			      "kalloc: an array of objects with destructors has its count in "
			      "front, C's has none; adopt the objects one by one");
		return {adopted(p), Family{}};
	}

	/*
	 * Gives the array up to the caller, who frees it: adopt() in C++, the family's
	 * function in C, e.g. kfree(). Null if empty.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] T *release()
	{
		static_assert(!counted,
			      "kalloc: an array of objects with destructors has its count in "
			      "front, kfree() would miss it; keep the owner");
		return given_up(std::exchange(p_, nullptr));
	}

	/* Destroys the elements, last first, and frees them; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		static_assert(counted || !frees_by_size<Family>, KALLOC_SIZE_UNKNOWN);
		T *p = p_;
		Family family;

		p_ = nullptr;
		if (!p)
			return;
		contexts::asks_for<free_context>();
		const size_t n = counted ? count_of(p) : 0;
		if constexpr (counted) {
			before_destroying<Family, T>();
			for (size_t i = n; i-- > 0;)
				p[i].~T();
		}
		give_back(family, start_of(p), header_bytes + n * sizeof(T));
	}

	void swap(kunique_ptr &other) noexcept
	{
		std::swap(p_, other.p_);
	}

	/* Null if empty. The owner keeps it. */
	T *get() const KALLOC_BORROWED
	{
		return lent(p_);
	}

	/*
	 * Neither the index, in elements, nor an empty owner is checked; a constant index past a
	 * constant size does not compile.
	 */
	[[gnu::always_inline]] T &operator[](size_t index) const KALLOC_BORROWED
	{
		refuse_past_array(p_, index);
		if constexpr (counted)
			return *lent(p_ + index);
		return p_[index];
	}

	/* An owner is no pointer, and of one type */
	template <class U>
		requires(!std::is_same_v<const U, const T>)
	static kunique_ptr adopt(U *) = delete; /* kalloc: an array of another type */
	template <class U>
	kunique_ptr(U *) = delete; /* kalloc: no owner; adopt() takes memory over from C */
	template <class U, family F>
	kunique_ptr(kunique_ptr<U, F> &&) /* kalloc: another type or family; write it, or auto */
		= delete;
	template <class U, family F>
		requires(!std::is_convertible_v<kunique_ptr<U, F>, kunique_ptr>)
	kunique_ptr &
	operator=(kunique_ptr<U, F> &&) /* kalloc: another type or family; declare it so */
		= delete;

private:
	template <class, family>
	friend class kunique_ptr;
	friend class owner_base<kunique_ptr>;
	friend struct unique_factory;

	kunique_ptr(T *p, const Family &) : p_(p) {}

	T *held() const
	{
		return p_;
	}

	static void *start_of(T *p)
	{
		return reinterpret_cast<u8 *>(const_cast<std::remove_cv_t<T> *>(p)) - header_bytes;
	}

	static size_t &count_of(T *p)
	{
		return static_cast<header *>(start_of(p))->count;
	}

	T *p_ = nullptr;
};

} // namespace kalloc

#endif
