/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The driver's C++ half: owns the memory that is shared with the device, and has the
 * device move data. No kernel header here; what it needs of the kernel, edu.h lists.
 */
#include <kalloc/kalloc.h>

#include "edu.h"

using namespace kalloc;

/*
 * The CPU and the device see it alike at all times, without flushing anything; it is the CPU's
 * alone but in a transfer (dma_shared). It lies where the device's 28 address bits reach, in the
 * first 256 MiB. nowarn: probe fails with -ENOMEM, a stack trace would tell nobody more.
 * retry_mayfail: behind an IOMMU it is made of any pages, and for as many as somebody may ask for
 * (transfer_bytes) the kernel would rather end processes than fail; without one it just fails.
 */
using dma_buffer = kbuffer<dma_coherent<gfp::kernel | gfp::nowarn | gfp::retry_mayfail>>;

/*
 * The other way: ordinary memory, mapped for one transfer. gfp::dma, as such memory is
 * where it happens to be, and what the device cannot reach has to go through bounce buffers,
 * of which most machines without an IOMMU have none. Where there are some, or an IOMMU, memory from
 * anywhere will do, and for a device that is told in pieces, of any kind.
 */
using low_frame = kbuffer<contiguous<gfp::kernel | gfp::dma | gfp::nowarn>>;
using frame = kbuffer<contiguous<gfp::kernel | gfp::nowarn>>;
using table = kbuffer<virtually_contiguous<gfp::kernel | gfp::nowarn>>;

/* What there is of the device while the driver is bound: open files have handles of it. */
class edu_core {
public:
	edu_core(edu_device *edu, masked_device dev, dma_buffer &&memory)
		: edu_(edu), dev_(dev), transfer_bytes_(memory.size() / 2),
		  memory_(std::move(memory))
	{
	}

	edu_core(const edu_core &) = delete;
	edu_core &operator=(const edu_core &) = delete;

	/* The device is off the bus before memory_, a member, gives its memory back. */
	~edu_core()
	{
		edu_bus_off(edu_);
	}

	/* All or nothing: half a message in the device is of no use to anybody. */
	long write(const char *from, size_t count, size_t pos, edu_path path, u32 how)
	{
		if (!count)
			return 0;
		if (count > transfer_bytes_)
			return -EMSGSIZE;
		if (count > room(pos))
			return -ENOSPC;
		if (how & EDU_NONBLOCK) {
			const mutex_try_guard alone(lock_);

			if (!alone)
				return -EAGAIN;
			return send(from, count, pos, path, how & EDU_ANYWHERE);
		}
		const mutex_intr_guard alone(lock_);

		if (!alone)
			return -ERESTARTSYS;
		return send(from, count, pos, path, how & EDU_ANYWHERE);
	}

	/* As from any file, what there is: up to the end, 0 at the end. */
	long read(char *to, size_t count, size_t pos, edu_path path, u32 how)
	{
		if (count > room(pos))
			count = room(pos);
		if (count > transfer_bytes_)
			count = transfer_bytes_;
		if (!count)
			return 0;
		if (how & EDU_NONBLOCK) {
			const mutex_try_guard alone(lock_);

			if (!alone)
				return -EAGAIN;
			return receive(to, count, pos, path, how & EDU_ANYWHERE);
		}
		const mutex_intr_guard alone(lock_);

		if (!alone)
			return -ERESTARTSYS;
		return receive(to, count, pos, path, how & EDU_ANYWHERE);
	}

private:
	long send(const char *from, size_t count, size_t pos, edu_path path, bool anywhere)
		KALLOC_HOLDS(lock_)
	{
		switch (path) {
		case EDU_STREAMING:
			return anywhere ? stream_out<frame>(from, count, pos)
					: stream_out<low_frame>(from, count, pos);
		case EDU_SCATTERED:
			return anywhere ? scatter_out<table>(from, count, pos)
					: scatter_out<low_frame>(from, count, pos);
		case EDU_GATHERED:
			return gather_out(from, count, pos);
		case EDU_COHERENT:
			break;
		}

		const kspan<u8> out = memory_.first(count);

		if (edu_copy_from_user(out.data(), from, count))
			return -EFAULT;
		return transfer_shared(0, count, pos, EDU_DMA_FROM_RAM);
	}

