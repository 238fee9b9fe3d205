/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Arrays that grow, and stores to the elements of one. */
#include "state.h"

int bench::pushes(bench_state *, size_t n)
{
	kvector<u32> v;

	for (size_t i = 0; i < n; i++)
		if (const int err = v.push_back(static_cast<u32>(i)))
			return err;
	bench_use(v.data());
	return 0;
}

int bench::reserved(bench_state *, size_t n)
{
	kvector<u32> v;

	if (const int err = v.reserve(n))
		return err;
	for (size_t i = 0; i < n; i++)
		if (const int err = v.push_back(static_cast<u32>(i)))
			return err;
	bench_use(v.data());
	return 0;
}

int bench::each(bench_state *s, size_t)
{
	u32 i = 0;

	for (u32 &element : s->data)
		element = i++;
	return 0;
}

int bench::to_size(bench_state *s, size_t)
{
	for (size_t i = 0; i < s->data.size(); i++)
		s->data[i] = static_cast<u32>(i);
	return 0;
}

int bench::to_n(bench_state *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->data[i] = static_cast<u32>(i);
	return 0;
}

int bench::first(bench_state *s, size_t n)
{
	u32 i = 0;

	for (u32 &element : s->data.first(n))
		element = i++;
	return 0;
}

int bench::span(bench_state *s, size_t n)
{
	const kspan<u32> data = s->data;

	for (size_t i = 0; i < n; i++)
		data[i] = static_cast<u32>(i);
	return 0;
}
