// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module. What it does is in unique_ptr.cpp. */
#include <linux/module.h>

int unique_ptr_sample(void);

static int __init sample_init(void)
{
	return unique_ptr_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kunique_ptr and make_kunique");
MODULE_LICENSE("Dual MIT/GPL");
