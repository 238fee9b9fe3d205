// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module: makes a list in C, and walks those of C++. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "list.h"

unsigned int sum_of(struct list_head *jobs)
{
	unsigned int sum = 0;
	struct job *j;

	list_for_each_entry(j, jobs, link)
		sum += j->id;
	return sum;
}

static int __init sample_init(void)
{
	LIST_HEAD(jobs);
	unsigned int id;

	for (id = 1; id <= 3; id++) {
		struct job *j = kmalloc(sizeof(*j), GFP_KERNEL);

		/* what is there already is C++'s to free, too */
		if (!j)
			break;
		j->id = id;
		list_add_tail(&j->link, &jobs);
	}
	return list_sample(&jobs);
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: what a kunique_list can do");
MODULE_LICENSE("Dual MIT/GPL");
