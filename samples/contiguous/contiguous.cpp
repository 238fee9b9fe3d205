/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * contiguous: physically contiguous memory, from kmalloc(). For what a device reads by
 * streaming DMA, for small things, and the only one for atomic context at any size.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

using frame = kbuffer<contiguous<gfp::kernel>>;
static_assert(std::is_same_v<frame::family_type, kmalloc_family>);

/* The size at run time: the owner is a pointer and a size. */
int run_time_size()
{
	static_assert(sizeof(frame) == sizeof(u8 *) + sizeof(size_t));

	auto f = frame::make(1500);
	if (!f)
		return -ENOMEM;
	f[0] = 0x7e;
	f[1499] = 0x7e;
	pr_info("a frame of %zu bytes\n", f.size());
	return 0;
}

/* The size in the type: the owner is a pointer, the call is that of a constant kmalloc(). */
int static_size()
{
	using header = kbuffer<contiguous<gfp::atomic | gfp::zero>, u16, 20>;
	static_assert(sizeof(header) == sizeof(u16 *));

	auto h = header::make();
	if (!h)
		return -ENOMEM;
	/* a constant index is checked by the compiler: h[20] does not build */
	check(h[19] == 0);
	pr_info("a header of %zu fields, %zu bytes\n", h.size(), h.size_bytes());
	return 0;
}

/* No more than kmalloc_max_size; in the type it would not compile. */
int limits()
{
	auto largest = frame::max_size;
	auto f = frame::make(largest + 1);
	auto g = frame::make(1);

	if (!g)
		return -ENOMEM;
	check(!f && f.empty());
	check(g.resize(largest + 1) == -EOVERFLOW && g.size() == 1);
	pr_info("a frame over kmalloc_max_size is empty\n");
	return 0;
}

/* A power of two is aligned to itself, as kmalloc() has it; any size to its type. */
int alignment()
{
	struct alignas(64) line {
		u8 bytes[64];
	};
	auto page = frame::make(page_size);
	auto lines = kbuffer<contiguous<gfp::kernel>, line>::make(3);

	if (!page || !lines)
		return -ENOMEM;
	check(reinterpret_cast<size_t>(page.data()) % page_size == 0);
	check(reinterpret_cast<size_t>(lines.data()) % 64 == 0);
	pr_info("aligned\n");
	return 0;
}

} // namespace

extern "C" int contiguous_sample()
{
	return run(run_time_size, static_size, limits, alignment);
}
