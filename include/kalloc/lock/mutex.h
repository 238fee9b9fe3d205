/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * mutex and the guard that holds it. It is the kernel's own struct mutex, so that a
 * mutex made in C is guarded like one made here:
 *
 *	struct settings {
 *		mutex lock{"settings::lock"};
 *		kbuffer<any_contiguity<gfp::kernel>> values KALLOC_GUARDED_BY(lock);
 *	};
 *	...
 *	const mutex_guard guard(s.lock);			// to the end of the block
 *
 * Context: task context that may sleep; the compiler (clang) refuses it elsewhere.
 * Stands for: struct mutex, guard(mutex), mutex_destroy().
 */
#ifndef KALLOC_MUTEX_H
#define KALLOC_MUTEX_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/context.h>
#include <kalloc/lock/lock_class.h>

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

private:
	alignas(KALLOC_MUTEX_ALIGN) kalloc::u8 storage_[KALLOC_MUTEX_BYTES];
};

static_assert(sizeof(mutex) == KALLOC_MUTEX_BYTES);

namespace kalloc {

using ::mutex;

/* Holds the mutex. */
struct KALLOC_ANALYSED(scoped_lockable) mutex_guard : scope {
	[[nodiscard(KALLOC_NAMELESS)]] explicit mutex_guard(mutex &lock)
		KALLOC_EXCLUDES(contexts::sleepable) KALLOC_ANALYSED(acquire_capability(lock))
		: lock_(&lock)
	{
		take(0);
	}

	/*
	 * Inside of another guard. subclass tells lockdep two mutexes of the same class
	 * apart: 0, or 1 for the second one, as in mutex_lock_nested().
	 */
	[[nodiscard(KALLOC_NAMELESS)]] mutex_guard(mutex &lock,
						   [[maybe_unused]] const mutex_guard &outer,
						   unsigned int subclass = 0)
		KALLOC_EXCLUDES(contexts::sleepable) KALLOC_ANALYSED(acquire_capability(lock))
		: lock_(&lock)
	{
		take(subclass);
	}

	mutex_guard(mutex &, mutex_guard &&, auto...) = delete; /* kalloc: name the outer guard */

	~mutex_guard() KALLOC_MAY_SLEEP KALLOC_ANALYSED(release_capability())
	{
		binding::mutex_unlock(lock_);
	}

private:
	void take([[maybe_unused]] unsigned int subclass)
	{
#if KALLOC_HAS_LOCK_SUBCLASS
		binding::mutex_lock_nested(lock_, subclass);
#else
		binding::mutex_lock(lock_);
#endif
	}

	mutable mutex *lock_;
};

} // namespace kalloc

#endif
