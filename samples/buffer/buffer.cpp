/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kbuffer: the owner of a buffer that knows its size, checks its indices, and lends
 * parts of itself. The same for every policy; the policies have samples of their own.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

using blob = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
using words = kbuffer<contiguous<gfp::kernel | gfp::zero>, u32>;

/* An empty one reports no size: nobody can write to memory that is not there. */
int make_and_index()
{
	const size_t bytes = 100;

	auto b = blob::make(bytes);
	if (!b)
		return -ENOMEM;
	b[0] = 1;
	/* an index past the end reads 0, writes nowhere, and warns in the log, once */
	b[b.size() - 1] = 2;

	auto w = words::make(bytes);
	if (!w)
		return -ENOMEM;
	check(w.size() == 100 && w.size_bytes() == 400); /* elements, bytes */
	check(w[99] == 0);                               /* the mask has gfp::zero */

	const blob none;
	check(!none && none.empty() && none.data() == nullptr && none.begin() == none.end());
	pr_info("%zu elements, %zu bytes\n", w.size(), w.size_bytes());
	return 0;
}

/* Functions take spans: part of any buffer, whoever owns it. No pointer with a length. */
void fill(kspan<u8> bytes, u8 value)
{
	for (u8 &byte : bytes)
		byte = value;
}

u32 sum(kspan<const u8> bytes)
{
	u32 total = 0;

	for (const u8 byte : bytes)
		total += byte;
	return total;
}

int iterate_and_lend()
{
	auto b = blob::make(10);
	if (!b)
		return -ENOMEM;

	fill(b, 1);
	fill(b.subspan(2, 3), 5);
	b.back() = 7;
	check(b[1] == 1 && b[2] == 5 && b[4] == 5 && b[5] == 1 && b[9] == 7);
	pr_info("all %u, the first five %u\n", sum(b), sum(b.first(5)));

	b.zero();
	check(sum(b) == 0);
	return 0;
}

/* krealloc(), for every policy: all or nothing. */
int resize()
{
	auto w = words::make(4);
	if (!w)
		return -ENOMEM;
	w[3] = 3;

	if (const int err = w.resize(1000))
		return err; /* w is as it was */
	check(w[3] == 3 && w[999] == 0);
	if (const int err = w.resize(4))
		return err;
	check(w[3] == 3);
	/* more than kmalloc() has; it keeps what it had */
	check(w.resize(words::max_size + 1) == -EOVERFLOW && w.size() == 4 && w[3] == 3);
	pr_info("resized to 1000 and back, %u kept\n", w[3]);

	if (const int err = w.resize(0))
		return err;
	check(!w);
	/* an empty one is filled */
	return w.resize(10);
}

/* A buffer is moved, never copied: one owner. */
blob copy_of(kspan<const u8> bytes)
{
	auto b = blob::make(bytes.size());

	if (b)
		b.copy_from(bytes);
	return b;
}

int move_and_swap()
{
	auto a = blob::make(10);
	if (!a)
		return -ENOMEM;
	fill(a, 3);
	auto b = copy_of(a.first(4));
	if (!b)
		return -ENOMEM;

	a.swap(b);
	check(a.size() == 4 && b.size() == 10);
	b = std::move(a); /* frees what b had */
	check(!a);        /* NOLINT(bugprone-use-after-move): empty is what it is now */
	check(b.size() == 4 && b[3] == 3);
	b.reset(); /* frees */
	check(b == nullptr);
	pr_info("moved, swapped and freed\n");
	return 0;
}

/* Out of the owner's hands, to be freed by kfree() in C, and back. */
int release_and_adopt()
{
	auto w = words::make(5);
	if (!w)
		return -ENOMEM;
	w[4] = 44;

	const auto [raw, n] = w.release();
	check(!w && w.empty());
	/* ... nobody frees it here ... */
	auto back = words::adopt(raw, n);
	check(back[4] == 44);
	pr_info("released and adopted\n");
	return 0;
}

} // namespace

extern "C" int buffer_sample()
{
	return run(make_and_index, iterate_and_lend, resize, move_and_swap, release_and_adopt);
}
