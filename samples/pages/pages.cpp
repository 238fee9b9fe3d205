/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * whole_pages: memory by the page, for what C maps or hands on page by page.
 */
#include "pages.h"
#include "../sample.h"

using namespace kalloc;

namespace {

using pages = kbuffer<whole_pages<gfp::kernel>>;

/* As many pages as it takes, and no power of two. */
int exact(size_t bytes)
{
	auto p = pages::make(bytes);
	if (!p)
		return -ENOMEM;

	p[bytes - 1] = 1; /* a buffer like any other */
	/* C knows each page */
	check(count_pages(page_of(p), bytes) ==
	      static_cast<int>((bytes + page_size - 1) / page_size));
	if (const int err = p.resize(2 * bytes)) /* copied */
		return err;
	check(p[bytes - 1] == 1);
	pr_info("%zu bytes in whole pages\n", p.size());
	return 0;
}

/* Aligned to more than a page, as some devices want their tables. */
struct alignas(4 * page_size) table {
	u64 entries[1000];
};

int aligned()
{
	auto t = make_kunique<table, pages_family>(gfp::kernel);

	if (!t)
		return -ENOMEM;
	check(reinterpret_cast<unsigned long>(t.get()) % (4 * page_size) == 0 && !t->entries[999]);
	pr_info("a table, aligned to its size\n");
	return 0;
}

} // namespace

extern "C" int pages_sample()
{
	return run([] { return exact(50000); }, aligned);
}
