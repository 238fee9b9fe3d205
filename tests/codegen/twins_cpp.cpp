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

using cache64 = const kcache<object64>;

int cpp_cached(kmem_cache **cache)
{
	auto p = reinterpret_cast<cache64 *>(cache)->make_kunique_for_overwrite(gfp::kernel);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_cached_zeroed(kmem_cache **cache)
{
	auto p = reinterpret_cast<cache64 *>(cache)->make_kunique(gfp::atomic);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_object_node(int node)
{
	auto p = make_kunique_for_overwrite<object64>(gfp::kernel | gfp::on_node(node));

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_array_node(size_t n, int node)
{
	auto p = make_kunique_for_overwrite<u32[]>(gfp::kernel | gfp::on_node(node), n);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_cached_node(kmem_cache **cache, int node)
{
	auto p = reinterpret_cast<cache64 *>(cache)->make_kunique_for_overwrite(gfp::kernel |
										gfp::on_node(node));

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_zeroed()
{
	auto p = make_kunique<object64>(gfp::kernel);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_small_members()
{
	auto p = make_kunique<small>(gfp::kernel, 4, 1500);

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

int cpp_flexible(size_t n)
{
	auto p = kflex_ptr<&flex::slots, &flex::capacity>::make(gfp::kernel, n);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_flexible_four()
{
	auto p = kflex_ptr<&flex::slots, &flex::capacity>::make(gfp::kernel, 4);

	if (!p)
		return -ENOMEM;
	p[3] = 1;
	touch(p.get());
	return 0;
}

using listed_list = kunique_list<&listed::link>;

void cpp_list_push(list_head *list, listed *p)
{
	reinterpret_cast<listed_list *>(list)->push_back(kunique_ptr<listed>::adopt(p));
}

u64 cpp_list_sum(list_head *list)
{
	u64 sum = 0;

	for (const listed &each : *reinterpret_cast<listed_list *>(list))
		sum += each.id;
	return sum;
}

kref &count_of(shared64 &p)
{
	return p.refs;
}

int cpp_shared_copy(shared64 *p)
{
	const auto copy = *reinterpret_cast<kshared_ptr<shared64> *>(&p);

	if (!copy)
		return -EINVAL;
	touch(copy.get());
	return 0;
}

void cpp_list_take(list_head *list)
{
	const auto p = reinterpret_cast<listed_list *>(list)->take_front();
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

int cpp_sensitive()
{
	auto p = make_kunique<object64, sensitive_family<>>(gfp::kernel);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_kv_sensitive(size_t bytes)
{
	auto b = kbuffer<sensitive<any_contiguity<gfp::kernel>>>::make(bytes);

	if (!b)
		return -ENOMEM;
	touch(b.data());
	return 0;
}

/* the bounds check goes where the compiler sees that the index fits */
int cpp_push(growing *v, u32 value)
{
	return reinterpret_cast<kvector<u32> *>(v)->try_push_back(value);
}

int cpp_push_or_grow(growing *v, u32 value)
{
	return reinterpret_cast<kvector<u32> *>(v)->push_back(value);
}

u32 cpp_sum(const u8 *data, size_t size)
{
	const kspan<const u8> s(data, size);
	u32 sum = 0;

	for (size_t i = 0; i < s.size(); i++)
		sum += s[i];
	return sum;
}

using buffer = kbuffer<contiguous<gfp::kernel>, u32>;

#define CPP_LOOP(name, loop)              \
	int cpp_loop_##name(size_t n)     \
	{                                 \
		auto b = buffer::make(n); \
		u32 value = 0;            \
                                          \
		if (!b)                   \
			return -ENOMEM;   \
		loop = value++;           \
		touch(b.data());          \
		return 0;                 \
	}
CPP_LOOP(size, for (size_t i = 0; i < b.size(); i++) b[i])
CPP_LOOP(n, for (size_t i = 0; i < n; i++) b[i])
CPP_LOOP(int, for (int i = 0; i < b.size(); i++) b[i])
CPP_LOOP(range, for (u32 &element : b) element)

int cpp_loop_extent()
{
	auto b = kbuffer<contiguous<gfp::kernel>, u32, 256>::make();
	u32 value = 0;

	if (!b)
		return -ENOMEM;
	for (size_t i = 0; i < b.size(); i++)
		b[i] = value++;
	touch(b.data());
	return 0;
}

int cpp_loop_append(u32 value)
{
	buffer b;
	size_t length = 0;

	if (b.resize(1000))
		return -ENOMEM;
	for (size_t i = 0; i < 1000; i++)
		b[length++] = value;
	touch(b.data());
	return 0;
}

/* by index, and by range-for, of what may be any buffer's */
static void count(kspan<u32> s)
{
	u32 value = 0;

	for (size_t i = 0; i < s.size(); i++)
		s[i] = value++;
}

static void count_range(kspan<u32> s)
{
	u32 value = 0;

	for (u32 &element : s)
		element = value++;
}

void cpp_loop_span(u32 *data, size_t size)
{
	count({data, size});
}

void cpp_loop_span_range(u32 *data, size_t size)
{
	count_range({data, size});
}

static_assert(sizeof(words) == sizeof(buffer));
struct buffer_holder {
	buffer words;
	u32 *next;
};

static void count_in(buffer &b)
{
	for (size_t i = 0; i < b.size(); i++)
		b[i] = static_cast<u32>(i);
}

void cpp_loop_reference(words *w)
{
	count_in(reinterpret_cast<buffer &>(*w));
}

void cpp_loop_reference_range(words *w)
{
	u32 value = 0;

	for (u32 &element : reinterpret_cast<buffer &>(*w))
		element = value++;
}

void cpp_loop_reference_span(words *w)
{
	count(reinterpret_cast<buffer &>(*w));
}

void cpp_loop_member(holder *h)
{
	count_in(reinterpret_cast<buffer_holder *>(h)->words);
}

void cpp_loop_member_range(holder *h)
{
	count_range(reinterpret_cast<buffer_holder *>(h)->words);
}

int cpp_pages_block(unsigned int order)
{
	auto p = kpages::make(gfp::kernel, order);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

int cpp_pages_one()
{
	auto p = kpages::make(gfp::kernel | gfp::zero);

	if (!p)
		return -ENOMEM;
	touch(p.get());
	return 0;
}

void cpp_percpu_here(counters *p)
{
	const auto here = assume_atomic();

	reinterpret_cast<kpercpu<counters> *>(&p)->here(here).errors = 1;
}

void cpp_percpu_add(counters *p, u64 n)
{
	auto &owner = *reinterpret_cast<kpercpu<counters> *>(&p);

	owner.add(&counters::frames, n);
	owner.add(&counters::errors, 2);
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

void cpp_ordered_wire(wire *w, u64 address)
{
	write_once(w->address, be64{address});
	write_once(w->length, le32{1500});
	write_once(w->port, be16{80});
}

using wire_memory = dma_shared<kunique_ptr<wire, dma_family>>;

void cpp_ordered_shared_post(shared_wire *m, u64 address)
{
	auto &shared = *reinterpret_cast<wire_memory *>(m);

	shared.at(&wire::address).write(be64{address});
	shared.at(&wire::length).write(le32{1500});
	shared.at(&wire::port).write_last(be16{80});
}

int cpp_ordered_shared_poll(shared_wire *m)
{
	const auto &shared = *reinterpret_cast<const wire_memory *>(m);

	if (!(shared.at(&wire::kind).read_first() & be16{2}))
		return -EBUSY;
	return static_cast<bool>(shared.at(&wire::port).read() & be16{2});
}

u64 cpp_wire(const wire *w)
{
	return w->address.cpu() + w->length.cpu() + w->port.cpu();
}

int cpp_wire_bit(const wire *w)
{
	return (w->kind & be16{2}) && w->port == be16{80};
}

using entries = dma_ring<kbuffer<dma_coherent<gfp::kernel>, ring_entry, 256>,
			 told_by_bit<&ring_entry::flags, 1>>;

int cpp_ring_post(entry_ring *r, u64 address, u32 length)
{
	return reinterpret_cast<entries *>(r)->post(
		{.address = be64{address}, .length = le32{length}, .flags = {}});
}

size_t cpp_ring_reap(entry_ring *r, u32 *sum, size_t most)
{
	return reinterpret_cast<entries *>(r)->reap(
		[&](const ring_entry &e, size_t) { *sum += e.length.cpu(); }, most);
}

using answers = dma_ring<kbuffer<dma_coherent<gfp::kernel>, ring_entry, 256>,
			 told_by_phase<&ring_entry::flags, 1>>;

size_t cpp_ring_reap_phase(entry_ring *r, u32 *sum, size_t most)
{
	return reinterpret_cast<answers *>(r)->reap(
		[&](const ring_entry &e, size_t) { *sum += e.length.cpu(); }, most);
}

void cpp_raw_spin(raw_spinlock *lock)
{
	const raw_spin_guard guard(*lock);
	touch(lock);
}

void cpp_raw_spin_irqsave(raw_spinlock *lock)
{
	const raw_spin_irqsave_guard guard(*lock);
	touch(lock);
}

int cpp_spin_try(spinlock *lock)
{
	const spin_try_guard guard(*lock);
	if (!guard)
		return -EBUSY;
	touch(lock);
	return 0;
}

void cpp_spin_drop(spinlock *lock, int drop)
{
	const spin_guard guard(*lock);
	if (drop) {
		guard.unlock();
		touch(lock);
		guard.lock();
	}
	touch(lock);
}

int cpp_dma_mask(device *dev)
{
	return masked_device().set(dev, dma_mask<28>);
}

void cpp_map_buffer(device *dev, size_t bytes)
{
	auto b = kbuffer<contiguous<gfp::kernel>>::make(bytes);

	if (!b)
		return;
	auto m = dma_map<from_device>(dev, std::move(b));
	if (!m)
		return;
	touch(m.dma().addr());
	b = m.unmap();
	touch(b.data());
}

void cpp_map_sync(mapped *m)
{
	const cpu_access in(
		*reinterpret_cast<dma_mapping<from_device, kunique_ptr<object64>> *>(m));
	touch(in.span().data());
}

void cpp_map_end(mapped *m)
{
	reinterpret_cast<dma_mapping<from_device, kunique_ptr<object64>> *>(m)->reset();
}

using in_pieces = dma_sg_mapping<from_device, kunique_ptr<object64, vmalloc_family>>;

void cpp_map_sg_sync(mapped_in_pieces *m)
{
	const cpu_access in(*reinterpret_cast<in_pieces *>(m));
	touch(in.span().data());
}

void cpp_map_sg_end(mapped_in_pieces *m)
{
	reinterpret_cast<in_pieces *>(m)->reset();
}

void cpp_map_gathered_sync(mapped_gathered *m)
{
	const cpu_access in(*reinterpret_cast<dma_noncontiguous<from_device> *>(m));
	touch(in.span().data());
}

int cpp_mutex_try(mutex *lock)
{
	const mutex_try_guard guard(*lock);
	if (!guard)
		return -EBUSY;
	touch(lock);
	return 0;
}

int cpp_mutex_intr(mutex *lock)
{
	const mutex_intr_guard guard(*lock);
	if (!guard)
		return -ERESTARTSYS;
	touch(lock);
	return 0;
}

int cpp_mutex_kill(mutex *lock)
{
	const mutex_kill_guard guard(*lock);
	if (!guard)
		return -EINTR;
	touch(lock);
	return 0;
}

int cpp_call(int (*function)(int), int n)
{
	const may_sleep_fn<int(int)> f = function;

	return f(n) + 1;
}

void cpp_mutex(mutex *lock)
{
	const mutex_guard guard(*lock);
	touch(lock);
}
