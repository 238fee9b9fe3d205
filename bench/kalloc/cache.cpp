/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Objects from a cache or a pool, or allocated ahead. */
#include "state.h"

int bench::cache(bench_state *s, size_t n)
{
	auto o = s->cache.make_kunique(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	bench_use(o.get());
	return 0;
}

int bench::bulk(bench_state *s, size_t)
{
	auto objects = s->cache.make_bulk_for_overwrite<BENCH_BULK_OBJECTS>(gfp::kernel);
	if (!objects)
		return -ENOMEM;
	bench_use(&objects);
	return 0;
}

int bench::mempool(bench_state *s, size_t n)
{
	auto o = s->pool.make_kunique(gfp::kernel, n);

	bench_use(o.get());
	return 0;
}

int bench::reserve(bench_state *, size_t n)
{
	kreserve<bench_object> spare;

	if (const int err = spare.refill(gfp::kernel, n))
		return err;
	for (size_t i = 0; i < n; i++) {
		const auto o = spare.take(n);

		bench_use(o.get());
	}
	return 0;
}
