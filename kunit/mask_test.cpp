/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a device addresses, and takes in one piece: masked_device. */
#include "test.h"

namespace {

static_assert(dma_mask<1>.mask == 1);
static_assert(dma_mask<28>.mask == 0xfffffff);
static_assert(dma_mask<64>.mask == ~u64{0});
static_assert(dma_mask_of(32).mask == 0xffffffff);
static_assert(dma_mask_of(64).mask == ~u64{0});
static_assert(dma_mask_of(0).mask == 0 && dma_mask_of(65).mask == 0 && dma_mask_of(~0U).mask == 0);

#ifndef __clang_analyzer__ /* to which it knows whether set() was called */
static_assert(sizeof(masked_device) == sizeof(device *));
#endif
static_assert(std::is_trivially_copyable_v<masked_device>);
static_assert(std::is_convertible_v<device *, masked_device>);

/* As it was before the test. */
struct restored {
	restored() : before(kalloc_kunit_masks()) {}
	~restored()
	{
		masked_device same;

		static_cast<void>(same.set(kalloc_kunit_device(), dma_mask<64>));
		kalloc_kunit_device_takes(0, 0);
	}
	restored(const restored &) = delete;
	restored &operator=(const restored &) = delete;

	kalloc_kunit_device_masks before;
};

void sets_masks(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const restored as_it_was;
	masked_device to;

	EXPECT(!to.get());
	EXPECT_EQ(to.set(dev, dma_mask<40>), 0);
	EXPECT_EQ(to.get(), dev);
	EXPECT_EQ(kalloc_kunit_masks().mapped, dma_mask<40>.mask);
	EXPECT_EQ(kalloc_kunit_masks().coherent, dma_mask<40>.mask);
	EXPECT_EQ(to.set(dev, dma_mask<64>, dma_mask<36>), 0);
	EXPECT_EQ(kalloc_kunit_masks().mapped, dma_mask<64>.mask);
	EXPECT_EQ(kalloc_kunit_masks().coherent, dma_mask<36>.mask);
	EXPECT_EQ(to.set(dev, dma_mask_of(opaque(48U))), 0);
	EXPECT_EQ(kalloc_kunit_masks().mapped, dma_mask<48>.mask);
}

void refuses_masks(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const restored as_it_was;
	masked_device to;

	/* nothing is there */
	EXPECT_EQ(to.set(dev, dma_mask<8>), -EIO);
	EXPECT_EQ(to.set(dev, dma_mask_of(opaque(0U))), -EINVAL);
	EXPECT_EQ(to.set(dev, dma_mask_of(opaque(65U))), -EINVAL);
	EXPECT_EQ(to.set(dev, dma_mask<64>, dma_mask_of(opaque(0U))), -EINVAL);
	EXPECT_EQ(to.set(nullptr, dma_mask<64>), -ENODEV);
	EXPECT(!to.get());
	EXPECT_EQ(kalloc_kunit_masks().mapped, as_it_was.before.mapped);
	EXPECT_EQ(kalloc_kunit_masks().coherent, as_it_was.before.coherent);
	EXPECT(!truth(kbuffer<dma_coherent<gfp::kernel>>::make(to, 10)));
	EXPECT(!truth(dma_pool<u64>::make(to, "none")));
	/* another one will do, and the last one that did stays */
	EXPECT_EQ(to.set(dev, dma_mask<8>) ?: to.set(dev, dma_mask<7>), -EIO);
	EXPECT_EQ(to.set(dev, dma_mask<40>), 0);
	EXPECT_EQ(to.set(dev, dma_mask<8>), -EIO);
	EXPECT_EQ(to.get(), dev);
	EXPECT_EQ(kalloc_kunit_masks().mapped, dma_mask<40>.mask);
}

void sets_limits(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const restored as_it_was;
	masked_device to;

	EXPECT_EQ(to.set_longest_piece(512), -ENODEV);
	EXPECT_EQ(to.set_boundary(4096), -ENODEV);
	EXPECT_EQ(to.set(dev, dma_mask<64>), 0);
	EXPECT_EQ(to.set_longest_piece(512), 0);
	EXPECT_EQ(to.set_boundary(4096), 0);
	EXPECT_EQ(kalloc_kunit_masks().longest_piece, 512U);
	EXPECT_EQ(kalloc_kunit_masks().boundary, 4095U);
	EXPECT_EQ(to.set_longest_piece(opaque(0U)), -EINVAL);
	EXPECT_EQ(to.set_boundary(opaque(u64{0})), -EINVAL);
	EXPECT_EQ(to.set_boundary(4095), -EINVAL);
	kalloc_kunit_device_keeps_limits(false);
	EXPECT_EQ(to.set_longest_piece(512), -EIO);
	EXPECT_EQ(to.set_boundary(4096), -EIO);
	kalloc_kunit_device_keeps_limits(true);
	auto m = dma_map_sg<to_device>(to, kbuffer<contiguous<gfp::kernel>>::make(1536));
	ASSERT(m);
	for (const dma_range r : m.dma_ranges())
		EXPECT_EQ(r.size_bytes(), 512U);
}

/* whatever takes a device takes it */
void memory_for_it(kunit *test)
{
	const restored as_it_was;
	masked_device to;

	ASSERT(to.set(kalloc_kunit_device(), dma_mask<64>) == 0);
	EXPECT(truth(kbuffer<dma_coherent<gfp::kernel>>::make(to, 10)));
	EXPECT(truth(kbuffer<dma_coherent<gfp::kernel>, u8, 10>::make(to)));
	EXPECT(truth(make_kunique<u64, dma_family>(to, gfp::kernel, u64{1})));
	EXPECT(truth(dma_pool<u64>::make(to, "masked")));
	EXPECT(truth(dma_noncoherent<to_device>::make(to, 10, gfp::kernel)));
	EXPECT(truth(dma_handle<>::make(to, 10, gfp::kernel)));
	EXPECT(truth(dma_map<to_device>(to, kbuffer<contiguous<gfp::kernel>>::make(10))));
	EXPECT(truth(kbuffer<dma_coherent<gfp::kernel>>::make(masked_by_c(to.get()), 10)));
}

} // namespace

static kunit_case mask_cases[] = {
	KUNIT_CASE(sets_masks),
	KUNIT_CASE(refuses_masks),
	KUNIT_CASE(sets_limits),
	KUNIT_CASE(memory_for_it),
	{},
};
static kunit_suite mask_suite = {
	.name = "kalloc_mask",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = mask_cases,
};

kunit_test_suite(mask_suite);
