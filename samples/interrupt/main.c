// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and the interrupts of a device it does not have: a tasklet's. */
#include <linux/interrupt.h>
#include <linux/module.h>

#include "interrupt.h"

static struct meter *measured;
static unsigned int readings;

static void interrupt(struct tasklet_struct *tasklet)
{
	unsigned int i;

	for (i = 0; i < readings; i++)
		meter_interrupt(measured, 100 + i);
}

static DECLARE_TASKLET(device, interrupt);

void measure(struct meter *m, unsigned int count)
{
	measured = m;
	readings = count;
	tasklet_schedule(&device);
	tasklet_kill(&device);
}

static int __init sample_init(void)
{
	return interrupt_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: from an interrupt to a task");
MODULE_LICENSE("Dual MIT/GPL");
