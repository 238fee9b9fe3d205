/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What several tasks and CPUs share: locks, RCU, an object for each CPU. */
#include "state.h"

int bench::spin(bench_state *s, size_t)
{
	const spin_guard guard(s->spin);

	s->counted++;
	return 0;
}

int bench::spin_irqsave(bench_state *s, size_t)
{
	const spin_irqsave_guard guard(s->spin);

	s->counted++;
	return 0;
}

int bench::mutex(bench_state *s, size_t)
{
	const mutex_guard guard(s->lock);

	s->guarded++;
	return 0;
}

int bench::rcu(bench_state *s, size_t)
{
	const rcu_read_guard guard;
	const auto o = s->published.read(guard);

	if (!o)
		return -ENODEV;
	bench_use_number(o->id);
	return 0;
}

int bench::percpu_add(bench_state *s, size_t)
{
	s->counters.add(&bench_counters::frames, 1);
	return 0;
}

int bench::percpu_here(bench_state *s, size_t)
{
	const preempt_guard guard;
	bench_counters &mine = s->counters.here(guard);

	mine.frames++;
	mine.bytes += 64;
	return 0;
}
