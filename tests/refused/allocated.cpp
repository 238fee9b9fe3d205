/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that is mapped as it is allocated: dma_noncoherent, dma_noncontiguous. */
#include "refused.h"

using input = dma_noncoherent<from_device>;
using gathered = dma_noncontiguous<from_device>;

struct queue {
	queue *next;
	u32 length;
};

#ifdef owner_copied // kalloc: one owner; std::move\(\) it
void f(input &m)
{
	auto n = PICK(m)(std::move(m));
}
#endif

#ifdef owner_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(input &m, input &n)
{
	m = PICK(n)(std::move(n));
}
#endif

#ifdef memory_released // kalloc: freed by its device and direction: keep the owner
void f(input &m)
{
	m.PICK(release)(reset)();
}
#endif

#ifdef made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(device *dev)
{
	PICK()(auto m =) input::make(dev, 10, gfp::kernel);
}
#endif

#ifdef touched_while_mapped // once: kalloc: it is the device's: cpu_access has it
u8 f(input &m)
{
	PICK()(const cpu_access in(m));
	return PICK(m)(in)[0];
}
#endif

#ifdef pointer_written // kalloc: a device writes to this memory, any bytes
dma_noncoherent<from_device, PICK(queue)(u64)> m;
#endif

#ifdef zone_named // kalloc: the device's DMA mask picks the zone
void f(device *dev)
{
	auto m = input::make(dev, 10, gfp::kernel PICK(| gfp::dma)());
}
#endif

#ifdef mask_without_context // kalloc: this GFP mask has modifiers but no context
void f(device *dev)
{
	auto m = input::make(dev, 10, PICK(gfp::nowarn)(gfp::kernel | gfp::nowarn));
}
#endif

#ifdef freed_in_spin_guard // clang: cannot call function 'reset' while
void f(input &m, spinlock &lock)
{
	PICK(const spin_guard guard(lock))(use(lock));
	m.reset();
}
#endif

#ifdef address_of_what_may_be_empty // clang: kalloc: this owner (may be|is) empty
dma_addr_t f(device *dev)
{
	auto m = input::make(dev, 10, gfp::kernel);
	PICK()(if (!m) return 0;)
	return m.dma().addr();
}
#endif

#ifdef made_where_one_may_not_sleep // kalloc: the CPU's address of it is made where one may sleep
void f(device *dev)
{
	auto m = gathered::make(dev, 10, PICK(gfp::atomic)(gfp::kernel));
}
#endif

#ifdef made_in_spin_guard // clang: cannot call function 'make' while
void f(device *dev, spinlock &lock)
{
	PICK(const spin_guard guard(lock))(use(lock));
	auto m = gathered::make(dev, 10, gfp::kernel);
}
#endif

#ifdef part_looked_at // kalloc: pieces are synced as one
u8 f(gathered &m)
{
	const cpu_access in(m PICK(, 0, 1)());
	return in[0];
}
#endif

#ifdef address_within_an_access // clang: cannot call function 'dma' while .*mapping that the CPU is at
dma_addr_t f(gathered &m)
{
	PICK(const cpu_access in(m);)()
	return m.dma().addr();
}
#endif

#ifdef moved_while_the_cpu_is_at_it // clang: kalloc: the CPU is at the bytes of this mapping; end the cpu_access first
u8 f(gathered &m)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	const gathered n = std::move(m);
	return 0;
}
#endif

#ifdef swapped_while_the_cpu_is_at_it // clang: cannot call function 'swap' while mapping that the CPU is at
void f(input &m, input &next)
{
	PICK()({)
	const cpu_access in(m);
	use(in[0]);
	PICK()(})
	next.swap(m);
}
#endif

#ifdef address_kept_over_its_end // clang: kalloc: this memory is freed already.*ask the owner again
dma_addr_t f(device *dev)
{
	auto m = input::make(dev, 10, gfp::kernel);
	if (!m)
		return 0;
	const dma_range range = m.dma();
	PICK(m.reset();)()
	return range.addr();
}
#endif

#ifdef address_of_pages_kept_over_their_end // clang: kalloc: this memory is freed already.*ask the owner again
dma_addr_t f(gathered &m)
{
	const dma_range range = m.dma(1, 2);
	PICK(m = nullptr;)()
	return range.addr();
}
#endif

#ifdef bytes_kept_over_their_end // clang: kalloc: this memory is freed already.*ask the owner again
u8 f(gathered &m)
{
	const u8 *stale = nullptr;
	{
		const cpu_access in(m);
		stale = &in[0];
	}
	PICK(m.reset();)()
	return *stale;
}
#endif

#ifdef allocated_by_modifiers_alone // kalloc: this GFP mask has modifiers but no context
void f(device *dev)
{
	auto m = dma_noncoherent<to_device, u32>::make(dev, 100, PICK()(gfp::kernel | )gfp::nowarn);
}
#endif
