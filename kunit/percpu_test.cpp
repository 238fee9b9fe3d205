/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* owner/percpu.h */
#include "test.h"

namespace {

struct counters {
	u64 wide;
	u32 narrow;
	s64 level;
};

/* the numbers of all CPUs; of other objects a member's */
template <class T>
concept has_sum = requires(const kpercpu<T> &p) { p.sum(); };
static_assert(has_sum<u64> && !has_sum<counters>);

unsigned int possible_cpus()
{
	unsigned int n = 0;

	for (unsigned int cpu = 0; cpu < 4096; cpu++)
		n += static_cast<unsigned int>(kalloc_kunit_cpu_possible(cpu));
	return n;
}

void one_for_each(kunit *test)
{
	auto p = kpercpu<counters>::make(gfp::kernel);

	ASSERT(p);
	unsigned int n = 0;

	for (counters &each : p) {
		EXPECT_EQ(each.wide, 0ULL); /* value-initialised */
		each.wide = ++n;
	}
	EXPECT_EQ(n, possible_cpus());
	EXPECT_EQ(p.sum(&counters::wide), u64{n} * (n + 1) / 2);
	/* each is where C finds it */
	for (unsigned int cpu = 0; cpu < 64; cpu++)
		if (kalloc_kunit_cpu_possible(cpu))
			EXPECT(&p.on(cpu) == kalloc_kunit_per_cpu_ptr(p.get(), cpu));
}

void this_one(kunit *test)
{
	auto p = kpercpu<counters>::make(gfp::kernel);

	ASSERT(p);
	const auto &constant = p;
	{
		const preempt_guard guard;
		void *mine = kalloc_kunit_this_cpu_ptr(p.get());

		EXPECT(&p.here(guard) == mine);
		EXPECT(&constant.here(guard) == mine);
		p.here(guard).narrow = 5;
	}
	{
		const irq_guard guard;
		EXPECT(&p.here(guard) == kalloc_kunit_this_cpu_ptr(p.get()));
	}
	raw_spinlock lock{"lock"};
	{
		const raw_spin_guard guard(lock);
		EXPECT(&p.here(guard) == kalloc_kunit_this_cpu_ptr(p.get()));
	}
#if !KALLOC_RT_RULES
	spinlock plain{"plain"};
	{
		const spin_guard guard(plain);
		EXPECT(&p.here(guard) == kalloc_kunit_this_cpu_ptr(p.get()));
	}
	{
		const bh_guard guard;
		EXPECT(&p.here(guard) == kalloc_kunit_this_cpu_ptr(p.get()));
	}
#endif
	EXPECT_EQ(p.sum(&counters::narrow), 5U);
}

void adds(kunit *test)
{
	auto p = kpercpu<counters>::make(gfp::kernel | gfp::nowarn | gfp::zero);

	ASSERT(p);
	p.add(&counters::wide, 1ULL << 40);
	p.add(&counters::wide, opaque(3ULL));
	p.add(&counters::narrow, ~0U); /* wraps around, and spills into nothing */
	p.add(&counters::narrow, 2);
	p.add(&counters::level, opaque(-7));
	EXPECT_EQ(p.sum(&counters::wide), (1ULL << 40) + 3);
	EXPECT_EQ(p.sum(&counters::narrow), 1U);
	EXPECT_EQ(p.sum(&counters::level), s64{-7});
	auto q = kpercpu<u32>::make(gfp::kernel);

	ASSERT(q);
	q.add(1);
	q.add(opaque(41U));
	EXPECT_EQ(q.sum(), 42U);
}

/* Where it may sleep there is more than what is populated, for any CPU. */
void makes_room(kunit *test)
{
	struct large {
		u8 bytes[16384];
	};
	auto all = kfixed_vector<kpercpu<large>>::make(64);

	ASSERT(all.capacity() == 64);
	for (u32 i = 0; i < 64; i++) {
		auto one = kpercpu<large>::make(gfp::kernel | gfp::nowarn);

		if (!EXPECT(one && !all.try_push_back(std::move(one))))
			break;
	}
}

void constructs_and_destroys(kunit *test)
{
	const auto n = static_cast<int>(possible_cpus());
	{
		auto p = kpercpu<counted>::make(gfp::kernel);

		ASSERT(p);
		EXPECT_EQ(counted::alive, n);
		auto q = std::move(p);

		EXPECT(!p);
		EXPECT_EQ(counted::alive, n);
		p = std::move(q);
		p.reset();
		EXPECT_EQ(counted::alive, 0);
		p.reset();
		p = kpercpu<counted>::make(gfp::kernel);
		p = kpercpu<counted>::make(gfp::kernel);
		EXPECT_EQ(counted::alive, n);
	}
	EXPECT_EQ(counted::alive, 0);
}

/* Large ones, so that what the kernel keeps ready for all CPUs does not suffice. */
void empty_when_memory_runs_out(kunit *test)
{
	struct large {
		u8 bytes[16384];
	};
	const int failures = fail_each_allocation(test, [&] {
		kpercpu<large> some[8];

		for (auto &each : some) {
			each = kpercpu<large>::make(gfp::kernel | gfp::nowarn);
			if (!each) {
				EXPECT(each == nullptr);
				EXPECT(each.get() == nullptr);
				EXPECT(!(each.begin() != each.end()));
				break;
			}
		}
	});
	EXPECT(failures > 0);
}

void in_atomic_context(kunit *test)
{
	atomically([&] {
		auto p = kpercpu<u64>::make(gfp::atomic | gfp::nowarn);

		if (p) /* or all that is populated is in use */
			EXPECT_EQ(*p.begin(), 0ULL);
	});
}

void no_such_cpu(kunit *test)
{
	auto p = kpercpu<counters>::make(gfp::kernel);

	ASSERT(p);
	p.on(opaque(4096U)).wide = 1;
	EXPECT(reported(4096, 1, ~0U));
	EXPECT_EQ(p.sum(&counters::wide), 0ULL);
	const auto &constant = p;
	EXPECT_EQ(constant.on(opaque(4096U)).wide, 0ULL);
	EXPECT(reported(4096, 1, ~0U));
}

void from_and_to_c(kunit *test)
{
	auto p = kpercpu<u64>::adopt(kalloc_kunit_alloc_percpu_u64());

	ASSERT(p);
	*p.begin() = 1;
	kalloc_kunit_free_percpu(p.release());
	EXPECT(!p);
	auto q = kpercpu<u64>::adopt(nullptr);

	EXPECT(!q);
	swap(p, q);
	EXPECT(!(p.begin() != p.end()));
	auto r = kpercpu<u64>::make(gfp::kernel);

	ASSERT(r);
	void *kept_by_c = r.get();

	r.taken_by_c();
	kalloc_kunit_free_percpu(kept_by_c);
}

static_assert(std::is_same_v<kpercpu<u32>::free_context, contexts::outside_raw>);
static_assert(std::is_same_v<kpercpu<kbuffer<virtually_contiguous<gfp::kernel>>>::free_context,
			     contexts::outside_atomic>);
static_assert(sizeof(kpercpu<counters>) == sizeof(void *));
static_assert(swaps_safely<kpercpu<counters>>);
static_assert(sizeof(preempt_guard) == 1 && sizeof(irq_guard) == sizeof(long));

} // namespace

static kunit_case percpu_cases[] = {KUNIT_CASE(one_for_each),
				    KUNIT_CASE(this_one),
				    KUNIT_CASE(adds),
				    KUNIT_CASE(makes_room),
				    KUNIT_CASE(constructs_and_destroys),
				    KUNIT_CASE(empty_when_memory_runs_out),
				    KUNIT_CASE(in_atomic_context),
				    KUNIT_CASE(no_such_cpu),
				    KUNIT_CASE(from_and_to_c),
				    {}};
static kunit_suite percpu_suite = {
	.name = "kalloc_percpu",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = percpu_cases,
};

kunit_test_suite(percpu_suite);
