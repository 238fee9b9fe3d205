/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What does not hold, by each expectation there is: every case but the last fails, and
 * tests/kunit.sh compares what is said with the file expected. A module of tests alone.
 */
#include <kalloc/kalloc.h>
#include <kalloc/kunit.h>

using namespace kalloc;

static void conditions(kunit *test)
{
	const int truth = 1;

	KUNIT_EXPECT_TRUE(test, !truth);
	KUNIT_EXPECT_FALSE(test, truth && !kunique_ptr<u32>().get());
	KUNIT_EXPECT_TRUE(test, std::is_same_v<int, u32>);
}

static void numbers(kunit *test)
{
	const u64 large = ~0ULL;
	const u32 n = 4;

	KUNIT_EXPECT_EQ(test, n, 5U);
	KUNIT_EXPECT_NE(test, n + 1, 5U);
	KUNIT_EXPECT_LT(test, n, 4U);
	KUNIT_EXPECT_LE(test, n, 3U);
	KUNIT_EXPECT_GT(test, n, 4U);
	KUNIT_EXPECT_GE(test, n, 5U);
	KUNIT_EXPECT_EQ(test, large, 0U);
}

enum class colour : u8 { red, green };

static void other_values(kunit *test)
{
	const bool yes = true;
	u32 *const nothing = nullptr;

	KUNIT_EXPECT_EQ(test, colour::green, colour::red);
	KUNIT_EXPECT_EQ(test, yes, false);
	KUNIT_EXPECT_NE(test, nothing, nullptr);
	KUNIT_EXPECT_EQ(test, le32(3), le32(4));
}

static void errnos(kunit *test)
{
	const int err = -EEXIST;

	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	KUNIT_EXPECT_EQ(test, err, 0);
}

static void texts(kunit *test)
{
	const char *const from_c = "eth0";
	kstring s;

	KUNIT_ASSERT_EQ(test, s.append("wlan0"), 0);
	KUNIT_EXPECT_STREQ(test, s, from_c);
	KUNIT_EXPECT_STRNEQ(test, from_c, "eth0");
	KUNIT_FAIL(test, "this is why");
}

/* what a test owns ends when an assertion leaves it */
static void assertion(kunit *test)
{
	const allocations counted;

	[test] {
		const auto p = make_kunique<u32>(gfp::kernel);

		KUNIT_ASSERT_FALSE(test, p);
		KUNIT_FAIL(test, "behind an assertion");
	}();
	KUNIT_EXPECT_EQ(test, counted.made(), 1U);
	KUNIT_EXPECT_EQ(test, counted.live(), 0U);
}

static constinit u32 *leaked;

static void leaks(kunit *test)
{
	const allocations counted;

	leaked = make_kunique<u32>(gfp::kernel).release();
	counted.expect_freed(test);
	auto freed = kunique_ptr<u32>::adopt(leaked);
}

/*
 * Behind the first of its allocations the way back is wrong, once: which one that shows at is not
 * known, as a page that the kernel takes for a cache is one, too, and another comes in that one's
 * turn.
 */
static void leaks_on_the_way_back(kunit *test)
{
	leaked = nullptr;
	fail_each_allocation(test, [] {
		u32 *const first = make_kunique<u32>(gfp::kernel).release();

		for (int i = 0; i < 3; i++) {
			const auto next = make_kunique<u32>(gfp::kernel);

			if (first && !next && !leaked) {
				leaked = first;
				return;
			}
		}
		const auto freed = kunique_ptr<u32>::adopt(first);
	});
	const auto freed = kunique_ptr<u32>::adopt(leaked);
}

static void nothing_to_fail(kunit *test)
{
	fail_each_allocation(test, [] {});
	const fail_nth failing(test, 100);
	const auto first = make_kunique<u32>(gfp::kernel);
	KUNIT_EXPECT_TRUE(test, first);
}

struct broken {
	int init()
	{
		return -EBUSY;
	}
};

static void fixture_fails(kunit *test, broken &)
{
	KUNIT_FAIL(test, "without its fixture");
}

struct row {
	const char *name;
	u32 n;
};
static constexpr row rows[] = {{"holds", 1}, {"does not", 2}};

static void one_row(kunit *test, const row &r)
{
	KUNIT_EXPECT_EQ(test, r.n, 1U);
}

static void holds(kunit *test)
{
	KUNIT_EXPECT_TRUE(test, true);
}

static void bytes(kunit *test)
{
	static constexpr u8 is[] = {1, 2, 3}, other[] = {1, 2, 4};

	KUNIT_EXPECT_MEMEQ(test, is, other, sizeof(is));
	KUNIT_EXPECT_MEMNEQ(test, is, other, 2);
}

static void null(kunit *test)
{
	const auto p = make_kunique<u32>(gfp::kernel);
	u32 *const at = reinterpret_cast<u32 *>(16);

	KUNIT_EXPECT_NULL(test, at);
	KUNIT_EXPECT_NOT_NULL(test, kunique_ptr<u32>());
	KUNIT_EXPECT_PTR_EQ(test, p, nullptr);
	KUNIT_EXPECT_PTR_NE(test, at, at);
}

static kunit_case failing_cases[] = {
	KUNIT_CASE(conditions),
	KUNIT_CASE(numbers),
	KUNIT_CASE(other_values),
	KUNIT_CASE(errnos),
	KUNIT_CASE(texts),
	KUNIT_CASE(assertion),
	KUNIT_CASE(leaks),
	KUNIT_CASE(leaks_on_the_way_back),
	KUNIT_CASE(nothing_to_fail),
	KUNIT_CASE(fixture_fails),
	KUNIT_CASE_PARAM(one_row, rows, &row::name),
	KUNIT_CASE(holds),
	KUNIT_CASE(bytes),
	KUNIT_CASE(null),
	{},
};
static kunit_suite failing_suite = {.name = "kalloc_failures", .test_cases = failing_cases};

static void alone(kunit *test)
{
	KUNIT_EXPECT_STREQ(test, KBUILD_MODNAME, "kalloc_failures");
}

static kunit_case second_cases[] = {KUNIT_CASE(alone), {}};
static kunit_suite second_suite = {.name = "kalloc_second", .test_cases = second_cases};

kunit_test_suites(&failing_suite, &second_suite);
MODULE_DESCRIPTION("KUnit suites that have to fail");
MODULE_LICENSE("Dual MIT/GPL");
