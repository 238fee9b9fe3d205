// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Memory of user space. */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "state.h"

int c_to_user(struct bench_state *s, size_t n)
{
	return copy_to_user(s->user, s->bytes, n) ? -EFAULT : 0;
}

int c_from_user(struct bench_state *s, size_t n)
{
	void *p = memdup_user(s->user, n);

	if (IS_ERR(p))
		return PTR_ERR(p);
	bench_use(p);
	kfree(p);
	return 0;
}

int c_pinned(struct bench_state *s, size_t n)
{
	unsigned long from = (unsigned long)s->user;
	size_t all = DIV_ROUND_UP(offset_in_page(from) + n, PAGE_SIZE);
	struct page **pages = kvmalloc_array(all, sizeof(*pages), GFP_KERNEL_ACCOUNT);
	int got;

	if (!pages)
		return -ENOMEM;
	got = pin_user_pages_fast(from, all, FOLL_WRITE, pages);
	bench_use(pages);
	if (got > 0)
		unpin_user_pages_dirty_lock(pages, got, true);
	kvfree(pages);
	if (got < 0)
		return got;
	return got < all ? -EFAULT : 0;
}
