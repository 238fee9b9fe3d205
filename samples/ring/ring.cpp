/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_ring: descriptors that the driver posts and the device works off, in turn. Its owner
 * keeps who has which, where the ring begins again, and the order of accesses; the driver
 * polls it, or asks in its interrupt: reap() is the same.
 */
#include "../sample.h"

#include "ring.h"

using namespace kalloc;

namespace {

/* in the device's byte order, whatever the CPU's */
struct descriptor {
	le64 address;
	le32 length, flags;
};

constexpr u32 owned = 1; /* the device has it */

/* The device has a descriptor as long as a bit in it says so. */
int told_by_a_bit(device *dev)
{
	using descriptors = kbuffer<dma_coherent<gfp::kernel>, descriptor, 4>;
	using tx_ring = dma_ring<descriptors, told_by_bit<&descriptor::flags, owned>>;

	auto d = descriptors::make(dev);
	if (!d)
		return -ENOMEM;
	/* the CPU's alone until here; then it is the device's, too */
	tx_ring tx(std::move(d));
	start(tx.dma().addr(), tx.size());

	u32 sum = 0;
	const auto add = [&](const descriptor &d, size_t) { sum += d.length.cpu(); };
	size_t done = 0;
	for (u32 i = 0; i < 10; i++) {
		if (tx.full()) {
			device_works(2);
			done += tx.reap(add);
		}
		if (const int err = tx.post({.address = {}, .length = le32{i}, .flags = {}}))
			return err; /* full: reap some */
	}
	check(!tx.full() && tx.next() == 10 % 4);
	device_works(4);
	/* no more than so many, as a poll of NAPI has it */
	done += tx.reap(add, 64);

	check(done == 10 && sum == 45 + 10); /* the device adds 1 to each */
	pr_info("%zu descriptors through a ring of %zu\n", done, tx.size());
	return 0;
}

/* The device says in a register how far it is. */
int told_by_an_index(device *dev)
{
	using commands = kbuffer<dma_coherent<gfp::kernel>, descriptor, 3>;

	dma_ring<commands> queue(commands::make(dev));
	if (!queue)
		return -ENOMEM;
	start(queue.dma().addr(), queue.size());

	/* what belongs to each: the driver's own, at the index that it will have */
	u32 tags[commands::extent] = {};
	u32 last = 0;
	for (u32 i = 1; i <= 5; i++) {
		tags[queue.next()] = i;
		if (const int err = queue.post({.address = {}, .length = {}, .flags = le32{owned}}))
			return err;
		doorbell(queue.next());

		/* the device's interrupt: it has gone on */
		device_works(1);
		const ssize_t done =
			queue.reap(device_next(),
				   [&](const descriptor &, size_t index) { last = tags[index]; });
		if (done < 0)
			return static_cast<int>(done);
		check(done == 1 && last == i);
	}
	pr_info("the last command was %u\n", last);
	return 0;
}

} // namespace

int ring_sample(device *dev)
{
	return run([dev] { return told_by_a_bit(dev); }, [dev] { return told_by_an_index(dev); });
}
