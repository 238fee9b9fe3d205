/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * KUNIT_EXPECT_EQ() and its kin: KUnit's expectations and assertions, by C's names, for tests in
 * C++. One that does not hold fails the test and shows both values as C's does: numbers,
 * enumerators, pointers, texts; of an int that is an errno its name, too; of memory the first byte
 * that is not the same. Of anything else it says that the two are not so. Null is an owner that is
 * empty, too.
 *
 *	KUNIT_ASSERT_EQ(test, name.append("eth0"), 0);
 *	KUNIT_EXPECT_EQ(test, name.size(), 4U);
 *	KUNIT_EXPECT_STREQ(test, name, "eth0");
 *
 * An expectation goes on; it is an expression, true if it held. An assertion returns from the
 * function that it is in, so that owners end there: C's ends the thread, and nothing of what the
 * test owns. So it is a statement, in functions that return nothing; others say by what they
 * return that their caller has to. Each argument is evaluated once.
 *
 * Context: the thread that KUnit runs the case in; where one does not hold, it may sleep.
 * Stands for: <kunit/test.h>, which C++ never includes.
 */
#ifndef KALLOC_KUNIT_EXPECT_H
#define KALLOC_KUNIT_EXPECT_H

#include <kalloc/binding/functions.h>
#include <kalloc/range/text.h>
#include <kalloc/types.h>
#include <type_traits>

/* A test that runs. */
struct kunit;

namespace kalloc::testing {

/* Where a check is. texts: E (expects) or A, the file, left, operation, right, a 0 behind each. */
struct place {
	kunit *test;
	const char *texts;
	int line;
};

template <class T>
concept number = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T>
concept pointer = std::is_pointer_v<T> || std::is_null_pointer_v<T>;

/* Compares by Compare; what is called shows what is not so. */
template <class Compare, class L, class R>
[[gnu::always_inline]] inline bool compare(place at, const L &left, const R &right)
{
	const bool holds = Compare::holds(left, right);

	if (holds) [[likely]]
		return true;
	if constexpr (number<L> && number<R>)
		binding::kalloc_test_fail_numbers(
			at.test, at.texts, at.line, static_cast<long long>(left),
			static_cast<long long>(right), std::is_same_v<L, int>);
	else if constexpr (pointer<std::decay_t<L>> && pointer<std::decay_t<R>>)
		binding::kalloc_test_fail_pointers(at.test, at.texts, at.line, (const void *)left,
						   (const void *)right);
	else
		binding::kalloc_test_fail(at.test, at.texts, at.line, nullptr);
	return false;
}

#define KALLOC_KUNIT_COMPARISON(name, operation)                 \
	struct name {                                            \
		template <class L, class R>                      \
		static bool holds(const L &left, const R &right) \
		{                                                \
			return left operation right;             \
		}                                                \
	}
KALLOC_KUNIT_COMPARISON(equal, ==);
KALLOC_KUNIT_COMPARISON(different, !=);
KALLOC_KUNIT_COMPARISON(less, <);
KALLOC_KUNIT_COMPARISON(at_most, <=);
KALLOC_KUNIT_COMPARISON(greater, >);
KALLOC_KUNIT_COMPARISON(at_least, >=);
#undef KALLOC_KUNIT_COMPARISON

/* Of an owner, too, that nobody keeps. */
template <class T>
[[gnu::always_inline]] inline bool check(place at, const T &value, bool wanted)
{
	const bool is = static_cast<bool>(value);

	if (is == wanted) [[likely]]
		return true;
	binding::kalloc_test_fail_condition(at.test, at.texts, at.line, wanted);
	return false;
}

/* A pointer of C's is taken to be terminated, as it is by C's KUNIT_EXPECT_STREQ(). */
template <class Text>
inline ktext text_of(const Text &text KALLOC_BORROWED)
{
	if constexpr (std::is_pointer_v<Text>)
		return terminated(text);
	else
		return text;
}

inline bool compare_texts(place at, ktext left, ktext right, bool wanted)
{
	const bool holds = (left == right) == wanted;

	if (!holds)
		binding::kalloc_test_fail_texts(at.test, at.texts, at.line, left.data(),
						left.size(), right.data(), right.size());
	return holds;
}

inline bool compare_bytes(place at, const void *left, const void *right, size_t bytes, bool wanted)
{
	const bool holds = (__builtin_memcmp(left, right, bytes) == 0) == wanted;

	if (!holds)
		binding::kalloc_test_fail_bytes(at.test, at.texts, at.line, left, right, bytes);
	return holds;
}

inline bool fail(place at, const char *why)
{
	binding::kalloc_test_fail(at.test, at.texts, at.line, why);
	return false;
}

} // namespace kalloc::testing

/* kind: "E" or "A" */
#define KALLOC_KUNIT_PLACE(kind, test, left, operation, right) \
	(kalloc::testing::place{test, kind __FILE__ "\0" left "\0" operation "\0" right, __LINE__})
