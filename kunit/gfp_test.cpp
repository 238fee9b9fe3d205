/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* gfp.h: each mask has the kernel's bits, and | adds them up. */
#include "test.h"

namespace {

/* The constants come from this kernel, and module.c compares them with it again. */
static_assert(decltype(gfp::kernel)::bits == KALLOC_GFP_KERNEL);
static_assert(decltype(gfp::user)::bits == KALLOC_GFP_USER);
static_assert(decltype(gfp::kernel_account)::bits == (KALLOC_GFP_KERNEL | KALLOC_GFP_ACCOUNT));
static_assert(decltype(gfp::nofs)::bits == KALLOC_GFP_NOFS);
static_assert(decltype(gfp::noio)::bits == KALLOC_GFP_NOIO);
static_assert(decltype(gfp::atomic)::bits == KALLOC_GFP_ATOMIC);
static_assert(decltype(gfp::nowait)::bits == KALLOC_GFP_NOWAIT);

static_assert(decltype(gfp::dma)::bits == KALLOC_GFP_DMA);
static_assert(decltype(gfp::dma32)::bits == KALLOC_GFP_DMA32);
static_assert(decltype(gfp::highmem)::bits == KALLOC_GFP_HIGHMEM);
static_assert(decltype(gfp::thisnode)::bits == KALLOC_GFP_THISNODE);
static_assert(!std::is_convertible_v<u32, gfp::unchecked>);
static_assert(decltype(gfp::reclaimable)::bits == KALLOC_GFP_RECLAIMABLE);
static_assert(decltype(gfp::account)::bits == KALLOC_GFP_ACCOUNT);
static_assert(decltype(gfp::zero)::bits == KALLOC_GFP_ZERO);
static_assert(decltype(gfp::comp)::bits == KALLOC_GFP_COMP);
static_assert(decltype(gfp::noretry)::bits == KALLOC_GFP_NORETRY);
static_assert(decltype(gfp::retry_mayfail)::bits == KALLOC_GFP_RETRY_MAYFAIL);
static_assert(decltype(gfp::nofail)::bits == KALLOC_GFP_NOFAIL);
static_assert(decltype(gfp::nowarn)::bits == KALLOC_GFP_NOWARN);
static_assert(decltype(gfp::high)::bits == KALLOC_GFP_HIGH);
static_assert(decltype(gfp::memalloc)::bits == KALLOC_GFP_MEMALLOC);
static_assert(decltype(gfp::nomemalloc)::bits == KALLOC_GFP_NOMEMALLOC);

constexpr auto quiet = gfp::kernel | gfp::zero | gfp::nowarn;
using quiet_type = std::remove_const_t<decltype(quiet)>;

static_assert(quiet_type::bits == (KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO | KALLOC_GFP_NOWARN));
static_assert(quiet.has(gfp::zero) && quiet.has(gfp::nowarn) && quiet.has(gfp::zero | gfp::nowarn));
static_assert(!quiet.has(gfp::flags<0, 0>{gfp::by_name{}}));
static_assert(!quiet.has(gfp::account) && !quiet.has(gfp::zero | gfp::account));
/* order and repetition do not matter, modifiers may be combined first */
static_assert(std::is_same_v<quiet_type, decltype((gfp::nowarn | gfp::zero) | gfp::kernel)>);
static_assert(std::is_same_v<quiet_type, decltype(quiet | gfp::zero | gfp::kernel)>);

static_assert(decltype(gfp::kernel)::may_sleep && decltype(gfp::noio)::may_sleep);
static_assert(decltype(gfp::nofs)::may_sleep && decltype(gfp::user)::may_sleep);
static_assert(!decltype(gfp::atomic)::may_sleep && !decltype(gfp::nowait)::may_sleep);
static_assert(decltype(gfp::kernel)::has_context && !decltype(gfp::zero)::has_context);

/* structural, and nothing at run time */
static_assert(KALLOC_HAS_ALLOC_TAGS || std::is_empty_v<quiet_type>);
static_assert(gfp::mask<quiet_type> && gfp::constant<quiet_type>);
static_assert(gfp::mask<gfp::unchecked> && !gfp::constant<gfp::unchecked>);
static_assert(!gfp::mask<int> && !gfp::mask<u32>);

void allocates_in_every_context(kunit *test)
{
	EXPECT(make_kunique<u64>(gfp::kernel));
	EXPECT(make_kunique<u64>(gfp::user));
	EXPECT(make_kunique<u64>(gfp::kernel_account));
	EXPECT(make_kunique<u64>(gfp::nofs));
	EXPECT(make_kunique<u64>(gfp::noio));
	EXPECT(make_kunique<u64>(gfp::atomic));
	EXPECT(make_kunique<u64>(gfp::nowait));
}

/* Of slabs that the kernel counts as such. */
void reclaimable_memory(kunit *test)
{
	struct kilobyte {
		u8 bytes[1024];
	};
	constexpr size_t n = 8 * 1024;
	auto all = kfixed_vector<kunique_ptr<kilobyte>>::make(n);
	const unsigned long before = kalloc_kunit_reclaimable();

	for (size_t i = 0; i < n && all.capacity(); i++)
		if (!EXPECT(!all.try_push_back(
			    make_kunique<kilobyte>(gfp::kernel | gfp::reclaimable))))
			break;
	EXPECT(kalloc_kunit_reclaimable() > before + n * sizeof(kilobyte) / page_size / 2);
}

void allocates_with_every_modifier(kunit *test)
{
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::dma));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::thisnode));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::reclaimable));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::account));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::zero));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::noretry));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::retry_mayfail));
	EXPECT(make_kunique<u64>(gfp::kernel | gfp::nowarn));
	EXPECT(make_kunique<u64>(gfp::atomic | gfp::high));
	EXPECT(make_kunique<u64>(gfp::atomic | gfp::nomemalloc));
	EXPECT(make_kunique<u64>(gfp::noio | gfp::memalloc));
	EXPECT((make_kunique<u64[], vmalloc_family>(gfp::user | gfp::zero | gfp::account, 1000)));
	EXPECT((make_kunique<u64[], vmalloc_family>(gfp::noio | gfp::nofail | gfp::nowarn, 1000)));
	EXPECT(make_kunique<u64[]>(gfp::kernel | gfp::comp, opaque<size_t>(10000)));
}

