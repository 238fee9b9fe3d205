/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pinned user memory: two pages of a process of the test's own, and behind them nothing. */
#include "contexts.h"
#include "test.h"

namespace {

constexpr size_t mapped = 2 * page_size;

template <class Pages, class T>
concept pins = requires(Pages pages, user_ptr<T> p) { pages.pin_some(p, 1); };
static_assert(pins<user_pages, u8> && !pins<user_pages, const u8> &&
	      pins<const_user_pages, const u8>);

/* Bytes 1, 2, 3, ... in user space, which are there then; 0 when there is none. */
unsigned long fill(kunit *test)
{
	const unsigned long at = kalloc_kunit_user_pages(test, mapped);
	user_writer out(user_ptr<void>(at), mapped);

	for (u32 i = 0; i < mapped / sizeof(i); i++)
		if (!EXPECT(at && !out.write(i + 1)))
			return 0;
	return at;
}

u32 word_at(unsigned long at)
{
	u32 word = 0;

	return user_ptr<u32>(at).read(word) ? ~0U : word;
}

void read_in_place(kunit *test)
{
	const unsigned long at = fill(test);
	const_user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<const void>(at), mapped), 0);
	ASSERT(pages);
	EXPECT(pages.size() == 2 && pages.size_bytes() == mapped && pages.offset() == 0);
	EXPECT_EQ(kalloc_kunit_pinned(pages.pages().data(), pages.pages().size()), 2U);
	for (size_t n = 0; n < pages.size(); n++) {
		const page_access bytes(pages, n);

		static_assert(std::is_same_v<decltype(bytes), const page_access<const u8>>);
		EXPECT_EQ(bytes.size(), page_size);
		/* it is the same memory: what user space writes is seen */
		EXPECT(!user_ptr<u8>(at + n * page_size).write(static_cast<u8>(200 + n)));
		EXPECT_EQ(bytes[0], 200 + n);
	}
	page *const first = pages.pages()[0];

	pages.reset();
	EXPECT(!pages && pages.size() == 0 && pages.size_bytes() == 0 && pages.pages().empty());
	EXPECT_EQ(pages.offset(), 0);
	EXPECT_EQ(kalloc_kunit_pinned(&first, 1), 0U);
}

void write_in_place(kunit *test)
{
	const unsigned long at = fill(test);
	user_pages pages;

	ASSERT(at);
	/* begins and ends within pages */
	EXPECT_EQ(pages.pin(user_ptr<u8>(at + 100), page_size), 0);
	ASSERT(pages);
	EXPECT(pages.size() == 2 && pages.size_bytes() == page_size && pages.offset() == 100);
	{
		const page_access begin(pages);
		const page_access end(pages, 1);

		EXPECT(begin.size() == page_size - 100 && end.size() == 100);
		EXPECT_EQ(begin[0], word_at(at + 100));
		begin[0] = 0x5a;
		begin[begin.size() - 1] = 0x5b;
		for (u8 &byte : end)
			byte = 0x5c;
		begin[opaque(begin.size())] = 1;
		EXPECT(reported(page_size - 100, 1, page_size - 100));
	}
	EXPECT_EQ(word_at(at + 100) & 0xff, 0x5aU);
	EXPECT_EQ(word_at(at + page_size - 4) >> 24, 0x5bU);
	EXPECT_EQ(word_at(at + page_size + 96), 0x5c5c5c5cU);
	EXPECT_EQ(word_at(at + page_size + 100), (page_size + 100) / 4 + 1);
	{
		const page_access none(pages, opaque(size_t{2}));

		EXPECT(none.span().empty() && reported(2, 1, 2));
	}
	/* they are dirty when they are let go; user space keeps them */
	page *const kept[] = {pages.pages()[0], pages.pages()[1]};

	pages = nullptr;
	EXPECT_EQ(kalloc_kunit_pinned(kept, 2), 0U);
	EXPECT_EQ(kalloc_kunit_dirty(kept, 2), 2U);
}

/* More than an array of pages has in one. */
void many_pages(kunit *test)
{
	constexpr size_t bytes = 1024 * page_size;
	const unsigned long at = kalloc_kunit_user_pages(test, bytes);
	user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at), bytes), 0);
	EXPECT(pages.size() == 1024 && pages.size_bytes() == bytes);
}

void within_a_page(kunit *test)
{
	const unsigned long at = fill(test);
	user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at + page_size + 8), 16, pin_time::long_term), 0);
	ASSERT(pages);
	EXPECT(pages.size() == 1 && pages.offset() == 8);
	const page_access bytes(pages);

	EXPECT_EQ(bytes.size(), 16U);
	EXPECT_EQ(bytes[0], word_at(at + page_size + 8) & 0xff);
}

