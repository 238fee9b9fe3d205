/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* binding/call_site.h, gfp.h: which line of a driver is charged for its memory (/proc/allocinfo).
 */
#include "test.h"

namespace {

constexpr bool books = KALLOC_HAS_ALLOC_TAGS;

/* where there are no books, nothing is left of it */
static_assert(books || std::is_empty_v<call_site>);
static_assert(books || std::is_same_v<gfp::at<decltype(gfp::kernel)>, decltype(gfp::kernel)>);
/* a policy's mask is one, wherever it is named */
static_assert(
	std::is_same_v<contiguous<gfp::kernel | gfp::zero>, contiguous<gfp::zero | gfp::kernel>>);

constexpr auto quiet = gfp::kernel | gfp::nowarn;

struct tag_of_a_type {
	u64 x;
};

kalloc_kunit_charged to_line(int line, const char *function = "")
{
	return kalloc_kunit_charged_to(__FILE__, line, function);
}

/* so many objects are charged to the line while the owner lives, and none of another; each
 * allocation fails in turn, and the kernel's own for its books, too */
template <class Make>
[[gnu::noinline]] void charges(kunit *test, int line, long objects, long bytes, Make make)
{
	EXPECT_EQ(to_line(line).tags > 0, books);
	EXPECT_EQ(to_line(line).objects, 0);
	{
		auto owner = make();

		ASSERT(owner);
		EXPECT_EQ(to_line(line).objects, books ? objects : 0);
		EXPECT(to_line(line).bytes >= (books ? bytes : 0));
	}
	EXPECT_EQ(to_line(line).objects, 0);
	EXPECT_EQ(to_line(line).bytes, 0);
	fail_each(test, [&make] { auto owner = make(); });
	EXPECT_EQ(to_line(line).objects, 0);
}

void the_driver_s_line(kunit *test)
{
	using static_buffer = kbuffer<any_contiguity<quiet>, u8, 3 * page_size>;
	using sized = kbuffer<contiguous<gfp::kernel>>;
	using pages = kbuffer<whole_pages<gfp::kernel>>;
	const gfp::unchecked unchecked{opaque<u32>(KALLOC_GFP_NOIO)};
	const size_t n = opaque(size_t{100});

	charges(test, __LINE__, 1, 8, [] { return make_kunique<u64>(gfp::kernel); });
	charges(test, __LINE__, 1, 8, [] { return make_kunique<u64>(quiet, 7U); });
	charges(test, __LINE__, 1, 8, [] { return make_kunique<u64>(gfp::kernel | gfp::account); });
	charges(test, __LINE__ + 1, 1, 8,
		[unchecked] { return make_kunique_for_overwrite<u64>(unchecked); });
	charges(test, __LINE__, 1, 400, [n] { return make_kunique<u32[]>(gfp::atomic, n); });
	/* the page, and the kernel's array of pages */
	charges(test, __LINE__, 2, 0, [n] { return make_kunique<u8[], vmalloc_family>(quiet, n); });
	charges(test, __LINE__ + 1, 1, 0,
		[n] { return make_kunique<u8[], kvmalloc_family>(quiet, n); });
	charges(test, __LINE__, 1, 100, [n] { return sized::make(n); });
	charges(test, __LINE__, 1, 100, [n, unchecked] { return sized::make(n, unchecked); });
	charges(test, __LINE__, 1, 3 * page_size, [] { return static_buffer::make(); });
	charges(test, __LINE__, 1, page_size, [n] { return pages::make(n); });
	charges(test, __LINE__, 1, 400, [n] { return kfixed_vector<u32>::make(n); });
	charges(test, __LINE__, 1, 4 * page_size, [] { return kpages::make(quiet, 2); });
	/* each page, and the array of them */
	charges(test, __LINE__, 6, 5 * page_size, [] { return kpage_array::make(quiet, 5); });
}

/* as C's line is: what is in the first chunk, made when the kernel boots, is nobody's */
void the_line_of_per_cpu_objects(kunit *test)
{
	const int line = __LINE__ + 1;
	auto p = kpercpu<u64>::make(gfp::kernel);

	void *c = kalloc_kunit_alloc_percpu_u64();
	const auto of_c = kalloc_kunit_charged_to(nullptr, 0, "alloc_percpu_u64");

	EXPECT(p && c);
	EXPECT_EQ(to_line(line).tags > 0, books);
	EXPECT_EQ(of_c.tags, books);
	EXPECT_EQ(to_line(line).objects, of_c.objects);
	EXPECT_EQ(to_line(line).bytes, of_c.bytes);
	kalloc_kunit_free_percpu(c);
	p = nullptr;
	EXPECT_EQ(to_line(line).objects, 0);
}

void the_line_of_a_cache_s_user(kunit *test)
{
	auto cache = kcache<tag_of_a_type>::make("kalloc_charged");
	auto pool = kmempool<tag_of_a_type>::make(1);

	ASSERT(cache && pool);
	charges(test, __LINE__, 1, 8, [&] { return cache.make_kunique(gfp::kernel); });
	charges(test, __LINE__, 4, 32, [&] { return cache.make_bulk<4>(gfp::kernel); });
	charges(test, __LINE__, 1, 8, [&] { return pool.make_kunique(gfp::atomic, 7U); });

	kreserve<tag_of_a_type> spare;
	const int line = __LINE__ + 1;
	const auto refill = [&] { return spare.refill(gfp::kernel, 3); };
	fail_each(test, [&] { EXPECT(refill() == 0 || spare.size() < 3); });
	EXPECT_EQ(refill(), 0);
	EXPECT_EQ(to_line(line).objects, books ? 3 : 0);
}

/* and function; the line that made what is resized is no longer charged */
void the_line_that_resizes(kunit *test)
{
	using buffer = kbuffer<contiguous<gfp::kernel>>;
	const int made = __LINE__ + 1;
	auto b = buffer::make(opaque(size_t{8}));
	const int resized = __LINE__ + 4;

	ASSERT(b);
	EXPECT_EQ(to_line(made, __func__).objects, books);
	EXPECT_EQ(b.resize(opaque(size_t{5000})), 0);
	EXPECT_EQ(to_line(made).objects, 0);
	EXPECT_EQ(to_line(resized, __func__).objects, books);
}

/* what grows by itself is charged to its type */
void the_type_of_a_vector(kunit *test)
{
	const auto charged = [] { return kalloc_kunit_charged_to(nullptr, 0, "tag_of_a_type"); };
	kvector<tag_of_a_type> v;

	fail_each(test, [&] {
		if (v.empty())
			static_cast<void>(v.push_back({1}));
	});
	ASSERT(v.size() == 1);
	EXPECT_EQ(charged().objects, books);
	v = {};
	EXPECT_EQ(charged().objects, 0);
}

} // namespace

static kunit_case charge_cases[] = {
	KUNIT_CASE(the_driver_s_line),          KUNIT_CASE(the_line_of_per_cpu_objects),
	KUNIT_CASE(the_line_of_a_cache_s_user), KUNIT_CASE(the_line_that_resizes),
	KUNIT_CASE(the_type_of_a_vector),       {},
};
static kunit_suite charge_suite = {
	.name = "kalloc_charge",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = charge_cases,
};

kunit_test_suite(charge_suite);
