// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and its file in /proc, for script to use. What that does is in user.cpp. */
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/proc_fs.h>

struct mailbox *mailbox_make(void);
void mailbox_free(struct mailbox *box);
long mailbox_write(struct mailbox *box, const void *from, size_t bytes);
long mailbox_read(struct mailbox *box, void *to, size_t bytes, long long *position);

static struct mailbox *box;
static DEFINE_MUTEX(box_lock);

static ssize_t sample_write(struct file *file, const char __user *from, size_t bytes,
			    loff_t *position)
{
	ssize_t written;

	mutex_lock(&box_lock);
	written = mailbox_write(box, (__force const void *)from, bytes);
	mutex_unlock(&box_lock);
	return written;
}

static ssize_t sample_read(struct file *file, char __user *to, size_t bytes, loff_t *position)
{
	ssize_t read;

	mutex_lock(&box_lock);
	read = mailbox_read(box, (__force void *)to, bytes, position);
	mutex_unlock(&box_lock);
	return read;
}

static const struct proc_ops sample_ops = {
	.proc_write = sample_write,
	.proc_read = sample_read,
};

static int __init sample_init(void)
{
	box = mailbox_make();
	if (!box)
		return -ENOMEM;
	if (proc_create("kalloc_sample_user", 0600, NULL, &sample_ops))
		return 0;
	mailbox_free(box);
	return -ENOMEM;
}

static void __exit sample_exit(void)
{
	remove_proc_entry("kalloc_sample_user", NULL);
	mailbox_free(box);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory of user space, copied in and out");
MODULE_LICENSE("Dual MIT/GPL");
