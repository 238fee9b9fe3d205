/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_mapped, const_user_mapped: memory of a driver that user space maps, by mmap() of its files;
 * test/user.c is a program that does. Whoever has mapped pages keeps them, also when the driver is
 * unbound; what the device shares is its binding's, and taken away from user space then.
 */
#include "../sample.h"

#include "mmap.h"

using namespace kalloc;

namespace {

struct reading {
	u32 number, value;
};

/* Large tables, of which the driver writes one, and user space writes pages for another. */
using readings = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, reading>;
using commands = kpage_array;
/* What the device sees, too: always zeroed. */
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;
/* What it is shown, and the CPU only writes; so it is mapped, too. */
using frame = kbuffer<dma_coherent<gfp::kernel, dma_attr::write_combine>, u32>;

class driver {
public:
	int init(device *dev)
	{
		auto r = readings::make(1000);

		if (!r)
			return -ENOMEM;
		for (u32 i = 0; i < 1000; i++)
			r[i] = {.number = i, .value = i * i};
		/* user space only reads, and mprotect() does not help it */
		readings_ = const_user_mapped<readings>::make(std::move(r));
		if (!readings_)
			return -ENOMEM; /* here r is as it was */

		commands_ = user_mapped<commands>::make(gfp::user, 2); /* pages, zeroed */
		if (!commands_)
			return -ENOMEM;

		auto ring_of_16 = ring::make(dev, 16);
		if (!ring_of_16)
			return -ENOMEM;
		ring_of_16[0] = 7; /* so far it is the CPU's alone */
		ring_ = user_mapped<ring>::make(std::move(ring_of_16));
		if (!ring_)
			return -ENOMEM;
		/* the device's from here on, too: a word at a time */
		ring_.at(2).write(9);

		frame_ = user_mapped<frame>::make(frame::make(dev, 64));
		if (!frame_)
			return -ENOMEM;
		frame_.at(1).write(0xffffff);
		return 0;
	}

	/* Ends with the binding: who has mapped the ring is without it, before it is freed. */
	~driver()
	{
		if (!ring_ || !commands_)
			return;
		const page_access<u32> first(commands_);

		pr_info("the first command is %u, in the ring is %u\n", read_once(first[0]),
			ring_.at(1).read());
	}

	int map(mmap_sample_file file, vm_area_struct *vma) const
	{
		switch (file) {
		case MMAP_READINGS:
			return readings_.map(vma);
		case MMAP_COMMANDS:
			return commands_.map(vma);
		case MMAP_RING:
			return ring_.map(vma);
		default:
			return frame_.map(vma);
		}
	}

private:
	const_user_mapped<readings> readings_;
	user_mapped<commands> commands_;
	user_mapped<ring> ring_;
	user_mapped<frame> frame_;
};

} // namespace

kalloc_bound *mmap_sample_probe(device *dev)
{
	kunique_ptr<driver> made;

	if (try_make_kunique(made, gfp::kernel, dev))
		return nullptr;
	auto bound = kbound<driver>::make(dev, std::move(made));

	return bound.release();
}

int mmap_sample_mmap(kalloc_bound *of, mmap_sample_file file, vm_area_struct *vma)
{
	const while_bound<driver> here(of);

	if (!here)
		return -ENODEV;
	return here->map(file, vma);
}

void mmap_sample_close(kalloc_bound *of)
{
	const auto last = kbound<driver>::adopt(of);
}
