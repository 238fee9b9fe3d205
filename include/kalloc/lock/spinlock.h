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
 * same lock twice and guarded members without it. A static lock is DEFINE_SPINLOCK()
 * in a C file, and `extern "C" spinlock name;` here.
 *
 * With interrupts off already, spin_guard is enough.
 *
 * Context: any; spin_bh_guard not with interrupts off, spin_irq_guard only with them on.
 * Stands for: spinlock_t, guard(spinlock), guard(spinlock_bh), guard(spinlock_irq),
 * guard(spinlock_irqsave).
 */
#ifndef KALLOC_SPINLOCK_H
#define KALLOC_SPINLOCK_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/context.h>
#include <kalloc/lock/lock_class.h>

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
struct spin_held : atomic_scope {
private:
	spin_held() = default;
	friend struct spin_guard;
	friend struct spin_bh_guard;
	friend struct spin_irq_guard;
	friend struct spin_irqsave_guard;
	friend spin_held assume_held(spinlock &lock);

	/* the address of a spinlock_t is that of the raw lock inside */
	static raw_spinlock *raw(spinlock *lock)
	{
		return reinterpret_cast<raw_spinlock *>(lock);
	}
};

/* Holds the lock. Interrupts are as they were. */
struct KALLOC_ANALYSED(scoped_lockable) spin_guard : spin_held {
	[[nodiscard(KALLOC_NAMELESS)]] explicit spin_guard(spinlock &lock)
		KALLOC_ANALYSED(acquire_capability(contexts::spinlock_held, lock))
		: lock_(&lock)
	{
		binding::kalloc_spin_lock(raw(lock_));
	}

	/*
	 * Inside of another guard. subclass tells lockdep two locks of the same class
	 * apart: 0, or 1 for the second one, as in spin_lock_nested().
	 */
	[[nodiscard(KALLOC_NAMELESS)]] spin_guard(spinlock &lock,
						  [[maybe_unused]] const spin_held &outer,
						  [[maybe_unused]] unsigned int subclass = 0)
		KALLOC_ANALYSED(acquire_capability(lock))
		: lock_(&lock)
	{
#if KALLOC_HAS_LOCK_SUBCLASS
		binding::spin_lock_nested(raw(lock_), static_cast<int>(subclass));
#else
		binding::kalloc_spin_lock(raw(lock_));
#endif
	}

	spin_guard(spinlock &, spin_held &&, auto...) = delete; /* kalloc: name the outer guard */

	~spin_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_spin_unlock(raw(lock_));
	}

private:
	mutable spinlock *lock_;
};

/* Holds the lock with bottom halves (softirqs, timers, tasklets) off on this CPU. */
struct KALLOC_ANALYSED(scoped_lockable) spin_bh_guard : spin_held {
	[[nodiscard(KALLOC_NAMELESS)]] explicit spin_bh_guard(spinlock &lock)
		KALLOC_ANALYSED(acquire_capability(contexts::spinlock_held, contexts::bh_off,
						   lock)) KALLOC_NOT_WITH_IRQS_OFF : lock_(&lock)
	{
		binding::kalloc_spin_lock_bh(raw(lock_));
	}

	~spin_bh_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_spin_unlock_bh(raw(lock_));
	}

private:
	mutable spinlock *lock_;
};

/* Holds the lock with interrupts off, which were on: they are on afterwards. */
struct KALLOC_ANALYSED(scoped_lockable) spin_irq_guard : spin_held {
	[[nodiscard(KALLOC_NAMELESS)]] explicit spin_irq_guard(spinlock &lock)
		KALLOC_ANALYSED(acquire_capability(contexts::spinlock_held, contexts::irqs_off,
						   lock))
		: lock_(&lock)
	{
		binding::kalloc_spin_lock_irq(raw(lock_));
	}

	~spin_irq_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_spin_unlock_irq(raw(lock_));
	}

private:
	mutable spinlock *lock_;
};

/* Holds the lock with interrupts off; afterwards they are as they were. */
struct KALLOC_ANALYSED(scoped_lockable) spin_irqsave_guard : spin_held {
	[[nodiscard(KALLOC_NAMELESS)]] explicit spin_irqsave_guard(spinlock &lock)
		KALLOC_ANALYSED(acquire_capability(contexts::spinlock_held, contexts::irqs_off,
						   lock))
		: lock_(&lock), flags_(binding::kalloc_spin_lock_irqsave(raw(lock_)))
	{
	}

	~spin_irqsave_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_spin_unlock_irqrestore(raw(lock_), flags_);
	}

private:
	mutable spinlock *lock_;
	mutable unsigned long flags_;
};

} // namespace kalloc

#endif
