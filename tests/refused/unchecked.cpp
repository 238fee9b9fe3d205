/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners used before they were tested, after they were moved from; results ignored. */
#include "refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using blob = kbuffer<any_contiguity<gfp::kernel>>;
using one_page = kbuffer<contiguous<gfp::kernel>, u8, 4096>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;

void take(kunique_ptr<point> p);

struct device_state {
	kunique_ptr<point> position;
	blob firmware;
};

bool warn_on(bool condition);
int complain_about(const bytes &b);
int check(const point *p);

/* asked by a function that only says so: right, beside each case */
int tested_by_a_helper(size_t n, device_state &state)
{
	auto p = make_kunique<point>(gfp::kernel);
	auto a = make_kunique<u32[]>(gfp::kernel, n);
	if (warn_on(!p || !a))
		return -ENOMEM;
	auto b = bytes::make(n);
	const int err = complain_about(b);
	if (err)
		return err;
	state.position = make_kunique<point>(gfp::kernel);
	if (check(state.position.get()) < 0)
		return -ENOMEM;
	return b[0] + p->x + int(a[0]) + state.position->x;
}

#ifdef object_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	PICK()(if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef helper_asked_of_something_else // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(size_t n)
{
	auto p = make_kunique<point>(gfp::kernel);
	if (warn_on(n > 3))
		return -ENOMEM;
	PICK()(if (warn_on(!p)) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef helper_asked_of_another_owner // clang: kalloc: this owner (may be|is) empty
u8 f(size_t n)
{
	auto a = bytes::make(n);
	auto b = bytes::make(n);
	const int err = complain_about(a);
	if (err)
		return 0;
	PICK()(if (complain_about(b)) return 0;)
	return b[0];
}
#endif

#ifdef helper_asked_of_a_moved_owner // clang: kalloc: this owner is empty: not filled yet, moved from
int f(device_state &state)
{
	state.position = make_kunique<point>(gfp::kernel);
	if (warn_on(!state.position))
		return -ENOMEM;
	PICK(take(std::move(state.position));)()
	return state.position->x;
}
#endif

#ifdef object_reference_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::atomic);
	PICK()(if (p == nullptr) return -ENOMEM;)
	const point &r = *p;
	return r.x;
}
#endif

#ifdef other_object_tested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	auto q = make_kunique<point>(gfp::kernel);
	if (!p PICK()(|| !q))
		return -ENOMEM;
	return p->x + q->x;
}
#endif

#ifdef tested_the_wrong_way // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	return PICK(!p)(p) ? p->x : 0;
}
#endif

#ifdef unequal_null // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (p PICK(==)(!=) nullptr)
		return p->x;
	return -ENOMEM;
}
#endif

#ifdef constructed_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(int x)
{
	auto p = make_kunique<point>(gfp::kernel, x, 2);
	PICK()(if (!p) return -ENOMEM;)
	p->y = 1;
	return 0;
}
#endif

#ifdef temporary_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	PICK(return make_kunique<point>(gfp::kernel)->x;)(auto p = make_kunique<point>(gfp::kernel); return p ? p->x : 0;)
}
#endif

#ifdef member_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(device_state &s)
{
	s.position = make_kunique<point>(gfp::kernel);
	PICK()(if (!s.position) return -ENOMEM;)
	return s.position->x;
}
#endif

#ifdef retried_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point>(gfp::kernel | gfp::noretry);
	PICK(if)(while) (!p)
		p = make_kunique<point>(gfp::kernel);
	return p->x;
}
#endif

#ifdef array_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
u32 f()
{
	auto p = make_kunique<u32[]>(gfp::kernel, 10);
	PICK()(if (!p) return 0;)
	return p[3];
}
#endif

#ifdef buffer_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
void f(size_t n)
{
	auto b = bytes::make(n);
	PICK()(if (!b) return;)
	*b.data() = 1;
}
#endif

#ifdef buffer_indexed_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(size_t n)
{
	auto b = bytes::make(n);
	PICK()(if (!b) return -ENOMEM;)
	return b[0];
}
#endif

#ifdef buffer_untested_in_a_loop // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
void f(size_t n)
{
	auto b = bytes::make(n);
	for (size_t i = 0; i < PICK(n)(b.size()); i++)
		b[i] = 1;
}
#endif

#ifdef static_buffer_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto b = one_page::make();
	PICK()(if (!b) return -ENOMEM;)
	return b.data()[10];
}
#endif

