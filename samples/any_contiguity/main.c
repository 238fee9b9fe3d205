// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in any_contiguity.cpp. */
#include <linux/module.h>

int any_contiguity_sample(void);

static int __init sample_init(void)
{
	return any_contiguity_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kbuffer<any_contiguity>");
MODULE_LICENSE("Dual MIT/GPL");
