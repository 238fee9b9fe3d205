// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device: it takes descriptors whose flag says so, and takes the flag back. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-direct.h>
#include <linux/module.h>

#include "../device.h"
#include "ring.h"

struct descriptor {
	__le64 address;
	__le32 length;
	__le32 flags;
};

static struct device *device;
static struct descriptor *ring;
static size_t size, end, next;

void start(unsigned long long address, size_t entries)
{
	/* where the memory is that the device finds there */
	ring = phys_to_virt(dma_to_phys(device, address));
	size = entries;
	end = entries;
	next = 0;
	pr_info("told the device where to look, entries: %zu\n", entries);
}

void doorbell(size_t index)
{
	end = index;
}

size_t device_next(void)
{
	return next;
}

void device_works(size_t most)
{
	while (most-- && next != end && (le32_to_cpu(READ_ONCE(ring[next].flags)) & 1)) {
		dma_rmb();
		ring[next].length = cpu_to_le32(le32_to_cpu(ring[next].length) + 1);
		dma_wmb();
		WRITE_ONCE(ring[next].flags, 0);
		next = next + 1 == size ? 0 : next + 1;
	}
}

static int __init run(struct device *dev)
{
	device = dev;
	return ring_sample(dev);
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
MODULE_DESCRIPTION("kalloc sample: dma_ring, descriptors that the device works off");
MODULE_LICENSE("Dual MIT/GPL");
