/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Descriptors that the driver posts and the device works off: dma_ring. */
#include "test.h"

namespace {

struct descriptor {
	le64 address;
	le32 length;
	be16 flags, kind;
};

struct raw {
	u32 data;
	u8 status;
};

constexpr u64 own = 0x8000, done = 0x02;

using four = kbuffer<dma_coherent<gfp::kernel>, descriptor, 4>;
using any_number = kbuffer<dma_coherent<gfp::kernel>, descriptor>;
using owned = told_by_bit<&descriptor::flags, own>;
using owned_ring = dma_ring<four, owned>;
using raws = kbuffer<dma_coherent<gfp::kernel>, raw>;
/* the device's until it sets the bit */
using done_ring = dma_ring<raws, told_by_bit<&raw::status, done, 0>>;
using index_ring = dma_ring<any_number>;
/* the device posts */
using phase_ring =
	dma_ring<kbuffer<dma_coherent<gfp::kernel>, raw, 3>, told_by_phase<&raw::status, 0x80>>;

static_assert(sizeof(owned_ring) == sizeof(four) + 2 * sizeof(size_t));
static_assert(sizeof(phase_ring) == sizeof(four) + 2 * sizeof(size_t));
static_assert(relocatable<owned_ring> && !std::is_copy_constructible_v<owned_ring>);
static_assert(swaps_safely<owned_ring>);

descriptor of(u32 length)
{
	return {.address = le64{5}, .length = le32{length}, .flags = be16{0x4001}, .kind = {}};
}

/* The CPU's view of what the device sees, kept aside before the ring has it */
template <class Buffer>
auto *seen_by_the_device(Buffer &b)
{
	return b.data();
}

void goes_round(kunit *test)
{
	auto b = four::make(kalloc_kunit_device());
	ASSERT(b);
	descriptor *device = seen_by_the_device(b);
	const auto address = address_of(b);
	owned_ring r(std::move(b));
	u32 posted = 0, taken = 0;

	ASSERT(r);
	EXPECT(!b); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(r.dma().addr(), address);
	EXPECT_EQ(r.size(), 4U);
	for (size_t round = 0; round < 9; round++) {
		while (!r.full()) {
			EXPECT_EQ(r.next(), posted % 4);
			EXPECT_EQ(r.post(of(posted++)), 0);
		}
		EXPECT_EQ(posted - taken, 3U);
		EXPECT_EQ(r.post(of(99)), -ENOSPC);
		/* the device is done with none, then with one, then with two */
		EXPECT_EQ(r.reap([](const descriptor &, size_t) {}), 0U);
		for (size_t n = 1; n < 3; n++) {
			for (size_t i = 0; i < n; i++) {
				descriptor &d = device[(taken + i) % 4];
				EXPECT(d.flags == be16{0xc001});
				EXPECT_EQ(d.length.cpu(), taken + i);
				write_once(d.flags, d.flags & be16{0x7fff});
			}
			EXPECT_EQ(r.reap([&](const descriptor &d, size_t index) {
				EXPECT_EQ(index, taken % 4);
				EXPECT_EQ(d.length.cpu(), taken++);
				EXPECT(d.flags == be16{0x4001});
			}),
				  n);
		}
	}
	EXPECT_EQ(taken, 27U);
}

/* what is in front of a descriptor that the device still has waits for it */
void in_turn(kunit *test)
{
	auto b = four::make(kalloc_kunit_device());
	ASSERT(b);
	descriptor *device = seen_by_the_device(b);
	owned_ring r(std::move(b));
	size_t calls = 0;
	const auto count = [&](const descriptor &, size_t) { calls++; };

	for (u32 i = 0; i < 3; i++)
		EXPECT_EQ(r.post(of(i)), 0);
	device[1].flags = device[2].flags = {};
	EXPECT_EQ(r.reap(count), 0U);
	device[0].flags = {};
	EXPECT_EQ(r.reap(count, 0), 0U);
	EXPECT_EQ(r.reap(count, 2), 2U);
	EXPECT_EQ(r.reap(count, 2), 1U);
	EXPECT_EQ(r.reap(count), 0U);
	EXPECT_EQ(calls, 3U);
	/* nothing is posted: not the device's, whatever is there */
	device[3].flags = be16{0x8000};
	EXPECT_EQ(r.reap(count), 0U);
}

void done_bit(kunit *test)
{
	auto b = raws::make(kalloc_kunit_device(), 2);
	ASSERT(b);
	raw *device = seen_by_the_device(b);
	done_ring r(std::move(b));
	u32 sum = 0;

	for (u32 i = 1; i < 6; i++) {
		/* the bit that the caller leaves there is none of its business */
		EXPECT_EQ(r.post({.data = i, .status = 0x12}), 0);
		raw &d = device[(i - 1) % 2];
		EXPECT_EQ(d.status, 0x10);
		EXPECT_EQ(r.reap([&](const raw &, size_t) { sum += 1000; }), 0U);
		d.data += 10;
		write_once(d.status, 0x12);
		EXPECT_EQ(r.reap([&](const raw &copy, size_t) {
			d.data = 77; /* the copy is what it was */
			sum += copy.data;
		}),
			  1U);
	}
	EXPECT_EQ(sum, 15U + 50);
}

void index(kunit *test)
{
	index_ring r(any_number::make(kalloc_kunit_device(), opaque<size_t>(5)));
	size_t sum = 0;
	const auto add = [&](const descriptor &d, size_t i) { sum += 100 * i + d.length.cpu(); };

	ASSERT(r);
	EXPECT_EQ(r.reap(0, add), 0);
	for (u32 i = 0; i < 4; i++)
		EXPECT_EQ(r.post(of(i)), 0);
	EXPECT_EQ(r.post(of(4)), -ENOSPC);
	EXPECT_EQ(r.reap(3, add), 3);
	EXPECT_EQ(sum, 300U + 3);
	EXPECT_EQ(r.post(of(4)), 0);
	EXPECT_EQ(r.post(of(5)), 0);
	/* round the end */
	EXPECT_EQ(r.next(), 1U);
	sum = 0;
	EXPECT_EQ(r.reap(4, add), 1);
	EXPECT_EQ(r.reap(1, add), 2);
	EXPECT_EQ(sum, 700U + 12);
	EXPECT_EQ(r.reap(1, add), 0);
}

/* each where it was, however often they change places */
void swapped(kunit *test)
{
	index_ring a(any_number::make(kalloc_kunit_device(), opaque<size_t>(4)));
	index_ring b(any_number::make(kalloc_kunit_device(), opaque<size_t>(5)));
	size_t seen = 0;
	const auto count = [&](const descriptor &, size_t) { seen++; };

	ASSERT(a && b);
	for (u32 i = 0; i < 3; i++)
		ASSERT(!a.post(of(i)));
	EXPECT_EQ(a.reap(2, count), 2);
	ASSERT(!b.post(of(0)));
	swap(a, b);
	EXPECT_EQ(b.reap(3, count), 1);
	EXPECT_EQ(a.reap(1, count), 1);
	EXPECT_EQ(seen, 4U);
	/* round the end, more than once */
	for (u32 round = 0; round < 12; round++) {
		ASSERT(!a.post(of(1)) && !a.post(of(2)) && !a.post(of(3)));
		EXPECT_EQ(a.reap((1 + 3 * round + 1) % 5, count), 1);
		EXPECT_EQ(a.reap((1 + 3 * round + 3) % 5, count), 2);
		EXPECT_EQ(a.reap((1 + 3 * round + 3) % 5, count), 0);
	}
	/* nothing is posted, and so nothing is done */
	a.reset();
	EXPECT(!a && a.next() == 0);
}

/* a device that says what cannot be is not believed */
void wrong_index(kunit *test)
{
	index_ring r(any_number::make(kalloc_kunit_device(), 5));
	const auto never = [&](const descriptor &, size_t) { EXPECT(false); };

	ASSERT(r);
	EXPECT_EQ(r.reap(1, never), -EIO);
	EXPECT_EQ(r.post(of(0)), 0);
	EXPECT_EQ(r.reap(opaque<size_t>(5), never), -EIO);
	EXPECT_EQ(r.reap(opaque(~size_t{0}), never), -EIO);
	EXPECT_EQ(r.reap(2, never), -EIO);
	EXPECT_EQ(r.reap(4, never), -EIO);
	EXPECT_EQ(r.reap(0, never), 0);
	EXPECT_EQ(r.reap(1, [](const descriptor &, size_t) {}), 1);
	EXPECT_EQ(r.reap(0, never), -EIO);
}

/* the bit that says what is new is another one each time around */
void phase(kunit *test)
{
	auto b = kbuffer<dma_coherent<gfp::kernel>, raw, 3>::make(kalloc_kunit_device());
	ASSERT(b);
	raw *device = seen_by_the_device(b);
	phase_ring r(std::move(b));
	u32 posted = 0, taken = 0;
	const auto post = [&] {
		raw &d = device[posted % 3];

		d.data = posted;
		write_once(d.status, posted++ / 3 % 2 ? 0x01 : 0x81);
	};
	const auto take = [&](const raw &d, size_t index) {
		EXPECT_EQ(index, taken % 3);
		EXPECT_EQ(d.data, taken++);
	};

	ASSERT(r);
	EXPECT_EQ(r.reap(take), 0U);
	for (u32 round = 0; round < 20; round++) {
		const u32 n = round % 4;

		for (u32 i = 0; i < n; i++)
			post();
		EXPECT_EQ(r.reap(take, 1), n < 1 ? n : 1U);
		EXPECT_EQ(r.reap(take, 0), 0U);
		EXPECT_EQ(r.reap(take), n < 1 ? 0U : n - 1);
		EXPECT_EQ(r.reap(take), 0U);
		EXPECT_EQ(r.next(), taken % 3);
	}
	EXPECT_EQ(taken, posted);
	/* a device that says of all, whatever the driver takes, that it is new */
	size_t calls = 0;
	const auto again = [&](const raw &, size_t index) {
		device[index].status ^= 0x80;
		calls++;
	};
	post();
	post();
	post();
	EXPECT_EQ(r.reap(again), 3U);
	EXPECT_EQ(calls, 3U);
	EXPECT_EQ(phase_ring().reap(take), 0U);
	const auto back = r.take_back();
	EXPECT(back);
	EXPECT(!r);
	EXPECT_EQ(r.next(), 0U);
}

/* one posts, the other reaps, also from within */
void posted_by_what_reaps(kunit *test)
{
	auto b = four::make(kalloc_kunit_device());
	ASSERT(b);
	descriptor *device = seen_by_the_device(b);
	owned_ring r(std::move(b));
	u32 posted = 3;

	for (u32 i = 0; i < 3; i++)
		EXPECT_EQ(r.post(of(i)), 0);
	atomically([&] {
		device[0].flags = device[1].flags = {};
		/* the place of what is looked at is not free yet */
		EXPECT_EQ(r.reap([&](const descriptor &d, size_t) {
			if (r.post(of(posted)) == 0)
				posted++;
			EXPECT(d.length.cpu() < 2);
		}),
			  2U);
	});
	EXPECT_EQ(posted, 4U);
	EXPECT_EQ(r.post(of(4)), 0);
	EXPECT(r.full());
}

void moves_and_ends(kunit *test)
{
	{
		owned_ring nothing;
		owned_ring &none = *opaque(&nothing);
		owned_ring r(four::make(kalloc_kunit_device()));

		ASSERT(r);
		EXPECT_EQ(none.post(of(1)), -ENOSPC);
		EXPECT_EQ(none.reap([](const descriptor &, size_t) {}), 0U);
		EXPECT(!none);
		EXPECT_EQ(none.size(), 0U);
		EXPECT(none.full());
		EXPECT_EQ(r.post(of(1)), 0);
		none = std::move(r);
		EXPECT(!r); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(none.next(), 1U);
		EXPECT_EQ(r.next(), 0U);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		swap(none, r);
		const four b = r.take_back();
		EXPECT_EQ(b[0].length.cpu(), 1U);
		EXPECT(!r);
		EXPECT_EQ(r.next(), 0U);
		r = owned_ring(four::make(kalloc_kunit_device()));
		r.reset();
		EXPECT(r == nullptr);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
	}
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
	/* without memory */
	fail_first(test, [&] { EXPECT(!truth(owned_ring(four::make(kalloc_kunit_device())))); });
	index_ring nothing(any_number::make(kalloc_kunit_device(), opaque<size_t>(0)));
	index_ring &empty = *opaque(&nothing);
	EXPECT_EQ(empty.post(of(1)), -ENOSPC);
	EXPECT_EQ(empty.reap(0, [](const descriptor &, size_t) {}), -EIO);
}

} // namespace

static kunit_case ring_cases[] = {
	KUNIT_CASE(goes_round),     KUNIT_CASE(swapped),
	KUNIT_CASE(in_turn),        KUNIT_CASE(done_bit),
	KUNIT_CASE(index),          KUNIT_CASE(phase),
	KUNIT_CASE(wrong_index),    KUNIT_CASE(posted_by_what_reaps),
	KUNIT_CASE(moves_and_ends), {},
};
static kunit_suite ring_suite = {
	.name = "kalloc_ring",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = ring_cases,
};

kunit_test_suite(ring_suite);
