// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in sensitive.cpp. */
#include <linux/module.h>

int sensitive_sample(void);

static int __init sample_init(void)
{
	return sensitive_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory that is zeroed when it is freed");
MODULE_LICENSE("Dual MIT/GPL");
