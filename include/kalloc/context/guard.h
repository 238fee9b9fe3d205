/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Scopes in which nothing may sleep: RCU read side, preemption, bottom halves or
 * interrupts off. The compiler (clang) knows. On PREEMPT_RT nothing may be allocated
 * either with preemption or interrupts off (context.h).
 *
 *	const rcu_read_guard guard;
 *	const config *c = config_get();			// valid to the end of the block
 *
 * One within another of its kind is fine; clang takes the first end for both.
 *
 * Context: any; bh_guard not with interrupts off.
 * Stands for: guard(rcu), guard(preempt), guard(irqsave), local_bh_disable().
 */
#ifndef KALLOC_GUARD_H
#define KALLOC_GUARD_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/followed.h>
#include <kalloc/context/scope.h>

namespace kalloc {

struct KALLOC_ANALYSED(scoped_lockable) rcu_read_guard
	: atomic_scope,
	  contexts::within<contexts::outside_atomic> {
	[[nodiscard(KALLOC_NAMELESS)]] rcu_read_guard() KALLOC_ENTERS_AGAIN(contexts::rcu_read_side)
	{
		binding::kalloc_rcu_read_lock();
	}

	rcu_read_guard(const rcu_read_guard &) = delete; /* kalloc: it stays; pass a & */

	~rcu_read_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_rcu_read_unlock();
	}
};

struct KALLOC_ANALYSED(scoped_lockable) preempt_guard : hard_scope,
							cpu_kept,
							contexts::within<contexts::hard> {
	[[nodiscard(KALLOC_NAMELESS)]] preempt_guard() KALLOC_ENTERS_AGAIN(contexts::preemption_off)
	{
		binding::kalloc_preempt_disable();
	}

	preempt_guard(const preempt_guard &) = delete; /* kalloc: it stays; pass a & */

	~preempt_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_preempt_enable();
	}
};

/* Bottom halves of this CPU (softirqs, timers, tasklets) are off. */
struct KALLOC_ANALYSED(scoped_lockable) bh_guard : atomic_scope,
						   cpu_kept_by_lock,
						   contexts::within<contexts::sleepable> {
	[[nodiscard(KALLOC_NAMELESS)]] bh_guard() KALLOC_ENTERS_AGAIN(contexts::bh_off)
		KALLOC_EXCLUDES(contexts::outside_raw) KALLOC_NOT_WITH_IRQS_OFF
	{
		contexts::asks_for<contexts::outside_raw>();
		binding::kalloc_local_bh_disable();
	}

	bh_guard(const bh_guard &) = delete; /* kalloc: it stays; pass a & */

	~bh_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_local_bh_enable();
	}
};

/* Interrupts of this CPU are off; afterwards they are as they were. */
struct KALLOC_ANALYSED(scoped_lockable) irq_guard : hard_scope,
						    cpu_kept,
						    contexts::within<contexts::hard> {
	[[nodiscard(KALLOC_NAMELESS)]] irq_guard() KALLOC_ENTERS_AGAIN(contexts::irqs_off)
		: flags_(binding::kalloc_local_irq_save())
	{
	}

	irq_guard(const irq_guard &) = delete; /* kalloc: it stays; pass a & */

	~irq_guard() KALLOC_ANALYSED(release_capability())
	{
		binding::kalloc_local_irq_restore(flags_);
	}

private:
	mutable unsigned long flags_;
};

} // namespace kalloc

#endif
