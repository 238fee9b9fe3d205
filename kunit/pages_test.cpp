/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* family/pages.h */
#include "test.h"

namespace {

using pages = kbuffer<whole_pages<gfp::kernel>>;
using zeroed = kbuffer<whole_pages<gfp::kernel | gfp::zero | gfp::nowarn>, u32>;

bool aligned_to(const void *p, size_t align)
{
	return reinterpret_cast<unsigned long>(p) % align == 0;
}

void exact_pages(kunit *test)
{
	auto p = pages::make(opaque(5 * page_size - 7));

	ASSERT(p);
	EXPECT_EQ(p.size(), 5 * page_size - 7);
	EXPECT(aligned_to(p.data(), 8 * page_size));
	EXPECT(page_of(p) == kalloc_kunit_page_of(p.data()));
	/* one user each; the three behind were given back, and belong to somebody else */
	EXPECT_EQ(kalloc_kunit_pages_used(page_of(p), 5), 5);
	p.front() = p.back() = 1;
	p.reset();
	EXPECT(page_of(p) == nullptr);
}

/* More than this machine has, if they were not freed. */
void freed(kunit *test)
{
	for (int i = 0; i < 20000; i++)
		if (!EXPECT(pages::make(opaque(15 * page_size)).size() == 15 * page_size))
			break;
}

void resizes(kunit *test)
{
	auto p = zeroed::make(10);

	ASSERT(p);
	EXPECT_EQ(p[9], 0U);
	p[9] = 7;
	EXPECT_EQ(p.resize(opaque(size_t{5000})), 0);
	EXPECT_EQ(p[9], 7U);
	EXPECT_EQ(p[4999], 0U);
	EXPECT_EQ(p.resize(opaque(size_t{10})), 0);
	EXPECT_EQ(p[9], 7U);
	EXPECT_EQ(p.resize(zeroed::max_size + 1), -EOVERFLOW);
	EXPECT_EQ(p.size(), size_t{10});
}

void empty_when_memory_runs_out(kunit *test)
{
	fail_each_allocation(test, [&] {
		auto p = zeroed::make(1000);

		if (!p) {
			EXPECT_EQ(p.size(), size_t{0});
			EXPECT(page_of(p) == nullptr);
			return;
		}
		p[0] = 3;
		EXPECT_EQ(p.resize(opaque(size_t{2000})) ? p.size() : 1000, size_t{1000});
		EXPECT_EQ(p[0], 3U);
	});
	EXPECT_EQ(pages::make(opaque(pages_family::max_bytes + 1)).size(), size_t{0});
}

struct alignas(4 * page_size) table {
	u64 entries[3];
	counted alive;
};

void over_aligned_objects(kunit *test)
{
	auto t = make_kunique<table, pages_family>(gfp::kernel | gfp::dma32);

	ASSERT(t);
	EXPECT(aligned_to(t.get(), 4 * page_size));
	EXPECT_EQ(t->entries[2], 0ULL);
	EXPECT_EQ(counted::alive, 1);
	t = nullptr;
	EXPECT_EQ(counted::alive, 0);
}

void from_and_to_c(kunit *test)
{
	auto p = pages::make(3 * page_size);

	ASSERT(p);
	const auto [data, bytes] = p.release();
	auto q = pages::adopt(data, bytes);

	EXPECT(!p);
	EXPECT_EQ(q.size(), 3 * page_size);
	EXPECT_EQ(kalloc_kunit_pages_used(page_of(q), 3), 3);
}

void in_atomic_context(kunit *test)
{
	atomically([&] {
		auto p = kbuffer<whole_pages<gfp::atomic>, u8, 2 * page_size>::make();

		if (EXPECT(p))
			p[page_size] = 1;
	});
}

void in_a_vector(kunit *test)
{
	kvector<u32, whole_pages<gfp::kernel>> v;

	for (u32 i = 0; i < 3000; i++)
		if (!EXPECT_EQ(v.push_back(i), 0))
			return;
	EXPECT_EQ(v.capacity() * sizeof(u32) % page_size, size_t{0});
	EXPECT_EQ(v[2999], 2999U);
}

static_assert(sizeof(kbuffer<whole_pages<gfp::kernel>, u8, page_size>) == sizeof(void *));
static_assert(std::is_same_v<pages::free_context, contexts::outside_raw>);

} // namespace

static kunit_case pages_cases[] = {KUNIT_CASE(exact_pages),
				   KUNIT_CASE(freed),
				   KUNIT_CASE(resizes),
				   KUNIT_CASE(empty_when_memory_runs_out),
				   KUNIT_CASE(over_aligned_objects),
				   KUNIT_CASE(from_and_to_c),
				   KUNIT_CASE(in_atomic_context),
				   KUNIT_CASE(in_a_vector),
				   {}};
static kunit_suite pages_suite = {
	.name = "kalloc_pages",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = pages_cases,
};

kunit_test_suite(pages_suite);
