/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers in a device's byte order: le16 ... be64. */
#include "test.h"

namespace {

/* laid out as C lays out __le16 ..., within what is packed, too */
struct plain {
	u8 kind;
	le16 a;
	be32 b;
	le64 c;
};
struct [[gnu::packed]] tight {
	u8 kind;
	le16 a;
	be32 b;
	le64 c;
};
static_assert(sizeof(plain) == 16 && offsetof(plain, b) == 4 && offsetof(plain, c) == 8);
static_assert(sizeof(tight) == 15 && offsetof(tight, b) == 3 && offsetof(tight, c) == 7);
static_assert(alignof(le16) == 2 && alignof(be32) == 4 && alignof(le64) == 8);

template <class T>
constexpr bool plain_data =
	std::is_trivially_copyable_v<T> && std::is_standard_layout_v<T> &&
	std::is_trivially_default_constructible_v<T> && std::has_unique_object_representations_v<T>;
static_assert(plain_data<le16> && plain_data<be16> && plain_data<le32> && plain_data<be32> &&
	      plain_data<le64> && plain_data<be64>);

/* no way to or from a number but its name and cpu() */
static_assert(!std::is_convertible_v<u32, le32> && !std::is_convertible_v<le32, u32>);
static_assert(!std::is_convertible_v<le32, be32> && !std::is_constructible_v<be32, le32>);
static_assert(!std::is_constructible_v<le32, le16> && !std::is_constructible_v<u32, le32>);
static_assert(!std::is_assignable_v<le32 &, u32> && !std::is_assignable_v<le32 &, be32>);

static_assert(le32{1}.cpu() == 1 && be64{~u64{0} - 1}.cpu() == ~u64{0} - 1);
static_assert(std::bit_cast<u32>(le32{1}) != std::bit_cast<u32>(be32{1}));

template <class T, size_t N>
bool bytes_are(T value, const u8 (&bytes)[N])
{
	static_assert(sizeof(T) == N);
	return !__builtin_memcmp(&value, bytes, N);
}

void in_memory(kunit *test)
{
	EXPECT(bytes_are(le16{opaque<u16>(0x1234)}, {0x34, 0x12}));
	EXPECT(bytes_are(be16{opaque<u16>(0x1234)}, {0x12, 0x34}));
	EXPECT(bytes_are(le32{opaque(0x12345678U)}, {0x78, 0x56, 0x34, 0x12}));
	EXPECT(bytes_are(be32{opaque(0x12345678U)}, {0x12, 0x34, 0x56, 0x78}));
	EXPECT(bytes_are(le64{opaque(0x123456789abcdef0ULL)},
			 {0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12}));
	EXPECT(bytes_are(be64{opaque(0x123456789abcdef0ULL)},
			 {0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0}));
}

void there_and_back(kunit *test)
{
	const u64 number = opaque(0x123456789abcdef0ULL);

	EXPECT_EQ(le16{static_cast<u16>(number)}.cpu(), 0xdef0);
	EXPECT_EQ(be16{static_cast<u16>(number)}.cpu(), 0xdef0);
	EXPECT_EQ(le32{static_cast<u32>(number)}.cpu(), 0x9abcdef0U);
	EXPECT_EQ(be32{static_cast<u32>(number)}.cpu(), 0x9abcdef0U);
	EXPECT_EQ(le64{number}.cpu(), number);
	EXPECT_EQ(be64{number}.cpu(), number);
}

void bits(kunit *test)
{
	be16 flags{opaque<u16>(0x0101)};

	EXPECT(flags & be16{0x0100});
	EXPECT(!truth(flags & be16{0x0200}));
	EXPECT(flags != be16{0x0100});
	flags |= be16{0x0200};
	EXPECT(flags == be16{0x0301});
	flags &= ~be16{0x0001};
	EXPECT(flags == be16{0x0300});
	EXPECT(flags == (be16{0x0100} | be16{0x0200}));
	EXPECT(!truth(be32{}));
}

void accessed_at_once(kunit *test)
{
	be32 big{};
	le64 little{};
	le16 small{7};

	write_once(big, be32{opaque(0x12345678U)});
	write_once(little, le64{3});
	EXPECT(big == be32{0x12345678});
	EXPECT_EQ(read_once(big).cpu(), 0x12345678U);
	EXPECT_EQ(read_once(little).cpu(), 3U);
	EXPECT(read_once(small) == le16{7});
}

/* in memory for a device, zeroed as others are, and filled by values */
void in_owners(kunit *test)
{
	auto z = make_kunique<plain, dma_family>(kalloc_kunit_device(), gfp::kernel);
	auto p = make_kunique<plain>(gfp::kernel, 1, le16{2}, be32{3}, le64{4});
	auto b = kbuffer<contiguous<gfp::kernel>, be32>::make(4);

	ASSERT(z && p && b);
	EXPECT(z->c == le64{0});
	EXPECT_EQ(p->b.cpu() + p->a.cpu(), 5U);
	b[3] = be32{9};
	EXPECT_EQ(b[3].cpu(), 9U);
}

} // namespace

static kunit_case endian_cases[] = {
	KUNIT_CASE(in_memory),        KUNIT_CASE(there_and_back), KUNIT_CASE(bits),
	KUNIT_CASE(accessed_at_once), KUNIT_CASE(in_owners),      {},
};
static kunit_suite endian_suite = {
	.name = "kalloc_endian",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = endian_cases,
};

kunit_test_suite(endian_suite);
