/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The border to C, where the compiler cannot know the context: code that C calls says
 * what holds there. The compiler (clang) takes it for the rest of the function, and a
 * kernel with DEBUG_ATOMIC_SLEEP or lockdep checks it and warns; else it costs nothing.
 *
 *	extern "C" void foo_start_xmit(foo *f)
 *	{
 *		const spin_held held = assume_held(f->lock);	// taken by the caller, in C
 *
 * So does a lambda that is handed on, to take_if() or reap() say, and is called within a guard: it
 * is a function of its own, whose callers do not know the lock by its name.
 *
 * Prefer a mark (KALLOC_INTERRUPT, KALLOC_HOLDS, ...) where the callers are C++. The one for task
 * context, assume_may_sleep(), is needed under KALLOC_STRICT_CONTEXT; elsewhere it only checks.
 * Stands for: might_sleep(), cant_sleep(), lockdep_assert_held(), ...
 */
#ifndef KALLOC_ASSUME_H
#define KALLOC_ASSUME_H

#include <kalloc/context/followed.h>
#include <kalloc/lock/mutex.h>
#include <kalloc/lock/raw_spinlock.h>
#include <kalloc/lock/spinlock.h>

namespace kalloc {

/* This is task context that may sleep. */
inline void assume_may_sleep(const char *file = __builtin_FILE(), int line = __builtin_LINE())
	KALLOC_ANALYSED(assert_capability(
		!contexts::put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it,
		KALLOC_HAS_MARK))
{
	contexts::asks_for<contexts::sleepable>();
#if KALLOC_HAS_SLEEP_CHECKS
	binding::might_sleep(file, line);
#endif
}

/* Proof by assumption, to allocate with, or just to have it said: what the next two return. */
class [[maybe_unused]] assumed_atomic : public atomic_scope,
					public cpu_kept_by_lock,
					contexts::within<contexts::sleepable> {
	assumed_atomic() = default;
	friend assumed_atomic assume_in_interrupt();
	friend assumed_atomic assume_in_softirq();
};

/* An interrupt handler, or the thread that it is on PREEMPT_RT; a timer, hrtimer or tasklet. */
inline assumed_atomic assume_in_interrupt()
	KALLOC_ANALYSED(assert_capability(contexts::interrupt, KALLOC_HAS_MARK))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_in_interrupt();
	return {};
}

/* A timer callback, a tasklet, NAPI poll. */
inline assumed_atomic assume_in_softirq()
	KALLOC_ANALYSED(assert_capability(contexts::interrupt, KALLOC_HAS_MARK))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_in_softirq();
	return {};
}

/* The same without a mask on PREEMPT_RT, where nothing is allocated then: the next three. */
class [[maybe_unused]] assumed_hard
	: public hard_scope,
	  public cpu_kept,
	  contexts::within<
		  std::conditional_t<KALLOC_RT_RULES, contexts::outside_raw, contexts::sleepable>> {
	assumed_hard() = default;
	friend assumed_hard assume_atomic(const char *file, int line);
	friend assumed_hard assume_irqs_off();
	friend assumed_hard assume_in_hardirq();
};

/* Preemption or interrupts are off. */
inline assumed_hard assume_atomic(const char *file = __builtin_FILE(), int line = __builtin_LINE())
	KALLOC_ANALYSED(assert_capability(contexts::atomic))
{
#if KALLOC_HAS_SLEEP_CHECKS
	binding::kalloc_cant_sleep(file, line);
#endif
	return {};
}

inline assumed_hard assume_irqs_off() KALLOC_ANALYSED(assert_capability(contexts::irqs_off))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_irqs_off();
	return {};
}

/* An interrupt that is no thread on any kernel: IRQF_NO_THREAD, HRTIMER_MODE_HARD. */
inline assumed_hard assume_in_hardirq()
	KALLOC_ANALYSED(assert_capability(KALLOC_HARDIRQ_CONTEXTS, KALLOC_HAS_MARK))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_in_hardirq();
	return {};
}

/* The caller holds the lock, and keeps it to the end of the function. */
inline spin_held assume_held(spinlock &lock)
	KALLOC_ANALYSED(assert_capability(contexts::spinlock_held, lock))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_spinlock_held(&lock);
	return {};
}

inline raw_spin_held assume_held(raw_spinlock &lock)
	KALLOC_ANALYSED(assert_capability(contexts::raw_spinlock_held, lock))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_raw_spinlock_held(&lock);
	return {};
}

inline void assume_held(mutex &lock) KALLOC_ANALYSED(assert_capability(lock))
{
	if constexpr (KALLOC_HAS_LOCKDEP)
		binding::kalloc_assert_mutex_held(&lock);
}

} // namespace kalloc

#endif