/* What is missing is told, and nothing is left pinned. */
void partly_there(kunit *test)
{
	const unsigned long at = fill(test);
	user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at + 8), mapped), -EFAULT);
	EXPECT(!pages && pages.size_bytes() == 0);
	EXPECT_EQ(pages.pin_some(user_ptr<void>(at + 8), 5 * page_size), 0);
	ASSERT(pages);
	EXPECT(pages.size() == 2 && pages.size_bytes() == mapped - 8 && pages.offset() == 8);
	{
		const page_access end(pages, 1);

		EXPECT_EQ(end.size(), page_size);
	}
	/* as it was, where nothing is */
	EXPECT_EQ(pages.pin_some(user_ptr<void>(at + mapped), 1), -EFAULT);
	EXPECT_EQ(pages.pin(user_ptr<void>(at + mapped), 1), -EFAULT);
	EXPECT_EQ(pages.size_bytes(), mapped - 8);
	page *const first = pages.pages()[0];

	EXPECT_EQ(pages.pin_some(user_ptr<void>(at), 16), 0);
	EXPECT(pages.size() == 1 && pages.pages()[0] == first);
	pages.reset();
	EXPECT_EQ(kalloc_kunit_pinned(&first, 1), 0U);
}

void refused(kunit *test)
{
	const unsigned long at = fill(test);
	user_pages pages;
	u64 own = 0;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at), 0), -EINVAL);
	EXPECT_EQ(pages.pin_some(user_ptr<void>(at), 0), -EINVAL);
	EXPECT_EQ(pages.pin(user_ptr<void>(at), ~size_t{0}), -EOVERFLOW);
	EXPECT_EQ(pages.pin(user_ptr<void>(at), size_t{1} << 50), -EOVERFLOW);
	/* the kernel's own memory is none of the user's */
	EXPECT_EQ(pages.pin(user_ptr<u64>(&own), 8), -EFAULT);
	EXPECT_EQ(pages.pin(user_ptr<void>(), 8), -EFAULT);
	EXPECT(!pages);
}

void moved(kunit *test)
{
	const unsigned long at = fill(test);
	const_user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at + 4), 8), 0);
	const_user_pages other(std::move(pages));

	EXPECT(!pages && other.size_bytes() == 8 && other.offset() == 4);
	pages = std::move(other);
	EXPECT(pages && !other);
	swap(pages, other);
	EXPECT(!pages && other.size() == 1);
}

/* The pages are there; memory is for their array. */
void no_memory(kunit *test)
{
	const unsigned long at = fill(test);
	user_pages pages;

	ASSERT(at);
	EXPECT_EQ(pages.pin(user_ptr<void>(at), 8), 0);
	fail_each(test, [&] {
		user_pages more;
		const int err = more.pin(user_ptr<void>(at), mapped);

		EXPECT(err == 0 || err == -ENOMEM);
		EXPECT_EQ(more.size(), err ? 0U : 2U);
	});
	fail_first(test, [&] {
		const int err = pages.pin(user_ptr<void>(at), mapped);

		EXPECT_EQ(pages.size_bytes(), err ? 8 : mapped);
	});
}

static_assert(std::is_same_v<user_pages::free_context, contexts::sleepable>);
static_assert(relocatable<user_pages>);
static_assert(swaps_safely<user_pages>);

/* by a signal that kills, while pages have to be brought in */
void interrupted(kunit *test)
{
	const unsigned long at = kalloc_kunit_user_pages(test, mapped);
	mutex lock;
	user_pages pages;

	ASSERT(at && kalloc_kunit_contend(&lock) == 0);
	const int err = pages.pin(user_ptr<void>(at), mapped);

	kalloc_kunit_contend_over();
	EXPECT_EQ(err, -EINTR);
	EXPECT(!pages);
}

} // namespace

static kunit_case user_pages_cases[] = {KUNIT_CASE(read_in_place), KUNIT_CASE(write_in_place),
					KUNIT_CASE(many_pages),    KUNIT_CASE(within_a_page),
					KUNIT_CASE(partly_there),  KUNIT_CASE(refused),
					KUNIT_CASE(moved),         KUNIT_CASE(no_memory),
					KUNIT_CASE(interrupted),   {}};
static kunit_suite user_pages_suite = {
	.name = "kalloc_user_pages",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = user_pages_cases,
};

kunit_test_suite(user_pages_suite);
