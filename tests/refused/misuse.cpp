/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The classes of docs/misuse.md that no other file here has a case for. */
#include "refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using words = kbuffer<contiguous<gfp::kernel>, u32>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;

struct packet {
	u64 header[8];
};

/* as a C driver's header would declare them */
extern "C" {
void kfree(const void *p);
bool IS_ERR(const void *p);
void *ERR_PTR(long error);
int _printk(const char *format, ...);
int copy_to_user(void *to, const void *from, unsigned long n);
}
void start_transfer(dma_addr_t addr, size_t size);

#ifdef result_cast_to_another_type // kalloc: another type or family; write it, or auto
void f()
{
	kunique_ptr<packet> p = make_kunique<PICK(point)(packet)>(gfp::kernel);
}
#endif

#ifdef size_of_a_pointer // kalloc: another type or family; write it, or auto
void f()
{
	kunique_ptr<packet> p = make_kunique<packet PICK(*)()>(gfp::kernel);
}
#endif

#ifdef size_passed_along // kalloc: the mask comes first, e.g. gfp::kernel, or the device
void f(size_t n)
{
	use(make_kunique<u32[]>(gfp::kernel, n PICK(, sizeof(u32))()));
}
#endif

#ifdef size_and_mask_swapped // kalloc: the mask comes first, e.g. gfp::kernel, or the device
void f(size_t n)
{
	use(make_kunique<u32[]>(PICK(n, gfp::kernel)(gfp::kernel, n)));
}
#endif

#ifdef mask_as_size // kalloc: make\(n\); make\(dev, n\); no n with an Extent
void f()
{
	use(bytes::make(PICK(gfp::kernel)(16)));
}
#endif

#ifdef elements_of_another_type // kalloc: another type or family; write it, or auto
void f(PICK(bytes)(words) &&b)
{
	words w = std::move(b);
}
#endif

#ifdef size_of_another_extent // kalloc: another type or family; write it, or auto
void f(kbuffer<contiguous<gfp::kernel>, u8, PICK(16)(64)> &&b)
{
	kbuffer<contiguous<gfp::kernel>, u8, 64> c = std::move(b);
}
#endif

#ifdef vmalloc_after_kmalloc_failed // kalloc: another type or family; declare it so
void f(size_t n)
{
	PICK(auto b = bytes::make(n); if (!b) b = table::make(n);)
	(auto b = kbuffer<any_contiguity<gfp::kernel>>::make(n);)
}
#endif

#ifdef freed_by_hand // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
void f(kunique_ptr<point> &p)
{
	PICK(kfree(p);)(p.reset();)
}
#endif

#ifdef buffer_freed_by_hand // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
void f(table &b)
{
	PICK(kfree(b);)(b.reset();)
}
#endif

#ifdef owner_deleted // expected pointer|cannot delete expression
void f(kunique_ptr<point> &p)
{
	PICK(delete p;)(p.reset();)
}
#endif

#ifdef address_of_the_owner_freed // kalloc: no T; adopt it as what it is, then convert
void f(kunique_ptr<point> &p)
{
	auto q = kunique_ptr<point>::adopt(PICK(&p)(p.release()));
}
#endif

#ifdef stack_memory_owned // kalloc: no owner; adopt\(\) takes memory over from C
void f()
{
	[[maybe_unused]] point local{};
	kunique_ptr<point> p = PICK(&local)(make_kunique<point>(gfp::kernel));
}
#endif

#ifdef literal_owned // kalloc: no owner; adopt\(\) takes memory over from C
void f()
{
	kunique_ptr<const char> p = PICK("literal")(make_kunique<char>(gfp::kernel, 'l'));
}
#endif

#ifdef error_pointer_owned // kalloc: no owner; adopt\(\) takes memory over from C
void f()
{
	kunique_ptr<point> p = PICK(ERR_PTR(-12))(nullptr);
}
#endif

#ifdef tested_as_error_pointer // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
bool f(const kunique_ptr<point> &p)
{
	return PICK(IS_ERR(p))(!p);
}
#endif

#ifdef tested_by_bug_on // not declared|undeclared identifier
int f(const kunique_ptr<point> &p)
{
	PICK(BUG_ON(!p);)(if (!p) return -ENOMEM;)
	return 0;
}
#endif

#ifdef resized_into_itself // kalloc: make\(n\) makes one; resize\(\) works in place and returns an error
int f(bytes &b)
{
	PICK(b = b.resize(32); return 0;)(return b.resize(32);)
}
#endif

