/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kbuffer, with the three policies whose memory is the CPU's alone. */
#include "test.h"

namespace {

using close = kbuffer<contiguous<gfp::kernel>>;
using wide = kbuffer<virtually_contiguous<gfp::kernel | gfp::nowarn>>;
using any = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
using close_zero = kbuffer<contiguous<gfp::kernel | gfp::zero>, u32>;
using wide_zero = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, u32>;
using any_zero = kbuffer<any_contiguity<gfp::kernel | gfp::zero>, u32>;
using fixed = kbuffer<contiguous<gfp::kernel>, u32, 16>;

static_assert(sizeof(fixed) == sizeof(u32 *));
static_assert(sizeof(close) == sizeof(u8 *) + sizeof(size_t));
static_assert(sizeof(kbuffer<virtually_contiguous<gfp::kernel>, u8, 1 << 20>) == sizeof(u8 *));
static_assert(fixed::extent == 16 && close::extent == dynamic_extent);
static_assert(std::is_same_v<fixed::element_type, u32> && std::is_same_v<close::element_type, u8>);
static_assert(std::is_same_v<fixed::policy_type, contiguous<gfp::kernel>>);
static_assert(!std::is_copy_constructible_v<close> && !std::is_copy_assignable_v<close>);
static_assert(swaps_safely<close> && swaps_safely<fixed>);
static_assert(std::is_nothrow_constructible_v<kbuffer<contiguous<gfp::atomic>>, close>);
static_assert(!std::is_convertible_v<close, bool>);
static_assert(std::is_same_v<close::family_type, kmalloc_family>);
static_assert(std::is_same_v<wide::family_type, vmalloc_family>);
static_assert(std::is_same_v<any::family_type, kvmalloc_family>);
static_assert(close::max_size == kmalloc_max_size && close_zero::max_size == kmalloc_max_size / 4);

/* only what a buffer can do is there */
template <class Buffer>
concept has_dma = requires(const Buffer &b) { b.dma(); };
template <class Buffer>
concept makes_of_size = requires { Buffer::make(1); };
template <class Buffer>
concept makes_of_device = requires(device *dev) { Buffer::make(dev); };
static_assert(!has_dma<close> && !makes_of_device<close> && makes_of_size<close>);
static_assert(!has_dma<fixed> && !makes_of_device<fixed> && !makes_of_size<fixed>);

template <class Buffer>
void fill(Buffer &b)
{
	for (size_t i = 0; i < b.size(); i++)
		b[i] = static_cast<typename Buffer::element_type>(i * 7);
}

template <class Buffer>
bool holds(const Buffer &b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i] != static_cast<typename Buffer::element_type>(i * 7))
			return false;
	return true;
}

template <class Buffer>
void is_empty(kunit *test, const Buffer &b)
{
	EXPECT(!b);
	EXPECT(b == nullptr);
	EXPECT_EQ(b.size(), 0U);
	EXPECT_EQ(b.size_bytes(), 0U);
	EXPECT_EQ(b.data(), static_cast<const typename Buffer::element_type *>(nullptr));
	EXPECT(b.begin() == b.end());
	EXPECT(b.span().empty());
}

template <class Buffer>
void has_size(kunit *test, size_t n)
{
	auto b = Buffer::make(opaque(n));

	ASSERT(b);
	EXPECT_EQ(b.size(), n);
	EXPECT_EQ(b.size_bytes(), n * sizeof(typename Buffer::element_type));
	fill(b);
	EXPECT(holds(b, n));
}

void sizes(kunit *test)
{
	for (const size_t n :
	     {size_t{1}, size_t{7}, page_size - 1, page_size, page_size + 1, size_t{100000}}) {
		has_size<close>(test, n);
		has_size<wide>(test, n);
		has_size<any>(test, n);
		has_size<any_zero>(test, n);
	}
	has_size<close>(test, kmalloc_max_size);
	has_size<wide>(test, kmalloc_max_size + 1);
	has_size<any>(test, kmalloc_max_size + 1);
}

