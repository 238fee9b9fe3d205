// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device: it takes descriptors whose flag says so, and takes the flag back. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "ring.h"

struct descriptor {
	__le64 address;
	__le32 length;
	__le32 flags;
};

static struct platform_device *pdev;
static struct descriptor *ring;
static size_t size, end, next;

void start(unsigned long long address, size_t entries)
{
	/* where the memory is that the device finds there */
	ring = phys_to_virt(dma_to_phys(&pdev->dev, address));
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

static int __init sample_init(void)
{
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	/* what the device can address; a driver's probe() does the same */
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (!err)
		err = ring_sample(&pdev->dev);

	platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: dma_ring, descriptors that the device works off");
MODULE_LICENSE("Dual MIT/GPL");
