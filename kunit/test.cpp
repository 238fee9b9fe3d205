/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "test.h"

void kalloc_kunit_case_done(kunit *test)
{
	EXPECT_EQ(kalloc_kunit_fail_nth(0), 0);
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
	EXPECT_EQ(std::exchange(kalloc_kunit_last_stray, {}).times, 0);
	const auto mapped = std::exchange(kalloc_kunit_mapped, {});
	EXPECT_EQ(mapped.maps, mapped.unmaps);
	EXPECT_EQ(mapped.for_cpu, mapped.for_device);
	EXPECT_EQ(mapped.fail, 0);
	EXPECT_EQ(mapped.attrs, 0UL);
	EXPECT_EQ(std::exchange(counted::alive, 0), 0);
	EXPECT_EQ(std::exchange(recorded_family::alive, 0), 0);
}
