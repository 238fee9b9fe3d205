/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * KUnit for tests in C++. A file ends with the table of its cases:
 *
 *	constinit kunit_case kalloc_gfp_cases[] = {KALLOC_CASE(combines), {}};
 *
 * An assertion returns from the test, so that its owners are destroyed.
 */
#ifndef KALLOC_KUNIT_TEST_H
#define KALLOC_KUNIT_TEST_H

#include "kernel.h"
#include <kalloc/kalloc.h>

/* The kernel's structure; kernel.c checks size and places. */
struct kunit_case {
	void (*run_case)(kunit *test) = nullptr;
	const char *name = nullptr;
	const void *(*generate_params)(const void *prev, char *desc) = nullptr;
	int attr = 0;
	int status = 0;
	const char *module_name = nullptr;
	void *log = nullptr;

	/* ends a table */
	constexpr kunit_case() = default;
	constexpr kunit_case(void (*run)(kunit *test), const char *name)
		: run_case(run), name(name), module_name(KBUILD_MODNAME)
	{
	}
};
static_assert(sizeof(kunit_case) == KALLOC_KUNIT_CASE_BYTES);
static_assert(__builtin_offsetof(kunit_case, module_name) == KALLOC_KUNIT_CASE_MODULE);

#define KALLOC_CASE(function) kunit_case(function, #function)

namespace kalloc::test {

template <class T>
long long shown(const T &value)
{
	if constexpr (std::is_pointer_v<T>)
		return reinterpret_cast<long long>(value);
	else
		return static_cast<long long>(value);
}

inline bool check(kunit *test, bool ok, const char *file, int line, const char *text,
		  long long left, long long right)
{
	if (!ok)
		kalloc_kunit_fail(test, file, line, text, left, right);
	return ok;
}

template <class L, class R>
bool check_equal(kunit *test, const L &left, const R &right, const char *file, int line,
		 const char *text)
{
	return check(test, left == right, file, line, text, shown(left), shown(right));
}

/* Hides from the compiler what a value is. */
template <class T>
T opaque(T value)
{
	asm volatile("" : "+r"(value));
	return value;
}

/* Counts how many of it there are, and remembers the last that went. */
struct counted {
	int id;

	counted() : counted(0) {}
	explicit counted(int id) : id(id)
	{
		alive++;
	}
	counted(const counted &) = delete;
	counted &operator=(const counted &) = delete;
	~counted()
	{
		alive--;
		last = id;
	}

	static constinit inline int alive = 0;
	static constinit inline int last = 0;
};

/*
 * Calls body() with its first allocation failing, then its second, ... until none
 * failed. Returns how many times one failed.
 */
template <class Body>
int fail_each(kunit *test, Body &&body)
{
	for (int n = 1; n < 1000; n++) {
		kalloc_kunit_fail_nth(n);
		body();
		if (kalloc_kunit_fail_nth(0) > 0)
			return n - 1;
	}
	check(test, false, __FILE__, __LINE__, "allocations come to an end", 0, 0);
	return 0;
}

/* Calls body() with its first allocation failing. */
template <class Body>
void fail_first(kunit *test, Body &&body)
{
	kalloc_kunit_fail_nth(1);
	body();
	check(test, kalloc_kunit_fail_nth(0) == 0, __FILE__, __LINE__,
	      "an allocation was made to fail", 0, 0);
}

} // namespace kalloc::test

#define EXPECT(condition)                                                                          \
	kalloc::test::check(test, static_cast<bool>(condition), __FILE__, __LINE__, #condition, 0, \
			    1)
#define EXPECT_EQ(left, right) \
	kalloc::test::check_equal(test, left, right, __FILE__, __LINE__, #left " == " #right)
#define ASSERT(condition)               \
	do {                            \
		if (!EXPECT(condition)) \
			return;         \
	} while (0)

using namespace kalloc;
using namespace kalloc::test;

#endif
