/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kstring and ktext: each member, each failure, and texts that do not end. */
#include "test.h"

namespace {

using close = kstring;
using wide = basic_kstring<virtually_contiguous<gfp::kernel | gfp::nowarn>>;
using any = basic_kstring<any_contiguity<gfp::kernel | gfp::nowarn>>;
using zeroed = basic_kstring<contiguous<gfp::kernel | gfp::zero>>;

static_assert(sizeof(close) == 3 * sizeof(void *));
static_assert(swaps_safely<close>);
static_assert(!std::is_copy_constructible_v<close> && !std::is_copy_assignable_v<close>);
static_assert(relocatable<close>);
static_assert(std::is_convertible_v<close &, ktext> && std::is_convertible_v<char[3], ktext>);
static_assert(std::is_convertible_v<kbuffer<contiguous<gfp::kernel>, char> &, ktext>);
static_assert(!std::is_convertible_v<const char *, ktext> && !std::is_convertible_v<ktext, close>);

/* Is it one text, with its end and its size? */
template <class String>
bool is(const String &s, ktext text)
{
#ifdef __clang_analyzer__ /* which refuses what is asked for here */
	return s.size() == text.size();
#endif
	return s == text && s.size() == text.size() && s.c_str()[s.size()] == 0 &&
	       terminated(s.c_str()) == text;
}

template <class String>
void makes(kunit *test)
{
	auto s = String::make("abc");

	ASSERT(s);
	EXPECT(is(s, "abc"));
	EXPECT_EQ(s[2], 'c');
	EXPECT(!s.append("de"));
	EXPECT(is(s, "abcde"));
	EXPECT(!s.append_format("%d%s", 12, "x"));
	EXPECT(is(s, "abcde12x"));
	s.truncate(9);
	EXPECT(is(s, "abcde12x"));
	s.truncate(1);
	EXPECT(is(s, "a"));
	s.clear();
	EXPECT(is(s, "") && s.empty() && s);
	String moved = std::move(s);

	EXPECT(!s && moved); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT(!moved.append("again"));
	s = std::move(moved);
	EXPECT(is(s, "again"));
	EXPECT(moved == nullptr && is(moved, "")); /* NOLINT(*-move,*.Move) */
	s.reset();
	EXPECT(!s && is(s, ""));
}

void make(kunit *test)
{
	makes<close>(test);
	makes<wide>(test);
	makes<any>(test);
	makes<zeroed>(test);
}

void of_what_does_not_end(kunit *test)
{
	const char full[3] = {'a', 'b', 'c'};
	auto b = kbuffer<contiguous<gfp::kernel>, char>::make(2);
	kvector<char> v;

	ASSERT(b);
	b[0] = b[1] = 'x';
	ASSERT(!v.append(full));
	/* KASAN sees if it is read on */
	EXPECT(is(kstring::make(full), "abc"));
	EXPECT(is(kstring::make(kspan{full, 2}), "ab"));
	EXPECT(is(kstring::make(b), "xx"));
	EXPECT(is(kstring::make(v), "abc"));
	b[1] = 0;
	EXPECT(is(kstring::make(b), "x"));
	EXPECT(is(kstring::make(terminated(b.data())), "x"));
	EXPECT(is(kstring::make(terminated(nullptr)), ""));
	EXPECT(is(kstring::make({}), ""));
	EXPECT_EQ(ktext("a\0b").size(), 1U);
}

void compares(kunit *test)
{
	const auto a = kstring::make("abc");
	const auto b = any::make("abd");

	EXPECT(a == a && a != b && a == "abc" && "abc" == a && a != "ab" && a != "abcd");
	EXPECT(a < b && b > a && a <= a && a >= "ab" && a < "abcd" && "abb" < a);
	/* as strcmp(): by unsigned bytes */
	EXPECT(ktext("\x7f") < ktext("\x80"));
	EXPECT(kstring() == "" && kstring() == kstring() && kstring() < a);
	EXPECT(ktext("x") == ktext("x") && ktext().empty());
}

void formats(kunit *test)
{
	EXPECT(is(kstring::format("%s-%02x", "ab", 7U), "ab-07"));
	EXPECT(is(kstring::format("%s", ""), ""));
	EXPECT(is(kstring::format("%c%c%c", 'a', 0, 'b'), "a")); /* a 0 is the end */
	EXPECT(is(kstring::format("%2phN", "ab"), "6162"));      /* the kernel's own */
	const char full[3] = {'a', 'b', 'c'};
	const ktext text = full;

	EXPECT(is(kstring::format("%.*s", static_cast<int>(text.size()), text.data()), "abc"));
	/* short ones are printed once, in another place; secrets never are */
	for (int length = 60; length < 70; length++) {
		const auto exact = kstring::format("%0*d", length, 7);
		const auto secret = basic_kstring<sensitive<contiguous<gfp::kernel>>>::format(
			"%0*d", length, 7);

		ASSERT(exact && secret);
		EXPECT_EQ(exact.size(), static_cast<size_t>(length));
		EXPECT(exact[0] == '0' && exact.span().back() == '7' && secret == exact);
		EXPECT(is(kstring::format("%0*d%c%d", length, 7, 0, 1), exact));
	}
}

/* What is left of the memory is used to its last char, and no more is written. */
void formats_behind_a_text(kunit *test)
{
	for (int length = 100; length < 140; length++) {
		auto more = kstring::make("a");

		ASSERT(more && !more.append_format("%0*d", length, 7));
		EXPECT(more.size() == static_cast<size_t>(length) + 1 && more.span().back() == '7');
	}
	for (size_t length = 1; length < 40; length++) {
		auto s = kstring::make("ab");

		ASSERT(s && !s.reserve(20));
		const char *was = s.c_str();

		ASSERT(!s.append_format("%0*zu", static_cast<int>(length), length % 10));
		EXPECT_EQ(s.size(), 2 + length);
		EXPECT(s[0] == 'a' && s[1] == 'b' &&
		       s.span().back() == '0' + static_cast<char>(length % 10));
		EXPECT(length > 18 || s.c_str() == was);
		EXPECT_EQ(s.c_str()[s.size()], 0);
	}
}

/* What is appended may be of the string itself, whether that moves or not. */
void appends_itself(kunit *test)
{
	auto s = kstring::make("ab");

	ASSERT(s);
	for (int i = 0; i < 6; i++)
		ASSERT(!s.append(s));
	EXPECT_EQ(s.size(), 128U);
	EXPECT(s[126] == 'a' && s[127] == 'b');
	auto r = kstring::make("ab");

	ASSERT(r && !r.reserve(200));
	const char *was = r.c_str();

	for (int i = 0; i < 6; i++)
		ASSERT(!r.append(r));
	EXPECT(r == s && r.c_str() == was);
	s = kstring::make("ab");
	ASSERT(s && !s.append(s.span().last(1)));
	EXPECT(is(s, "abb"));
	for (int i = 0; i < 3; i++)
		ASSERT(!s.append_format("-%s", s.c_str()));
	EXPECT(is(s, "abb-abb-abb-abb-abb-abb-abb-abb"));
	ASSERT(!s.reserve(300));
	was = s.c_str();
	ASSERT(!s.append_format("%s.", s.c_str()));
	EXPECT_EQ(s.size(), 63U);
	EXPECT(s.c_str() == was && s[31] == 'a' && s[62] == '.');
	s.clear();
	ASSERT(!s.append_format("x%s", s.c_str()));
	EXPECT(is(s, "x"));
}

void reserves(kunit *test)
{
	kstring s;

	EXPECT(!s.reserve(20) && s && s.empty());
	const char *was = s.c_str();

	fail_first(test, [&] {
		EXPECT(!s.append("0123456789"));
		EXPECT(!s.append_format("%d", 1234567890));
		EXPECT(is(s, "01234567891234567890"));
		EXPECT(!s.reserve(3) && s.c_str() == was);
		EXPECT(!s.reserve(20) && s.c_str() == was);
		EXPECT_EQ(s.reserve(1000), -ENOMEM);
	});
	EXPECT_EQ(s.reserve(~size_t{0}), -EOVERFLOW);
	EXPECT_EQ(s.reserve(kmalloc_max_size), -EOVERFLOW);
	EXPECT(is(s, "01234567891234567890"));
}

/* Memory doubles: a report of 100 KiB by bits moves a dozen times, not a thousand. */
void grows_by_doubling(kunit *test)
{
	close s;
	int moves = 0;

	for (int i = 0; i < 10000; i++) {
		const char *was = s.c_str();

		if (i & 1)
			ASSERT(!s.append("0123456789"));
		else
			ASSERT(!s.append_format("%010d", i));
		moves += s.c_str() != was;
	}
	EXPECT_EQ(s.size(), 100000U);
	EXPECT(moves <= 20);
}

/* Each time twice what there was, and what the allocator has of that, which is then used up. */
void grows_into_all_of_it(kunit *test)
{
	const allocations counted;
	kstring s;

	ASSERT(!s.append("0123456789012345678901"));
	EXPECT_EQ(counted.made(), 1U);
	/* 23 bytes, 46, which is 64 of kmalloc's */
	ASSERT(!s.append("3"));
	EXPECT_EQ(counted.made(), 2U);
	while (s.size() < 63)
		ASSERT(!s.append("x"));
	EXPECT_EQ(counted.made(), 2U);
	ASSERT(!s.append("x"));
	EXPECT_EQ(counted.made(), 3U);
	while (s.size() < 127)
		ASSERT(!s.append("y"));
	EXPECT_EQ(counted.made(), 3U);
	/* more at once than that */
	kstring t;
	ASSERT(!t.append("a"));
	ASSERT(!t.append("0123456789"));
	EXPECT_EQ(counted.made(), 5U);
	EXPECT(is(t, "a0123456789"));
}

void a_failed_call_changes_nothing(kunit *test)
{
	fail_each_allocation(test, [&] {
		const auto made = kstring::make("abc");

		EXPECT(made ? is(made, "abc") : is(made, ""));
		const auto formatted = kstring::format("%d", 5);

		EXPECT(formatted ? is(formatted, "5") : is(formatted, ""));
		kstring s;

		if (const int err = s.append("12345678")) {
			EXPECT_EQ(err, -ENOMEM);
			EXPECT(!s && is(s, ""));
			return;
		}
		if (const int err = s.append("0123456789012345678901234567890")) {
			EXPECT_EQ(err, -ENOMEM);
			EXPECT(is(s, "12345678"));
		} else {
			s.truncate(8);
		}
		if (const int err = s.append_format("%0200d", 1)) {
			EXPECT_EQ(err, -ENOMEM);
			EXPECT(is(s, "12345678"));
		}
	});
}

void is_c_s_too(kunit *test)
{
	char *raw = static_cast<char *>(kalloc_kunit_kmalloc(10));

	ASSERT(raw);
	__builtin_memcpy(raw, "from c", 7);
	auto s = kstring::adopt(raw);

	EXPECT(is(s, "from c"));
	const allocations counted;
	EXPECT(!s.append("") && counted.made() == 0); /* its 0 is part of it */
	EXPECT(!s.append(", and more")); /* of its memory it knows no more than the text */
	EXPECT(is(s, "from c, and more"));
	raw = s.release();
	EXPECT(is(s, ""));
	ASSERT(raw);
	EXPECT_EQ(raw[16], 0);
	kalloc_kunit_kfree(raw);
	s = kstring::adopt(nullptr);
	EXPECT(!s);
	EXPECT(s.release() == nullptr);
	s = kstring::make("kept");
	ASSERT(s);
	const char *kept = s.c_str();

	s.taken_by_c();
	EXPECT(!s && is(s, ""));
	kalloc_kunit_kfree(const_cast<char *>(kept));
}

void checks_bounds(kunit *test)
{
	const auto s = kstring::make("ab");

	ASSERT(s);
	EXPECT_EQ(s[2], 0);
	EXPECT(reported(2, 1, 2));
	EXPECT_EQ(kstring()[0], 0);
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ(s.span().size(), 2U);
}

void in_a_vector(kunit *test)
{
	kvector<kstring> names;

	for (int i = 0; i < 20; i++) {
		auto name = kstring::format("eth%d", i);

		ASSERT(name && !names.push_back(std::move(name)));
	}
	EXPECT(is(names[19], "eth19"));
	EXPECT_EQ(names.erase_if([](const kstring &name) { return name.size() == 4; }), 10U);
	EXPECT(is(names[0], "eth10"));
}

void in_atomic_context(kunit *test)
{
	atomically([&] {
		if constexpr (KALLOC_HAS_PREEMPT_RT)
			return;
		auto s = basic_kstring<contiguous<gfp::atomic>>::format("%d", 1);

		EXPECT(s && !s.append("2") && is(s, "12"));
	});
}

} // namespace

static kunit_case string_cases[] = {KUNIT_CASE(make),
				    KUNIT_CASE(of_what_does_not_end),
				    KUNIT_CASE(compares),
				    KUNIT_CASE(formats),
				    KUNIT_CASE(formats_behind_a_text),
				    KUNIT_CASE(appends_itself),
				    KUNIT_CASE(reserves),
				    KUNIT_CASE(grows_into_all_of_it),
				    KUNIT_CASE(grows_by_doubling),
				    KUNIT_CASE(a_failed_call_changes_nothing),
				    KUNIT_CASE(is_c_s_too),
				    KUNIT_CASE(checks_bounds),
				    KUNIT_CASE(in_a_vector),
				    KUNIT_CASE(in_atomic_context),
				    {}};
static kunit_suite string_suite = {
	.name = "kalloc_string",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = string_cases,
};

kunit_test_suite(string_suite);
