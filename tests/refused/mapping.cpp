/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Streaming mappings: dma_map(), dma_lend(), cpu_access, cpu_refill. */
#include "refused.h"

using frame = kbuffer<contiguous<gfp::kernel>>;
using block = kbuffer<contiguous<gfp::kernel>, u32, 16>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using blob = kbuffer<any_contiguity<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;
using tx = dma_mapping<to_device, frame>;
using rx = dma_mapping<from_device, frame>;

struct queue {
	queue *next;
	u32 length;
};
struct numbers {
	u64 next;
	u32 length;
};
struct polymorphic {
	u32 value;
	virtual ~polymorphic();
};

void start_transfer(dma_addr_t addr, size_t size);

#ifdef owner_not_moved // kalloc: the mapping takes the owner: std::move\(\) it in
void f(device *dev, frame &b)
{
	use(dma_map<to_device>(dev, PICK(b)(std::move(b))));
}
#endif

#ifdef memory_on_the_stack // once: kalloc: no owner's memory, the stack say: make one
bool f(device *dev)
{
	PICK(u8 b[64] = {};)(frame b = frame::make(64); if (!b) return false;)
	auto m = dma_map<to_device>(dev, PICK(b)(std::move(b)));
	return !!m;
}
#endif

#ifdef part_of_owner_not_moved // kalloc: the mapping takes the owner: std::move\(\) it in
void f(device *dev, frame &b)
{
	use(dma_map<to_device>(dev, PICK(b)(std::move(b)), 10));
}
#endif

#ifdef vmalloc_memory // kalloc: a device needs memory that is physically contiguous
void f(device *dev, PICK(table)(frame) &&b)
{
	use(dma_map<to_device>(dev, std::move(b)));
}
#endif

#ifdef kvmalloc_memory // kalloc: a device needs memory that is physically contiguous
void f(device *dev, PICK(blob)(frame) &&b)
{
	use(dma_map<to_device>(dev, std::move(b)));
}
#endif

#ifdef object_in_vmalloc_memory // kalloc: a device needs memory that is physically contiguous
void f(device *dev, kunique_ptr<point PICK(, vmalloc_family)()> &&p)
{
	use(dma_map<to_device>(dev, std::move(p)));
}
#endif

#ifdef coherent_memory // kalloc: a device needs memory that is physically contiguous
void f(device *dev, PICK(ring)(frame) &&b)
{
	use(dma_map<to_device>(dev, std::move(b)));
}
#endif

#ifdef array_of_unknown_size // kalloc: a device needs memory that is physically contiguous
void f(device *dev, PICK(kunique_ptr<u8[]>)(frame) &&b)
{
	use(dma_map<to_device>(dev, std::move(b)));
}
#endif

#ifdef vector // kalloc: a device needs memory that is physically contiguous
void f(device *dev, kvector<u32> &&v)
{
	use(dma_map<to_device>(dev, PICK(std::move(v))(v.into_buffer())));
}
#endif

#ifdef mapping_of_vmalloc_memory // kalloc: a device needs memory that is physically contiguous
dma_mapping<to_device, PICK(table)(frame)> m;
#endif

#ifdef constant_owner // once: kalloc: the mapping takes the owner: not of a const one
void f(device *dev, PICK(const)() frame b)
{
	auto m = dma_map<to_device>(dev, std::move(b));
}
#endif

#ifdef constant_owner_kept // once: kalloc: the mapping takes the owner: (not of a const one|std::move\(\) it in)
void f(device *dev, PICK(const frame &b)(frame &&b))
{
	auto m = dma_map<to_device>(dev, PICK(b)(std::move(b)), 4);
}
#endif

#ifdef constant_owner_in_pieces // once: kalloc: the mapping takes the owner: not of a const one
void f(device *dev, PICK(const)() frame b)
{
	auto m = dma_map_sg<to_device>(dev, std::move(b));
}
#endif

#ifdef constant_written // kalloc: the device would write to constants
void f(device *dev, kunique_ptr<PICK(const)() point> &&p)
{
	use(dma_map<from_device>(dev, std::move(p)));
}
#endif

#ifdef pointer_written // kalloc: a device writes to this memory, any bytes
void f(device *dev, kunique_ptr<PICK(queue)(numbers)> &&p)
{
	use(dma_map<from_device>(dev, std::move(p)));
}
#endif

#ifdef bool_written_both_ways // kalloc: a device writes to this memory, any bytes
void f(device *dev, kbuffer<contiguous<gfp::kernel>, PICK(bool)(u8)> &&b)
{
	use(dma_map<bidirectional>(dev, std::move(b)));
}
#endif

#ifdef object_mapped // kalloc: a device sees bytes, and no objects
void f(device *dev, kunique_ptr<PICK(polymorphic)(numbers)> &&p)
{
	use(dma_map<to_device>(dev, std::move(p)));
}
#endif