void refuses_what_does_not_fit(kunit *test)
{
	is_empty(test, close::make(opaque<size_t>(0)));
	is_empty(test, wide::make(opaque<size_t>(0)));
	is_empty(test, any::make(opaque<size_t>(0)));
	is_empty(test, close::make(opaque(kmalloc_max_size + 1)));
	/* the kernel would complain, as there is no nowarn */
	is_empty(test, any_zero::make(opaque(size_t{1} << 29)));
	is_empty(test, wide_zero::make(opaque((~size_t{0} / 8) + 1)));
	/* the bytes wrap around to 16 */
	is_empty(test, close_zero::make(opaque((~size_t{0} / 4) + 5)));
}

static_assert(size_mul(3, 4) == 12 && size_add(3, 4) == 7);

void sizes_do_not_wrap(kunit *test)
{
	using blob = kbuffer<any_contiguity<gfp::kernel>>;
	const u32 count = opaque(5U);
	const u32 width = opaque(100U);
	const size_t header = opaque<size_t>(16);
	auto b = blob::make(size_add(header, size_mul(count, width)));

	ASSERT(b);
	EXPECT_EQ(b.size(), 516U);
	EXPECT_EQ(size_mul(opaque(1U << 16), opaque(1U << 16)), size_t{1} << 32);
	EXPECT_EQ(size_mul(opaque(~size_t{0}), 2), ~size_t{0});
	EXPECT_EQ(size_add(opaque(~size_t{0}), 1), ~size_t{0});
	is_empty(test, blob::make(size_add(header, size_mul(opaque(~size_t{0}), count))));
	EXPECT_EQ(b.resize(size_mul(opaque(~size_t{0}), width)), -EOVERFLOW);
}

void static_extent(kunit *test)
{
	auto b = fixed::make();
	const fixed none;

	is_empty(test, none);
	ASSERT(b);
	EXPECT_EQ(b.size(), 16U);
	EXPECT_EQ(b.size_bytes(), 64U);
	fill(b);
	EXPECT(holds(b, 16));
	auto c = std::move(b);
	is_empty(test, b); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT(holds(c, 16));
	c.reset();
	is_empty(test, c);
}

void moves_and_swaps(kunit *test)
{
	auto a = any::make(10);
	auto b = any::make(20);
	auto &same = a;

	ASSERT(a && b);
	fill(a);
	auto *memory = a.data();
	b = std::move(a);
	is_empty(test, a); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(b.size(), 10U);
	EXPECT_EQ(b.data(), memory);
	a.swap(b);
	EXPECT_EQ(a.size(), 10U);
	is_empty(test, b);
	a = std::move(same);
	EXPECT(holds(a, 10));
	EXPECT_EQ(a.size(), 10U);
	a.swap(a);
	EXPECT_EQ(a.data(), memory);
	a.reset();
	is_empty(test, a);
	a.reset();
}

void iterates_and_lends(kunit *test)
{
	auto b = close_zero::make(8);
	ASSERT(b);
	const auto &c = b;
	size_t n = 0;

	for (u32 &v : b)
		v = static_cast<u32>(n++ * 7);
	EXPECT_EQ(n, 8U);
	EXPECT(holds(b, 8));
	n = 0;
	for (const u32 &v : c)
		n += v;
	EXPECT_EQ(n, 196U);
	EXPECT_EQ(c.data(), b.data());
	EXPECT_EQ(b.span().size(), 8U);
	EXPECT_EQ(c.span().data(), b.data());
	EXPECT_EQ(b.subspan(2, 3)[0], 14U);
	EXPECT_EQ(c.subspan(2, 3).size(), 3U);
	b.zero();
	for (const u32 v : c)
		EXPECT_EQ(v, 0U);
	close_zero none;
	none.zero();
}

u32 sum(kspan<const u32> s)
{
	u32 total = 0;

	for (const u32 v : s)
		total += v;
	return total;
}

