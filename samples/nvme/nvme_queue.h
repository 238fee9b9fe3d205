/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A pair of queues, in coherent memory: commands go out by one, completions come in by the other.
 * Up to NVME_SLOTS commands are the device's at once, each with a number; whoever waits for some
 * of them has a request.
 */
#ifndef NVME_QUEUE_H
#define NVME_QUEUE_H

#include "nvme_spec.h"

using namespace nvme;

/* On the stack of who waits, as long as the device has a command of it; under the queue's lock. */
struct request {
	completion *done = nullptr;
	u32 left = 1;   /* commands that are not over, and one until all are submitted */
	u16 status = 0; /* of the first that failed */

	void one_less()
	{
		if (!--left)
			nvme_wake(done);
	}
};

using list_pool = dma_pool<prp_list>;
/* one of them, of which the device has been told */
using shared_list = dma_shared<list_pool::block>;

/* What the driver would write to the doorbells, and from where on the device wants to be told. */
using doorbell_page = kbuffer<dma_coherent<gfp::kernel>, le32, NVME_PAGE_BYTES / sizeof(le32)>;

class queue {
	static constexpr size_t entries = size_t{2} * NVME_SLOTS;
	using commands = kbuffer<dma_coherent<gfp::kernel>, command, entries>;
	using completions = kbuffer<dma_coherent<gfp::kernel>, completed, entries>;

public:
	/* as the registers and the commands that create a queue have it: less one */
	static constexpr u32 size = entries - 1;

	queue() = default;
	queue(const queue &) = delete;
	queue &operator=(const queue &) = delete;

	/* id: 0 is the pair for the administration. stride: between two of the registers. */
	int init(nvme_device *nvme, masked_device dev, u32 id, u32 stride)
	{
		const unpublished only_here(lock_);

		nvme_ = nvme;
		tail_ = doorbells + 2 * id * stride;
		head_ = tail_ + stride;
		out_ = dma_ring<commands>(commands::make(dev));
		in_ = in_ring(completions::make(dev));
		return out_ && in_ ? 0 : -ENOMEM;
	}

	/* Where the device finds them. */
	le64 commands_at()
	{
		const spin_irqsave_guard guard(lock_);

		return le64{out_.dma().addr()};
	}

	le64 completions_at()
	{
		const spin_irqsave_guard guard(lock_);

		return le64{in_.dma().addr()};
	}

	/* From here on the device looks there itself, as long as it is busy. */
	void doorbells_are(dma_shared<doorbell_page> &&told, dma_shared<doorbell_page> &&wanted)
	{
		const spin_irqsave_guard guard(lock_);

		told_.swap(told);
		wanted_.swap(wanted);
	}

	/* c is the device's, and one of r's. The list, if it has one, goes along. 0 or -EIO. */
	int submit(command c, request &r, shared_list &&list = {}) KALLOC_MAY_SLEEP
	{
		nvme_take_slot(nvme_);
		const spin_irqsave_guard guard(lock_);
		const auto id = static_cast<u16>(__builtin_ctz(free_));
		const size_t before = out_.next();
		c.id = le16{id};
		const int err = dead_ ? -EIO : out_.post(c);

		if (err) {
			nvme_give_slot(nvme_);
			return err;
		}
		free_ &= free_ - 1;
		r.left++;
		slots_[id].of = &r;
		slots_[id].list = std::move(list);
		ring(tail_, before, out_.next());
		return 0;
	}

	/* r gets no more commands: it is over with the last one. */
	void submitted(request &r)
	{
		const spin_irqsave_guard guard(lock_);

		r.one_less();
	}

	/* In the interrupt: what the device is done with. Was there anything? */
	bool reap() KALLOC_INTERRUPT
	{
		const spin_guard guard(lock_);
		const size_t before = in_.next();
		const size_t n = in_.reap([this](const completed &c, size_t) {
			assume_held(lock_);
			ends(c);
		});

		if (n)
			ring(head_, before, in_.next());
		return n != 0;
	}

	/* The device is off the bus: nothing comes any more. */
	void give_up()
	{
		const spin_irqsave_guard guard(lock_);

		dead_ = true;
		for (size_t id = 0; id < NVME_SLOTS; id++)
			if (slots_[id].of)
				ends(id, no_status);
	}

private:
	using in_ring = dma_ring<completions, told_by_phase<&completed::status, 1>>;
	static constexpr u16 no_status = 0xffff;

	/* Where the driver is in a queue now, for the device. */
	void ring(u32 doorbell, size_t before, size_t now) KALLOC_HOLDS(lock_)
	{
		if (told_) {
			const size_t index = (doorbell - doorbells) / sizeof(le32);

			told_.at(index).write_last(le32{static_cast<u32>(now)});
			nvme_mb();
			const size_t wanted = wanted_.at(index).read().cpu();

			if (static_cast<u16>(now - wanted - 1) >= static_cast<u16>(now - before))
				return;
		}
		nvme_set(nvme_, doorbell, static_cast<u32>(now));
	}

	/* What cannot be is not believed: then the command times out. */
	void ends(const completed &c) KALLOC_HOLDS(lock_)
	{
		const size_t id = c.id.cpu();

		if (id < NVME_SLOTS && slots_[id].of &&
		    out_.reap(c.head.cpu(), [](const command &, size_t) {}) >= 0)
			ends(id, c.status.cpu() >> 1);
	}

	void ends(size_t id, u16 status) KALLOC_HOLDS(lock_)
	{
		request &r = *std::exchange(slots_[id].of, nullptr);

		slots_[id].list.reset();
		free_ |= 1U << id;
		nvme_give_slot(nvme_);
		if (!r.status)
			r.status = status;
		r.one_less();
	}

	/* a command that the device has: whose it is, and what has to be there as long */
	struct slot {
		request *of = nullptr;
		shared_list list;
	};

	spinlock lock_{"queue::lock"};
	nvme_device *nvme_ = nullptr;
	u32 tail_ = 0, head_ = 0; /* registers: the doorbells */
	dma_ring<commands> out_ KALLOC_GUARDED_BY(lock_);
	in_ring in_ KALLOC_GUARDED_BY(lock_);
	dma_shared<doorbell_page> told_ KALLOC_GUARDED_BY(lock_), wanted_ KALLOC_GUARDED_BY(lock_);
	slot slots_[NVME_SLOTS] KALLOC_GUARDED_BY(lock_);
	u32 free_ KALLOC_GUARDED_BY(lock_) = ~0U;
	bool dead_ KALLOC_GUARDED_BY(lock_) = false;
};

#endif
