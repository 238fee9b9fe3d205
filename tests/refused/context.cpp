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
	raw_spinlock raw, second;
	mutex settings;
	int state KALLOC_GUARDED_BY(lock);
	int level KALLOC_GUARDED_BY(settings);
	u64 last KALLOC_GUARDED_BY(raw);
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

#ifdef allocates_in_spin_guard // clang: cannot call function 'make_kunique.* while atomic context \(allocate with gfp::atomic; what takes no mask, frees or resizes goes outside
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

#ifdef allocates_in_spin_bh_guard // clang: cannot call function 'make_kunique.* 'spinlock_held' is held
void f(owner &o)
{
	spin_bh_guard guard(o.lock);
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef lock_for_a_guard // would use explicit constructor|cannot convert initializer list argument
void with_guard(const spin_irqsave_guard &);
void f(owner &o)
{
	PICK()(const spin_irqsave_guard guard(o.lock);)
	with_guard(PICK({o.lock})(guard));
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

#ifdef static_extent_in_spin_guard // clang: cannot call function 'make' while .*'spinlock_held' is held
using fixed = kbuffer<contiguous<PICK(gfp::kernel)(gfp::atomic)>, u8, 16>;
void f(owner &o)
{
	spin_guard guard(o.lock);
	use(fixed::make());
}
#endif

#ifdef static_extent_on_a_node_in_spin_guard // clang: cannot call function 'make.*' while .*'spinlock_held' is held
using fixed = kbuffer<contiguous<PICK(gfp::kernel)(gfp::atomic)>, u8, 16>;
void f(owner &o, int node)
{
	spin_guard guard(o.lock);
	use(fixed::make(gfp::on_node(node)));
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

#ifdef spin_bh_guard_in_irq_guard // clang: cannot call function 'operator to_lock.* while .*'irqs_off' is held
void f(owner &o)
{
	PICK(irq_guard)(rcu_read_guard) outer;
	spin_bh_guard guard(o.lock);
}
#endif

#ifdef mutex_in_spin_guard // clang: cannot call function 'operator mutex_to_lock.* while atomic context .*'spinlock_held' is held
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

#ifdef second_spin_guard // clang: acquiring .*a second (spin_)?guard takes the first one as argument.*'spinlock_held' that is already held
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

#ifdef calls_interrupt_from_task // clang: calling function 'in_interrupt' requires holding .*a function that C calls says assume_in_interrupt\(\).*'interrupt'
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

#ifdef guarded_after_unpublished // clang: writing variable 'state' requires holding .*'o->lock'
int f()
{
	auto o = make_kunique<owner>(gfp::kernel);
	if (!o)
		return -ENOMEM;
	PICK({)() const unpublished only_here(o->lock); PICK(})()
	may_sleep();
	o->state = 1;
	return 0;
}
#endif

#ifdef guarded_by_another_unpublished // clang: writing variable 'last' requires holding .*'o.raw'
void f(owner &o)
{
	const unpublished only_here(o.PICK(second)(raw));
	o.last = 1;
}
#endif

#ifdef locked_while_unpublished // clang: acquiring .*'o.settings' that is already held
void f(owner &o)
{
	PICK()({) const unpublished only_here(o.settings); PICK()(})
	const mutex_guard guard(o.settings);
	o.level = 1;
}
#endif

#ifdef unpublished_is_no_lock // clang: calling function 'locked' requires holding .*'spinlock_held'
void f(owner &o)
{
	const PICK(unpublished)(spin_guard) only_here(o.lock);
	locked(o);
}
#endif

#ifdef nameless_unpublished // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(unpublished{o.lock};)(const unpublished only_here(o.lock);)
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

#ifdef copies_guard // once: kalloc: it stays; pass a &
void f(owner &o)
{
	spin_guard guard(o.lock);
	auto PICK()(&)copy = guard;
}
#endif

#ifdef copies_try_guard // kalloc: it stays; pass a &
void f(owner &o)
{
	const spin_try_guard guard(o.lock);
	const spin_try_guard PICK()(&)copy = guard;
}
#endif

#ifdef assigns_guard // kalloc: it stays; pass a &
void f(owner &o, owner &p)
{
	spin_guard guard(o.lock);
	spin_guard inner(p.lock, guard);
	PICK(inner = guard;)()
}
#endif

#ifdef moves_scope // kalloc: it stays; pass a &
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

#ifdef copies_raw_spinlock // kalloc: a lock stays where it is
void f(owner &o)
{
	auto PICK()(&)l = o.raw;
}
#endif

#ifdef allocates_in_raw_spin_guard // clang: cannot call function 'make_kunique.* while raw atomic context \(allocate before it, free after it.*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK(raw_spin_guard)(spin_guard) guard(o.PICK(raw)(lock));
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef buffer_in_raw_spin_irqsave_guard // clang: cannot call function 'make' while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK(raw_spin_irqsave_guard)(spin_irqsave_guard) guard(o.PICK(raw)(lock));
	use(quick::make(16));
}
#endif

#ifdef sleeps_in_raw_spin_bh_guard // clang: cannot call function 'may_sleep' while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK({)() raw_spin_bh_guard guard(o.raw); PICK()(guard.unlock();)
	may_sleep();
	PICK(})()
}
#endif