#ifdef part_of_an_extent // kalloc: an Extent, pages, several owners are mapped as a whole
void f(device *dev, PICK(block)(frame) &&b)
{
	use(dma_map<to_device>(dev, std::move(b), 4));
}
#endif

#ifdef mapped_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(device *dev, frame &&b)
{
	PICK()(auto m =) dma_map<to_device>(dev, std::move(b));
}
#endif

#ifdef unmapped_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(tx &m)
{
	PICK()(auto b =) m.unmap();
}
#endif

#ifdef tested_at_once // kalloc: freed at once; keep it
int f(device *dev, frame &&b)
{
	PICK(return dma_map<to_device>(dev, std::move(b)) ? 0 : -ENOMEM)
	(auto m = dma_map<to_device>(dev, std::move(b)); return m ? 0 : -ENOMEM);
}
#endif

#ifdef mapping_copied // kalloc: one owner; std::move\(\) it
void f(tx &m)
{
	auto n = PICK(m)(std::move(m));
}
#endif

#ifdef mapping_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(tx &m, tx &n)
{
	m = PICK(n)(std::move(n));
}
#endif

#ifdef mapping_released // kalloc: a mapping is unmapped: unmap\(\) gives the owner back
void f(tx &m)
{
	use(m.PICK(release)(unmap)());
}
#endif

#ifdef direction_swapped // could not convert|cannot convert|no viable conversion|conversion from
void f(device *dev, frame &&b)
{
	PICK(tx)(rx) m = dma_map<from_device>(dev, std::move(b));
}
#endif

#ifdef touched_while_mapped // once: kalloc: it is the device's: cpu_access has it
u8 f(rx &m)
{
	PICK()(const cpu_access in(m));
	return PICK(m)(in)[0];
}
#endif

#ifdef written_to_device // kalloc: read-only: if it is of a cpu_access: bytes to_device are written in a cpu_refill
void f(tx &m)
{
	const PICK(cpu_access)(cpu_refill) out(m);
	out[0] = 1;
}
#endif

#ifdef written_from_device // read-only|const-qualified
void f(dma_mapping<PICK(from_device)(bidirectional), frame> &m)
{
	const cpu_access in(m);
	in[0] = 1;
}
#endif

#ifdef refilled_from_device // kalloc: only bytes to_device are refilled
void f(PICK(rx)(tx) &m)
{
	const cpu_refill out(m);
}
#endif

#ifdef nameless_access // kalloc: a guard without a name ends at once
u8 f(rx &m)
{
	PICK(cpu_access<from_device, frame>{m})(const cpu_access in(m));
	return 0;
}
#endif

#ifdef access_moved // kalloc: it stays; pass a &|use of deleted function|deleted
void f(rx &m)
{
	const cpu_access in(m);
	auto other = PICK(std::move(in))(in.span());
	use(other);
}
#endif

#ifdef started_while_the_cpu_is_at_it // clang: cannot call function 'dma' while mapping that the CPU is at \(end the cpu_access first
void f(tx &m)
{
	PICK()({)
	const cpu_refill out(m);
	out[0] = 1;
	PICK()(})
	start_transfer(m.dma().addr(), m.size());
}
#endif

#ifdef unmapped_while_the_cpu_is_at_it // clang: cannot call function 'unmap' while mapping that the CPU is at \(end the cpu_access first
u8 f(rx &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	const frame b = m.unmap();
	return b ? b[0] : 0;
}
#endif

#ifdef freed_while_the_cpu_is_at_it // clang: cannot call function 'reset' while mapping that the CPU is at
void f(rx &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	m.reset();
}
#endif

#ifdef two_accesses // clang: acquiring .* 'm' that is already held
void f(rx &m)
{
	PICK()({)
	const cpu_access in(m, 0, 4);
	use(in[0]);
	PICK()(})
	const cpu_access next(m, 4, 4);
	use(next[0]);
}
#endif

#ifdef access_outlives_its_block // clang: address of stack memory associated with|reference to stack memory
kspan<const u8> f(rx &m)
{
	const cpu_access in(m);
	return PICK(in.span())({});
}
#endif

#ifdef array_lent // kalloc: an array is on the stack, static, or part of something
void f(device *dev, const frame &b)
{
	u8 local[16];
	const auto m = dma_lend<to_device>(dev, PICK(local)(b.data()), 16);
	use(local);
}
#endif

#ifdef owner_lent // kalloc: what has an owner moves into its mapping
void f(device *dev, frame &&b)
{
	const auto m = PICK(dma_lend<to_device>(dev, b, b.size()))(dma_map<to_device>(dev, std::move(b)));
	use(m);
}
#endif

