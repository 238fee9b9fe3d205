/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners of more than memory: counts, headers, lists, texts. */
#include "state.h"

namespace {

struct shared_object {
	kref refs;
	unsigned long id = 0, rest[6] = {};

	explicit shared_object(unsigned long n) : id(n) {}
};

kref &count_of(shared_object &o)
{
	return o.refs;
}

struct words {
	size_t size;
	unsigned long items[];
};

struct job {
	unsigned long id;
	list_head link;
};

} // namespace

int bench::shared(bench_state *, size_t n)
{
	const kshared_ptr<shared_object> o = make_kunique<shared_object>(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	auto other = o;
	bench_use(other.get());
	other.reset();
	return 0;
}

int bench::flexible(bench_state *, size_t n)
{
	auto p = kflex_ptr<&words::items, &words::size>::make_for_overwrite(gfp::kernel, n);
	if (!p)
		return -ENOMEM;
	bench_use(p.get());
	return 0;
}

int bench::list(bench_state *, size_t n)
{
	kunique_list<&job::link> jobs;
	unsigned long sum = 0;

	for (size_t i = 0; i < n; i++) {
		auto j = make_kunique<job>(gfp::kernel, i);
		if (!j)
			return -ENOMEM;
		jobs.push_back(std::move(j));
	}
	for (const job &each : jobs)
		sum += each.id;
	bench_use_number(sum);
	return 0;
}

int bench::format(bench_state *, size_t n)
{
	const auto text = kstring::format("edu%zu-tx", n);
	if (!text)
		return -ENOMEM;
	bench_use(text.c_str());
	return 0;
}

int bench::text(bench_state *s, size_t)
{
	const auto text = kstring::make(s->name);
	if (!text)
		return -ENOMEM;
	bench_use(text.c_str());
	return 0;
}
