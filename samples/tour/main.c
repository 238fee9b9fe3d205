// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a device to share memory with. The tour is in tour.cpp. */
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>

int tour_sample(struct device *dev);

static int __init sample_init(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (!err)
		err = tour_sample(&pdev->dev);

	platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: all of it on one page");
MODULE_LICENSE("Dual MIT/GPL");
