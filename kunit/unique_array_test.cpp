/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunique_ptr<T[]> and make_kunique, for arrays. */
#include "test.h"

namespace {

static_assert(sizeof(kunique_ptr<u32[]>) == sizeof(u32 *));
static_assert(sizeof(kunique_ptr<counted[]>) == sizeof(counted *));
static_assert(!kunique_ptr<u32[]>::counted && kunique_ptr<u32[]>::header_bytes == 0);
static_assert(kunique_ptr<counted[]>::counted && kunique_ptr<counted[]>::header_bytes == 8);
static_assert(std::is_same_v<kunique_ptr<u32[]>::element_type, u32>);
static_assert(std::is_same_v<kunique_ptr<u32[]>::family_type, kmalloc_family>);
static_assert(std::is_same_v<kunique_ptr<u32[], vmalloc_family>::family_type, vmalloc_family>);
static_assert(!std::is_copy_constructible_v<kunique_ptr<u32[]>>);
static_assert(!std::is_copy_assignable_v<kunique_ptr<u32[]>>);
static_assert(swaps_safely<kunique_ptr<u32[]>>);
static_assert(std::is_nothrow_constructible_v<kunique_ptr<const u32[]>, kunique_ptr<u32[]>>);
static_assert(!std::is_constructible_v<kunique_ptr<u32[]>, u32 *>);
static_assert(!std::is_convertible_v<kunique_ptr<u32[]>, bool>);

/* 0, 1, 2, ... in the order of construction */
struct numbered : kalloc::test::counted {
	numbered() : counted(next++) {}
	static constinit inline int next = 0;
};

struct alignas(64) wide {
	kalloc::test::counted c;
};
static_assert(kunique_ptr<wide[]>::header_bytes == 64);

template <class Family>
void zeroed(kunit *test)
{
	for (int i = 0; i < 8; i++) {
		{
			auto dirty = make_kunique_for_overwrite<u32[], Family>(gfp::kernel,
									       opaque<size_t>(300));
			ASSERT(dirty);
			__builtin_memset(dirty.get(), 0xa5, 300 * sizeof(u32));
			asm volatile("" : : : "memory");
		}
		auto a = make_kunique<u32[], Family>(gfp::kernel, opaque<size_t>(300));
		ASSERT(a);
		for (size_t n = 0; n < 300; n++)
			EXPECT_EQ(a[n], 0U);
		a[299] = 1;
	}
}

void value_initialises(kunit *test)
{
	zeroed<kmalloc_family>(test);
	zeroed<vmalloc_family>(test);
	zeroed<kvmalloc_family>(test);
}

void asks_for_what_it_needs(kunit *test)
{
	make_kunique<u64[], recorded_family>(gfp::kernel, 5).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO});
	EXPECT_EQ(recorded_family::asked, 40U);
	EXPECT_EQ(recorded_family::aligned, 8U);
	make_kunique_for_overwrite<u64[], recorded_family>(gfp::kernel, 5).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
	make_kunique<wide[], recorded_family>(gfp::kernel, 2).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
	EXPECT_EQ(recorded_family::asked, 192U);
	EXPECT_EQ(recorded_family::aligned, 64U);
	EXPECT_EQ(recorded_family::alive, 0);

	/* to the byte, and no further */
	recorded_family::calls = 0;
	EXPECT((make_kunique<u64[], recorded_family>(gfp::kernel, opaque<size_t>(125))));
	EXPECT((make_kunique<wide[], recorded_family>(gfp::kernel, opaque<size_t>(14))));
	EXPECT_EQ(recorded_family::calls, 2);
	EXPECT(!truth((make_kunique<u64[], recorded_family>(gfp::kernel, opaque<size_t>(126)))));
	EXPECT(!truth((make_kunique<wide[], recorded_family>(gfp::kernel, opaque<size_t>(15)))));
	EXPECT_EQ(recorded_family::calls, 2);
}

void constructs_and_destroys_each(kunit *test)
{
	numbered::next = 0;
	{
		auto a = make_kunique<numbered[]>(gfp::kernel, 5);
		ASSERT(a);
		EXPECT_EQ(counted::alive, 5);
		for (int i = 0; i < 5; i++)
			EXPECT_EQ(a[static_cast<size_t>(i)].id, i);

		auto b = std::move(a);
		EXPECT(!a); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(counted::alive, 5);
		b = make_kunique<numbered[]>(gfp::kernel, 2);
		EXPECT_EQ(counted::alive, 2);
		EXPECT_EQ(counted::last, 0); /* last first */
	}
	EXPECT_EQ(counted::alive, 0);

	auto c = make_kunique_for_overwrite<numbered[]>(gfp::kernel, 3);
	ASSERT(c);
	EXPECT_EQ(counted::alive, 3);
	c.reset();
	EXPECT(c == nullptr);
	EXPECT_EQ(counted::alive, 0);
}

void keeps_alignment_behind_the_count(kunit *test)
{
	for (size_t n = 1; n < 5; n++) {
		auto a = make_kunique<wide[]>(gfp::kernel, n);

		ASSERT(a);
		EXPECT_EQ(reinterpret_cast<size_t>(a.get()) % 64, 0U);
		EXPECT_EQ(counted::alive, static_cast<int>(n));
	}
	EXPECT_EQ(counted::alive, 0);
}

