/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * allocations: counts what this thread allocates and frees while it lives, and knows what is left.
 *
 *	const allocations counted;
 *	auto n = make_kunique<u32>(gfp::kernel);
 *
 *	KUNIT_EXPECT_EQ(test, counted.made(), 1U);
 *	n.reset();
 *	counted.expect_freed(test);
 *
 * Counted is each call of the kernel's allocators that the module's own code makes, in C++ and in
 * C: kmalloc() and its kin, caches, mempools, vmalloc(), pages, coherent memory and dma_pool,
 * per-CPU memory, kmemdup(), kstrdup(), memdup_user(); to resize counts as one more. It is freed
 * when any thread of the module frees it, or gives it to kfree_rcu(). Not counted is what other
 * modules and the kernel allocate for this one (devm_kzalloc(), kasprintf(), caches and pools
 * themselves), nor what interrupts and other threads allocate. What the kernel frees for the module
 * (an skb) seems left, and what is more than 1,024 at a time. kmemleak finds all, but at the end.
 *
 * It costs nothing elsewhere: the linker puts the counting in front of the kernel's functions, in
 * modules alone that have tests.
 *
 * Context: threads; scopes may be within each other.
 */
#ifndef KALLOC_KUNIT_ALLOCATIONS_H
#define KALLOC_KUNIT_ALLOCATIONS_H

#include <kalloc/kunit/expect.h>

namespace kalloc {

class allocations {
public:
	[[nodiscard("kalloc: it counts while it lives; give it a name")]] allocations()
		: before_(binding::kalloc_test_count(1))
	{
	}
	allocations(const allocations &) = delete; /* kalloc: it counts from one place on */
	allocations &operator=(const allocations &) = delete;
	~allocations()
	{
		binding::kalloc_test_count(-1);
	}

	/* How many were made that are not freed. */
	[[nodiscard]] size_t live() const
	{
		return binding::kalloc_test_live(before_, nullptr, 0, nullptr, 0);
	}

	/* How many were made. */
	[[nodiscard]] size_t made() const
	{
		return binding::kalloc_test_count(0) - before_;
	}

	/* Fails the test if any is left, and says by what each was allocated. True if none is. */
	bool expect_freed(kunit *test, const char *file = __builtin_FILE(),
			  int line = __builtin_LINE()) const
	{
		return !binding::kalloc_test_live(before_, test, 0, file, line);
	}

private:
	size_t before_;
};

} // namespace kalloc

#endif
