/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* dma_ring. */
#include "refused.h"

struct descriptor {
	le64 address;
	le32 length, flags;
};
using descriptors = kbuffer<dma_coherent<gfp::kernel>, descriptor, 16>;
using owned = told_by_bit<&descriptor::flags, 1>;
using bit_ring = dma_ring<descriptors, owned>;
using index_ring = dma_ring<descriptors>;
using phase_ring = dma_ring<descriptors, told_by_phase<&descriptor::flags, 1>>;

#ifdef ring_of_kmalloc_memory // kalloc: a ring is memory that the device sees meanwhile
using frames = kbuffer<PICK(contiguous)(dma_coherent)<gfp::kernel>, descriptor>;
dma_ring<frames> r;
#endif

#ifdef ring_of_a_buffer_that_stays // kalloc: the device has it from now on: std::move\(\) it
void f(descriptors &d)
{
	const bit_ring r(PICK(d)(std::move(d)));
}
#endif

#ifdef ring_copied // kalloc: one owner; std::move\(\) it
void f(bit_ring &r)
{
	const auto s = PICK(r)(std::move(r));
}
#endif

#ifdef ring_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(bit_ring &r, bit_ring &s)
{
	r = PICK(s)(std::move(s));
}
#endif

#ifdef numbers_of_the_cpus_posted // kalloc: a descriptor, whose numbers have an order
int f(bit_ring &r)
{
	return r.post({.address = {}, .length = PICK(64)(le32{64}), .flags = {}});
}
#endif

#ifdef bit_of_another_descriptor // kalloc: the bit is in another struct than the ring's descriptors: told_by_bit<&descriptor::flags, 1>
struct other {
	le32 flags;
};
auto f(descriptors &d)
{
	return dma_ring<descriptors, told_by_bit<&PICK(other)(descriptor)::flags, 1>>(std::move(d));
}
#endif

#ifdef bit_outside_of_the_member // kalloc: Mask has the bits that change hands
dma_ring<descriptors, told_by_bit<&descriptor::flags, PICK(0x100000000)(0x80000000)>> r;
#endif

#ifdef no_bit // kalloc: Mask has the bits that change hands
dma_ring<descriptors, told_by_bit<&descriptor::flags, PICK(0)(1), 0>> r;
#endif

#ifdef value_outside_of_the_mask // kalloc: Mask has the bits that change hands
dma_ring<descriptors, told_by_bit<&descriptor::flags, 1, PICK(2)(1)>> r;
#endif

#ifdef bit_in_several_words // kalloc: the member with the bit is read and written at once
struct wide {
	u32 words[2];
	u32 flags;
};
dma_ring<kbuffer<dma_coherent<gfp::kernel>, wide>, told_by_bit<&wide::PICK(words)(flags), 1>> r;
#endif

#ifdef phase_of_two_bits // kalloc: a phase is one bit
dma_ring<descriptors, told_by_phase<&descriptor::flags, PICK(3)(2)>> r;
#endif

#ifdef posted_instead_of_the_device // kalloc: it is the device that posts: reap\(each\)
int f(PICK(phase_ring)(bit_ring) &r)
{
	return r.post({});
}
#endif

#ifdef post_unchecked // kalloc: -ENOSPC if the ring is full; check it
void f(bit_ring &r)
{
	PICK()(const int err =) r.post({});
}
#endif

#ifdef reap_by_index_unchecked // kalloc: -EIO if the device says what cannot be; check it
void f(index_ring &r)
{
	PICK()(const ssize_t n =) r.reap(3, [](const descriptor &, size_t) {});
}
#endif

#ifdef reaped_without_index // kalloc: which index says the device\? reap\(index, each\)
void f(index_ring &r, size_t at)
{
	use(r.reap(PICK()(at,) [](const descriptor &, size_t) {}));
}
#endif

#ifdef reaped_by_index // kalloc: the bits tell what is done: reap\(each\)
void f(bit_ring &r, size_t at)
{
	r.reap(PICK(at,)() [](const descriptor &, size_t) {});
}
#endif

#ifdef reaped_to_be_changed // kalloc: each gets a copy to read
void f(bit_ring &r)
{
	r.reap([](PICK()(const) descriptor &, size_t) {});
}
#endif

