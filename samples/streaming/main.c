// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device: a platform device here, what probe() gets in a driver. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "streaming.h"

static struct platform_device *pdev;
static unsigned char *seen;

/* A driver writes to the device's registers here. */
void start(unsigned long long address, size_t bytes)
{
	/* where the memory is that the device finds there */
	seen = phys_to_virt(dma_to_phys(&pdev->dev, address));
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
	err = receive_into(&pdev->dev, data, 100);
	kfree(data);
	return err;
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
		err = streaming_sample(&pdev->dev);
	if (!err)
		err = memory_of_c();

	platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: dma_mapping, ordinary memory for one transfer");
MODULE_LICENSE("Dual MIT/GPL");
