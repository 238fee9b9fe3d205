// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: calls C++ with a lock held, and from a tasklet. */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/spinlock.h>

#include "context.h"

static struct foo foo;

static void poll_tasklet(struct tasklet_struct *tasklet)
{
	foo_poll();
}

static DECLARE_TASKLET(tasklet, poll_tasklet);

static int __init sample_init(void)
{
	int err = context_sample();

	if (err)
		return err;

	spin_lock_init(&foo.lock);
	spin_lock(&foo.lock);
	foo_start_xmit(&foo);
	spin_unlock(&foo.lock);

	tasklet_schedule(&tasklet);
	tasklet_kill(&tasklet); /* it has run when this returns */
	return foo.sent == 64 ? 0 : -EINVAL;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: contexts that may not sleep");
MODULE_LICENSE("Dual MIT/GPL");
