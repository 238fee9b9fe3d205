/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* page/: blocks and arrays of pages, and the CPU at their bytes. */
#include "test.h"

namespace {

constexpr auto user_memory = gfp::user | gfp::highmem;
constexpr auto zeroed = gfp::kernel | gfp::zero | gfp::nowarn;

using atomic_array = basic_kpage_array<contiguous<gfp::atomic>>;

bool all_are(kspan<const u8> bytes, u8 value)
{
	for (const u8 byte : bytes)
		if (byte != value)
			return false;
	return true;
}

void a_block(kunit *test)
{
	auto p = kpages::make(user_memory, opaque(2U));

	ASSERT(p);
	EXPECT_EQ(p.order(), 2U);
	EXPECT_EQ(p.size(), 4U);
	EXPECT_EQ(p.size_bytes(), 4 * page_size);
	EXPECT_EQ(kalloc_kunit_pages_used(p.get(), 1), 1);
	EXPECT_EQ(kalloc_kunit_compound_order(p.get()), 0U);
	kpages moved(std::move(p));

	EXPECT(!p && moved);
	EXPECT_EQ(p.size(), 0U);
	EXPECT(p.get() == nullptr);
	p = std::move(moved);
	EXPECT(p && !moved);
	p.reset();
	EXPECT(!p);
	/* one page where nothing is said */
	EXPECT_EQ(kpages::make(gfp::kernel).size(), 1U);
	auto compound = kpages::make(gfp::kernel | gfp::comp, 3);

	ASSERT(compound);
	EXPECT_EQ(kalloc_kunit_compound_order(compound.get()), 3U);
}

/* More than this machine has, if they were not freed. */
void freed(kunit *test)
{
	for (int i = 0; i < 20000; i++)
		if (!EXPECT(kpages::make(gfp::kernel, 4).size() == 16))
			break;
	for (int i = 0; i < 2000; i++)
		if (!EXPECT(kpage_array::make(gfp::kernel, 160).size() == 160))
			break;
}

void bytes(kunit *test)
{
	auto p = kpages::make(zeroed, 2);

	ASSERT(p);
	const auto &constant = p;

	for (size_t n = 0; n < p.size(); n++) {
		const page_access at(p, n);

		EXPECT_EQ(at.size(), page_size);
		EXPECT(at.span().data() == kalloc_kunit_page_address(p.get(), static_cast<int>(n)));
		EXPECT(all_are(at, 0));
		for (u8 &byte : at)
			byte = static_cast<u8>(n + 1);
	}
	for (size_t n = 0; n < p.size(); n++) {
		const page_access at(constant, n);

		static_assert(std::is_same_v<decltype(at), const page_access<const u8>>);
		EXPECT(all_are(at.span(), static_cast<u8>(n + 1)));
	}
}

/* One after the other, from one page to another, and where nothing may sleep. */
void nested(kunit *test)
{
	auto p = kpages::make(user_memory | gfp::zero, 1);
	auto q = kpages::make(user_memory);

	ASSERT(p && q);
	atomically([&] {
		const page_access to(p, 1);
		{
			const page_access from(q);

			from[page_size - 1] = 7;
			to.span().copy_from(from.span());
		}
		EXPECT_EQ(to[page_size - 1], 7);
	});
	const page_access untouched(p);

	EXPECT(all_are(untouched, 0));
}

void elements(kunit *test)
{
	struct header {
		le32 length;
		be32 magic;
	};
	auto p = kpages::make(zeroed);

	ASSERT(p);
	const page_access<header> headers(p);

	EXPECT_EQ(headers.size(), page_size / 8);
	headers[1].magic = be32{0x01020304};
	const auto &constant = p;
	const page_access<const u8> at(constant);

	EXPECT_EQ(at[12], 1);
	EXPECT_EQ(at[15], 4);
	headers[opaque(page_size / 8)].length = le32{1};
	EXPECT(reported(page_size / 8, 1, page_size / 8));
}

void no_such_page(kunit *test)
{
	auto p = kpages::make(gfp::kernel, 1);
	auto pages = kpage_array::make(gfp::kernel, 3);
	const auto none = kpages::adopt(opaque(static_cast<page *>(nullptr)), 0);

	ASSERT(p && pages);
	{
		const page_access at(p, opaque(size_t{2}));

		EXPECT_EQ(at.size(), 0U);
		EXPECT(reported(2, 1, 2));
	}
	{
		const page_access at(pages, opaque(size_t{3}));

		EXPECT(at.span().empty() && reported(3, 1, 3));
	}
	{
		const page_access at(none);

		EXPECT(at.span().empty() && reported(0, 1, 0));
	}
	EXPECT(pages[opaque(size_t{3})] == nullptr);
	EXPECT(reported(3, 1, 3));
}

void to_user_space(kunit *test)
{
	const unsigned long at = kalloc_kunit_user_pages(test, page_size);
	auto p = kpages::make(user_memory | gfp::zero);

	ASSERT(at && p);
	{
		const page_access bytes(p);
		user_writer out(user_ptr<void>(at), page_size);

		bytes[page_size - 1] = 9;
		EXPECT(!out.write(bytes.span()));
		bytes[page_size - 1] = 0;
		user_reader in(user_ptr<void>(at), page_size);

		EXPECT(!in.read(bytes.span()));
	}
	const page_access bytes(p);

	EXPECT_EQ(bytes[page_size - 1], 9);
}

void an_array(kunit *test)
{
	auto pages = kpage_array::make(zeroed, opaque(size_t{100}));

	ASSERT(pages);
	EXPECT(pages.size() == 100 && pages.size_bytes() == 100 * page_size && !pages.empty());
	for (size_t n = 0; n < pages.size(); n++) {
		EXPECT_EQ(kalloc_kunit_pages_used(pages[n], 1), 1);
		const page_access at(pages, n);

		EXPECT(at.span().data() == kalloc_kunit_page_address(pages[n], 0));
		EXPECT(all_are(at, 0));
		at[0] = static_cast<u8>(n);
	}
	EXPECT(pages.pages().size() == 100 && pages.pages()[7] == pages[7]);
	/* one by one */
	page *last = pages[99];
	auto p = pages.take_back();

	EXPECT(p.get() == last && p.order() == 0 && pages.size() == 99);
	{
		const page_access at(p);

		EXPECT_EQ(at[0], 99);
	}
	kpage_array moved(std::move(pages));

	EXPECT(!pages && pages.empty() && moved.size() == 99);
	auto nothing = pages.take_back();

	EXPECT(!nothing);
	pages = std::move(moved);
	EXPECT_EQ(pages.size(), 99U);
	while (auto each = pages.take_back())
		EXPECT_EQ(each.size(), 1U);
	EXPECT(pages.empty());
	auto none = kpage_array::make(gfp::kernel, opaque(size_t{0}));

	EXPECT(!none);
	auto single = kpage_array::make(gfp::kernel, 1);

	EXPECT_EQ(single.size(), 1U);
	const allocations counted;
	auto ends = kpage_array::make(gfp::kernel, opaque(size_t{2}));
	ASSERT(ends);
	page *const first = ends.pages()[0];
	EXPECT_EQ(kalloc_kunit_pages_used(first, 1), 1);
	ends.reset();
	EXPECT_EQ(kalloc_kunit_pages_used(first, 1), 0);
	EXPECT_EQ(counted.live(), 0U);
	/* charged pages the kernel allocates one by one */
	auto charged = kpage_array::make(gfp::kernel | gfp::account, opaque(size_t{50}));

	EXPECT_EQ(charged.size(), 50U);
}

void empty_when_memory_runs_out(kunit *test)
{
	fail_each(test, [&] {
		auto p = kpages::make(gfp::kernel | gfp::nowarn, 2);

		EXPECT(p ? p.size() == 4 : p.get() == nullptr);
	});
	EXPECT_EQ(kpages::make(gfp::kernel, opaque(kpages::max_order)).order(), kpages::max_order);
	EXPECT_EQ(kpages::make(gfp::kernel, opaque(kpages::max_order + 1)).size(), 0U);
	EXPECT_EQ(kpages::make(gfp::kernel, opaque(kpages::max_order + 1)).order(), 0U);
	EXPECT_EQ(kpages::make(gfp::kernel, opaque(64U)).size(), 0U);
	/* the array, then the pages */
	const int failed = fail_each(test, [&] {
		auto pages = kpage_array::make(zeroed, 20);

		EXPECT(pages ? pages.size() == 20 : pages.pages().empty());
	});

	EXPECT(failed >= 2);
}

/* The kernel gives them in part, and is asked again until it has none. */
void some_of_them(kunit *test)
{
	kalloc_kunit_bulk = {3, 0, 0};
	auto all = kpage_array::make(gfp::kernel, 10);

	EXPECT(all.size() == 10 && kalloc_kunit_bulk.calls >= 4);
	kalloc_kunit_bulk = {3, 7, 0};
	auto some = kpage_array::make_some(gfp::kernel, 10);

	ASSERT(some);
	EXPECT(some.size() == 7 && kalloc_kunit_bulk.calls >= 4);
	EXPECT_EQ(kalloc_kunit_pages_used(some[6], 1), 1);
	EXPECT_EQ(kpage_array::make_some(gfp::kernel, 7).size(), 7U);
	/* all or none: more than this machine has, if the others were not freed */
	kalloc_kunit_bulk = {0, 150, 0};
	for (int i = 0; i < 2000; i++)
		if (!EXPECT(kpage_array::make(gfp::kernel, 160).empty()))
			break;
	kalloc_kunit_bulk = {};
	fail_each(test, [&] {
		auto pages = kpage_array::make_some(zeroed, 20);

		EXPECT(pages.empty() == !pages);
	});
}

void in_atomic_context(kunit *test)
{
	atomically([&] {
		auto p = kpages::make(gfp::atomic, 1);
		auto pages = atomic_array::make(gfp::atomic | gfp::zero, 10);

		if (EXPECT(p && pages)) {
			const page_access to(p, 1);
			const page_access from(pages, 9);

			to.span().copy_from(from.span());
			EXPECT(all_are(to, 0));
		}
	});
}

void on_a_node(kunit *test)
{
	int node = any_node;

	while ((node = kalloc_kunit_next_node(node)) >= 0) {
		const auto mask = gfp::kernel | gfp::thisnode | gfp::on_node(node);
		auto p = kpages::make(mask, 1);
		auto pages = kpage_array::make(mask, 5);

		ASSERT(p && pages);
		const page_access at(p), in_array(pages, 4);

		EXPECT_EQ(kalloc_kunit_node_of(at.span().data()), node);
		EXPECT_EQ(kalloc_kunit_node_of(in_array.span().data()), node);
	}
	EXPECT(kpages::make(gfp::kernel | gfp::on_node(opaque(any_node))).size() == 1);
	EXPECT(kpage_array::make(gfp::kernel | gfp::on_node(opaque(any_node)), 3).size() == 3);
	fail_each(test, [] {
		auto p = kpages::make(gfp::kernel | gfp::on_node(opaque(0)));
		auto pages = kpage_array::make(gfp::kernel | gfp::on_node(opaque(0)), 2);
	});
}

void from_and_to_c(kunit *test)
{
	auto p = kpages::adopt(kalloc_kunit_alloc_pages(2), 2);

	ASSERT(p);
	EXPECT_EQ(p.size(), 4U);
	{
		const auto [first, order] = p.release();

		EXPECT(!p && order == 2);
		kalloc_kunit_free_pages(first, order);
	}
	EXPECT(!kpages::adopt(nullptr, 3).size());
	auto q = kpages::make(gfp::kernel, 1);

	ASSERT(q);
	swap(p, q);
	EXPECT(p && !q);
	page *kept_by_c = p.get();

	p.taken_by_c();
	EXPECT(!p);
	kalloc_kunit_free_pages(kept_by_c, 1);
	/* who has a reference keeps the page */
	auto shared = kpages::make(gfp::kernel);

	ASSERT(shared);
	page *mapped = opaque(shared.get());

	kalloc_kunit_get_page(mapped);
	shared.reset();
	EXPECT_EQ(kalloc_kunit_pages_used(mapped, 1), 1);
	kalloc_kunit_put_page(mapped);
}

static_assert(std::is_same_v<kpages::free_context, contexts::outside_raw>);
static_assert(std::is_same_v<kpage_array::free_context, contexts::outside_atomic>);
static_assert(std::is_same_v<atomic_array::free_context, contexts::outside_raw>);
static_assert(relocatable<kpages> && relocatable<kpage_array>);
static_assert(swaps_safely<kpages> && swaps_safely<kpage_array>);
static_assert(sizeof(kpages) == 2 * sizeof(void *) && sizeof(kpage_array) == 3 * sizeof(void *));
static_assert(kpages::max_order == 10 || page_size != 4096);

} // namespace

static kunit_case kpages_cases[] = {KUNIT_CASE(a_block),
				    KUNIT_CASE(freed),
				    KUNIT_CASE(bytes),
				    KUNIT_CASE(nested),
				    KUNIT_CASE(elements),
				    KUNIT_CASE(no_such_page),
				    KUNIT_CASE(to_user_space),
				    KUNIT_CASE(an_array),
				    KUNIT_CASE(empty_when_memory_runs_out),
				    KUNIT_CASE(some_of_them),
				    KUNIT_CASE(in_atomic_context),
				    KUNIT_CASE(on_a_node),
				    KUNIT_CASE(from_and_to_c),
				    {}};
static kunit_suite kpages_suite = {
	.name = "kalloc_kpages",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = kpages_cases,
};

kunit_test_suite(kpages_suite);
