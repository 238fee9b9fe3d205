// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * A driver for QEMU's NVMe disk, as the example of a whole kalloc driver for a device that is
 * fast: this C half talks to the kernel, nvme_core.cpp owns the memory and moves the data, nvme.h
 * is between them. `make nvme` runs it beside the kernel's own driver, on Debian's kernel in QEMU.
 *
 * User space sees the disk as the file /dev/nvme-<PCI address>: what is read and written goes
 * straight between the disk and the pages of who asks, without a copy or a cache, by as many
 * commands at a time as it takes; fsync() is the disk's flush. Errors:
 *
 *	EINVAL		no whole blocks, or memory at an address that is no multiple of 4
 *	ENOSPC		written: reaches past the end of the disk
 *	EFAULT		the memory is not there
 *	EIO		the disk could not, or one before timed out
 *	ETIMEDOUT	it did not answer within timeout_ms, and is off until it is bound again
 *	ENOMEM		no memory
 *	ENODEV		the driver was unbound from the device; close the file
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/semaphore.h>
#include <linux/slab.h>

#include "nvme.h"

static unsigned int timeout_ms = 30000;
module_param(timeout_ms, uint, 0644);
MODULE_PARM_DESC(timeout_ms, "how long a call may take that the device has");

/* Lives as long as the binding; open files have a handle of the core instead. */
struct nvme_device {
	struct kalloc_bound *core;	/* the driver's own handle */
	struct nvme_controller *controller;	/* while it may interrupt */
	struct pci_dev *pdev;
	void __iomem *regs;
	struct semaphore slots;
	struct miscdevice misc;
};

/*
 * For the core. Writes of registers are ordered with accesses to coherent memory: a command is
 * in its queue before the doorbell.
 */
unsigned int nvme_get(struct nvme_device *nvme, unsigned int reg)
{
	return readl(nvme->regs + reg);
}

unsigned long long nvme_get64(struct nvme_device *nvme, unsigned int reg)
{
	return readq(nvme->regs + reg);
}

void nvme_set(struct nvme_device *nvme, unsigned int reg, unsigned int value)
{
	writel(value, nvme->regs + reg);
}

void nvme_set64(struct nvme_device *nvme, unsigned int reg, unsigned long long value)
{
	writeq(value, nvme->regs + reg);
}

void nvme_mb(void)
{
	dma_mb();
}

void nvme_bus_on(struct nvme_device *nvme, struct nvme_controller *controller)
{
	WRITE_ONCE(nvme->controller, controller);
	pci_set_master(nvme->pdev);
}

void nvme_bus_off(struct nvme_device *nvme)
{
	/* an MSI is a write to memory as well, so that none follows */
	pci_clear_master(nvme->pdev);
	WRITE_ONCE(nvme->controller, NULL);
	synchronize_irq(pci_irq_vector(nvme->pdev, 0));
}

static irqreturn_t nvme_interrupt(int irq, void *data)
{
	struct nvme_device *nvme = data;
	struct nvme_controller *controller = READ_ONCE(nvme->controller);

	return controller && nvme_core_interrupt(controller) ? IRQ_HANDLED : IRQ_NONE;
}

/* Not for long: what is under way ends, or times out. */
void nvme_take_slot(struct nvme_device *nvme)
{
	down(&nvme->slots);
}

void nvme_give_slot(struct nvme_device *nvme)
{
	up(&nvme->slots);
}

/* No signal ends the wait: the device has the caller's memory. */
int nvme_wait(struct completion *done)
{
	unsigned long timeout = msecs_to_jiffies(READ_ONCE(timeout_ms));

	return wait_for_completion_timeout(done, timeout) ? 0 : -ETIMEDOUT;
}

void nvme_wake(struct completion *done)
{
	complete(done);
}

void nvme_sleep_ms(unsigned int ms)
{
	usleep_range(1000 * ms, 1100 * ms);
}

/* misc_open() and misc_deregister() exclude each other: nvme is bound here. */
static int nvme_open(struct inode *inode, struct file *file)
{
	struct nvme_device *nvme = container_of(file->private_data, struct nvme_device, misc);

	file->private_data = nvme_core_open(nvme->core);
	return 0;
}

