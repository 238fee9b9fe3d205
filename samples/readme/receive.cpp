/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The C++ half of the README's example. */
#include <kalloc/kalloc.h>
using namespace kalloc;

struct stats {
	u64 frames, bytes;
};
using frame = kbuffer<contiguous<gfp::kernel>>;

extern "C" int receive(size_t bytes)
{
	auto s = make_kunique<stats>(gfp::kernel); /* zeroed; freed on every return */
	auto f = frame::make(bytes);

	if (!s || !f)
		return -ENOMEM;
	f[0] = 0x7e; /* bounds-checked */
	s->bytes += f.size_bytes();
	return f.resize(2 * bytes); /* contents kept; on -ENOMEM f is as it was */
}
