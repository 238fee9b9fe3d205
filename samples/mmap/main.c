// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: a device, its driver, and its files in /dev; test/user.c maps what is in them. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "mmap.h"

static struct kalloc_bound *bound;
static struct miscdevice files[MMAP_FILES];

/* misc_open() left the file's miscdevice there */
static int sample_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct miscdevice *misc = file->private_data;

	return mmap_sample_mmap(bound, misc - files, vma);
}

static const struct file_operations sample_fops = {
	.owner = THIS_MODULE,
	.mmap = sample_mmap,
};

static struct miscdevice files[MMAP_FILES] = {
	[MMAP_READINGS] = { MISC_DYNAMIC_MINOR, "kalloc_readings", &sample_fops },
	[MMAP_COMMANDS] = { MISC_DYNAMIC_MINOR, "kalloc_commands", &sample_fops },
	[MMAP_RING] = { MISC_DYNAMIC_MINOR, "kalloc_ring", &sample_fops },
	[MMAP_FRAME] = { MISC_DYNAMIC_MINOR, "kalloc_frame", &sample_fops },
};

/* once: the files stay when the driver is unbound, and find no memory then */
static int sample_probe(struct platform_device *pdev)
{
	int err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));

	if (err)
		return err;
	if (bound)
		return -EBUSY;
	bound = mmap_sample_probe(&pdev->dev);
	return bound ? 0 : -ENOMEM;
}

static struct platform_driver sample_driver = {
	.probe = sample_probe,
	.driver.name = KBUILD_MODNAME,
};

static struct platform_device *pdev;

static void clean_up(int n)
{
	while (n--)
		misc_deregister(&files[n]);
	platform_driver_unregister(&sample_driver);
	platform_device_unregister(pdev);
	mmap_sample_close(bound);
}

static int __init sample_init(void)
{
	int err, n;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = platform_driver_register(&sample_driver);
	if (err) {
		platform_device_unregister(pdev);
		return err;
	}
	for (n = 0; n < MMAP_FILES; n++) {
		err = misc_register(&files[n]);
		if (err) {
			clean_up(n);
			return err;
		}
	}
	pr_info("user space may map it\n");
	return 0;
}

static void __exit sample_exit(void)
{
	clean_up(MMAP_FILES);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: user_mapped, a driver's memory mapped to user space");
MODULE_LICENSE("Dual MIT/GPL");
