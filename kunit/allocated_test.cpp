/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that is mapped as it is allocated: dma_noncoherent, dma_noncontiguous. */
#include "test.h"

namespace {

using input = dma_noncoherent<from_device>;
using output = dma_noncoherent<to_device, u32>;
using gathered_input = dma_noncontiguous<from_device>;
using gathered_output = dma_noncontiguous<to_device, u32>;

template <class Input>
constexpr bool is_an_owner = sizeof(Input) == 5 * sizeof(u64) && relocatable<Input> &&
			     swaps_safely<Input> && !std::is_copy_constructible_v<Input> &&
			     std::is_same_v<typename Input::free_context, contexts::sleepable>;
static_assert(is_an_owner<input> && is_an_owner<gathered_input>);

/* Single pages, to the end of the block, in place of what this kernel has. */
class gathered_pages : scope {
public:
	gathered_pages()
	{
		kalloc_kunit_noncontiguous = {.gathers = true};
	}

	~gathered_pages()
	{
		kalloc_kunit_noncontiguous = {};
	}
};

template <class Output>
void allocates_elements(kunit *test, size_t n)
{
	auto m = Output::make(kalloc_kunit_device(), n, gfp::kernel);

	ASSERT(m);
	EXPECT_EQ(m.size(), n);
	EXPECT_EQ(m.dma().size_bytes(), 4 * n);
	EXPECT_EQ(m.dma(n - 1, 1).addr(), m.dma().addr() + 4 * (n - 1));
	const dma_addr_t addr = m.dma().addr();
	const cpu_refill out(m);
	EXPECT(kalloc_kunit_device_sees(out.span().data(), addr));
	out[n - 1] = 1;
}

void allocates(kunit *test)
{
	device *dev = kalloc_kunit_device();

	for (const size_t n : {size_t{1}, size_t{4096}, size_t{100000}})
		allocates_elements<output>(test, opaque(n));
	EXPECT_EQ(kalloc_kunit_noncoherent, 0);
	auto m = input::make(dev, 10, gfp::atomic);
	EXPECT(m);
	EXPECT_EQ(kalloc_kunit_noncoherent, 1);
	m = input::make(dev, 20, gfp::unchecked{gfp::kernel.bits});
	ASSERT(m);
	EXPECT_EQ(m.size(), 20U);
	m.reset();
	EXPECT(m == nullptr && m.size() == 0 && m.size_bytes() == 0);
	EXPECT_EQ(kalloc_kunit_noncoherent, 0);
	/* more than this machine has, if they were not freed */
	for (u32 i = 0; i < kalloc_kunit_part(4000); i++)
		if (!EXPECT(input::make(dev, opaque(128 * page_size / sizeof(u32)), gfp::kernel)))
			break;
}

/* By what it was allocated it is freed. */
void allocates_any_pages(kunit *test)
{
	const auto &calls = kalloc_kunit_noncontiguous;

	kalloc_kunit_noncontiguous = {};
	for (const size_t n : {size_t{1}, size_t{4096}, size_t{16000}}) {
		allocates_elements<gathered_output>(test, opaque(n));
		EXPECT(calls.bytes == 4 * n && calls.direction == static_cast<u32>(to_device));
	}
	EXPECT(calls.freed_bytes == 64000 && calls.freed_direction == static_cast<u32>(to_device));
	EXPECT(calls.allocs == 3 && calls.vmaps == 3 && calls.vunmaps == 3 && calls.frees == 3);
	auto m = gathered_input::make(kalloc_kunit_device(), 20, gfp::unchecked{gfp::kernel.bits});
	ASSERT(m);
	EXPECT_EQ(m.size(), 20U);
}

/* One address for the device and one for the CPU, though the pages lie anywhere. */
void gathers_pages(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const auto &calls = kalloc_kunit_noncontiguous;
	const gathered_pages here;
	auto m =
		dma_noncontiguous<bidirectional, u32>::make(dev, opaque<size_t>(3000), gfp::kernel);

	ASSERT(m);
	EXPECT_EQ(calls.pages, (12000 + page_size - 1) / page_size);
	EXPECT_EQ(m.dma().size_bytes(), 12000U);
	EXPECT_EQ(m.dma(1000, 5).addr(), m.dma().addr() + 4000);
	{
		const cpu_access both(m);

		EXPECT(kalloc_kunit_is_vmalloc(both.span().data()));
		for (u32 i = 0; i < 3000; i++)
			both[i] = i;
	}
	auto n = std::move(m);
	EXPECT(!m && m.size() == 0); /* NOLINT(*-move,*.Move): empty is the contract */
	{
		const cpu_access both(n);

		EXPECT(both[0] == 0 && both[2999] == 2999);
	}
	n = nullptr;
	EXPECT(calls.vunmaps == 1 && calls.frees == 1 && calls.freed_bytes == 12000);
	EXPECT_EQ(calls.freed_direction, static_cast<u32>(bidirectional));
}

template <class Input>
void moves_one(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto a = Input::make(dev, 100, gfp::kernel), b = Input::make(dev, 200, gfp::kernel);

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

void moves(kunit *test)
{
	moves_one<input>(test);
	moves_one<gathered_input>(test);
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

/* All of its table, and to the device again. */
void syncs_all_pages_around_the_access(kunit *test)
{
	const auto &calls = kalloc_kunit_mapped;
	const gathered_pages here;
	auto m = gathered_input::make(kalloc_kunit_device(), 3 * page_size, gfp::kernel);

	ASSERT(m);
	kalloc_kunit_mapped = {};
	const auto addr = m.dma().addr();
	{
		const cpu_access in(m);
		static_assert(std::is_same_v<decltype(in[0]), const u8 &>);
		EXPECT(calls.for_cpu == 1 && calls.for_device == 0);
		EXPECT(calls.addr == addr && calls.bytes == 3 * page_size);
		EXPECT_EQ(in.size(), 3 * page_size);
	}
	EXPECT(calls.for_cpu == 1 && calls.for_device == 1);
	EXPECT(calls.addr == addr && calls.bytes == 3 * page_size);
	EXPECT_EQ(calls.direction, static_cast<u32>(from_device));
}

template <class Input, class Output>
void allocates_nothing(kunit *test)
{
	device *dev = kalloc_kunit_device();

	EXPECT(!truth(Input::make(nullptr, 10, gfp::kernel)));
	EXPECT(!truth(Input::make(dev, opaque<size_t>(0), gfp::kernel)));
	EXPECT(!truth(Output::make(dev, opaque(~size_t{0} / 4), gfp::kernel)));
	EXPECT(!truth(Input::make(dev, opaque(size_t{1} << 40), gfp::kernel | gfp::nowarn)));
	EXPECT(!truth(Output::make(dev, opaque(~size_t{0} / 2), gfp::kernel)));
	fail_first(test, [&] { EXPECT(!truth(Input::make(dev, 10, gfp::kernel))); });
	const Input none;
	EXPECT(!none && none.size() == 0 && none.dma().empty());
}

/* Each of what it takes: the table, its list, each page, the address. */
void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto &calls = kalloc_kunit_noncontiguous;

	allocates_nothing<input, output>(test);
	allocates_nothing<gathered_input, gathered_output>(test);
	calls = {.fail = 1};
	EXPECT(!truth(gathered_input::make(dev, 10, gfp::kernel)));
	EXPECT(calls.allocs == 0 && calls.frees == 0);
	calls = {.fail = 2};
	EXPECT(!truth(gathered_input::make(dev, 10, gfp::kernel)));
	EXPECT(calls.allocs == 1 && calls.frees == 1 && calls.freed_bytes == 10);
	EXPECT(calls.vmaps == 0 && calls.vunmaps == 0);
	fail_each_allocation(test, [&] {
		const auto m = gathered_input::make(dev, 10, gfp::kernel);

		EXPECT_EQ(m.size(), m ? 10U : 0U);
	});
	const gathered_pages here;
	fail_each_allocation(test, [&] {
		const auto m = gathered_input::make(dev, 3 * page_size, gfp::kernel);

		EXPECT_EQ(m.size(), m ? 3 * page_size : 0);
	});
	EXPECT_EQ(calls.allocs, calls.frees);
}

} // namespace

static kunit_case allocated_cases[] = {
	KUNIT_CASE(allocates),
	KUNIT_CASE(allocates_any_pages),
	KUNIT_CASE(gathers_pages),
	KUNIT_CASE(moves),
	KUNIT_CASE(syncs_around_the_access),
	KUNIT_CASE(syncs_all_pages_around_the_access),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite allocated_suite = {
	.name = "kalloc_allocated",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = allocated_cases,
};

kunit_test_suite(allocated_suite);
