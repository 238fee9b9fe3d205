// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and what its device does. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-direct.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "../device.h"
#include "streaming.h"

static struct device *device;
static unsigned char *seen;

/* A driver writes to the device's registers here. */
void start(unsigned long long address, size_t bytes)
{
	/* where the memory is that the device finds there */
	seen = phys_to_virt(dma_to_phys(device, address));
	pr_info("told the device where to look, bytes: %zu\n", bytes);
}

void device_writes(unsigned char byte)
{
	*seen++ = byte;
}

static int memory_of_c(void)
{
	unsigned char *data = kmalloc(100, GFP_KERNEL);
	int err;

	if (!data)
		return -ENOMEM;
	err = receive_into(device, data, 100);
	kfree(data);
	return err;
}

static int __init run(struct device *dev)
{
	int err;

	device = dev;
	err = streaming_sample(dev);
	return err ? err : memory_of_c();
}

static int __init sample_init(void)
{
	return with_device(run);
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: dma_mapping, ordinary memory for one transfer");
MODULE_LICENSE("Dual MIT/GPL");
