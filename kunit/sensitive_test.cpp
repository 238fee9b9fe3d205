/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* sensitive.h: what was in memory is not there once it is freed. */
#include "test.h"

namespace {

using kept = sensitive_family<recorded_family>;

static_assert(stateless_family<sensitive_family<>> && !frees_by_size<sensitive_family<>>);
static_assert(frees_by_size<sensitive_family<kvmalloc_family>> && frees_by_size<kept>);
template <class F>
concept freed_without_its_size = requires(void *p) { F::free(p); };
static_assert(freed_without_its_size<sensitive_family<>> &&
	      !freed_without_its_size<sensitive_family<vmalloc_family>>);
static_assert(sizeof(kunique_ptr<u64, sensitive_family<>>) == sizeof(void *));
static_assert(std::is_same_v<sensitive_family<vmalloc_family>::free_context,
			     vmalloc_family::free_context>);
static_assert(std::is_same_v<family_for<sensitive<any_contiguity<gfp::kernel>>, 64>,
			     sensitive_family<kmalloc_family>>);
/* plain memory becomes sensitive, not the reverse */
static_assert(frees_memory_of<sensitive_family<>, kmalloc_family> &&
	      frees_memory_of<sensitive_family<>, sensitive_family<>> &&
	      frees_memory_of<sensitive_family<kvmalloc_family>, sensitive_family<>> &&
	      !frees_memory_of<kmalloc_family, sensitive_family<>> &&
	      !frees_memory_of<sensitive_family<>, vmalloc_family>);

/* what a test fills memory with, and more of it than a free list writes over */
constexpr u8 secret = 0x5e;
constexpr size_t bytes = 512;

/*
 * How much of that is left in memory that is free? The allocator, and KASAN, write there, too: some
 * addresses and the like, of which a byte or two may be like it, by chance.
 */
size_t left(const void *freed)
{
	const size_t n = kalloc_kunit_bytes_left(freed, bytes, secret);

	return n > 4 ? n : 0;
}

template <class Family>
void object_is_zeroed(kunit *test)
{
	struct key {
		u8 data[bytes];
	};
	auto k = make_kunique<key, Family>(gfp::kernel);

	ASSERT(k);
	__builtin_memset(k->data, secret, bytes);
	const void *p = opaque(k.get());
	EXPECT_EQ(left(p), bytes);
	k.reset();
	EXPECT_EQ(left(p), 0U);
	EXPECT(kalloc_kunit_bytes_left(p, bytes, 0) > bytes - 100);
}

void objects_are_zeroed(kunit *test)
{
	object_is_zeroed<sensitive_family<>>(test);
	object_is_zeroed<sensitive_family<kvmalloc_family>>(test);
	object_is_zeroed<kept>(test);
}

void array_is_zeroed(kunit *test)
{
	auto a = make_kunique<u8[], sensitive_family<>>(gfp::kernel, opaque(bytes));

	ASSERT(a);
	__builtin_memset(a.get(), secret, bytes);
	const void *p = opaque(a.get());
	a.reset();
	EXPECT_EQ(left(p), 0U);
}

template <class Policy>
void resized_buffer_is_zeroed(kunit *test)
{
	auto b = kbuffer<Policy>::make(opaque(bytes));

	ASSERT(b);
	__builtin_memset(b.data(), secret, bytes);
	const void *p = opaque(static_cast<const void *>(b.data()));
	fail_first(test, [&] { EXPECT_EQ(b.resize(opaque(2 * bytes)), -ENOMEM); });
	EXPECT_EQ(left(p), bytes);
	EXPECT_EQ(b.resize(2 * bytes), 0);
	EXPECT_EQ(b[bytes - 1], secret);
	EXPECT_EQ(left(p), 0U);
	p = opaque(static_cast<const void *>(b.data()));
	EXPECT_EQ(b.resize(1), 0);
	EXPECT_EQ(b[0], secret);
	EXPECT_EQ(left(p), 0U);
}

void resized_buffers_are_zeroed(kunit *test)
{
	resized_buffer_is_zeroed<sensitive<contiguous<gfp::kernel>>>(test);
	resized_buffer_is_zeroed<sensitive<any_contiguity<gfp::kernel>>>(test);

	/* its pages are gone when it is freed, so only that it works */
	auto v = kbuffer<sensitive<virtually_contiguous<gfp::kernel>>>::make(page_size);
	ASSERT(v);
	v[0] = secret;
	EXPECT_EQ(v.resize(2 * page_size), 0);
	EXPECT_EQ(v[0], secret);
}

void grown_vector_is_zeroed(kunit *test)
{
	kvector<u8, sensitive<contiguous<gfp::kernel>>> v;

	ASSERT(!v.reserve(bytes));
	while (v.size() < v.capacity())
		EXPECT_EQ(v.try_push_back(secret), 0);
	const void *p = opaque(static_cast<const void *>(v.data()));
	fail_first(test, [&] { EXPECT_EQ(v.push_back(secret), -ENOMEM); });
	EXPECT_EQ(left(p), bytes);
	EXPECT_EQ(v.push_back(secret), 0);
	EXPECT_EQ(v.size(), bytes + 1);
	EXPECT_EQ(v.back(), secret);
	EXPECT_EQ(left(p), 0U);
	p = opaque(static_cast<const void *>(v.data()));
	EXPECT_EQ(v.shrink_to_fit(), 0);
	EXPECT_EQ(left(p), 0U);
}

void plain_memory_becomes_sensitive(kunit *test)
{
	auto plain = kbuffer<contiguous<gfp::kernel>>::make(opaque(bytes));

	ASSERT(plain);
	__builtin_memset(plain.data(), secret, bytes);
	kbuffer<sensitive<any_contiguity<gfp::kernel>>> kept = std::move(plain);
	const void *p = opaque(static_cast<const void *>(kept.data()));
	kept.reset();
	EXPECT_EQ(left(p), 0U);

	kunique_ptr<u64, sensitive_family<>> one = make_kunique<u64>(gfp::kernel);
	EXPECT(one);
}

} // namespace

static kunit_case sensitive_cases[] = {
	KUNIT_CASE(objects_are_zeroed),
	KUNIT_CASE(array_is_zeroed),
	KUNIT_CASE(resized_buffers_are_zeroed),
	KUNIT_CASE(grown_vector_is_zeroed),
	KUNIT_CASE(plain_memory_becomes_sensitive),
	{},
};
static kunit_suite sensitive_suite = {
	.name = "kalloc_sensitive",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = sensitive_cases,
};

kunit_test_suite(sensitive_suite);
