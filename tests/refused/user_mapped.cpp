/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that user space maps: user_mapped, const_user_mapped. */
#include "refused.h"

using table = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, u32>;
using frame = kbuffer<contiguous<gfp::kernel | gfp::zero>, u32>;
using unzeroed = kbuffer<virtually_contiguous<gfp::kernel>, u32>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;
using combined = kbuffer<dma_coherent<gfp::kernel, dma_attr::write_combine>, u32>;
using unordered = kbuffer<dma_coherent<gfp::kernel, dma_attr::weak_ordering>, u32>;
using fixed = kbuffer<dma_coherent<gfp::kernel>, u32, 16>;
template <class T>
using table_of = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, T>;

struct padded {
	u32 a;
	u64 b;
};
struct named {
	u32 a, unused;
	u64 b;
};
struct words_of_a_mail {
	le32 words[16];
};

#ifdef kmalloc_memory_mapped // kalloc: user space maps whole pages that are each one's own
user_mapped<PICK(frame)(table)> m;
#endif

#ifdef block_of_pages_mapped // kalloc: user space maps whole pages that are each one's own
user_mapped<PICK(kpages)(kpage_array)> m;
#endif

#ifdef object_mapped // kalloc: user space maps whole pages that are each one's own
const_user_mapped<PICK(kunique_ptr<point>)(table)> m;
#endif

#ifdef memory_shown_that_was_another_s // kalloc: user space would see what this memory held before
auto f(PICK(unzeroed)(table) &&b)
{
	return user_mapped<PICK(unzeroed)(table)>::make(std::move(b));
}
#endif

#ifdef handle_shown_that_nobody_zeroes // kalloc: user space would see what this memory held before.*in place of a dma_handle
user_mapped<PICK(dma_handle<>)(ring)> m;
#endif

#ifdef pages_shown_that_were_another_s // kalloc: it makes zeroed pages itself: make\(mask, n\)
void f(kpage_array &&p)
{
	auto m = user_mapped<kpage_array>::make(PICK(std::move(p))(gfp::user, 3));
}
#endif

#ifdef pointers_shown // kalloc: padding or a pointer in this type would tell user space
user_mapped<table_of<PICK(u32 *)(u32)>> m;
#endif

#ifdef padding_shown // kalloc: padding or a pointer in this type would tell user space
const_user_mapped<table_of<PICK(padded)(named)>> m;
#endif

#ifdef bool_written_by_user_space // kalloc: padding or a pointer in this type would tell user space
user_mapped<table_of<PICK(bool)(u8)>> m;
#endif

#ifdef owner_not_moved // kalloc: the handle takes it: std::move\(\)
void f(table &b)
{
	auto m = user_mapped<table>::make(PICK(b)(std::move(b)));
}
#endif

#ifdef written_where_it_is_to_be_read // could not convert|cannot convert|no viable conversion|conversion from
void f(table &&b)
{
	user_mapped<table> m = PICK(const_user_mapped)(user_mapped)<table>::make(std::move(b));
}
#endif

#ifdef handle_dropped // kalloc: nobody could map it; keep it in a variable
void f(table &&b)
{
	PICK()(auto m =) user_mapped<table>::make(std::move(b));
}
#endif

#ifdef handle_tested_at_once // kalloc: freed at once; keep it
int f(table &&b)
{
	PICK(return user_mapped<table>::make(std::move(b)) ? 0 : -ENOMEM)
	(auto m = user_mapped<table>::make(std::move(b)); return m ? 0 : -ENOMEM);
}
#endif

#ifdef mapped_unchecked // kalloc: user space waits for it: return it to the caller of mmap\(\)
int f(const user_mapped<table> &m, vm_area_struct *vma)
{
	PICK(m.map(vma); return 0;)(return m.map(vma);)
}
#endif

#ifdef mapped_by_c_s_handle_unchecked // kalloc: user space waits for it: return it to the caller of mmap\(\)
int f(kalloc_user_memory *p, vm_area_struct *vma)
{
	PICK(user_mapped<table>::map(p, vma); return 0;)(return user_mapped<table>::map(p, vma);)
}
#endif

#ifdef resized_under_a_mapping // kalloc: it stays as it is: span\(\), at\(\)
int f(const user_mapped<table> &m)
{
	return PICK(m->resize(10))(m.span().size() == 10);
}
#endif

#ifdef moved_out_of_a_mapping // kalloc: it stays as it is: span\(\), at\(\)
void f(user_mapped<table> &m)
{
	auto b = PICK(std::move(*m))(m.span());
}
#endif

