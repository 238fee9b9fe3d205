/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kvector does what Rust's KVec, VVec and KVVec of Linux 7.3 are documented and tested to do
 * (rust/kernel/alloc/kvec.rs): each of their examples and tests, by its behaviour. The names of
 * the cases are Rust's.
 */
#include "test.h"

namespace {

using kvec = kvector<u32>;
using vvec = kvector<u32, virtually_contiguous<gfp::kernel>>;
using kvvec = kvector<u8, any_contiguity<gfp::kernel>>;

/* v == [numbers...] */
template <class Vector, class... Number>
bool is(const Vector &v, Number... number)
{
	if constexpr (sizeof...(Number) == 0) {
		return v.empty();
	} else {
		const typename Vector::element_type numbers[] = {
			static_cast<typename Vector::element_type>(number)...};

		return v == numbers;
	}
}

void kvec_macro(kunit *test)
{
	kvec none;
	ASSERT(!none.push_back(1));
	EXPECT(is(none, 1));
	kvec three;
	ASSERT(!three.resize(3, 1));
	ASSERT(!three.push_back(4));
	EXPECT(is(three, 1, 1, 1, 4));
	kvec listed;
	ASSERT(!listed.append({1, 2, 3}));
	ASSERT(!listed.push_back(4));
	EXPECT(is(listed, 1, 2, 3, 4));
}

void push(kunit *test)
{
	kvec k;
	ASSERT(!k.push_back(1));
	EXPECT(is(k, 1));
	ASSERT(!k.push_back(2));
	EXPECT(is(k, 1, 2));
	vvec v;
	ASSERT(!v.push_back(1));
	EXPECT(is(v, 1));
	kvvec kv;
	ASSERT(!kv.push_back(1));
	EXPECT(is(kv, 1));
}

void is_empty(kunit *test)
{
	kvec v;

	EXPECT(v.empty());
	ASSERT(!v.push_back(1));
	EXPECT(!v.empty());
	EXPECT_EQ(v.size(), 1U);
}

void push_within_capacity(kunit *test)
{
	kvec v;

	ASSERT(!v.reserve(10));
	for (u32 i = 0; i < 10; i++)
		ASSERT(!v.try_push_back(i));
	EXPECT(v.try_push_back(10) != 0);
	EXPECT_EQ(v.size(), 10U);
}

void insert_within_capacity(kunit *test)
{
	kvec v;

	ASSERT(!v.reserve(5));
	for (u32 i = 0; i < 5; i++)
		ASSERT(!v.try_insert(0, u32{i}));
	EXPECT_EQ(v.try_insert(0, 5), -ENOSPC);
	EXPECT_EQ(v.try_insert(1000, 5), -EINVAL);
	EXPECT(is(v, 4, 3, 2, 1, 0));
}

void pop(kunit *test)
{
	kvec v;

	ASSERT(!v.push_back(1));
	ASSERT(!v.push_back(2));
	EXPECT(is(v, 1, 2));
	EXPECT(v.take_back() == 2U);
	EXPECT(v.take_back() == 1U);
	EXPECT(!truth(v.take_back()));
}

void remove(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	EXPECT(v.take(1) == 2U);
	EXPECT(is(v, 1, 3));
	EXPECT(!truth(v.take(2)));
}

void with_capacity(kunit *test)
{
	kvec v;

	ASSERT(!v.reserve(20));
	EXPECT(v.capacity() >= 20);
	EXPECT(v.empty());
}

void zeroed(kunit *test)
{
	kvec v;

	ASSERT(!v.resize(20));
	for (const u32 each : v)
		EXPECT_EQ(each, 0U);
	EXPECT_EQ(v.size(), 20U);
}

void from_raw_parts(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	ASSERT(!v.reserve(4));
	auto parts = v.release();
	parts.data[parts.size++] = 4;
	const kvec back(kvec::adopt(parts));
	EXPECT(is(back, 1, 2, 3, 4));
	EXPECT_EQ(back.capacity(), parts.capacity);
}

void clear(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	const size_t capacity = v.capacity();
	v.clear();
	EXPECT(v.empty());
	EXPECT_EQ(v.capacity(), capacity);
}

void reserve(kunit *test)
{
	kvec v;

	ASSERT(!v.push_back(1));
	ASSERT(!v.reserve(v.size() + 10));
	const size_t capacity = v.capacity();
	EXPECT(capacity >= v.size() + 10);
	ASSERT(!v.reserve(v.size() + 10));
	EXPECT_EQ(v.capacity(), capacity);
}

void truncate(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	v.truncate(1);
	EXPECT_EQ(v.size(), 1U);
	EXPECT(is(v, 1));
	v.truncate(5);
	EXPECT_EQ(v.size(), 1U);
}

void drain_all(kunit *test)
{
	kvec v;
	u32 i = 0;

	ASSERT(!v.append({0, 1, 2, 3}));
	v.drain([&](u32 j) { EXPECT_EQ(i++, j); });
	EXPECT_EQ(i, 4U);
	EXPECT(v.empty());
	EXPECT(v.capacity() >= 4);
}

void retain(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3, 4}));
	v.erase_if([](u32 i) { return i % 2 != 0; });
	EXPECT(is(v, 2, 4));
	/* each set of what stays, of up to nine elements */
	for (u32 n = 0; n < 10; n++) {
		for (u32 stays = 0; stays < 1U << n; stays++) {
			kvec all, some;

			ASSERT(!all.reserve(10) && !some.reserve(10));
			for (u32 i = 0; i < n; i++) {
				ASSERT(!all.try_push_back(i));
				if (stays >> i & 1)
					ASSERT(!some.try_push_back(i));
			}
			all.erase_if([stays](u32 i) { return !(stays >> i & 1); });
			ASSERT(all == some);
		}
	}
}

