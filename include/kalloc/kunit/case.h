/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kunit_case, kunit_suite: KUnit's own structures, laid out as this kernel has them, and the macros
 * that fill them, by C's names. kunit_test_suite() has the kernel run a suite when the module is
 * loaded; no C file is needed.
 *
 *	static void frees_what_it_allocates(kunit *test)
 *	...
 *	static kunit_case hello_cases[] = {
 *	...
 *		KUNIT_CASE(frees_what_it_allocates),
 *		{},
 *	};
 *	static kunit_suite hello_suite = {.name = "hello", .test_cases = hello_cases};
 *
 *	kunit_test_suite(hello_suite);
 *
 * A case may have a fixture, an object that is made before it, by gfp::kernel, and destroyed behind
 * it: what the case asks for by its second parameter. Its constructor takes nothing, or the test;
 * one whose set-up may fail has an int init(), or init(kunit *), as for try_make_kunique(), and its
 * errno fails the case.
 *
 *	static void keeps_what_is_written(kunit *test, note &n)
 *
 * And it may run once for each row of a constant array, which is its second parameter then
 * (and the fixture the third). The member that describes a row, a const char *, comes last:
 *
 *	static constexpr size_row size_rows[] = {
 *		{"nothing", 0, 0},
 *	...
 *	static void has_a_limit(kunit *test, const size_row &row, note &n)
 *	...
 *		KUNIT_CASE_PARAM(has_a_limit, size_rows, &size_row::name),
 *
 * Stands for: KUNIT_CASE(), KUNIT_ARRAY_PARAM_DESC(), kunit_test_suites() of <kunit/test.h>.
 */
#ifndef KALLOC_KUNIT_CASE_H
#define KALLOC_KUNIT_CASE_H

#include <kalloc/kunit/expect.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/try_make_unique.h>

struct kunit_suite;

/* Empty behind the last one. */
struct kunit_case {
	void (*run_case)(kunit *test) = nullptr;
	const char *name = nullptr;
#if KALLOC_HAS_KUNIT_PARAMS_OF_TEST
	const void *(*generate_params)(kunit *test, const void *before, char *text) = nullptr;
#else
	const void *(*generate_params)(const void *before, char *text) = nullptr;
#endif
#if KALLOC_KUNIT_CASE_MODULE
	unsigned long before_module[(KALLOC_KUNIT_CASE_MODULE - 24) / 8] = {};
	const char *module_name = KBUILD_MODNAME;
	unsigned long rest[(KALLOC_KUNIT_CASE_BYTES - KALLOC_KUNIT_CASE_MODULE - 8) / 8] = {};
#else
	unsigned long rest[(KALLOC_KUNIT_CASE_BYTES - 24) / 8] = {};
#endif
};
static_assert(sizeof(kunit_case) == KALLOC_KUNIT_CASE_BYTES);

/* init() and exit() are called around each case, suite_init() and suite_exit() around all. */
struct kunit_suite {
	char name[256] = {};
	int (*suite_init)(kunit_suite *suite) = nullptr;
	void (*suite_exit)(kunit_suite *suite) = nullptr;
	int (*init)(kunit *test) = nullptr;
	void (*exit)(kunit *test) = nullptr;
	kunit_case *test_cases = nullptr;
	unsigned long rest[(KALLOC_KUNIT_SUITE_BYTES - 296) / 8] = {};
};
static_assert(sizeof(kunit_suite) == KALLOC_KUNIT_SUITE_BYTES);

namespace kalloc::testing {

/* Calls body(fixture) with a new Fixture. */
template <class Fixture, class Body>
void with_fixture(kunit *test, Body body)
{
	static_assert(initialisable_by<Fixture, kunit *> || initialisable_by<Fixture> ||
			      std::is_constructible_v<Fixture, kunit *> ||
			      std::is_default_constructible_v<Fixture>,
		      "kalloc: a fixture is made without arguments, or of the kunit *");
	kunique_ptr<Fixture> fixture;
	int fixture_init = 0;

	if constexpr (initialisable_by<Fixture, kunit *>)
		fixture_init = try_make_kunique(fixture, gfp::kernel, test);
	else if constexpr (initialisable_by<Fixture>)
		fixture_init = try_make_kunique(fixture, gfp::kernel);
	else if constexpr (std::is_constructible_v<Fixture, kunit *>)
		fixture = make_kunique<Fixture>(gfp::kernel, test);
	else
		fixture = make_kunique<Fixture>(gfp::kernel);
	if (!fixture_init && !fixture)
		fixture_init = -ENOMEM;
	KUNIT_ASSERT_EQ(test, fixture_init, 0);
	if (fixture)
		body(*fixture);
}

/* A case, of all functions that are called so; one that is none goes on, to be told below. */
constexpr auto function(void (*run)(kunit *))
{
	return run;
}
template <class Second>
constexpr auto function(void (*run)(kunit *, Second &))
{
	return run;
}
template <class Row, class Fixture>
constexpr auto function(void (*run)(kunit *, const Row &, Fixture &))
{
	return run;
}
template <class Any>
constexpr auto function(Any *run)
{
	return run;
}

/* What KUnit calls, of what a case is written as. */
template <auto Run>
struct case_of {
	static_assert(std::is_same_v<decltype(Run), void (*)(kunit *)>,
		      "kalloc: a case is void run(kunit *test), or void run(kunit *test, "
		      "fixture &f); with rows, by KUNIT_CASE_PARAM, void run(kunit *test, "
		      "const row &r)");
	static constexpr auto run = Run;
};
template <class Fixture, void (*Run)(kunit *, Fixture &)>
	requires(!std::is_const_v<Fixture>)
struct case_of<Run> {
	static void run(kunit *test)
	{
		with_fixture<Fixture>(test, [test](Fixture &f) { Run(test, f); });
	}
};

template <auto Run, class Row>
struct row_case_of {
	static_assert(std::is_same_v<decltype(Run), void (*)(kunit *, const Row &)>,
		      "kalloc: a case with rows is void run(kunit *test, const row &r), or "
		      "void run(kunit *test, const row &r, fixture &f)");
	static void run(kunit *test)
	{
		Run(test, *static_cast<const Row *>(binding::kalloc_test_row(test)));
	}
};
template <class Row, class Fixture, void (*Run)(kunit *, const Row &, Fixture &)>
struct row_case_of<Run, Row> {
	static void run(kunit *test)
	{
		with_fixture<Fixture>(test, [test](Fixture &f) {
			Run(test, *static_cast<const Row *>(binding::kalloc_test_row(test)), f);
		});
	}
};

/* The row behind the one before, or null, and what KUnit calls it, in 128 bytes. */
template <const auto &Rows, auto Text>
const void *next_row(const void *before, char *text)
{
	using row = std::remove_cvref_t<decltype(Rows[0])>;
	const row *next = before ? static_cast<const row *>(before) + 1 : &Rows[0];

	if (next == &Rows[0] + sizeof(Rows) / sizeof(row))
		return nullptr;
	if constexpr (!std::is_null_pointer_v<decltype(Text)>) {
		const ktext name = terminated(next->*Text);
		const size_t bytes = name.size() < 127 ? name.size() : 127;

		__builtin_memcpy(text, name.data(), bytes);
		text[bytes] = 0;
	}
	return next;
}
template <const auto &Rows, auto Text>
const void *next_row_of(kunit *, const void *before, char *text)
{
	return next_row<Rows, Text>(before, text);
}

template <auto Run>
consteval kunit_case make_case(const char *name)
{
	return {.run_case = case_of<Run>::run, .name = name};
}
template <auto Run, const auto &Rows, auto Text = nullptr>
consteval kunit_case make_case(const char *name)
{
	using row = std::remove_cvref_t<decltype(Rows[0])>;

#if KALLOC_HAS_KUNIT_PARAMS_OF_TEST
	return {.run_case = row_case_of<Run, row>::run,
		.name = name,
		.generate_params = next_row_of<Rows, Text>};
#else
	return {.run_case = row_case_of<Run, row>::run,
		.name = name,
		.generate_params = next_row<Rows, Text>};
#endif
}

} // namespace kalloc::testing

#define KUNIT_CASE(run) kalloc::testing::make_case<kalloc::testing::function(run)>(#run)
#define KUNIT_CASE_PARAM(run, ...) \
	kalloc::testing::make_case<kalloc::testing::function(run), __VA_ARGS__>(#run)

#define KALLOC_KUNIT_NAME(name, line) KALLOC_KUNIT_NAME_AT(name, line)
#define KALLOC_KUNIT_NAME_AT(name, line) name##line

/* What kernel/module/main.c finds in a module that it loads. */
#define kunit_test_suites(...)                                                                   \
	static_assert(KALLOC_HAS_KUNIT, "kalloc: this kernel has no KUnit; build the tests for " \
					"one that has CONFIG_KUNIT");                            \
	[[gnu::used, gnu::section(".kunit_test_suites")]] static kunit_suite *KALLOC_KUNIT_NAME( \
		kalloc_suites_, __COUNTER__)[] = {__VA_ARGS__}
#define kunit_test_suite(suite) kunit_test_suites(&suite)

/* What a C file says of the module, for one that has none. */
#define MODULE_INFO(tag, info)                                                     \
	[[gnu::used, gnu::section(".modinfo"), gnu::aligned(1)]] static const char \
	KALLOC_KUNIT_NAME(kalloc_modinfo_, __COUNTER__)[] = #tag "=" info
#define MODULE_LICENSE(text) MODULE_INFO(license, text)
#define MODULE_DESCRIPTION(text) MODULE_INFO(description, text)

#endif
