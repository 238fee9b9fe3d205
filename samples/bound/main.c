// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: a device and its driver, which is bound to it, and unbound while a file is open. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "bound.h"

static struct kalloc_bound *engine;

static int sample_probe(struct platform_device *pdev)
{
	int err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));

	if (err)
		return err;
	engine = bound_sample_probe(&pdev->dev);
	return engine ? 0 : -ENOMEM;
}

static struct platform_driver sample_driver = {
	.probe = sample_probe,
	.driver.name = KBUILD_MODNAME,
};

/* What open() and read() of a driver do; the file is open all the time. */
static void use_and_unbind(void)
{
	struct kalloc_bound *file = bound_sample_open(engine);

	pr_info("the open file reads %d\n", bound_sample_read(file, 3));
	pr_info("the driver is unbound\n");
	platform_driver_unregister(&sample_driver);
	pr_info("the open file reads %d\n", bound_sample_read(file, 3));
	bound_sample_close(file);
}

static int __init sample_init(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = platform_driver_register(&sample_driver);
	if (!err)
		use_and_unbind();
	bound_sample_close(engine); /* a driver does so in remove() */
	platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: what lives as long as a driver is bound to its device");
MODULE_LICENSE("Dual MIT/GPL");
