/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory used after its owner freed it, freed twice, past its end, or not an allocator's at all. */
#include "refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using table = kbuffer<virtually_contiguous<gfp::kernel>, u32>;
using blob = kbuffer<any_contiguity<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;

point *point_from_c();

#ifdef pointer_after_reset // clang: kalloc: this memory is freed already.*ask the owner again
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	const point *raw = p.get();
	PICK(p.reset();)()
	return raw->x;
}
#endif

#ifdef pointer_after_the_block // clang: kalloc: this memory is freed already.*ask the owner again
int f()
{
	const point *raw = nullptr;
	PICK()(kunique_ptr<point> p;)
	{
		PICK(auto)() p = make_kunique<point>(gfp::kernel, 1, 2);
		if (!p)
			return -ENOMEM;
		raw = p.get();
	}
	return raw->x;
}
#endif

#ifdef pointer_after_assignment // clang: kalloc: this memory is freed already.*ask the owner again
int f(kunique_ptr<point> &p)
{
	const point *raw = p.get();
	p = make_kunique<point>(gfp::kernel);
	PICK()(raw = p.get();)
	return raw ? raw->x : 0;
}
#endif

#ifdef pointer_after_move // clang: kalloc: this memory is freed already.*ask the owner again
int sum(kunique_ptr<point> p)
{
	return p->x + p->y;
}
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	const point *raw = p.get();
	PICK()(const int x = raw->x;)
	const int both = sum(std::move(p));
	return both + PICK(raw->)()x;
}
#endif

#ifdef array_after_reset // clang: kalloc: this memory is freed already.*ask the owner again
u32 f(size_t n)
{
	auto a = make_kunique<u32[], vmalloc_family>(gfp::kernel, n);
	if (!a)
		return 0;
	const u32 *first = a.get();
	PICK(a.reset();)()
	return *first;
}
#endif

#ifdef span_after_resize // clang: kalloc: this memory is freed already.*ask the owner again
int f()
{
	auto b = bytes::make(100);
	if (!b)
		return -ENOMEM;
	auto s = b.span();
	if (const int err = b.resize(200))
		return err;
	PICK()(s = b.span();)
	return s[0];
}
#endif

#ifdef span_after_assignment // clang: kalloc: this memory is freed already.*ask the owner again
u32 f()
{
	auto t = table::make(1000);
	const auto s = t.span();
	PICK(t)(auto u) = table::make(2000);
	return s.empty() ? 0 : s[0];
}
#endif

#ifdef iterator_after_resize // clang: kalloc: this memory is freed already.*ask the owner again
int f()
{
	auto b = blob::make(100);
	if (!b)
		return -ENOMEM;
	for (auto &byte : b) {
		byte = 1;
		PICK(if (b.resize(200)) return -ENOMEM;)()
	}
	return 0;
}
#endif

#ifdef device_memory_after_reset // clang: kalloc: this memory is freed already.*ask the owner again
u32 f(device *dev)
{
	auto r = ring::make(dev, 16);
	if (!r)
		return 0;
	const u32 *status = r.data();
	PICK(r.reset();)()
	return *status;
}
#endif

#ifdef adopted_twice // clang: kalloc: this memory has an owner, which frees it
void f()
{
	auto *raw = point_from_c();
	auto p = kunique_ptr<point>::adopt(raw);
	PICK(auto q = kunique_ptr<point>::adopt(raw);)(auto q = std::move(p);)
}
#endif

#ifdef owned_twice // clang: kalloc: this memory has an owner, which frees it
void f()
{
	auto p = make_kunique<point>(gfp::kernel);
	auto q = kunique_ptr<point>::adopt(p.PICK(get)(release)());
}
#endif

#ifdef member_adopted // clang: kalloc: this memory is freed already.*adopt\(\) once
void f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return;
	PICK(auto x = kunique_ptr<int>::adopt(&p->x))(int *x = &p->x);
}
#endif

#ifdef local_adopted // clang: kalloc: no allocator returned this, so nothing may free it; adopt\(\) what C allocated
void f()
{
	point local{};
	PICK(auto p = kunique_ptr<point>::adopt(&local))(point *p = &local);
}
#endif

#ifdef static_adopted // clang: kalloc: no allocator returned this, so nothing may free it; adopt\(\) what C allocated
point fixed;
void f()
{
	PICK(auto p = kunique_ptr<point>::adopt(&fixed))(point *p = &fixed);
}
#endif

#ifdef device_address_after_resize // clang: kalloc: this memory is freed already.*ask the owner again
void start(dma_addr_t at, size_t bytes);
int f(device *dev)
{
	auto r = ring::make(dev, 4096);
	if (!r)
		return -ENOMEM;
	dma_shared d(std::move(r));
	PICK(const)() dma_range range = d.dma();
	r = d.take_back();
	if (const int err = r.resize(8192))
		return err;
	PICK()(d = dma_shared(std::move(r)); range = d.dma();)
	start(range.addr(), range.size_bytes());
	return 0;
}
#endif

#ifdef device_address_after_reset // clang: kalloc: this memory is freed already.*ask the owner again
dma_addr_t f(device *dev)
{
	dma_shared m(make_kunique<point, dma_family>(dev, gfp::kernel));
	if (!m)
		return 0;
	const dma_range range = m.dma();
	PICK(m.reset();)()
	return range.addr();
}
#endif

