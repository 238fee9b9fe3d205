/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Single objects and arrays: allocated, and freed. */
#include "state.h"

int bench::call(bench_state *, size_t)
{
	return 0;
}

int bench::object(bench_state *, size_t n)
{
	auto o = make_kunique<bench_object>(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	bench_use(o.get());
	return 0;
}

int bench::object_4096(bench_state *, size_t n)
{
	auto o = make_kunique_for_overwrite<bench_object_4096>(gfp::kernel);
	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o.get());
	return 0;
}

int bench::bytes(bench_state *, size_t n)
{
	auto b = kbuffer<contiguous<gfp::kernel>>::make(n);
	if (!b)
		return -ENOMEM;
	bench_use(b.data());
	return 0;
}

int bench::array(bench_state *, size_t n)
{
	auto a = make_kunique_for_overwrite<unsigned long[]>(gfp::kernel, n);
	if (!a)
		return -ENOMEM;
	bench_use(a.get());
	return 0;
}

int bench::zeroed(bench_state *, size_t n)
{
	auto a = make_kunique<unsigned long[]>(gfp::kernel, n);
	if (!a)
		return -ENOMEM;
	bench_use(a.get());
	return 0;
}

int bench::contiguous_or_not(bench_state *, size_t n)
{
	auto b = kbuffer<any_contiguity<gfp::kernel>, bench_object_4096, 1>::make();
	if (!b)
		return -ENOMEM;
	b[0].id = n;
	bench_use(b.data());
	return 0;
}

int bench::vmalloc(bench_state *, size_t)
{
	auto b = kbuffer<virtually_contiguous<gfp::kernel>, u8, 16 * page_size>::make();
	if (!b)
		return -ENOMEM;
	bench_use(b.data());
	return 0;
}

namespace {

class port {
public:
	int init(size_t n)
	{
		id_ = n;
		queue_ = make_kunique_for_overwrite<u32[]>(gfp::kernel, n);
		return queue_ ? 0 : -ENOMEM;
	}

private:
	unsigned long id_ = 0;
	kunique_ptr<u32[]> queue_;
};

} // namespace

int bench::both_or_none(bench_state *, size_t n)
{
	kunique_ptr<port> p;

	if (const int err = try_make_kunique(p, gfp::kernel, n))
		return err;
	bench_use(p.get());
	return 0;
}