#ifdef pointer_out_of_a_handle // kalloc: it stays as it is: span\(\), at\(\)
void f(const user_mapped<table> &m)
{
	auto p = m.PICK(get)(span)();
}
#endif

#ifdef bus_address_of_what_no_device_sees // no matching|constraints not satisfied|invalid reference|no matching member
void f(const user_mapped<PICK(table)(ring)> &m)
{
	use(m.dma());
}
#endif

#ifdef shared_with_a_device_and_lent // kalloc: the device has it, too: at\(index\).read\(\)
u32 f(const user_mapped<ring> &m)
{
	return PICK(m.span()[1])(m.at(1).read());
}
#endif

#ifdef word_of_what_no_device_has // kalloc: it is not a device's: span\(\)
u32 f(const user_mapped<table> &m)
{
	return PICK(m.at(1).read())(m.span()[1]);
}
#endif

#ifdef word_taken_as_it_is // kalloc: the device has it, too: read\(\) it
u32 f(const user_mapped<ring> &m)
{
	return m.at(1)PICK()(.read());
}
#endif

#ifdef write_combined_and_read // kalloc: write-combined memory is read past the caches
u32 f(const user_mapped<PICK(combined)(ring)> &m)
{
	return m.at(1).read();
}
#endif

#ifdef weakly_ordered_and_told // kalloc: in weakly ordered memory no word tells of another
void f(const user_mapped<PICK(unordered)(combined)> &m)
{
	m.at(1).write_last(1);
}
#endif

#ifdef index_past_the_extent // kalloc: this index is past the end of the buffer
void f(const user_mapped<fixed> &m)
{
	m.at(PICK(16)(15)).write(1);
}
#endif

#ifdef address_of_what_may_be_empty // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev)
{
	auto r = ring::make(dev, 10);
	if (!r)
		return 0;
	auto m = user_mapped<ring>::make(std::move(r));
	PICK()(if (!m) return 0;)
	return m.dma().addr();
}
#endif

#ifdef made_under_a_lock // clang: spinlock_held
auto f(spinlock &lock, table &&b)
{
	PICK(const spin_guard guard(lock);)(use(lock);)
	return user_mapped<table>::make(std::move(b));
}
#endif

#ifdef coherent_handle_ends_under_a_lock // clang: spinlock_held
void f(spinlock &lock, user_mapped<PICK(ring)(kpage_array)> &m)
{
	PICK(const spin_guard guard(lock);)(use(lock);)
	m.reset();
}
#endif

#ifdef mapped_under_a_lock // clang: cannot call function 'map' while atomic context
int f(const user_mapped<table> &m, vm_area_struct *vma, spinlock &lock)
{
	PICK(const spin_guard guard(lock);)(use(lock);)
	return m.map(vma);
}
#endif

#ifdef span_outlives_its_handle // clang: stack memory|temporary
kspan<u32> f(kalloc_user_memory *p)
{
	const auto m = user_mapped<table>::share(p);
	return PICK(m.span())({});
}
#endif

#ifdef index_behind_an_element // kalloc: this index is past the end of the buffer
void f(user_mapped<kbuffer<dma_coherent<gfp::kernel>, words_of_a_mail>> &m)
{
	m.at(0, &words_of_a_mail::words, PICK(16)(15)).write(le32{1});
}
#endif

#ifdef subscript // kalloc: span\(\)\[i\]; of a device's memory, at\(i\)
u32 f(user_mapped<table> &m)
{
	return m PICK()(.span())[3];
}
#endif

#ifdef span_kept_over_its_handle // clang: kalloc: this memory is freed already.*ask the owner again
u32 f(kalloc_user_memory *p)
{
	auto m = user_mapped<table>::share(p);
	if (!m)
		return 0;
	const auto n = m;
	const auto all = PICK(m)(n).span();
	m.reset();
	return all[0];
}
#endif

#ifdef view_kept_over_its_handle // clang: kalloc: this memory is freed already.*ask the owner again
u32 f(user_mapped<ring> &m)
{
	const auto word = m.at(1);
	PICK(m.reset();)()
	return word.read();
}
#endif

#ifdef address_kept_over_its_handle // clang: kalloc: this memory is freed already.*ask the owner again
dma_addr_t f(user_mapped<ring> &m)
{
	const dma_range range = m.dma();
	PICK(m = nullptr;)()
	return range.addr();
}
#endif