	long receive(char *to, size_t count, size_t pos, edu_path path, bool anywhere)
		KALLOC_HOLDS(lock_)
	{
		switch (path) {
		case EDU_STREAMING:
			return anywhere ? stream_in<frame>(to, count, pos)
					: stream_in<low_frame>(to, count, pos);
		case EDU_SCATTERED:
			return anywhere ? scatter_in<table>(to, count, pos)
					: scatter_in<low_frame>(to, count, pos);
		case EDU_GATHERED:
			return gather_in(to, count, pos);
		case EDU_COHERENT:
			break;
		}

		/* not where writes go out from: what is read came through the device */
		const long moved = transfer_shared(transfer_bytes_, count, pos, EDU_DMA_TO_RAM);
		const kspan<u8> in = memory_.subspan(transfer_bytes_, count);

		if (moved > 0 && edu_copy_to_user(to, in.data(), count))
			return -EFAULT;
		return moved;
	}

	/* A part of memory_, which is the device's, too, until the transfer is over, or it is off.
	 */
	long transfer_shared(size_t first, size_t count, size_t pos, u32 direction)
		KALLOC_HOLDS(lock_)
	{
		dma_shared shared(std::move(memory_));
		const long moved = transfer(shared.dma(first, count), pos, direction);

		memory_ = shared.take_back();
		return moved;
	}

	/*
	 * The owner is in the mapping while the device has the memory, and ends with it, however
	 * this returns: after a transfer that did not end the device is off the bus.
	 */
	template <class Memory>
	long stream_out(const char *from, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto out = Memory::make(count);

		if (!out)
			return -ENOMEM;
		if (edu_copy_from_user(out.data(), from, count))
			return -EFAULT;
		auto m = dma_map<to_device>(dev_, std::move(out));
		if (!m)
			return -ENOMEM;
		return transfer(m.dma(), pos, EDU_DMA_FROM_RAM);
	}

	template <class Memory>
	long stream_in(char *to, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto m = dma_map<from_device>(dev_, Memory::make(count));

		if (!m)
			return -ENOMEM;
		const long moved = transfer(m.dma(), pos, EDU_DMA_TO_RAM);
		const Memory in = m.unmap();
		if (moved > 0 && edu_copy_to_user(to, in.data(), count))
			return -EFAULT;
		return moved;
	}

	/* The same in pieces, each a transfer of its own. */
	template <class Memory>
	long scatter_out(const char *from, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto out = Memory::make(count);

		if (!out)
			return -ENOMEM;
		if (edu_copy_from_user(out.data(), from, count))
			return -EFAULT;
		auto m = dma_map_sg<to_device>(dev_, std::move(out));
		if (!m)
			return m.error();
		return transfer_each(m.dma_ranges(), pos, EDU_DMA_FROM_RAM);
	}

	template <class Memory>
	long scatter_in(char *to, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto m = dma_map_sg<from_device>(dev_, Memory::make(count));

		if (!m)
			return m.error();
		const long moved = transfer_each(m.dma_ranges(), pos, EDU_DMA_TO_RAM);
		const Memory in = m.unmap();
		if (moved > 0 && edu_copy_to_user(to, in.data(), count))
			return -EFAULT;
		return moved;
	}

	long transfer_each(const dma_range_list &ranges, size_t pos, u32 direction)
		KALLOC_HOLDS(lock_)
	{
		long sum = 0;

		for (const dma_range r : ranges) {
			const long moved = transfer(r, pos + static_cast<size_t>(sum), direction);

			if (moved < 0)
				return moved;
			sum += moved;
		}
		return sum;
	}

	/* Pages that are allocated for the device: behind an IOMMU any, which are one piece to it.
	 */
	long gather_out(const char *from, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto m = dma_noncontiguous<to_device>::make(dev_, count, gfp::kernel | gfp::nowarn);

		if (!m)
			return -ENOMEM;
		{
			const cpu_refill out(m);

			if (edu_copy_from_user(out.span().data(), from, count))
				return -EFAULT;
		}
		return transfer(m.dma(), pos, EDU_DMA_FROM_RAM);
	}

	long gather_in(char *to, size_t count, size_t pos) KALLOC_HOLDS(lock_)
	{
		auto m = dma_noncontiguous<from_device>::make(dev_, count,
							      gfp::kernel | gfp::nowarn);

		if (!m)
			return -ENOMEM;
		const long moved = transfer(m.dma(), pos, EDU_DMA_TO_RAM);
		const cpu_access in(m);
		if (moved > 0 && edu_copy_to_user(to, in.span().data(), count))
			return -EFAULT;
		return moved;
	}

