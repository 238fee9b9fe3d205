/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * KUnit tests in C++, of any driver, with no C file of their own: cases and suites, expectations,
 * failing allocations, leaks. By C's names, where C has the thing.
 *
 *	static void keeps_what_is_written(kunit *test, note &n)
 *	{
 *		static constexpr u8 first[] = {1, 2, 3}, second[] = {4};
 *
 *		KUNIT_ASSERT_EQ(test, n.append(first), 0);
 *	...
 *	kunit_test_suite(hello_suite);
 *	MODULE_DESCRIPTION("hello: tests");
 *	MODULE_LICENSE("GPL");
 *
 * The suites of a module are run when it is loaded, be it the driver's own or one of tests alone.
 * `make kunit DRIVER=folder`, in kalloc's sources, does that in a kernel with KASAN and kmemleak.
 */
#ifndef KALLOC_KUNIT_H
#define KALLOC_KUNIT_H

#include <kalloc/kunit/allocations.h>
#include <kalloc/kunit/case.h>
#include <kalloc/kunit/expect.h>
#include <kalloc/kunit/fail_nth.h>

#endif
