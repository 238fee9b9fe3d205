// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: calls gfp.cpp in two contexts, and with a mask of its own. */
#include <linux/gfp.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/topology.h>

#include "gfp.h"

static DEFINE_SPINLOCK(lock);

static int __init sample_init(void)
{
	int err = gfp_sample();

	if (err)
		return err;

	err = gfp_sample_node(numa_mem_id());
	if (err)
		return err;

	spin_lock(&lock);
	err = gfp_sample_locked();
	spin_unlock(&lock);
	if (err)
		return err;

	return gfp_sample_unchecked(GFP_NOWAIT | __GFP_NOWARN);
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: GFP masks");
MODULE_LICENSE("Dual MIT/GPL");
