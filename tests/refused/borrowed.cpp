/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that an owner lends, destroyed, freed, owned or overwritten by who borrows it. */
#include "refused.h"

#include <optional> /* of the freestanding headers the one with destroy_at() */

using bytes = kbuffer<contiguous<gfp::kernel>>;
using words = kbuffer<contiguous<gfp::kernel>, u32>;

struct counter {
	u32 value;
	~counter();
};
struct connection {
	bytes received;
	u32 id;
};
struct table {
	u16 size;
	u32 items[];
};
using flex = kflex_ptr<&table::items, &table::size>;

/* as a C driver's header would declare them */
extern "C" {
void kfree(const void *p);
void kvfree(const void *p);
void free_pages_exact(void *p, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
void *memcpy(void *to, const void *from, size_t bytes);
void c_take(void *p);
}
point *point_from_c();

#ifdef destroyed_by_hand // clang: kalloc: this object has an owner, which destroys it; write
			 // reset\(\)
void f(kunique_ptr<counter> p)
{
	if (p)
		PICK(p->~counter())(p.reset());
}
#endif

#ifdef object_destroyed // clang: kalloc: this object has an owner, which destroys it; write
			// reset\(\)
void f(kunique_ptr<connection> &p)
{
	if (p)
		PICK((*p).~connection())(*p = connection{});
}
#endif

#ifdef destroyed_through_a_pointer // clang: kalloc: this object has an owner, which destroys it
void f(kunique_ptr<counter> p)
{
	counter *raw = p.PICK(get)(release)();
	if (raw) {
		raw->value = 0;
		raw->~counter();
	}
}
#endif

#ifdef destroyed_at // clang: kalloc: this object has an owner, which destroys it
void f(kunique_ptr<counter> &p, [[maybe_unused]] counter *own)
{
	std::destroy_at(PICK(p.get())(own));
}
#endif

#ifdef element_destroyed // clang: kalloc: this object has an owner, which destroys it
void f(kunique_ptr<counter[]> &a, [[maybe_unused]] counter *own)
{
	PICK(a[0].~counter())(own[0].~counter());
}
#endif

#ifdef element_of_a_vector_destroyed // clang: kalloc: this object has an owner, which destroys it
void f(kvector<connection> &v)
{
	PICK(v[0].~connection())(v.erase(0));
}
#endif

#ifdef second_owner // clang: kalloc: this memory has an owner, which frees it
kunique_ptr<point> f(kunique_ptr<point> &p)
{
	return kunique_ptr<point>::adopt(p.PICK(get)(release)());
}
#endif

#ifdef second_owner_by_a_variable // clang: kalloc: this memory has an owner, which frees it
void f(kunique_ptr<point> &p, kunique_ptr<point> &q)
{
	point *raw = p.get();
	if (!raw)
		return;
	raw->x = 1;
	q = PICK(kunique_ptr<point>::adopt(raw))(std::move(p));
}
#endif

#ifdef second_owner_of_the_address // clang: kalloc: this memory has an owner, which frees it
void f(kunique_ptr<point> &p, kunique_ptr<point> &q)
{
	q = kunique_ptr<point>::adopt(PICK(&*p)(p.release()));
}
#endif

#ifdef second_owner_of_a_buffer // clang: kalloc: this memory has an owner, which frees it
void f(bytes &a, bytes &b)
{
	PICK(b = bytes::adopt(a.data(), a.size());)
	(auto [raw, n] = a.release(); b = bytes::adopt(raw, n);)
}
#endif

#ifdef second_owner_of_an_array // clang: kalloc: this memory has an owner, which frees it
void f(kunique_ptr<u32[]> &a, kunique_ptr<u32[]> &b)
{
	b = kunique_ptr<u32[]>::adopt(a.PICK(get)(release)());
}
#endif

#ifdef second_owner_of_a_header // clang: kalloc: this memory has an owner, which frees it
void f(flex &a, flex &b)
{
	b = flex::adopt(a.PICK(get)(release)());
}
#endif

#ifdef second_owner_of_a_vector_s_memory // clang: kalloc: this memory has an owner, which frees it
void f(kvector<u32> &v, words &b)
{
	b = PICK(words::adopt(v.data(), v.size()))(v.into_buffer());
}
#endif

#ifdef second_owner_of_a_text // clang: kalloc: this memory has an owner, which frees it
void f(kstring &a, kstring &b)
{
	b = kstring::adopt(PICK(const_cast<char *>(a.c_str()))(a.release()));
}
#endif

#ifdef lent_memory_freed // clang: kalloc: this memory has an owner, which frees it
void f(bytes &b)
{
	PICK(kfree(b.data()))(kfree(b.release().data));
}
#endif

#ifdef lent_object_freed // clang: kalloc: this memory has an owner, which frees it
void f(kunique_ptr<point> &p)
{
	kvfree(p.PICK(get)(release)());
}
#endif

#ifdef lent_pages_freed // clang: kalloc: this memory has an owner, which frees it
void f(kbuffer<whole_pages<gfp::kernel>> &b)
{
	PICK(free_pages_exact(b.data(), b.size());)
	(auto [raw, n] = b.release(); free_pages_exact(raw, n);)
}
#endif

#ifdef object_overwritten // clang: kalloc: an object is more than its bytes|non-trivially copyable
void f(connection &c)
{
	PICK(memset(&c, 0, sizeof(c)))(c = {});
}
#endif

#ifdef lent_object_overwritten // kalloc: an object is more than its bytes|no trivial copy-assignment|non-trivially copyable
void f(kunique_ptr<connection> &p)
{
	PICK(__builtin_memset(p.get(), 0, sizeof(*p)))(*p = {});
}
#endif

#ifdef object_copied_as_bytes // kalloc: an object is more than its bytes|no trivial copy-assignment|non-trivially copyable
void f(connection &to, connection &from)
{
	PICK(__builtin_memcpy(&to, &from, sizeof(to)))(to = std::move(from));
}
#endif