void is_a_span(kunit *test)
{
	auto b = close_zero::make(8);
	auto f = fixed::make();
	const close_zero none;
	const u32 two[2] = {1, 2};

	static_assert(std::is_convertible_v<close_zero &, kspan<u32>>);
	static_assert(std::is_convertible_v<const close_zero &, kspan<const u32>>);
	static_assert(!std::is_convertible_v<const close_zero &, kspan<u32>>);
	static_assert(!std::is_convertible_v<close_zero &, kspan<u8>>);
	ASSERT(b && f);
	const auto &c = b;
	fill(b);
	fill(f);
	EXPECT_EQ(sum(b), 196U);
	EXPECT_EQ(sum(c), 196U);
	EXPECT_EQ(sum(none), 0U);
	EXPECT_EQ(sum(b.first(2)) + sum(c.last(1)) + sum(c.subspan(6)), 147U);
	EXPECT_EQ(sum(f.last(2)) + sum(f.subspan(15)), 308U);
	kspan all = b;
	const kspan read = c;
	static_assert(std::is_same_v<decltype(all), kspan<u32>>);
	static_assert(std::is_same_v<decltype(read), const kspan<const u32>>);
	EXPECT_EQ(read.data(), all.data());
	EXPECT(!b.empty() && none.empty());
	EXPECT_EQ(b.front() + c.front() + f.front(), 0U);
	b.back() = 1;
	EXPECT_EQ(c.back(), 1U);
	EXPECT_EQ(std::as_const(f).back(), 105U);
	b.copy_from(two);
	EXPECT_EQ(sum(b.first(3)), 17U);
	f.copy_from(b);
	EXPECT_EQ(f[1], 2U);
	for (int i = 0; i < f.size(); i++)
		f[i] = i;
	EXPECT_EQ(sum(f), 120U);
}

void ends_of_what_is_empty(kunit *test)
{
	fixed none;
	any gone;

	(*opaque(&none)).front() = 1;
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ(std::as_const(*opaque(&none)).back(), 0U);
	EXPECT(reported(~size_t{0}, 1, 0));
	EXPECT_EQ((*opaque(&gone)).back(), 0);
	EXPECT(reported(~size_t{0}, 1, 0));
	EXPECT((*opaque(&none)).first(opaque<size_t>(1)).empty());
	EXPECT(reported(0, 1, 0));
	EXPECT((*opaque(&gone)).subspan(opaque<size_t>(1)).empty());
	EXPECT(reported(1, 0, 0));
}

void stray_index_touches_nothing(kunit *test)
{
	auto b = fixed::make();
	const auto d = any::make(3);
	any none;

	ASSERT(b && d);
	b[opaque<size_t>(16)] = 1; /* KASAN would see it */
	EXPECT(reported(16, 1, 16));
	EXPECT_EQ(b[opaque<size_t>(16)], 0U);
	EXPECT(reported(16, 1, 16));
	EXPECT_EQ(d[opaque<size_t>(3)], 0);
	EXPECT(reported(3, 1, 3));
	(*opaque(&none))[opaque<size_t>(0)] = 1;
	EXPECT(reported(0, 1, 0));
	EXPECT(b.subspan(10, opaque<size_t>(7)).empty());
	EXPECT(reported(10, 7, 16));
	EXPECT(d.subspan(4, 0).empty());
	EXPECT(reported(4, 0, 3));
}

void asks_for_what_it_needs(kunit *test)
{
	using recorded = kbuffer<recorded_policy<gfp::noio>, u64>;
	struct alignas(64) wide {
		u8 bytes[64];
	};

	static_assert(recorded::max_size == 125);
	auto b = recorded::make(opaque<size_t>(125));
	ASSERT(b);
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOIO});
	EXPECT_EQ(recorded_family::asked, 1000U);
	EXPECT_EQ(recorded_family::aligned, 8U);
	recorded_family::calls = 0;
	EXPECT(!truth(recorded::make(opaque<size_t>(126))));
	EXPECT_EQ(b.resize(opaque<size_t>(126)), -EOVERFLOW);
	EXPECT_EQ(b.resize(opaque<size_t>(125)), 0);
	EXPECT_EQ(recorded_family::calls, 0);
	EXPECT_EQ(b.resize(opaque<size_t>(10)), 0);
	EXPECT_EQ(recorded_family::calls, 1);
	EXPECT_EQ(recorded_family::alive, 1);
	b = recorded::make(1);
	EXPECT_EQ(recorded_family::alive, 1);
	auto w = kbuffer<recorded_policy<gfp::kernel>, wide, 3>::make();
	EXPECT_EQ(recorded_family::asked, 192U);
	EXPECT_EQ(recorded_family::aligned, 64U);
}

