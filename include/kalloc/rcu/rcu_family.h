/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * rcu_family<F>: memory of F that readers under RCU may still look at when its owner lets go:
 * it is freed after a grace period. For what readers find by an rcu_pointer, or by a list
 * in C, together with kshared_ptr::share_unless_gone().
 *
 *	auto next = make_kunique<config, rcu_family<>>(gfp::kernel, low, high);
 *
 * The object needs no rcu_head. Memory waits in the kernel, not in the module, which may be
 * unloaded at any time. What has a destructor to run, as one with owners in it, waits itself: its
 * owner's end takes a grace period, some milliseconds, and then destroys.
 *
 * Context: allocate() as the mask says; free() may sleep, for a grace period when memory is
 * short. With a lock held, take the owner out, and let it end behind the lock.
 * Stands for: kfree_rcu_mightsleep(), kvfree_rcu_mightsleep(); synchronize_rcu().
 */
#ifndef KALLOC_RCU_FAMILY_H
#define KALLOC_RCU_FAMILY_H

#include <kalloc/family/kvmalloc.h>

namespace kalloc {

template <family F = kmalloc_family>
struct rcu_family : private F {
	static_assert(frees_memory_of<kvmalloc_family, F>,
		      "kalloc: only what kvfree() frees is freed after a grace period; use "
		      "kmalloc_family, vmalloc_family or kvmalloc_family");

	using free_context = contexts::sleepable;
	using F::allocate;
	using F::check;
	using F::max_align;
	using F::max_bytes;

	/* A destructor that is to run would do so under the eyes of readers. */
	static void before_destroying()
	{
		binding::synchronize_rcu();
	}

	static void free(void *p)
	{
		binding::kalloc_kvfree_rcu(p);
	}
};

} // namespace kalloc

#endif
