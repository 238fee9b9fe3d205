/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Misuses of memory that compile, at least with g++, and what the debug kernel says to
 * each. Each function makes its mistake, or with corrected set does the same without.
 */
#include <kalloc/kalloc.h>

#include "misuse.h"

using namespace kalloc;

namespace {

using bytes = kbuffer<contiguous<gfp::kernel>>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>>;

/* A mask as it comes from C: no compiler knows whether it may sleep. */
constexpr gfp::unchecked from_c{KALLOC_GFP_KERNEL};

/* Reads it; the compiler does not know what p is, or it would refuse some of this. */
template <class T>
void use(const T *p)
{
	asm volatile("" : "+r"(p));
	static_cast<void>(*static_cast<const volatile T *>(p));
}

/* ---- memory that is not the owner's, or no longer ---- */

void use_after_free(device *, bool corrected)
{
	auto owner = make_kunique<u64>(gfp::kernel, 1U);
	const u64 *stale = owner.get();

	if (!corrected)
		owner.reset();
	use(stale);
}

void span_after_resize(device *, bool corrected)
{
	auto b = bytes::make(100);
	kspan<u8> span = b.span();

	if (b.resize(10000))
		return;
	if (corrected)
		span = b.span();
	use(span.data());
}

void out_of_bounds(device *, bool corrected)
{
	auto a = make_kunique<u8[]>(gfp::kernel, 100);

	use(&a[corrected ? 99 : 100]);
}

void out_of_bounds_vmalloc(device *, bool corrected)
{
	auto b = table::make(100);

	use(b.data() + (corrected ? 99 : 100));
}

void out_of_bounds_array(device *, bool corrected)
{
	struct packet {
		u8 header[4];
		u8 payload[60];
	};
	auto p = make_kunique<packet>(gfp::kernel);
	size_t index = corrected ? 3 : 4;

	asm volatile("" : "+r"(index));
	asm volatile("" : : "r"(p->header[index]));
}

void index_past_the_end(device *, bool corrected)
{
	auto b = bytes::make(100);

	use(&b[corrected ? 99 : 100]);
}

void two_owners(device *, bool corrected)
{
	auto first = make_kunique<u64>(gfp::kernel);
	auto second = kunique_ptr<u64>::adopt(corrected ? first.release() : first.get());
}

void freed_in_the_middle(device *, bool corrected)
{
	auto b = bytes::make(100);
	auto part = kunique_ptr<u8>::adopt(b.release().data + (corrected ? 0 : 8));
}

void freed_by_another_family(device *, bool corrected)
{
	u64 *p = make_kunique<u64>(gfp::kernel).release();

	if (corrected)
		kunique_ptr<u64>::adopt(p).reset();
	else
		kunique_ptr<u64, vmalloc_family>::adopt(p).reset();
}

void used_without_a_check(device *, bool corrected)
{
	misuse_fail_next();
	auto owner = make_kunique<u64>(gfp::kernel, 1U);

	if (corrected && !owner)
		return;
	use(owner.get());
}

/* ---- memory nobody owns: several, a stale pointer on a stack may hold one ---- */

void cache_ends_before_its_object(device *, bool corrected)
{
	auto cache = kcache<u64>::make("kalloc_misuse", {.no_merge = true});
	auto object = cache.make_kunique(gfp::kernel);

	if (corrected)
		object.reset();
	cache.reset();
	/* still memory, and freed behind the cache's end */
	if (object)
		use(object.get());
}

void leak_by_release(device *, bool corrected)
{
	for (int i = 0; i < 10; i++) {
		u64 *p = make_kunique<u64>(gfp::kernel).release();

		if (corrected)
			kunique_ptr<u64>::adopt(p).reset();
	}
}

struct node {
	kunique_ptr<node> next;
	u64 data[4]; /* kmemleak tells it by its size from those above */
};

void leak_by_cycle(device *, bool corrected)
{
	for (int i = 0; i < 10; i++) {
		auto first = make_kunique<node>(gfp::kernel);
		auto second = make_kunique<node>(gfp::kernel);

		if (!first || !second)
			return;
		node *last = second.get();
		first->next = std::move(second);
		if (!corrected)
			last->next = std::move(first);
	}
}

/* ---- the wrong context ---- */

void sleep_with_spinlock_held(device *, bool corrected)
{
	spinlock lock;
	spin_guard guard(lock);

	if (corrected)
		static_cast<void>(make_kunique<u64>(gfp::atomic));
	else
		static_cast<void>(make_kunique<u64>(from_c));
}

void allocate(void *mask)
{
	static_cast<void>(make_kunique<u64>(*static_cast<const gfp::unchecked *>(mask)));
}

void sleep_in_interrupt(device *, bool corrected)
{
	gfp::unchecked mask{corrected ? gfp::atomic.bits : gfp::kernel.bits};

	misuse_in_interrupt(allocate, &mask);
}

void vfree_with_irqs_off(device *, bool corrected)
{
	auto t = table::make(100);
	irq_guard guard;

	if (!corrected)
		t.reset();
}

void mutex_in_rcu_read_side(device *, bool corrected)
{
	mutex lock;

	if (corrected) {
		mutex_guard guard(lock);
	} else {
		rcu_read_guard rcu;
		mutex_guard guard(lock);
	}
}

void assume_may_sleep_wrongly(device *, bool corrected)
{
	if (corrected) {
		assume_may_sleep();
	} else {
		preempt_guard guard;
		assume_may_sleep();
	}
}

void assume_atomic_wrongly(device *, bool corrected)
{
	if (corrected) {
		preempt_guard guard;
		assume_atomic();
	} else {
		assume_atomic();
	}
}

void assume_held_wrongly(device *, bool corrected)
{
	spinlock lock;

	if (corrected) {
		spin_guard guard(lock);
		static_cast<void>(assume_held(lock));
	} else {
		static_cast<void>(assume_held(lock));
	}
}

/* ---- locks ---- */

void locks_in_two_orders(device *, bool corrected)
{
	spinlock a, b;
	{
		spin_guard outer(a);
		spin_guard inner(b, outer);
	}
	spin_guard outer(corrected ? a : b);
	spin_guard inner(corrected ? b : a, outer);
}

void take(void *lock)
{
	spin_guard guard(*static_cast<spinlock *>(lock));
}

void lock_of_an_interrupt(device *, bool corrected)
{
	spinlock lock;

	misuse_in_interrupt(take, &lock);
	if (corrected)
		spin_irq_guard guard(lock);
	else
		spin_guard guard(lock);
}

void take_mutex(void *lock)
{
	mutex_guard guard(*static_cast<mutex *>(lock));
}

/* What holds a lock that reclaim takes must not wait for reclaim. */
void lock_of_reclaim(device *, bool corrected)
{
	mutex lock;

	misuse_in_reclaim(take_mutex, &lock);
	mutex_guard guard(lock);
	if (corrected)
		static_cast<void>(make_kunique<u64>(gfp::nofs));
	else
		static_cast<void>(make_kunique<u64>(gfp::kernel));
}

/* The lock is not in front: the allocator's own data is there once it is freed. */
struct job {
	u64 data[8] = {};
	spinlock lock;
};

void freed_with_its_lock_held(device *, bool corrected)
{
	auto j = make_kunique<job>(gfp::kernel);

	if (!j)
		return;
	spin_guard guard(j->lock);
	if (!corrected)
		j.reset();
}

/* ---- memory shared with a device ---- */

void dma_freed_with_another_size(device *dev, bool corrected)
{
	dma_family family(dev);
	void *p = family.allocate(KALLOC_GFP_KERNEL, 2 * page_size, std::type_identity<u8>{});

	if (p)
		family.free(p, corrected ? 2 * page_size : page_size);
}

void dma_freed_with_irqs_off(device *dev, bool corrected)
{
	auto r = ring::make(dev, 100);
	irq_guard guard;

	if (!corrected)
		r.reset();
}

constinit ring *kept = nullptr;

void free_kept()
{
	kunique_ptr<ring>::adopt(std::exchange(kept, nullptr)).reset();
}

/* misuse_remove() frees it, or misuse_exit() */
void dma_freed_after_unbind(device *dev, bool)
{
	kept = make_kunique<ring>(gfp::kernel, ring::make(dev, 100)).release();
}

struct misuse {
	const char *name;
	void (*commit)(device *dev, bool corrected);
};

/*
 * tests/debug_kernel.sh reads this table: what the kernel has to say to each. The last
 * one ends it; after sleep_in_interrupt lockdep has interrupts wait for reclaim.
 */
#define MISUSE(function, report) {#function, function}

constexpr misuse misuses[] = {
	MISUSE(use_after_free, "BUG: KASAN: slab-use-after-free in"),
	MISUSE(span_after_resize, "BUG: KASAN: slab-use-after-free in"),
	MISUSE(out_of_bounds, "BUG: KASAN: slab-out-of-bounds in"),
	MISUSE(out_of_bounds_vmalloc, "BUG: KASAN: vmalloc-out-of-bounds in"),
	MISUSE(out_of_bounds_array, "UBSAN: array-index-out-of-bounds in"),
	MISUSE(index_past_the_end, "kalloc: element 100 .* is outside a buffer of 100 elements"),
	MISUSE(two_owners, "BUG: KASAN: double-free in"),
	MISUSE(freed_in_the_middle, "BUG: KASAN: invalid-free in"),
	MISUSE(freed_by_another_family, "Trying to vfree\\(\\) nonexistent vm area"),
	MISUSE(leak_by_release, "unreferenced object 0x.* \\(size 8\\)"),
	MISUSE(leak_by_cycle, "unreferenced object 0x.* \\(size 64\\)"),
	MISUSE(sleep_with_spinlock_held, "BUG: sleeping function called from invalid context"),
	MISUSE(lock_of_reclaim, "WARNING: possible circular locking dependency"),
	MISUSE(sleep_in_interrupt, "BUG: sleeping function called from invalid context"),
	MISUSE(vfree_with_irqs_off, "BUG: sleeping function called from invalid context"),
	MISUSE(mutex_in_rcu_read_side, "BUG: sleeping function called from invalid context"),
	MISUSE(assume_may_sleep_wrongly, "BUG: sleeping function called from invalid context"),
	MISUSE(assume_atomic_wrongly, "BUG: assuming atomic context"),
	MISUSE(assume_held_wrongly, "WARNING: .* kalloc_assert_spinlock_held"),
	MISUSE(dma_freed_with_another_size, "DMA-API: .* frees DMA memory with different size"),
	MISUSE(dma_freed_with_irqs_off, "WARNING: .* dma_free_attrs"),
	MISUSE(dma_freed_after_unbind, "DMA-API: .* has pending DMA allocations while released"),
	MISUSE(locks_in_two_orders, "WARNING: possible circular locking dependency"),
	MISUSE(lock_of_an_interrupt, "WARNING: inconsistent lock state"),
	MISUSE(freed_with_its_lock_held, "WARNING: held lock freed!"),
	MISUSE(cache_ends_before_its_object, "Slab cache still has objects"),
	MISUSE(used_without_a_check, "KASAN: null-ptr-deref in"),
};

} // namespace

extern "C" int misuse_probe(device *dev, const char *name, int corrected)
{
	for (const misuse &m : misuses) {
		if (__builtin_strcmp(m.name, name) == 0) {
			m.commit(dev, corrected != 0);
			return 0;
		}
	}
	return -EINVAL;
}

extern "C" void misuse_remove(int corrected)
{
	if (corrected)
		free_kept();
}

extern "C" void misuse_exit()
{
	free_kept();
}
