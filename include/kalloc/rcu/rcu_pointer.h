/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * rcu_pointer<T, F>: owns a T that others read under RCU while a writer replaces it. What is
 * published is read only, whole, and never changed; the replaced one is freed after a
 * grace period (rcu_family.h).
 *
 *	const rcu_read_guard guard;
 *	const auto c = current_config.read(guard);
 *
 *	if (!c)
 *		return -ENODEV;
 *	return c->low <= value && value <= c->high;
 *	...
 *	current_config = std::move(next);
 *
 * What read() returns is tested, and used within the guard: clang refuses the rest.
 * Writers that replace may race, each has what it replaced; one that makes the next T of the
 * last one holds a lock for that, and reads by last().
 *
 * Context: read() and swap() any; assignment and destruction may sleep.
 * Stands for: T __rcu *, rcu_dereference(), rcu_assign_pointer(), kfree_rcu_mightsleep().
 */
#ifndef KALLOC_RCU_POINTER_H
#define KALLOC_RCU_POINTER_H

#include <kalloc/context/guard.h>
#include <kalloc/dma/barrier.h>
#include <kalloc/lock/mutex.h>
#include <kalloc/lock/spinlock.h>
#include <kalloc/owner/unique_ptr.h>
#include <kalloc/rcu/rcu_family.h>

namespace kalloc {

/* A const T, or null, for as long as the guard it was read with. */
template <class T>
class rcu_borrowed {
public:
	explicit operator bool() const
	{
		return p_;
	}

	const T *operator->() const KALLOC_BORROWED
		KALLOC_ANALYSED(requires_capability(contexts::rcu_read_side))
	{
		return p_;
	}

	const T &operator*() const KALLOC_BORROWED
		KALLOC_ANALYSED(requires_capability(contexts::rcu_read_side))
	{
		return *p_;
	}

private:
	template <class, family>
	friend class rcu_pointer;
	explicit rcu_borrowed(const T *p) : p_(p) {}

	const T *p_;
};

template <class T, family F = kmalloc_family>
class rcu_pointer {
public:
	using owner = kunique_ptr<T, rcu_family<F>>;

private:
	/* An owner that frees what readers may still look at. */
	template <class Other>
	static constexpr bool waits_for_nobody =
		requires { typename Other::family_type; } && !std::is_convertible_v<Other, owner>;

public:
	using free_context = contexts::sleepable;

	constexpr rcu_pointer() = default;
	explicit rcu_pointer(owner first) : p_(first.release()) {}
	rcu_pointer(const rcu_pointer &) = delete; /* kalloc: readers know where it is; read() it */
	rcu_pointer &operator=(const rcu_pointer &) = delete;

	/* Frees what is published: nobody may find this rcu_pointer any more. */
	~rcu_pointer() KALLOC_FREES_IN(free_context)
	{
		owner::adopt(p_).reset();
	}

	/* Publishes next, or nothing if it is empty. What it replaces is freed when it has no
	 * reader. */
	rcu_pointer &operator=(owner next) KALLOC_NOT_IN(free_context)
	{
		swap(next);
		return *this;
	}

	/*
	 * The same under a lock, where nothing is freed: other has what was replaced. It may have
	 * readers, so it is not to be changed, and ends behind the lock.
	 */
	void swap(owner &other) KALLOC_ANALYSED(no_thread_safety_analysis)
	{
		T *next = other.release();
		auto last = owner::adopt(__atomic_exchange_n(&p_, next, __ATOMIC_ACQ_REL));

		other.swap(last);
	}

	/* What is published, or null; for the life of guard. */
	rcu_borrowed<T> read(const rcu_read_guard &) const
	{
		const T *const p = read_once(p_);
#ifdef __clang_analyzer__ /* which looks at both ways then */
		if (!p)
			return rcu_borrowed<T>(nullptr);
#endif
		return rcu_borrowed<T>(p);
	}

	template <class Other>
		requires waits_for_nobody<Other>
	rcu_pointer(const Other &) /* kalloc: readers may have it; make_kunique<T, rcu_family<>> */
		= delete;
	template <class Other>
		requires waits_for_nobody<Other>
	rcu_pointer &
	operator=(const Other &) /* kalloc: readers may have it; make_kunique<T, rcu_family<>> */
		= delete;
	template <class Other>
		requires waits_for_nobody<Other>
	void swap(Other &) /* kalloc: readers may have it; make_kunique<T, rcu_family<>> */
		= delete;

	const T *operator->() const = delete; /* kalloc: readers hold a guard: read(guard) */
	const T &operator*() const = delete;  /* kalloc: readers hold a guard: read(guard) */
	rcu_borrowed<T> read(rcu_read_guard &&) const = delete; /* kalloc: name the guard */
	template <class = void>
	rcu_borrowed<T> read() const = delete; /* kalloc: readers hold a guard: read(guard) */

	/* For a writer, who holds the lock of all writers; null if nothing is published. */
	const T *last(const spin_held &) const
	{
		return p_;
	}

	const T *last(const mutex_guard &) const
	{
		return p_;
	}

private:
	T *p_ = nullptr;
};

} // namespace kalloc

#endif
