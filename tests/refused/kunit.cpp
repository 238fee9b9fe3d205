/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunit.h; the kernel that is compiled for has no KUnit. */
#include "refused.h"

#include <kalloc/kunit.h>

struct fixture {
	int x = 0;
};
struct of_two {
	of_two(int, int);
};

#ifdef case_of_nothing // kalloc: a case is void run\(kunit \*test\), or void run\(kunit \*test,
		       // fixture &f\)
void run(PICK()(kunit *));
kunit_case cases[] = {KUNIT_CASE(run), {}};
#endif

#ifdef case_that_returns // kalloc: a case is void run\(kunit \*test\), or void run\(kunit \*test,
			 // fixture &f\)
PICK(int)(void) run(kunit *);
kunit_case cases[] = {KUNIT_CASE(run), {}};
#endif

#ifdef case_by_value // kalloc: a case is void run\(kunit \*test\), or void run\(kunit \*test,
		     // fixture &f\)
void run(kunit *, fixture PICK()(&));
kunit_case cases[] = {KUNIT_CASE(run), {}};
#endif

#ifdef row_as_fixture // kalloc: a case is void run.*with rows, by KUNIT_CASE_PARAM
void run(kunit *, const fixture &);
constexpr fixture rows[] = {{}};
kunit_case cases[] = {PICK(KUNIT_CASE(run))(KUNIT_CASE_PARAM(run, rows)), {}};
#endif

#ifdef row_by_value // kalloc: a case with rows is void run\(kunit \*test, const row &r\)
void run(kunit *, PICK(int)(const int &));
constexpr int rows[] = {1};
kunit_case cases[] = {KUNIT_CASE_PARAM(run, rows), {}};
#endif

#ifdef rows_of_another_type // kalloc: a case with rows is void run\(kunit \*test, const row &r\)
void run(kunit *, const int &);
constexpr PICK(u32)(int) rows[] = {1};
kunit_case cases[] = {KUNIT_CASE_PARAM(run, rows), {}};
#endif

#ifdef fixture_of_two // kalloc: a fixture is made without arguments, or of the kunit \*
void run(kunit *, PICK(of_two)(fixture) &);
kunit_case cases[] = {KUNIT_CASE(run), {}};
#endif

#ifdef no_kunit // kalloc: this kernel has no KUnit; build the tests for one that has CONFIG_KUNIT
void run(kunit *);
kunit_case cases[] = {KUNIT_CASE(run), {}};
kunit_suite suite = {.name = "suite", .test_cases = cases};
PICK(kunit_test_suite(suite);)()
#endif

#ifdef counted_by_nobody // kalloc: it counts while it lives; give it a name
	size_t f()
{
	PICK(allocations();)() const allocations counted;
	return counted.live();
}
#endif

#ifdef copied_scope // kalloc: it counts from one place on
size_t f(const allocations &counted)
{
	const allocations PICK(more = counted;)(&more = counted;) return more.live();
}
#endif

#ifdef failing_for_nobody // kalloc: allocations fail while it lives; give it a name
bool f(kunit *test)
{
	PICK(fail_nth(test, 1);)(const fail_nth failing(test, 1);) const auto p =
		make_kunique<int>(gfp::kernel);
	return p ? true : false;
}
#endif

#ifdef copied_failure // kalloc: it ends with its block
void f(const fail_nth &failing)
{
	const fail_nth PICK(more = failing;)(&more = failing;) use(more);
}
#endif

#ifdef text_of_a_local // clang: stack memory
ktext f([[maybe_unused]] kstring &kept)
{
	kstring PICK(it{};)(&it = kept;)
	return testing::text_of(it);
}
#endif