template <class Buffer>
void zeroed(kunit *test)
{
	for (int i = 0; i < 8; i++) {
		auto b = Buffer::make(opaque<size_t>(500));

		ASSERT(b);
		for (const u32 v : b)
			EXPECT_EQ(v, 0U);
		__builtin_memset(b.data(), 0xa5, b.size_bytes());
		asm volatile("" : : : "memory");
		EXPECT_EQ(b.resize(250), 0);
		EXPECT_EQ(b.resize(600), 0);
		EXPECT_EQ(b[249], 0xa5a5a5a5U);
		for (const u32 v : b.subspan(250, 350))
			EXPECT_EQ(v, 0U);
		fill(b);
	}
}

void zeroes_where_asked(kunit *test)
{
	zeroed<close_zero>(test);
	zeroed<wide_zero>(test);
	zeroed<any_zero>(test);
}

template <class Buffer>
void resizes(kunit *test)
{
	auto b = Buffer::make(100);

	ASSERT(b);
	fill(b);
	for (const size_t n :
	     {size_t{101}, size_t{128}, size_t{5000}, size_t{100000}, size_t{100}}) {
		EXPECT_EQ(b.resize(n), 0);
		EXPECT_EQ(b.size(), n);
		EXPECT(holds(b, 100));
		b[n - 1] = 0;
	}
	EXPECT_EQ(b.resize(50), 0);
	EXPECT_EQ(b.size(), 50U);
	EXPECT(holds(b, 50));
	auto *same = opaque(b.data());
	EXPECT_EQ(b.resize(50), 0);
	EXPECT_EQ(b.data(), same);
	EXPECT_EQ(b.resize(0), 0);
	is_empty(test, b);
	EXPECT_EQ(b.resize(0), 0);
	EXPECT_EQ(b.resize(10), 0);
	EXPECT_EQ(b.size(), 10U);
	fill(b);
}

void resizes_and_keeps(kunit *test)
{
	resizes<close>(test);
	resizes<wide>(test);
	resizes<any>(test);
	resizes<close_zero>(test);
}

/* from where the kernel's vrealloc() does that; before, other memory may lie at the old address */
template <class Buffer>
void stays_while_its_pages_suffice(kunit *test)
{
	constexpr bool in_place = KALLOC_HAS_NODE_ALIGN;
	auto b = Buffer::make(100 * page_size);

	ASSERT(b);
	fill(b);
	auto *memory = opaque(b.data());
	EXPECT_EQ(b.resize(2 * page_size), 0);
	EXPECT(holds(b, 2 * page_size));
	EXPECT(!in_place || opaque(b.data()) == memory);
	memory = opaque(b.data());
	EXPECT_EQ(b.resize(2 * page_size - 100), 0);
	EXPECT_EQ(b.resize(2 * page_size - 50), 0);
	EXPECT(!in_place || opaque(b.data()) == memory);
	EXPECT(holds(b, 2 * page_size - 100));
	/* what was given up is zeroed again, if it is to be */
	if (Buffer::policy_type::gfp.has(gfp::zero))
		EXPECT_EQ(b[2 * page_size - 60], 0);
	EXPECT_EQ(b.resize(100 * page_size), 0);
	EXPECT(holds(b, 2 * page_size - 100));
	b[100 * page_size - 1] = 1;
}

