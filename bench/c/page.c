// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Pages that need have no address. */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "state.h"

#ifndef alloc_pages_bulk /* before 6.14 */
#define alloc_pages_bulk alloc_pages_bulk_array
#endif

int c_page(struct bench_state *s, size_t n)
{
	struct page *p = alloc_page(GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	__free_page(p);
	return 0;
}

int c_page_bulk(struct bench_state *s, size_t n)
{
	struct page **pages = kcalloc(n, sizeof(*pages), GFP_KERNEL);
	unsigned long got, all = 0;

	if (!pages)
		return -ENOMEM;
	do {
		got = all;
		all = alloc_pages_bulk(GFP_KERNEL, n, pages);
	} while (all > got && all < n);
	bench_use(pages);
	for (unsigned long i = 0; i < all; i++)
		__free_page(pages[i]);
	kfree(pages);
	return all < n ? -ENOMEM : 0;
}

int c_page_access(struct bench_state *s, size_t n)
{
	u8 *bytes = kmap_local_page(s->page);

	memcpy(bytes + n, s->bytes, 64);
	kunmap_local(bytes);
	return 0;
}
