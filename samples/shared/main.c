// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: makes a counted object in C, and holds one that was made in C++. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kref.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "shared.h"

static int __init sample_init(void)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);
	int err;

	if (!p)
		return -ENOMEM;
	p->number = 1;
	kref_init(&p->refs);
	err = shared_sample(p);
	if (err)
		return err;

	p = port_get();
	if (!p)
		return -ENOMEM;
	pr_info("C has port %u, of %u owner\n", p->number, kref_read(&p->refs));
	port_put(p);
	return 0;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: objects with several owners");
MODULE_LICENSE("Dual MIT/GPL");