void resizes_in_place(kunit *test)
{
	stays_while_its_pages_suffice<wide>(test);
	stays_while_its_pages_suffice<any>(test);
	stays_while_its_pages_suffice<kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>>>(test);
	stays_while_its_pages_suffice<kbuffer<any_contiguity<gfp::kernel | gfp::zero>>>(test);
}

template <class Buffer>
void survives(kunit *test, size_t too_many)
{
	auto b = Buffer::make(1000);

	ASSERT(b);
	fill(b);
	EXPECT_EQ(b.resize(opaque(too_many)), -EOVERFLOW);
	EXPECT_EQ(b.resize(opaque(~size_t{0})), -EOVERFLOW);
	/* in place nothing is allocated that could fail; elsewhere kvmalloc may fall back */
	kalloc_kunit_fail_nth(1);
	const int err = b.resize(opaque<size_t>(50));
	const bool failed = kalloc_kunit_fail_nth(0) == 0;
	EXPECT_EQ(failed, !KALLOC_HAS_NODE_ALIGN);
	EXPECT(err == 0 || (failed && err == -ENOMEM));
	EXPECT_EQ(b.size(), err ? 1000U : 50U);
	EXPECT(holds(b, 50));
	b = Buffer::make(1000);
	ASSERT(b);
	fill(b);
	auto *memory = b.data();
	fail_each(test, [&] {
		if (b.resize(opaque<size_t>(100000)) == -ENOMEM) {
			EXPECT_EQ(b.data(), memory);
			EXPECT_EQ(b.size(), 1000U);
		} else {
			EXPECT_EQ(b.size(), 100000U);
		}
		EXPECT(holds(b, 1000));
	});
	EXPECT_EQ(b.size(), 100000U);
}

void failed_resize_changes_nothing(kunit *test)
{
	fail_first(test, [test] {
		auto b = close::make(8);
		EXPECT(!b);
	});
	auto b = close::make(1000);
	ASSERT(b);
	fill(b);
	fail_first(test, [&] { EXPECT_EQ(b.resize(opaque<size_t>(9000)), -ENOMEM); });
	EXPECT_EQ(b.size(), 1000U);
	EXPECT(holds(b, 1000));

	survives<wide>(test, ~size_t{0} / 2 + 1);
	survives<any>(test, size_t{1} << 31);
	EXPECT_EQ(b.resize(kmalloc_max_size + 1), -EOVERFLOW);
	EXPECT(holds(b, 1000));
	/* an empty buffer stays so */
	close none;
	fail_first(test, [&] { EXPECT_EQ(none.resize(opaque<size_t>(10)), -ENOMEM); });
	is_empty(test, none);
}

template <class Buffer>
void fails_empty(kunit *test)
{
	fail_each(test, [test] {
		auto b = Buffer::make(opaque<size_t>(20000));

		if (!b)
			is_empty(test, b);
		else
			EXPECT_EQ(b.size(), 20000U);
	});
}

void out_of_memory(kunit *test)
{
	fails_empty<close>(test);
	fails_empty<wide>(test);
	fails_empty<any>(test);
	fail_first(test, [test] { is_empty(test, fixed::make()); });
}

/* what is made where nothing may sleep goes where buffers of another mask are kept */
void moves_to_another_mask(kunit *test)
{
	using quick = kbuffer<contiguous<gfp::atomic | gfp::nowarn>>;
	close kept;

	atomically([&] { kept = quick::make(16); });
	ASSERT(kept);
	EXPECT_EQ(kept.size(), 16U);
	kept[15] = 15;
	EXPECT_EQ(kept.resize(1000), 0);
	EXPECT_EQ(kept[15], 15);
	auto other = kbuffer<contiguous<gfp::kernel | gfp::zero>, u32, 16>::make();
	auto *memory = other.data();
	const fixed same = std::move(other);
	EXPECT_EQ(same.data(), memory);
	EXPECT(!other); /* NOLINT(*-move,*.Move): empty is the contract */
	kbuffer<dma_coherent<gfp::atomic>> shared =
		kbuffer<dma_coherent<gfp::kernel>>::make(kalloc_kunit_device(), 16);
	ASSERT(shared);
	EXPECT(kalloc_kunit_device_sees(shared.data(), address_of(shared)));
}

