/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* User memory: two pages of a process of the test's own, and behind them nothing. */
#include "test.h"

namespace {

struct request {
	u32 command;
	u32 flags;
	u64 data;
};

struct padded {
	u8 a;
	u32 b;
};

static_assert(user_may_send<request> && user_may_see<request>);
static_assert(user_may_send<padded> && !user_may_see<padded>);
static_assert(!user_may_send<bool> && !user_may_send<void *> && !user_may_see<const char *>);
static_assert(sizeof(user_ptr<u32>) == sizeof(void *));
static_assert(std::is_trivially_copyable_v<user_ptr<u32>>);
template <class T>
concept read_at_once = requires(user_ptr<T> p, u8 &to) { p.read(to); };
static_assert(read_at_once<u8> && !read_at_once<void>);

constexpr size_t mapped = 2 * page_size;

/* Bytes 0, 1, 2, ... in user space; 0 when there is none. */
unsigned long fill(kunit *test)
{
	const unsigned long at = kalloc_kunit_user_pages(test, mapped);
	auto b = kbuffer<contiguous<gfp::kernel>>::make(mapped);

	if (!EXPECT(at && b))
		return 0;
	for (size_t i = 0; i < mapped; i++)
		b[i] = static_cast<u8>(i);
	user_writer out(user_ptr<void>(at), mapped);

	return EXPECT(!out.write(b) && out.empty()) ? at : 0;
}

void one_object(kunit *test)
{
	const unsigned long at = fill(test);

	ASSERT(at);
	const user_ptr<request> p(at);
	request r{};

	EXPECT(!p.read(r));
	EXPECT_EQ(r.command, 0x03020100U);
	EXPECT_EQ(r.data, 0x0f0e0d0c0b0a0908U);
	r.flags = 7;
	EXPECT(!(p + 1).write(r));
	EXPECT(!user_ptr<const request>(at + sizeof(request)).read(r));
	EXPECT_EQ(r.flags, 7U);
	/* the last, half of it, and none */
	const user_ptr<u64> end(at + mapped);
	u64 n = 0;

	EXPECT(!user_ptr<u64>(at + mapped - 8).read(n) && n >> 56 == 0xff);
	EXPECT_EQ(end.read(n), -EFAULT);
	EXPECT_EQ(end.write(n), -EFAULT);
	EXPECT_EQ(user_ptr<u64>(at + mapped - 4).read(n), -EFAULT);
	EXPECT_EQ(user_ptr<u64>().read(n), -EFAULT);
	EXPECT(!user_ptr<u64>() && end);
	/* the kernel's own memory is none of the user's */
	EXPECT_EQ(user_ptr<u64>(&n).read(n), -EFAULT);
	EXPECT_EQ(user_ptr<u64>(&n).write(n), -EFAULT);
}

void versioned(kunit *test)
{
	const unsigned long at = fill(test);

	ASSERT(at);
	const user_ptr<request> p(at);
	request r{};

	__builtin_memset(&r, 0xff, sizeof(r));
	EXPECT(!p.read_versioned(r, 8)); /* an older one */
	EXPECT(r.command == 0x03020100U && r.flags == 0x07060504U && r.data == 0);
	EXPECT(!p.read_versioned(r, sizeof(r)) && r.data != 0);
	EXPECT_EQ(p.read_versioned(r, 24), -E2BIG); /* a newer one that wants something */
	EXPECT(!user_ptr<u64>(at + 16).write(0));
	EXPECT(!p.read_versioned(r, 24));
	EXPECT_EQ((user_ptr<request>(at + mapped)).read_versioned(r, 8), -EFAULT);
}

void piece_by_piece(kunit *test)
{
	const unsigned long at = fill(test);

	ASSERT(at);
	user_reader in(user_ptr<const void>(at), 16);
	u16 word = 0;
	u8 bytes[4];

	EXPECT(!in.read(word) && word == 0x0100);
	EXPECT(!in.read(bytes) && bytes[0] == 2 && bytes[3] == 5);
	EXPECT(!in.skip(2));
	EXPECT_EQ(in.size(), 8U);
	EXPECT_EQ(in.skip(9), -EFAULT);
	user_reader whole(user_ptr<void>(at), 8);
	EXPECT(!whole.skip(8) && whole.empty());
	request r{};

	EXPECT_EQ(in.read(r), -EFAULT); /* there, but not in the range */
	EXPECT_EQ(in.size(), 8U);
	EXPECT(!in.read(kspan{bytes}.first(1)) && bytes[0] == 8);
	EXPECT_EQ(in.read_some(bytes), 4U);
	EXPECT_EQ(bytes[3], 12);
	EXPECT_EQ(in.read_some(bytes), 3U);
	EXPECT(in.empty() && in.read_some(bytes) == 0);

	user_writer out(user_ptr<void>(at), 8);

	EXPECT(!out.write(word) && !out.write(kspan<const u8>(bytes)));
	EXPECT_EQ(out.write(r), -EFAULT);
	EXPECT_EQ(out.size(), 2U);
	EXPECT_EQ(out.write_some(bytes), 2U);
	EXPECT(out.empty());
	u8 back = 0;

	EXPECT(!user_ptr<u8>(at + 7).read(back) && back == bytes[1]);
}

/* The range is longer than what is there. */
void partly_there(kunit *test)
{
	const unsigned long at = fill(test);
	u8 bytes[16] = {};

	ASSERT(at);
	user_reader in(user_ptr<void>(at + mapped - 10), 100);

	EXPECT_EQ(in.read(bytes), -EFAULT);
	EXPECT_EQ(in.size(), 100U);
	const size_t got = in.read_some(bytes);

	/* a machine may copy by words and stop before the last byte */
	EXPECT(got <= 10 && in.size() == 100 - got);
	user_writer out(user_ptr<void>(at + mapped), 100);

	EXPECT_EQ(out.write_some(bytes), 0U);
	EXPECT_EQ(out.write(bytes), -EFAULT);
	EXPECT_EQ(out.size(), 100U);
}

template <class Buffer>
void fills(kunit *test)
{
	const unsigned long at = fill(test);
	Buffer b;

	ASSERT(at);
	user_reader in(user_ptr<void>(at), 4096);

	EXPECT(!in.skip(96) && !in.read_all(b) && in.empty());
	ASSERT(b);
	EXPECT_EQ(b.size_bytes(), 4000U);
	EXPECT_EQ(b[1], 0x67666564U);
	user_reader odd(user_ptr<void>(at), 7);

	EXPECT_EQ(odd.read_all(b), -EINVAL);
	user_reader beyond(user_ptr<void>(at + mapped - 8), 16);

	EXPECT_EQ(beyond.read_all(b), -EFAULT);
	user_reader huge(user_ptr<void>(at), Buffer::max_size * 4 + 4);

	EXPECT_EQ(huge.read_all(b), -EOVERFLOW);
	EXPECT(b.size() == 1000 && b[1] == 0x67666564U);
	int refused = 0;

	fail_each(test, [&] {
		const size_t before = b.size();
		user_reader again(user_ptr<void>(at), 8);

		if (const int err = again.read_all(b)) {
			EXPECT_EQ(err, -ENOMEM);
			EXPECT(b.size() == before && again.size() == 8);
			refused++;
		}
	});
	/* kvmalloc may have memory all the same, by vmalloc */
	EXPECT((refused || !std::is_same_v<typename Buffer::family_type, kmalloc_family>));
	EXPECT(!user_reader(user_ptr<void>(at), 0).read_all(b) && !b);
}

/* An ioctl's argument, and in it an array elsewhere: each has a type, and is copied once. */
struct settings {
	u32 bytes; /* of this structure: grows with newer ones */
	u32 count;
	u64 names; /* char [], each name ended by a 0 */
};

int change(unsigned long arg)
{
	user_ptr<settings> p(arg);
	settings s;

	if (const int err = p.read(s))
		return err;
	if (s.count > 16)
		return -EINVAL;
	user_reader names(user_ptr<const void>(s.names), 100);
	kstring name;

	for (u32 i = 0; i < s.count; i++)
		if (const int err = names.read_text(name))
			return err;
	s.count = static_cast<u32>(name.size());
	return p.write(s);
}

void as_an_ioctl_does(kunit *test)
{
	const unsigned long at = fill(test);
	settings s = {sizeof(s), 2, at + 100};

	ASSERT(at);
	EXPECT(!user_ptr<settings>(at).write(s));
	user_writer names(user_ptr<void>(at + 100), 100);

	EXPECT(!names.write("one") && !names.write("three"));
	EXPECT(!change(at));
	EXPECT(!user_ptr<settings>(at).read(s));
	EXPECT_EQ(s.count, 5U);
	s.count = 17;
	EXPECT(!user_ptr<settings>(at).write(s));
	EXPECT_EQ(change(at), -EINVAL);
	EXPECT_EQ(change(at + mapped), -EFAULT);
}

void owners(kunit *test)
{
	fills<kbuffer<contiguous<gfp::kernel | gfp::nowarn>, u32>>(test);
	fills<kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>, u32>>(test);
}

void text(kunit *test)
{
	const unsigned long at = fill(test);
	kstring s;

	ASSERT(at);
	user_writer out(user_ptr<void>(at), 8);

	EXPECT(!out.write("abc") && !out.write("def"));
	user_reader in(user_ptr<void>(at), 8);

	EXPECT(!in.read_text(s) && s == "abc");
	fail_first(test, [&] { EXPECT_EQ(in.read_text(s), -ENOMEM); });
	EXPECT(s == "abc" && in.size() == 4);
	EXPECT(!in.read_text(s) && s == "def" && in.empty());
	EXPECT_EQ(in.read_text(s), -EINVAL);
	user_reader endless(user_ptr<void>(at), 3);

	EXPECT_EQ(endless.read_text(s), -EINVAL);
	user_reader beyond(user_ptr<void>(at + mapped - 8), 16);

	EXPECT_EQ(beyond.read_text(s), -EFAULT);
	EXPECT(s == "def" && beyond.size() == 16);
	user_reader unlimited(user_ptr<void>(at), ~0UL);

	EXPECT(!unlimited.read_text(s) && s == "abc");
}

} // namespace

static kunit_case user_cases[] = {KUNIT_CASE(one_object),       KUNIT_CASE(versioned),
				  KUNIT_CASE(piece_by_piece),   KUNIT_CASE(partly_there),
				  KUNIT_CASE(owners),           KUNIT_CASE(text),
				  KUNIT_CASE(as_an_ioctl_does), {}};
static kunit_suite user_suite = {
	.name = "kalloc_user",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = user_cases,
};

kunit_test_suite(user_suite);
