/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Sleeping in atomic context; locks and scopes. */
#include "refused.h"

using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using blob = kbuffer<any_contiguity<gfp::kernel>>;
using bytes = kbuffer<contiguous<gfp::kernel>>;
using quick = kbuffer<contiguous<gfp::atomic>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;

struct owner {
	spinlock lock, other;
	mutex settings;
	int state KALLOC_GUARDED_BY(lock);
	int level KALLOC_GUARDED_BY(settings);
};

/* members that may sleep when freed, with and without telling */
struct holder {
	using free_context = contexts::outside_atomic;
	table t;
	~holder() KALLOC_NOT_IN(free_context) = default;
};

/* the same, without telling: their owners know */
template <class Memory>
struct with_member {
	Memory m;
};
template <class Memory>
struct with_destructor {
	with_destructor(int);
	~with_destructor();

private:
	with_member<Memory> m[2];
};
struct polymorphic {
	virtual ~polymorphic() = default;
};
template <class Memory>
struct derived : polymorphic {
	kunique_ptr<with_member<Memory>> m;
};
struct sleeping_base {
	using free_context = contexts::sleepable;
	virtual ~sleeping_base() = default;
};
struct sleeping : sleeping_base {
	table t;
};

void may_sleep() KALLOC_MAY_SLEEP;
void in_interrupt() KALLOC_INTERRUPT;
void locked(owner &o) KALLOC_HOLDS(o.lock);
void configure(owner &o) KALLOC_HOLDS(o.settings);