#ifdef frees_in_raw_spin_irq_guard // clang: cannot call function 'reset' while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o, kunique_ptr<point> &p)
{
	raw_spin_irq_guard guard(o.raw);
	PICK()(guard.unlock();)
	p.reset();
}
#endif

#ifdef destroys_in_raw_spin_guard // clang: cannot call function '~kunique_ptr' while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o, kunique_ptr<point> &p)
{
	PICK()(auto taken = std::move(p);)
	raw_spin_guard guard(o.raw);
	PICK(auto taken = std::move(p);)()
}
#endif

#ifdef allocates_with_raw_lock_held // clang: cannot call function 'make_kunique.* while raw atomic context
void f(owner &o) KALLOC_HOLDS(o.PICK(raw)(lock))
{
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef allocates_after_assume_held_raw // clang: cannot call function 'make_kunique.* while raw atomic context
void f(owner &o)
{
	assume_held(o.PICK(raw)(lock));
	use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef mask_of_raw_guard // once: kalloc: nothing is allocated here
void f(owner &o)
{
	PICK(raw_spin_guard)(spin_guard) guard(o.PICK(raw)(lock));
	use(make_kunique<point>(guard.gfp));
}
#endif

#ifdef raw_guard_as_proof // kalloc: nothing is allocated here
void allocates(const atomic_scope &here);
void f(owner &o)
{
	PICK(raw_spin_guard)(spin_guard) guard(o.PICK(raw)(lock));
	allocates(guard);
}
#endif

#ifdef spin_guard_in_raw_spin_guard // clang: cannot call function 'operator to_lock.* while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK(raw_spin_guard outer(o.raw);)()
	spin_guard inner(o.lock);
	PICK()(raw_spin_guard last(o.raw);)
}
#endif

#ifdef bh_guard_in_raw_spin_guard // clang: cannot call function 'bh_guard' while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK(raw_spin_guard)(spin_guard) outer(o.PICK(raw)(lock));
	bh_guard guard;
}
#endif

#ifdef mutex_in_raw_spin_guard // clang: cannot call function 'operator mutex_to_lock.* while raw atomic context .*'raw_spinlock_held' is held
void f(owner &o)
{
	PICK(raw_spin_guard outer(o.raw);)()
	mutex_guard inner(o.settings);
}
#endif

#ifdef second_raw_spin_guard // clang: acquiring .*'raw_spinlock_held' that is already held
void f(owner &o)
{
	raw_spin_guard guard(o.raw);
	raw_spin_guard inner(o.second PICK()(, guard));
}
#endif

#ifdef spin_guard_as_outer_of_raw // no matching (function|constructor)
void f(owner &o)
{
	spin_guard outer(o.lock);
	raw_spin_guard guard(o.raw PICK(, outer)());
}
#endif

#ifdef guarded_by_raw_spinlock // clang: writing variable 'last' requires holding .*'o.raw'
void f(owner &o)
{
	raw_spin_guard guard(o.PICK(second)(raw));
	o.last = 1;
}
#endif

#ifdef spin_irq_guard_in_irq_guard // clang: cannot call function 'operator to_lock.* while .*'irqs_off' is held
void f(owner &o)
{
	irq_guard outer;
	PICK(spin_irq_guard)(spin_irqsave_guard) guard(o.lock);
}
#endif

#ifdef spin_irq_guard_in_spin_irqsave_guard // clang: cannot call function 'operator to_lock.* while .*'irqs_off_by_lock' is held
void f(owner &o)
{
	spin_irqsave_guard outer(o.lock);
	PICK(spin_irq_guard)(spin_irqsave_guard) guard(o.other, outer);
}
#endif

#ifdef bh_guard_in_spin_irqsave_guard // clang: cannot call function 'bh_guard' while .*'irqs_off_by_lock' is held
void f(owner &o)
{
	PICK(spin_irqsave_guard)(spin_guard) outer(o.lock);
	bh_guard guard;
}
#endif

