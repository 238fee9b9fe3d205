/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * raw_spinlock and the guards that hold it: the lock that spins on PREEMPT_RT, too, where a
 * spinlock sleeps. For what cannot wait: an interrupt that is no thread there, a clock, an
 * interrupt controller. It is the kernel's own raw_spinlock_t.
 *
 *	struct timestamps {
 *		raw_spinlock lock{"timestamps::lock"};
 *		u64 last KALLOC_GUARDED_BY(lock) = 0;
 *	};
 *	...
 *	const raw_spin_irqsave_guard guard(t.lock);
 *
 * Nothing may be allocated or freed within a guard, not even with gfp::atomic, and no
 * spinlock be taken, since either sleeps on PREEMPT_RT: the compiler (clang) refuses it
 * whichever kernel it is, since nothing else needs a raw_spinlock. All else is as for a
 * spinlock (spinlock.h), and so are the guards (spinning_guard.h).
 *
 * Context: any; raw_spin_bh_guard not with interrupts off, raw_spin_irq_guard only with them
 * on. Stands for: raw_spinlock_t, guard(raw_spinlock), guard(raw_spinlock_irqsave), ...
 */
#ifndef KALLOC_RAW_SPINLOCK_H
#define KALLOC_RAW_SPINLOCK_H

#include <kalloc/lock/lock_class.h>
#include <kalloc/lock/spinning_guard.h>

/* The kernel's structure, under its own name; module.c checks size and alignment. */
struct KALLOC_ANALYSED(capability("raw_spinlock")) raw_spinlock {
	/* name is what lockdep shows; it has to stay, like a string literal */
	template <class Site = decltype([] {})>
	/* NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): the kernel does it */
	[[gnu::always_inline]] explicit(false) raw_spinlock(const char *name = __builtin_FUNCTION())
	{
		kalloc::binding::kalloc_raw_spin_lock_init(this, name, &kalloc::lock_class<Site>);
	}
	~raw_spinlock() = default;
	raw_spinlock(const raw_spinlock &) = delete; /* kalloc: a lock stays where it is */
	raw_spinlock &operator=(const raw_spinlock &) = delete;

	/* for KALLOC_HOLDS() */
	const kalloc::contexts::raw_context &context() const
		KALLOC_ANALYSED(lock_returned(kalloc::contexts::raw_spinlock_held));

	/* for its guards */
	template <kalloc::with Off>
	/* NOLINTNEXTLINE(google-explicit-constructor): they take it by its own name */
	operator kalloc::to_lock<raw_spinlock, Off>()
		KALLOC_LOCKS_IN(kalloc::contexts::anywhere, Off)
	{
		return {this};
	}

private:
	alignas(KALLOC_RAW_SPINLOCK_ALIGN) kalloc::u8 storage_[KALLOC_RAW_SPINLOCK_BYTES];
};

static_assert(sizeof(raw_spinlock) == KALLOC_RAW_SPINLOCK_BYTES);

namespace kalloc {

using ::raw_spinlock;

/* Proof that a raw_spinlock is held: what its guards are, and what a second guard takes. */
struct [[maybe_unused]] raw_spin_held : raw_scope,
					cpu_kept,
					contexts::within<contexts::outside_raw> {
	raw_spin_held(const raw_spin_held &) = delete; /* kalloc: it stays; pass a & */

private:
	raw_spin_held() = default;
	template <class Lock, with Off>
	friend struct spinning_guard;
	friend raw_spin_held assume_held(raw_spinlock &lock);
};

template <>
struct lock_traits<raw_spinlock> {
	using held = raw_spin_held;
	static const contexts::raw_context &context()
		KALLOC_ANALYSED(lock_returned(contexts::raw_spinlock_held));

	template <with Off>
	static unsigned long lock(raw_spinlock *lock)
	{
		if constexpr (Off == with::irqs_saved)
			return binding::kalloc_raw_spin_lock_irqsave(lock);
		else if constexpr (Off == with::irqs_off)
			binding::kalloc_raw_spin_lock_irq(lock);
		else if constexpr (Off == with::bh_off)
			binding::kalloc_raw_spin_lock_bh(lock);
		else
			binding::kalloc_raw_spin_lock(lock);
		return 0;
	}

	template <with Off>
	static void unlock(raw_spinlock *lock, unsigned long flags)
	{
		if constexpr (Off == with::irqs_saved)
			binding::kalloc_raw_spin_unlock_irqrestore(lock, flags);
		else if constexpr (Off == with::irqs_off)
			binding::kalloc_raw_spin_unlock_irq(lock);
		else if constexpr (Off == with::bh_off)
			binding::kalloc_raw_spin_unlock_bh(lock);
		else
			binding::kalloc_raw_spin_unlock(lock);
	}

	template <with Off>
	static unsigned long lock_nested(raw_spinlock *lock, [[maybe_unused]] unsigned int subclass)
	{
#if KALLOC_HAS_LOCK_SUBCLASS
		const unsigned long flags = switch_off<Off>();

		binding::kalloc_raw_spin_lock_nested(lock, static_cast<int>(subclass));
		return flags;
#else
		return lock_traits::lock<Off>(lock);
#endif
	}

	template <with Off>
	static bool try_lock(raw_spinlock *lock, unsigned long &flags)
	{
		flags = switch_off<Off>();
		const bool held = binding::kalloc_raw_spin_trylock(lock);

		if constexpr (Off == with::irqs_saved)
			if (!held)
				binding::kalloc_local_irq_restore(flags);
		return held;
	}

private:
	template <with Off>
	static unsigned long switch_off()
	{
		if constexpr (Off == with::irqs_saved || Off == with::irqs_off)
			return binding::kalloc_local_irq_save();
		if constexpr (Off == with::bh_off)
			binding::kalloc_local_bh_disable();
		return 0;
	}
};

/* Holds the lock. Interrupts are as they were. */
using raw_spin_guard = spinning_guard<raw_spinlock, with::nothing_off>;
/* The same with bottom halves (softirqs, timers, tasklets) off on this CPU. */
using raw_spin_bh_guard = spinning_guard<raw_spinlock, with::bh_off>;
/* The same with interrupts off, which were on: they are on afterwards. */
using raw_spin_irq_guard = spinning_guard<raw_spinlock, with::irqs_off>;
/* The same with interrupts off; afterwards they are as they were. */
using raw_spin_irqsave_guard = spinning_guard<raw_spinlock, with::irqs_saved>;

/* Have tried to, and hold the lock where they are true. */
using raw_spin_try_guard = spinning_try_guard<raw_spinlock, with::nothing_off>;
using raw_spin_irqsave_try_guard = spinning_try_guard<raw_spinlock, with::irqs_saved>;

} // namespace kalloc

#endif
