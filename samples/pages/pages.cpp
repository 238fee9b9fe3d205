/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * whole_pages: memory by the page, for what C maps or hands on page by page. kpages,
 * kpage_array: pages that need no address in the kernel, and the CPU at their bytes.
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

/* A block that the kernel may have no address of: a scope gives one to a page at a time. */
int without_an_address()
{
	auto p = kpages::make(gfp::user | gfp::highmem, 2);
	if (!p)
		return -ENOMEM;

	{
		const page_access bytes(p, 1);
		for (u8 &byte : bytes)
			byte = 0x7e;
	} /* the address is gone */

	auto copy = kpages::make(gfp::kernel | gfp::zero);
	if (!copy)
		return -ENOMEM;
	{
		const page_access<const u64> from(p, 1);
		const page_access<u64> to(copy);
		to.span().copy_from(from.span());
		to[0] = 7;
	} /* in reverse order */

	const page_access bytes(copy);
	check(bytes[0] == 7 && bytes[page_size - 1] == 0x7e);
	pr_info("%zu pages, one of them copied\n", p.size());
	return 0;
}

/* Many, which lie anywhere. */
int many()
{
	auto pages = kpage_array::make(gfp::user | gfp::highmem, 100);
	if (!pages)
		return -ENOMEM;

	for (size_t n = 0; n < pages.size(); n++) {
		const page_access bytes(pages, n);

		bytes[0] = static_cast<u8>(n);
	}
	/* C's array of them */
	check(count_all(pages.pages().data(), pages.pages().size()) == 100);
	/* or one by one, each with an owner of its own */
	auto last = pages.take_back();
	const page_access bytes(last);

	check(bytes[0] == 99 && pages.size() == 99);
	pr_info("a hundred single pages\n");
	return 0;
}

/* Where fewer will do. */
int as_many_as_there_are()
{
	auto some = kpage_array::make_some(gfp::kernel | gfp::noretry, 100);

	if (!some)
		return -ENOMEM;
	pr_info("%zu of 100\n", some.size());
	return 0;
}

} // namespace

extern "C" int pages_sample()
{
	return run([] { return exact(50000); }, aligned, without_an_address, many,
		   as_many_as_there_are);
}
