/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunique_ptr and make_kunique. */
#include "refused.h"

struct plain_base {
	int x;
};
struct plain_derived : plain_base {
	int y;
};
struct base {
	virtual ~base() = default;
};
struct derived : base {
};

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(kunique_ptr<point> &p)
{
	auto q = PICK(p)(std::move(p));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(kunique_ptr<point> &p, kunique_ptr<point> &q)
{
	q = PICK(p)(std::move(p));
}
#endif

#ifdef family_given_that_has_no_state // once: kalloc: the mask comes first, e.g. gfp::kernel, or the device
auto f()
{
	return make_kunique<point, kmalloc_family>(PICK(kmalloc_family(), )()gfp::kernel);
}
#endif

#ifdef family_with_state_left_out // kalloc: the mask comes first|no matching
auto f()
{
	return make_kunique_for_overwrite<u32, PICK(dma_family)(kmalloc_family)>(gfp::kernel);
}
#endif

#ifdef base_without_virtual_destructor // kalloc: the base class has no virtual destructor
void f(kunique_ptr<PICK(plain_derived)(plain_base)> &&p)
{
	kunique_ptr<plain_base> q = std::move(p);
}
#endif

#ifdef base_of_sized_family // kalloc: this family frees by size
void f(kunique_ptr<derived, PICK(dma_family)(vmalloc_family)> &&p)
{
	kunique_ptr<base, PICK(dma_family)(vmalloc_family)> q = std::move(p);
}
#endif

#ifdef base_to_derived // kalloc: another type or family; write it, or auto
void f(kunique_ptr<PICK(base)(derived)> &&p)
{
	kunique_ptr<derived> q = std::move(p);
}
#endif

#ifdef other_family // kalloc: another type or family; write it, or auto
void f(kunique_ptr<point, PICK(vmalloc_family)(kmalloc_family)> &&p)
{
	kunique_ptr<point> q = std::move(p);
}
#endif

#ifdef array_to_object // kalloc: another type or family; write it, or auto
void f(kunique_ptr<point PICK([])()> &&p)
{
	kunique_ptr<point> q = std::move(p);
}
#endif

#ifdef from_raw_pointer // kalloc: no owner; adopt\(\) takes memory over from C
void f(point *p)
{
	kunique_ptr<point> q = PICK(p)(kunique_ptr<point>::adopt(p));
}
#endif

#ifdef to_raw_pointer // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
point *f(kunique_ptr<point> &p)
{
	return p PICK()(.release());
}
#endif

#ifdef to_bool // cannot convert|no viable conversion
bool f(const kunique_ptr<point> &p)
{
	return PICK()(!!) p;
}
#endif

#ifdef pointer_arithmetic // no match for|invalid operands
auto f(const kunique_ptr<point> &p)
{
	return p PICK()(.get()) + 1;
}
#endif

#ifdef compared_with_pointer // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
bool f(const kunique_ptr<point> &p, [[maybe_unused]] point *q)
{
	return p == PICK(q)(nullptr);
}
#endif

#ifdef owns_reference // kalloc: kunique_ptr owns an object
using p = kunique_ptr<int PICK(&)()>;
p owner;
#endif

#ifdef owns_function // kalloc: kunique_ptr owns an object
using p = kunique_ptr<PICK(void())(int)>;
p owner;
#endif

#ifdef bounded_array // kalloc: kunique_ptr has no T\[N\]
kunique_ptr<int[PICK(4)()]> p;
#endif

#ifdef bounded_array_made // once: kalloc: T\[\] and a count, or kbuffer<..., T, N>
bool f()
{
	auto p = make_kunique<u32[PICK(4)()]>(gfp::kernel PICK()(, 4));
	return !!p;
}
#endif

#ifdef mask_missing // once: kalloc: the mask comes first, e.g. gfp::kernel, or the device
void f()
{
	use(make_kunique<point>(PICK(1)(gfp::kernel), 2));
}
#endif

#ifdef mask_without_context // kalloc: this GFP mask has modifiers but no context
void f()
{
	use(make_kunique<point>(PICK()(gfp::kernel |) gfp::zero));
}
#endif

#ifdef mask_refused_by_family // kalloc: vmalloc memory is not for a context
void f()
{
	use(make_kunique<point, vmalloc_family>(PICK(gfp::atomic)(gfp::kernel)));
}
#endif

#ifdef for_overwrite_mask_refused // kalloc: kvmalloc may fall back to vmalloc
void f()
{
	use(make_kunique_for_overwrite<point, kvmalloc_family>(PICK(gfp::nowait)(gfp::kernel)));
}
#endif

#ifdef dma_without_device // kalloc: the mask comes first, e.g. gfp::kernel, or the device
void f([[maybe_unused]] device *dev)
{
	use(make_kunique<point, dma_family>(PICK()(dev, ) gfp::kernel));
}
#endif

#ifdef overaligned // kalloc: no allocator aligns to more than a page
struct alignas(page_size * PICK(2)(1)) wide {
	u8 a;
};
void f()
{
	use(make_kunique<wide>(gfp::kernel));
}
#endif

#ifdef too_large // kalloc: the object is larger than kmalloc's largest
struct huge {
	u8 a[kmalloc_max_size + 1];
};
void f()
{
	use(make_kunique<huge PICK()(, vmalloc_family)>(gfp::kernel));
}
#endif

#ifdef wrong_arguments // kalloc: T cannot be constructed from these arguments
struct named {
	explicit named(int id);
};
void f()
{
	use(make_kunique<named>(gfp::kernel, PICK("one")(1)));
}
#endif

#ifdef wrong_members // kalloc: T's members cannot be initialised from these arguments
void f()
{
	use(make_kunique<point>(gfp::kernel, PICK("one")(1)));
}
#endif

struct counter {
	u64 value;
	u16 rate;
};

#ifdef member_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
void f(u32 value, int rate)
{
	use(make_kunique<counter>(gfp::kernel, value, PICK(rate)(static_cast<u16>(rate))));
}
#endif

#ifdef constant_member_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
void f()
{
	use(make_kunique<counter>(gfp::kernel, 0, PICK(65536)(65535)));
}
#endif

#ifdef negative_member_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
void f()
{
	use(make_kunique<counter>(gfp::kernel, PICK(-1)(1), 1));
}
#endif

#ifdef member_of_device_memory_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
void f(device *dev, u64 rate)
{
	use(make_kunique<counter, dma_family>(dev, gfp::kernel, rate, PICK(rate)(100)));
}
#endif

#ifdef constructed_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
void f(void *memory, [[maybe_unused]] long rate)
{
	use(*construct<counter>(memory, 0, PICK(rate)(100)));
}
#endif

#ifdef size_as_value // kalloc: this number is the object's value, and may not fit; static_cast<> it, or, for that many
void f(size_t n)
{
	use(make_kunique<u8 PICK()([])>(gfp::kernel, n));
}
#endif

#ifdef two_masks // kalloc: an allocation has one mask; combine them by \|
void f()
{
	use(make_kunique<point>(gfp::kernel PICK(,)(|) gfp::nowarn));
}
#endif

#ifdef two_masks_for_overwrite // kalloc: one mask, by \|: gfp::kernel \| ...
void f()
{
	use(make_kunique_for_overwrite<point>(gfp::kernel PICK(,)(|) gfp::nowarn));
}
#endif

#ifdef made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f()
{
	PICK()(auto p =) make_kunique<point>(gfp::kernel);
}
#endif

#ifdef released_and_dropped // kalloc: nobody would free this; keep it, let reset.* taken_by_c
void f(kunique_ptr<point> &p)
{
	PICK()([[maybe_unused]] auto *q =) p.release();
}
#endif

#ifdef adopted_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(point *p)
{
	PICK()(auto q =) kunique_ptr<point>::adopt(p);
}
#endif

#ifdef adopted_as_its_base // kalloc: no T; adopt it as what it is, then convert
struct point3 : point {
	int z;
};
void f(PICK(point3)(point) * p)
{
	use(kunique_ptr<point>::adopt(p));
}
#endif

#ifdef adopted_as_void // kalloc: no T; adopt it as what it is, then convert
void f(void *p)
{
	use(kunique_ptr<point>::adopt(PICK(p)(static_cast<point *>(p))));
}
#endif

#ifdef released_with_device // kalloc: this family needs its device or pool to free; keep the owner
point *f(kunique_ptr<point, PICK(dma_family)(vmalloc_family)> &p)
{
	return p.release();
}
#endif

#ifdef adopted_with_device // kalloc: this family needs its device or pool to free
void f(point *p)
{
	use(kunique_ptr<point, PICK(dma_family)(kvmalloc_family)>::adopt(p));
}
#endif

#ifdef dma_of_kmalloc // kalloc: no device sees this memory; take dma_family
auto f(PICK(kunique_ptr<point>)(dma_shared<kunique_ptr<point, dma_family>>) &p)
{
	return p.dma();
}
#endif

#ifdef lock_in_device_memory // kalloc: a device writes to this memory, any bytes
struct shared {
	PICK(spinlock lock{"shared::lock"};)()
	u32 x = 0;
};
auto f(device *dev)
{
	return make_kunique<shared, dma_family>(dev, gfp::kernel);
}
#endif

#ifdef owner_in_device_memory // kalloc: a device writes to this memory, any bytes
struct node {
	PICK(kunique_ptr<int>)(u64) next;
};
auto f(device *dev)
{
	return make_kunique<node, dma_family>(dev, gfp::kernel);
}
#endif

#ifdef virtual_function_in_device_memory // kalloc: a device writes to this memory, any bytes
struct mail {
	PICK(virtual ~mail() = default;)()
	u32 command;
};
auto f(device *dev)
{
	return make_kunique<mail, dma_family>(dev, gfp::kernel);
}
#endif

#ifdef private_members_in_device_memory // kalloc: a device writes to this memory, any bytes
class bcd {
	PICK(private)(public):
	u32 value;
};
auto f(device *dev)
{
	return make_kunique<bcd, dma_family>(dev, gfp::kernel);
}
#endif

#ifdef made_for_its_truth // kalloc: freed at once; keep it
int f()
{
	PICK()(auto p =) PICK(return)() make_kunique<point>(gfp::kernel) PICK(? 0 : -ENOMEM)();
	PICK()(return p ? 0 : -ENOMEM;)
}
#endif

#ifdef made_and_negated // kalloc: freed at once; keep it
int f()
{
	PICK(if (!make_kunique<point>(gfp::kernel)))(auto p = make_kunique<point>(gfp::kernel); if (!p))
		return -ENOMEM;
	return 0;
}
#endif

#ifdef made_and_compared // kalloc: freed at once; keep it
bool f()
{
	PICK()(auto p =) PICK(return)() make_kunique<point>(gfp::kernel) PICK(== nullptr)();
	PICK()(return p == nullptr;)
}
#endif

#ifdef made_and_unequal // kalloc: freed at once; keep it
bool f()
{
	PICK()(auto p =) PICK(return)() make_kunique<point>(gfp::kernel) PICK(!= nullptr)();
	PICK()(return p != nullptr;)
}
#endif

#ifdef member_of_another_family // kalloc: another type or family; declare it so
struct driver_data {
	kunique_ptr<point, PICK(kmalloc_family)(kvmalloc_family)> position;
};
void f(driver_data &d)
{
	d.position = make_kunique<point, kvmalloc_family>(gfp::kernel);
}
#endif

#ifdef device_memory_taken_by_c // kalloc: this family needs its device or pool to free; keep the owner
void f(kunique_ptr<point, PICK(dma_family)(vmalloc_family)> &p)
{
	p.taken_by_c();
}
#endif

#ifdef place_dropped // ignoring return value of
void f(void *memory)
{
	PICK()(void *place =) operator new(sizeof(point), memory, construct_tag{});
}
#endif
