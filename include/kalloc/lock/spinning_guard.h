/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The guards of spinlock and raw_spinlock, under the names that spinlock.h and
 * raw_spinlock.h give them: one that holds the lock, and one that has tried to.
 *
 *	const spin_guard guard(q->lock);
 *	...
 *	guard.unlock();
 *	auto spare = make_kunique<packet>(gfp::kernel);	// may sleep here
 *	guard.lock();					// and q may have changed
 *
 * The compiler (clang) follows unlock() and lock(). A guard gives back at the end of its
 * block what it holds then.
 */
#ifndef KALLOC_SPINNING_GUARD_H
#define KALLOC_SPINNING_GUARD_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/followed.h>
#include <kalloc/context/scope.h>
#include <kalloc/owner/borrowed.h>
#include <type_traits>

namespace kalloc {

/* What a lock switches off on this CPU; on PREEMPT_RT only a raw_spinlock does. */
enum class with {
	nothing_off,
	bh_off,     /* bottom halves: softirqs, timers, tasklets */
	irqs_off,   /* interrupts, which were on: they are on afterwards */
	irqs_saved, /* interrupts; afterwards they are as they were */
};

/*
 * A kind of lock: where it may be taken, what its guards are, and the kernel's functions.
 * Specialised beside the lock.
 */
template <class Lock>
struct lock_traits;

namespace contexts {

/* What a lock enters by what it switches off, and where it must not do that. */
template <with Off>
struct switched {
	static const context &entered();
	static const context &not_with_irqs_off();
	static const context &nor_by_lock();
};
template <>
struct switched<with::irqs_saved> : switched<with::nothing_off> {
	static const context &entered() KALLOC_ANALYSED(lock_returned(irqs_off_by_lock));
};
template <>
struct switched<with::bh_off> : switched<with::nothing_off> {
	static const context &not_with_irqs_off() KALLOC_ANALYSED(lock_returned(irqs_off));
	static const context &nor_by_lock() KALLOC_ANALYSED(lock_returned(irqs_off_by_lock));
};
template <>
struct switched<with::irqs_off> : switched<with::bh_off> {
	static const context &entered() KALLOC_ANALYSED(lock_returned(irqs_off_by_lock));
};

} // namespace contexts

/*
 * A lock as its guards take it: what a lock converts to where it may be taken. On a guard's
 * constructor, clang would take the contexts that it is not for as some that it manages.
 */
template <class Lock, with Off = with::nothing_off>
struct KALLOC_ANALYSED(
	capability("lock (a second guard takes the first one as argument)")) to_lock {
	Lock *lock;
};

/* A lock's conversion. Type and Off: see contexts.h and above. */
#define KALLOC_LOCKS_IN(Type, Off)                                                             \
	KALLOC_EXCLUDES(Type)                                                                  \
	KALLOC_ANALYSED(locks_excluded(::kalloc::contexts::none,                               \
				       ::kalloc::contexts::switched<Off>::not_with_irqs_off(), \
				       ::kalloc::contexts::switched<Off>::nor_by_lock()))      \
	KALLOC_ANALYSED(lock_returned(this))

/* Holds the lock. */
template <class Lock, with Off>
struct KALLOC_ANALYSED(scoped_lockable) spinning_guard : lock_traits<Lock>::held {
private:
	using traits = lock_traits<Lock>;
	using held = typename traits::held;
	using wanted = to_lock<Lock, Off>;
	using switched = contexts::switched<Off>;

public:
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit spinning_guard(wanted lock)
		KALLOC_ANALYSED(acquire_capability(traits::context(), lock))
			KALLOC_ENTERS_AGAIN(switched::entered())
		: lock_(lock.lock)
	{
		take();
	}

	/*
	 * Inside of another guard. subclass tells lockdep two locks of the same class
	 * apart: 0, or 1 for the second one, as in spin_lock_nested().
	 */
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] spinning_guard(wanted lock, const held &,
									  unsigned int subclass = 0)
		KALLOC_ANALYSED(acquire_capability(lock)) KALLOC_ENTERS_AGAIN(switched::entered())
		: lock_(lock.lock), subclass_(subclass)
	{
		take();
	}

	spinning_guard(wanted, held &&, auto...) = delete; /* kalloc: name the outer guard */
	spinning_guard(const spinning_guard &) = delete;   /* kalloc: it stays; pass a & */

	[[gnu::always_inline]] ~spinning_guard() KALLOC_ANALYSED(release_capability())
	{
		if (held_)
			give_back();
		else
			this->enter(); /* which its base leaves */
	}

	/* Gives the lock back before the end of the block, for good or until lock(). */
	[[gnu::always_inline]] void unlock() const KALLOC_ANALYSED(release_capability())
	{
		give_back();
		this->leave();
		held_ = false;
	}

	/* Takes it again. What it guards may have changed. */
	[[gnu::always_inline]] void lock() const KALLOC_ANALYSED(acquire_capability())
	{
		take();
		this->enter();
		held_ = true;
	}

private:
	[[gnu::always_inline]] void take() const
	{
		taken_alone(lock_); /* to clang's analyzer, within a lambda, too */
		flags_ = subclass_ ? traits::template lock_nested<Off>(lock_, subclass_)
				   : traits::template lock<Off>(lock_);
	}

	[[gnu::always_inline]] void give_back() const
	{
		let_go(lock_);
		traits::template unlock<Off>(lock_, flags_);
	}

	/* words, see scope: padding would be zeroed in memory */
	mutable Lock *lock_;
	mutable unsigned long flags_ = 0;
	mutable unsigned long subclass_ = 0;
	mutable unsigned long held_ = true;
};

/*
 * Has tried to take the lock, which is held where the guard is true:
 *
 *	const spin_try_guard guard(s.lock);
 *	if (!guard)
 *		return -EBUSY;
 *
 * To clang it is held behind an if, a while or &&, not within ?:.
 */
template <class Lock, with Off>
	requires(Off == with::nothing_off || Off == with::irqs_saved)
struct KALLOC_ANALYSED(scoped_lockable) spinning_try_guard
	: scope,
	  contexts::within<typename lock_traits<Lock>::held::refused> {
private:
	using traits = lock_traits<Lock>;
	using held = typename traits::held;
	using wanted = to_lock<Lock, Off>;

public:
	[[nodiscard(KALLOC_NAMELESS)]] explicit spinning_try_guard(wanted lock)
		KALLOC_ANALYSED(locks_excluded(traits::context(), lock))
		: lock_(lock.lock), held_(traits::template try_lock<Off>(lock_, flags_))
	{
		if (!held_)
			this->leave();
	}

	/* Inside of another guard. */
	[[nodiscard(KALLOC_NAMELESS)]] spinning_try_guard(wanted lock, const held &)
		KALLOC_ANALYSED(locks_excluded(lock))
		: lock_(lock.lock), held_(traits::template try_lock<Off>(lock_, flags_))
	{
		if (!held_)
			this->leave();
	}

	spinning_try_guard(wanted, held &&) = delete;            /* kalloc: name the outer guard */
	spinning_try_guard(const spinning_try_guard &) = delete; /* kalloc: it stays; pass a & */

	~spinning_try_guard() KALLOC_ANALYSED(release_capability())
	{
		if (held_)
			traits::template unlock<Off>(lock_, flags_);
		else
			this->enter(); /* which its base leaves */
	}

	explicit operator bool() const KALLOC_ANALYSED(try_acquire_capability(true))
	{
		return held_;
	}

private:
	mutable Lock *lock_;
	mutable unsigned long flags_ = 0;
	mutable unsigned long held_;
};

} // namespace kalloc

#endif
