/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * owner_base<Self>: what kunique_ptr and kbuffer have in common, whatever they own: each is
 * tested and swapped, given up to C, and never taken for a pointer. A base of them.
 *
 *	u64 *kept_by_c = a.get();
 *	a.taken_by_c();
 *
 * Context: any.
 */
#ifndef KALLOC_OWNER_BASE_H
#define KALLOC_OWNER_BASE_H

#include <kalloc/types.h>

namespace kalloc {

#define KALLOC_DROPPED "kalloc: an owner that nobody keeps frees at once; keep it, and test it"
#define KALLOC_GIVEN_UP                                                                      \
	"kalloc: nobody would free this; keep it, let reset() free it, or, where C has it, " \
	"write taken_by_c()"

/* What release() gives up of an array: memory that nobody but the caller frees, and its size. */
template <class T>
struct released {
	T *data;
	size_t size;

	template <class U>
	operator U *() const /* kalloc: it has the size, too: auto [p, n] = b.release(); */
		= delete;
};

/* Self has release(), swap(), and held(): the memory, null if empty. */
template <class Self>
class owner_base {
public:
	[[gnu::always_inline]] explicit operator bool() const &
	{
		return self().held() != nullptr;
	}

	bool operator==(std::nullptr_t) const &
	{
		return !self().held();
	}

	/* not left to ==: the static analyzer does not see through that */
	bool operator!=(std::nullptr_t) const &
	{
		return self().held();
	}

	/* Made for its truth only */
	explicit operator bool() const && = delete;        /* kalloc: freed at once; keep it */
	bool operator==(std::nullptr_t) const && = delete; /* kalloc: freed at once; keep it */
	bool operator!=(std::nullptr_t) const && = delete; /* kalloc: freed at once; keep it */

	/*
	 * Says that C code keeps what get() or data() lent it, and frees it: this owner is
	 * empty then, and frees nothing. Refused where release() is.
	 */
	void taken_by_c()
	{
		static_cast<void>(static_cast<Self *>(this)->release());
	}

	friend void swap(Self &a, Self &b) noexcept
	{
		a.swap(b);
	}

	template <class U>
	operator U *() const /* kalloc: get() or data() lends it, reset() frees it, !! tests it */
		= delete;

protected:
	~owner_base() = default;

private:
	/* of Self only */
	friend Self;
	constexpr owner_base() = default;

	const Self &self() const
	{
		return static_cast<const Self &>(*this);
	}
};

} // namespace kalloc

#endif
