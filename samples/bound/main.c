// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: a device, and its driver, which is bound to it and unbound again. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/platform_device.h>

#include "bound.h"

static int sample_probe(struct platform_device *pdev)
{
	return bound_sample_probe(&pdev->dev);
}

static struct platform_driver sample_driver = {
	.probe = sample_probe,
	.driver.name = KBUILD_MODNAME,
};

static int __init sample_init(void)
{
	struct platform_device *pdev;
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = platform_driver_register(&sample_driver);
	if (!err) {
		pr_info("the driver is unbound\n");
		platform_driver_unregister(&sample_driver);
	}
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
