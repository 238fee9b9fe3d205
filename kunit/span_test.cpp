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
	EXPECT_EQ(reinterpret_cast<size_t>(&(*opaque(&lines))[opaque<size_t>(0)]) % 64, 0U);
	EXPECT(reported(0, 1, 0));
}

} // namespace

constinit kalloc_kunit_case kalloc_span_cases[] = {
	KALLOC_CASE(reads_and_writes),
	KALLOC_CASE(cuts),
	KALLOC_CASE(cuts_nothing_that_does_not_fit),
	KALLOC_CASE(stray_index_touches_nothing),
	{},
};
