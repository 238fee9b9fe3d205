/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kbuffer and kspan. */
#include "refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using block = kbuffer<contiguous<gfp::kernel>, u32, 16>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;

struct not_raw {
	u32 x;
	not_raw(const not_raw &);
	~not_raw();
};
extern "C" void c_take(void *p, size_t n);

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(bytes &b)
{
	auto c = PICK(b)(std::move(b));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(bytes &b, bytes &c)
{
	b = PICK(c)(std::move(c));
}
#endif

#ifdef objects // kalloc: kbuffer holds raw elements
kbuffer<contiguous<gfp::kernel>, PICK(not_raw)(point)> b;
#endif

#ifdef constant_elements // kalloc: a buffer of const T could never be filled
kbuffer<contiguous<gfp::kernel>, PICK(const)() u8> b;
#endif

#ifdef no_elements // kalloc: a buffer has at least one element
kbuffer<contiguous<gfp::kernel>, u8, PICK(0)(1)> b;
#endif

#ifdef more_bytes_than_there_are // kalloc: Extent elements are more bytes than there are
kbuffer<virtually_contiguous<gfp::kernel>, u64, dynamic_extent / PICK(2)(16)> b;
#endif

#ifdef overaligned // kalloc: no allocator aligns to more than a page
struct alignas(page_size * PICK(2)(1)) wide {
	u8 a;
};
kbuffer<contiguous<gfp::kernel>, wide> b;
#endif

#ifdef size_for_static_extent // kalloc: make\(n\); make\(dev, n\); no n with an Extent
void f()
{
	use(block::make(PICK(16)()));
}
#endif

#ifdef no_size // kalloc: make\(n\); make\(dev, n\); no n with an Extent
void f()
{
	use(bytes::make(PICK()(16)));
}
#endif

#ifdef device_for_kmalloc // kalloc: make\(n\); make\(dev, n\); no n with an Extent
void f([[maybe_unused]] device *dev)
{
	use(bytes::make(PICK(dev, )() 16));
}
#endif

#ifdef no_device // kalloc: make\(n\); make\(dev, n\); no n with an Extent
void f([[maybe_unused]] device *dev)
{
	use(ring::make(PICK()(dev, ) 16));
}
#endif

#ifdef made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f()
{
	PICK()(auto b =) bytes::make(16);
}
#endif

#ifdef resized_and_dropped // kalloc: if it fails the size is the old one; check it
int f(bytes &b)
{
	PICK(b.resize(32); return 0)(return b.resize(32));
}
#endif

#ifdef released_and_dropped // kalloc: nobody would free this; keep it, let reset
void f(bytes &b)
{
	PICK()(use)(b.release());
}
#endif

#ifdef adopted_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(u8 *p)
{
	PICK()(auto b =) bytes::adopt(p, 16);
}
#endif

#ifdef static_extent_resized // kalloc: the size of this buffer is part of its type
int f(PICK(block)(bytes) & b)
{
	return b.resize(32);
}
#endif

#ifdef device_memory_released // kalloc: it is freed with its device; keep the owner, data\(\) lends it
auto f(PICK(ring)(bytes) & b)
{
	return b.release();
}
#endif

#ifdef device_memory_adopted // kalloc: C's pointer lacks the device
auto f(u32 *p)
{
	return PICK(ring)(kbuffer<contiguous<gfp::kernel>, u32>)::adopt(p, 4);
}
#endif

#ifdef locks // kalloc: kbuffer holds raw elements
struct slot {
	PICK(spinlock)(kunique_ptr<spinlock> *) lock;
};
void f(size_t n)
{
	use(kbuffer<contiguous<gfp::kernel>, slot>::make(n));
}
#endif

#ifdef adopted_without_size // kalloc: adopt\(p, n\); no n with an Extent
void f(u8 *p)
{
	use(bytes::adopt(p PICK()(, 16)));
}
#endif

#ifdef adopted_with_two_sizes // kalloc: adopt\(p, n\); no n with an Extent
void f(u32 *p)
{
	use(block::adopt(p PICK(, 4)()));
}
#endif

#ifdef adopted_elements_of_another_type // kalloc: elements of another type
struct point3 : point {
	int z;
};
void f(PICK(point3)(point) * p)
{
	use(kbuffer<contiguous<gfp::kernel>, point>::adopt(p, 4));
}
#endif

#ifdef dma_of_kmalloc // kalloc: no device sees it; take dma_coherent
auto f(PICK(bytes)(dma_shared<ring>) & b)
{
	return b.dma();
}
#endif

#ifdef constant_part_for_a_device // kalloc: this index is past the end of the buffer
dma_addr_t f(const dma_shared<kbuffer<dma_coherent<gfp::kernel>, u32, 16>> &b)
{
	return b.dma(12, PICK(16)(4)).addr();
}
#endif

#ifdef address_without_range // kalloc: dma\(\).addr\(\), dma\(first, n\).addr\(\)
dma_addr_t f(const dma_shared<ring> &b)
{
	return b.PICK(dma_addr(3))(dma(3, 1).addr());
}
#endif

#ifdef words_read_at_once // kalloc: several words; read the one member
void f(kbuffer<dma_coherent<gfp::kernel>, point> &b)
{
	use(read_once(b[0]PICK()(.x)));
}
#endif

#ifdef words_written_at_once // kalloc: several words; write the one member
void f(kbuffer<dma_coherent<gfp::kernel>, point> &b)
{
	write_once(b[0]PICK(, point{1, 2})(.x, 1));
}
#endif

#ifdef to_pointer // kalloc: get\(\) or data\(\) lends it, reset\(\) frees it, !! tests it
u8 *f(bytes &b)
{
	return b PICK()(.data());
}
#endif

#ifdef to_bool // cannot convert|no viable conversion
bool f(const bytes &b)
{
	return PICK()(!!) b;
}
#endif

#ifdef other_policy // kalloc: another type or family; write it, or auto
void f(kbuffer<PICK(virtually_contiguous)(contiguous)<gfp::kernel>> &&b)
{
	bytes c = std::move(b);
}
#endif

#ifdef zone_gained // kalloc: another type or family; write it, or auto
void f(kbuffer<contiguous<gfp::kernel PICK()(| gfp::dma)>> &&b)
{
	kbuffer<contiguous<gfp::atomic | gfp::dma>> c = std::move(b);
}
#endif

#ifdef zeroes_gained // kalloc: another type or family; write it, or auto
void f(kbuffer<contiguous<gfp::kernel PICK()(| gfp::zero)>> &&b)
{
	kbuffer<contiguous<gfp::kernel | gfp::zero | gfp::nowarn>> c = std::move(b);
}
#endif

#ifdef write_through_const // assignment of read-only|cannot assign to return value
void f(PICK(const)() bytes &b)
{
	b[0] = 1;
}
#endif

#ifdef constant_index // kalloc: this index is past the end of the buffer
void f(block &b)
{
	b[PICK(16)(15)] = 1;
}
#endif

#ifdef constant_index_of_const // kalloc: this index is past the end of the buffer
u32 f(const block &b)
{
	return b[PICK(100)(0)];
}
#endif

#ifdef span_to_mutable // kalloc: a span of other elements, or of const ones
void f(kspan<PICK(const)() u8> s)
{
	kspan<u8> t = s;
	use(t);
}
#endif

#ifdef span_of_const_buffer // kalloc: a span of other elements, or of const ones
void f(PICK(const)() bytes &b)
{
	kspan<u8> t = b.span();
	use(t);
}
#endif

#ifdef span_of_const_buffer_for_a_function // kalloc: constant elements; take a kspan<const T>
void fill(kspan<u8>);
void f(PICK(const)() bytes &b)
{
	fill(b);
}
#endif

/* uses a part of a buffer */
#define PART(Buffer, ...)              \
	void f(Buffer &b)              \
	{                              \
		use(b.__VA_ARGS__);    \
	}

#ifdef constant_part // kalloc: this index is past the end of the buffer
PART(block, subspan(12, PICK(5)(4)))
#endif

#ifdef constant_first // kalloc: this index is past the end of the buffer
PART(const block, first(PICK(17)(16)))
#endif

#ifdef constant_part_of_a_const_buffer // kalloc: this index is past the end of the buffer
PART(const block, subspan(12, PICK(5)(4)))
#endif

#ifdef constant_rest // kalloc: this index is past the end of the buffer
PART(block, subspan(PICK(17)(16)))
#endif

#ifdef constant_rest_of_a_const_buffer // kalloc: this index is past the end of the buffer
PART(const block, subspan(PICK(17)(16)))
#endif

#ifdef constant_first_to_write // kalloc: this index is past the end of the buffer
PART(block, first(PICK(17)(16)))
#endif

#ifdef constant_last // kalloc: this index is past the end of the buffer
PART(const block, last(PICK(17)(16)))
#endif

#ifdef constant_last_to_write // kalloc: this index is past the end of the buffer
PART(block, last(PICK(17)(16)))
#endif

#ifdef objects_copied // kalloc: these elements are more than bytes; assign them one by one
void f(kspan<PICK(not_raw)(point)> to, kspan<PICK(not_raw)(point)> from)
{
	to.copy_from(from);
}
#endif

#ifdef copied_from_other_elements // kalloc: a span of other elements, or of const ones
void f(bytes &to, kbuffer<contiguous<gfp::kernel>, PICK(u32)(u8)> &from)
{
	to.copy_from(from.span());
}
#endif

#ifdef span_of_a_temporary_buffer // clang: temporary whose address is used as value of local variable 's' will be destroyed
void f(bytes &b)
{
	const kspan<const u8> s = PICK(bytes::make(8))(b);
}
#endif

#ifdef pointer_in_device_memory // kalloc: a device writes to this memory, any bytes
struct queue {
	u32 head, tail;
	PICK(queue *)(dma_addr_t) next;
};
kbuffer<dma_coherent<gfp::kernel>, queue> b;
#endif

#ifdef bool_in_device_memory // kalloc: a device writes to this memory, any bytes
kbuffer<dma_coherent<gfp::kernel>, PICK(bool)(u8), 16> b;
#endif

#ifdef reference_in_device_memory // kalloc: a device writes to this memory, any bytes
struct status {
	u32 PICK(&)() value;
};
kbuffer<dma_coherent<gfp::kernel>, status> b;
#endif

#ifdef released_beside_its_size // kalloc: it has the size, too: auto \[p, n\] = b.release\(\)
void f(bytes &b)
{
	PICK()(const auto [p, n] = b.release();)
	c_take(PICK(b.release(), b.size())(p, n));
}
#endif

#ifdef static_extent_released_beside_its_size // kalloc: it has the size, too: auto \[p, n\] = b.release\(\)
void f(block &b)
{
	PICK()(c_take(b.data(), b.size_bytes());)
	PICK(c_take(b.release(), b.size_bytes()))(b.taken_by_c());
}
#endif

#ifdef size_after_release // kalloc: it has the size, too: auto \[p, n\] = b.release\(\)
struct c_buffer {
	void *p;
	size_t n;
};
c_buffer f(bytes &b)
{
	PICK()(const auto [p, n] = b.release();)
	return {PICK(b.release(), b.size())(p, n)};
}
#endif

#ifdef made_for_its_truth // kalloc: freed at once; keep it
int f()
{
	PICK()(auto b =) PICK(return)() bytes::make(16) PICK(? 0 : -ENOMEM)();
	PICK()(return b ? 0 : -ENOMEM;)
}
#endif

#ifdef size_for_a_buffer // kalloc: make\(n\) makes one; resize\(\) works in place and returns an error
void f(size_t n)
{
	bytes b PICK((n))(= bytes::make(n));
}
#endif

#ifdef resized_into_another // kalloc: make\(n\) makes one; resize\(\) works in place and returns an error
bytes f(bytes b, size_t n)
{
	PICK(return b.resize(n))(return b.resize(n) ? nullptr : std::move(b));
}
#endif

#ifdef contents_compared // kalloc: same memory, or contents\? compare data\(\)
bool f(const bytes &a, const bytes &b)
{
	return a PICK(== b)(.data() == b.data());
}
#endif

#ifdef extent_gained // kalloc: another type or family; declare it so
void f(PICK(block)(kbuffer<contiguous<gfp::kernel>, u32>) &to, kbuffer<contiguous<gfp::kernel>, u32> from)
{
	to = std::move(from);
}
#endif

#ifdef kvmalloc_buffer_narrowed // kalloc: another type or family; declare it so
void f(kbuffer<PICK(contiguous)(any_contiguity)<gfp::kernel>> &to, kbuffer<any_contiguity<gfp::kernel>> from)
{
	to = std::move(from);
}
#endif

#ifdef zeroes_gained_on_the_way_to_kvmalloc // kalloc: another type or family; declare it so
void f(kbuffer<any_contiguity<gfp::kernel | gfp::zero>> &to, kbuffer<contiguous<gfp::kernel PICK()(| gfp::zero)>> from)
{
	to = std::move(from);
}
#endif

#ifdef elements_without_default // kalloc: the elements have no default constructor
struct handle {
	explicit handle(u32 n) : n(n) {}
	PICK()(handle() = default;)
	u32 n = 0;
};
void f(size_t n)
{
	use(kbuffer<contiguous<gfp::kernel>, handle>::make(n));
}
#endif

#ifdef another_mask_for_a_buffer // kalloc: the policy has the mask: contiguous<gfp::kernel \| ...
void f(size_t n)
{
	use(PICK(bytes)(kbuffer<contiguous<gfp::atomic>>)::make(n PICK(, gfp::atomic)()));
}
#endif
