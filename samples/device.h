/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * For main.c of what shares memory with a device: a platform device here, what probe() gets in a
 * driver.
 */
#ifndef KALLOC_SAMPLE_DEVICE_H
#define KALLOC_SAMPLE_DEVICE_H

#include <linux/dma-mapping.h>
#include <linux/platform_device.h>

/* Runs the sample with a device, which goes when that returns. Returns what it returns. */
static int __init with_device(int (*sample)(struct device *dev))
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	/* what the device can address; a driver's probe() does the same */
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (!err)
		err = sample(&pdev->dev);

	platform_device_unregister(pdev);
	return err;
}

#endif