#ifdef sleeps_within_two_guards_of_a_kind // clang: cannot call function 'may_sleep' while .*'rcu_read_side' is held
void f(bool b)
{
	PICK()({) rcu_read_guard guard;
	rcu_read_guard again; PICK()(})
	may_sleep();
}
#endif

#ifdef touches_after_unlock // clang: writing variable 'state' requires holding .*'o.lock'
void f(owner &o)
{
	spin_guard guard(o.lock);
	guard.unlock();
	may_sleep();
	PICK()(guard.lock();)
	o.state = 1;
}
#endif

#ifdef allocates_after_relock // clang: cannot call function 'make_kunique.* while atomic context .*'spinlock_held' is held
void f(owner &o)
{
	const spin_irqsave_guard guard(o.lock);
	guard.unlock();
	PICK(guard.lock();)()
	use(make_kunique<point>(gfp::kernel));
	PICK()(guard.lock();)
	o.state = 1;
}
#endif

#ifdef unlocked_twice // clang: releasing .*'o.lock' that was not held
void f(owner &o, bool b)
{
	spin_bh_guard guard(o.lock);
	guard.unlock();
	PICK(guard.unlock();)()
}
#endif

#ifdef locked_twice // clang: acquiring .*'o.lock' that is already held
void f(owner &o, bool b)
{
	spin_guard guard(o.lock);
	PICK()(guard.unlock();)
	guard.lock();
}
#endif

#ifdef mutex_touched_after_unlock // clang: writing variable 'level' requires holding .*'o.settings'
void f(owner &o)
{
	mutex_guard guard(o.settings);
	guard.unlock();
	PICK()(guard.lock();)
	o.level = 1;
}
#endif

#ifdef mutex_locked_again_in_spin_guard // clang: cannot call function 'lock' while .*'spinlock_held' is held
void f(owner &o)
{
	mutex_guard guard(o.settings);
	guard.unlock();
	PICK()({) spin_guard inner(o.lock); PICK()(})
	guard.lock();
	PICK(guard.unlock();)()
}
#endif

#ifdef unlocked_on_one_path // clang: writing variable 'state' requires holding .*'o.lock'
void f(owner &o, bool b)
{
	spin_guard guard(o.lock);
	if (b) {
		guard.unlock();
		PICK()(return;)
	}
	o.state = 1;
}
#endif

#ifdef try_untested // clang: writing variable 'level' requires holding .*'o.settings'
int f(owner &o)
{
	const mutex_try_guard guard(o.settings);
	PICK()(if (!guard) return -EBUSY;)
	o.level = 1;
	return 0;
}
#endif

#ifdef try_failed // clang: writing variable 'level' requires holding .*'o.settings'
void f(owner &o)
{
	if (const mutex_try_guard guard(o.settings); PICK(!)()guard)
		o.level = 1;
}
#endif

#ifdef interruptible_untested // clang: writing variable 'level' requires holding .*'o.settings'
int f(owner &o)
{
	const mutex_intr_guard guard(o.settings);
	PICK()(if (!guard) return -ERESTARTSYS;)
	o.level = 1;
	return 0;
}
#endif

#ifdef killable_untested // clang: writing variable 'level' requires holding .*'o.settings'
int f(owner &o)
{
	const mutex_kill_guard guard(o.settings);
	PICK()(if (!guard) return -EINTR;)
	o.level = 1;
	return 0;
}
#endif

#ifdef spin_try_untested // clang: writing variable 'state' requires holding .*'o.lock'
int f(owner &o)
{
	const spin_try_guard guard(o.lock);
	PICK()(if (!guard) return -EBUSY;)
	o.state = 1;
	return 0;
}
#endif

#ifdef spin_try_sleeps // clang: cannot call function 'may_sleep' while .*'spinlock_held' is held
void f(owner &o)
{
	const spin_irqsave_try_guard guard(o.lock);
	if (PICK()(!)guard)
		may_sleep();
}
#endif

#ifdef raw_spin_try_allocates // clang: cannot call function 'make_kunique.* while raw atomic context
void f(owner &o)
{
	const raw_spin_irqsave_try_guard guard(o.raw);
	if (PICK()(!)guard)
		use(make_kunique<point>(gfp::atomic));
}
#endif

#ifdef spin_try_without_the_first // clang: cannot call function 'spinning_try_guard.* 'spinlock_held' is held
void f(owner &o)
{
	spin_guard first(o.lock);
	const spin_try_guard guard(o.other PICK()(, first));
}
#endif

#ifdef outer_of_try_guard_without_a_name // kalloc: name the outer guard
void f(owner &o)
{
	PICK()(spin_guard outer(o.other);)
	spin_try_guard inner(o.lock, PICK(spin_guard(o.other))(outer));
}
#endif