/* kvfree() frees what kmalloc() and vmalloc() gave, and a size in the type is a size */
void moves_where_it_fits(kunit *test)
{
	any kept = close::make(16);
	ASSERT(kept);
	EXPECT_EQ(kept.size(), 16U);
	fill(kept);
	EXPECT_EQ(kept.resize(100000), 0);
	EXPECT(holds(kept, 16));
	auto large = kbuffer<virtually_contiguous<gfp::kernel>, u8, 100>::make();
	ASSERT(large);
	auto *memory = large.data();
	kept = std::move(large);
	is_empty(test, large); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(kept.data(), memory);
	EXPECT_EQ(kept.size(), 100U);
	auto any = kbuffer<virtually_contiguous<gfp::kernel>>::make(200);
	kept = std::move(any);
	is_empty(test, any); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(kept.size(), 200U);

	auto f = fixed::make();
	ASSERT(f);
	f[15] = 15;
	kbuffer<contiguous<gfp::atomic>, u32> words = std::move(f);
	is_empty(test, f); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(words.size(), 16U);
	EXPECT_EQ(words[15], 15U);
	words = fixed{};
	is_empty(test, words);
	kept = nullptr;
	is_empty(test, kept);

	kbuffer<dma_coherent<gfp::kernel>, u32> ring =
		kbuffer<dma_coherent<gfp::kernel>, u32, 8>::make(kalloc_kunit_device());
	ASSERT(ring);
	EXPECT_EQ(ring.size(), 8U);
	EXPECT(kalloc_kunit_device_sees(ring.data(), address_of(ring)));
}

/* a mask that C hands over; what the policy says of the memory stays */
void takes_a_mask_from_c(kunit *test)
{
	using recorded = kbuffer<recorded_policy<gfp::kernel | gfp::zero | gfp::nowarn>, u32>;
	const gfp::unchecked mask{opaque<u32>(KALLOC_GFP_NOIO)};

	auto a = recorded::make(4, mask);
	ASSERT(a);
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOIO | KALLOC_GFP_ZERO});
	EXPECT_EQ(a.resize(8), 0);
	EXPECT_EQ(recorded_family::gfp,
		  u32{KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO | KALLOC_GFP_NOWARN});
	EXPECT_EQ(a.resize(16, mask), 0);
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOIO | KALLOC_GFP_ZERO});
	EXPECT((kbuffer<recorded_policy<gfp::kernel>, u32, 4>::make(mask)));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_NOIO});

	auto b = close::make(8, mask);
	ASSERT(b);
	__builtin_memset(b.data(), 0xa5, 8);
	EXPECT_EQ(b.resize(64, gfp::unchecked{opaque<u32>(KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO)}),
		  0);
	EXPECT_EQ(b[7], 0xa5);
	EXPECT_EQ(b[8], 0);
	EXPECT_EQ(b[63], 0);
	auto c = kbuffer<dma_coherent<gfp::kernel>>::make(kalloc_kunit_device(), 16, mask);
	auto d = kbuffer<dma_coherent<gfp::kernel>, u32, 4>::make(kalloc_kunit_device(), mask);
	EXPECT(c && d);
}

struct slot {
	u32 state = 7;
	u32 raw;
};

template <class Policy>
void initialised(kunit *test)
{
	for (int i = 0; i < 8; i++) {
		auto a = kbuffer<Policy, slot>::make(opaque<size_t>(4));
		ASSERT(a);
		for (const auto &s : a)
			EXPECT_EQ(s.state, 7U);
		a[3].state = 3;
		EXPECT_EQ(a.resize(opaque<size_t>(300)), 0);
		EXPECT_EQ(a[3].state, 3U);
		EXPECT_EQ(a[4].state, 7U);
		EXPECT_EQ(a[299].state, 7U);
		__builtin_memset(static_cast<void *>(a.data()), 0xa5, a.size_bytes());
		asm volatile("" : : "r"(a.data()) : "memory");
	}
	auto f = kbuffer<Policy, slot, 3>::make();
	ASSERT(f);
	EXPECT_EQ(f[2].state, 7U);
	/* no constant past the end: nothing is there */
	EXPECT(f.subspan(3).empty() && std::as_const(f).subspan(3).empty());
}

