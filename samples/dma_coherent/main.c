// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device: a platform device here, what probe() gets in a driver. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>

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
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	/* what the device can address; a driver's probe() does the same */
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (!err)
		err = dma_coherent_sample(&pdev->dev);

	platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kbuffer<dma_coherent>");
MODULE_LICENSE("Dual MIT/GPL");
