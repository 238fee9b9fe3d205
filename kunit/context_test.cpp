/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The headers of context/ and lock/: what the kernel sees. */
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

/* On PREEMPT_RT a spinlock leaves interrupts as they are. */
constexpr int irqs_off_by_lock = KALLOC_HAS_PREEMPT_RT ? 0 : KALLOC_IRQS_OFF;

void guards_enter_and_leave(kunit *test)
{
	const int spinning = kalloc_kunit_spinning();
	spinlock lock;

	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), spinning);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	if constexpr (KALLOC_HAS_LOCKDEP)
		EXPECT(!kalloc_kunit_spinlock_held(&lock));
	{
		const spin_bh_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), spinning | KALLOC_BH_OFF);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_irq_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), spinning | irqs_off_by_lock);
		EXPECT(kalloc_kunit_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_irqsave_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), spinning | irqs_off_by_lock);
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
		EXPECT(kalloc_kunit_context() & KALLOC_BH_OFF);
		EXPECT(!(kalloc_kunit_context() & (KALLOC_IRQS_OFF | KALLOC_PREEMPTION_OFF)));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const irq_guard guard;
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

void raw_guards_enter_and_leave(kunit *test)
{
	raw_spinlock lock;

	{
		const raw_spin_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF);
		EXPECT(kalloc_kunit_raw_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	if constexpr (KALLOC_HAS_LOCKDEP)
		EXPECT(!kalloc_kunit_raw_spinlock_held(&lock));
	{
		const raw_spin_bh_guard guard(lock);
		EXPECT(kalloc_kunit_context() & KALLOC_BH_OFF);
		EXPECT(kalloc_kunit_raw_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const raw_spin_irq_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_IRQS_OFF);
		EXPECT(kalloc_kunit_raw_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const raw_spin_irqsave_guard guard(lock);
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_IRQS_OFF);
		EXPECT(kalloc_kunit_raw_spinlock_held(&lock));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

/* in a function of its own: the compiler need not know that interrupts are off already */
[[gnu::noinline]] void saves_irqs(raw_spinlock &lock)
{
	const raw_spin_irqsave_guard guard(lock);
}

[[gnu::noinline]] void disables_irqs()
{
	const irq_guard guard;
}

void interrupts_stay_off(kunit *test)
{
	raw_spinlock lock;
	const irq_guard guard;

	saves_irqs(lock);
	EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
	disables_irqs();
	EXPECT_EQ(kalloc_kunit_context(), KALLOC_IRQS_OFF);
}

/* what its lock guards is set up before anybody else sees it */
void is_set_up_unpublished(kunit *test)
{
	const auto p = make_kunique<pair>(gfp::kernel);

	ASSERT(p);
	{
		const unpublished only_here(p->first);
		const auto q = make_kunique<pair>(gfp::kernel); /* may sleep */

		ASSERT(q);
		p->value = 42;
		if constexpr (KALLOC_HAS_LOCKDEP)
			EXPECT(!kalloc_kunit_spinlock_held(&p->first));
	}
	const spin_guard guard(p->first);
	EXPECT(p->value == 42);
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
		const raw_spin_guard guard(kalloc_kunit_raw_spinlock);
		EXPECT(kalloc_kunit_raw_spinlock_held(&kalloc_kunit_raw_spinlock));
	}
	kalloc_kunit_use_raw_spinlock(&kalloc_kunit_raw_spinlock);
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

/* two of a kind, one way or the other: no false alarm, and no warning from the kernel */
void guards_nest_in_everyday_ways(kunit *test)
{
	pair p;
	raw_spinlock raw;
	raw_spinlock second;

	{
		const rcu_read_guard rcu;
		const rcu_read_guard again;
		const spin_guard guard(p.first);
		const preempt_guard preempt;
		const preempt_guard more;
		const irq_guard irq;
		const irq_guard off;
		const raw_spin_irqsave_guard inner(raw);
		EXPECT(kalloc_kunit_context() & KALLOC_IRQS_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const bh_guard bh;
		const spin_bh_guard guard(p.first);
		const bh_guard again;
		const spin_irqsave_guard inner(p.second, guard);
		EXPECT_EQ(p.value, 0);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const spin_guard guard(p.first);
		const spin_irqsave_guard inner(p.second, guard);
		const raw_spin_guard outer(raw);
		const raw_spin_irqsave_guard last(second, outer);
		EXPECT(kalloc_kunit_context() & KALLOC_IRQS_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
#if !KALLOC_RT_RULES
	{
		const irq_guard irq;
		const spin_irqsave_guard guard(p.first);
		const spin_guard inner(p.second, guard);
		const irq_guard again;
		EXPECT(make_kunique<int>(gfp::atomic));
	}
	{
		const preempt_guard preempt;
		const spin_guard guard(p.first);
		EXPECT(make_kunique<int>(guard.gfp));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
#endif
	const mutex_guard task(p.sleeping);
	const rcu_read_guard rcu;
	const spin_irq_guard guard(p.first);
	p.value++;
}

void subclasses_nest(kunit *test)
{
	pair a;
	pair b;
	raw_spinlock locks[2]; /* two of one place */
	raw_spinlock &raw = locks[0];
	raw_spinlock &other = locks[1];

	{
		const spin_irqsave_guard guard(a.first);
		const spin_irqsave_guard inner(b.first, guard, 1);
		EXPECT(kalloc_kunit_spinlock_held(&b.first));
	}
	{
		const spin_bh_guard guard(a.first);
		const spin_bh_guard inner(b.first, guard, 1);
		EXPECT(kalloc_kunit_context() & KALLOC_BH_OFF);
		inner.unlock();
		inner.lock();
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const raw_spin_irq_guard guard(raw);
		const raw_spin_guard inner(other, guard, 1);
		EXPECT(kalloc_kunit_raw_spinlock_held(&other));
	}
	{
		const raw_spin_bh_guard guard(raw);
		const raw_spin_irqsave_guard inner(other, guard, 1);
		EXPECT_EQ(kalloc_kunit_context() & KALLOC_IRQS_OFF, KALLOC_IRQS_OFF);
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
}

/* returns with the lock given back, or not */
[[gnu::noinline]] int leaves(pair &p, bool unlocked)
{
	const spin_irqsave_guard guard(p.first);

	if (unlocked) {
		guard.unlock();
		return kalloc_kunit_context();
	}
	return p.value;
}

void guards_unlock_and_lock(kunit *test)
{
	pair p;

	{
		const spin_irqsave_guard guard(p.first);
		guard.unlock();
		EXPECT_EQ(kalloc_kunit_context(), 0);
		kalloc_kunit_use_spinlock(&p.first);
		auto spare = make_kunique<int>(gfp::kernel, 1);
		guard.lock();
		EXPECT_EQ(kalloc_kunit_context(), kalloc_kunit_spinning() | irqs_off_by_lock);
		ASSERT(spare);
		p.value = *spare;
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	EXPECT_EQ(leaves(p, true), 0);
	EXPECT_EQ(leaves(p, false), 1);
	EXPECT_EQ(kalloc_kunit_context(), 0);
	kalloc_kunit_use_spinlock(&p.first);
	{
		const mutex_guard guard(p.sleeping);
		guard.unlock();
		EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
		guard.lock();
		EXPECT(kalloc_kunit_mutex_locked(&p.sleeping));
		guard.unlock();
	}
	EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
}

[[gnu::noinline]] bool tries(spinlock &lock)
{
	const spin_try_guard guard(lock);

	return static_cast<bool>(guard);
}

[[gnu::noinline]] bool tries_saving_irqs(spinlock &lock)
{
	const spin_irqsave_try_guard guard(lock);

	return static_cast<bool>(guard);
}

[[gnu::noinline]] bool tries_raw(raw_spinlock &lock)
{
	const raw_spin_try_guard guard(lock);

	return static_cast<bool>(guard);
}

[[gnu::noinline]] bool tries_raw_saving_irqs(raw_spinlock &lock)
{
	const raw_spin_irqsave_try_guard guard(lock);

	return static_cast<bool>(guard);
}

void guards_try(kunit *test)
{
	pair p;
	raw_spinlock raw;

	if (const spin_try_guard guard(p.first); guard) {
		EXPECT_EQ(kalloc_kunit_context(), kalloc_kunit_spinning());
		EXPECT(!kalloc_kunit_try_may_fail() || !tries(p.first));
		p.value++;
	}
	if (const spin_irqsave_try_guard guard(p.first); guard) {
		EXPECT_EQ(kalloc_kunit_context(), kalloc_kunit_spinning() | irqs_off_by_lock);
		p.value++;
		EXPECT_EQ(p.value, 2);
	}
	{
		const spin_guard outer(p.first);
		const spin_try_guard inner(p.second, outer);
		EXPECT(static_cast<bool>(inner));
		EXPECT(!kalloc_kunit_try_may_fail() || !tries_saving_irqs(p.first));
		EXPECT_EQ(kalloc_kunit_context(), kalloc_kunit_spinning());
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	if (const raw_spin_irqsave_try_guard guard(raw); guard) {
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF | KALLOC_IRQS_OFF);
		EXPECT(!kalloc_kunit_try_may_fail() || !tries_raw(raw));
	}
	EXPECT_EQ(kalloc_kunit_context(), 0);
	{
		const raw_spin_guard guard(raw);
		EXPECT(!kalloc_kunit_try_may_fail() || !tries_raw_saving_irqs(raw));
		EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF);
	}
	EXPECT(tries_raw(raw) && tries_raw_saving_irqs(raw));
}

template <class Guard>
[[gnu::noinline]] bool gets(mutex &lock)
{
	const Guard guard(lock);

	return static_cast<bool>(guard);
}

void mutexes_tried(kunit *test)
{
	pair p;

	if (const mutex_try_guard guard(p.sleeping); guard)
		EXPECT(kalloc_kunit_mutex_locked(&p.sleeping));
	EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
	if (const mutex_intr_guard guard(p.sleeping); guard)
		EXPECT(kalloc_kunit_mutex_locked(&p.sleeping));
	EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
	if (const mutex_kill_guard guard(p.sleeping); guard)
		EXPECT(kalloc_kunit_mutex_locked(&p.sleeping));
	EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
	EXPECT(gets<mutex_try_guard>(p.sleeping) && gets<mutex_intr_guard>(p.sleeping) &&
	       gets<mutex_kill_guard>(p.sleeping));

	ASSERT(kalloc_kunit_contend(&p.sleeping) == 0);
	const bool got = gets<mutex_try_guard>(p.sleeping) || gets<mutex_intr_guard>(p.sleeping) ||
			 gets<mutex_kill_guard>(p.sleeping);
	kalloc_kunit_contend_over();
	EXPECT(!got);
	EXPECT(!kalloc_kunit_mutex_locked(&p.sleeping));
}

int twice(int n) KALLOC_MAY_SLEEP;
int twice(int n)
{
	return 2 * n;
}

struct operations {
	may_sleep_fn<int(int)> start;
	may_sleep_fn<int(kunique_ptr<int>)> take;
	may_sleep_fn<void()> stop;
};

void pointers_that_may_sleep(kunit *test)
{
	constexpr operations ops = {
		.start = twice,
		.take = [](kunique_ptr<int> p) { return *p; },
		.stop = nullptr,
	};
	auto p = make_kunique<int>(gfp::kernel, 3);

	static_assert(sizeof(ops.start) == sizeof(void *) &&
		      std::is_trivially_copyable_v<may_sleep_fn<int(int)>>);
	ASSERT(p);
	EXPECT_EQ(ops.start(2), 4);
	EXPECT(ops.start.get() == twice);
	EXPECT_EQ(ops.take(std::move(p)), 3);
	EXPECT(ops.take && !ops.stop && !may_sleep_fn<void()>());
}

/* as the kernel's */
static_assert(alignof(lock_class_key) == alignof(void *));
static_assert(alignof(mutex) == KALLOC_MUTEX_ALIGN && alignof(spinlock) == KALLOC_SPINLOCK_ALIGN &&
	      alignof(raw_spinlock) == KALLOC_RAW_SPINLOCK_ALIGN);

void lockdep_knows_the_place(kunit *test)
{
	if constexpr (KALLOC_HAS_LOCKDEP) {
		pair a;
		pair b;
		spinlock local;
		raw_spinlock raw;
		raw_spinlock other;

		EXPECT(kalloc_kunit_lock_class(&a.first) == kalloc_kunit_lock_class(&b.first));
		EXPECT(kalloc_kunit_lock_class(&a.first) != kalloc_kunit_lock_class(&a.second));
		EXPECT(kalloc_kunit_lock_class(&local) != kalloc_kunit_lock_class(&a.first));
		EXPECT(kalloc_kunit_raw_lock_class(&raw) != kalloc_kunit_raw_lock_class(&other));
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
	return truth(make_kunique<int>(here.gfp));
}

/* nobody but a guard and an assumption has one to show */
static_assert(!std::is_default_constructible_v<atomic_scope> &&
	      !std::is_default_constructible_v<spin_held> &&
	      !std::is_default_constructible_v<raw_spin_held> &&
	      !std::is_default_constructible_v<assumed_atomic> &&
	      !std::is_default_constructible_v<assumed_hard>);
static_assert(!std::is_base_of_v<atomic_scope, mutex_guard> &&
	      !std::is_base_of_v<atomic_scope, raw_spin_guard> &&
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

		EXPECT(allocates(rcu) && allocates(bh));
#if !KALLOC_RT_RULES
		const preempt_guard preempt;
		const irq_guard irq;

		EXPECT(allocates(preempt) && allocates(irq));
#endif
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
#if !KALLOC_RT_RULES
	EXPECT(allocates(here) && allocates(assume_in_interrupt()));
	/* vfree() puts itself off here */
	from_task->reset();
#endif
}

void in_softirq(kunit *test)
{
	/* lockdep wants one class either in softirqs or taken with them on */
	spinlock lock;

	const auto here = assume_in_softirq();
	EXPECT(allocates(here) && allocates(assume_in_interrupt()));
	EXPECT(kalloc_kunit_context() & KALLOC_IN_SOFTIRQ);
	from_task->reset();
	const spin_guard guard(lock);
	EXPECT(make_kunique<int>(guard.gfp));
}

void interrupts(kunit *test)
{
	auto words = make_kunique<int[], vmalloc_family>(gfp::kernel, 10);

	ASSERT(words);
	from_task = &words;
	kalloc_kunit_in_hardirq(in_hardirq, test);
	EXPECT_EQ(static_cast<bool>(words), KALLOC_RT_RULES != 0);
	kalloc_kunit_in_softirq(in_softirq, test);
	EXPECT(!words);
}

[[gnu::noinline]] void assumes_held(kunit *test, pair &p)
{
	const spin_held held = assume_held(p.first);
	const spin_guard inner(p.second, held);

	EXPECT(allocates(held));
	p.value = 1;
}

[[gnu::noinline]] void assumes_held_raw(kunit *test, raw_spinlock &lock, raw_spinlock &other)
{
	const raw_spin_held held = assume_held(lock);
	const raw_spin_guard inner(other, held);

	EXPECT_EQ(kalloc_kunit_context(), KALLOC_PREEMPTION_OFF);
}

[[gnu::noinline]] void assumes_atomic([[maybe_unused]] kunit *test)
{
	const auto here = assume_atomic();

#if !KALLOC_RT_RULES
	EXPECT(allocates(here));
#endif
}

[[gnu::noinline]] void assumes_mutex(pair &p)
{
	assume_held(p.sleeping);
	assume_may_sleep();
}

[[gnu::noinline]] void assumes_irqs_off([[maybe_unused]] kunit *test)
{
	const auto here = assume_irqs_off();

#if !KALLOC_RT_RULES
	EXPECT(allocates(here));
#endif
}

void right_assumptions(kunit *test)
{
	pair p;
	raw_spinlock raw;
	raw_spinlock other;

	assume_may_sleep();
	{
		const raw_spin_guard guard(raw);
		assumes_held_raw(test, raw, other);
	}
	{
		const preempt_guard guard;
		assumes_atomic(test);
	}
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
		raw_spinlock raw;

		kalloc_kunit_expect_assertion();
		static_cast<void>(assume_held(p.first));
		kalloc_kunit_expect_assertion();
		static_cast<void>(assume_held(raw));
		kalloc_kunit_expect_assertion();
		assume_held(p.sleeping);
		kalloc_kunit_expect_assertion();
		assume_irqs_off();
		kalloc_kunit_expect_assertion();
		assume_in_hardirq();
		kalloc_kunit_expect_assertion();
		assume_in_softirq();
		kalloc_kunit_expect_assertion();
		assume_in_interrupt();
	}
}

void assumes_may_sleep()
{
	assume_may_sleep();
}
/* where no analysis looks behind it */
void (*volatile assumes_what_is_wrong)() = assumes_may_sleep;

void wrong_assumptions_are_reported(kunit *)
{
	kalloc_kunit_report_wanted("BUG: sleeping function called from invalid context at ");
	{
		const preempt_guard guard;
		assumes_what_is_wrong();
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

static kunit_case context_cases[] = {
	KUNIT_CASE(guards_enter_and_leave),
	KUNIT_CASE(raw_guards_enter_and_leave),
	KUNIT_CASE(interrupts_stay_off),
	KUNIT_CASE(is_set_up_unpublished),
	KUNIT_CASE(locks_are_the_kernels),
	KUNIT_CASE(mutex_is_destroyed),
	KUNIT_CASE(guards_nest),
	KUNIT_CASE(guards_nest_in_everyday_ways),
	KUNIT_CASE(subclasses_nest),
	KUNIT_CASE(guards_unlock_and_lock),
	KUNIT_CASE(guards_try),
	KUNIT_CASE(mutexes_tried),
	KUNIT_CASE(pointers_that_may_sleep),
	KUNIT_CASE(lockdep_knows_the_place),
	KUNIT_CASE(allocates_in_atomic_context),
	KUNIT_CASE(scopes_hold_the_allocator_back),
	KUNIT_CASE(interrupts),
	KUNIT_CASE(right_assumptions),
	KUNIT_CASE(wrong_assumptions_warn),
	KUNIT_CASE(wrong_assumptions_are_reported),
	KUNIT_CASE(sleeping_in_atomic_context_is_reported),
	{},
};
static kunit_suite context_suite = {
	.name = "kalloc_context",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = context_cases,
};

kunit_test_suite(context_suite);
