/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Coherent memory as the CPU's alone, and as a dma_shared. */
#include "refused.h"

struct descriptor {
	le64 address;
	le32 length, flags;
	u8 text[8];
};
using ring = kbuffer<dma_coherent<gfp::kernel>, descriptor>;
using fixed = kbuffer<dma_coherent<gfp::kernel>, descriptor, 16>;
using object = kunique_ptr<descriptor, dma_family>;
struct of_tables {
	descriptor rows[4];
};
using table = kunique_ptr<of_tables, dma_family>;
using bytes = kbuffer<contiguous<gfp::kernel>>;

#ifdef address_of_what_the_cpu_has // kalloc: the CPU's: a dma_shared of it has dma\(\)
dma_addr_t f(PICK(ring)(dma_shared<ring>) &b)
{
	return b.dma().addr();
}
#endif

#ifdef address_of_an_object_of_the_cpus // kalloc: the CPU's: a dma_shared of it has dma\(\)
dma_addr_t f(PICK(object)(dma_shared<object>) &p)
{
	return p.dma().addr();
}
#endif

#ifdef address_of_a_block_of_the_cpus // kalloc: the CPU's: a dma_shared of it has dma\(\)
auto f(dma_pool<descriptor>::block &b)
{
	return PICK(b)(dma_shared(std::move(b))).dma().size_bytes();
}
#endif

#ifdef shared_and_kept // kalloc: the device has it from now on: std::move\(\) it
void f(ring &b)
{
	const dma_shared<ring> s(PICK(b)(std::move(b)));
}
#endif

#ifdef ordinary_memory_shared // kalloc: what a device shares is kbuffer<dma_coherent
void f(PICK(bytes)(ring) &b)
{
	const dma_shared s(std::move(b));
}
#endif

#ifdef shared_copied // kalloc: one owner; std::move\(\) it
void f(dma_shared<ring> &s)
{
	const auto t = PICK(s)(std::move(s));
}
#endif

#ifdef shared_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(dma_shared<ring> &s, dma_shared<ring> &t)
{
	s = PICK(t)(std::move(t));
}
#endif

#ifdef touched_beside_the_device // kalloc: the device has it: at\(i, &T::member\)
void f(dma_shared<ring> &s)
{
	PICK(s[0].flags = le32{1})(s.at(0, &descriptor::flags).write(le32{1}));
}
#endif

#ifdef touched_through_an_arrow // kalloc: the device has it, too: at\(&T::member\).read\(\)
le32 f(dma_shared<object> &s)
{
	return PICK(s->flags)(s.at(&descriptor::flags).read());
}
#endif

#ifdef taken_as_a_reference // kalloc: the device has it, too: at\(\), its copy_to\(\)
void f(dma_shared<object> &s, descriptor &copy)
{
	PICK(copy = *s)(s.at().copy_to(copy));
}
#endif

#ifdef pointer_into_the_shared // kalloc: the device has it, too: at\(\), or take_back\(\) the owner
void f(dma_shared<ring> &s)
{
	use(s.PICK(data())(take_back()));
}
#endif

#ifdef pointer_to_the_shared // kalloc: the device has it, too: at\(\), or take_back\(\) the owner
void f(dma_shared<object> &s)
{
	use(s.PICK(get())(take_back()));
}
#endif

#ifdef resized_while_shared // kalloc: not while the device has it: take_back\(\) first
int f(dma_shared<ring> &s)
{
	PICK()(ring b = s.take_back();)
	const int err = PICK(s)(b).resize(100);
	PICK()(s = dma_shared(std::move(b));)
	return err;
}
#endif

#ifdef shared_released // kalloc: it is freed with its device: take_back\(\) is the owner
void f(dma_shared<ring> &s)
{
	auto b = s.PICK(release)(take_back)();
}
#endif

#ifdef taken_back_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(dma_shared<ring> &s)
{
	PICK()(auto b =) s.take_back();
}
#endif

#ifdef several_words_read // kalloc: several words: at\(\) one of them, or copy_to\(\)
le32 f(dma_shared<ring> &s)
{
	return s.at(0 PICK()(, &descriptor::flags)).read()PICK(.flags)();
}
#endif

#ifdef several_words_read_first // kalloc: several words: at\(\) the one that tells
void f(dma_shared<ring> &s)
{
	use(s.at(0 PICK()(, &descriptor::flags)).read_first());
}
#endif

#ifdef several_words_written // kalloc: one word of its type, not const: at\(\) it
void f(dma_shared<ring> &s, const descriptor &d)
{
	s.at(0).PICK(write)(copy_from)(d);
}
#endif

#ifdef number_of_the_cpus_written // kalloc: one word of its type, not const: at\(\) it
void f(dma_shared<ring> &s)
{
	s.at(0, &descriptor::flags).write(PICK(1U)(le32{1}));
}
#endif

#ifdef several_words_written_last // kalloc: the one word that tells: at\(\) it
void f(dma_shared<ring> &s, const descriptor &d)
{
	s.at(0 PICK()(, &descriptor::flags)).write_last(d PICK()(.flags));
}
#endif

#ifdef view_assigned // kalloc: the device has it, too: write\(\) it
void f(dma_shared<ring> &s)
{
	s.at(0, &descriptor::flags)PICK( = le32{1})(.write(le32{1}));
}
#endif

