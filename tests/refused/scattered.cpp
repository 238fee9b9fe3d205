/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Mappings in pieces: dma_map_sg(), dma_sg_mapping, dma_ranges(); of pages, of several owners. */
#include "refused.h"

using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using words = kbuffer<virtually_contiguous<gfp::kernel>, u32, 16>;
using frame = kbuffer<contiguous<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;
using tx = dma_sg_mapping<to_device, table>;
using rx = dma_sg_mapping<from_device, table>;

struct queue {
	queue *next;
	u32 length;
};
struct numbers {
	u64 next;
	u32 length;
};

void start_transfer(dma_addr_t addr, size_t size);

#ifdef owner_not_moved // kalloc: the mapping takes the owner: std::move\(\) it in
void f(device *dev, table &b)
{
	use(dma_map_sg<to_device>(dev, PICK(b)(std::move(b))));
}
#endif

#ifdef part_of_owner_not_moved // kalloc: the mapping takes the owner: std::move\(\) it in
void f(device *dev, table &b)
{
	use(dma_map_sg<to_device>(dev, PICK(b)(std::move(b)), 10));
}
#endif

#ifdef coherent_memory // kalloc: dma_map_sg\(\) maps the pages of an owner that knows its size
void f(device *dev, PICK(ring)(frame) &&b)
{
	use(dma_map_sg<to_device>(dev, std::move(b)));
}
#endif

#ifdef array_of_unknown_size // kalloc: dma_map_sg\(\) maps the pages of an owner that knows its size
void f(device *dev, PICK(kunique_ptr<u8[], vmalloc_family>)(table) &&b)
{
	use(dma_map_sg<to_device>(dev, std::move(b)));
}
#endif

#ifdef vector // kalloc: dma_map_sg\(\) maps the pages of an owner that knows its size
void f(device *dev, kvector<u32> &&v)
{
	use(dma_map_sg<to_device>(dev, PICK(std::move(v))(v.into_buffer())));
}
#endif

#ifdef mapping_of_coherent_memory // kalloc: dma_map_sg\(\) maps the pages of an owner that knows its size
dma_sg_mapping<to_device, PICK(ring)(table)> m;
#endif

#ifdef pointer_written // kalloc: a device writes to this memory, any bytes
void f(device *dev, kunique_ptr<PICK(queue)(numbers), vmalloc_family> &&p)
{
	use(dma_map_sg<from_device>(dev, std::move(p)));
}
#endif

#ifdef part_of_an_extent // kalloc: an Extent, pages, several owners are mapped as a whole
void f(device *dev, PICK(words)(table) &&b)
{
	use(dma_map_sg<to_device>(dev, std::move(b), 4));
}
#endif

#ifdef taken_for_one_piece // could not convert|cannot convert|no viable conversion|conversion from
void f(device *dev, frame &&b)
{
	dma_mapping<to_device, frame> m = PICK(dma_map_sg)(dma_map)<to_device>(dev, std::move(b));
}
#endif

#ifdef one_address_of_pieces // kalloc: it is in pieces: for \(r : m.dma_ranges\(\)\)
void f(const tx &m)
{
	PICK(start_transfer(m.dma().addr(), m.size());)()
	for (const dma_range r : m.dma_ranges())
		start_transfer(r.addr(), r.size_bytes());
}
#endif

#ifdef part_of_pieces // kalloc: it is in pieces: for \(r : m.dma_ranges\(\)\)
void f(const tx &m)
{
	PICK(start_transfer(m.dma(0, 10).addr(), 10);)()
	for (const dma_range r : m.dma_ranges())
		start_transfer(r.addr(), r.size_bytes());
}
#endif

#ifdef part_looked_at // kalloc: pieces are synced as one
u8 f(rx &m)
{
	const cpu_access in(m PICK(, 0, 4)());
	return in[0];
}
#endif

#ifdef part_refilled // kalloc: pieces are synced as one
void f(tx &m)
{
	const cpu_refill out(m PICK(, 0, 4)());
	out[0] = 1;
}
#endif

#ifdef touched_while_mapped // once: kalloc: it is the device's: cpu_access has it
u8 f(rx &m)
{
	PICK()(const cpu_access in(m));
	return PICK(m)(in)[0];
}
#endif

#ifdef mapped_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(device *dev, table &&b)
{
	PICK()(auto m =) dma_map_sg<to_device>(dev, std::move(b));
}
#endif