#ifdef pointer_mapped // kalloc: a device needs memory that is physically contiguous|the mapping takes the owner
void f(device *dev, u8 *data)
{
	const auto m = PICK(dma_map<to_device>(dev, static_cast<u8 *>(data)))(dma_lend<to_device>(dev, data, 10));
	use(m);
}
#endif

#ifdef lent_constant_written // kalloc: the device would write to constants
void f(device *dev, PICK(const)() u8 *data)
{
	const auto m = dma_lend<from_device>(dev, data, 10);
	use(m);
}
#endif

#ifdef lent_and_dropped // kalloc: what is mapped is unmapped at once; keep it, and test it
void f(device *dev, u8 *data)
{
	PICK()(const auto m =) dma_lend<to_device>(dev, data, 10);
}
#endif

#ifdef lent_tested_at_once // kalloc: unmapped at once; keep it
int f(device *dev, u8 *data)
{
	PICK(return dma_lend<to_device>(dev, data, 10) ? 0 : -ENOMEM)
	(const auto m = dma_lend<to_device>(dev, data, 10); return m ? 0 : -ENOMEM);
}
#endif

#ifdef mapped_in_raw_spin_guard // clang: cannot call function 'dma_map.*' while raw atomic context
void f(device *dev, raw_spinlock &lock, frame &&b)
{
	PICK(const raw_spin_guard guard(lock))(use(lock));
	auto m = dma_map<to_device>(dev, std::move(b));
}
#endif

#ifdef used_after_it_was_unmapped // clang: kalloc: this mapping is over, unmap\(\) gave its owner back
dma_addr_t f(device *dev, frame &&b)
{
	auto m = dma_map<to_device>(dev, std::move(b));
	if (!m)
		return 0;
	PICK(b = m.unmap();)()
	return m.dma().addr();
}
#endif

#ifdef mapped_again // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev, frame &&b)
{
	auto m = dma_map<to_device>(dev, std::move(b));
	if (!m)
		return 0;
	b = m.unmap();
	m = dma_map<to_device>(dev, std::move(b));
	PICK()(if (!m) return 0;)
	return m.dma().addr();
}
#endif

#ifdef unmapped_in_raw_spin_guard // clang: cannot call function 'unmap' while raw atomic context
void f(raw_spinlock &lock, tx &m, frame &b)
{
	PICK(const raw_spin_guard guard(lock))(use(lock));
	b = m.unmap();
}
#endif

#ifdef object_used_while_it_is_mapped // clang: kalloc: this owner is in the mapping that dma_map\(\) made of it; unmap\(\) gives it back
int f(device *dev)
{
	auto p = make_kunique<point>(gfp::kernel);
	if (!p)
		return -ENOMEM;
	auto m = dma_map<to_device>(dev, std::move(p));
	if (!m)
		return -ENOMEM;
	start_transfer(m.dma().addr(), m.size_bytes());
	PICK()(p = m.unmap();)
	return p->x;
}
#endif

#ifdef moved_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
void f(rx &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	const rx n = std::move(m);
}
#endif

#ifdef passed_on_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
void wait_for(rx m);
void f(rx &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	wait_for(std::move(m));
}
#endif

#ifdef returned_while_the_cpu_is_at_it // clang: mapping that the CPU is at|kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
rx f(rx m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	return m;
}
#endif

#ifdef assigned_elsewhere_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
void f(tx &m, tx &kept)
{
	PICK()({)
	const cpu_refill out(m);
	out[0] = 1;
	PICK()(})
	kept = std::move(m);
}
#endif

#ifdef another_assigned_while_the_cpu_is_at_it // clang: cannot call function 'operator=' while mapping that the CPU is at
void f(rx &m, rx &next)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	m = std::move(next);
}
#endif

#ifdef emptied_while_the_cpu_is_at_it // clang: cannot call function 'operator=' while mapping that the CPU is at
void f(rx &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	m = nullptr;
}
#endif

#ifdef swapped_while_the_cpu_is_at_it // clang: cannot call function 'swap' while mapping that the CPU is at
void f(rx &m, rx &next)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	next.swap(m);
}
#endif

#ifdef swapped_by_a_function_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
void f(rx &m, rx &next)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	swap(next, m);
}
#endif

#ifdef swapped_by_std_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
void f(rx &m, rx &next)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	std::swap(m, next);
}
#endif

#ifdef object_written_to_device // kalloc: read-only: if it is of a cpu_access: bytes to_device are written in a cpu_refill
void f(dma_mapping<to_device, kunique_ptr<point>> &m)
{
	const PICK(cpu_access)(cpu_refill) out(m);
	out->x = 1;
}
#endif

#ifdef each_written_to_device // kalloc: read-only: if it is of a cpu_access: bytes to_device are written in a cpu_refill
void f(tx &m)
{
	const PICK(cpu_access)(cpu_refill) out(m);
	for (auto &byte : out)
		byte = 1;
}
#endif
