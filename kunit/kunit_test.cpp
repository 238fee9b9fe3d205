/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kalloc/kunit.h itself; how what does not hold is told: tests/kunit_failures. */
#include "test.h"

namespace {

/* by cases before the last one */
constinit u32 rows_seen, fixtures_seen;
constinit bool all_held;

/* What a case sees of its fixture, and what is left of it. */
struct fixture {
	kunit *test;
	kvector<u32> v;

	explicit fixture(kunit *test) : test(test) {}
	fixture(const fixture &) = delete;
	fixture &operator=(const fixture &) = delete;
	~fixture()
	{
		KUNIT_EXPECT_EQ(test, v.size(), 2U);
	}
};

struct fallible {
	counted c{5};
	kunique_ptr<u32> p;

	int init(kunit *test)
	{
		p = make_kunique<u32>(gfp::kernel, 7U);
		KUNIT_EXPECT_TRUE(test, p);
		return p ? 0 : -ENOMEM;
	}
};

struct plain {
	counted c{6};
	u32 zero;
};

struct plain_init {
	u32 is = 0;

	int init()
	{
		is = 1;
		return 0;
	}
};

void with_constructor(kunit *test, fixture &f)
{
	KUNIT_EXPECT_TRUE(test, test == f.test);
	KUNIT_EXPECT_EQ(test, f.v.push_back(1), 0);
	KUNIT_EXPECT_EQ(test, f.v.push_back(2), 0);
	fixtures_seen++;
}

void with_init(kunit *test, fallible &f)
{
	KUNIT_EXPECT_EQ(test, *f.p, 7U);
	KUNIT_EXPECT_EQ(test, counted::alive, 1);
	fixtures_seen++;
}

void with_neither(kunit *test, plain &f)
{
	KUNIT_EXPECT_EQ(test, f.zero, 0U);
	KUNIT_EXPECT_EQ(test, f.c.id, 6);
	fixtures_seen++;
}

void with_init_of_nothing(kunit *test, plain_init &f)
{
	KUNIT_EXPECT_EQ(test, f.is, 1U);
	fixtures_seen++;
}

struct size_row {
	const char *name;
	size_t bytes, usable;
};
constexpr size_row size_rows[] = {
	{"a word", 8, 8},
	{"a name that is longer than KUnit has room for, which is 128 bytes with the 0, and so it "
	 "is cut, as each of C's is by snprintf(), here",
	 33, 64},
	{"a page", page_size, page_size},
};

void rows(kunit *test, const size_row &row)
{
	KUNIT_EXPECT_TRUE(test, &row == &size_rows[rows_seen]);
	KUNIT_EXPECT_LE(test, row.bytes, row.usable);
	rows_seen++;
}

constexpr u32 numbers[] = {1, 2};

/* without a text, and with a fixture */
void rows_with_fixture(kunit *test, const u32 &n, plain_init &f)
{
	KUNIT_EXPECT_TRUE(test, n == 1 || n == 2);
	KUNIT_EXPECT_EQ(test, f.is, 1U);
	fixtures_seen++;
}

/* what KUnit prints of a row */
void texts_of_rows(kunit *test)
{
	const auto next = testing::next_row<size_rows, &size_row::name>;
	char text[128];

	KUNIT_EXPECT_PTR_EQ(test, next(nullptr, text), &size_rows[0]);
	KUNIT_EXPECT_STREQ(test, text, "a word");
	KUNIT_EXPECT_PTR_EQ(test, next(&size_rows[0], text), &size_rows[1]);
	KUNIT_EXPECT_EQ(test, terminated(text).size(), 127U);
	KUNIT_EXPECT_NULL(test, next(&size_rows[2], text));
}

/* An expectation that ends a case, or a fixture that never comes, would be no failure of it. */
void all_of_them_ran(kunit *test)
{
	KUNIT_EXPECT_EQ(test, rows_seen, 3U);
	KUNIT_EXPECT_EQ(test, fixtures_seen, 6U);
	KUNIT_EXPECT_TRUE(test, all_held);
}

/* a name that kalloc has, too */
void out_of_range(kunit *test)
{
	KUNIT_EXPECT_TRUE(test, test);
}

enum class colour : u8 { red, green };

void in_short(kunit *test)
{
	kstring name;

	KUNIT_ASSERT_EQ(test, name.append("eth0"), 0);
	KUNIT_EXPECT_EQ(test, name.size(), 4U);
	KUNIT_EXPECT_STREQ(test, name, "eth0");

	const allocations counted;
	auto n = make_kunique<u32>(gfp::kernel);

	KUNIT_EXPECT_EQ(test, counted.made(), 1U);
	n.reset();
	counted.expect_freed(test);
}

void holds(kunit *test)
{
	const char *const c = "eth0";
	u32 x = 1, times = 0;
	kstring s;

	KUNIT_ASSERT_EQ(test, s.append("eth0"), 0);
	KUNIT_EXPECT_TRUE(test, make_kunique<u32>(gfp::kernel));
	KUNIT_EXPECT_FALSE(test, kunique_ptr<u32>());
	KUNIT_EXPECT_TRUE(test, std::is_same_v<u32, unsigned int>);
	KUNIT_ASSERT_TRUE(test, x);
	KUNIT_ASSERT_FALSE(test, !x);
	KUNIT_EXPECT_EQ(test, ++times, 1U);
	KUNIT_EXPECT_NE(test, ++times, 3U);
	KUNIT_ASSERT_NE(test, times, 3U);
	KUNIT_EXPECT_LT(test, times, 3U);
	KUNIT_ASSERT_LT(test, times, 3U);
	KUNIT_EXPECT_LE(test, times, 2U);
	KUNIT_ASSERT_LE(test, times, 2U);
	KUNIT_EXPECT_GT(test, times, 1U);
	KUNIT_ASSERT_GT(test, times, 1U);
	KUNIT_EXPECT_GE(test, times, 2U);
	KUNIT_ASSERT_GE(test, times, 2U);
	KUNIT_EXPECT_EQ(test, colour::green, colour::green);
	KUNIT_EXPECT_EQ(test, &x, &x);
	KUNIT_EXPECT_NE(test, &x, nullptr);
	KUNIT_EXPECT_EQ(test, le32(3), le32(3));
	KUNIT_EXPECT_STREQ(test, c, "eth0");
	KUNIT_EXPECT_STREQ(test, s, c);
	KUNIT_ASSERT_STREQ(test, s, "eth0");
	KUNIT_EXPECT_STRNEQ(test, s, "eth");
	KUNIT_ASSERT_STRNEQ(test, c, "eth01");
	KUNIT_EXPECT_MEMEQ(test, c, s.c_str(), 4);
	KUNIT_ASSERT_MEMEQ(test, c, "eth1", 3);
	KUNIT_EXPECT_MEMNEQ(test, c, "eth1", 4);
	KUNIT_ASSERT_MEMNEQ(test, c, "wlan", 1);
	KUNIT_EXPECT_NULL(test, kunique_ptr<u32>());
	KUNIT_ASSERT_NULL(test, kunique_ptr<u32>());
	KUNIT_EXPECT_NOT_NULL(test, &x);
	KUNIT_ASSERT_NOT_NULL(test, make_kunique<u32>(gfp::kernel));
	KUNIT_EXPECT_PTR_EQ(test, &x, &x);
	KUNIT_ASSERT_PTR_EQ(test, &x, &x);
	KUNIT_EXPECT_PTR_NE(test, &x, nullptr);
	KUNIT_ASSERT_PTR_NE(test, &x, &times);
	all_held = true;
}

/* the first; then one behind others, of which kmemleak and caches have some */
void fails_the_nth(kunit *test)
{
	{
		const fail_nth failing(test);

		KUNIT_EXPECT_FALSE(test, make_kunique<u32>(gfp::kernel));
		KUNIT_EXPECT_TRUE(test, make_kunique<u32>(gfp::kernel));
	}
	/* over again: the kernel takes pages for a cache at one time, and not the next */
	for (int round = 0; round < 100; round++) {
		const fail_nth failing(test, 2 + round % 10);
		const auto first = make_kunique<u32>(gfp::kernel);
		auto second = make_kunique<u32>(gfp::kernel);

		KUNIT_ASSERT_TRUE(test, first);
		if (!second)
			return;
		for (int i = 0; i < 100; i++)
			second = make_kunique<u32>(gfp::kernel);
	}
	KUNIT_FAIL(test, "the second never failed");
}

void fails_each(kunit *test)
{
	int rounds = 0, made = 0;
	const int failures = fail_each_allocation(test, [test, &rounds, &made] {
		auto a = make_kunique<u32>(gfp::kernel);
		auto b = make_kunique<u32[]>(gfp::kernel, opaque(size_t{100}));

		rounds++;
		made += a && b;
		KUNIT_EXPECT_EQ(test, counted::alive, 0);
	});

	KUNIT_EXPECT_GE(test, failures, 2);
	KUNIT_EXPECT_EQ(test, rounds, failures + 1);
	KUNIT_EXPECT_GE(test, made, 1);
}

void counts_what_is_left(kunit *test)
{
	auto before = make_kunique<u32>(gfp::kernel);
	const allocations counted;
	{
		auto a = make_kunique<u32>(gfp::kernel);
		auto b = make_kunique<u64[]>(gfp::kernel, opaque(size_t{1000}));
		const allocations inner;

		KUNIT_ASSERT_TRUE(test, before && a && b);
		KUNIT_EXPECT_EQ(test, counted.made(), 2U);
		KUNIT_EXPECT_EQ(test, counted.live(), 2U);
		KUNIT_EXPECT_EQ(test, inner.made(), 0U);
		auto c = make_kunique<u32>(gfp::kernel);
		KUNIT_EXPECT_EQ(test, inner.live(), 1U);
		a.reset();
		/* what is older than the scope is none of its business */
		before.reset();
		KUNIT_EXPECT_EQ(test, inner.live(), 1U);
		KUNIT_EXPECT_EQ(test, counted.live(), 2U);
	}
	KUNIT_EXPECT_EQ(test, counted.made(), 3U);
	KUNIT_EXPECT_TRUE(test, counted.expect_freed(test));
}

/* Beside the scopes nothing is counted, and of one that had too many the next knows nothing. */
void counts_in_its_scope(kunit *test)
{
	constexpr size_t many = 1100;
	size_t before = 0;

	{
		const allocations counted;
		auto all = kfixed_vector<kunique_ptr<u64>>::make(many);

		ASSERT(all.capacity() == many);
		for (size_t i = 0; i < many; i++)
			ASSERT(!all.try_push_back(make_kunique<u64>(gfp::kernel)));
		EXPECT_EQ(counted.made(), many + 1);
		EXPECT_EQ(counted.live(), many + 1);
		before = binding::kalloc_test_count(0);
	}
	const auto another = make_kunique<u64>(gfp::kernel);
	EXPECT(another && binding::kalloc_test_count(0) == before);
	const allocations counted;
	EXPECT_EQ(counted.live(), 0U);
}

/* each allocator that an owner may have, and C's own */
void counts_each_kind(kunit *test)
{
	const auto counted_in = [test](auto make) {
		const allocations counted;
		{
			auto owner = make();

			KUNIT_EXPECT_TRUE(test, owner);
			KUNIT_EXPECT_EQ(test, counted.live(), 1U);
		}
		KUNIT_EXPECT_EQ(test, counted.live(), 0U);
	};
	auto cache = kcache<u64>::make("kalloc_counted");
	auto pool = kmempool<u64>::make(2);
	auto blocks = dma_pool<u64>::make(kalloc_kunit_device(), "kalloc_counted");

	KUNIT_ASSERT_TRUE(test, cache && pool && blocks);
	counted_in([] { return kbuffer<contiguous<gfp::kernel>>::make(opaque(size_t{100})); });
	counted_in([] { return kbuffer<contiguous<gfp::kernel>>::make(opaque(64 * page_size)); });
	counted_in([] { return kbuffer<virtually_contiguous<gfp::kernel>>::make(100); });
	counted_in(
		[] { return kbuffer<any_contiguity<gfp::kernel>>::make(opaque(9 * page_size)); });
	counted_in([] { return kbuffer<whole_pages<gfp::kernel>>::make(3 * page_size); });
	counted_in([] { return kbuffer<sensitive<contiguous<gfp::kernel>>>::make(100); });
	counted_in([] {
		return kbuffer<dma_coherent<gfp::kernel>>::make(kalloc_kunit_device(), 100);
	});
	counted_in([] { return kpercpu<u64>::make(gfp::kernel); });
	counted_in([&cache] { return cache.make_kunique(gfp::kernel); });
	counted_in([&pool] { return pool.make_kunique(gfp::kernel); });
	counted_in([&blocks] { return blocks.make_kunique(gfp::kernel); });
	counted_in([] { return make_kunique<u64, rcu_family<>>(gfp::kernel); });
	{
		const allocations counted;
		{
			auto bulk = cache.make_bulk<4>(gfp::kernel);

			KUNIT_EXPECT_TRUE(test, bulk);
			KUNIT_EXPECT_EQ(test, counted.live(), 4U);
		}
		void *c = kalloc_kunit_kmalloc(8);
		KUNIT_EXPECT_EQ(test, counted.live(), 1U);
		kalloc_kunit_kfree(c);

		kvector<u32> v;
		for (u32 i = 0; i < 1000; i++)
			KUNIT_EXPECT_EQ(test, v.push_back(i), 0);
		KUNIT_EXPECT_EQ(test, counted.live(), 1U);
		KUNIT_EXPECT_GT(test, counted.made(), 7U);
	}
}

} // namespace

static kunit_case header_cases[] = {
	KUNIT_CASE(with_constructor),
	KUNIT_CASE(with_init),
	KUNIT_CASE(with_neither),
	KUNIT_CASE(with_init_of_nothing),
	KUNIT_CASE_PARAM(rows, size_rows, &size_row::name),
	KUNIT_CASE_PARAM(rows_with_fixture, numbers),
	KUNIT_CASE(texts_of_rows),
	KUNIT_CASE(out_of_range),
	KUNIT_CASE(in_short),
	KUNIT_CASE(holds),
	KUNIT_CASE(all_of_them_ran),
	KUNIT_CASE(fails_the_nth),
	KUNIT_CASE(fails_each),
	KUNIT_CASE(counts_what_is_left),
	KUNIT_CASE(counts_in_its_scope),
	KUNIT_CASE(counts_each_kind),
	{},
};
static kunit_suite header_suite = {
	.name = "kalloc_kunit",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = header_cases,
};

kunit_test_suite(header_suite);