#ifdef size_of_buffer_assigned // lvalue|not assignable
int f(bytes &b)
{
	PICK(b.size() = 32; return 0;)(return b.resize(32);)
}
#endif

#ifdef object_through_varargs // kalloc: one owner; std::move\(\) it
void f(const kunique_ptr<point> &p)
{
	_printk("%p\n", PICK(p)(static_cast<void *>(p.get())));
}
#endif

#ifdef owner_copied_to_user // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
int f(void *to, const kunique_ptr<packet> &p)
{
	return copy_to_user(to, p PICK()(.get()), sizeof(packet));
}
#endif

#ifdef dma_on_stack // no member named
void f([[maybe_unused]] dma_shared<ring> &b)
{
	[[maybe_unused]] u8 local[16];
	start_transfer(PICK((kspan<u8>{local, 16}))(b).dma().addr(), 16);
}
#endif

#ifdef dma_of_vmalloc_memory // kalloc: no device sees it; take dma_coherent
void f(PICK(table)(dma_shared<ring>) &b)
{
	start_transfer(b.dma().addr(), 16);
}
#endif

#ifdef pointer_as_dma_address // invalid conversion|no matching function|cannot initialize
void f([[maybe_unused]] ring &b, [[maybe_unused]] dma_shared<ring> &s)
{
	start_transfer(PICK(b.data())(s.dma().addr()), 16);
}
#endif

#ifdef dma_address_as_pointer // invalid conversion|cannot convert|cannot initialize
u8 *f([[maybe_unused]] ring &b, [[maybe_unused]] dma_shared<ring> &s)
{
	return PICK(s.dma().addr())(b.data());
}
#endif

#ifdef dma_freed_with_another_size // no matching function|too many arguments
void f(ring &b)
{
	b.reset(PICK(8)());
}
#endif

#ifdef dma_freed_with_another_device // no matching function|too many arguments
void f(ring &b, [[maybe_unused]] device *other)
{
	b.reset(PICK(other)());
}
#endif

#ifdef dma_freed_with_another_function // kalloc: another type or family; write it, or auto
void f(ring &&b)
{
	PICK(bytes)(ring) c = std::move(b);
}
#endif

#ifdef dma_unmapped_twice // kalloc: one owner; std::move\(\) it
void f(ring &b)
{
	ring c = PICK(b)(std::move(b));
}
#endif

#ifdef dma_leaked // kalloc: it is freed with its device; keep the owner, data\(\) lends it
void f(ring &b)
{
	PICK([[maybe_unused]] auto *p = b.release();)(ring c = std::move(b);)
}
#endif

#ifdef lock_left_held // no member named
void f(spinlock &lock)
{
	spin_guard guard(lock);
	PICK(guard.release();)()
}
#endif

#ifdef unlocked_by_hand // no member named
void f(spinlock &lock)
{
	PICK(lock.unlock();)(spin_guard guard(lock);)
}
#endif

#ifdef pointer_out_of_a_temporary // clang: temporary whose address is used as value of local variable 'p' will be destroyed
void f()
{
	const auto owner = make_kunique<point>(gfp::kernel);
	point *p = PICK(make_kunique<point>(gfp::kernel))(owner).get();
}
#endif

#ifdef span_out_of_a_temporary // clang: temporary whose address is used as value of local variable 's' will be destroyed
void f()
{
	auto b = bytes::make(8);
	const kspan<u8> s = PICK(bytes::make(8))(b).span();
}
#endif

#ifdef span_of_a_local_returned // clang: address of (stack|local)|stack memory|temporary
kspan<const u8> f(bytes &kept)
{
	PICK(auto b = bytes::make(16);)()
	return PICK(b)(kept).span();
}
#endif

#ifdef span_of_a_local_array // clang: address of (stack|local)|stack memory|temporary
kspan<const u8> f()
{
	PICK()(static constinit) u8 local[4] = {};
	return local;
}
#endif

#ifdef element_of_a_temporary // clang: temporary bound to local reference 'first' will be destroyed
void f()
{
	const auto owner = make_kunique<u8[]>(gfp::kernel, 8);
	if (!owner)
		return;
	const u8 &first = PICK(make_kunique<u8[]>(gfp::kernel, 8))(owner)[0];
}
#endif

#ifdef memory_of_a_local_returned // clang: address of stack memory associated with local variable 'local' returned
u8 *f(bytes &b)
{
	auto local = bytes::make(8);

	return PICK(local)(b).data();
}
#endif