#ifdef device_address_of_a_local_returned // clang: address of stack memory
dma_range f(dma_shared<ring> &kept, device *dev)
{
	PICK(dma_shared r(ring::make(dev, 4096));)()
	return PICK(r)(kept).dma();
}
#endif

#ifdef data_past_its_end // clang: kalloc: this is past the end of the memory that was allocated
int f()
{
	auto p = kbuffer<virtually_contiguous<gfp::kernel>, u8, 16>::make();
	if (!p)
		return -ENOMEM;
	p.data()[PICK(16)(15)] = 1;
	return 0;
}
#endif

#ifdef loop_past_the_end // clang: kalloc: this is past the end of the memory that was allocated
u32 f(u32 x)
{
	u32 sum = 0;
	auto b = kbuffer<contiguous<gfp::kernel>, u32, 4>::make();
	if (!b)
		return 0;
	for (size_t i = 0; i PICK(<=)(<) b.size(); i++)
		b.data()[i] = x;
	for (const u32 each : b)
		sum += each;
	return sum;
}
#endif

#ifdef copied_past_the_end // clang: kalloc: this is past the end of the memory that was allocated
int f(const u8 *from)
{
	auto b = kbuffer<any_contiguity<gfp::kernel>, u8, 16>::make();
	if (!b)
		return -ENOMEM;
	__builtin_memcpy(b.data(), from, PICK(32)(16));
	return 0;
}
#endif

#ifdef object_cleared_past_its_end // clang: kalloc: this is past the end of the memory that was allocated
int f()
{
	auto p = make_kunique<point>(gfp::kernel, 1, 2);
	if (!p)
		return -ENOMEM;
	__builtin_memset(p.get(), 0, sizeof(point)PICK( + 1)());
	return 0;
}
#endif

#ifdef read_past_the_end // clang: kalloc: this is past the end of the memory that was allocated
int f(u8 *to)
{
	auto b = kbuffer<contiguous<gfp::kernel>, u8, 16>::make();
	if (!b)
		return -ENOMEM;
	__builtin_memcpy(to, b.data(), PICK(32)(16));
	return 0;
}
#endif

#ifdef bytes_touched_after_unmap // clang: kalloc: this memory is freed already
u8 f(device *dev)
{
	auto m = dma_map<from_device>(dev, kbuffer<contiguous<gfp::kernel>>::make(10));
	if (!m)
		return 0;
	const u8 *stale = nullptr;
	{
		const cpu_access in(m);
		stale = &in[0];
	}
	PICK(m.reset();)()
	return *stale;
}
#endif

#ifdef element_after_push_back // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<u32> &v)
{
	PICK()(if (const int err = v.reserve(v.size() + 2)) return err;)
	if (const int err = v.push_back(1))
		return err;
	u32 &last = v.back();
	if (const int err = v.push_back(2))
		return err;
	last = 3;
	return 0;
}
#endif

#ifdef object_after_emplace_back // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<kunique_ptr<point>> &v)
{
	kunique_ptr<point> &first = v.front();
	if (const int err = v.emplace_back())
		return err;
	return PICK(first)(v.front()) ? 0 : -ENOMEM;
}
#endif

#ifdef vector_grown_in_a_range_for // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<u32> &v)
{
	for (PICK(const u32 each : v)(size_t i = 0; i < v.size(); i++)) {
		PICK()(const u32 each = v[i];)
		if (each == 3) {
			if (const int err = v.push_back(each))
				return err;
		}
	}
	return 0;
}
#endif

#ifdef iterator_after_insert // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<u32> &v)
{
	auto it = v.begin();
	if (const int err = v.insert(0, 7))
		return err;
	PICK()(it = v.begin();)
	return *it == 7;
}
#endif

#ifdef span_of_a_vector_after_append // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<u32> &v, kspan<const u32> more)
{
	auto all = v.span();
	if (const int err = v.append(more))
		return err;
	PICK()(all = v.span();)
	return all[0] == 7;
}
#endif

#ifdef vector_s_memory_after_reserve // clang: kalloc: this memory is freed already.*ask the owner again
int f(kvector<u32> &v)
{
	const u32 *raw = v.data();
	if (const int err = v.reserve(100))
		return err;
	PICK()(raw = v.data();)
	return raw[0] == 7;
}
#endif

#ifdef text_after_append // clang: kalloc: this memory is freed already.*ask the owner again
char f(kstring &s)
{
	PICK()(if (s.reserve(100)) return 0;)
	const char *raw = s.c_str();
	if (s.append("-tx"))
		return 0;
	return *raw;
}
#endif

#ifdef text_after_append_format // clang: kalloc: this memory is freed already.*ask the owner again
char f(kstring &s, int n)
{
	ktext text = s;
	if (s.append_format("-%d", n))
		return 0;
	PICK()(text = s;)
	return text.data()[0];
}
#endif

#ifdef whole_table_after_its_end // clang: kalloc: this memory is freed already.*ask the owner again
u32 f()
{
	auto t = kbuffer<virtually_contiguous<gfp::kernel>, u32, 4000>::make();
	if (!t)
		return 0;
	const u32 *first = t.data();
	PICK(t.reset();)()
	return *first;
}
#endif