static int nvme_release(struct inode *inode, struct file *file)
{
	nvme_core_close(file->private_data);
	return 0;
}

static ssize_t nvme_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	DECLARE_COMPLETION_ONSTACK(done);
	ssize_t moved = nvme_core_read(file->private_data, to, count, *pos, &done);

	if (moved > 0)
		*pos += moved;
	return moved;
}

static ssize_t nvme_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	DECLARE_COMPLETION_ONSTACK(done);
	ssize_t moved = nvme_core_write(file->private_data, from, count, *pos, &done);

	if (moved > 0)
		*pos += moved;
	return moved;
}

static int nvme_fsync(struct file *file, loff_t from, loff_t to, int datasync)
{
	DECLARE_COMPLETION_ONSTACK(done);

	return nvme_core_flush(file->private_data, &done);
}

static loff_t nvme_seek(struct file *file, loff_t offset, int whence)
{
	loff_t size = nvme_core_size(file->private_data);

	return size < 0 ? size : fixed_size_llseek(file, offset, whence, size);
}

static const struct file_operations nvme_fops = {
	.owner = THIS_MODULE,
	.open = nvme_open,
	.release = nvme_release,
	.read = nvme_read,
	.write = nvme_write,
	.fsync = nvme_fsync,
	.llseek = nvme_seek,
};

static int nvme_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	DECLARE_COMPLETION_ONSTACK(done);
	struct device *dev = &pdev->dev;
	struct nvme_device *nvme;
	int error;

	/* made first, so freed last: after the core and the interrupt handler are gone */
	nvme = devm_kzalloc(dev, sizeof(*nvme), GFP_KERNEL);
	if (!nvme)
		return -ENOMEM;
	sema_init(&nvme->slots, NVME_SLOTS);
	nvme->pdev = pdev;
	pci_set_drvdata(pdev, nvme);

	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = pcim_iomap_regions(pdev, BIT(0), KBUILD_MODNAME);
	if (error)
		return error;
	nvme->regs = pcim_iomap_table(pdev)[0];

	/* memory begins within its page where it does for the CPU, in bounce buffers, too */
	dma_set_min_align_mask(dev, NVME_PAGE_BYTES - 1);

	/* one for both queues; it cannot overtake the data */
	error = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSIX | PCI_IRQ_MSI);
	if (error < 0)
		return error;
	error = devm_request_irq(dev, pci_irq_vector(pdev, 0), nvme_interrupt, 0,
				 KBUILD_MODNAME, nvme);
	if (error)
		return error;

	error = nvme_core_create(nvme, dev, &done, &nvme->core);
	if (error)
		return error;

	nvme->misc.minor = MISC_DYNAMIC_MINOR;
	nvme->misc.name = devm_kasprintf(dev, GFP_KERNEL, "nvme-%s", pci_name(pdev));
	nvme->misc.fops = &nvme_fops;
	nvme->misc.parent = dev;
	error = nvme->misc.name ? misc_register(&nvme->misc) : -ENOMEM;
	if (error) {
		nvme_core_close(nvme->core);
		return error;
	}
	dev_info(dev, "%lld bytes, /dev/%s\n", nvme_core_size(nvme->core), nvme->misc.name);
	return 0;
}

/*
 * The core ends after this: when the calls that are under way are over, and before what is managed
 * by the device (devm, pcim) and was there before it. Files that are still open get ENODEV from
 * then on.
 */
static void nvme_remove(struct pci_dev *pdev)
{
	struct nvme_device *nvme = pci_get_drvdata(pdev);

	misc_deregister(&nvme->misc);	/* nobody opens it any more */
	nvme_core_close(nvme->core);
}

static const struct pci_device_id nvme_ids[] = {
	{ PCI_DEVICE(0x1b36, 0x0010) },	/* QEMU's alone, as other disks have data that counts */
	{ }
};
MODULE_DEVICE_TABLE(pci, nvme_ids);

static struct pci_driver nvme_driver = {
	.name = "kalloc_nvme",
	.id_table = nvme_ids,
	.probe = nvme_probe,
	.remove = nvme_remove,
};
module_pci_driver(nvme_driver);

MODULE_DESCRIPTION("QEMU's NVMe disk, a kalloc sample: data between the disk and user space");
MODULE_LICENSE("GPL");
