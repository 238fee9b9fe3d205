/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kalloc's half of the bench: what a driver writes. */
#include "state.h"

namespace {

int make_owners(bench_state &s, size_t n)
{
	s.data = decltype(s.data)::make(n);
	s.cache = kcache<bench_object>::make("bench_kalloc");
	s.pool = kmempool<bench_object>::make(4);
	s.name = kstring::make("0000:00:02.0 the device");
	auto o = make_kunique<bench_object, rcu_family<>>(gfp::kernel);
	s.counters = kpercpu<bench_counters>::make(gfp::kernel);
	s.page = kpages::make(gfp::kernel | gfp::highmem);
	if (!s.data || !s.cache || !s.pool || !s.name || !o || !s.counters || !s.page)
		return -ENOMEM;
	s.published = std::move(o);
	return 0;
}

int make_dma(bench_state &s)
{
	auto mail = make_kunique<bench_mail, dma_family>(s.dev, gfp::kernel);
	s.blocks = dma_pool<bench_mail>::make(s.dev, "bench_kalloc", {.align = 64});
	s.out = bench_frame::make();
	s.in = dma_map<from_device>(s.dev, bench_frame::make());
	if (!mail || !s.blocks || !s.out || !s.in)
		return -ENOMEM;
	s.mail = dma_shared(std::move(mail));
	return 0;
}

bench_state *make(const bench_given *given)
{
	auto s = make_kunique<bench_state>(gfp::kernel);

	if (!s)
		return nullptr;
	s->user = user_ptr<void>(given->user);
	s->dev = given->dev;
	if (make_owners(*s, given->n) || make_dma(*s))
		return nullptr;
	return s.release();
}

void free(bench_state *s)
{
	kunique_ptr<bench_state>::adopt(s).reset();
}

#define CASE(name, text, n) {#name, bench::name},
const bench_run runs[] = {BENCH_CASES(CASE)};

} // namespace

extern "C" const bench_ops kalloc_ops = {
	.name = "kalloc",
	.make = make,
	.free = free,
	.runs = runs,
	.n_runs = kspan(runs).size(),
};
