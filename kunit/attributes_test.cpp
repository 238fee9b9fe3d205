/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What coherent memory is besides: dma_attr; and what the CPU has no address of: dma_handle. */
#include "test.h"

namespace {

using dma_attr::force_contiguous, dma_attr::none, dma_attr::privileged, dma_attr::single_pages,
	dma_attr::weak_ordering, dma_attr::write_combine;

static_assert(none.bits == 0);
static_assert(write_combine.bits == KALLOC_DMA_ATTR_WRITE_COMBINE);
static_assert((write_combine | privileged).bits ==
	      (KALLOC_DMA_ATTR_WRITE_COMBINE | KALLOC_DMA_ATTR_PRIVILEGED));
static_assert((write_combine | privileged).has(privileged) && !write_combine.has(privileged));
static_assert(!write_combine.has(none));

/* none is no other family; each other one is */
static_assert(std::is_same_v<dma_family, dma_family_with<none>>);
static_assert(!std::is_same_v<dma_family, dma_family_with<write_combine>>);
static_assert(std::is_same_v<dma_family_with<write_combine | weak_ordering>,
			     dma_family_with<weak_ordering | write_combine>>);

template <dma_attr::constant auto Attributes>
using words = kbuffer<dma_coherent<gfp::kernel, Attributes>, u32>;
template <dma_attr::constant auto Attributes>
using fixed = kbuffer<dma_coherent<gfp::kernel | gfp::nowarn, Attributes>, u32, 16>;
static_assert(sizeof(fixed<none>) == sizeof(fixed<write_combine>));
static_assert(!std::is_constructible_v<words<none>, words<write_combine> &&>);
static_assert(!std::is_assignable_v<words<write_combine> &, words<none> &&>);

using handle = dma_handle<>;
static_assert(relocatable<handle> && !std::is_copy_constructible_v<handle>);
static_assert(swaps_safely<handle>);

/* by what it was allocated, however it ends */
template <dma_attr::constant auto Attributes>
[[gnu::noinline]] void by(kunit *test) /* a frame for each, not one for all */
{
	device *dev = kalloc_kunit_device();
	const auto &calls = kalloc_kunit_coherent;
	const int before = calls.frees;

	{
		auto b = words<Attributes>::make(dev, 100);
		ASSERT(b);
		EXPECT_EQ(calls.attrs, Attributes.bits);
		EXPECT_EQ(b[99], 0U);
		b[99] = 7;
		EXPECT_EQ(b.resize(5000), 0);
		EXPECT_EQ(calls.attrs, Attributes.bits);
		EXPECT_EQ(calls.freed_by, Attributes.bits);
		EXPECT_EQ(calls.freed_bytes, 400U);
		EXPECT_EQ(b[99], 7U);
		dma_shared s(std::move(b));
		s.at(98).write(6);
		EXPECT(!s.dma().empty());
		auto other = fixed<Attributes>::make(dev);
		EXPECT(other);
	}
	EXPECT_EQ(calls.frees, before + 3);
	EXPECT_EQ(calls.freed_bytes, 20000U);
	auto p = make_kunique<u32, dma_family_with<Attributes>>(dev, gfp::atomic);
	ASSERT(p);
	EXPECT_EQ(calls.attrs, Attributes.bits);
	p.reset();
	EXPECT_EQ(calls.freed_by, Attributes.bits);
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
	EXPECT_EQ(calls.freed_bytes, 4U);
}

void allocated_and_freed_by_them(kunit *test)
{
	by<none>(test);
	by<write_combine>(test);
	by<weak_ordering>(test);
	by<force_contiguous>(test);
	by<single_pages>(test);
	by<privileged>(test);
	by<force_contiguous | write_combine | privileged>(test);
}

/* what is left of the shared memory is what the attributes allow */
void shared_with_them(kunit *test)
{
	auto b = words<weak_ordering>::make(kalloc_kunit_device(), 4);
	auto c = words<write_combine>::make(kalloc_kunit_device(), 4);

	ASSERT(b && c);
	u32 *const written = c.data();
	dma_shared weak(std::move(b));
	dma_shared combined(std::move(c));
	weak.at(3).write(7);
	EXPECT_EQ(weak.at(3).read(), 7U);
	combined.at(2).write(6);
	combined.at(3).write_last(7);
	EXPECT_EQ(written[2] + written[3], 13U);
	/* ready to be read: the CPU's again */
	c = combined.take_back();
	EXPECT_EQ(c[3], 7U);
}

void handles(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const auto &calls = kalloc_kunit_coherent;

	for (const size_t bytes : {size_t{1}, size_t{4096}, size_t{100000}}) {
		const auto h = handle::make(dev, opaque(bytes), gfp::kernel);

		ASSERT(h);
		EXPECT_EQ(h.size_bytes(), bytes);
		EXPECT_EQ(h.dma().size_bytes(), bytes);
		EXPECT_EQ(h.dma().addr() % page_size, 0U);
		EXPECT_EQ(h.dma().part(bytes - 1, 1).addr(), h.dma().addr() + bytes - 1);
		EXPECT_EQ(calls.attrs, KALLOC_DMA_ATTR_NO_KERNEL_MAPPING);
	}
	EXPECT_EQ(calls.freed_by, KALLOC_DMA_ATTR_NO_KERNEL_MAPPING);
	EXPECT_EQ(calls.freed_bytes, 100000U);
	{
		auto a = dma_handle<force_contiguous>::make(dev, 10, gfp::atomic);
		dma_handle<force_contiguous> b;

		ASSERT(a);
		EXPECT_EQ(calls.attrs,
			  KALLOC_DMA_ATTR_NO_KERNEL_MAPPING | KALLOC_DMA_ATTR_FORCE_CONTIGUOUS);
		EXPECT(!b);
		EXPECT_EQ(b.size_bytes(), 0U);
		const auto addr = a.dma().addr();
		swap(a, b);
		a = std::move(b);
		EXPECT(b == nullptr); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(a.dma().addr(), addr);
		auto &same = a;
		a = std::move(same);
		EXPECT_EQ(a.size_bytes(), 10U);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		a.reset();
		EXPECT_EQ(a.size_bytes(), 0U);
		a.reset();
		EXPECT_EQ(kalloc_kunit_device_refs(), 0);
		a = dma_handle<force_contiguous>::make(dev, 20, gfp::unchecked{gfp::kernel.bits});
		EXPECT(a);
	}
	EXPECT_EQ(calls.freed_bytes, 20U);
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();

	EXPECT(!truth(handle::make(nullptr, 10, gfp::kernel)));
	EXPECT(!truth(handle::make(dev, opaque<size_t>(0), gfp::kernel)));
	EXPECT(!truth(handle::make(dev, opaque(dma_family::max_bytes + 1), gfp::kernel)));
	EXPECT(!truth(handle::make(dev, opaque(~size_t{0}), gfp::kernel)));
	EXPECT(!truth(handle::make(dev, opaque(size_t{1} << 46), gfp::kernel | gfp::nowarn)));
	fail_first(test, [&] {
		const auto none = handle::make(dev, 10, gfp::kernel);

		EXPECT(!none);
		EXPECT_EQ(none.size_bytes(), 0U);
		EXPECT(none.dma().empty());
	});
	fail_first(test, [&] { EXPECT(!truth(words<write_combine>::make(dev, 10))); });
	fail_each_allocation(test, [&] {
		const auto h = handle::make(dev, 10, gfp::atomic);

		EXPECT_EQ(kalloc_kunit_device_refs(), h ? 1 : 0);
	});
}

} // namespace

static kunit_case attributes_cases[] = {
	KUNIT_CASE(allocated_and_freed_by_them),
	KUNIT_CASE(shared_with_them),
	KUNIT_CASE(handles),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite attributes_suite = {
	.name = "kalloc_attributes",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = attributes_cases,
};

kunit_test_suite(attributes_suite);
