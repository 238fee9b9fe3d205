// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and what its device does. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

#include "../device.h"
#include "dma_coherent.h"

/* A driver writes to the device's registers here. */
void start(unsigned long long ring, size_t entries)
{
	pr_info("told the device where to look, entries: %zu\n", entries);
}

unsigned int references(struct device *dev)
{
	return kref_read(&dev->kobj.kref);
}

static int __init sample_init(void)
{
	return with_device(dma_coherent_sample);
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kbuffer<dma_coherent>");
MODULE_LICENSE("Dual MIT/GPL");
