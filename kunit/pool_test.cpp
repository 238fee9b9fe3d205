/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Blocks of coherent memory: dma_pool<T>. */
#include "test.h"

namespace {

struct descriptor {
	u64 address;
	u32 length, flags;
};

using pool_of_descriptors = dma_pool<descriptor>;
using block = pool_of_descriptors::block;

static_assert(sizeof(pool_of_descriptors) == sizeof(void *));
static_assert(swaps_safely<pool_of_descriptors>);
static_assert(sizeof(block) == 3 * sizeof(void *));
static_assert(std::is_same_v<block, kunique_ptr<descriptor, dma_pool_family>>);

void makes_blocks(kunit *test)
{
	auto pool = pool_of_descriptors::make(kalloc_kunit_device(), "descriptors");

	ASSERT(pool);
	auto a = pool.make_kunique(gfp::kernel, 1U, 2U, 3U);
	auto b = pool.make_kunique(gfp::kernel);
	ASSERT(a && b);
	EXPECT_EQ(a->length, 2U);
	EXPECT_EQ(b->address, 0U);
	EXPECT_EQ(b->flags, 0U);
	EXPECT(address_of(a) != address_of(b));
	EXPECT(kalloc_kunit_device_sees(a.get(), address_of(a)));
	EXPECT(kalloc_kunit_device_sees(b.get(), address_of(b)));
	const auto address = address_of(a);
	auto c = std::move(a);
	EXPECT_EQ(address_of(c), address);
	b = std::move(c);
	EXPECT_EQ(address_of(b), address);
	EXPECT_EQ(b->flags, 3U);
	atomically([&] {
		c = pool.make_kunique(gfp::atomic);
		b.reset();
	});
	EXPECT(!b);
}

/* more than a page of them, each where it is asked for, and zeroed when it comes back */
void blocks_are_apart(kunit *test)
{
	auto pool = pool_of_descriptors::make(kalloc_kunit_device(), "descriptors",
					      {.align = 64, .boundary = 256});
	kunique_ptr<block[]> blocks = make_kunique<block[]>(gfp::kernel, 200);

	ASSERT(pool && blocks);
	for (size_t i = 0; i < 200; i++) {
		auto b = pool.make_kunique(gfp::kernel);

		ASSERT(b);
		EXPECT_EQ(address_of(b) % 64, 0U);
		EXPECT_EQ(b->address, 0U);
		b->address = ~u64{0};
		blocks[i] = std::move(b);
	}
	blocks.reset();
	auto again = pool.make_kunique(gfp::kernel);
	ASSERT(again);
	EXPECT_EQ(again->address, 0U);
}

void holds_the_device(kunit *test)
{
	{
		auto pool = pool_of_descriptors::make(kalloc_kunit_device(), "descriptors");
		auto other = pool_of_descriptors::make(kalloc_kunit_device(), "others");
		const int ended = kalloc_kunit_pools_ended;

		ASSERT(pool && other);
		EXPECT_EQ(kalloc_kunit_device_refs(), 2);
		auto moved = std::move(pool);
		EXPECT(!pool); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(kalloc_kunit_device_refs(), 2);
		moved = std::move(other);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		EXPECT_EQ(kalloc_kunit_pools_ended, ended + 1);
		other = std::move(moved);
		EXPECT(other && !moved); /* NOLINT(*-move,*.Move) */
		moved = std::move(other);
		swap(pool, moved);
		EXPECT(pool);
		pool.reset();
		pool.reset();
		EXPECT(pool == nullptr);
	}
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const pool_of_descriptors none;

	EXPECT(!truth(none.make_kunique(gfp::kernel)));
	EXPECT(!truth(pool_of_descriptors::make(nullptr, "none")));
	/* no power of two */
	EXPECT(!truth(pool_of_descriptors::make(dev, "none", {.align = 48})));
	/* a block would cross it */
	EXPECT(!truth(pool_of_descriptors::make(dev, "none", {.boundary = 8})));
	fail_first(test, [&] { EXPECT(!truth(pool_of_descriptors::make(dev, "none"))); });
	auto pool = pool_of_descriptors::make(dev, "descriptors");
	ASSERT(pool);
	fail_first(test, [&] { EXPECT(!truth(pool.make_kunique(gfp::kernel))); });
	fail_each_allocation(test, [&] {
		auto p = pool_of_descriptors::make(dev, "each");

		EXPECT_EQ(kalloc_kunit_device_refs(), p ? 2 : 1);
		auto b = p.make_kunique(gfp::kernel);
	});
	EXPECT_EQ(kalloc_kunit_device_refs(), 1);
}

/* It stays; in C it would be freed, and the block's end a use after that. */
void ends_before_a_block(kunit *test)
{
	static bool once;
	auto pool = pool_of_descriptors::make(kalloc_kunit_lost_device(), "lost");

	ASSERT(pool);
	auto b = pool.make_kunique(gfp::kernel, 1U, 2U, 3U);
	ASSERT(b);
	if (!std::exchange(once, true))
		kalloc_kunit_expect_warning("kalloc: a DMA pool ended before 1 of its blocks");
	pool.reset();
	EXPECT_EQ(b->length, 2U);
	b.reset();
}

} // namespace

static kunit_case pool_cases[] = {
	KUNIT_CASE(makes_blocks),  KUNIT_CASE(blocks_are_apart),    KUNIT_CASE(holds_the_device),
	KUNIT_CASE(out_of_memory), KUNIT_CASE(ends_before_a_block), {},
};
static kunit_suite pool_suite = {
	.name = "kalloc_pool",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = pool_cases,
};

kunit_test_suite(pool_suite);
