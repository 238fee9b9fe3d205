// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Commits the misuse that is its parameter, as the driver of QEMU's edu device: the
 * kernel checks DMA memory at unbind for PCI drivers only.
 */
#include <linux/debug_locks.h>
#include <linux/dma-mapping.h>
#include <linux/irq_work.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>

#include "misuse.h"

static char *name;
module_param(name, charp, 0);
MODULE_PARM_DESC(name, "the misuse, one of the table in misuse.cpp");

static bool corrected;
module_param(corrected, bool, 0);
MODULE_PARM_DESC(corrected, "do the same without the mistake");

void misuse_fail_next(void)
{
	WRITE_ONCE(current->fail_nth, 1);
}

struct interrupt {
	struct irq_work work;
	void (*function)(void *data);
	void *data;
};

static void interrupt(struct irq_work *work)
{
	struct interrupt *it = container_of(work, struct interrupt, work);

	it->function(it->data);
}

void misuse_in_interrupt(void (*function)(void *data), void *data)
{
	struct interrupt it = {
		.work = IRQ_WORK_INIT_HARD(interrupt), .function = function, .data = data,
	};

	irq_work_queue(&it.work);
	irq_work_sync(&it.work);
}

void misuse_in_reclaim(void (*function)(void *data), void *data)
{
	fs_reclaim_acquire(GFP_KERNEL);
	function(data);
	fs_reclaim_release(GFP_KERNEL);
}

/*
 * With the first report of anything lockdep goes off, and no longer writes down what is
 * taken and released: it goes on again at once, with its books as they were.
 */
static int commit(struct device *dev)
{
	unsigned int depth = current->lockdep_depth;
	u64 chain = current->curr_chain_key;
	int error = misuse_probe(dev, name, corrected);

	if (!debug_locks) {
		current->lockdep_depth = depth;
		current->curr_chain_key = chain;
		debug_locks = 1;
	}
	return error;
}

static int probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int error = pcim_enable_device(pdev);

	if (error)
		return error;
	error = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(28));
	if (error)
		return error;
	error = commit(&pdev->dev);
	if (!error)
		pci_info(pdev, "%s: done\n", name);
	return error;
}

static void remove(struct pci_dev *pdev)
{
	misuse_remove(corrected);
}

static const struct pci_device_id ids[] = {
	{ PCI_DEVICE(0x1234, 0x11e8) },
	{ }
};

static struct pci_driver driver = {
	.name = "kalloc_misuse",
	.id_table = ids,
	.probe = probe,
	.remove = remove,
};

static int __init misuse_module_init(void)
{
	/* what was reported at the end of the one before */
	debug_locks = 1;
	return pci_register_driver(&driver);
}

static void __exit misuse_module_exit(void)
{
	pci_unregister_driver(&driver);
	misuse_exit();
}

module_init(misuse_module_init);
module_exit(misuse_module_exit);
MODULE_DESCRIPTION("Misuses of kernel memory, for the debug kernel to catch");
MODULE_LICENSE("Dual MIT/GPL");
