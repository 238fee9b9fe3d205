/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The twins of twins_c.c, as a user of kalloc writes them. */
#include <kalloc/kalloc.h>
using namespace kalloc;

#include "twins.h"

#define GFP_KERNEL gfp::kernel
#define GFP_ATOMIC gfp::atomic
#define GFP_NOWAIT gfp::nowait
#define GFP_NOIO gfp::noio
#define GFP_KERNEL_ACCOUNT gfp::kernel_account
#define __GFP_DMA gfp::dma
#define __GFP_RECLAIMABLE gfp::reclaimable

#define CPP_OBJECT(name, bytes, gfp)              \
	int cpp_##name()                          \
	{                                         \
		auto p = make_kunique<name>(gfp); \
		if (!p)                           \
			return -ENOMEM;           \
		touch(p.get());                   \
		return 0;                         \
	}
TWIN_OBJECTS(CPP_OBJECT)

int cpp_zeroed()
{
	auto p = make_kunique<object64>(gfp::kernel);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_array(size_t n)
{
	auto p = make_kunique_for_overwrite<u32[]>(gfp::kernel, n);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_zeroed_array(size_t n)
{
	auto p = make_kunique<u32[]>(gfp::kernel, n);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

void *cpp_release()
{
	return make_kunique<object64>(gfp::kernel).release();
}

void cpp_adopt(void *p)
{
	auto owner = kunique_ptr<object64>::adopt(static_cast<object64 *>(p));
}

int cpp_buffer(size_t bytes)
{
	auto b = kbuffer<contiguous<gfp::kernel>>::make(bytes);

	if (!b)
		return -ENOMEM;
	touch(b.data());
	return 0;
}

int cpp_page()
{
	auto b = kbuffer<any_contiguity<gfp::kernel>, u8, page_size>::make();

	if (!b)
		return -ENOMEM;
	touch(b.data());
	return 0;
}

int cpp_vmalloc()
{
	auto b = kbuffer<virtually_contiguous<gfp::kernel>, u8, 1 << 20>::make();

	if (!b)
		return -ENOMEM;
	touch(b.data());
	return 0;
}

int cpp_kvmalloc()
{
	auto b = kbuffer<any_contiguity<gfp::kernel>, u8, 1 << 20>::make();

	if (!b)
		return -ENOMEM;
	touch(b.data());
	return 0;
}

/* the bounds check goes where the compiler sees that the index fits */
u32 cpp_sum(const u8 *data, size_t size)
{
	const kspan<const u8> s(data, size);
	u32 sum = 0;

	for (size_t i = 0; i < s.size(); i++)
		sum += s[i];
	return sum;
}

void cpp_spin(spinlock *lock)
{
	const spin_guard guard(*lock);
	touch(lock);
}

void cpp_spin_bh(spinlock *lock)
{
	const spin_bh_guard guard(*lock);
	touch(lock);
}

void cpp_spin_irq(spinlock *lock)
{
	const spin_irq_guard guard(*lock);
	touch(lock);
}

void cpp_spin_irqsave(spinlock *lock)
{
	const spin_irqsave_guard guard(*lock);
	touch(lock);
}

void cpp_rcu()
{
	const rcu_read_guard guard;
	touch(0);
}

u32 cpp_ordered_poll(const u32 *p)
{
	return read_once(*p) + read_once(*p);
}

void cpp_ordered_post(u32 *p)
{
	write_once(*p, 1);
	write_once(*p, 2);
}

u32 cpp_ordered_reads(const u32 *p)
{
	const u32 first = *p;

	dma_rmb();
	return first + *p;
}

void cpp_ordered_writes(u32 *p)
{
	*p = 1;
	dma_wmb();
	*p = 2;
}

void cpp_mutex(mutex *lock)
{
	const mutex_guard guard(*lock);
	touch(lock);
}
