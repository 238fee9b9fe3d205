/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kalloc's half of the bench: what a driver writes. */
#include <kalloc/kalloc.h>
using namespace kalloc;

#include "bench.h"

struct bench_state {
	kbuffer<contiguous<gfp::kernel | gfp::zero>, u32> data;
	kcache<bench_object> cache;
	mutex lock{"bench_state::lock"};
	unsigned long guarded KALLOC_GUARDED_BY(lock) = 0;
	kmempool<bench_object> pool;
	u8 bytes[BENCH_USER_BYTES] = {};
	user_ptr<void> user;
};

namespace {

bench_state *make(size_t n, unsigned long user)
{
	auto s = make_kunique<bench_state>(gfp::kernel);

	if (!s)
		return nullptr;
	s->data = decltype(s->data)::make(n);
	s->cache = kcache<bench_object>::make("bench_kalloc");
	s->pool = kmempool<bench_object>::make(4);
	if (!s->data || !s->cache || !s->pool)
		return nullptr;
	s->user = user_ptr<void>(user);
	return s.release();
}

void free(bench_state *s)
{
	kunique_ptr<bench_state>::adopt(s).reset();
}

int call(bench_state *, size_t)
{
	return 0;
}

int object(bench_state *, size_t n)
{
	auto o = make_kunique<bench_object>(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	bench_use(o.get());
	return 0;
}

int object_4096(bench_state *, size_t n)
{
	auto o = make_kunique_for_overwrite<bench_object_4096>(gfp::kernel);
	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o.get());
	return 0;
}

int bytes(bench_state *, size_t n)
{
	auto b = kbuffer<contiguous<gfp::kernel>>::make(n);
	if (!b)
		return -ENOMEM;
	bench_use(b.data());
	return 0;
}

int array(bench_state *, size_t n)
{
	auto a = make_kunique_for_overwrite<unsigned long[]>(gfp::kernel, n);
	if (!a)
		return -ENOMEM;
	bench_use(a.get());
	return 0;
}

int zeroed(bench_state *, size_t n)
{
	auto a = make_kunique<unsigned long[]>(gfp::kernel, n);
	if (!a)
		return -ENOMEM;
	bench_use(a.get());
	return 0;
}

int any_contiguity_of_a_page(bench_state *, size_t n)
{
	auto b = kbuffer<any_contiguity<gfp::kernel>, bench_object_4096, 1>::make();
	if (!b)
		return -ENOMEM;
	b[0].id = n;
	bench_use(b.data());
	return 0;
}

int vmalloc(bench_state *, size_t)
{
	auto b = kbuffer<virtually_contiguous<gfp::kernel>, u8, 16 * page_size>::make();
	if (!b)
		return -ENOMEM;
	bench_use(b.data());
	return 0;
}

int pushes(bench_state *, size_t n)
{
	kvector<u32> v;

	for (size_t i = 0; i < n; i++)
		if (const int err = v.push_back(static_cast<u32>(i)))
			return err;
	bench_use(v.data());
	return 0;
}

int each(bench_state *s, size_t)
{
	u32 i = 0;

	for (u32 &element : s->data)
		element = i++;
	return 0;
}

int to_size(bench_state *s, size_t)
{
	for (size_t i = 0; i < s->data.size(); i++)
		s->data[i] = static_cast<u32>(i);
	return 0;
}

int to_n(bench_state *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->data[i] = static_cast<u32>(i);
	return 0;
}

int first(bench_state *s, size_t n)
{
	u32 i = 0;

	for (u32 &element : s->data.first(n))
		element = i++;
	return 0;
}

int span(bench_state *s, size_t n)
{
	const kspan<u32> data = s->data;

	for (size_t i = 0; i < n; i++)
		data[i] = static_cast<u32>(i);
	return 0;
}

int cache(bench_state *s, size_t n)
{
	auto o = s->cache.make_kunique(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	bench_use(o.get());
	return 0;
}

int bulk(bench_state *s, size_t)
{
	auto objects = s->cache.make_bulk_for_overwrite<BENCH_BULK_OBJECTS>(gfp::kernel);
	if (!objects)
		return -ENOMEM;
	bench_use(&objects);
	return 0;
}

int lock_mutex(bench_state *s, size_t)
{
	const mutex_guard guard(s->lock);

	s->guarded++;
	return 0;
}

int from_mempool(bench_state *s, size_t n)
{
	auto o = s->pool.make_kunique(gfp::kernel, n);

	bench_use(o.get());
	return 0;
}

struct shared_object {
	kref refs;
	unsigned long id = 0, rest[6] = {};

	explicit shared_object(unsigned long n) : id(n) {}
};

kref &count_of(shared_object &o)
{
	return o.refs;
}

int shared(bench_state *, size_t n)
{
	const kshared_ptr<shared_object> o = make_kunique<shared_object>(gfp::kernel, n);
	if (!o)
		return -ENOMEM;
	auto other = o;
	bench_use(other.get());
	other.reset();
	return 0;
}

struct words {
	size_t size;
	unsigned long items[];
};

int flexible(bench_state *, size_t n)
{
	auto p = kflex_ptr<&words::items, &words::size>::make_for_overwrite(gfp::kernel, n);
	if (!p)
		return -ENOMEM;
	bench_use(p.get());
	return 0;
}

int to_user(bench_state *s, size_t n)
{
	return user_writer(s->user, n).write(s->bytes);
}

int from_user(bench_state *s, size_t n)
{
	kbuffer<contiguous<gfp::kernel>> b;

	if (const int err = user_reader(s->user, n).read_all(b))
		return err;
	bench_use(b.data());
	return 0;
}

} // namespace

extern "C" const bench_ops kalloc_ops = {
	.name = "kalloc",
	.cases = BENCH_CASES,
	.make = make,
	.free = free,
	/* in the order of bench_case */
	.run = {call,
		object,
		object_4096,
		bytes,
		array,
		zeroed,
		any_contiguity_of_a_page,
		vmalloc,
		pushes,
		each,
		to_size,
		to_n,
		first,
		span,
		cache,
		bulk,
		lock_mutex,
		from_mempool,
		shared,
		flexible,
		to_user,
		from_user},
};
