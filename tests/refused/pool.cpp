/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* dma_pool and its blocks. */
#include "refused.h"

struct command {
	u64 next;
	u32 length;
};
struct linked {
	linked *next;
	u32 length;
};
using pool = dma_pool<command>;

#ifdef pointer_in_a_block // kalloc: a device writes to this memory, any bytes
dma_pool<PICK(linked)(command)> p;
#endif

#ifdef array_as_a_block // kalloc: a dma_pool is for blocks of one type
struct line {
	u8 bytes[64];
};
dma_pool<PICK(u8[64])(line)> p;
#endif

#ifdef pool_copied // kalloc: one owner; std::move\(\) it
void f(pool &p)
{
	auto q = PICK(p)(std::move(p));
}
#endif

#ifdef pool_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(pool &p, pool &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef pool_released // kalloc: a pool is counted; keep the owner
void f(pool &p)
{
	PICK(p.release())(p.reset());
}
#endif

#ifdef pool_made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(device *dev)
{
	PICK()(auto p =) pool::make(dev, "commands");
}
#endif

#ifdef block_made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(pool &p)
{
	PICK()(auto b =) p.make_kunique(gfp::kernel);
}
#endif

#ifdef block_released // kalloc: this family needs its device or pool to free; keep the owner
void f(pool::block &b)
{
	PICK(use(b.release()))(b.reset());
}
#endif

#ifdef block_of_another_zone // kalloc: the device's DMA mask picks the zone
void f(pool &p)
{
	auto b = p.make_kunique(gfp::kernel PICK(| gfp::dma32)());
}
#endif

#ifdef block_of_another_family // kalloc: another type or family; write it, or auto
void f(pool &p)
{
	PICK(kunique_ptr<command>)(pool::block) b = p.make_kunique(gfp::kernel);
}
#endif

#ifdef block_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(pool &p)
{
	const dma_shared b(p.make_kunique(gfp::kernel));
	PICK()(if (!b) return 0;)
	return b.dma().addr();
}
#endif

#ifdef sleeping_block_in_spin_guard // clang: cannot call function 'make_kunique.*' while .*'spinlock_held' is held
void f(spinlock &lock, pool &p)
{
	const spin_guard guard(lock);
	auto b = p.make_kunique(gfp::PICK(kernel)(atomic));
}
#endif

#ifdef ends_pool_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(spinlock &lock, pool &p)
{
	PICK(const spin_guard guard(lock))(use(lock));
	p.reset();
}
#endif

#ifdef frees_block_in_raw_spin_guard // clang: cannot call function 'reset' while raw atomic context
void f(raw_spinlock &lock, pool::block &b)
{
	PICK(const raw_spin_guard guard(lock))(use(lock));
	b.reset();
}
#endif