#ifdef mutex_intr_in_spin_guard // clang: cannot call function 'operator mutex_to_lock.* 'spinlock_held' is held
void f(owner &o)
{
	spin_guard guard(o.lock);
	PICK(mutex_intr_guard)(mutex_try_guard) inner(o.settings);
}
#endif

#ifdef mutex_try_in_interrupt // clang: cannot call function 'operator mutex_to_lock.* 'interrupt' is held
void f(owner &o) PICK(KALLOC_INTERRUPT)(KALLOC_ATOMIC)
{
	mutex_try_guard guard(o.settings);
}
#endif

#ifdef nameless_try_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(mutex_try_guard{o.settings};)(const mutex_try_guard guard(o.settings);)
}
#endif

#ifdef nameless_spin_try_guard // kalloc: a guard without a name ends at once
void f(owner &o)
{
	PICK(spin_try_guard{o.lock};)(spin_try_guard guard(o.lock);)
}
#endif

#ifdef calls_pointer_in_spin_guard // clang: cannot call function 'operator\(\)' while .*'spinlock_held' is held
int sleeps(int n) KALLOC_MAY_SLEEP;
struct operations {
	may_sleep_fn<int(int)> start;
};
constinit const operations ops = {.start = sleeps};
int f(owner &o)
{
	PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));
	return ops.start(1);
}
#endif

#ifdef calls_marked_lambda_in_spin_guard // clang: cannot call function 'operator\(\)' while .*'spinlock_held' is held
void f(owner &o)
{
	const auto call = []() KALLOC_MAY_SLEEP { may_sleep(); };
	PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));
	call();
}
#endif

#ifdef calls_marked_callable_in_rcu_read_guard // clang: cannot call function 'operator\(\)' while .*'rcu_read_side' is held
template <class F>
void read_and(F f)
{
	PICK(rcu_read_guard guard;)()
	f();
}
void g()
{
	read_and([]() KALLOC_MAY_SLEEP { may_sleep(); });
}
#endif

#ifdef calls_template_argument_in_irq_guard // clang: cannot call function 'may_sleep' while .*'irqs_off' is held
template <void (*F)()>
void call()
{
	PICK(irq_guard guard;)()
	F();
}
void f()
{
	call<may_sleep>();
}
#endif

#ifdef calls_callback_in_rcu_read_guard // clang: cannot call function 'operator\(\)' while .*'rcu_read_side' is held
void each(may_sleep_fn<void(kunique_ptr<point>)> f)
{
	PICK(rcu_read_guard guard;)()
	f(make_kunique<point>(gfp::atomic));
}
void g()
{
	each([](kunique_ptr<point> p) { use(p); });
}
#endif

#ifdef calls_pointer_in_interrupt // clang: cannot call function 'operator\(\)' while .*'interrupt' is held
void f(may_sleep_fn<void()> &wake) PICK(KALLOC_INTERRUPT)()
{
	if (wake)
		wake();
}
#endif

#ifdef sleeping_pointer_of_another_type // no (viable conversion|suitable)|could not convert
int takes_int(int n);
int takes_size(size_t n);
may_sleep_fn<int(int)> f()
{
	return PICK(takes_size)(takes_int);
}
#endif

#ifdef allocates_after_assume_in_interrupt // clang: cannot call function 'make_kunique.* 'interrupt' is held
void f()
{
	const auto here = assume_in_interrupt();
	use(make_kunique<point>(PICK(gfp::kernel)(here.gfp)));
}
#endif

#ifdef allocates_in_hardirq // clang: cannot call function 'make_kunique.* 'interrupt' is held
void f() KALLOC_HARDIRQ
{
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef calls_hardirq_from_interrupt // clang: calling function 'in_hardirq' requires holding .*'hard_interrupt'
void in_hardirq() KALLOC_HARDIRQ;
void f() PICK(KALLOC_INTERRUPT)(KALLOC_HARDIRQ)
{
	in_hardirq();
	in_interrupt(); /* on a kernel where it is one */
}
#endif

#ifdef TWIN
/* what is assumed is no unused variable where nothing is allocated by it */
#pragma GCC diagnostic push
#pragma GCC diagnostic error "-Wunused-variable"
inline void only_said(spinlock &lock, raw_spinlock &raw)
{
	const spin_held held = assume_held(lock);
	const raw_spin_held held_too = assume_held(raw);
	const auto interrupt = assume_in_interrupt();
	const auto hard = assume_in_hardirq();
}
#pragma GCC diagnostic pop
#endif
