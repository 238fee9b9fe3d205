/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kflex_ptr: a struct and the array at its end, in one allocation. The owner knows how
 * many elements there are, and frees all of it on every way out of a scope.
 */
#include "../sample.h"

using namespace kalloc;

/* the same as in main.c */
struct ring {
	u32 capacity;
	u32 mask;
	u64 slots[];
};
/* the array, and the member that counts it */
using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;

extern "C" {
int flexible_sample();
ring *make_ring_in_c(u32 capacity);
void free_ring_in_c(ring *ring);
}

namespace {

/* kzalloc(struct_size(r, slots, 16), GFP_KERNEL); the size cannot overflow */
int a_struct_of_c()
{
	auto r = ring_owner::make(gfp::kernel, 16); /* zeroed, capacity is 16 */
	if (!r)
		return -ENOMEM;
	r->mask = 15;
	r[3] = 42;        /* bounds-checked */
	r->slots[4] = 43; /* as in C: not */

	u64 sum = 0;
	for (const u64 slot : r)
		sum += slot;
	check(sum == 85 && r.size() == 16 && r->capacity == 16);
	pr_info("%u slots hold %llu\n", r->capacity, sum);
	return 0;
}

/* To C and back: one pointer, the header says how many elements there are. */
int to_c_and_back()
{
	auto mine = ring_owner::make(gfp::kernel, 4);
	auto theirs = ring_owner::adopt(make_ring_in_c(8));
	if (!mine || !theirs)
		return -ENOMEM;
	check(theirs.size() == 8);
	pr_info("C made a ring of %zu\n", theirs.size());
	free_ring_in_c(mine.release());
	check(!mine);
	return 0;
}

/* Says when it goes. */
struct job {
	u32 id = 0;

	job() = default;
	job(const job &) = delete;
	job &operator=(const job &) = delete;
	~job()
	{
		pr_info("job %u ends\n", id);
	}
};

/* What ends or must not move, as the spinlock, in a header and behind it */
struct batch {
	spinlock lock{"batch::lock"};
	u32 id;
	trailing<job> jobs[];

	explicit batch(u32 id) : id(id) {}
	batch(const batch &) = delete;
	batch &operator=(const batch &) = delete;
	~batch()
	{
		pr_info("batch %u ends\n", id);
	}
};
using batch_owner = kflex_ptr<&batch::jobs>;

int objects()
{
	auto b = batch_owner::make(gfp::kernel, 2, 7); /* two jobs behind batch(7) */
	if (!b)
		return -ENOMEM;
	b[0].id = 1;
	b[1].id = 2;
	{
		const spin_guard guard(b->lock);
		b->id++;
	}
	return 0;
}

/* Large ones, from any family. */
int large()
{
	using large_ring = kflex_ptr<&ring::slots, &ring::capacity, kvmalloc_family>;

	auto r = large_ring::make(gfp::kernel, 1000000);
	if (!r)
		return -ENOMEM;
	r.back() = 1;
	check(r.front() == 0);

	const large_ring none = large_ring::make(gfp::kernel, ~size_t{0});
	check(!none);
	pr_info("a million slots, and nothing for what overflows\n");
	return 0;
}

} // namespace

int flexible_sample()
{
	return run(a_struct_of_c, to_c_and_back, objects, large);
}
