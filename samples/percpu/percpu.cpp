/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kpercpu: an object for each CPU, which works on its own without a lock.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

struct counters {
	u64 frames, bytes;
	u32 largest;
};

u32 larger(u32 a, u32 b)
{
	return a > b ? a : b;
}

/* Statistics: what each CPU counts is added up when somebody asks. */
int statistics()
{
	auto stats = kpercpu<counters>::make(gfp::kernel);
	if (!stats)
		return -ENOMEM;

	/* a number that only grows needs no guard: one step, on whichever CPU */
	for (u32 length = 60; length <= 64; length++) {
		stats.add(&counters::frames, 1); /* on whichever CPU */
		stats.add(&counters::bytes, length);
	}
	/* more than that: the guard keeps the CPU, and here() asks for it */
	{
		const preempt_guard guard;
		counters &mine = stats.here(guard); /* to the end of the block */

		mine.largest = larger(mine.largest, 64);
	}
	u32 largest = 0;

	for (const counters &each : stats)
		largest = larger(largest, read_once(each.largest));
	check(stats.sum(&counters::frames) == 5 && largest == 64);
	pr_info("%llu bytes, the largest frame has %u\n", stats.sum(&counters::bytes), largest);
	return 0;
}

/* Objects with members that own something: each CPU's is constructed, and destroyed. */
struct cache {
	kunique_ptr<u32> spare;
};

int a_spare_for_each()
{
	auto caches = kpercpu<cache>::make(gfp::kernel);

	if (!caches)
		return -ENOMEM;
	/* nobody uses them yet, so those of other CPUs may be touched */
	for (cache &each : caches) {
		each.spare = make_kunique<u32>(gfp::kernel, 7);
		if (!each.spare)
			return -ENOMEM;
	}
	kunique_ptr<u32> mine;
	{
		const irq_guard guard; /* an interrupt might take it, too */

		mine = std::move(caches.here(guard).spare);
	}
	check(mine && *mine == 7);
	pr_info("a spare was taken from this CPU's cache\n");
	return 0;
}

} // namespace

extern "C" int percpu_sample()
{
	return run(statistics, a_spare_for_each);
}
