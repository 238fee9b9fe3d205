// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What several tasks and CPUs share: locks, RCU, an object for each CPU. */
#include <linux/rcupdate.h>

#include "state.h"

int c_spin(struct bench_state *s, size_t n)
{
	spin_lock(&s->spin);
	s->counted++;
	spin_unlock(&s->spin);
	return 0;
}

int c_spin_irqsave(struct bench_state *s, size_t n)
{
	unsigned long flags;

	spin_lock_irqsave(&s->spin, flags);
	s->counted++;
	spin_unlock_irqrestore(&s->spin, flags);
	return 0;
}

int c_mutex(struct bench_state *s, size_t n)
{
	mutex_lock(&s->lock);
	s->guarded++;
	mutex_unlock(&s->lock);
	return 0;
}

int c_rcu(struct bench_state *s, size_t n)
{
	const struct bench_object *o;

	rcu_read_lock();
	o = rcu_dereference(s->published);
	if (!o) {
		rcu_read_unlock();
		return -ENODEV;
	}
	bench_use_number(o->id);
	rcu_read_unlock();
	return 0;
}

int c_percpu_add(struct bench_state *s, size_t n)
{
	this_cpu_inc(s->counters->frames);
	return 0;
}

int c_percpu_here(struct bench_state *s, size_t n)
{
	struct bench_counters *mine = get_cpu_ptr(s->counters);

	mine->frames++;
	mine->bytes += 64;
	put_cpu_ptr(s->counters);
	return 0;
}