	static size_t room(size_t pos)
	{
		return pos < EDU_MEMORY_BYTES ? EDU_MEMORY_BYTES - pos : 0;
	}

	/*
	 * One DMA between RAM and the device's own memory at pos: the bytes moved, or -Exxx.
	 * Then it is over, or the device cannot reach RAM.
	 */
	long transfer(dma_range ram, size_t pos, u32 direction) KALLOC_HOLDS(lock_)
	{
		const bool to_ram = direction == EDU_DMA_TO_RAM;
		const dma_addr_t inside = EDU_MEMORY_START + pos;

		if (const int error = get_ready())
			return error;
		/* the mask and the sizes keep all three within the 32-bit registers */
		edu_set(edu_, EDU_DMA_SOURCE, static_cast<u32>(to_ram ? inside : ram.addr()));
		edu_set(edu_, EDU_DMA_TARGET, static_cast<u32>(to_ram ? ram.addr() : inside));
		edu_set(edu_, EDU_DMA_COUNT, static_cast<u32>(ram.size_bytes()));
		edu_set(edu_, EDU_DMA_COMMAND, EDU_DMA_RUN | EDU_DMA_IRQ | direction);

		if (const int error = edu_wait(edu_)) {
			/* it may still be at it, and must not write to RAM later on */
			edu_bus_off(edu_);
			ready_ = false;
			return error;
		}
		return static_cast<long>(ram.size_bytes());
	}

	/* At first, and after a transfer that did not end: nobody knows what it is doing. */
	int get_ready() KALLOC_HOLDS(lock_)
	{
		if (ready_)
			return 0;
		/* there is no way to stop it; while it runs it takes no other command */
		if (edu_get(edu_, EDU_DMA_COMMAND) & EDU_DMA_RUN)
			return -EBUSY;
		/* an old transfer's interrupt is not the next one's */
		edu_set(edu_, EDU_IRQ_ACK, edu_get(edu_, EDU_IRQ_STATUS));
		edu_bus_on(edu_);
		ready_ = true;
		return 0;
	}

	mutex lock_{"edu_core::lock"}; /* one transfer at a time */
	edu_device *edu_;
	masked_device dev_;
	const size_t transfer_bytes_;
	/* first half: out to the device; second half: in; within a transfer it is not here */
	dma_buffer memory_ KALLOC_GUARDED_BY(lock_);
	bool ready_ KALLOC_GUARDED_BY(lock_) = false;
};

extern "C" int edu_core_create(edu_device *edu, device *dev, size_t transfer_bytes,
			       kalloc_bound **core)
{
	masked_device to;

	if (const int error = to.set(dev, dma_mask<28>) ?: to.set_longest_piece(EDU_PIECE_BYTES))
		return error;
	auto memory = dma_buffer::make(to, 2 * transfer_bytes);
	if (!memory)
		return -ENOMEM;
	auto made = make_kunique<edu_core>(gfp::kernel, edu, to, std::move(memory));
	if (!made)
		return -ENOMEM;
	/* the C half keeps handles: out of C++ by release(), back in by adopt() below */
	*core = kbound<edu_core>::make(dev, std::move(made)).release();
	return *core ? 0 : -ENOMEM;
}

extern "C" kalloc_bound *edu_core_open(kalloc_bound *core)
{
	return kbound<edu_core>::share(core).release();
}

extern "C" void edu_core_close(kalloc_bound *core)
{
	const auto last = kbound<edu_core>::adopt(core);
}

extern "C" long edu_core_write(kalloc_bound *core, const char *from, size_t count, long long pos,
			       edu_path path, u32 how)
{
	const while_bound<edu_core> here(core);

	if (!here)
		return -ENODEV;
	return here->write(from, count, static_cast<size_t>(pos), path, how);
}

extern "C" long edu_core_read(kalloc_bound *core, char *to, size_t count, long long pos,
			      edu_path path, u32 how)
{
	const while_bound<edu_core> here(core);

	if (!here)
		return -ENODEV;
	return here->read(to, count, static_cast<size_t>(pos), path, how);
}