bool is_1_2_3(const kvvec &v)
{
	return v.size() == 3 && v[0] == 1 && v[1] == 2 && v[2] == 3;
}

void kvvec_shrink_to(kunit *test)
{
	kvvec v;

	ASSERT(!v.reserve(4 * page_size));
	ASSERT(!v.append({1, 2, 3}));
	const size_t before = v.capacity();
	EXPECT(before >= 4 * page_size);
	ASSERT(!v.shrink_to(page_size));
	EXPECT(v.capacity() < before);
	EXPECT(v.capacity() >= page_size);
	EXPECT(is_1_2_3(v));
	ASSERT(!v.shrink_to(0));
	EXPECT(v.capacity() >= v.size());
	EXPECT(is_1_2_3(v));
}

void kvvec_shrink_to_empty(kunit *test)
{
	kvvec v;

	ASSERT(!v.reserve(4 * page_size));
	EXPECT(v.empty());
	ASSERT(!v.shrink_to(0));
	EXPECT_EQ(v.capacity(), 0U);
	EXPECT(v.empty());
}

void kvvec_shrink_to_no_op(kunit *test)
{
	kvvec v;

	ASSERT(!v.reserve(page_size));
	ASSERT(!v.push_back(1));
	const size_t before = v.capacity();
	ASSERT(!v.shrink_to(before + 100));
	EXPECT_EQ(v.capacity(), before);
	EXPECT(is(v, 1));
}

