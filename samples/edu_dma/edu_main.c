// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A driver for QEMU's edu PCI device, as the example of a whole kalloc driver: this C
 * half talks to the kernel, edu_core.cpp owns the DMA memory and moves the data, edu.h
 * is between them. `make edu` runs it on Debian's kernel in QEMU.
 *
 * User space sees the device's memory as the file /dev/edu-<PCI address>: what is
 * written to it goes there by DMA, what is read from it comes back by DMA, one transfer
 * for each call. Transfers of several users come one after the other and each is
 * whole. Errors:
 *
 *	EMSGSIZE	written: longer than one transfer can be (transfer_bytes)
 *	ENOSPC		written: reaches past the end of the device's memory
 *	EAGAIN		O_NONBLOCK, and another transfer is under way
 *	EINTR		a signal came while waiting for another transfer
 *	ETIMEDOUT	the device did not say within timeout_ms that it is done
 *	EBUSY		it is still busy with a transfer that timed out
 *	ENOMEM, EIO	streaming, scattered, gathered: no memory, or it cannot be mapped
 *	ENODEV		the driver was unbound from the device; close the file
 *
 * A bind fails with ENOMEM if there is no memory that the device can reach.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "edu.h"

static unsigned int transfer_bytes = 4096;
module_param(transfer_bytes, uint, 0644);
MODULE_PARM_DESC(transfer_bytes, "longest transfer; twice as much DMA memory is taken at bind");

static unsigned int timeout_ms = 1000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "how long a transfer may take; edu needs 100 ms");

static bool streaming;
module_param(streaming, bool, 0644);
MODULE_PARM_DESC(streaming, "map memory for each transfer, instead of sharing some at bind");

static bool scattered;
module_param(scattered, bool, 0644);
MODULE_PARM_DESC(scattered, "the same, in pieces");

static bool gathered;
module_param(gathered, bool, 0644);
MODULE_PARM_DESC(gathered, "allocate pages for the device for each transfer");

static bool anywhere;
module_param(anywhere, bool, 0644);
MODULE_PARM_DESC(anywhere, "map any memory: there is an IOMMU, or there are bounce buffers");

/* Lives as long as the binding; open files have a handle of the core instead. */
struct edu_device {
	struct kalloc_bound *core;	/* the driver's own handle */
	struct pci_dev *pdev;
	void __iomem *regs;
	struct completion done;
	struct miscdevice misc;
};

/*
 * For the core. ioread32() and iowrite32() are ordered with accesses to coherent
 * memory: a transfer's data is in place before the command that starts it, and has
 * arrived when the interrupt says so.
 */
unsigned int edu_get(struct edu_device *edu, enum edu_register reg)
{
	return ioread32(edu->regs + reg);
}

void edu_set(struct edu_device *edu, enum edu_register reg, unsigned int value)
{
	iowrite32(value, edu->regs + reg);
}

void edu_bus_on(struct edu_device *edu)
{
	reinit_completion(&edu->done);
	pci_set_master(edu->pdev);
}

void edu_bus_off(struct edu_device *edu)
{
	/* an MSI is a write to memory as well, so that none follows */
	pci_clear_master(edu->pdev);
	synchronize_irq(pci_irq_vector(edu->pdev, 0));
}

/*
 * No signal ends the wait: the caller would free or reuse memory under a transfer
 * that cannot be called off. It is short, and bounded.
 */
int edu_wait(struct edu_device *edu)
{
	unsigned long timeout = msecs_to_jiffies(READ_ONCE(timeout_ms));

	return wait_for_completion_timeout(&edu->done, timeout) ? 0 : -ETIMEDOUT;
}

size_t edu_copy_from_user(void *to, const char __user *from, size_t count)
{
	return copy_from_user(to, from, count);
}

size_t edu_copy_to_user(char __user *to, const void *from, size_t count)
{
	return copy_to_user(to, from, count);
}

static irqreturn_t edu_interrupt(int irq, void *data)
{
	struct edu_device *edu = data;
	u32 status = edu_get(edu, EDU_IRQ_STATUS);

	if (!status)
		return IRQ_NONE;
	edu_set(edu, EDU_IRQ_ACK, status);
	if (status & EDU_IRQ_DMA)
		complete(&edu->done);
	return IRQ_HANDLED;
}

