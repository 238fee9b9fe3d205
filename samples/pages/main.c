// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and what takes pages as C has them. The rest is in pages.cpp. */
#include <linux/mm.h>
#include <linux/module.h>

#include "pages.h"

int count_pages(struct page *first, unsigned long bytes)
{
	unsigned long i;
	int used = 0;

	for (i = 0; i < DIV_ROUND_UP(bytes, PAGE_SIZE); i++)
		used += page_count(first + i) == 1;
	return used;
}

int count_all(struct page *const *pages, unsigned long n)
{
	int used = 0;

	while (n--)
		used += page_count(*pages++) == 1;
	return used;
}

static int __init sample_init(void)
{
	return pages_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory by the page");
MODULE_LICENSE("Dual MIT/GPL");
