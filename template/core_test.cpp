// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Tests of core.cpp, in a module of their own; README.md says how to run them. */
#include <kalloc/kalloc.h>
#include <kalloc/kunit.h>

#include "hello.h"
#include "note.h"

using namespace kalloc;

/* each case that asks for a note has a new one */
static void keeps_what_is_written(kunit *test, note &n)
{
	static constexpr u8 first[] = {1, 2, 3}, second[] = {4};

	KUNIT_ASSERT_EQ(test, n.append(first), 0);
	KUNIT_ASSERT_EQ(test, n.append(second), 0);

	const mutex_guard guard(n.lock);
	KUNIT_ASSERT_EQ(test, n.text.size(), 4U);
	KUNIT_EXPECT_EQ(test, n.text[0], 1);
	KUNIT_EXPECT_EQ(test, n.text[3], 4);
}

struct size_row {
	const char *name;
	size_t bytes;
	int result;
};
static constexpr size_row size_rows[] = {
	{"nothing", 0, 0},
	{"all there may be", note::most_bytes, 0},
	{"a byte more", note::most_bytes + 1, -ENOSPC},
};

static void has_a_limit(kunit *test, const size_row &row, note &n)
{
	auto bytes = kbuffer<any_contiguity<gfp::kernel>>::make(note::most_bytes + 1);

	KUNIT_ASSERT_TRUE(test, bytes);
	KUNIT_EXPECT_EQ(test, n.append(bytes.first(row.bytes)), row.result);
}

/* with each of its allocations failing in turn, nothing is lost */
static void frees_what_it_allocates(kunit *test)
{
	fail_each_allocation(test, [test] {
		static constexpr u8 bytes[] = {1, 2, 3};
		note *const n = note_open();

		if (!n)
			return;
		const int err = n->append(bytes);
		KUNIT_EXPECT_TRUE(test, !err || err == -ENOMEM);
		note_close(n);
	});
}

static kunit_case hello_cases[] = {
	KUNIT_CASE(keeps_what_is_written),
	KUNIT_CASE_PARAM(has_a_limit, size_rows, &size_row::name),
	KUNIT_CASE(frees_what_it_allocates),
	{},
};
static kunit_suite hello_suite = {.name = "hello", .test_cases = hello_cases};

kunit_test_suite(hello_suite);
MODULE_DESCRIPTION("hello: tests");
MODULE_LICENSE("GPL");
