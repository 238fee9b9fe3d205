/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * From an interrupt to a task: a list under a spinlock, a table under a mutex. Built
 * with KALLOC_STRICT_CONTEXT: a function without a mark is proven not to sleep (by
 * clang; with g++ the kernel would report it, if DEBUG_ATOMIC_SLEEP is on).
 */
#include "../sample.h"

#include "interrupt.h"

using namespace kalloc;

/* What an interrupt brings in. */
struct reading {
	u32 value;
	list_head link;
};

/* The last reading first. */
using reading_list = kunique_list<&reading::link>;

/*
 * Readings come in interrupts and wait in a list; from there a task writes them to a
 * table. The table may be vmalloc memory, which must not be freed in atomic context:
 * the first and the last line say so for all of the struct.
 */
struct meter {
	using free_context = contexts::outside_atomic;

	spinlock lock{"meter::lock"};
	reading_list waiting KALLOC_GUARDED_BY(lock);
	u32 lost KALLOC_GUARDED_BY(lock) = 0;

	mutex log{"meter::log"};
	kbuffer<any_contiguity<gfp::kernel>, u32> table KALLOC_GUARDED_BY(log);

	~meter() KALLOC_NOT_IN(free_context) = default;
};

namespace {

/* Called with the lock held: clang asks it of each caller. */
void put(meter &m, kunique_ptr<reading> r) KALLOC_HOLDS(m.lock)
{
	m.waiting.push_front(std::move(r));
}

/* Has proof that the lock is held, and asks it what may be allocated. */
kunique_ptr<reading> make_reading(const spin_held &held, u32 value)
{
	return make_kunique<reading>(held.gfp, value);
}

/* What is atomic stays in the block: no I/O, no sleeping, no gfp::kernel. */
void take(meter &m, reading_list &list)
{
	const spin_irqsave_guard guard(m.lock);

	/* does not compile: m.table.reset(), mutex_guard g(m.log), gfp::kernel */
	list.swap(m.waiting);
}

/* Sleeps, and says so: does not compile in an interrupt or with a spinlock held. */
int write_down(meter &m) KALLOC_MAY_SLEEP
{
	reading_list list;
	take(m, list);
	const mutex_guard guard(m.log);
	size_t i = m.table.size();

	if (const int err = m.table.resize(i + list.count()))
		return err; /* and what was taken is freed */
	while (auto r = list.take_front())
		m.table[i++] = r->value;
	return 0;
}

int readings()
{
	/* C called; it says that it may sleep, and a debug kernel checks that */
	assume_may_sleep();
	auto m = make_kunique<meter>(gfp::kernel);
	if (!m)
		return -ENOMEM;

	measure(m.get(), 3);
	if (const int err = write_down(*m))
		return err;

	const mutex_guard guard(m->log);
	check(m->table.size() == 3 && m->table[0] == 102 && m->table[2] == 100);
	pr_info("%zu readings, the last one %u\n", m->table.size(), m->table[0]);
	return 0;
}

/* Two locks at a time: the second guard takes the first one, as proof of the context. */
int two_locks() KALLOC_MAY_SLEEP
{
	auto from = make_kunique<meter>(gfp::kernel);
	auto to = make_kunique<meter>(gfp::kernel);

	if (!from || !to)
		return -ENOMEM;
	measure(from.get(), 1);
	{
		const spin_irqsave_guard guard(from->lock);
		const spin_guard inner(to->lock, guard, 1); /* 1: lockdep knows both as one */

		to->waiting.swap(from->waiting);
	}
	if (const int err = write_down(*to))
		return err;
	const mutex_guard guard(to->log);
	check(to->table.size() == 1);
	pr_info("moved %zu reading from one to the other\n", to->table.size());
	return 0;
}

} // namespace

/* Atomic: gfp::atomic is allowed, gfp::kernel does not compile. */
extern "C" void meter_interrupt(meter *m, u32 value) KALLOC_INTERRUPT
{
	assume_in_softirq(); /* by the kernel's word, where lockdep is on */
	const spin_guard guard(m->lock);
	auto r = make_reading(guard, value);

	if (r)
		put(*m, std::move(r));
	else
		m->lost++;
}

extern "C" int interrupt_sample()
{
	return run(readings, two_locks);
}