#ifdef ranges_of_a_dropped_mapping // clang: temporary|destroyed at the end of the full-expression
void f(device *dev, table &&b)
{
	auto m = dma_map_sg<to_device>(dev, std::move(b));
	if (!m)
		return;
	const auto ranges = PICK(tx(std::move(m)))(m).dma_ranges();
	for (const dma_range r : ranges)
		start_transfer(r.addr(), r.size_bytes());
}
#endif

#ifdef started_while_the_cpu_is_at_it // clang: cannot call function 'dma_ranges' while mapping that the CPU is at \(end the cpu_access first
void f(tx &m)
{
	PICK()({)
	const cpu_refill out(m);
	out[0] = 1;
	PICK()(})
	for (const dma_range r : m.dma_ranges())
		start_transfer(r.addr(), r.size_bytes());
}
#endif

#ifdef mapped_in_spin_guard // clang: cannot call function 'dma_map_sg.*' while
void f(device *dev, spinlock &lock, frame &&b)
{
	PICK(const spin_guard guard(lock))(use(lock));
	auto m = dma_map_sg<to_device>(dev, std::move(b));
}
#endif

#ifdef part_mapped_in_spin_guard // clang: cannot call function 'dma_map_sg.*' while
void f(device *dev, spinlock &lock, kbuffer<contiguous<PICK(gfp::kernel)(gfp::atomic)>> &&b)
{
	const spin_guard guard(lock);
	auto m = dma_map_sg<to_device>(dev, std::move(b), 10);
}
#endif

#ifdef pinned_to_be_read // kalloc: the device would write to constants, or to pages that were pinned to be read
void f(device *dev, PICK(const_user_pages)(user_pages) &&p)
{
	use(dma_map_sg<from_device>(dev, std::move(p)));
}
#endif

#ifdef pinned_to_be_read_both_ways // kalloc: the device would write to constants, or to pages that were pinned to be read
dma_sg_mapping<PICK(bidirectional)(to_device), const_user_pages> m;
#endif

#ifdef pins_not_moved // kalloc: the mapping takes the owner: std::move\(\) it in
void f(device *dev, user_pages &p)
{
	use(dma_map_sg<to_device>(dev, PICK(p)(std::move(p))));
}
#endif

#ifdef pins_in_one_piece // kalloc: a device needs memory that is physically contiguous
void f(device *dev, PICK(user_pages)(kpages) &&p)
{
	use(dma_map<to_device>(dev, std::move(p)));
}
#endif

#ifdef part_of_pins // kalloc: an Extent, pages, several owners are mapped as a whole
void f(device *dev, PICK(user_pages)(table) &&p)
{
	use(dma_map_sg<to_device>(dev, std::move(p), 100));
}
#endif

#ifdef several_in_one_piece // kalloc: a device needs memory that is physically contiguous
void f(device *dev, kvector<frame> &&v)
{
	use(PICK(dma_map)(dma_map_sg)<to_device>(dev, std::move(v)));
}
#endif

#ifdef several_with_pointers_written // kalloc: a device writes to this memory, any bytes
void f(device *dev, kvector<kunique_ptr<PICK(queue)(numbers)>> &&v)
{
	use(dma_map_sg<from_device>(dev, std::move(v)));
}
#endif

#ifdef pages_written_in_an_access // kalloc: the owner is const, or pinned its pages to read them
void f(dma_sg_mapping<PICK(from_device)(bidirectional), user_pages> &m)
{
	const cpu_access in(m);
	const page_access<u8> bytes(in);
	bytes[0] = 1;
}
#endif

#ifdef pins_refilled_that_were_to_be_read // kalloc: the owner is const, or pinned its pages to read them
void f(dma_sg_mapping<to_device, PICK(const_user_pages)(user_pages)> &m)
{
	const cpu_refill out(m);
	const page_access<u8> bytes(out);
	bytes[0] = 1;
}
#endif

#ifdef pins_mapped_under_a_lock // clang: cannot call function 'dma_map_sg.*' while
void f(device *dev, spinlock &lock, user_pages &&p)
{
	PICK(const spin_guard guard(lock))(use(lock));
	auto m = dma_map_sg<to_device>(dev, std::move(p));
}
#endif

#ifdef pages_kept_over_the_access // clang: address of stack memory associated with|reference to stack memory
kspan<const u8> f(dma_sg_mapping<from_device, user_pages> &m)
{
	const cpu_access in(m);
	const page_access bytes(in);
	return PICK(bytes.span())({});
}
#endif
