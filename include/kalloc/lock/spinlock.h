/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * spinlock and the guards that hold it. It is the kernel's own spinlock_t, so that a
 * lock made in C is guarded like one made here:
 *
 *	struct queue {
 *		spinlock lock{"queue::lock"};
 *		int length KALLOC_GUARDED_BY(lock) = 0;
 *	};
 *	...
 *	const spin_irqsave_guard guard(q->lock);	// to the end of the block
 *	const spin_guard inner(s->lock, guard);		// a second one takes the first
 *
 * The compiler (clang) knows within a guard that nothing may sleep, and refuses the
 * same lock twice and guarded members without it. It knows a lock by its name: guard
 * q->lock to touch q->length, not a reference to one of the two; and two locks of one array
 * by references to them. A lambda that is called within the guard, by take_if() or reap() say, is
 * a function of its own, and begins with assume_held(q->lock). A static lock is DEFINE_SPINLOCK()
 * in a C file, and `extern "C" spinlock name;` here.
 *
 * With interrupts off already, spin_guard is enough. On PREEMPT_RT a spinlock is one that
 * sleeps: guards leave interrupts and preemption on, gfp::atomic is as good as elsewhere, and
 * gfp::kernel as wrong. A lock that spins there is a raw_spinlock (raw_spinlock.h).
 *
 * Context: any but raw atomic context (context.h); spin_bh_guard not with interrupts off,
 * spin_irq_guard only with them on.
 * Stands for: spinlock_t, guard(spinlock), guard(spinlock_bh), guard(spinlock_irq),
 * guard(spinlock_irqsave), guard(spinlock_try).
 */
#ifndef KALLOC_SPINLOCK_H
#define KALLOC_SPINLOCK_H

#include <kalloc/lock/lock_class.h>
#include <kalloc/lock/raw_spinlock.h>

/* The kernel's structure, under its own name; module.c checks size and alignment. */
struct KALLOC_ANALYSED(capability("spinlock")) spinlock {
	/* name is what lockdep shows; it has to stay, like a string literal */
	template <class Site = decltype([] {})>
	/* NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the kernel does it */
	[[gnu::always_inline]] explicit(false) spinlock(const char *name = __builtin_FUNCTION())
	{
		kalloc::binding::kalloc_spin_lock_init(this, name, &kalloc::lock_class<Site>);
	}
	~spinlock() = default;
	spinlock(const spinlock &) = delete; /* kalloc: a lock stays where it is */
	spinlock &operator=(const spinlock &) = delete;

	/* for KALLOC_HOLDS() */
	const kalloc::contexts::spin_context &context() const
		KALLOC_ANALYSED(lock_returned(kalloc::contexts::spinlock_held));

	/* for its guards */
	template <kalloc::with Off>
	/* NOLINTNEXTLINE(google-explicit-constructor): they take it by its own name */
	operator kalloc::to_lock<spinlock, Off>()
		KALLOC_LOCKS_IN(kalloc::contexts::outside_raw, Off)
	{
		kalloc::contexts::asks_for<kalloc::contexts::outside_raw>();
		return {this};
	}

private:
	alignas(KALLOC_SPINLOCK_ALIGN) kalloc::u8 storage_[KALLOC_SPINLOCK_BYTES];
};

static_assert(sizeof(spinlock) == KALLOC_SPINLOCK_BYTES);

namespace kalloc {

using ::spinlock;

/*
 * Proof that a spinlock is held: what each guard is, what a function called with the
 * lock held can ask for, and what a second guard takes.
 */
struct [[maybe_unused]] spin_held : atomic_scope,
				    cpu_kept_by_lock,
				    contexts::within<contexts::outside_atomic> {
	spin_held(const spin_held &) = delete; /* kalloc: it stays; pass a & */

private:
	spin_held() = default;
	template <class Lock, with Off>
	friend struct spinning_guard;
	friend spin_held assume_held(spinlock &lock);
};

#if KALLOC_HAS_PREEMPT_RT
template <>
struct lock_traits<spinlock> {
	using held = spin_held;
	static const contexts::spin_context &context()
		KALLOC_ANALYSED(lock_returned(contexts::spinlock_held));

	template <with Off>
	static unsigned long lock(spinlock *lock)
	{
		if constexpr (Off == with::bh_off)
			binding::kalloc_local_bh_disable();
		binding::rt_spin_lock(lock);
		return 0;
	}

	template <with Off>
	static void unlock(spinlock *lock, unsigned long)
	{
		binding::rt_spin_unlock(lock);
		if constexpr (Off == with::bh_off)
			binding::kalloc_local_bh_enable();
	}

	template <with Off>
	static unsigned long lock_nested(spinlock *lock, [[maybe_unused]] unsigned int subclass)
	{
#if KALLOC_HAS_LOCK_SUBCLASS
		if constexpr (Off == with::bh_off)
			binding::kalloc_local_bh_disable();
		binding::rt_spin_lock_nested(lock, static_cast<int>(subclass));
		return 0;
#else
		return lock_traits::lock<Off>(lock);
#endif
	}

	template <with Off>
	static bool try_lock(spinlock *lock, unsigned long &)
	{
		return binding::rt_spin_trylock(lock);
	}
};
#else
/* A raw_spinlock with another name, at the same address. */
template <>
struct lock_traits<spinlock> {
	using held = spin_held;
	static const contexts::spin_context &context()
		KALLOC_ANALYSED(lock_returned(contexts::spinlock_held));

	template <with Off>
	static unsigned long lock(spinlock *lock)
	{
		return raw::lock<Off>(inside(lock));
	}

	template <with Off>
	static void unlock(spinlock *lock, unsigned long flags)
	{
		raw::unlock<Off>(inside(lock), flags);
	}

	template <with Off>
	static unsigned long lock_nested(spinlock *lock, unsigned int subclass)
	{
		return raw::lock_nested<Off>(inside(lock), subclass);
	}

	template <with Off>
	static bool try_lock(spinlock *lock, unsigned long &flags)
	{
		return raw::try_lock<Off>(inside(lock), flags);
	}

private:
	using raw = lock_traits<raw_spinlock>;

	static raw_spinlock *inside(spinlock *lock)
	{
		return reinterpret_cast<raw_spinlock *>(lock);
	}
};
#endif

/* Holds the lock. Interrupts are as they were. */
using spin_guard = spinning_guard<spinlock, with::nothing_off>;
/* The same with bottom halves (softirqs, timers, tasklets) off on this CPU. */
using spin_bh_guard = spinning_guard<spinlock, with::bh_off>;
/* The same with interrupts off, which were on: they are on afterwards. */
using spin_irq_guard = spinning_guard<spinlock, with::irqs_off>;
/* The same with interrupts off; afterwards they are as they were. */
using spin_irqsave_guard = spinning_guard<spinlock, with::irqs_saved>;

/* Have tried to, and hold the lock where they are true. */
using spin_try_guard = spinning_try_guard<spinlock, with::nothing_off>;
using spin_irqsave_try_guard = spinning_try_guard<spinlock, with::irqs_saved>;

} // namespace kalloc

#endif
