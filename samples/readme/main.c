// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The C half of the README's example. */
#include <linux/module.h>

int receive(size_t bytes);

static int __init hello_init(void)
{
	return receive(64);
}

static void __exit hello_exit(void)
{
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("hello");
MODULE_LICENSE("GPL");
