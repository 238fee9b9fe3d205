/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Contexts: clang knows where code may not sleep. Guards enter such a context, marks say
 * in which one a function is called, and what may sleep does not compile there:
 *
 *	const spin_guard guard(q.lock);
 *	auto p = make_kunique<packet>(gfp::kernel);	// error: ... use gfp::atomic
 *
 * With g++ the same code compiles, and the kernel's own checks find it at run time.
 */
#include "../sample.h"

#include "context.h"

using namespace kalloc;

namespace {

struct packet {
	u32 length;
};

/* A lock and what it guards; without the lock, touching length does not compile. */
struct queue {
	spinlock lock{"queue::lock"};
	int length KALLOC_GUARDED_BY(lock) = 0;
};

struct statistics {
	spinlock lock{"statistics::lock"};
	u64 packets KALLOC_GUARDED_BY(lock) = 0;
};

/* Called with the lock held: callers without it do not compile. */
void start_locked(queue &q) KALLOC_HOLDS(q.lock);
void start_locked(queue &q)
{
	q.length++;
}

/* Each guard is proof that nothing may sleep here, and has a mask to allocate with. */
kunique_ptr<packet> copy(const packet &from, const atomic_scope &here)
{
	return make_kunique<packet>(here.gfp, from);
}

/* What may not get the lock is tested. */
int count(statistics &s)
{
	const spin_try_guard guard(s.lock);
	if (!guard)
		return -EBUSY;
	s.packets++;
	return 0;
}

int spinlocks()
{
	auto q = make_kunique<queue>(gfp::kernel);
	auto s = make_kunique<statistics>(gfp::kernel);
	if (!q || !s)
		return -ENOMEM;
	{
		const unpublished only_here(s->lock); /* nobody else sees it yet */
		s->packets = 1000;
	}
	if (const int err = count(*s))
		return err;

	const spin_irqsave_guard guard(q->lock); /* to the end of the block */
	const spin_guard inner(s->lock, guard);  /* a second one takes the first */

	auto p = make_kunique<packet>(gfp::atomic, 64);
	if (!p)
		return -ENOMEM; /* unlocked and freed, in the right order */
	start_locked(*q);
	s->packets++;

	auto again = copy(*p, guard);
	if (!again)
		return -ENOMEM;
	check(q->length == 1);
	pr_info("allocated with two spinlocks held and interrupts off\n");
	return 0;
}

/* What cannot be allocated with the lock held is allocated without it. */
int drop_the_lock()
{
	auto q = make_kunique<queue>(gfp::kernel);
	if (!q)
		return -ENOMEM;

	const spin_guard guard(q->lock);
	if (q->length == 0) {
		guard.unlock();
		auto spare = make_kunique<packet>(gfp::kernel); /* may sleep here */
		guard.lock();                                   /* and q may have changed */
		if (!spare)
			return -ENOMEM;
		q->length++;
	}
	pr_info("allocated with the lock given back in between\n");
	return 0;
}

/* Spins on PREEMPT_RT, too, where nothing is allocated within. */
struct timestamps {
	raw_spinlock lock{"timestamps::lock"};
	u64 last KALLOC_GUARDED_BY(lock) = 0;
};

int raw_spinlocks()
{
	timestamps t;

	const raw_spin_irqsave_guard guard(t.lock);
	t.last++;
	pr_info("%llu stamp taken\n", static_cast<unsigned long long>(t.last));
	return 0;
}

/* vmalloc memory is not freed in atomic context, nor is what has it as a member. */
struct table {
	using free_context = kalloc::contexts::outside_atomic;
	kbuffer<virtually_contiguous<gfp::kernel>> entries;
	~table() KALLOC_NOT_IN(free_context) = default;
};

struct settings {
	mutex lock{"settings::lock"};
	kbuffer<any_contiguity<gfp::kernel>> values KALLOC_GUARDED_BY(lock);
};

/* Callers in atomic context do not compile. */
int load(settings &s, size_t bytes) KALLOC_MAY_SLEEP;
int load(settings &s, size_t bytes)
{
	const mutex_guard guard(s.lock); /* to the end of the block */

	return s.values.resize(bytes);
}

int mutexes()
{
	settings s;
	auto t = make_kunique<table>(gfp::kernel);

	if (!t)
		return -ENOMEM;
	t->entries = kbuffer<virtually_contiguous<gfp::kernel>>::make(100000);
	if (!t->entries)
		return -ENOMEM;
	if (const int err = load(s, 10000))
		return err;

	const mutex_guard guard(s.lock);
	check(s.values.size() == 10000);
	pr_info("loaded %zu bytes with a mutex held\n", s.values.size());
	return 0;
}

/* So with a mutex, and with one whose wait a signal ends. */
int tried(settings &s)
{
	const mutex_try_guard guard(s.lock);
	if (!guard)
		return -EBUSY;
	return s.values.empty() ? 0 : -EINVAL;
}

int interruptible(settings &s) KALLOC_MAY_SLEEP
{
	const mutex_intr_guard guard(s.lock);
	if (!guard)
		return -ERESTARTSYS;
	return s.values.resize(100);
}

/* A plain pointer would lose the mark of its function. */
struct operations {
	may_sleep_fn<int(settings &, size_t)> load;
};

int other_mutexes()
{
	const operations ops = {.load = load};
	settings s;

	if (const int err = tried(s))
		return err;
	if (const int err = interruptible(s))
		return err;
	if (const int err = ops.load(s, 10000))
		return err;
	pr_info("tried a mutex, and loaded through a pointer\n");
	return 0;
}

/* An allocation deep down must not start the I/O that waits for this. */
int memory_scopes()
{
	using blob = kbuffer<any_contiguity<gfp::kernel>>;
	const size_t bytes = 10000;

	const memalloc_noio_scope scope;
	auto b = blob::make(bytes); /* starts no I/O */
	if (!b)
		return -ENOMEM;
	pr_info("allocated %zu bytes without I/O\n", b.size());
	return 0;
}

struct config {
	u32 rate;
};

constinit config current_config = {.rate = 100};

const config *config_get()
{
	return &current_config; /* a driver has rcu_dereference() here */
}

int rcu()
{
	const rcu_read_guard guard;
	const config *c = config_get(); /* valid to the end of the block */

	check(c->rate == 100);
	pr_info("the rate is %u\n", c->rate);
	return 0;
}

/* Runs in an interrupt, so what it calls may not sleep. */
u32 poll(u32 budget) KALLOC_INTERRUPT;
u32 poll(u32 budget)
{
	auto p = make_kunique<packet>(gfp::atomic, budget);

	return p ? p->length : 0;
}

} // namespace

extern "C" int context_sample()
{
	return run(spinlocks, drop_the_lock, raw_spinlocks, mutexes, other_mutexes, memory_scopes,
		   rcu);
}

/* Where C calls, the compiler has to be told; debug kernels check that it is true. */
extern "C" void foo_start_xmit(foo *f)
{
	const spin_held held = assume_held(f->lock); /* taken by the caller, in C */
	auto p = make_kunique<packet>(held.gfp, 64);

	if (!p)
		return;
	f->sent += p->length;
	pr_info("%u bytes sent under C's lock\n", f->sent);
}

extern "C" void foo_poll()
{
	assume_in_softirq();
	pr_info("%u packets polled in a tasklet\n", poll(16));
}
