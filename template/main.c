// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The kernel's side: the module, /dev/hello and its file operations. No memory is owned here. */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include "hello.h"

static int hello_open(struct inode *inode, struct file *file)
{
	file->private_data = note_open();
	return file->private_data ? 0 : -ENOMEM;
}

static int hello_release(struct inode *inode, struct file *file)
{
	note_close(file->private_data);
	return 0;
}

static ssize_t hello_read(struct file *file, char __user *to, size_t bytes, loff_t *position)
{
	return note_read(file->private_data, (__force void *)to, bytes, position);
}

static ssize_t hello_write(struct file *file, const char __user *from, size_t bytes,
			   loff_t *position)
{
	return note_write(file->private_data, (__force const void *)from, bytes);
}

static const struct file_operations hello_operations = {
	.owner = THIS_MODULE,
	.open = hello_open,
	.release = hello_release,
	.read = hello_read,
	.write = hello_write,
};

static struct miscdevice hello_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hello",
	.fops = &hello_operations,
};

module_misc_device(hello_device);
MODULE_DESCRIPTION("hello");
MODULE_LICENSE("GPL");
