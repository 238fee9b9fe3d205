/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Coherent memory that the device has been told of: dma_shared, dma_view. */
#include "test.h"

namespace {

enum class order : u8 { none, start, stop };

struct part {
	u32 words[3];
	u8 plain;
};

struct mail {
	le32 command;
	be16 status, kind;
	u64 wide;
	order last;
	u8 text[11];
	part inner[2];
};

using mails = kbuffer<dma_coherent<gfp::kernel>, mail>;
using four = kbuffer<dma_coherent<gfp::kernel>, le32, 4>;
using object = kunique_ptr<mail, dma_family>;

static_assert(sizeof(dma_shared<mails>) == sizeof(mails));
static_assert(sizeof(dma_shared<object>) == sizeof(object));
static_assert(relocatable<dma_shared<four>> && !std::is_copy_constructible_v<dma_shared<four>>);
static_assert(!std::is_copy_assignable_v<dma_shared<four>>);
static_assert(swaps_safely<dma_shared<four>>);

/* what comes out of at() is never the memory itself */
template <class Shared, class... Part>
using part_of = decltype(std::declval<Shared &>().at(std::declval<Part>()...));
static_assert(std::is_same_v<part_of<dma_shared<object>, le32 mail::*>, dma_view<le32>>);
static_assert(std::is_same_v<part_of<const dma_shared<object>, u64 mail::*>, dma_view<const u64>>);
static_assert(std::is_same_v<part_of<dma_shared<mails>, size_t>, dma_view<mail>>);
static_assert(sizeof(dma_view<mail>) == sizeof(mail *));
template <class Shared>
concept has_parts = requires(const Shared &s) { s.dma(0, 1); };
static_assert(has_parts<dma_shared<mails>> && !has_parts<dma_shared<object>>);

void filled_then_shared(kunit *test)
{
	auto b = mails::make(kalloc_kunit_device(), 100);

	ASSERT(b);
	for (mail &each : b)
		each.wide = 5;
	b[99].command = le32{7};
	mail *const first = b.data();
	dma_shared s(std::move(b));

	ASSERT(s);
	EXPECT(!b); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(s.size(), 100U);
	EXPECT(kalloc_kunit_device_sees(first, s.dma().addr()));
	EXPECT(kalloc_kunit_device_sees(first + 3, s.dma(3, 1).addr()));
	EXPECT_EQ(s.at(42, &mail::wide).read(), 5U);
	EXPECT(s.at(99, &mail::command).read() == le32{7});
	b = s.take_back();
	EXPECT(!s); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(s.size(), 0U);
	EXPECT_EQ(b.data(), first);
	EXPECT_EQ(b.resize(200), 0);
	EXPECT_EQ(b[0].wide + b[199].wide, 5U);
}

/* each word in its place, and as the other side has it */
void words(kunit *test)
{
	object p = make_kunique<mail, dma_family>(kalloc_kunit_device(), gfp::kernel);

	ASSERT(p);
	mail *const device = p.get();
	dma_shared m(std::move(p));
	m.at(&mail::command).write(le32{0x01020304});
	m.at(&mail::status).write(be16{0x0102});
	m.at(&mail::wide).write(~u64{0});
	m.at(&mail::last).write(order::stop);
	m.at(&mail::text, 10).write('z');
	m.at(&mail::inner, 1, &part::words, 2).write(9);
	EXPECT(device->command == le32{0x01020304});
	EXPECT(device->status == be16{0x0102});
	EXPECT(device->kind == be16{0});
	EXPECT_EQ(device->wide, ~u64{0});
	EXPECT(device->last == order::stop);
	EXPECT_EQ(device->text[10], 'z');
	EXPECT_EQ(device->text[9], 0);
	EXPECT_EQ(device->inner[1].words[2], 9U);
	device->status = be16{5};
	device->text[0] = 'a';
	EXPECT_EQ(m.at(&mail::status).read().cpu(), 5U);
	EXPECT_EQ(m.at(&mail::text, 0).read(), 'a');
	EXPECT(m.at(&mail::last).read_first() == order::stop);
	const dma_view text = m.at(&mail::text);
	EXPECT_EQ(text.at(10).read(), 'z');
	device->text[10] = 'y';
	EXPECT_EQ(text.at(10).read(), 'y');
}

/* how it is done in turn; that barriers are where they belong, the machine code shows */
void in_order(kunit *test)
{
	auto b = mails::make(kalloc_kunit_device(), 4);

	ASSERT(b);
	mail *const device = b.data();
	dma_shared s(std::move(b));
	s.at(3, &mail::wide).write(s.dma(2, 1).addr());
	s.at(3, &mail::command).write_last(le32{1});
	EXPECT(read_once(device[3].command) == le32{1});
	EXPECT(kalloc_kunit_device_sees(&device[2], device[3].wide));
	device[3].wide = 12;
	write_once(device[3].command, le32{2});
	EXPECT(s.at(3, &mail::command).read_first() == le32{2});
	EXPECT_EQ(s.at(3, &mail::wide).read(), 12U);
}

void copies(kunit *test)
{
	object p = make_kunique<mail, dma_family>(kalloc_kunit_device(), gfp::kernel);

	ASSERT(p);
	mail *const device = p.get();
	dma_shared m(std::move(p));
	const u8 text[11] = {1, 2, 3};
	mail copy;
	m.at(&mail::text).copy_from(text);
	EXPECT_EQ(device->text[2], 3);
	device->wide = 5;
	m.at().copy_to(copy);
	device->wide = 6;
	EXPECT_EQ(copy.wide, 5U);
	EXPECT_EQ(copy.text[1], 2);
	copy.wide = 7;
	m.at().copy_from(copy);
	EXPECT_EQ(device->wide, 7U);
}

void out_of_range(kunit *test)
{
	auto b = mails::make(kalloc_kunit_device(), opaque<size_t>(4));

	ASSERT(b);
	dma_shared s(std::move(b));
	s.at(opaque<size_t>(4), &mail::wide).write(1);
	EXPECT(reported(4, 1, 4));
	EXPECT_EQ(s.at(opaque<size_t>(4), &mail::wide).read(), 0U);
	EXPECT(reported(4, 1, 4));
	s.at(3, &mail::text, opaque<size_t>(11)).write(1);
	EXPECT(reported(11, 1, 11));
	EXPECT(s.dma(4, opaque<size_t>(1)).empty());
	EXPECT(reported(4, 1, 4));
	dma_shared<mails> none;
	EXPECT_EQ(opaque(&none)->at(0, &mail::wide).read(), 0U);
	EXPECT(reported(0, 1, 0));
}

void pool_blocks(kunit *test)
{
	auto pool = dma_pool<mail>::make(kalloc_kunit_device(), "mails", {.align = 128});

	ASSERT(pool);
	auto filled = pool.make_kunique(gfp::kernel);
	ASSERT(filled);
	mail *const device = filled.get();
	filled->wide = 3;
	atomically([&] {
		dma_shared m(std::move(filled));

		EXPECT_EQ(m.dma().addr() % 128, 0U);
		EXPECT_EQ(m.dma().size_bytes(), sizeof(mail));
		EXPECT(kalloc_kunit_device_sees(device, m.dma().addr()));
		EXPECT_EQ(m.at(&mail::wide).read(), 3U);
		m.at(&mail::kind).write_last(be16{9});
	});
	EXPECT(!filled); /* NOLINT(*-move,*.Move): empty is the contract */
}

void moves_and_ends(kunit *test)
{
	{
		dma_shared a(four::make(kalloc_kunit_device()));
		dma_shared<four> b;

		ASSERT(a);
		EXPECT(b == nullptr);
		const auto addr = a.dma().addr();
		a.at(3).write(le32{3});
		b = std::move(a);
		EXPECT(!a); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(b.dma().addr(), addr);
		swap(a, b);
		auto c = std::move(a);
		auto &same = c;
		c = std::move(same);
		EXPECT(c.at(3).read() == le32{3});
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		b = dma_shared(four::make(kalloc_kunit_device()));
		EXPECT_EQ(kalloc_kunit_device_refs(), 2);
		c = std::move(b);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		c.reset();
		c.reset();
		EXPECT_EQ(kalloc_kunit_device_refs(), 0);
		a = dma_shared(four::make(kalloc_kunit_device()));
	}
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
}

void out_of_memory(kunit *test)
{
	const auto share = [] { return dma_shared(four::make(kalloc_kunit_device())); };

	fail_first(test, [&] {
		auto s = share();

		EXPECT(!s);
		EXPECT(!truth(s.take_back()));
	});
	fail_each_allocation(test, [&] {
		const auto s = share();

		EXPECT_EQ(kalloc_kunit_device_refs(), s ? 1 : 0);
	});
	dma_shared none((object()));
	EXPECT(!none);
	EXPECT(none.dma().empty());
	EXPECT(!truth(none.take_back()));
}

} // namespace

static kunit_case dma_shared_cases[] = {
	KUNIT_CASE(filled_then_shared),
	KUNIT_CASE(words),
	KUNIT_CASE(in_order),
	KUNIT_CASE(copies),
	KUNIT_CASE(out_of_range),
	KUNIT_CASE(pool_blocks),
	KUNIT_CASE(moves_and_ends),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite dma_shared_suite = {
	.name = "kalloc_dma_shared",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = dma_shared_cases,
};

kunit_test_suite(dma_shared_suite);