void swaps_releases_adopts(kunit *test)
{
	auto a = make_kunique<u32[]>(gfp::kernel, 4);
	auto b = make_kunique<u32[]>(gfp::kernel, 8);
	auto &same = a;

	ASSERT(a && b);
	b[7] = 7;
	a.swap(b);
	EXPECT_EQ(a[7], 7U);
	a = std::move(same);
	ASSERT(a);
	a.swap(a);
	EXPECT_EQ(a.get(), &a[0]);
	EXPECT_EQ(a[7], 7U);
	u32 *raw = a.release();
	EXPECT(!a);
	EXPECT_EQ(raw[7], 7U);
	kalloc_kunit_kfree(raw);
	auto c = kunique_ptr<u32[]>::adopt(static_cast<u32 *>(kalloc_kunit_kmalloc(64)));
	ASSERT(c);
	c[15] = 1;
	c = nullptr;
	EXPECT_EQ(c.get(), static_cast<u32 *>(nullptr));
	EXPECT(c == nullptr);
	EXPECT(!truth(kunique_ptr<u32[]>::adopt(nullptr)));

	auto d = make_kunique<const u64[]>(gfp::kernel, 2);
	ASSERT(d);
	EXPECT_EQ(d[1], 0U);

	auto e = make_kunique<u32[]>(gfp::kernel, 4);
	ASSERT(e);
	raw = e.get();
	e.taken_by_c();
	EXPECT(!e);
	kalloc_kunit_kfree(raw);
	swap(b, e);
	EXPECT(!b && e);
	EXPECT(b != e && b == c);
}

/* to const elements, and to a family that frees this one's memory, the count with it */
void converts(kunit *test)
{
	kunique_ptr<const u32[]> a = make_kunique<u32[]>(gfp::kernel, 4);
	kunique_ptr<u32[], kvmalloc_family> b = make_kunique<u32[], vmalloc_family>(gfp::kernel, 4);
	kunique_ptr<counted[], kvmalloc_family> c;

	ASSERT(a && b);
	EXPECT_EQ(a[3], 0U);
	EXPECT(kalloc_kunit_is_vmalloc(b.get()));
	c = make_kunique<counted[]>(gfp::kernel, 3);
	ASSERT(c);
	EXPECT_EQ(counted::alive, 3);
	c.reset();
	EXPECT_EQ(counted::alive, 0);
}

void refuses_what_does_not_fit(kunit *test)
{
	EXPECT(!truth(make_kunique<u32[]>(gfp::kernel, opaque<size_t>(0))));
	EXPECT(!truth((make_kunique<u32[], vmalloc_family>(gfp::kernel, opaque<size_t>(0)))));
	/* the bytes wrap around to 16 */
	EXPECT(!truth(make_kunique<u32[]>(gfp::kernel, opaque((~size_t{0} / 4) + 5))));
	EXPECT(!truth(make_kunique<counted[]>(gfp::kernel, opaque(~size_t{0} / 4))));
	EXPECT(!truth(
		make_kunique_for_overwrite<u64[]>(gfp::kernel, opaque(kmalloc_max_size / 8 + 1))));
	EXPECT(make_kunique_for_overwrite<u64[]>(gfp::kernel, opaque(kmalloc_max_size / 8)));
	EXPECT((make_kunique_for_overwrite<u64[], vmalloc_family>(
		gfp::kernel, opaque(kmalloc_max_size / 8 + 1))));
	EXPECT(!truth((make_kunique<u8[], kvmalloc_family>(gfp::kernel, opaque(size_t{1} << 31)))));
	EXPECT_EQ(counted::alive, 0);
}

void out_of_memory(kunit *test)
{
	fail_first(test, [test] { EXPECT(!truth(make_kunique<u32[]>(gfp::kernel, 9))); });
	fail_first(test,
		   [test] { EXPECT(!truth(make_kunique_for_overwrite<u32[]>(gfp::kernel, 9))); });
	const int failures = fail_each_allocation(test, [test] {
		auto a = make_kunique<numbered[], vmalloc_family>(gfp::kernel | gfp::nowarn, 600);

		EXPECT_EQ(counted::alive, a ? 600 : 0);
	});
	EXPECT(failures > 2); /* an area, a page, page tables, ... */
	fail_each_allocation(test, [test] {
		auto a = make_kunique_for_overwrite<numbered[], kvmalloc_family>(
			gfp::kernel | gfp::nowarn, 600);

		EXPECT_EQ(counted::alive, a ? 600 : 0);
	});
	EXPECT_EQ(counted::alive, 0);
}

} // namespace

static kunit_case unique_array_cases[] = {
	KUNIT_CASE(value_initialises),
	KUNIT_CASE(asks_for_what_it_needs),
	KUNIT_CASE(constructs_and_destroys_each),
	KUNIT_CASE(keeps_alignment_behind_the_count),
	KUNIT_CASE(swaps_releases_adopts),
	KUNIT_CASE(converts),
	KUNIT_CASE(refuses_what_does_not_fit),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite unique_array_suite = {
	.name = "kalloc_unique_array",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = unique_array_cases,
};

kunit_test_suite(unique_array_suite);