void masks_arrive(kunit *test)
{
	using buffer = kbuffer<recorded_policy<gfp::nofs | gfp::zero>>;

	ASSERT((make_kunique_for_overwrite<u64, recorded_family>(gfp::noio | gfp::nowarn)));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOIO | KALLOC_GFP_NOWARN});
	ASSERT((make_kunique<u64, recorded_family>(gfp::unchecked{KALLOC_GFP_NOFS}, 1U)));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOFS});
	ASSERT((make_kunique_for_overwrite<u64[], recorded_family>(gfp::kernel_account, 3)));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL | KALLOC_GFP_ACCOUNT});
	ASSERT(buffer::make(3));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOFS | KALLOC_GFP_ZERO});
}

/* The failure is injected and does not happen: the kernel does not let it. */
void nofail_does_not_fail(kunit *test)
{
	kalloc_kunit_fail_nth(1);
	auto p = make_kunique<u64>(gfp::kernel | gfp::nofail);
	kalloc_kunit_fail_nth(0);
	EXPECT(p);
}

void unchecked_takes_a_mask_from_c(kunit *test)
{
	const gfp::unchecked mask{opaque<u32>(KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO)};
	auto p = make_kunique_for_overwrite<u64>(mask);

	ASSERT(p);
	EXPECT_EQ(*p, 0U);
	EXPECT((make_kunique<u64, kvmalloc_family>(mask)));
}

} // namespace

static kunit_case gfp_cases[] = {
	KUNIT_CASE(allocates_in_every_context),
	KUNIT_CASE(reclaimable_memory),
	KUNIT_CASE(allocates_with_every_modifier),
	KUNIT_CASE(masks_arrive),
	KUNIT_CASE(nofail_does_not_fail),
	KUNIT_CASE(unchecked_takes_a_mask_from_c),
	{},
};
static kunit_suite gfp_suite = {
	.name = "kalloc_gfp",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = gfp_cases,
};

kunit_test_suite(gfp_suite);
