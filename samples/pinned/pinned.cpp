/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_pages, const_user_pages: a file's write() and read() in the caller's own memory, without a
 * copy, by the CPU and by a device.
 */
#include "../sample.h"

#include "pinned.h"

using namespace kalloc;

/* Only read: what is pinned may be anything, and change meanwhile. */
long pinned_write(device *dev, const void *from, size_t bytes)
{
	const_user_pages pages;
	u32 sum = 0;

	if (const int err = pages.pin(user_ptr<const void>(from), bytes))
		return err;
	for (size_t n = 0; n < pages.size(); n++) {
		const page_access bytes_of_page(pages, n);

		for (const u8 byte : bytes_of_page)
			sum += byte;
	}
	pr_info("written: %zu bytes, their sum is %u\n", bytes, sum);

	/* and by a device, which is told where they are; what was pinned to be read goes to it
	 * alone */
	auto m = dma_map_sg<to_device>(dev, std::move(pages));
	if (!m)
		return m.error(); /* pages is as it was */
	for (const dma_range r : m.dma_ranges())
		add(r.addr(), r.size_bytes());
	check(device_reads() == sum);
	/* unmapped, and let go */
	return static_cast<long>(bytes);
}

/* Written in place; the pages are dirty then. What is there is enough, as for read(2). */
long pinned_read(void *to, size_t bytes)
{
	user_pages pages;

	if (const int err = pages.pin_some(user_ptr<void>(to), bytes))
		return err;
	for (size_t n = 0; n < pages.size(); n++) {
		const page_access bytes_of_page(pages, n);

		for (u8 &byte : bytes_of_page)
			byte = 'k';
	}
	pr_info("read: %zu bytes\n", pages.size_bytes());
	return static_cast<long>(pages.size_bytes());
}
