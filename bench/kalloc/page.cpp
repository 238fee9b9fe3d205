/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pages that need have no address. */
#include "state.h"

int bench::page(bench_state *, size_t)
{
	const auto p = kpages::make(gfp::kernel);
	if (!p)
		return -ENOMEM;
	bench_use(p.get());
	return 0;
}

int bench::page_bulk(bench_state *, size_t n)
{
	const auto pages = kpage_array::make(gfp::kernel, n);
	if (!pages)
		return -ENOMEM;
	bench_use(static_cast<const void *>(pages.pages().data()));
	return 0;
}

int bench::page_access(bench_state *s, size_t n)
{
	const kalloc::page_access bytes(s->page);

	bytes.span().subspan(n).copy_from(kspan{s->bytes}.first(64));
	return 0;
}
