/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* context.h, spinlock.h, mutex.h, guard.h, memalloc_scope.h, assume.h: what the kernel sees. */
#include "contexts.h"
#include "test.h"

namespace {

struct pair {
	spinlock first{"pair::first"};
	spinlock second{"pair::second"};
	mutex sleeping;
	int value KALLOC_GUARDED_BY(first) = 0;
};

[[maybe_unused]] bool same(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

void guards_enter_and_leave(kunit *test)
{
	spinlock lock;

	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	if constexpr (KALLOC_HAS_LOCKDEP)
		EXPECT(!kalloc_kunit_spinlock_held(&lock));
	{
		const spin_bh_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_BH_OFF);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_irq_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_IRQS_OFF);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_irqsave_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_IRQS_OFF);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const rcu_read_guard guard;
		EXPECT_EQ(kalloc_kunit_context(), kalloc_kunit_rcu_read_side());
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const preempt_guard guard;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const bh_guard guard;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_BH_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const irq_guard guard;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

/* in a function of its own: the compiler need not know that interrupts are off already */
[[gnu::noinline]] void saves_irqs(spinlock &lock)
{
	const spin_irqsave_guard guard(lock);
}

[[gnu::noinline]] void disables_irqs()
{
	const irq_guard guard;
}

void interrupts_stay_off(kunit *test)
{
	spinlock lock;
	const irq_guard guard;

	saves_irqs(lock);
	EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
	disables_irqs();
	EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
}

void locks_are_the_kernels(kunit *test)
{
	const auto p = make_kunique<pair>(gfp::kernel);

	ASSERT(p);
	kalloc_kunit_use_spinlock(&p->first);
	kalloc_kunit_use_mutex(&p->sleeping);
	{
		const spin_guard guard(kalloc_kunit_spinlock);
		EXPECT(kalloc_kunit_spinlock_held(&kalloc_kunit_spinlock));
	}
	kalloc_kunit_use_spinlock(&kalloc_kunit_spinlock);
	{
		const mutex_guard guard(kalloc_kunit_mutex);
		EXPECT(kalloc_kunit_mutex_locked(&kalloc_kunit_mutex));
		const mutex_guard inner(p->sleeping);
		EXPECT(kalloc_kunit_mutex_locked(&p->sleeping));
	}
	EXPECT(!kalloc_kunit_mutex_locked(&kalloc_kunit_mutex));
	EXPECT(!kalloc_kunit_mutex_locked(&p->sleeping));
}

void mutex_is_destroyed(kunit *test)
{
	alignas(mutex) static constinit u8 memory[sizeof(mutex) + 1] = {};
	auto *m = construct<mutex>(memory);

	kalloc_kunit_use_mutex(m);
	if constexpr (KALLOC_HAS_MUTEX_DESTROY)
		EXPECT(!kalloc_kunit_mutex_destroyed(m));
	m->~mutex();
	EXPECT(kalloc_kunit_mutex_destroyed(m));
}

/* lockdep would complain of a lock taken twice, or of two of a class without subclass */
void guards_nest(kunit *test)
{
	pair a;
	pair b;

	{
		const spin_irqsave_guard guard(a.first);
		const spin_guard inner(a.second, guard);
		const spin_guard other(b.first, inner, 1);
		EXPECT(kalloc_kunit_spinlock_held(&a.first));
		EXPECT(kalloc_kunit_spinlock_held(&a.second));
		EXPECT(kalloc_kunit_spinlock_held(&b.first));
	}
	{
		const mutex_guard guard(a.sleeping);
		const mutex_guard inner(b.sleeping, guard, 1);
		EXPECT(kalloc_kunit_mutex_locked(&a.sleeping));
		EXPECT(kalloc_kunit_mutex_locked(&b.sleeping));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

void lockdep_knows_the_place(kunit *test)
{
	if constexpr (KALLOC_HAS_LOCKDEP) {
		pair a;
		pair b;
		spinlock local;

		EXPECT(kalloc_kunit_lock_class(&a.first) == kalloc_kunit_lock_class(&b.first));
		EXPECT(kalloc_kunit_lock_class(&a.first) != kalloc_kunit_lock_class(&a.second));
		EXPECT(kalloc_kunit_lock_class(&local) != kalloc_kunit_lock_class(&a.first));
		EXPECT(same(kalloc_kunit_lock_name(&a.second), "pair::second"));
		EXPECT(same(kalloc_kunit_lock_name(&local), __func__));
	}
}

void add_one(pair &p) KALLOC_HOLDS(p.first);
void add_one(pair &p)
{
	p.value++;
}

/* asks for the proof, and takes what the proof allows */
bool allocates(const atomic_scope &here)
{
	return static_cast<bool>(make_kunique<int>(here.gfp));
}

/* nobody but a guard and an assumption has one to show */
static_assert(!std::is_default_constructible_v<atomic_scope> &&
	      !std::is_default_constructible_v<spin_held> &&
	      !std::is_default_constructible_v<assumed_atomic>);
static_assert(!std::is_base_of_v<atomic_scope, mutex_guard> &&
	      !std::is_base_of_v<atomic_scope, memalloc_noio_scope>);

void allocates_in_atomic_context(kunit *test)
{
	using quick = kbuffer<contiguous<gfp::atomic>>;
	pair p;

	{
		const spin_irqsave_guard guard(p.first);
		const auto a = make_kunique<int[]>(gfp::nowait, 10);
		auto b = quick::make(100);

		EXPECT(a && b && allocates(guard));
		EXPECT_EQ(b.resize(200), 0);
		b.reset();
		add_one(p);
		EXPECT_EQ(p.value, 1);
	}
	{
		const rcu_read_guard rcu;
		const bh_guard bh;
		const preempt_guard preempt;
		const irq_guard irq;

		EXPECT(allocates(rcu) && allocates(bh) && allocates(preempt) && allocates(irq));
	}
}

void scopes_hold_the_allocator_back(kunit *test)
{
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const memalloc_noio_scope outer;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_NOIO);
		{
			const memalloc_nofs_scope inner;
			const memalloc_noio_scope again;
			EXPECT_EQ(kalloc_kunit_context(), KALLOC_NOIO | KALLOC_NOFS);
			EXPECT(make_kunique<int>(gfp::kernel));
		}
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_NOIO);
		const memalloc_noreclaim_scope last;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_NOIO | KALLOC_NORECLAIM);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

constinit kunique_ptr<int[], vmalloc_family> *from_task = nullptr;

void in_hardirq(kunit *test)
{
	const auto here = assume_in_hardirq();
	EXPECT(kalloc_kunit_context() & KALLOC_IN_HARDIRQ);
	EXPECT(allocates(here));
	/* vfree() puts itself off here */
	from_task->reset();
}

void in_softirq(kunit *test)
{
	/* lockdep wants one class either in softirqs or taken with them on */
	spinlock lock;

	const auto here = assume_in_softirq();
	EXPECT(allocates(here));
	EXPECT_EQ(kalloc_kunit_context(), KALLOC_IN_SOFTIRQ);
	const spin_guard guard(lock);
	EXPECT(make_kunique<int>(guard.gfp));
}

void interrupts(kunit *test)
{
	auto words = make_kunique<int[], vmalloc_family>(gfp::kernel, 10);

	ASSERT(words);
	from_task = &words;
	kalloc_kunit_in_hardirq(in_hardirq, test);
	EXPECT(!words);
	kalloc_kunit_in_softirq(in_softirq, test);
}

[[gnu::noinline]] void assumes_held(kunit *test, pair &p)
{
	const spin_held held = assume_held(p.first);
	const spin_guard inner(p.second, held);
	const auto here = assume_atomic();

	EXPECT(allocates(here));
	p.value = 1;
}

[[gnu::noinline]] void assumes_mutex(pair &p)
{
	assume_held(p.sleeping);
	assume_may_sleep();
}

[[gnu::noinline]] void assumes_irqs_off(kunit *test)
{
	const auto here = assume_irqs_off();

	EXPECT(allocates(here));
}

void right_assumptions(kunit *test)
{
	pair p;

	assume_may_sleep();
	{
		const spin_guard guard(p.first);
		assumes_held(test, p);
	}
	{
		const mutex_guard guard(p.sleeping);
		assumes_mutex(p);
	}
	const irq_guard guard;
	assumes_irqs_off(test);
}

void wrong_assumptions_warn(kunit *)
{
	if constexpr (KALLOC_HAS_LOCKDEP) {
		pair p;

		kalloc_kunit_expect_warning("kalloc/binding/module.c:");
		static_cast<void>(assume_held(p.first));
		kalloc_kunit_expect_warning("kalloc/binding/module.c:");
		assume_held(p.sleeping);
		kalloc_kunit_expect_warning("kalloc/binding/module.c:");
		assume_irqs_off();
		kalloc_kunit_expect_warning("kalloc/binding/module.c:");
		assume_in_hardirq();
		kalloc_kunit_expect_warning("kalloc/binding/module.c:");
		assume_in_softirq();
	}
}

[[gnu::noinline]] void assumes_may_sleep()
{
	assume_may_sleep();
}

void wrong_assumptions_are_reported(kunit *)
{
	kalloc_kunit_report_wanted("BUG: sleeping function called from invalid context at ");
	{
		const preempt_guard guard;
		assumes_may_sleep();
	}
	kalloc_kunit_report_over();
	kalloc_kunit_report_wanted("BUG: assuming atomic context at ");
	assume_atomic();
	kalloc_kunit_report_over();
}

/* a mask that the compiler does not know, and what g++ does not see: the kernel does */
void sleeping_in_atomic_context_is_reported(kunit *test)
{
	spinlock lock;

	kalloc_kunit_report_wanted("BUG: sleeping function called from invalid context at ");
	{
		const spin_guard guard(lock);
		EXPECT(make_kunique<int>(gfp::unchecked{KALLOC_GFP_KERNEL}));
	}
	kalloc_kunit_report_over();
}

} // namespace

constinit kalloc_kunit_case kalloc_context_cases[] = {
	KALLOC_CASE(guards_enter_and_leave),
	KALLOC_CASE(interrupts_stay_off),
	KALLOC_CASE(locks_are_the_kernels),
	KALLOC_CASE(mutex_is_destroyed),
	KALLOC_CASE(guards_nest),
	KALLOC_CASE(lockdep_knows_the_place),
	KALLOC_CASE(allocates_in_atomic_context),
	KALLOC_CASE(scopes_hold_the_allocator_back),
	KALLOC_CASE(interrupts),
	KALLOC_CASE(right_assumptions),
	KALLOC_CASE(wrong_assumptions_warn),
	KALLOC_CASE(wrong_assumptions_are_reported),
	KALLOC_CASE(sleeping_in_atomic_context_is_reported),
	{},
};
