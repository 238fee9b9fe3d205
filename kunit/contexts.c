// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* See contexts.h. */
#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "contexts.h"
#include "kernel.h"

DEFINE_SPINLOCK(kalloc_kunit_spinlock);
DEFINE_RAW_SPINLOCK(kalloc_kunit_raw_spinlock);
/* guards nothing: the tests hold it and ask for it */
DEFINE_MUTEX(kalloc_kunit_mutex);

int kalloc_kunit_context(void)
{
	int context = 0;

	if (preempt_count() & PREEMPT_MASK)
		context |= KALLOC_PREEMPTION_OFF;
	if (irqs_disabled())
		context |= KALLOC_IRQS_OFF;
	if (softirq_count() && !in_serving_softirq())
		context |= KALLOC_BH_OFF;
	if (in_hardirq())
		context |= KALLOC_IN_HARDIRQ;
	if (in_serving_softirq())
		context |= KALLOC_IN_SOFTIRQ;
	if (current->flags & PF_MEMALLOC_NOIO)
		context |= KALLOC_NOIO;
	if (current->flags & PF_MEMALLOC_NOFS)
		context |= KALLOC_NOFS;
	if (current->flags & PF_MEMALLOC)
		context |= KALLOC_NORECLAIM;
	if (rcu_preempt_depth())
		context |= KALLOC_RCU_READ_SIDE;
	return context;
}

int kalloc_kunit_rcu_read_side(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RCU) ? KALLOC_RCU_READ_SIDE : KALLOC_PREEMPTION_OFF;
}

int kalloc_kunit_spinning(void)
{
	return IS_ENABLED(CONFIG_PREEMPT_RT) ? KALLOC_RCU_READ_SIDE : KALLOC_PREEMPTION_OFF;
}

int kalloc_kunit_spinlock_held(spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	return lockdep_is_held(lock);
#else
	return 1;
#endif
}

int kalloc_kunit_raw_spinlock_held(raw_spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	return lockdep_is_held(lock);
#else
	return 1;
#endif
}

int kalloc_kunit_mutex_locked(struct mutex *lock)
{
	return mutex_is_locked(lock);
}

int kalloc_kunit_mutex_destroyed(struct mutex *lock)
{
#ifdef CONFIG_DEBUG_MUTEXES
	return !lock->magic;
#else
	return 1;
#endif
}

void kalloc_kunit_use_spinlock(spinlock_t *lock)
{
	spin_lock(lock);
	spin_unlock(lock);
}

void kalloc_kunit_use_mutex(struct mutex *lock)
{
	mutex_lock(lock);
	mutex_unlock(lock);
}

void kalloc_kunit_use_raw_spinlock(raw_spinlock_t *lock)
{
	raw_spin_lock(lock);
	raw_spin_unlock(lock);
}

int kalloc_kunit_try_may_fail(void)
{
	return IS_ENABLED(CONFIG_SMP);
}

static DECLARE_COMPLETION(held);
static DECLARE_COMPLETION(wanted_back);
static struct task_struct *holder;

static int hold_mutex(void *lock)
{
	mutex_lock(lock);
	complete(&held);
	wait_for_completion(&wanted_back);
	mutex_unlock(lock);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

int kalloc_kunit_contend(struct mutex *lock)
{
	reinit_completion(&held);
	reinit_completion(&wanted_back);
	holder = kthread_run(hold_mutex, lock, "kalloc_holder");
	if (IS_ERR(holder))
		return PTR_ERR(holder);
	wait_for_completion(&held);
	allow_signal(SIGKILL);
	send_sig(SIGKILL, current, 1);
	return 0;
}

void kalloc_kunit_contend_over(void)
{
	flush_signals(current);
	disallow_signal(SIGKILL);
	complete(&wanted_back);
	kthread_stop(holder);
}

const void *kalloc_kunit_lock_class(spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	return lock->dep_map.key;
#else
	return NULL;
#endif
}

const void *kalloc_kunit_raw_lock_class(raw_spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	return lock->dep_map.key;
#else
	return NULL;
#endif
}

const char *kalloc_kunit_lock_name(spinlock_t *lock)
{
#ifdef CONFIG_LOCKDEP
	return lock->dep_map.name;
#else
	return NULL;
#endif
}

struct job {
	struct irq_work work;
	struct tasklet_struct tasklet;
	void (*body)(struct kunit *test);
	struct kunit *test;
};

static void run_hardirq(struct irq_work *work)
{
	struct job *job = container_of(work, struct job, work);

	job->body(job->test);
}

static void run_softirq(struct tasklet_struct *tasklet)
{
	struct job *job = container_of(tasklet, struct job, tasklet);

	job->body(job->test);
}

void kalloc_kunit_in_hardirq(void (*body)(struct kunit *test), struct kunit *test)
{
	/* hard: on PREEMPT_RT other ones are run by a thread */
	struct job job = { .work = IRQ_WORK_INIT_HARD(run_hardirq), .body = body, .test = test };

	irq_work_queue(&job.work);
	irq_work_sync(&job.work);
}

void kalloc_kunit_in_softirq(void (*body)(struct kunit *test), struct kunit *test)
{
	struct job job = { .body = body, .test = test };

	tasklet_setup(&job.tasklet, run_softirq);
	tasklet_schedule(&job.tasklet);
	tasklet_kill(&job.tasklet);
}

void kalloc_kunit_expect_assertion(void)
{
	kalloc_kunit_expect_warning(IS_ENABLED(CONFIG_DEBUG_BUGVERBOSE) ?
				    "kalloc/binding/context.c:" : "kalloc_assert_");
}

void kalloc_kunit_report_wanted(const char *text)
{
	/* reports of one kind come once a second at most */
	msleep(1100);
	pr_info("kalloc: a report is wanted: %s\n", text);
}

void kalloc_kunit_report_over(void)
{
	pr_info("kalloc: the report is over\n");
}
