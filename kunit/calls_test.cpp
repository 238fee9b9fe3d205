/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Pointers to functions between C and C++. With kCFI an indirect call traps where caller and
 * called do not hash the type alike: numbers, structures and enums of the global namespace do.
 */
#include "test.h"

namespace {

int answer(void *argument)
{
	return *static_cast<int *>(argument);
}

void cpp_calls_c(kunit *test)
{
	const auto &calls = *opaque(&kalloc_kunit_calls_c);
	const kalloc_kunit_pair pair = {1, 2};
	const char *text = "";
	int five = 5;

	calls.nothing();
	EXPECT_EQ(calls.number(1, 2, 3), 6);
	EXPECT_EQ(calls.wide(1, u64{1} << 40, -1), u64{1} << 40);
	EXPECT(calls.truth(false));
	EXPECT_EQ(calls.text(text, &five), text);
	EXPECT_EQ(calls.opaque(kalloc_kunit_device(), nullptr), kalloc_kunit_device());
	EXPECT_EQ(calls.pair(pair, &pair), 3U);
	EXPECT_EQ(calls.choice(KALLOC_KUNIT_FIRST), KALLOC_KUNIT_SECOND);
	EXPECT_EQ(calls.callback(answer, &five), 5);
	EXPECT_EQ(calls.callback([](void *) { return 6; }, nullptr), 6);
}

void c_calls_cpp(kunit *test)
{
	EXPECT_EQ(kalloc_kunit_calls_from_c(&kalloc_kunit_calls_cpp), 9);
	EXPECT_EQ(kalloc_kunit_calls_from_c(&kalloc_kunit_calls_c), 9);
}

struct left {
	virtual ~left() = default;
	virtual int sum(const int *more) const = 0;
	int l = 1;
};
struct right {
	virtual ~right() = default;
	virtual int sum(const int *more) const = 0;
	int r = 2;
};
struct both final : left, right {
	int sum(const int *more) const override
	{
		return l + r + *more;
	}
};

/* through the second base: by a thunk, whose type is hashed, too */
void virtual_calls(kunit *test)
{
	const auto p = make_kunique<both>(gfp::kernel);
	kunique_ptr<right> owner = make_kunique<both>(gfp::kernel);
	const int four = 4;
	int (right::*const member)(const int *) const = &right::sum;

	ASSERT(p && owner);
	EXPECT_EQ(opaque<const left *>(p.get())->sum(&four), 7);
	EXPECT_EQ(opaque<const right *>(p.get())->sum(&four), 7);
	EXPECT_EQ((opaque<const right *>(p.get())->*member)(&four), 7);
	owner.reset();
	EXPECT(!owner);
}

} // namespace

extern "C" constexpr kalloc_kunit_calls kalloc_kunit_calls_cpp = {
	.nothing = [] {},
	.number = [](int n, unsigned char byte, short s) { return n + byte + s; },
	.wide = [](unsigned long bytes, u64 address,
		   long left) { return bytes + address + static_cast<u64>(left); },
	.truth = [](bool yes) { return !yes; },
	.text = [](const char *text, const void *memory) { return memory ? text : nullptr; },
	.opaque = [](device *dev, const kunit *test) { return test ? nullptr : dev; },
	.pair =
		[](kalloc_kunit_pair by_value, const kalloc_kunit_pair *by_address) {
			return by_value.first + by_address->second;
		},
	.choice =
		[](kalloc_kunit_choice choice) {
			return choice == KALLOC_KUNIT_FIRST ? KALLOC_KUNIT_SECOND
							    : KALLOC_KUNIT_FIRST;
		},
	.callback = [](int (*call)(void *argument), void *argument) { return call(argument); },
};

static kunit_case calls_cases[] = {
	KUNIT_CASE(cpp_calls_c),
	KUNIT_CASE(c_calls_cpp),
	KUNIT_CASE(virtual_calls),
	{},
};
static kunit_suite calls_suite = {
	.name = "kalloc_calls",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = calls_cases,
};

kunit_test_suite(calls_suite);
