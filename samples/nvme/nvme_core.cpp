/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The driver's C++ half: owns the queues and all memory that the device sees, and has it move data
 * from and to user space. No kernel header here; what it needs of the kernel, nvme.h lists.
 */
#include "nvme_controller.h"

namespace {

/*
 * The pages of a mapping, one after the other, as a command lists them. Where an IOMMU or bounce
 * buffers gave other addresses, what was a page is one still: probe asked for that.
 */
class page_walk {
public:
	explicit page_walk(const dma_range_list &all) : next_(all.begin()) {}

	/* The next one, which may begin within; left is less by what is in it. */
	le64 take(size_t &left)
	{
		if (!bytes_) {
			const dma_range r = *next_;

			++next_;
			addr_ = r.addr();
			bytes_ = r.size_bytes();
		}
		size_t n = NVME_PAGE_BYTES - addr_ % NVME_PAGE_BYTES;
		n = n < bytes_ ? n : bytes_;
		n = n < left ? n : left;
		const le64 page{addr_};

		addr_ += n;
		bytes_ -= n;
		left -= n;
		return page;
	}

private:
	dma_range_list::iterator next_;
	dma_addr_t addr_ = 0;
	size_t bytes_ = 0;
};

/* bytes of user memory that are the device's at once, of one call */
constexpr size_t at_once = size_t{16} << 20;

/* As many commands as it takes; those before one that fails are under way. */
int submit_all(nvme_controller &n, const dma_range_list &ranges, enum opcode what, u64 pos,
	       size_t count, request &r) KALLOC_MAY_SLEEP
{
	page_walk pages(ranges);

	while (count) {
		const size_t bytes = count < n.most() ? count : n.most();
		const u64 block = pos >> n.block_shift();
		size_t left = bytes;
		shared_list shared;
		command c = {.opcode = what,
			     .nsid = le32{1},
			     .prp = {pages.take(left)},
			     .arg = {le32{static_cast<u32>(block)},
				     le32{static_cast<u32>(block >> 32)},
				     le32{static_cast<u32>(bytes >> n.block_shift()) - 1}}};

		if (left > NVME_PAGE_BYTES) {
			auto list = n.lists().make_kunique(gfp::kernel);
			if (!list)
				return -ENOMEM;
			for (size_t i = 0; left; i++)
				list->page[i] = pages.take(left);
			shared = shared_list(std::move(list));
			c.prp[1] = le64{shared.dma().addr()};
		} else if (left) {
			c.prp[1] = pages.take(left);
		}
		if (const int err = n.io().submit(c, r, std::move(shared)))
			return err;
		pos += bytes;
		count -= bytes;
	}
	return 0;
}

/*
 * User space's own pages: pinned as long as they are mapped, and mapped as long as the device has
 * a command of them. Those that it wrote to are dirty then.
 */
template <dma_direction Direction, class Pages, class Pointer>
int transfer_some(nvme_controller &n, Pointer user, size_t count, u64 pos,
		  completion *done) KALLOC_MAY_SLEEP
{
	Pages pages;

	if (const int err = pages.pin(user, count))
		return err;
	auto m = dma_map_sg<Direction>(n.dev(), std::move(pages));
	if (!m)
		return m.error();
	request r{.done = done};
	const int err = submit_all(n, m.dma_ranges(), Direction == to_device ? io_write : io_read,
				   pos, count, r);

	return n.wait(n.io(), r) ?: err;
}

/* As from any file, what there is up to the end; more is written by nobody. */
template <dma_direction Direction, class Pages, class Pointer>
long transfer(nvme_controller &n, Pointer user, size_t count, u64 pos,
	      completion *done) KALLOC_MAY_SLEEP
{
	const u64 room = pos < n.size() ? n.size() - pos : 0;
	size_t moved = 0;

	if ((pos | count) & ((u64{1} << n.block_shift()) - 1) || user.address() % 4)
		return -EINVAL;
	if (count > room) {
		if (Direction == to_device)
			return -ENOSPC;
		count = static_cast<size_t>(room);
	}
	while (moved < count) {
		const size_t bytes = count - moved < at_once ? count - moved : at_once;
		const int err =
			transfer_some<Direction, Pages>(n, user + moved, bytes, pos + moved, done);

		if (err)
			return moved ? static_cast<long>(moved) : err;
		moved += bytes;
	}
	return static_cast<long>(moved);
}

} // namespace

extern "C" int nvme_core_create(nvme_device *nvme, device *dev, completion *done,
				kalloc_bound **core)
{
	kunique_ptr<nvme_controller> controller;

	if (const int err = try_make_kunique(controller, gfp::kernel, nvme, dev, done))
		return err;
	/* the C half keeps handles: out of C++ by release(), back in by adopt() below */
	*core = kbound<nvme_controller>::make(dev, std::move(controller)).release();
	return *core ? 0 : -ENOMEM;
}

extern "C" kalloc_bound *nvme_core_open(kalloc_bound *core)
{
	return kbound<nvme_controller>::share(core).release();
}

extern "C" void nvme_core_close(kalloc_bound *core)
{
	const auto last = kbound<nvme_controller>::adopt(core);
}

extern "C" long long nvme_core_size(kalloc_bound *core)
{
	const while_bound<nvme_controller> here(core);

	if (!here)
		return -ENODEV;
	return static_cast<long long>(here->size());
}

extern "C" long nvme_core_read(kalloc_bound *core, char *to, size_t count, long long pos,
			       completion *done)
{
	const while_bound<nvme_controller> here(core);

	if (!here)
		return -ENODEV;
	return transfer<from_device, user_pages>(*here, user_ptr<void>(to), count,
						 static_cast<u64>(pos), done);
}

extern "C" long nvme_core_write(kalloc_bound *core, const char *from, size_t count, long long pos,
				completion *done)
{
	const while_bound<nvme_controller> here(core);

	if (!here)
		return -ENODEV;
	return transfer<to_device, const_user_pages>(*here, user_ptr<const void>(from), count,
						     static_cast<u64>(pos), done);
}

extern "C" int nvme_core_flush(kalloc_bound *core, completion *done)
{
	const while_bound<nvme_controller> here(core);

	if (!here)
		return -ENODEV;
	return here->ask(here->io(), {.opcode = io_flush, .nsid = le32{1}}, done);
}

extern "C" int nvme_core_interrupt(nvme_controller *controller) KALLOC_INTERRUPT
{
	assume_in_interrupt(); /* by the kernel's word, where lockdep is on */
	return controller->interrupt();
}
