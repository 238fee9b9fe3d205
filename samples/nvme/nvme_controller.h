/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The controller: on and off, what it says of itself, its queues. What there is of the device
 * while the driver is bound; open files have handles of it.
 */
#ifndef NVME_CONTROLLER_H
#define NVME_CONTROLLER_H

#include "nvme_queue.h"

struct nvme_controller {
	nvme_controller() = default;
	nvme_controller(const nvme_controller &) = delete;
	nvme_controller &operator=(const nvme_controller &) = delete;

	int init(nvme_device *nvme, device *dev, completion *done)
	{
		const u64 can = nvme_get64(nvme, capabilities);
		const u32 stride = 4U << (can >> 32 & 0xf);

		if (can == ~u64{0} || (can & 0xffff) < queue::size || (can >> 48 & 0xf) != 0)
			return -ENODEV; /* gone; queues too short; pages too long */
		patience_ms_ = 500 * (static_cast<u32>(can >> 24) & 0xff);
		if (const int err = dev_.set(dev, dma_mask<64>) ?: dev_.set_longest_piece(1U << 30))
			return err;
		lists_ = list_pool::make(dev_, "nvme lists", {.align = sizeof(prp_list)});
		if (!lists_)
			return -ENOMEM;
		if (const int err =
			    admin_.init(nvme, dev_, 0, stride) ?: io_.init(nvme, dev_, 1, stride))
			return err;
		nvme_ = nvme; /* from here on there is something to end */
		return start() ?: identify_all(done) ?: create_queues(done) ?: share(done);
	}

	/* An orderly end, if the device still listens; it is off the bus before its memory goes. */
	~nvme_controller()
	{
		if (!nvme_)
			return;
		if (nvme_get(nvme_, configuration) == enable) {
			nvme_set(nvme_, configuration, enable | shut_down);
			static_cast<void>(until(shutting_down, is_shut_down));
		}
		static_cast<void>(stop());
		nvme_bus_off(nvme_);
	}

	bool interrupt() KALLOC_INTERRUPT
	{
		const bool any = admin_.reap();

		return io_.reap() || any;
	}

	/*
	 * Until all that was submitted of r is over, and its memory is the driver's again: 0, -EIO,
	 * or -ETIMEDOUT. Then the device is off the bus, and of no use until it is bound again.
	 */
	int wait(queue &q, request &r) KALLOC_MAY_SLEEP
	{
		q.submitted(r);
		if (nvme_wait(r.done) == 0)
			return r.status ? -EIO : 0;
		nvme_bus_off(nvme_);
		admin_.give_up();
		io_.give_up();
		static_cast<void>(nvme_wait(r.done)); /* over by now */
		return -ETIMEDOUT;
	}

	/* A command alone, and the wait for it. */
	int ask(queue &q, const command &c, completion *done) KALLOC_MAY_SLEEP
	{
		request r{.done = done};
		const int err = q.submit(c, r);

		return wait(q, r) ?: err;
	}

	masked_device dev() const
	{
		return dev_;
	}

	const list_pool &lists() const
	{
		return lists_;
	}

	queue &io()
	{
		return io_;
	}

	/* Bytes of the disk, and those of a command at most; of a block, 2 to which power. */
	u64 size() const
	{
		return blocks_ << block_shift_;
	}

	size_t most() const
	{
		return most_;
	}

	u32 block_shift() const
	{
		return block_shift_;
	}

private:
	/* 0 when these bits of the status are so. */
	int until(u32 mask, u32 value) const
	{
		for (u32 ms = 0; ms <= patience_ms_; ms++) {
			const u32 now = nvme_get(nvme_, status);

			if (now == ~0U)
				return -ENODEV;
			if ((now & mask) == value)
				return 0;
			nvme_sleep_ms(1);
		}
		return -ETIMEDOUT;
	}

	int stop()
	{
		nvme_set(nvme_, configuration, 0);
		return until(ready, 0);
	}

	int start()
	{
		if (const int err = stop())
			return err;
		nvme_set(nvme_, admin_sizes, queue::size << 16 | queue::size);
		nvme_set64(nvme_, admin_commands, admin_.commands_at().cpu());
		nvme_set64(nvme_, admin_completions, admin_.completions_at().cpu());
		nvme_bus_on(nvme_, this);
		nvme_set(nvme_, configuration, enable);
		return until(ready, ready);
	}

	/* What the device says of itself comes by memory that is mapped for that. */
	template <class Data>
	int identify(u32 what, completion *done, auto read)
	{
		auto m = dma_map<from_device>(dev_, make_kunique<Data>(gfp::kernel));

		if (!m)
			return -ENOMEM;
		if (const int err = ask(admin_,
					{.opcode = admin_identify,
					 .nsid = le32{what == of_namespace ? 1U : 0U},
					 .prp = {le64{m.dma().addr()}},
					 .arg = {le32{what}}},
					done))
			return err;
		const cpu_access in(m);

		return read(*in);
	}

	int identify_all(completion *done)
	{
		const auto limit = [this](const controller_data &d) {
			if (d.most && d.most < 7)
				most_ = size_t{NVME_PAGE_BYTES} << d.most;
			shares_ = static_cast<bool>(d.takes & le16{takes_doorbells});
			return 0;
		};
		const auto disk = [this](const namespace_data &d) {
			blocks_ = d.blocks.cpu();
			block_shift_ = d.of[d.format & 0xf].block;
			return blocks_ && block_shift_ >= 9 && block_shift_ <= 12 ? 0 : -ENODEV;
		};

		return identify<controller_data>(of_controller, done, limit)
			       ?: identify<namespace_data>(of_namespace, done, disk);
	}

	/* The pair for input and output, of number 1. */
	int create_queues(completion *done)
	{
		command c = {.opcode = create_completions,
			     .prp = {io_.completions_at()},
			     .arg = {le32{queue::size << 16 | 1}, le32{in_one_piece | interrupts}}};

		if (const int err = ask(admin_, c, done))
			return err;
		c.opcode = create_commands;
		c.prp[0] = io_.commands_at();
		c.arg[1] = le32{1U << 16 | in_one_piece};
		return ask(admin_, c, done);
	}

	/* Where it can, the device looks in memory for what a register would tell it. */
	int share(completion *done)
	{
		if (!shares_)
			return 0;
		auto told = doorbell_page::make(dev_);
		auto wanted = doorbell_page::make(dev_);

		if (!told || !wanted)
			return -ENOMEM;
		dma_shared to(std::move(told));
		dma_shared from(std::move(wanted));
		const int err = ask(admin_,
				    {.opcode = share_doorbells,
				     .prp = {le64{to.dma().addr()}, le64{from.dma().addr()}}},
				    done);

		if (!err)
			io_.doorbells_are(std::move(to), std::move(from));
		return err;
	}

	nvme_device *nvme_ = nullptr;
	masked_device dev_;
	list_pool lists_; /* in front of the queues, which have some of its blocks */
	queue admin_, io_;
	u32 patience_ms_ = 0, block_shift_ = 0;
	u64 blocks_ = 0;
	bool shares_ = false;
	size_t most_ = prp_list::pages * NVME_PAGE_BYTES;
};

#endif
