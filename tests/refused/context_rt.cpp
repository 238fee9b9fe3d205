/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* With KALLOC_PREEMPT_RT, as where the kernel is PREEMPT_RT: what sleeps there. */
#define KALLOC_PREEMPT_RT
#include "refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using quick = kbuffer<contiguous<gfp::atomic>>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;

struct owner {
	spinlock lock, other;
	raw_spinlock raw;
	int state KALLOC_GUARDED_BY(lock);
};

void in_interrupt() KALLOC_INTERRUPT;

#ifdef allocates_in_irq_guard // clang: cannot call function 'make_kunique.* while raw atomic context .*'irqs_off' is held
void f(owner &o)
{
	PICK(irq_guard guard;)(spin_irqsave_guard guard(o.lock);)
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef allocates_in_lambda_with_irqs_off // clang: kalloc: this is called in raw atomic context, within a guard; allocate before it
void f(owner &o)
{
	const auto make = [] { return make_kunique<point>(gfp::atomic); };
	PICK(irq_guard guard;)(spin_irqsave_guard guard(o.lock);)

	use(make());
}
#endif

#ifdef allocates_sleeping_in_irq_guard // clang: cannot call function 'make_kunique.* while raw atomic context .*'irqs_off' is held
void f()
{
	PICK(irq_guard)(memalloc_noio_scope) guard;
	use(make_kunique<point>(gfp::kernel));
}
#endif

#ifdef allocates_in_preempt_guard // clang: cannot call function 'make_kunique.* while raw atomic context .*'preemption_off' is held
void f()
{
	PICK(preempt_guard)(rcu_read_guard) guard;
	use(make_kunique<point[]>(gfp::nowait, 10));
}
#endif

#ifdef allocates_in_hardirq // clang: cannot call function 'make_kunique.* while raw atomic context .*'hard_interrupt' is held
void f() PICK(KALLOC_HARDIRQ)(KALLOC_INTERRUPT)
{
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef allocates_after_assume_in_hardirq // clang: cannot call function 'make' while raw atomic context .*'hard_interrupt' is held
void f()
{
	PICK(assume_in_hardirq)(assume_in_interrupt)();
	use(quick::make(10));
}
#endif

#ifdef allocates_in_atomic // clang: cannot call function 'make_kunique.* while raw atomic context .*'atomic' is held
void f() PICK(KALLOC_ATOMIC)(KALLOC_INTERRUPT)
{
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef frees_with_irqs_off // clang: cannot call function 'reset' while raw atomic context .*'irqs_off' is held
void f(bytes &b)
{
	PICK(assume_irqs_off)(assume_in_softirq)();
	b.reset();
}
#endif

#ifdef frees_vmalloc_in_hardirq // clang: cannot call function 'reset' while raw atomic context .*'hard_interrupt' is held
void f(table &t) PICK(KALLOC_HARDIRQ)(KALLOC_INTERRUPT)
{
	t.reset();
}
#endif

#ifdef resizes_in_preempt_guard // clang: cannot call function 'resize' while raw atomic context .*'preemption_off' is held
int f(quick &b)
{
	PICK(preempt_guard)(bh_guard) guard;
	return b.resize(32);
}
#endif

#ifdef spin_guard_in_irq_guard // clang: cannot call function 'operator to_lock.* while raw atomic context .*'irqs_off' is held
void f(owner &o)
{
	irq_guard outer;
	PICK(spin_guard)(raw_spin_guard) guard(o.PICK(lock)(raw));
}
#endif

#ifdef spin_guard_in_preempt_guard // clang: cannot call function 'operator to_lock.* while raw atomic context .*'preemption_off' is held
void f(owner &o)
{
	PICK(preempt_guard outer;)()
	spin_guard guard(o.lock);
	PICK()(preempt_guard inner;)
}
#endif

#ifdef spin_try_guard_in_hardirq // clang: cannot call function 'operator to_lock.* while raw atomic context .*'hard_interrupt' is held
void f(owner &o) KALLOC_HARDIRQ
{
	PICK(spin_try_guard)(raw_spin_try_guard) guard(o.PICK(lock)(raw));
}
#endif

#ifdef hardirq_calls_interrupt // clang: calling function 'in_interrupt' requires holding .*'interrupt'
void f() PICK(KALLOC_HARDIRQ)(KALLOC_INTERRUPT)
{
	in_interrupt();
}
#endif

#ifdef mask_of_irq_guard // kalloc: nothing is allocated here
void f(owner &o)
{
	PICK(irq_guard guard;)(spin_irqsave_guard guard(o.lock);)
	use(make_kunique<point>(guard.gfp));
}
#endif

#ifdef mask_of_assumption // kalloc: nothing is allocated here
void f()
{
	const auto here = PICK(assume_atomic())(assume_in_interrupt());
	use(make_kunique<point>(here.gfp));
}
#endif

#ifdef preempt_guard_as_proof // kalloc: nothing is allocated here
void allocates(const atomic_scope &here);
void f()
{
	PICK(preempt_guard)(bh_guard) guard;
	allocates(guard);
}
#endif

#ifdef sleeps_in_spin_guard // clang: cannot call function 'make_kunique.* while atomic context .*'spinlock_held' is held
void f(owner &o)
{
	spin_guard guard(o.lock);
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef per_cpu_under_a_spinlock // kalloc: the CPU may change, or other tasks get it
u64 f(kpercpu<u64> &p, PICK(spinlock)(raw_spinlock) &lock)
{
	const PICK(spin_guard)(raw_spin_guard) guard(lock);

	return p.here(guard);
}
#endif

#ifdef per_cpu_with_bottom_halves_off // kalloc: the CPU may change, or other tasks get it
u64 f(kpercpu<u64> &p)
{
	const PICK(bh_guard)(preempt_guard) guard;

	return p.here(guard);
}
#endif
