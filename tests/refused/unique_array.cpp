/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunique_ptr<T[]>. */
#include "refused.h"

struct with_destructor {
	int x;
	~with_destructor()
	{
		asm volatile("");
	}
};
struct derived : point {
};

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(kunique_ptr<u32[]> &p)
{
	auto q = PICK(p)(std::move(p));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(kunique_ptr<u32[]> &p, kunique_ptr<u32[]> &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef array_of_derived // kalloc: another type or family; write it, or auto
void f(kunique_ptr<PICK(derived)(point)[]> &&p)
{
	kunique_ptr<point[]> q = std::move(p);
}
#endif

#ifdef object_to_array // kalloc: another type or family; write it, or auto
void f(kunique_ptr<u32 PICK()([])> &&p)
{
	kunique_ptr<u32[]> q = std::move(p);
}
#endif

#ifdef other_family // kalloc: another type or family; write it, or auto
void f(kunique_ptr<u32[], PICK(vmalloc_family)(kmalloc_family)> &&p)
{
	kunique_ptr<u32[]> q = std::move(p);
}
#endif

#ifdef dereferenced // no match for|no viable|indirection requires
u32 f(const kunique_ptr<u32[]> &p)
{
	return PICK(*p)(p[0]);
}
#endif

#ifdef device_array // kalloc: this family frees by size, which kunique_ptr<T\[\]> does not know
kunique_ptr<u32[], PICK(dma_family)(vmalloc_family)> p;
#endif

#ifdef array_of_sized_family // kalloc: this family frees by size, which kunique_ptr<T\[\]> does not know
struct sized : kmalloc_family {
	static void free(void *, size_t);
};
void f(kunique_ptr<u32[], PICK(sized)(kmalloc_family)> &p)
{
	p.reset();
}
#endif

#ifdef released_with_count // kalloc: an array of objects with destructors has its count in front
void f(kunique_ptr<PICK(with_destructor)(point)[]> &p)
{
	use(p.release());
}
#endif

#ifdef adopted_without_count // kalloc: an array of objects with destructors .* C's has none
void f(PICK(with_destructor)(point) * p)
{
	use(kunique_ptr<PICK(with_destructor)(point)[]>::adopt(p));
}
#endif

#ifdef count_before_the_mask // kalloc: the mask comes first, then the count
void f(size_t n)
{
	use(make_kunique_for_overwrite<u32[]>(PICK(n, gfp::kernel)(gfp::kernel, n)));
}
#endif

#ifdef adopted_array_of_derived // kalloc: an array of another type
struct point3 : point {
	int z;
};
void f(PICK(point3)(point) * p)
{
	use(kunique_ptr<point[]>::adopt(p));
}
#endif

#ifdef mask_without_context // kalloc: this GFP mask has modifiers but no context
void f(size_t n)
{
	use(make_kunique<u32[]>(PICK()(gfp::kernel |) gfp::dma, n));
}
#endif

#ifdef mask_refused_by_family // kalloc: vmalloc memory is not for a context
void f(size_t n)
{
	use(make_kunique_for_overwrite<u32[], vmalloc_family>(PICK(gfp::atomic)(gfp::noio), n));
}
#endif

#ifdef made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(size_t n)
{
	PICK()(auto p =) make_kunique<u32[]>(gfp::kernel, n);
}
#endif

#ifdef for_overwrite_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(size_t n)
{
	PICK()(auto p =) make_kunique_for_overwrite<u32[]>(gfp::kernel, n);
}
#endif

#ifdef made_for_its_truth // kalloc: freed at once; keep it
int f(size_t n)
{
	PICK()(auto p =) PICK(return)() make_kunique<u32[]>(gfp::kernel, n) PICK(? 0 : -ENOMEM)();
	PICK()(return p ? 0 : -ENOMEM;)
}
#endif

#ifdef member_of_another_family // kalloc: another type or family; declare it so
struct driver_data {
	kunique_ptr<u32[], PICK(kmalloc_family)(kvmalloc_family)> table;
};
void f(driver_data &d, size_t n)
{
	d.table = make_kunique<u32[], kvmalloc_family>(gfp::kernel, n);
}
#endif

#ifdef const_lost // kalloc: another type or family; write it, or auto
void f(kunique_ptr<const u32[]> p)
{
	kunique_ptr<PICK()(const) u32[]> q = std::move(p);
}
#endif

#ifdef two_masks // kalloc: one mask, by \|: gfp::kernel \| gfp::nowarn
void f(size_t n)
{
	use(make_kunique<u32[]>(gfp::kernel PICK(,)(|) gfp::nowarn, n));
}
#endif

#ifdef mask_behind_the_size // kalloc: one mask, by \|: gfp::kernel \| gfp::nowarn
void f(size_t n)
{
	use(make_kunique<u32[]>(gfp::kernel PICK(, n, gfp::nowarn)(| gfp::nowarn, n)));
}
#endif
