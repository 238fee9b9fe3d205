/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_coherent: memory that the CPU and one device see alike, from
 * dma_alloc_coherent(). For rings, descriptors and mailboxes. The owner holds what has
 * to be given back with it: the device, which it keeps alive, the size, the address. It is the
 * CPU's alone until it moves into a dma_shared, which has the address.
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
	/* the CPU's alone: plain accesses, and no address */
	check(r[255].address == le64{0} && r.size_bytes() == 256 * sizeof(descriptor));
	for (descriptor &each : r)
		each.length = le32{64};

	/* the device's, too, from here on */
	dma_shared d(std::move(r));
	start(d.dma().addr(), d.size());

	/* the first describes the second; the device may have it as soon as flags says so */
	d.at(0, &descriptor::address).write(le64{d.dma(1, 1).addr()});
	d.at(0, &descriptor::length).write(le32{sizeof(descriptor)});
	d.at(0, &descriptor::flags).write_last(le32{1});
	/* and gives it back so */
	if (!(d.at(0, &descriptor::flags).read_first() & le32{1}))
		return -EBUSY;
	check(d.at(0, &descriptor::length).read().cpu() == sizeof(descriptor));

	/* it has let go of all of them */
	r = d.take_back();
	check(!d && r[1].length.cpu() == 64);
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

struct mail {
	le32 command, status;
	u8 text[56];
};

/* One object: a kunique_ptr of the same family. */
int mailbox(device *dev)
{
	auto filled = make_kunique<mail, dma_family>(dev, gfp::kernel, le32{1}, le32{0});
	if (!filled)
		return -ENOMEM;
	filled->text[0] = 'a';

	dma_shared m(std::move(filled));
	start(m.dma().addr(), 1);

	/* another command; what comes with it is there first */
	m.at(&mail::text, 1).write('b');
	m.at(&mail::command).write_last(le32{2});
	/* the device answers, at any time: what comes with that is read behind it */
	if (m.at(&mail::status).read_first() != le32{0})
		return -EIO;
	mail copy{};
	m.at().copy_to(copy);
	check(copy.text[0] == 'a' && copy.text[1] == 'b' && m.dma().addr() != 0);
	pr_info("a mailbox with command %u\n", copy.command.cpu());
	return 0;
}

/* Many small ones: blocks of a page that is shared with the device, each 64 bytes apart. */
int pool_of_mails(device *dev)
{
	auto pool = dma_pool<mail>::make(dev, "mails", {.align = 64});
	if (!pool)
		return -ENOMEM;
	auto m = pool.make_kunique(gfp::atomic, le32{1}, le32{0});
	if (!m)
		return -ENOMEM;
	dma_shared block(std::move(m));
	start(block.dma().addr(), 1);

	auto zeroed = pool.make_kunique(gfp::kernel);
	if (!zeroed)
		return -ENOMEM;
	check(block.at(&mail::command).read() == le32{1} && zeroed->command == le32{0});
	check(block.dma().addr() % 64 == 0);
	return 0;
}

/* What the device addresses: C has set that for dev, or it is set here, as a probe() in C++ does.
 */
int mask(device *dev)
{
	using area = kbuffer<dma_coherent<gfp::kernel>>;
	masked_device to;
	if (const int err = to.set(dev, dma_mask<32>))
		return err;

	auto a = area::make(to, 100);
	if (!a)
		return -ENOMEM;
	const dma_shared shared(std::move(a));
	check(shared.dma().addr() <= 0xffffffff);
	/* what cannot be: nothing has changed */
	check(to.set(dev, dma_mask<8>) == -EIO);
	return to.set(dev, dma_mask<64>);
}

/* What memory is besides is part of its type: a frame that the CPU only writes; what it never sees.
 */
int attributes(device *dev)
{
	using frame = kbuffer<dma_coherent<gfp::kernel, dma_attr::write_combine>, le32>;
	auto f = frame::make(dev, 1000);
	if (!f)
		return -ENOMEM;
	dma_shared shown(std::move(f));
	start(shown.dma().addr(), shown.size());
	shown.at(0).write(le32{0xffffff});

	/* the device's own memory: a bus address and a size */
	const auto scratch = dma_handle<>::make(dev, 100000, gfp::kernel | gfp::nowarn);
	if (!scratch)
		return -ENOMEM;
	start(scratch.dma().addr(), scratch.size_bytes());
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
		   [dev] { return mask(dev); }, [dev] { return attributes(dev); },
		   [dev] { return device_is_held(dev); });
}
