/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kshared_ptr<T, Family>: one of several owners of one T in kernel memory, which counts
 * them itself: T has a kref, the kernel's own, as a base or, told by count_of(), as a member.
 * The last owner destroys the T and gives the memory back.
 *
 *	struct session {
 *		u32 id;
 *		kref refs;
 *	};
 *	kref &count_of(session &s)
 *	{
 *		return s.refs;
 *	}
 *	...
 *	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);
 *	if (!s)
 *		return -ENOMEM;
 *	auto other = s;					// counted
 *
 * It is made from a kunique_ptr, without another allocation, and becomes one again while it
 * is the only owner. The count of what has a kunique_ptr is 0: nobody finds it. A copy may be
 * used by another thread; the T itself needs a lock, or does not change. A count that was
 * wrong stays saturated, with a warning: the T is leaked rather than freed too early.
 *
 * Context: destruction, reset() and assignment may be those of the last owner, and so as the
 * family's free() and T's destructor; all else is for any.
 * Stands for: kref_init(), kref_get(), kref_get_unless_zero(), kref_put().
 */
#ifndef KALLOC_SHARED_PTR_H
#define KALLOC_SHARED_PTR_H

#include <kalloc/owner/kref.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

template <class T, family Family = kmalloc_family>
class [[nodiscard(KALLOC_DROPPED)]] kshared_ptr : public owner_base<kshared_ptr<T, Family>> {
	static_assert(stateless_family<Family>,
		      "kalloc: this family needs its device to free, which a count does not keep; "
		      "share a class that has the owner as a member");
	static_assert(std::is_object_v<T> && !std::is_array_v<T> && !std::is_const_v<T>,
		      "kalloc: kshared_ptr counts in its T, one object that is not const; put an "
		      "array into a class");

	using unique = kunique_ptr<T, Family>;

public:
	using element_type = T;
	using family_type = Family;
	/* where the owner may be destroyed, see context.h */
	using free_context =
		contexts::both<contexts::free_context_of<Family>, contexts::free_context_of<T>>;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kshared_ptr() = default;
	constexpr explicit(false) kshared_ptr(std::nullptr_t) {}

	/* The first of its owners. */
	[[gnu::always_inline]] explicit(false) kshared_ptr(unique &&only) : p_(only.release())
	{
		if (p_)
			counting::begin(counting::of(p_));
	}

	[[gnu::always_inline]] kshared_ptr(const kshared_ptr &other) : p_(other.p_)
	{
		if (p_)
			counting::get(counting::of(p_));
	}

	kshared_ptr(kshared_ptr &&other) noexcept : p_(std::exchange(other.p_, nullptr)) {}

	/* by value: other may be part of what is destroyed */
	kshared_ptr &operator=(kshared_ptr other) noexcept KALLOC_NOT_IN(free_context)
	{
		swap(other);
		return *this;
	}

	[[gnu::always_inline]] ~kshared_ptr() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Takes over one reference that C code holds, to a T from the allocator of Family:
	 * what kref_init() or kref_get() counted, or release() gave up.
	 */
	static kshared_ptr adopt(T *p)
	{
		return {not_owned(p), nullptr};
	}

	/* Gives the reference up to C code, which hands it back to adopt(). Null if empty. */
	[[nodiscard(KALLOC_GIVEN_UP)]] T *release()
	{
		return std::exchange(p_, nullptr);
	}

	/* One more owner of an object that has some: of *this, in a member of T. */
	static kshared_ptr share(T &object)
	{
		counting::get(counting::of(not_owned(&object)));
		return {&object, nullptr};
	}

	/*
	 * For what is found without a reference, under a lock or an rcu_read_guard that keeps
	 * the memory: one more owner, or none if the last one went or p is null.
	 */
	static kshared_ptr share_unless_gone(T *p)
	{
		if (!p || !binding::kalloc_kref_get_unless_zero(counting::of(p)))
			return nullptr;
		return {not_owned(p), nullptr};
	}

	/* The T if this is its only owner, which is empty then; else empty, and this as it was. */
	unique into_unique()
	{
		if (!p_ || !binding::kalloc_kref_put_if_one(counting::of(p_)))
			return nullptr;
		return unique::adopt(release());
	}

	/* Gives the reference back; the last one destroys and frees. Empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		T *p = std::exchange(p_, nullptr);

		if (p)
			contexts::asks_for<free_context>();
		if (p && counting::put(counting::of(p)))
			end(p);
	}

	void swap(kshared_ptr &other) noexcept
	{
		std::swap(p_, other.p_);
	}

	/* Null if empty. The owner keeps it. */
	T *get() const KALLOC_BORROWED
	{
		return p_;
	}

	/* Not of an empty owner; it is not checked. */
	T &operator*() const KALLOC_BORROWED
	{
		return *p_;
	}

	T *operator->() const KALLOC_BORROWED
	{
		return p_;
	}

	bool operator==(const kshared_ptr &other) const
	{
		return p_ == other.p_;
	}

	/* What is unique has no count yet */
	kshared_ptr(const unique &) /* kalloc: u owns it alone; kshared_ptr<T> s = std::move(u) */
		= delete;
	static kshared_ptr
	share(const unique &) /* kalloc: u owns it alone; kshared_ptr<T> s = std::move(u) */
		= delete;

	/* An owner is no pointer, and of one type */
	template <class U>
	kshared_ptr(U *) = delete; /* kalloc: adopt() takes C's reference over, share() makes one */
	template <class U, family F>
	kshared_ptr(kunique_ptr<U, F> &&) /* kalloc: another type or family; write it */
		= delete;
	template <class U, family F>
	kshared_ptr(kshared_ptr<U, F>) /* kalloc: shared as another type or family; write it */
		= delete;

private:
	friend class owner_base<kshared_ptr>;

	/* Counted already */
	kshared_ptr(T *p, std::nullptr_t) : p_(p) {}

	/* not the owner's address: see elements.h */
	static void end(T *p)
	{
#ifdef __clang_analyzer__
		counting::left_by_last(p, counting::of(p));
#else
		unique::adopt(p).reset();
#endif
	}

	T *held() const
	{
		return p_;
	}

	T *p_ = nullptr;
};

} // namespace kalloc

#endif
