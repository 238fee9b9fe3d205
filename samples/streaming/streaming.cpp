/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_mapping: ordinary memory, mapped for transfers in one direction. The owner moves
 * into the mapping and comes back out of it, so that nobody touches the bytes while they
 * are the device's, but by cpu_access; unmapped is always what was mapped.
 */
#include "../sample.h"

#include "streaming.h"

using namespace kalloc;

namespace {

using frame = kbuffer<contiguous<gfp::kernel>>;

/* Out to the device once: map, start, and when the device is done, unmap. */
int send(device *dev)
{
	auto f = frame::make(1500);
	if (!f)
		return -ENOMEM;
	f[0] = 0x7e;

	auto m = dma_map<to_device>(dev, std::move(f));
	if (!m)
		return -ENOMEM; /* f is as it was */
	start(m.dma().addr(), m.size_bytes());
	/* ... the device's interrupt: it is done ... */
	f = m.unmap();

	check(!m && f.size() == 1500 && f[0] == 0x7e);
	return 0;
}

/* What C keeps in a ring of its own: the mapping, as a member; freed with it. */
struct receiver {
	dma_mapping<from_device, frame> m;

	int fill(device *dev)
	{
		m = dma_map<from_device>(dev, frame::make(1000));
		return m ? 0 : -ENOMEM;
	}
};

/* In from the device, many times by one mapping: each time the bytes are synced. */
int receive(device *dev)
{
	receiver r;
	u32 sum = 0;

	if (const int err = r.fill(dev))
		return err;
	for (int i = 0; i < 3; i++) {
		auto &m = r.m;

		start(m.dma().addr(), m.size_bytes());
		device_writes(1);
		device_writes(2);
		/* the first two bytes are what arrived; to the end of the block they are the CPU's
		 */
		const cpu_access in(m, 0, 2);
		for (const u8 byte : in)
			sum += byte;
	}
	check(sum == 9);
	pr_info("received %u\n", sum);
	return 0;
}

/* One object, there and back: the device reads a command, and writes its status. */
int command(device *dev)
{
	struct mail {
		u32 command, status;
	};

	auto m = dma_map<bidirectional>(dev, make_kunique<mail>(gfp::kernel, 1, 0));
	if (!m)
		return -ENOMEM;
	start(m.dma().addr(), m.size_bytes());
	{
		const cpu_access both(m);
		check(both->command == 1 && both->status == 0);
		both->command = 2;
	}
	/* only from here on may the device have it again */
	start(m.dma().addr(), m.size_bytes());
	auto answer = m.unmap();
	check(answer->command == 2);
	return 0;
}

/* A mapping that stays, where mapping costs much (an IOMMU): the next bytes are filled in. */
int send_again(device *dev)
{
	auto m = dma_map<to_device>(dev, kbuffer<contiguous<gfp::kernel>, u32, 64>::make());
	if (!m)
		return -ENOMEM;
	for (u32 i = 0; i < 2; i++) {
		{
			const cpu_refill out(m, 0, 4);
			out[0] = i;
		}
		start(m.dma(0, 4).addr(), 16);
	}
	return 0;
}

/* Memory that is the device's for good: allocated where it reaches, and mapped, at once. */
int receive_for_good(device *dev)
{
	auto m = dma_noncoherent<from_device>::make(dev, 3000, gfp::kernel);
	if (!m)
		return -ENOMEM;
	start(m.dma().addr(), m.size_bytes());
	device_writes(5);

	const cpu_access in(m, 0, 1);
	check(in[0] == 5);
	return 0;
}

} // namespace

/* Memory that C owns, and keeps: lent to the device to the end of the block */
int receive_into(device *dev, unsigned char *data, size_t bytes)
{
	auto m = dma_lend<from_device>(dev, data, bytes);
	if (!m)
		return -ENOMEM;
	start(m.dma().addr(), m.size_bytes());
	device_writes(3);

	const cpu_access in(m);
	check(in[0] == 3 && in.size() == bytes);
	return 0;
}

int streaming_sample(device *dev)
{
	return run([dev] { return send(dev); }, [dev] { return receive(dev); },
		   [dev] { return command(dev); }, [dev] { return send_again(dev); },
		   [dev] { return receive_for_good(dev); });
}