void kvvec_shrink_to_respects_min_capacity(kunit *test)
{
	kvvec v;

	ASSERT(!v.reserve(4 * page_size));
	for (u8 i = 0; i < 10; i++)
		ASSERT(!v.push_back(i));
	ASSERT(!v.shrink_to(2 * page_size));
	EXPECT(v.capacity() >= 2 * page_size);
	EXPECT(is(v, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

void extend_with(kunit *test)
{
	kvec v;

	ASSERT(!v.push_back(1));
	ASSERT(!v.resize(v.size() + 3, 5));
	EXPECT(is(v, 1, 5, 5, 5));
	ASSERT(!v.resize(v.size() + 2, 8));
	EXPECT(is(v, 1, 5, 5, 5, 8, 8));
	ASSERT(!v.resize(v.size() + 0, 3));
	EXPECT(is(v, 1, 5, 5, 5, 8, 8));
}

void extend_from_slice(kunit *test)
{
	const u32 more[] = {50, 60};
	kvec v;

	ASSERT(!v.push_back(1));
	ASSERT(!v.append({20, 30, 40}));
	EXPECT(is(v, 1, 20, 30, 40));
	ASSERT(!v.append(more));
	EXPECT(is(v, 1, 20, 30, 40, 50, 60));
}

void resize(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	ASSERT(!v.resize(1, 4));
	EXPECT(is(v, 1));
	ASSERT(!v.resize(3, 4));
	EXPECT(is(v, 1, 4, 4));
}

void equality(kunit *test)
{
	const u32 same[] = {1, 2}, longer[] = {1, 2, 3};
	kvec a, b;

	ASSERT(!a.append({1, 2}) && !b.append({1, 2}));
	EXPECT(a == b);
	EXPECT(a == same);
	EXPECT(a == a.span());
	EXPECT(a != longer);
	b[1] = 3;
	EXPECT(a != b);
}

void as_slice(kunit *test)
{
	kvec v;
	u32 sum = 0;

	ASSERT(!v.append({1, 2}));
	const kspan<const u32> slice = v;
	EXPECT_EQ(slice.size(), 2U);
	for (u32 &each : v)
		each *= 10;
	for (const u32 each : slice)
		sum += each;
	EXPECT_EQ(sum, 30U);
	EXPECT_EQ(v[0], 10U);
}

void into_iter(kunit *test)
{
	kvec v, none;

	ASSERT(!v.append({1, 2}));
	EXPECT(v.take(0) == 1U);
	EXPECT(v.take(0) == 2U);
	EXPECT(!truth(v.take(0)));
	EXPECT(!truth(none.take(0)));
}

void collect(kunit *test)
{
	kvec v;

	ASSERT(!v.append({1, 2, 3}));
	EXPECT(v.take(0) == 1U);
	const kvec rest = std::move(v);
	EXPECT(is(rest, 2, 3));
}

void spare_capacity(kunit *test)
{
	kvec v;

	ASSERT(!v.reserve(3));
	ASSERT(!v.push_back(1));
	EXPECT_EQ(v.spare().size(), v.capacity() - 1);
	v.spare()[0] = 2;
	v.commit(1);
	EXPECT(is(v, 1, 2));
}

} // namespace

static kunit_case kvec_cases[] = {
	KUNIT_CASE(kvec_macro),
	KUNIT_CASE(push),
	KUNIT_CASE(is_empty),
	KUNIT_CASE(push_within_capacity),
	KUNIT_CASE(insert_within_capacity),
	KUNIT_CASE(pop),
	KUNIT_CASE(remove),
	KUNIT_CASE(with_capacity),
	KUNIT_CASE(zeroed),
	KUNIT_CASE(from_raw_parts),
	KUNIT_CASE(clear),
	KUNIT_CASE(reserve),
	KUNIT_CASE(truncate),
	KUNIT_CASE(drain_all),
	KUNIT_CASE(retain),
	KUNIT_CASE(kvvec_shrink_to),
	KUNIT_CASE(kvvec_shrink_to_empty),
	KUNIT_CASE(kvvec_shrink_to_no_op),
	KUNIT_CASE(kvvec_shrink_to_respects_min_capacity),
	KUNIT_CASE(extend_with),
	KUNIT_CASE(extend_from_slice),
	KUNIT_CASE(resize),
	KUNIT_CASE(equality),
	KUNIT_CASE(as_slice),
	KUNIT_CASE(into_iter),
	KUNIT_CASE(collect),
	KUNIT_CASE(spare_capacity),
	{},
};
static kunit_suite kvec_suite = {
	.name = "kalloc_kvec",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = kvec_cases,
};

kunit_test_suite(kvec_suite);
