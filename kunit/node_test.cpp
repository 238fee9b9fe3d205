/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* gfp::on_node(): memory of one NUMA node, on each that there is; the tests' kernels have one. */
#include "test.h"

namespace {

static_assert(allocates_on_node<kmalloc_family> && allocates_on_node<kvmalloc_family> &&
	      allocates_on_node<cache_source> && allocates_on_node<sensitive_family<>>);
static_assert(!allocates_on_node<vmalloc_family> && !allocates_on_node<pages_family> &&
	      !allocates_on_node<dma_family> && !allocates_on_node<mempool_family> &&
	      !allocates_on_node<sensitive_family<vmalloc_family>>);

using on_some_node = decltype(gfp::kernel | gfp::zero | gfp::on_node(1));
static_assert(gfp::mask<on_some_node> && !gfp::constant<on_some_node>);
static_assert(on_some_node::bits == (KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO));
static_assert(on_some_node::may_sleep && !decltype(gfp::atomic | gfp::on_node(1))::may_sleep);
static_assert((gfp::kernel | gfp::on_node(3)).node == 3 && decltype(gfp::kernel)::node == any_node);

/* a machine may have many; from this node and no other */
constexpr auto here_only = gfp::kernel | gfp::thisnode;

template <size_t Align>
struct alignas(page_size) aligned {
	u8 bytes[Align];
};

struct tried {
	int x = 0;

	int init()
	{
		x = 7;
		return 0;
	}
};

/* body(node) on each node that has memory; one there is at least */
template <class Body>
void on_each(kunit *test, Body body)
{
	int node = any_node, nodes = 0;

	while ((node = kalloc_kunit_next_node(node)) >= 0) {
		nodes++;
		body(node);
	}
	EXPECT(nodes > 0);
}

void objects(kunit *test)
{
	auto cache = kcache<u64>::make("kalloc_on_node");

	ASSERT(cache);
	on_each(test, [test, &cache](int node) {
		const auto mask = here_only | gfp::on_node(node);
		auto zeroed = make_kunique<u64>(mask);
		auto made = make_kunique<u64>(mask, 7U);
		auto array = make_kunique<u32[]>(mask, opaque(size_t{100}));
		auto large = make_kunique<u8[]>(mask, opaque(3 * page_size));
		auto largest = make_kunique<aligned<page_size * 4>>(mask);
		auto either = make_kunique<u8[], kvmalloc_family>(gfp::kernel | gfp::on_node(node),
								  opaque(64 * page_size));
		auto secret = make_kunique<u64, sensitive_family<>>(mask);
		auto cached = cache.make_kunique(mask, 7U);
		kunique_ptr<tried> fallible;

		ASSERT(zeroed && made && array && large && largest && either && secret && cached);
		EXPECT_EQ(try_make_kunique(fallible, mask), 0);
		EXPECT(*zeroed == 0 && *made == 7 && array[99] == 0 && *cached == 7);
		EXPECT_EQ(kalloc_kunit_node_of(zeroed.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(made.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(array.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(large.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(largest.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(either.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(secret.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(cached.get()), node);
		EXPECT_EQ(kalloc_kunit_node_of(fallible.get()), node);
	});
	/* as without a node */
	EXPECT(make_kunique<u64>(gfp::atomic | gfp::on_node(opaque(any_node))));
	EXPECT(cache.make_kunique(gfp::kernel | gfp::on_node(any_node)));
	fail_each_allocation(test, [] {
		const auto mask = gfp::kernel | gfp::on_node(opaque(0));
		auto object = make_kunique<u64>(mask);
		auto array = make_kunique<u8[], kvmalloc_family>(mask, opaque(page_size));
	});
}

void buffers(kunit *test)
{
	using close = kbuffer<contiguous<here_only | gfp::zero>, u32>;
	using any = kbuffer<any_contiguity<gfp::kernel>>;
	using page = kbuffer<any_contiguity<gfp::kernel | gfp::thisnode>, u8, page_size>;

	on_each(test, [test](int node) {
		auto a = close::make(opaque(size_t{100}), gfp::on_node(node));
		auto b = any::make(opaque(64 * page_size), gfp::on_node(node));
		auto c = page::make(gfp::on_node(node));

		ASSERT(a && b && c);
		EXPECT_EQ(kalloc_kunit_node_of(a.data()), node);
		EXPECT_EQ(kalloc_kunit_node_of(b.data()), node);
		EXPECT_EQ(kalloc_kunit_node_of(c.data()), node);
		EXPECT_EQ(a[99], 0U);
		a[99] = 7;
		fail_first(test, [&] { EXPECT_EQ(a.resize(5000, gfp::on_node(node)), -ENOMEM); });
		EXPECT_EQ(a.resize(5000, gfp::on_node(node)), 0);
		EXPECT(a[99] == 7 && a[100] == 0 && a[4999] == 0);
		EXPECT_EQ(kalloc_kunit_node_of(a.data()), node);
		EXPECT_EQ(b.resize(100 * page_size, gfp::on_node(node)), 0);
		EXPECT_EQ(kalloc_kunit_node_of(b.data()), node);
		/* an empty one is filled */
		close filled;
		EXPECT_EQ(filled.resize(100, gfp::on_node(node)), 0);
		EXPECT_EQ(kalloc_kunit_node_of(filled.data()), node);
	});
}

void vectors_and_headers(kunit *test)
{
	struct ring {
		u32 capacity;
		u64 slots[];
	};
	using policy = contiguous<gfp::kernel>;

	on_each(test, [test](int node) {
		const gfp::on_node on(node);
		kvector<u64, policy> v;
		auto fixed = kfixed_vector<u64, policy>::make(opaque(size_t{100}), on);
		auto flex = kflex_ptr<&ring::slots, &ring::capacity>::make(here_only | on, 5);

		ASSERT(fixed && flex);
		fail_first(test, [&] { EXPECT_EQ(v.reserve(100, on), -ENOMEM); });
		EXPECT_EQ(v.reserve(100, on), 0);
		EXPECT_EQ(v.push_back(7), 0);
		EXPECT_EQ(kalloc_kunit_node_of(v.data()), node);
		EXPECT_EQ(v.reserve(5000, on), 0);
		EXPECT_EQ(kalloc_kunit_node_of(v.data()), node);
		EXPECT(v.size() == 1 && v[0] == 7);
		EXPECT_EQ(v.reserve(10, on), 0);
		EXPECT_EQ(v.reserve(~size_t{0}, on), -EOVERFLOW);
		EXPECT_EQ(kalloc_kunit_node_of(fixed.data()), node);
		EXPECT_EQ(kalloc_kunit_node_of(flex.get()), node);

		kreserve<u64> spare;
		EXPECT_EQ(spare.refill(here_only | on, 1), 0);
		auto taken = spare.take(7U);
		EXPECT_EQ(kalloc_kunit_node_of(taken.get()), node);
	});
}

} // namespace

static kunit_case node_cases[] = {
	KUNIT_CASE(objects),
	KUNIT_CASE(buffers),
	KUNIT_CASE(vectors_and_headers),
	{},
};
static kunit_suite node_suite = {
	.name = "kalloc_node",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = node_cases,
};

kunit_test_suite(node_suite);
