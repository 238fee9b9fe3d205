// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in virtually_contiguous.cpp. */
#include <linux/module.h>

int virtually_contiguous_sample(void);

static int __init sample_init(void)
{
	return virtually_contiguous_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kbuffer<virtually_contiguous>");
MODULE_LICENSE("Dual MIT/GPL");
