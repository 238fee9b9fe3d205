/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that is mapped as it is allocated: dma_noncoherent. */
#include "test.h"

namespace {

using input = dma_noncoherent<from_device>;
using output = dma_noncoherent<to_device, u32>;

static_assert(sizeof(input) == 5 * sizeof(u64));
static_assert(relocatable<input>);
static_assert(swaps_safely<input>);
static_assert(!std::is_copy_constructible_v<input>);

void allocates(kunit *test)
{
	device *dev = kalloc_kunit_device();

	for (const size_t n : {size_t{1}, size_t{4096}, size_t{100000}}) {
		auto m = output::make(dev, opaque(n), gfp::kernel);

		ASSERT(m);
		EXPECT_EQ(m.size(), n);
		EXPECT_EQ(m.dma().size_bytes(), 4 * n);
		EXPECT_EQ(m.dma(n - 1, 1).addr(), m.dma().addr() + 4 * (n - 1));
		const dma_addr_t addr = m.dma().addr();
		const cpu_refill out(m);
		EXPECT(kalloc_kunit_device_sees(out.span().data(), addr));
		out[n - 1] = 1;
	}
	auto m = input::make(dev, 10, gfp::atomic);
	EXPECT(m);
	m = input::make(dev, 20, gfp::unchecked{gfp::kernel.bits});
	ASSERT(m);
	EXPECT_EQ(m.size(), 20U);
}

void moves(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto a = input::make(dev, 100, gfp::kernel), b = input::make(dev, 200, gfp::kernel);

	ASSERT(a && b);
	const auto addr = a.dma().addr();
	swap(a, b);
	EXPECT_EQ(b.dma().addr(), addr);
	a = std::move(b);
	EXPECT(!b); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(b.size(), 0U);
	EXPECT_EQ(a.dma().addr(), addr);
	EXPECT_EQ(a.size(), 100U);
	auto &same = a;
	a = std::move(same);
	EXPECT_EQ(a.size(), 100U);
	a = nullptr;
	a.reset();
	EXPECT(a == nullptr);
}

void syncs_around_the_access(kunit *test)
{
	const auto &calls = kalloc_kunit_mapped;
	auto m = input::make(kalloc_kunit_device(), 1000, gfp::kernel);
	auto both = dma_noncoherent<bidirectional>::make(kalloc_kunit_device(), 10, gfp::kernel);

	ASSERT(m && both);
	const auto addr = m.dma().addr();
	{
		const cpu_access in(m, 100, 50);
		static_assert(std::is_same_v<decltype(in[0]), const u8 &>);
		EXPECT_EQ(calls.for_cpu, 1);
		EXPECT_EQ(calls.for_device, 0);
		EXPECT_EQ(calls.addr, addr + 100);
		EXPECT_EQ(calls.bytes, 50U);
		EXPECT_EQ(in.size(), 50U);
	}
	EXPECT_EQ(calls.for_device, 1);
	EXPECT_EQ(calls.direction, static_cast<u32>(from_device));
	{
		const cpu_access in(both);
		in[9] = 9;
	}
	const cpu_access in(both);
	EXPECT_EQ(in[9], 9U);
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();

	EXPECT(!truth(input::make(nullptr, 10, gfp::kernel)));
	EXPECT(!truth(input::make(dev, opaque<size_t>(0), gfp::kernel)));
	EXPECT(!truth(output::make(dev, opaque(~size_t{0} / 4), gfp::kernel)));
	EXPECT(!truth(input::make(dev, opaque(size_t{1} << 40), gfp::kernel | gfp::nowarn)));
	fail_first(test, [&] { EXPECT(!truth(input::make(dev, 10, gfp::kernel))); });
	input none;
	EXPECT(!none);
	EXPECT_EQ(none.size(), 0U);
}

} // namespace

static kunit_case noncoherent_cases[] = {
	KUNIT_CASE(allocates),
	KUNIT_CASE(moves),
	KUNIT_CASE(syncs_around_the_access),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite noncoherent_suite = {
	.name = "kalloc_noncoherent",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = noncoherent_cases,
};

kunit_test_suite(noncoherent_suite);
