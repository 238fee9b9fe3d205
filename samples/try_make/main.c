// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in try_make.cpp. */
#include <linux/module.h>

int try_make_sample(void);

static int __init sample_init(void)
{
	return try_make_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: try_make_kunique, objects whose initialisation may fail");
MODULE_LICENSE("Dual MIT/GPL");
