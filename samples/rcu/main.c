// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in rcu.cpp. */
#include <linux/module.h>

int rcu_sample(void);

static int __init sample_init(void)
{
	return rcu_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: what is replaced while others read it");
MODULE_LICENSE("Dual MIT/GPL");
