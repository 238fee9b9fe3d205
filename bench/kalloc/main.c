// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <linux/module.h>

#include "../bench.h"

extern const struct bench_ops kalloc_ops;

static int __init bench_kalloc_init(void)
{
	return bench_register(&kalloc_ops);
}

module_init(bench_kalloc_init);
MODULE_DESCRIPTION("kalloc: its own half of the bench");
MODULE_LICENSE("Dual MIT/GPL");
