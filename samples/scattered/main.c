// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and what its device does. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-direct.h>
#include <linux/module.h>

#include "../device.h"
#include "scattered.h"

static struct device *device;

/* What the device was told, until it worked it off: as many pieces as it takes. */
static struct {
	unsigned char *at;
	size_t bytes;
} pieces[16];
static unsigned int told;

void add(unsigned long long address, size_t bytes)
{
	if (WARN_ON(told == ARRAY_SIZE(pieces)))
		return;
	/* where the memory is that the device finds there */
	pieces[told].at = phys_to_virt(dma_to_phys(device, address));
	pieces[told++].bytes = bytes;
}

unsigned long device_reads(void)
{
	unsigned long sum = 0;
	size_t i;

	for (; told; told--)
		for (i = 0; i < pieces[told - 1].bytes; i++)
			sum += pieces[told - 1].at[i];
	return sum;
}

void device_writes(unsigned char byte)
{
	for (; told; told--)
		memset(pieces[told - 1].at, byte, pieces[told - 1].bytes);
}

static int __init run(struct device *dev)
{
	device = dev;
	/* the device takes so much at once; a driver's probe() says so behind its mask */
	dma_set_max_seg_size(dev, 2 * PAGE_SIZE);
	return scattered_sample(dev);
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
MODULE_DESCRIPTION("kalloc sample: dma_sg_mapping, memory that is not contiguous, for a device");
MODULE_LICENSE("Dual MIT/GPL");
