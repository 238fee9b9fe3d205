// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and its file in /proc, for script to use. What that does is in pinned.cpp. */
#include <linux/module.h>
#include <linux/proc_fs.h>

long pinned_write(const void *from, size_t bytes);
long pinned_read(void *to, size_t bytes);

static ssize_t sample_write(struct file *file, const char __user *from, size_t bytes,
			    loff_t *position)
{
	return pinned_write((__force const void *)from, bytes);
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
	return proc_create("kalloc_sample_pinned", 0600, NULL, &sample_ops) ? 0 : -ENOMEM;
}

static void __exit sample_exit(void)
{
	remove_proc_entry("kalloc_sample_pinned", NULL);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory of user space, worked in where it is");
MODULE_LICENSE("Dual MIT/GPL");
