/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_sg_mapping: memory of which only the addresses are contiguous that the CPU sees. The device
 * is told of it in pieces, by their bus addresses; for all else it is as one: mapped, synced and
 * unmapped, by the owner that moved into the mapping (see samples/streaming). dma_noncontiguous:
 * memory that is allocated for a device of any pages, and mapped as long as it lives.
 */
#include "../sample.h"

#include "scattered.h"

using namespace kalloc;

namespace {

using table = kbuffer<virtually_contiguous<gfp::kernel>>;

/* Out to the device: map, tell it of each piece, start, and when it is done, unmap. */
int send(device *dev)
{
	auto t = table::make(3 * page_size + 100);
	if (!t)
		return -ENOMEM;
	for (u8 &byte : t)
		byte = 1;

	auto m = dma_map_sg<to_device>(dev, std::move(t));
	if (!m)
		return m.error(); /* t is as it was */
	for (const dma_range r : m.dma_ranges())
		add(r.addr(), r.size_bytes());
	const unsigned long sum = device_reads();
	/* ... the device's interrupt: it is done ... */
	t = m.unmap();

	check(sum == 3 * page_size + 100 && t.size() == sum);
	pr_info("the device read all of it\n");
	return 0;
}

/* In from the device, many times by one mapping; each time all of it is synced. */
int receive(device *dev)
{
	auto m = dma_map_sg<from_device>(dev, table::make(2 * page_size));
	if (!m)
		return m.error();
	for (u8 i = 1; i <= 3; i++) {
		for (const dma_range r : m.dma_ranges())
			add(r.addr(), r.size_bytes());
		device_writes(i);
		/* to the end of the block the bytes are the CPU's */
		const cpu_access in(m);
		check(in[0] == i && in[in.size() - 1] == i);
	}
	pr_info("the device wrote all of it, 3 times\n");
	return 0;
}

/*
 * Whatever the kernel found memory of: a piece is as long as what lies together, but never longer
 * than the device takes (dma_set_max_seg_size() in main.c: two pages). So does kmalloc memory.
 */
int send_contiguous(device *dev)
{
	auto m = dma_map_sg<to_device>(dev, kbuffer<contiguous<gfp::kernel>>::make(5 * page_size));
	if (!m)
		return m.error();
	check(m.dma_ranges().size() >= 3);
	for (const dma_range r : m.dma_ranges())
		check(r.size_bytes() <= 2 * page_size);
	return 0;
}

/* Several owners, of the same kind, as one: what is behind the other in the vector is so in the
 * transfer, whatever lies where. Pages that have no address, too. */
int send_several(device *dev)
{
	kvector<table> parts;

	for (const size_t bytes : {100, 5000, 3})
		if (const int err = parts.push_back(table::make(bytes)))
			return err;

	auto m = dma_map_sg<to_device>(dev, std::move(parts));
	if (!m)
		return m.error(); /* parts is as it was; so where one of them is empty */
	{
		/* each a range of its own; they go out at the end of the block */
		const cpu_refill out(m);
		for (size_t n = 0; n < out.size(); n++)
			for (u8 &byte : out[n])
				byte = 2;
	}
	for (const dma_range r : m.dma_ranges())
		add(r.addr(), r.size_bytes());
	check(device_reads() == 2UL * (100 + 5000 + 3));
	parts = m.unmap();

	auto p = dma_map_sg<to_device>(dev, kpage_array::make(gfp::user | gfp::zero, 3));
	if (!p)
		return p.error();
	const cpu_access bytes(p);
	const page_access last(bytes, 2);
	check(last[0] == 0 && parts[1].size() == 5000);
	pr_info("the device read several at once\n");
	return 0;
}

/*
 * Memory that is the device's for good, of any pages: behind an IOMMU they are one piece for the
 * device, at one address, and for the CPU at another one. (Without, as here, they lie together.)
 */
int receive_for_good(device *dev)
{
	auto m = dma_noncontiguous<from_device>::make(dev, 2 * page_size, gfp::kernel);
	if (!m)
		return -ENOMEM;
	add(m.dma().addr(), m.size_bytes());
	device_writes(4);
	{
		const cpu_access in(m);
		check(in[0] == 4 && in[in.size() - 1] == 4);
	}
	/* only from here on may the device have it again */
	add(m.dma(page_size, 1).addr(), 1);
	device_writes(5);
	const cpu_access in(m);
	check(in[page_size] == 5);
	pr_info("the device wrote to memory of its own\n");
	return 0;
}

/* Why there is no mapping: without a device -ENODEV; the owner is as it was. */
int fail()
{
	auto b = kbuffer<any_contiguity<gfp::kernel>>::make(100000);
	if (!b)
		return -ENOMEM;
	auto m = dma_map_sg<to_device>(nullptr, std::move(b));
	check(!m && m.error() == -ENODEV);
	return 0;
}

} // namespace

int scattered_sample(device *dev)
{
	return run([dev] { return send(dev); }, [dev] { return receive(dev); },
		   [dev] { return send_contiguous(dev); }, [dev] { return send_several(dev); },
		   [dev] { return receive_for_good(dev); }, [] { return fail(); });
}