#ifdef touched_beside_the_device // kalloc: the device has it, too: post\(\) and reap\(\)
int f(bit_ring &r)
{
	PICK(r[0].flags = le32{1})(const int err = r.post({.address = {}, .length = {}, .flags = le32{1}}));
	return 0;
}
#endif

#ifdef ring_released // kalloc: it is freed with its device: take_back\(\) is the buffer
void f(bit_ring &r)
{
	auto b = r.PICK(release)(take_back)();
}
#endif

#ifdef ring_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev)
{
	bit_ring r(descriptors::make(dev));
	PICK()(if (!r) return 0;)
	return r.dma().addr();
}
#endif

#ifdef ring_used_after_it_was_taken_back // clang: kalloc: this owner is empty
dma_addr_t f(device *dev)
{
	bit_ring r(descriptors::make(dev));
	if (!r)
		return 0;
	PICK(auto b = r.take_back();)()
	return r.dma().addr();
}
#endif

#ifdef ring_ended_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(spinlock &lock, bit_ring &r)
{
	PICK(const spin_guard guard(lock))(use(lock));
	r.reset();
}
#endif

#ifdef posted_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(device *dev)
{
	bit_ring r(descriptors::make(dev));
	PICK()(if (!r) return -ENOMEM;)
	return r.post({});
}
#endif

#ifdef posted_by_index_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(device *dev)
{
	index_ring r(descriptors::make(dev));
	PICK()(if (!r) return -ENOMEM;)
	return r.post({});
}
#endif

#ifdef reaped_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
size_t f(device *dev)
{
	bit_ring r(descriptors::make(dev));
	PICK()(if (!r) return 0;)
	return r.reap([](const descriptor &, size_t) {});
}
#endif

#ifdef reaped_by_index_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
ssize_t f(device *dev, size_t at)
{
	index_ring r(descriptors::make(dev));
	PICK()(if (!r) return -ENOMEM;)
	return r.reap(at, [](const descriptor &, size_t) {});
}
#endif

#ifdef reaped_by_phase_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
size_t f(device *dev)
{
	phase_ring r(descriptors::make(dev));
	PICK()(if (!r) return 0;)
	return r.reap([](const descriptor &, size_t) {});
}
#endif

#ifdef reaped_by_index_to_be_changed // kalloc: each gets a copy to read
ssize_t f(index_ring &r)
{
	return r.reap(3, [](PICK()(const) descriptor &, size_t) {});
}
#endif

#ifdef lock_taken_again_while_reaping // clang: kalloc: this lock is held already.*begins with assume_held\(lock\)
struct queue {
	spinlock lock;
	u64 done KALLOC_GUARDED_BY(lock);
	bit_ring ring KALLOC_GUARDED_BY(lock);
};
void f(queue &q)
{
	const spin_guard guard(q.lock);

	q.ring.reap([&q](const descriptor &, size_t) {
		const PICK(spin_guard again(q.lock))(auto held = assume_held(q.lock));

		q.done++;
	});
}
#endif

/* what is deleted returns what the real one does: no second error */
#ifdef answer_of_a_wrong_post // int post\(\.\.\.\) = delete; /\* kalloc: a descriptor
int f(bit_ring &r)
{
	const int err = r.post({.address = {}, .length = PICK(64)(le32{64}), .flags = {}});
	return err;
}
#endif

#ifdef answer_of_a_post_instead_of_the_device // int post\(const element_type &\) +/\* kalloc: it is the device that posts
int f(PICK(phase_ring)(bit_ring) &r)
{
	const int err = r.post({});
	return err;
}
#endif

#ifdef answer_of_a_wrong_reap // size_t reap\(Index, F\) = delete; /\* kalloc: the bits tell
size_t f(bit_ring &r, size_t at)
{
	const size_t n = r.reap(PICK(at,)() [](const descriptor &, size_t) {});
	return n;
}
#endif

#ifdef answer_of_a_reap_without_index // ssize_t reap\(F, /\* kalloc: which index
ssize_t f(index_ring &r, size_t at)
{
	const ssize_t n = r.reap(PICK()(at,) [](const descriptor &, size_t) {});
	return n;
}
#endif

#ifdef filled_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(device *dev)
{
	bit_ring r(descriptors::make(dev));
	PICK()(if (!r) return -ENOMEM;)
	while (!r.full()) {
		if (const int err = r.post({}))
			return err;
	}
	r.reap([](const descriptor &, size_t) {});
	return r.post({});
}
#endif
