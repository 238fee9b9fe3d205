// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, its file in /proc, for script to use, and a device. The rest is in pinned.cpp. */
#include <linux/dma-direct.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/proc_fs.h>

#include "pinned.h"

static struct platform_device *pdev;
static unsigned long sum;

/* This device reads as soon as it is told. */
void add(unsigned long long address, size_t bytes)
{
	/* where the memory is that the device finds there */
	unsigned char *at = phys_to_virt(dma_to_phys(&pdev->dev, address));

	while (bytes--)
		sum += *at++;
}

unsigned long device_reads(void)
{
	return xchg(&sum, 0);
}

static ssize_t sample_write(struct file *file, const char __user *from, size_t bytes,
			    loff_t *position)
{
	return pinned_write(&pdev->dev, (__force const void *)from, bytes);
}

static ssize_t sample_read(struct file *file, char __user *to, size_t bytes, loff_t *position)
{
	return pinned_read((__force void *)to, bytes);
}

static const struct proc_ops sample_ops = {
	.proc_write = sample_write,
	.proc_read = sample_read,
};

static int __init sample_init(void)
{
	int err;

	pdev = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	err = dma_coerce_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (!err && !proc_create("kalloc_sample_pinned", 0600, NULL, &sample_ops))
		err = -ENOMEM;
	if (err)
		platform_device_unregister(pdev);
	return err;
}

static void __exit sample_exit(void)
{
	remove_proc_entry("kalloc_sample_pinned", NULL);
	platform_device_unregister(pdev);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory of user space, worked in where it is");
MODULE_LICENSE("Dual MIT/GPL");
