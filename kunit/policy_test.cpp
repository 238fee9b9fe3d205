/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* policy.h: the table of allocators, at compile time, and that the choice is real. */
#include "test.h"

namespace {

constexpr size_t page = page_size;
constexpr size_t most = kmalloc_max_size;
static_assert(dynamic_extent == ~size_t{0});

template <class Policy, size_t Bytes, class Family>
constexpr bool picks = std::is_same_v<family_for<Policy, Bytes>, Family>;

using close = contiguous<gfp::kernel>;
static_assert(picks<close, 1, kmalloc_family> && picks<close, most, kmalloc_family>);
static_assert(picks<close, dynamic_extent, kmalloc_family>);

using wide = virtually_contiguous<gfp::kernel>;
static_assert(picks<wide, 1, vmalloc_family> && picks<wide, most + 1, vmalloc_family>);
static_assert(picks<wide, dynamic_extent, vmalloc_family>);

using any = any_contiguity<gfp::kernel>;
static_assert(picks<any, 1, kmalloc_family> && picks<any, page, kmalloc_family>);
static_assert(picks<any, page + 1, kvmalloc_family> && picks<any, most, kvmalloc_family>);
static_assert(picks<any, most + 1, vmalloc_family>);
static_assert(picks<any, dynamic_extent, kvmalloc_family>);

using shared = dma_coherent<gfp::kernel>;
static_assert(picks<shared, 1, dma_family> && picks<shared, dynamic_extent, dma_family>);

/* what a buffer shows of it: bytes count, not elements */
static_assert(std::is_same_v<kbuffer<any, u8, page>::family_type, kmalloc_family>);
static_assert(std::is_same_v<kbuffer<any, u64, page>::family_type, kvmalloc_family>);
static_assert(std::is_same_v<kbuffer<any>::family_type, kvmalloc_family>);

/* a context that may not sleep is fine where kmalloc is certain */
static_assert(std::is_same_v<kbuffer<any_contiguity<gfp::atomic>, u8, page>::family_type,
			     kmalloc_family>);

/* a policy of one's own */
struct mine {
	static constexpr auto gfp = gfp::noio | gfp::zero;
	template <size_t Bytes>
	static consteval auto choose()
	{
		return kvmalloc_family{};
	}
};
static_assert(policy<mine> && !policy<int> && !policy<kmalloc_family>);
/* half of one, and one with a number for a mask */
struct maskless {
	template <size_t>
	static consteval auto choose()
	{
		return kmalloc_family{};
	}
};
struct numbered : maskless {
	static constexpr u32 gfp = KALLOC_GFP_KERNEL;
};
struct undecided {
	static constexpr auto gfp = kalloc::gfp::kernel;
};
static_assert(!policy<maskless> && !policy<numbered> && !policy<undecided>);

template <class Buffer>
void memory_is(kunit *test, bool vmalloc)
{
	auto b = Buffer::make();

	ASSERT(b);
	EXPECT_EQ(kalloc_kunit_is_vmalloc(b.data()) != 0, vmalloc);
	b[0] = 1;
	b[b.size() - 1] = 2;
}

void memory_is_where_the_policy_says(kunit *test)
{
	memory_is<kbuffer<close, u8, 1>>(test, false);
	memory_is<kbuffer<close, u8, most>>(test, false);
	memory_is<kbuffer<wide, u8, 1>>(test, true);
	memory_is<kbuffer<any, u8, page>>(test, false);
	memory_is<kbuffer<any, u8, page + 1>>(test, false);
	memory_is<kbuffer<any, u8, most + 1>>(test, true);
	memory_is<kbuffer<mine, u8, 64>>(test, false);
	auto b = kbuffer<mine, u8, 64>::make();
	ASSERT(b);
	EXPECT_EQ(b[63], 0);
}

/* the first allocation is kmalloc's; kvmalloc then goes to vmalloc */
void kvmalloc_falls_back(kunit *test)
{
	kalloc_kunit_fail_nth(1);
	auto b = kbuffer<any>::make(opaque<size_t>(4 * page));
	EXPECT_EQ(kalloc_kunit_fail_nth(0), 0);
	ASSERT(b);
	EXPECT(kalloc_kunit_is_vmalloc(b.data()));
}

} // namespace

static kunit_case policy_cases[] = {
	KUNIT_CASE(memory_is_where_the_policy_says),
	KUNIT_CASE(kvmalloc_falls_back),
	{},
};
static kunit_suite policy_suite = {
	.name = "kalloc_policy",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = policy_cases,
};

kunit_test_suite(policy_suite);