#ifdef allocates_in_spin_guard // clang: cannot call function 'make_kunique.* while atomic context \(allocate with gfp::atomic; free, resize and sleep outside
void f(owner &o)
{
	spin_guard guard(o.lock);
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_array_in_spin_irqsave_guard // clang: cannot call function 'make_kunique.* while atomic context
void f(owner &o)
{
	spin_irqsave_guard guard(o.lock);
	use(make_kunique<u32[]>(PICK(gfp::noio)(gfp::nowait), 4));
}
#endif

#ifdef allocates_for_overwrite_in_spin_irq_guard // clang: cannot call function 'make_kunique_for_overwrite.* while atomic context
void f(owner &o)
{
	spin_irq_guard guard(o.lock);
	use(make_kunique_for_overwrite<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_spin_bh_guard // clang: cannot call function 'make_kunique.* 'bh_off' is held
void f(owner &o)
{
	spin_bh_guard guard(o.lock);
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_rcu_read_guard // clang: cannot call function 'make_kunique.* 'rcu_read_side' is held
void f()
{
	rcu_read_guard guard;
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_preempt_guard // clang: cannot call function 'make_kunique.* 'preemption_off' is held
void f()
{
	preempt_guard guard;
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_irq_guard // clang: cannot call function 'make_kunique.* 'irqs_off' is held
void f()
{
	irq_guard guard;
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_bh_guard // clang: cannot call function 'make_kunique.* 'bh_off' is held
void f()
{
	bh_guard guard;
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_interrupt // clang: cannot call function 'make_kunique.* 'interrupt' is held
void f() KALLOC_INTERRUPT
{
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_in_atomic // clang: cannot call function 'make_kunique.* 'atomic' is held
void f() KALLOC_ATOMIC
{
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_with_the_lock_held // clang: cannot call function 'make_kunique.* 'spinlock_held' is held
void f(owner &o) KALLOC_HOLDS(o.lock)
{
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_after_assume_held // clang: cannot call function 'make_kunique.* 'spinlock_held' is held
void f(owner &o)
{
	const spin_held held = assume_held(o.lock);
	use(make_kunique<point>(PICK(gfp::kernel)(held.gfp)));
}
#endif

#ifdef allocates_after_assume_atomic // clang: cannot call function 'make_kunique.* 'atomic' is held
void f()
{
	assume_atomic();
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_after_assume_in_hardirq // clang: cannot call function 'make_kunique.* 'interrupt' is held
void f()
{
	assume_in_hardirq();
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_after_assume_in_softirq // clang: cannot call function 'make_kunique.* 'interrupt' is held
void f()
{
	assume_in_softirq();
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef allocates_after_assume_irqs_off // clang: cannot call function 'make_kunique.* 'irqs_off' is held
void f()
{
	assume_irqs_off();
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef buffer_in_spin_guard // clang: cannot call function 'make' while .*'spinlock_held' is held
void f(owner &o)
{
	spin_guard guard(o.lock);
	use(PICK(bytes)(quick)::make(16));
}
#endif

#ifdef device_buffer_in_spin_guard // clang: cannot call function 'make' while .*'spinlock_held' is held
void f(owner &o, device *dev)
{
	PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));
	use(ring::make(dev, 16));
}
#endif

#ifdef resizes_in_spin_guard // clang: cannot call function 'resize' while .*'spinlock_held' is held
int f(owner &o, PICK(bytes)(quick) &b)
{
	spin_guard guard(o.lock);
	return b.resize(32);
}
#endif

#ifdef destroys_vmalloc_in_spin_guard // clang: cannot call function '~kbuffer' while .*'spinlock_held' is held
void f(owner &o, PICK(table)(bytes) &b)
{
	spin_guard guard(o.lock);
	auto taken = std::move(b);
}
#endif

#ifdef resets_kvmalloc_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(owner &o, PICK(blob)(bytes) &b)
{
	spin_guard guard(o.lock);
	b.reset();
}
#endif

#ifdef assigns_vmalloc_in_irq_guard // clang: cannot call function 'operator=' while .*'irqs_off' is held
void f(PICK(table)(bytes) &to, PICK(table)(bytes) &from)
{
	irq_guard guard;
	to = std::move(from);
}
#endif

#ifdef destroys_vmalloc_object_in_rcu_read_guard // clang: cannot call function '~kunique_ptr' while .*'rcu_read_side' is held
void f(kunique_ptr<point, PICK(vmalloc_family)(kmalloc_family)> &p)
{
	rcu_read_guard guard;
	auto taken = std::move(p);
}
#endif

#ifdef destroys_vmalloc_array_in_spin_guard // clang: cannot call function '~kunique_ptr' while .*'spinlock_held' is held
void f(owner &o, kunique_ptr<point[], PICK(vmalloc_family)(kmalloc_family)> &p)
{
	spin_guard guard(o.lock);
	auto taken = std::move(p);
}
#endif

#ifdef destroys_member_in_spin_guard // clang: cannot call function '~holder' while .*'spinlock_held' is held
void f(owner &o)
{
	spin_guard guard(o.lock);
	PICK(holder)(bytes) h;
}
#endif

#ifdef destroys_owned_object_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(owner &o, kunique_ptr<PICK(holder)(point)> &p)
{
	spin_guard guard(o.lock);
	p.reset();
}
#endif

#ifdef destroys_owned_member_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(owner &o, kunique_ptr<with_member<PICK(table)(bytes)>> &p)
{
	spin_guard guard(o.lock);
	p.reset();
}
#endif

#ifdef destroys_owned_members_in_bh_guard // clang: cannot call function '~kunique_ptr' while .*'bh_off' is held
void f(kunique_ptr<with_destructor<PICK(ring)(bytes)>[]> &p)
{
	bh_guard guard;
	auto taken = std::move(p);
}
#endif

#ifdef destroys_derived_in_rcu_read_guard // clang: cannot call function 'reset' while .*'rcu_read_side' is held
void f(kunique_ptr<derived<PICK(blob)(bytes)>> &p)
{
	rcu_read_guard guard;
	p.reset();
}
#endif

#ifdef derived_that_sleeps // clang: kalloc: the derived class may sleep when it is freed, which the base does not say
kunique_ptr<polymorphic> f(kunique_ptr<derived<PICK(table)(bytes)>> &&p)
{
	return std::move(p);
}
#endif

#ifdef base_that_says_so_in_spin_guard // clang: cannot call function 'operator=' while .*'spinlock_held' is held
void f(owner &o, kunique_ptr<sleeping_base> &p, kunique_ptr<sleeping> &&s)
{
	PICK(spin_guard guard(o.lock);)()
	p = std::move(s);
}
#endif

#ifdef frees_dma_in_irq_guard // clang: cannot call function 'reset' while .*'irqs_off' is held
void f(PICK(ring)(bytes) &b)
{
	irq_guard guard;
	b.reset();
}
#endif

#ifdef frees_dma_in_interrupt // clang: cannot call function 'reset' while .*'interrupt' is held
void f(PICK(ring)(bytes) &b) KALLOC_INTERRUPT
{
	b.reset();
}
#endif

#ifdef frees_dma_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(owner &o, ring &b)
{
	PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));
	b.reset();
}
#endif

#ifdef frees_dma_in_bh_guard // clang: cannot call function 'reset' while .*'bh_off' is held
void f(PICK(ring)(bytes) &b)
{
	bh_guard guard;
	b.reset();
}
#endif

#ifdef outer_guard_without_a_name // kalloc: name the outer guard
void f(owner &o)
{
	PICK()(spin_guard outer(o.other);)
	spin_guard inner(o.lock, PICK(spin_guard(o.other))(outer));
}
#endif

#ifdef outer_mutex_guard_without_a_name // kalloc: name the outer guard
void f(owner &o, mutex &m)
{
	PICK()(mutex_guard outer(m);)
	mutex_guard inner(o.settings, PICK(mutex_guard(m))(outer), 1);
}
#endif

#ifdef guard_declared_as_function // vexing-parse
void f()
{
	preempt_guard guard PICK(())();
}
#endif

#ifdef bh_guard_in_irq_guard // clang: cannot call function 'bh_guard' while .*'irqs_off' is held
void f()
{
	PICK(irq_guard)(preempt_guard) outer;
	bh_guard guard;
}
#endif

#ifdef spin_bh_guard_in_irq_guard // clang: cannot call function 'spin_bh_guard' while .*'irqs_off' is held
void f(owner &o)
{
	PICK(irq_guard)(rcu_read_guard) outer;
	spin_bh_guard guard(o.lock);
}
#endif

#ifdef mutex_in_spin_guard // clang: cannot call function 'mutex_guard' while atomic context .*'spinlock_held' is held
void f(owner &o)
{
	spin_guard guard(o.lock);
	PICK(mutex_guard inner(o.settings);)(spin_guard inner(o.other, guard);)
}
#endif

#ifdef calls_may_sleep_in_spin_guard // clang: cannot call function 'may_sleep' while .*'spinlock_held' is held
void f(owner &o)
{
	PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));
	may_sleep();
}
#endif

#ifdef sleeps_in_a_later_block // clang: cannot call function 'may_sleep' while .*'spinlock_held' is held
void f(owner &o, bool b)
{
	PICK()({) spin_guard guard(o.lock); PICK()(})
	if (b)
		may_sleep();
}
#endif

#ifdef second_spin_guard // clang: acquiring .*a second spin_guard takes the first one as argument.*'spinlock_held' that is already held
void f(owner &o)
{
	spin_guard guard(o.lock);
	spin_guard inner(o.other PICK()(, guard));
}
#endif

#ifdef same_lock_twice // clang: acquiring .*'o.lock' that is already held
void f(owner &o)
{
	spin_guard guard(o.lock);
	spin_guard inner(o.PICK(lock)(other), guard);
}
#endif

#ifdef same_mutex_twice // clang: acquiring .*'o.settings' that is already held
void f(owner &o, mutex &m)
{
	mutex_guard guard(o.settings);
	mutex_guard inner(PICK(o.settings)(m), guard);
}
#endif

#ifdef second_guard_without_the_first // no matching (function|constructor)
void f(owner &o, spinlock &second)
{
	spin_guard guard(o.lock);
	spin_guard inner(second, PICK(o.lock)(guard));
}
#endif

#ifdef calls_locked_without_lock // clang: calling function 'locked' requires holding .*'o.lock'
void f(owner &o, spinlock &l)
{
	spin_guard guard(PICK(l)(o.lock));
	locked(o);
}
#endif

#ifdef calls_configure_without_mutex // clang: calling function 'configure' requires holding .*'o.settings'
void f(owner &o, mutex &m)
{
	mutex_guard guard(PICK(m)(o.settings));
	configure(o);
}
#endif

#ifdef calls_interrupt_from_task // clang: calling function 'in_interrupt' requires holding .*'interrupt'
void f() PICK(KALLOC_MAY_SLEEP)(KALLOC_INTERRUPT)
{
	in_interrupt();
}
#endif

#ifdef guarded_by_spinlock // clang: writing variable 'state' requires holding .*'o.lock'
void f(owner &o)
{
	spin_guard guard(o.PICK(other)(lock));
	o.state = 1;
}
#endif

#ifdef guarded_by_mutex // clang: reading variable 'level' requires holding .*'o.settings'
int f(owner &o) PICK()(KALLOC_HOLDS(o.settings))
{
	return o.level;
}
#endif

#ifdef nameless_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	spin_guard PICK()(guard)(static_cast<spinlock &>(o.lock));
}
#endif

#ifdef nameless_mutex_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(mutex_guard{o.settings};)(mutex_guard guard(o.settings);)
}
#endif

#ifdef nameless_second_mutex_guard // kalloc: a guard without a name ends at once
void f(owner &o, mutex &m)
{
	mutex_guard outer(m);
	PICK(mutex_guard(o.settings, outer);)(mutex_guard guard(o.settings, outer);)
}
#endif

#ifdef nameless_second_spin_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	spin_guard outer(o.lock);
	PICK(spin_guard(o.other, outer);)(spin_guard guard(o.other, outer);)
}
#endif

#ifdef nameless_spin_bh_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(spin_bh_guard{o.lock};)(spin_bh_guard guard(o.lock);)
}
#endif

#ifdef nameless_spin_irq_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(spin_irq_guard{o.lock};)(spin_irq_guard guard(o.lock);)
}
#endif

#ifdef nameless_spin_irqsave_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(spin_irqsave_guard{o.lock};)(spin_irqsave_guard guard(o.lock);)
}
#endif

#ifdef nameless_rcu_read_guard // kalloc: a guard without a name ends at once
void f()
{
	PICK(rcu_read_guard();)(rcu_read_guard guard;)
}
#endif

#ifdef nameless_preempt_guard // kalloc: a guard without a name ends at once
void f()
{
	PICK(preempt_guard();)(preempt_guard guard;)
}
#endif

#ifdef nameless_bh_guard // kalloc: a guard without a name ends at once
void f()
{
	PICK(bh_guard();)(bh_guard guard;)
}
#endif

#ifdef nameless_irq_guard // kalloc: a guard without a name ends at once
void f()
{
	PICK(irq_guard();)(irq_guard guard;)
}
#endif

#ifdef copies_guard // kalloc: a scope ends where it began
void f(owner &o)
{
	spin_guard guard(o.lock);
	auto PICK()(&)copy = guard;
}
#endif

#ifdef moves_scope // kalloc: a scope ends where it began
void f()
{
	memalloc_nofs_scope scope;
	auto PICK()(&)copy = PICK(std::move(scope))(scope);
}
#endif

#ifdef scope_by_new // kalloc: a scope lives on the stack
void f()
{
	PICK(new memalloc_noio_scope)(memalloc_noio_scope scope);
}
#endif

#ifdef scope_on_the_heap // kalloc: a guard or scope lives on the stack
auto p = [] { return make_kunique<PICK(irq_guard)(point)>(gfp::kernel); };
void f()
{
	use(p());
}
#endif

#ifdef scope_constructed // kalloc: a guard or scope lives on the stack
void f(void *memory)
{
	use(construct<PICK(irq_guard)(point)>(memory));
}
#endif

#ifdef copies_lock // kalloc: a lock stays where it is
void f(owner &o)
{
	auto PICK()(&)l = o.lock;
}
#endif

#ifdef copies_mutex // kalloc: a lock stays where it is
void f(owner &o)
{
	auto PICK()(&)m = o.settings;
}
#endif
