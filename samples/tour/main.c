// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device to share memory with. The tour is in tour.cpp. */
#include <linux/module.h>

#include "../device.h"

int tour_sample(struct device *dev);

static int __init sample_init(void)
{
	return with_device(tour_sample);
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: all of it on one page");
MODULE_LICENSE("Dual MIT/GPL");
