// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and what C code there is for names. What it does is in string.cpp. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/module.h>
#include <linux/slab.h>

int string_sample(void);
char *name_by_c(int number);
void register_name(const char *name);

char *name_by_c(int number)
{
	return kasprintf(GFP_KERNEL, "c%d", number);
}

void register_name(const char *name)
{
	pr_info("registered %s\n", name);
}

static int __init sample_init(void)
{
	return string_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: texts that end, and are freed");
MODULE_LICENSE("Dual MIT/GPL");