#ifdef vmalloc_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f()
{
	auto p = make_kunique<point, vmalloc_family>(gfp::kernel);
	PICK()(if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef device_buffer_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
void f(device *dev)
{
	auto b = ring::make(dev, 16);
	PICK()(if (!b) return;)
	*b.begin() = 1;
}
#endif

#ifdef object_moved // clang: kalloc: this owner is empty: not filled yet, moved from
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	take(std::move(p));
	PICK()(p = make_kunique<point>(gfp::kernel); if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef object_moved_on_one_path // clang: kalloc: this owner is empty: not filled yet, moved from
int f(bool b)
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	if (b) {
		take(std::move(p));
		PICK()(return 0;)
	}
	return p->x;
}
#endif

#ifdef array_moved // clang: kalloc: this owner is empty: not filled yet, moved from
u32 f()
{
	auto a = make_kunique<u32[]>(gfp::kernel, 10);
	if (!a)
		return 0;
	auto b = std::move(a);
	return PICK(a)(b)[1];
}
#endif

#ifdef buffer_moved // clang: kalloc: this owner is empty: not filled yet, moved from
int f(device_state &s, size_t n)
{
	auto a = blob::make(n);
	if (!a)
		return -ENOMEM;
	s.firmware = std::move(a);
	return PICK(a)(s.firmware)[0];
}
#endif

#ifdef never_filled // clang: kalloc: this owner is empty: not filled yet
int f(bool b)
{
	kunique_ptr<point> p;
	if (b)
		p = make_kunique<point>(gfp::kernel);
	PICK()(if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef object_reset // clang: kalloc: this owner is empty: not filled yet, moved from
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	PICK(p.reset())(p->x = 1);
	return p->x;
}
#endif

#ifdef object_released // clang: kalloc: this owner is empty: not filled yet, moved from
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	point *raw = p.PICK(release)(get)();
	return p->x + raw->x;
}
#endif

#ifdef ignores_object // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f()
{
	PICK()(auto p =) make_kunique<point>(gfp::kernel);
}
#endif

#ifdef ignores_array // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f()
{
	PICK()(auto p =) make_kunique_for_overwrite<u32[]>(gfp::kernel, 3);
}
#endif

#ifdef ignores_buffer // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f()
{
	PICK()(auto b =) one_page::make();
}
#endif

#ifdef ignores_resize // kalloc: if it fails the size is the old one; check it
int f(blob &b)
{
	PICK()(return) b.resize(10);
	PICK(return 0;)()
}
#endif

#ifdef ignores_release // kalloc: nobody would free this; keep it, let reset.* taken_by_c
void f(kunique_ptr<point> &p)
{
	PICK()(auto *raw =) p.release();
}
#endif

#ifdef ignores_an_owner_of_ones_own // kalloc: an owner that nobody keeps frees at once; keep it, and test it
kunique_ptr<point> open_point();
void f()
{
	PICK()(auto p =) open_point();
}
#endif

#ifdef static_buffer_indexed_untested // clang: kalloc: this owner may be empty, as memory may run out; test it first
int f()
{
	auto b = kbuffer<contiguous<gfp::kernel>, u32, 4>::make();
	PICK()(if (b)) b[0] = 1;
	return 0;
}
#endif

#ifdef untested_behind_a_loop // clang: kalloc: this owner may be empty, as memory may run out; test it first
int hardware();
int f()
{
	int sum = 0;
	for (u32 i = 0; i < 8; i++)
		sum += hardware();
	auto p = make_kunique<point>(gfp::kernel);
	PICK()(if (!p) return -ENOMEM;)
	return p->x + sum;
}
#endif

#ifdef nofail_moved // clang: kalloc: this owner is empty: not filled yet, moved from
int f()
{
	auto p = make_kunique<point>(gfp::kernel | gfp::nofail);
	auto q = PICK(std::move(p))(make_kunique<point>(gfp::kernel | gfp::nofail));
	return p->x + q->x;
}
#endif

#ifdef device_address_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
void start(dma_addr_t at, size_t bytes);
int f(device *dev)
{
	const dma_shared r(ring::make(dev, 4096));
	PICK()(if (!r) return -ENOMEM;)
	start(r.dma().addr(), r.size());
	return 0;
}
#endif

#ifdef device_address_of_an_object_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev)
{
	auto filled = make_kunique<point, dma_family>(dev, gfp::kernel);
	PICK()(if (!filled) return 0;)
	const dma_shared m(std::move(filled));
	return m.dma().addr();
}
#endif

#ifdef part_for_a_device_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev, size_t i)
{
	const dma_shared r(ring::make(dev, 4096));
	PICK()(if (!r) return 0;)
	return r.dma(i, 1).addr();
}
#endif

#ifdef copied_into_what_is_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(const u8 *from, size_t n)
{
	auto b = bytes::make(n);
	PICK()(if (!b) return -ENOMEM;)
	__builtin_memcpy(b.data(), from, 16);
	return 0;
}
#endif

#ifdef empty_buffer_read // clang: kalloc: this owner is empty: not filled yet
u8 f()
{
	const bytes none;
	u8 sum = 0;
	PICK(sum = *none.data();)(for (const u8 byte : none) sum += byte;)
	return sum;
}
#endif

#ifdef const_page_size_asked // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
u8 last_of(const one_page &b)
{
	u8 sum = 0;
	for (size_t i = 0; i < b.size(); i++)
		sum += b[i];
	return sum + b.front();
}
u8 f()
{
	auto b = one_page::make();
	PICK()(if (!b) return 0;)
	return last_of(b);
}
#endif

#ifdef used_after_c_took_it // clang: kalloc: this owner is empty: not filled yet, moved from
extern "C" int c_register(point *p);
int f()
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	if (const int err = c_register(p.get()))
		return err;
	PICK()(const int x = p->x;)
	p.taken_by_c();
	return PICK(p->)()x;
}
#endif

#ifdef mapping_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev, bytes &&b)
{
	auto m = dma_map<to_device>(dev, std::move(b));
	PICK()(if (!m) return 0;)
	return m.dma().addr();
}
#endif

#ifdef mapping_looked_at_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
u8 f(device *dev, bytes &&b)
{
	auto m = dma_map<from_device>(dev, std::move(b));
	PICK()(if (!m) return 0;)
	const cpu_access in(m);
	return in[0];
}
#endif

#ifdef several_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev, kvector<bytes> &&v)
{
	auto m = dma_map_sg<to_device>(dev, std::move(v));
	PICK()(if (!m) return 0;)
	for (const dma_range r : m.dma_ranges())
		return r.addr();
	return 0;
}
#endif

#ifdef pins_mapped_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev, user_pages &&p)
{
	auto m = dma_map_sg<to_device>(dev, std::move(p));
	PICK()(if (!m) return 0;)
	for (const dma_range r : m.dma_ranges())
		return r.addr();
	return 0;
}
#endif

#ifdef lent_untested // clang: kalloc: this owner (may be|is) empty
dma_addr_t f(device *dev, u8 *data)
{
	const auto m = dma_lend<to_device>(dev, data, 10);
	PICK()(if (!m) return 0;)
	return m.dma().addr();
}
#endif

#ifdef object_untested_where_a_push_failed // clang: kalloc: this owner may be empty
int f(kvector<int> &v)
{
	auto p = make_kunique<point>(gfp::kernel);
	if (const int err = v.push_back(1))
		return PICK()(!p ? err :) p->x;
	return 0;
}
#endif

#ifdef owner_used_while_mapped // clang: kalloc: this owner is in the mapping that dma_map\(\) made of it; unmap\(\) gives it back
u8 f(device *dev, bytes &&b)
{
	auto m = dma_map<from_device>(dev, std::move(b));
	if (!m)
		return 0;
	PICK()(b = m.unmap();)
	return b[0];
}
#endif

#ifdef pieces_untested // clang: kalloc: this owner (may be|is) empty
void f(device *dev, kbuffer<virtually_contiguous<gfp::kernel>> &&b, void (*start)(dma_addr_t))
{
	auto m = dma_map_sg<to_device>(dev, std::move(b));
	PICK()(if (!m) return;)
	for (const dma_range r : m.dma_ranges())
		start(r.addr());
}
#endif

#ifdef pieces_looked_at_untested // clang: kalloc: this owner (may be|is) empty
u8 f(device *dev, kbuffer<virtually_contiguous<gfp::kernel>> &&b)
{
	auto m = dma_map_sg<from_device>(dev, std::move(b));
	PICK()(if (!m) return 0;)
	const cpu_access in(m);
	return in[0];
}
#endif