void initialises_elements_with_defaults(kunit *test)
{
	initialised<contiguous<gfp::kernel>>(test);
	initialised<virtually_contiguous<gfp::kernel>>(test);
	initialised<any_contiguity<gfp::kernel>>(test);
	initialised<contiguous<gfp::kernel | gfp::zero>>(test);
}

void release_and_adopt(kunit *test)
{
	auto a = close::make(32);
	ASSERT(a);
	const auto [raw, n] = a.release();
	EXPECT_EQ(n, 32U);
	is_empty(test, a);
	kalloc_kunit_kfree(raw);

	auto b = close::adopt(static_cast<u8 *>(kalloc_kunit_kmalloc(16)), 16);
	ASSERT(b);
	EXPECT_EQ(b.size(), 16U);
	fill(b);
	EXPECT_EQ(b.resize(64), 0);
	is_empty(test, close::adopt(nullptr, 5));

	auto taken = close::make(8);
	ASSERT(taken);
	u8 *kept_by_c = taken.data();
	taken.taken_by_c();
	is_empty(test, taken);
	kalloc_kunit_kfree(kept_by_c);
	EXPECT_EQ(taken.release().size, 0U);

	auto c = fixed::adopt(fixed::make().release().data);
	ASSERT(c);
	EXPECT_EQ(c.size(), 16U);
	fill(c);
}

struct alignas(64) line {
	u32 value;
	bool operator==(const line &) const = default;
};

template <class Buffer>
void aligned(kunit *test)
{
	for (const size_t n : {size_t{1}, size_t{3}, size_t{5}, size_t{70}}) {
		auto b = Buffer::make(opaque(n));

		ASSERT(b);
		EXPECT_EQ(reinterpret_cast<size_t>(b.data()) % 64, 0U);
		EXPECT_EQ(b.resize(n + 2), 0);
		EXPECT_EQ(reinterpret_cast<size_t>(b.data()) % 64, 0U);
		b[n + 1].value = 1;
	}
}

void alignments(kunit *test)
{
	aligned<kbuffer<contiguous<gfp::kernel>, line>>(test);
	aligned<kbuffer<virtually_contiguous<gfp::kernel>, line>>(test);
	aligned<kbuffer<any_contiguity<gfp::kernel>, line>>(test);
}

} // namespace

static kunit_case buffer_cases[] = {
	KUNIT_CASE(sizes),
	KUNIT_CASE(refuses_what_does_not_fit),
	KUNIT_CASE(sizes_do_not_wrap),
	KUNIT_CASE(static_extent),
	KUNIT_CASE(moves_and_swaps),
	KUNIT_CASE(iterates_and_lends),
	KUNIT_CASE(is_a_span),
	KUNIT_CASE(ends_of_what_is_empty),
	KUNIT_CASE(stray_index_touches_nothing),
	KUNIT_CASE(asks_for_what_it_needs),
	KUNIT_CASE(zeroes_where_asked),
	KUNIT_CASE(resizes_and_keeps),
	KUNIT_CASE(resizes_in_place),
	KUNIT_CASE(failed_resize_changes_nothing),
	KUNIT_CASE(out_of_memory),
	KUNIT_CASE(moves_to_another_mask),
	KUNIT_CASE(moves_where_it_fits),
	KUNIT_CASE(takes_a_mask_from_c),
	KUNIT_CASE(initialises_elements_with_defaults),
	KUNIT_CASE(release_and_adopt),
	KUNIT_CASE(alignments),
	{},
};
static kunit_suite buffer_suite = {
	.name = "kalloc_buffer",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = buffer_cases,
};

kunit_test_suite(buffer_suite);