#ifdef view_taken_for_its_word // kalloc: the device has it, too: read\(\) it, or copy_to\(\)
u8 f(dma_shared<ring> &s)
{
	return s.at(0, &descriptor::text, 1)PICK()(.read());
}
#endif

#ifdef view_compared // kalloc: compare what its read\(\) returns
bool f(dma_shared<ring> &s)
{
	return s.at(0, &descriptor::flags)PICK()(.read()) == le32{1};
}
#endif

#ifdef view_ordered // kalloc: compare what its read\(\) returns
bool f(dma_shared<ring> &s)
{
	return s.at(0, &descriptor::text, 1)PICK()(.read()) < 3;
}
#endif

#ifdef bit_of_a_view // kalloc: the bits of what its read\(\) returns
bool f(dma_shared<ring> &s)
{
	return !!(s.at(0, &descriptor::flags)PICK()(.read()) & le32{1});
}
#endif

#ifdef walked_beside_the_device // kalloc: the device has it, too: at\(i\) for each i < size\(\)
le32 f(dma_shared<ring> &s)
{
	le32 sum{};

	PICK(for (auto &each : s) sum |= each.flags;)
	(for (size_t i = 0; i < s.size(); i++) sum |= s.at(i, &descriptor::flags).read();)
	return sum;
}
#endif

#ifdef word_of_a_constant_view // kalloc: one word of its type, not const: at\(\) it
void f(PICK(const)() dma_shared<object> &s)
{
	s.at(&descriptor::flags).write(le32{1});
}
#endif

#ifdef index_past_the_extent // kalloc: this index is past the end of the buffer
le32 f(dma_shared<fixed> &s)
{
	return s.at(PICK(16)(15), &descriptor::flags).read();
}
#endif

#ifdef index_past_a_member // kalloc: this index is past the end of the buffer
u8 f(dma_shared<object> &s)
{
	return s.at(&descriptor::text).at(PICK(8)(7)).read();
}
#endif

#ifdef index_behind_a_member // kalloc: this index is past the end of the buffer
u8 f(dma_shared<object> &s)
{
	return s.at(&descriptor::text, PICK(8)(7)).read();
}
#endif

#ifdef index_behind_a_constant_member // kalloc: this index is past the end of the buffer
u8 f(const dma_shared<object> &s)
{
	return s.at(&descriptor::text, PICK(8)(7)).read();
}
#endif

#ifdef index_behind_an_element // kalloc: this index is past the end of the buffer
u8 f(dma_shared<ring> &s, size_t n)
{
	return s.at(n, &descriptor::text, PICK(8)(7)).read();
}
#endif

#ifdef index_behind_a_constant_element // kalloc: this index is past the end of the buffer
u8 f(const dma_shared<ring> &s, size_t n)
{
	return s.at(n, &descriptor::text, PICK(8)(7)).read();
}
#endif

#ifdef index_behind_a_view // kalloc: this index is past the end of the buffer
u8 f(dma_view<descriptor> v)
{
	return v.at(&descriptor::text, PICK(8)(7)).read();
}
#endif

#ifdef index_in_a_table // kalloc: this index is past the end of the buffer
u8 f(dma_view<u8[4][8]> v, size_t n)
{
	return v.at(n, PICK(8)(7)).read();
}
#endif

#ifdef index_within_an_index // kalloc: this index is past the end of the buffer
u8 f(dma_shared<table> &s)
{
	return s.at(&of_tables::rows, PICK(4)(3), &descriptor::text, 7).read();
}
#endif

#ifdef member_of_something_else // no matching
le32 f(dma_shared<object> &s)
{
	struct other {
		le32 flags;
	};
	return s.at(&PICK(other)(descriptor)::flags).read();
}
#endif

#ifdef shared_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev)
{
	const dma_shared s(ring::make(dev, 10));
	PICK()(if (!s) return 0;)
	return s.dma().addr();
}
#endif

#ifdef shared_looked_at_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
le32 f(device *dev)
{
	dma_shared s(make_kunique<descriptor, dma_family>(dev, gfp::kernel));
	PICK()(if (!s) return {};)
	return s.at(&descriptor::flags).read();
}
#endif

#ifdef used_after_it_was_taken_back // clang: kalloc: this owner is empty
dma_addr_t f(device *dev)
{
	dma_shared s(ring::make(dev, 10));
	if (!s)
		return 0;
	PICK(auto b = s.take_back();)()
	return s.dma().addr();
}
#endif

#ifdef touched_after_it_was_shared // clang: kalloc: this owner is empty
void f(device *dev)
{
	auto b = ring::make(dev, 10);
	if (!b)
		return;
	PICK(const dma_shared s(std::move(b));)()
	b[0].flags = le32{1};
}
#endif

#ifdef view_of_a_local_returned // clang: address of stack memory
auto f(dma_shared<object> &kept, device *dev)
{
	PICK(dma_shared s(make_kunique<descriptor, dma_family>(dev, gfp::kernel));)()
	return PICK(s)(kept).at(&descriptor::flags);
}
#endif

#ifdef shared_ended_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(spinlock &lock, dma_shared<ring> &s)
{
	PICK(const spin_guard guard(lock))(use(lock));
	s.reset();
}
#endif

#ifdef member_of_a_view // kalloc: .flags: the device has it, too: at\(&T::flags\) is a word of it, to read\(\) or write\(\)
le32 f(dma_shared<ring> &d)
{
	return d.at(0 PICK()(, &descriptor::flags)).PICK(flags)(read());
}
#endif
