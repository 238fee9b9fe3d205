/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kspan, and what happens past its end (bounds.h). */
#include "test.h"

namespace {

static_assert(sizeof(kspan<u32>) == sizeof(u32 *) + sizeof(size_t));
static_assert(std::is_trivially_copyable_v<kspan<u32>>);
static_assert(std::is_convertible_v<kspan<u32>, kspan<const u32>>);
static_assert(!std::is_convertible_v<kspan<const u32>, kspan<u32>>);
static_assert(std::is_same_v<kspan<const u32>::element_type, const u32>);
static_assert(kspan<u32>().empty());

struct point {
	int x, y;
};

void reads_and_writes(kunit *test)
{
	u32 data[4] = {1, 2, 3, 4};
	const kspan<u32> s = data;
	const kspan<const u32> c = s;
	u32 sum = 0;

	EXPECT_EQ(s.data(), &data[0]);
	EXPECT_EQ(s.size(), 4U);
	EXPECT_EQ(s.size_bytes(), 16U);
	EXPECT(!s.empty());
	s[opaque<size_t>(3)] = 40;
	EXPECT_EQ(c[opaque<size_t>(3)], 40U);
	for (const u32 v : c)
		sum += v;
	EXPECT_EQ(sum, 46U);
}

void cuts(kunit *test)
{
	u32 data[6] = {0, 1, 2, 3, 4, 5};
	const kspan<u32> s(data, 6);

	EXPECT_EQ(s.subspan(2, 3).data(), &data[2]);
	EXPECT_EQ(s.subspan(2, 3).size(), 3U);
	EXPECT_EQ(s.subspan(2).size(), 4U);
	EXPECT_EQ(s.subspan(6).size(), 0U);
	EXPECT_EQ(s.subspan(6, 0).size(), 0U);
	EXPECT_EQ(s.first(2)[1], 1U);
	EXPECT_EQ(s.first(0).size(), 0U);
	EXPECT_EQ(s.last(0).size(), 0U);
	EXPECT_EQ(s.first(6).size(), 6U);
	EXPECT_EQ(s.last(2)[0], 4U);
	EXPECT_EQ(s.last(6).data(), &data[0]);
	EXPECT_EQ(s.subspan(1, 4).subspan(1, 2)[0], 2U);
}

void cuts_nothing_that_does_not_fit(kunit *test)
{
	u32 data[6] = {};
	const kspan<u32> s(data, 6);

	EXPECT(s.subspan(7).empty());
	EXPECT(reported(7, 0, 6));
	EXPECT(s.subspan(7, 0).empty());
	EXPECT(reported(7, 0, 6));
	EXPECT_EQ(s.subspan(5, 2).data(), static_cast<u32 *>(nullptr));
	EXPECT(reported(5, 2, 6));
	EXPECT(s.subspan(1, ~size_t{0}).empty());
	EXPECT(reported(1, ~size_t{0}, 6));
	EXPECT(s.first(7).empty());
	EXPECT(reported(0, 7, 6));
	EXPECT(s.last(7).empty());
	EXPECT(reported(0, 7, 6));
}

void iterates(kunit *test)
{
	point data[4] = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
	const kspan<point> s = data;
	const kspan<const point> c = s;
	const kspan<point> none;
	auto i = s.begin();

	static_assert(std::is_trivially_copyable_v<kspan<point>::iterator>);
	static_assert(std::is_same_v<decltype(*c.begin()), const point &>);
	EXPECT(none.begin() == none.end());
	EXPECT_EQ(s.end() - s.begin(), 4);
	EXPECT_EQ(s.end() - (s.begin() + 3), 1);
	EXPECT_EQ(i->x, 1);
	EXPECT_EQ((i++)->x, 1);
	EXPECT_EQ((++i)->x, 5);
	EXPECT_EQ((i--)->x, 5);
	EXPECT_EQ((--i)->x, 1);
	i += 3;
	EXPECT_EQ(i[-2].y, 4);
	EXPECT_EQ((s.begin() + 2)->y, 6);
	EXPECT_EQ((i - 1)->y, 6);
	EXPECT(s.begin() < i && i < s.end() && i != s.end());
	i -= 3;
	EXPECT(i == s.begin());
	*i = {9, 9};
	EXPECT_EQ(data[0].x, 9);
	EXPECT_EQ(s.end()[-1].y, 8);
}

void ends(kunit *test)
{
	u32 data[3] = {1, 2, 3};
	const kspan<u32> s = data;
	const kspan<u32> none;

	EXPECT_EQ(s.front(), 1U);
	s.back() = 30;
	EXPECT_EQ(data[2], 30U);
	EXPECT_EQ((*opaque(&none)).front(), 0U);
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ((*opaque(&none)).back(), 0U);
	EXPECT(reported(~size_t{0}, 1, 0));
}

void copies(kunit *test)
{
	u32 data[6] = {0, 1, 2, 3, 4, 5};
	const u32 more[2] = {8, 9};
	const kspan<u32> s(data, 6);

	s.copy_from(more);
	EXPECT_EQ(data[1], 9U);
	EXPECT_EQ(data[2], 2U);
	s.subspan(1).copy_from(s.first(5)); /* they overlap */
	EXPECT_EQ(data[1], 8U);
	EXPECT_EQ(data[5], 4U);
	s.first(1).copy_from(more);
	EXPECT(reported(0, 2, 1));
	EXPECT_EQ(data[0], 8U);
	EXPECT_EQ(data[1], 8U);
	s.copy_from({});
	kspan<u32>().copy_from({});
	EXPECT_EQ(data[0], 8U);
}

void finds_text(kunit *test)
{
	const char ended[8] = {'k', 'a', 'l', 0, 'o', 'c'};
	const char endless[3] = {'a', 'b', 'c'};
	auto b = kbuffer<contiguous<gfp::kernel>, char>::make(4);

	EXPECT_EQ(text_in(ended).size(), 3U);
	EXPECT_EQ(text_in(ended).back(), 'l');
	EXPECT_EQ(text_in(endless).size(), 3U);
	EXPECT(text_in({}).empty());
	ASSERT(b);
	__builtin_memset(b.data(), 'x', 4);
	const kspan<const char> name = text_in(b);
	EXPECT_EQ(name.size(), 4U);
	b.zero();
	EXPECT(text_in(b).empty());
}

void stray_index_touches_nothing(kunit *test)
{
	u64 around[3] = {1, 2, 3};
	const kspan<u64> s(&around[1], 1);
	const kspan<u64> none;

	s[opaque<size_t>(1)] = 9;
	EXPECT(reported(1, 1, 1));
	s[opaque(~size_t{0})] = 9;
	EXPECT(reported(~size_t{0}, 1, 1));
	(*opaque(&none))[opaque<size_t>(0)] = 9;
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ(around[0], 1U);
	EXPECT_EQ(around[1], 2U);
	EXPECT_EQ(around[2], 3U);
	/* what a stray write left is not read back */
	EXPECT_EQ(s[opaque<size_t>(1)], 0U);
	EXPECT(reported(1, 1, 1));

	struct alignas(64) line {
		u8 bytes[64];
	};
	const kspan<line> lines;
	line &stray = (*opaque(&lines))[opaque<size_t>(0)];
	EXPECT_EQ(reinterpret_cast<size_t>(opaque(&stray)) % 64, 0U);
	EXPECT(reported(0, 1, 0));
}

} // namespace

static kunit_case span_cases[] = {
	KUNIT_CASE(reads_and_writes),
	KUNIT_CASE(cuts),
	KUNIT_CASE(cuts_nothing_that_does_not_fit),
	KUNIT_CASE(iterates),
	KUNIT_CASE(ends),
	KUNIT_CASE(copies),
	KUNIT_CASE(finds_text),
	KUNIT_CASE(stray_index_touches_nothing),
	{},
};
static kunit_suite span_suite = {
	.name = "kalloc_span",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = span_cases,
};

kunit_test_suite(span_suite);
