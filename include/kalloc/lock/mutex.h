/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * mutex and the guards that hold it. It is the kernel's own struct mutex, so that a
 * mutex made in C is guarded like one made here:
 *
 *	struct settings {
 *		mutex lock{"settings::lock"};
 *		kbuffer<any_contiguity<gfp::kernel>> values KALLOC_GUARDED_BY(lock);
 *	};
 *	...
 *	const mutex_guard guard(s.lock);			// to the end of the block
 *
 * The others may not get it, and are tested: they hold it where they are true. To clang
 * that is behind an if, a while or &&, not within ?:.
 *
 *	const mutex_intr_guard guard(s.lock);
 *	if (!guard)
 *		return -ERESTARTSYS;
 *
 * Context: task context that may sleep, and for mutex_try_guard that may not; the compiler
 * (clang) refuses it elsewhere.
 * Stands for: struct mutex, guard(mutex), mutex_destroy(), scoped_cond_guard(mutex_try),
 * scoped_cond_guard(mutex_intr), mutex_lock_killable().
 */
#ifndef KALLOC_MUTEX_H
#define KALLOC_MUTEX_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/followed.h>
#include <kalloc/context/scope.h>
#include <kalloc/lock/lock_class.h>
#include <kalloc/owner/borrowed.h>

namespace kalloc {

/* A mutex as its guards take it, where Allowed allows that; as to_lock in spinning_guard.h. */
template <class Allowed>
struct KALLOC_ANALYSED(capability("mutex")) mutex_to_lock {
	mutex *lock;
};

} // namespace kalloc

/* The kernel's structure, under its own name; module.c checks size and alignment. */
struct KALLOC_ANALYSED(capability("mutex")) mutex {
	/* name is what lockdep shows; it has to stay, like a string literal */
	template <class Site = decltype([] {})>
	/* NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the kernel does it */
	[[gnu::always_inline]] explicit(false) mutex(const char *name = __builtin_FUNCTION())
	{
		kalloc::binding::kalloc_mutex_init(this, name, &kalloc::lock_class<Site>);
	}
	mutex(const mutex &) = delete; /* kalloc: a lock stays where it is */
	mutex &operator=(const mutex &) = delete;

	~mutex()
	{
#if KALLOC_HAS_MUTEX_DESTROY
		kalloc::binding::mutex_destroy(this);
#endif
	}

	/* for KALLOC_HOLDS() */
	const mutex &context() const KALLOC_ANALYSED(lock_returned(this));

	/* for its guards */
	template <class Allowed>
	/* NOLINTNEXTLINE(google-explicit-constructor): they take it by its own name */
	operator kalloc::mutex_to_lock<Allowed>() KALLOC_EXCLUDES(Allowed)
		KALLOC_ANALYSED(lock_returned(this))
	{
		kalloc::contexts::asks_for<Allowed>();
		return {this};
	}

private:
	alignas(KALLOC_MUTEX_ALIGN) kalloc::u8 storage_[KALLOC_MUTEX_BYTES];
};

static_assert(sizeof(mutex) == KALLOC_MUTEX_BYTES);

namespace kalloc {

using ::mutex;

/* Holds the mutex. */
struct KALLOC_ANALYSED(scoped_lockable) mutex_guard : scope {
private:
	using to_lock = mutex_to_lock<contexts::sleepable>;

public:
	[[nodiscard(KALLOC_NAMELESS)]] explicit mutex_guard(to_lock lock)
		KALLOC_ANALYSED(acquire_capability(lock))
		: lock_(lock.lock)
	{
		take();
	}

	/*
	 * Inside of another guard. subclass tells lockdep two mutexes of the same class
	 * apart: 0, or 1 for the second one, as in mutex_lock_nested().
	 */
	[[nodiscard(KALLOC_NAMELESS)]] mutex_guard(to_lock lock, const mutex_guard &,
						   unsigned int subclass = 0)
		KALLOC_ANALYSED(acquire_capability(lock))
		: lock_(lock.lock), subclass_(subclass)
	{
		take();
	}

	mutex_guard(to_lock, mutex_guard &&, auto...) = delete; /* kalloc: name the outer guard */
	mutex_guard(const mutex_guard &) = delete;              /* kalloc: it stays; pass a & */

	~mutex_guard() KALLOC_MAY_SLEEP KALLOC_ANALYSED(release_capability())
	{
		if (held_)
			give_back();
	}

	/* Gives the mutex back before the end of the block, for good or until lock(). */
	void unlock() const KALLOC_ANALYSED(release_capability())
	{
		give_back();
		held_ = false;
	}

	/* Takes it again. What it guards may have changed. */
	void lock() const KALLOC_EXCLUDES(contexts::sleepable) KALLOC_ANALYSED(acquire_capability())
	{
		contexts::asks_for<contexts::sleepable>();
		take();
		held_ = true;
	}

private:
	void give_back() const
	{
		let_go(lock_);
		binding::mutex_unlock(lock_);
	}

	void take() const
	{
		taken_alone(lock_); /* to clang's analyzer, within a lambda, too */
#if KALLOC_HAS_LOCK_SUBCLASS
		binding::mutex_lock_nested(lock_, subclass_);
#else
		binding::mutex_lock(lock_);
#endif
	}

	/* words, see scope: padding would be zeroed in memory */
	mutable mutex *lock_;
	[[maybe_unused]] mutable unsigned long subclass_ = 0;
	mutable unsigned long held_ = true;
};

/* Has tried to hold the mutex, by Lock(), which says whether it does. */
template <class Allowed, bool (*Lock)(mutex *lock)>
struct KALLOC_ANALYSED(scoped_lockable) mutex_cond_guard : scope {
	[[nodiscard(KALLOC_NAMELESS)]] explicit mutex_cond_guard(mutex_to_lock<Allowed> lock)
		KALLOC_ANALYSED(locks_excluded(lock))
		: lock_(lock.lock), held_(Lock(lock_))
	{
	}

	mutex_cond_guard(const mutex_cond_guard &) = delete; /* kalloc: it stays; pass a & */

	~mutex_cond_guard() KALLOC_ANALYSED(release_capability())
	{
		if (held_)
			binding::mutex_unlock(lock_);
	}

	explicit operator bool() const KALLOC_ANALYSED(try_acquire_capability(true))
	{
		return held_;
	}

private:
	mutable mutex *lock_;
	mutable unsigned long held_;
};

inline bool try_lock(mutex *lock)
{
	return binding::kalloc_mutex_trylock(lock);
}

inline bool lock_interruptible(mutex *lock)
{
	return !binding::kalloc_mutex_lock_interruptible(lock);
}

inline bool lock_killable(mutex *lock)
{
	return !binding::kalloc_mutex_lock_killable(lock);
}

/* Does not wait. */
using mutex_try_guard = mutex_cond_guard<contexts::in_task, try_lock>;
/* Waits, but not through a signal: then -EINTR or -ERESTARTSYS is what to return. */
using mutex_intr_guard = mutex_cond_guard<contexts::sleepable, lock_interruptible>;
/* Waits, but not through a signal that kills the task. */
using mutex_kill_guard = mutex_cond_guard<contexts::sleepable, lock_killable>;

} // namespace kalloc

#endif