#define KALLOC_KUNIT_CHECK(kind, wanted, test, ...)                                               \
	kalloc::testing::check(KALLOC_KUNIT_PLACE(kind, test, #__VA_ARGS__, "", ""), __VA_ARGS__, \
			       wanted)
#define KALLOC_KUNIT_COMPARE(kind, name, operation, test, left, right) \
	kalloc::testing::compare<kalloc::testing::name>(               \
		KALLOC_KUNIT_PLACE(kind, test, #left, #operation, #right), left, right)
#define KALLOC_KUNIT_TEXTS(kind, wanted, operation, test, left, right)                           \
	kalloc::testing::compare_texts(KALLOC_KUNIT_PLACE(kind, test, #left, operation, #right), \
				       kalloc::testing::text_of(left),                           \
				       kalloc::testing::text_of(right), wanted)
#define KALLOC_KUNIT_BYTES(kind, wanted, operation, test, left, right, bytes)                    \
	kalloc::testing::compare_bytes(KALLOC_KUNIT_PLACE(kind, test, #left, operation, #right), \
				       left, right, bytes, wanted)
#define KALLOC_KUNIT_OR_RETURN(holds) \
	do {                          \
		if (!(holds))         \
			return;       \
	} while (0)

#define KUNIT_EXPECT_TRUE(test, ...) KALLOC_KUNIT_CHECK("E", true, test, __VA_ARGS__)
#define KUNIT_EXPECT_FALSE(test, ...) KALLOC_KUNIT_CHECK("E", false, test, __VA_ARGS__)
#define KUNIT_EXPECT_EQ(test, left, right) KALLOC_KUNIT_COMPARE("E", equal, ==, test, left, right)
#define KUNIT_EXPECT_NE(test, left, right) \
	KALLOC_KUNIT_COMPARE("E", different, !=, test, left, right)
#define KUNIT_EXPECT_LT(test, left, right) KALLOC_KUNIT_COMPARE("E", less, <, test, left, right)
#define KUNIT_EXPECT_LE(test, left, right) KALLOC_KUNIT_COMPARE("E", at_most, <=, test, left, right)
#define KUNIT_EXPECT_GT(test, left, right) KALLOC_KUNIT_COMPARE("E", greater, >, test, left, right)
#define KUNIT_EXPECT_GE(test, left, right) \
	KALLOC_KUNIT_COMPARE("E", at_least, >=, test, left, right)
#define KUNIT_EXPECT_STREQ(test, left, right) KALLOC_KUNIT_TEXTS("E", true, "==", test, left, right)
#define KUNIT_EXPECT_STRNEQ(test, left, right) \
	KALLOC_KUNIT_TEXTS("E", false, "!=", test, left, right)
#define KUNIT_EXPECT_MEMEQ(test, left, right, bytes) \
	KALLOC_KUNIT_BYTES("E", true, "==", test, left, right, bytes)
#define KUNIT_EXPECT_MEMNEQ(test, left, right, bytes) \
	KALLOC_KUNIT_BYTES("E", false, "!=", test, left, right, bytes)
#define KUNIT_EXPECT_NULL(test, pointer) KUNIT_EXPECT_EQ(test, pointer, nullptr)
#define KUNIT_EXPECT_NOT_NULL(test, pointer) KUNIT_EXPECT_NE(test, pointer, nullptr)
#define KUNIT_EXPECT_PTR_EQ(test, left, right) KUNIT_EXPECT_EQ(test, left, right)
#define KUNIT_EXPECT_PTR_NE(test, left, right) KUNIT_EXPECT_NE(test, left, right)

#define KUNIT_ASSERT_TRUE(test, ...) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_CHECK("A", true, test, __VA_ARGS__))
#define KUNIT_ASSERT_FALSE(test, ...) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_CHECK("A", false, test, __VA_ARGS__))
#define KUNIT_ASSERT_EQ(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", equal, ==, test, left, right))
#define KUNIT_ASSERT_NE(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", different, !=, test, left, right))
#define KUNIT_ASSERT_LT(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", less, <, test, left, right))
#define KUNIT_ASSERT_LE(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", at_most, <=, test, left, right))
#define KUNIT_ASSERT_GT(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", greater, >, test, left, right))
#define KUNIT_ASSERT_GE(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_COMPARE("A", at_least, >=, test, left, right))
#define KUNIT_ASSERT_STREQ(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_TEXTS("A", true, "==", test, left, right))
#define KUNIT_ASSERT_STRNEQ(test, left, right) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_TEXTS("A", false, "!=", test, left, right))
#define KUNIT_ASSERT_MEMEQ(test, left, right, bytes) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_BYTES("A", true, "==", test, left, right, bytes))
#define KUNIT_ASSERT_MEMNEQ(test, left, right, bytes) \
	KALLOC_KUNIT_OR_RETURN(KALLOC_KUNIT_BYTES("A", false, "!=", test, left, right, bytes))
#define KUNIT_ASSERT_NULL(test, pointer) KUNIT_ASSERT_EQ(test, pointer, nullptr)
#define KUNIT_ASSERT_NOT_NULL(test, pointer) KUNIT_ASSERT_NE(test, pointer, nullptr)
#define KUNIT_ASSERT_PTR_EQ(test, left, right) KUNIT_ASSERT_EQ(test, left, right)
#define KUNIT_ASSERT_PTR_NE(test, left, right) KUNIT_ASSERT_NE(test, left, right)

#define KUNIT_FAIL(test, why) \
	static_cast<void>(kalloc::testing::fail(KALLOC_KUNIT_PLACE("E", test, "", "", ""), why))

#endif
