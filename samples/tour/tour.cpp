/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* All of kalloc on one page. The other samples go into each of these. */
#include "../sample.h"

#include <kalloc/kalloc.h>
using namespace kalloc;

namespace {

struct foo {
	int a, b;
};

using frame = kbuffer<contiguous<gfp::kernel>>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using blob = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;

int objects(int a, int b, size_t n)
{
	auto f = make_kunique<foo>(gfp::kernel, a, b);
	auto t = make_kunique<u32[]>(gfp::atomic, n); /* zeroed */
	if (!f || !t)
		return -ENOMEM;

	check(f->a == a && f->b == b && t[n - 1] == 0);
	pr_info("an object (%d, %d), an array of %zu\n", f->a, f->b, n);
	return 0;
} /* both are freed, as on the return above */

int buffers(device *dev, size_t bytes)
{
	auto f = frame::make(bytes);     /* kmalloc() */
	auto t = table::make(bytes);     /* vmalloc() */
	auto b = blob::make(bytes);      /* kvmalloc() */
	auto r = ring::make(dev, bytes); /* dma_alloc_coherent() */
	/* the size at compile time: kmalloc() here, and the owner is one word */
	auto s = kbuffer<any_contiguity<gfp::kernel>, u8, 4096>::make();
	if (!f || !t || !b || !r || !s)
		return -ENOMEM;

	f[0] = t[0] = b[0] = r[0] = s[0] = 1; /* bounds-checked */
	const dma_shared shared(std::move(r));
	check(shared.dma().addr() != 0);         /* where the device sees it */
	if (const int err = b.resize(2 * bytes)) /* contents are kept, also when it fails */
		return err;
	check(b[0] == 1);
	pr_info("buffers of %zu, %zu, %zu, %zu and %zu bytes\n", f.size(), t.size(), b.size(),
		shared.size(), s.size());
	return 0;
}

} // namespace

extern "C" int tour_sample(device *dev)
{
	return run([] { return objects(1, 2, 100); }, [dev] { return buffers(dev, 5000); });
}
