/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_coherent: memory that the CPU and one device see alike, from
 * dma_alloc_coherent(). For rings, descriptors and mailboxes. The owner holds what has
 * to be given back with it: the device, which it keeps alive, the size, the address.
 */
#include "../sample.h"

#include "dma_coherent.h"

using namespace kalloc;

namespace {

/* in the device's byte order, whatever the CPU's */
struct descriptor {
	le64 address;
	le32 length, flags;
};

/* 256 descriptors, zeroed as all such memory is; its address for the device's register */
int ring_of_descriptors(device *dev)
{
	using ring = kbuffer<dma_coherent<gfp::kernel>, descriptor, 256>;
	auto r = ring::make(dev);
	if (!r)
		return -ENOMEM;
	start(r.dma().addr(), r.size());

	check(r.dma().addr() != 0 && r.size_bytes() == 256 * sizeof(descriptor));
	check(r[255].address == le64{0});
	/* the first describes the second; the device may have it as soon as flags says so */
	r[0].address = le64{r.dma(1, 1).addr()};
	r[0].length = le32{sizeof(descriptor)};
	dma_wmb();
	write_once(r[0].flags, le32{1});
	/* and gives it back so */
	if (read_once(r[0].flags) & le32{1})
		dma_rmb();
	check(r[0].length.cpu() == sizeof(descriptor));
	return 0;
}

/* The size at run time, and a larger one later: then the device gets another address. */
int run_time_size(device *dev)
{
	using area = kbuffer<dma_coherent<gfp::kernel | gfp::nowarn>>;

	auto a = area::make(dev, 100);
	if (!a)
		return -ENOMEM;
	a[99] = 99;
	if (const int err = a.resize(100000))
		return err;
	check(a[99] == 99 && a[99999] == 0);
	pr_info("grown to %zu bytes, the first 100 kept\n", a.size());

	/* no device, no memory */
	area none;
	check(none.resize(100) == -ENODEV);
	none = area::make(nullptr, 100);
	check(!none);
	/* out of memory, really */
	none = area::make(dev, size_t{1} << 46);
	check(!none);
	return 0;
}

/* One object: a kunique_ptr of the same family. */
int mailbox(device *dev)
{
	struct mail {
		u32 command, status;
	};
	auto m = make_kunique<mail, dma_family>(dev, gfp::kernel, 1, 0);
	if (!m)
		return -ENOMEM;
	start(m.dma().addr(), 1);

	check(m->command == 1 && m.dma().addr() != 0);
	pr_info("a mailbox with command %u\n", m->command);
	return 0;
}

/* Many small ones: blocks of a page that is shared with the device, each 64 bytes apart. */
int pool_of_mails(device *dev)
{
	struct mail {
		u32 command, status;
	};
	auto pool = dma_pool<mail>::make(dev, "mails", {.align = 64});
	if (!pool)
		return -ENOMEM;
	auto m = pool.make_kunique(gfp::atomic, 1, 0);
	if (!m)
		return -ENOMEM;
	start(m.dma().addr(), 1);

	auto zeroed = pool.make_kunique(gfp::kernel);
	if (!zeroed)
		return -ENOMEM;
	check(m->command == 1 && zeroed->command == 0);
	check(m.dma().addr() % 64 == 0 && zeroed.dma().addr() % 64 == 0);
	return 0;
}

/* The device cannot go while one of its buffers is there. */
int device_is_held(device *dev)
{
	using ring = kbuffer<dma_coherent<gfp::kernel>>;
	const unsigned int before = references(dev);
	{
		auto a = ring::make(dev, 100);
		auto b = ring::make(dev, 100);
		if (!a || !b)
			return -ENOMEM;
		check(references(dev) == before + 2);
		auto moved = std::move(a);
		check(references(dev) == before + 2);
	}
	check(references(dev) == before);
	pr_info("the device is held while it has buffers, and not after\n");
	return 0;
}

} // namespace

extern "C" int dma_coherent_sample(device *dev)
{
	return run([dev] { return ring_of_descriptors(dev); }, [dev] { return run_time_size(dev); },
		   [dev] { return mailbox(dev); }, [dev] { return pool_of_mails(dev); },
		   [dev] { return device_is_held(dev); });
}
