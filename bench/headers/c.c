// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The headers that kalloc.h stands for: those that C's half of the bench includes. */
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

int bench_headers_c(void);
int bench_headers_c(void)
{
	return 0;
}

MODULE_DESCRIPTION("kalloc: headers, to compile");
MODULE_LICENSE("Dual MIT/GPL");