/* misc_open() and misc_deregister() exclude each other: edu is bound here. */
static int edu_open(struct inode *inode, struct file *file)
{
	struct edu_device *edu = container_of(file->private_data, struct edu_device, misc);

	file->private_data = edu_core_open(edu->core);
	return 0;
}

static int edu_release(struct inode *inode, struct file *file)
{
	edu_core_close(file->private_data);
	return 0;
}

static enum edu_path edu_path(void)
{
	if (READ_ONCE(gathered))
		return EDU_GATHERED;
	if (READ_ONCE(scattered))
		return EDU_SCATTERED;
	return READ_ONCE(streaming) ? EDU_STREAMING : EDU_COHERENT;
}

static unsigned int edu_how(struct file *file)
{
	return (READ_ONCE(anywhere) ? EDU_ANYWHERE : 0) |
	       (file->f_flags & O_NONBLOCK ? EDU_NONBLOCK : 0);
}

static ssize_t edu_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	ssize_t moved = edu_core_write(file->private_data, from, count, *pos, edu_path(),
				       edu_how(file));

	if (moved > 0)
		*pos += moved;
	return moved;
}

static ssize_t edu_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	ssize_t moved = edu_core_read(file->private_data, to, count, *pos, edu_path(),
				      edu_how(file));

	if (moved > 0)
		*pos += moved;
	return moved;
}

static loff_t edu_seek(struct file *file, loff_t offset, int whence)
{
	return fixed_size_llseek(file, offset, whence, EDU_MEMORY_BYTES);
}

static const struct file_operations edu_fops = {
	.owner = THIS_MODULE,
	.open = edu_open,
	.release = edu_release,
	.read = edu_read,
	.write = edu_write,
	.llseek = edu_seek,
};

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	unsigned int bytes = READ_ONCE(transfer_bytes);
	struct device *dev = &pdev->dev;
	struct edu_device *edu;
	int error;
	u32 version;

	if (!bytes)
		return -EINVAL;
	/* made first, so freed last: after the core and the interrupt handler are gone */
	edu = devm_kzalloc(dev, sizeof(*edu), GFP_KERNEL);
	if (!edu)
		return -ENOMEM;
	init_completion(&edu->done);
	edu->pdev = pdev;
	pci_set_drvdata(pdev, edu);

	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = pcim_iomap_regions(pdev, BIT(0), KBUILD_MODNAME);
	if (error)
		return error;
	edu->regs = pcim_iomap_table(pdev)[0];
	version = edu_get(edu, EDU_ID);
	if ((version & 0xff) != 0xed)
		return -ENODEV;

	/* not shared with other devices, and cannot overtake the data of the transfer */
	error = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (error < 0)
		return error;
	error = devm_request_irq(dev, pci_irq_vector(pdev, 0), edu_interrupt, 0,
				 KBUILD_MODNAME, edu);
	if (error)
		return error;

	error = edu_core_create(edu, dev, bytes, &edu->core);
	if (error)
		return error;

	edu->misc.minor = MISC_DYNAMIC_MINOR;
	edu->misc.name = devm_kasprintf(dev, GFP_KERNEL, "edu-%s", pci_name(pdev));
	edu->misc.fops = &edu_fops;
	edu->misc.parent = dev;
	error = edu->misc.name ? misc_register(&edu->misc) : -ENOMEM;
	if (error) {
		edu_core_close(edu->core);
		return error;
	}
	dev_info(dev, "edu %u.%u, 2 x %u bytes of DMA memory, /dev/%s\n",
		 version >> 24, version >> 16 & 0xff, bytes, edu->misc.name);
	return 0;
}

/*
 * The core ends after this: when the transfers that are under way are over, and before what is
 * managed by the device (devm, pcim) and was there before it. Files that are still open get
 * ENODEV from then on.
 */
static void edu_remove(struct pci_dev *pdev)
{
	struct edu_device *edu = pci_get_drvdata(pdev);

	misc_deregister(&edu->misc);	/* nobody opens it any more */
	edu_core_close(edu->core);
}

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },	/* QEMU's, not in pci_ids.h */
	{ }
};
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_driver = {
	.name = "edu_dma",
	.id_table = edu_ids,
	.probe = edu_probe,
	.remove = edu_remove,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("QEMU's edu device, a kalloc sample: data through DMA and back");
MODULE_LICENSE("Dual MIT/GPL");
