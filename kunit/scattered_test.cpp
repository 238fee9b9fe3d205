/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Mappings in pieces: dma_sg_mapping, dma_ranges(), what a device takes. */
#include "test.h"

namespace {

using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using words = kbuffer<virtually_contiguous<gfp::kernel>, u32, 5000>;
using blob = kbuffer<any_contiguity<gfp::kernel>>;
using frame = kbuffer<contiguous<gfp::kernel>>;

struct page_of_numbers {
	u32 number[3000];
};

/* Beside the owner what C keeps: the table, and the device. */
static_assert(sizeof(dma_sg_mapping<to_device, table>) == 6 * sizeof(u64));
static_assert(sizeof(dma_sg_mapping<to_device, words>) == 4 * sizeof(u64));
static_assert(relocatable<dma_sg_mapping<to_device, table>>);
static_assert(!std::is_copy_constructible_v<dma_sg_mapping<to_device, table>>);
static_assert(dma_owner<kvector<table>> && !dma_owner<kvector<u32>> &&
	      !dma_owner<kfixed_vector<u32>> && !dma_owner<kunique_ptr<u32[]>> &&
	      !dma_owner<kbuffer<dma_coherent<gfp::kernel>>>);

/* What the device takes, to the end of the block. */
struct limits : scope {
	explicit limits(u32 bytes, unsigned long boundary = 0)
	{
		kalloc_kunit_device_takes(bytes, boundary);
	}
	~limits()
	{
		kalloc_kunit_device_takes(0, 0);
	}
};

/*
 * Are the ranges what is at memory, one after the other, each no longer than most, and none across
 * the boundary? How many there are, 0 if not.
 */
template <class Mapping>
size_t pieces(kunit *test, const Mapping &m, const void *memory, size_t most = 65536,
	      dma_addr_t boundary = ~dma_addr_t{0})
{
	auto *at = static_cast<u8 *>(const_cast<void *>(memory));
	const u8 *end = at + m.size_bytes();
	size_t n = 0;

	for (const dma_range r : m.dma_ranges()) {
		const dma_addr_t first = r.addr(), last = first + r.size_bytes() - 1;

		if (!EXPECT(r.size_bytes() != 0 && r.size_bytes() <= most) ||
		    !EXPECT_EQ(first & ~boundary, last & ~boundary) ||
		    !EXPECT(kalloc_kunit_device_sees(at, first)) ||
		    !EXPECT(kalloc_kunit_device_sees(at + r.size_bytes() - 1, last)))
			return 0;
		at += r.size_bytes();
		n++;
	}
	EXPECT_EQ(at, end);
	EXPECT_EQ(n, m.dma_ranges().size());
	return n;
}

/* Was the last thing asked of the kernel about all of these bytes? */
bool last_was(size_t bytes, dma_direction direction)
{
	return kalloc_kunit_mapped.bytes == bytes &&
	       kalloc_kunit_mapped.direction == static_cast<u32>(direction);
}

template <dma_direction Direction>
void there_and_back(kunit *test)
{
	const size_t bytes = 10 * page_size + 1000;
	auto t = table::make(opaque(bytes));

	ASSERT(t);
	u8 *memory = t.data();
	auto m = dma_map_sg<Direction>(kalloc_kunit_device(), std::move(t));
	static_assert(std::is_same_v<decltype(m), dma_sg_mapping<Direction, table>>);
	ASSERT(m);
	EXPECT(!t); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(m.error(), 0);
	EXPECT_EQ(m.size(), bytes);
	EXPECT_EQ(m.size_bytes(), bytes);
	EXPECT(pieces(test, m, memory) != 0);
	EXPECT(last_was(bytes, Direction));
	t = m.unmap();
	EXPECT(!m);
	EXPECT_EQ(m.dma_ranges().size(), 0U);
	EXPECT(last_was(bytes, Direction));
	EXPECT_EQ(t.data(), memory);
	EXPECT_EQ(t.size(), bytes);
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 1);
}

void moves_in_and_out(kunit *test)
{
	there_and_back<to_device>(test);
	kalloc_kunit_mapped = {};
	there_and_back<from_device>(test);
	kalloc_kunit_mapped = {};
	there_and_back<bidirectional>(test);
}

void maps_any_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto small = blob::make(opaque<size_t>(100));
	auto large = blob::make(opaque(2 * kmalloc_max_size));
	auto f = frame::make(opaque<size_t>(3000));
	auto w = words::make();
	auto object = make_kunique<page_of_numbers, vmalloc_family>(gfp::kernel);
	kunique_ptr<const page_of_numbers> constant =
		make_kunique<page_of_numbers>(gfp::kernel | gfp::zero);

	ASSERT(small && large && f && w && object && constant);
	const void *at = small.data();
	auto ms = dma_map_sg<to_device>(dev, std::move(small));
	ASSERT(ms);
	EXPECT_EQ(pieces(test, ms, at), 1U);
	at = large.data();
	auto ml = dma_map_sg<to_device>(dev, std::move(large));
	ASSERT(ml);
	/* more than one page has entries for */
	EXPECT(pieces(test, ml, at) >= 2 * kmalloc_max_size / 65536);
	at = f.data();
	auto mf = dma_map_sg<from_device>(dev, std::move(f));
	ASSERT(mf);
	EXPECT_EQ(pieces(test, mf, at), 1U);
	at = w.data();
	auto mw = dma_map_sg<from_device>(dev, std::move(w));
	ASSERT(mw);
	EXPECT_EQ(mw.size(), 5000U);
	EXPECT(pieces(test, mw, at) != 0);
	at = object.get();
	auto mo = dma_map_sg<bidirectional>(dev, std::move(object));
	ASSERT(mo);
	EXPECT(pieces(test, mo, at) != 0);
	{
		const cpu_access both(mo);
		both->number[2999] = 7;
	}
	EXPECT_EQ(mo.unmap()->number[2999], 7U);
	auto mc = dma_map_sg<to_device>(dev, std::move(constant));
	ASSERT(mc);
	EXPECT_EQ(mc.size_bytes(), sizeof(page_of_numbers));
	EXPECT_EQ(kalloc_kunit_mapped.maps, 6);
}

void maps_the_first_elements(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto t = table::make(3 * page_size);

	ASSERT(t);
	const void *at = t.data();
	auto m = dma_map_sg<to_device>(dev, std::move(t), opaque(3 * page_size + 1));
	ASSERT(!m);
	EXPECT(reported(0, 3 * page_size + 1, 3 * page_size));
	m = dma_map_sg<to_device>(dev, std::move(t), page_size + 1);
	ASSERT(m);
	EXPECT_EQ(m.size(), page_size + 1);
	EXPECT(pieces(test, m, at) != 0);
	EXPECT(last_was(page_size + 1, to_device));
	t = m.unmap();
	EXPECT_EQ(t.size(), 3 * page_size);
	EXPECT(last_was(page_size + 1, to_device));
}

/* what the device takes at once, whole pages of it if it can be */
void obeys_the_devices_limits(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto f = frame::make(opaque<size_t>(16 * page_size));

	ASSERT(f);
	const void *at = f.data();
	{
		const limits device(static_cast<u32>(3 * page_size + 100));
		auto m = dma_map_sg<to_device>(dev, std::move(f));

		ASSERT(m);
		EXPECT_EQ(pieces(test, m, at, 3 * page_size), 6U);
		f = m.unmap();
	}
	{
		const limits device(1000);
		auto m = dma_map_sg<from_device>(dev, std::move(f));

		ASSERT(m);
		EXPECT(pieces(test, m, at, 1000) >= 16 * page_size / 1000);
		f = m.unmap();
	}
	{
		const limits device(~0U);
		auto m = dma_map_sg<to_device>(dev, std::move(f));

		ASSERT(m);
		EXPECT_EQ(pieces(test, m, at, ~0U), 1U);
		f = m.unmap();
	}
	for (const size_t boundary : {size_t{512}, page_size, 4 * page_size}) {
		const limits device(~0U, boundary - 1);
		auto m = dma_map_sg<to_device>(dev, std::move(f));

		ASSERT(m);
		EXPECT(pieces(test, m, at, boundary, boundary - 1) >= 16 * page_size / boundary);
		f = m.unmap();
	}
	auto t = table::make(16 * page_size);
	ASSERT(t);
	at = t.data();
	const limits device(700, 0xfff);
	auto m = dma_map_sg<bidirectional>(dev, std::move(t));
	ASSERT(m);
	EXPECT(pieces(test, m, at, 700, 0xfff) != 0);
}

void unmaps_when_it_ends(kunit *test)
{
	device *dev = kalloc_kunit_device();
	{
		auto m = dma_map_sg<from_device>(dev, table::make(100));
		auto o = dma_map_sg<from_device>(dev, words::make());

		ASSERT(m && o);
		auto moved = std::move(m);
		EXPECT(!m); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(m.dma_ranges().size(), 0U);
		EXPECT_EQ(moved.dma_ranges().size(), 1U);
		moved.reset();
		moved.reset();
		EXPECT(!moved);
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 1);
		m = dma_map_sg<from_device>(dev, table::make(200));
		moved = dma_map_sg<from_device>(dev, table::make(300));
		swap(m, moved);
		EXPECT_EQ(m.size(), 300U);
		m = std::move(moved);
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 2);
		EXPECT(last_was(300, from_device));
		EXPECT_EQ(m.size(), 200U);
		auto &same = m;
		m = std::move(same);
		EXPECT_EQ(m.dma_ranges().size(), 1U);
	}
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 4);
}

void failure_leaves_the_owner(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto t = table::make(3 * page_size);
	dma_sg_mapping<bidirectional, table> m;

	ASSERT(t);
	EXPECT_EQ(m.error(), 0);
	t[99] = 99;
	/* no memory for the table; what debugging allocates may fail unseen */
	fail_first(test, [&] { m = dma_map_sg<bidirectional>(dev, std::move(t)); });
	ASSERT(!m);
	EXPECT_EQ(m.error(), -ENOMEM);
	EXPECT_EQ(m.size(), 0U);
	EXPECT_EQ(m.dma_ranges().size(), 0U);
	ASSERT(t); /* NOLINT(*-move,*.Move): still there */
	EXPECT_EQ(t[99], 99U);
	kalloc_kunit_mapped.fail = 1;
	m = dma_map_sg<bidirectional>(dev, std::move(t));
	ASSERT(!m);
	EXPECT_EQ(m.error(), -EIO);
	kalloc_kunit_mapped.fail = 1;
	kalloc_kunit_mapped.err = -EINVAL;
	m = dma_map_sg<bidirectional>(dev, std::move(t));
	kalloc_kunit_mapped.err = 0;
	ASSERT(!m);
	EXPECT_EQ(m.error(), -EINVAL);
	ASSERT(t); /* NOLINT(*-move,*.Move): still there */
	EXPECT_EQ(t[99], 99U);
	EXPECT(!truth(m.unmap()));
	m = dma_map_sg<bidirectional>(nullptr, std::move(t));
	ASSERT(!m);
	EXPECT_EQ(m.error(), -ENODEV);
	auto moved = std::move(m);
	EXPECT_EQ(moved.error(), -ENODEV);
	m = dma_map_sg<bidirectional>(dev, table());
	ASSERT(!m);
	EXPECT_EQ(m.error(), -ENOMEM);
	m = dma_map_sg<bidirectional>(dev, std::move(t), opaque<size_t>(0));
	ASSERT(!m);
	EXPECT_EQ(kalloc_kunit_mapped.maps, 0);
	m = dma_map_sg<bidirectional>(dev, std::move(t));
	ASSERT(m);
	EXPECT_EQ(m.error(), 0);
	EXPECT_EQ(m.unmap()[99], 99U);
}

/* What lies together in virtual memory does not in that of the device. */
void pages_apart(kunit *test)
{
	auto *memory = static_cast<u8 *>(kalloc_kunit_pages_apart());

	ASSERT(memory);
	auto t = table::adopt(memory, 4 * page_size);
	for (const u32 most : {u32{3000}, u32{1000}, static_cast<u32>(2 * page_size)}) {
		const limits device(most);
		auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(t));

		ASSERT(m);
		EXPECT(pieces(test, m, memory, most) >= 4);
		t = m.unmap();
	}
}

/* a table of several pages, of which each may be the one too many; to_device, as debugging takes
 * memory for others, too */
void failure_leaves_no_part_of_a_table(kunit *test)
{
	const limits device(512);
	auto t = table::make(64 * page_size);
	int failed = 0;

	ASSERT(t);
	const auto map = [&] {
		auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(t));

		if (m) {
			t = m.unmap();
			return;
		}
		EXPECT_EQ(m.error(), -ENOMEM);
		EXPECT_EQ(t.size(), 64 * page_size); /* NOLINT(*-move,*.Move): still there */
		failed++;
	};

	/* over again: what the kernel takes for its caches is in another place each time */
	for (int round = 0; round < 10 && failed <= 2; round++)
		fail_each(test, map);
	EXPECT(failed > 2);
}

void syncs_all_of_it(kunit *test)
{
	const auto &calls = kalloc_kunit_mapped;
	const size_t bytes = 2 * page_size + 1000; /* less may be bounced on arm64 */
	auto t = table::make(opaque(bytes));

	ASSERT(t);
	u8 *memory = t.data();
	auto m = dma_map_sg<from_device>(kalloc_kunit_device(), std::move(t));
	ASSERT(m);
	memory[bytes - 1] = 5; /* the device writes */
	{
		const cpu_access in(m);
		static_assert(std::is_same_v<decltype(in[0]), const u8 &>);
		EXPECT_EQ(calls.for_cpu, 1);
		EXPECT_EQ(calls.for_device, 0);
		EXPECT(last_was(bytes, from_device));
		EXPECT_EQ(in.size(), bytes);
		EXPECT_EQ(in[bytes - 1], 5U);
		EXPECT_EQ(in.span().data(), memory);
	}
	EXPECT_EQ(calls.for_device, 1);
	EXPECT(last_was(bytes, from_device));
	auto w = dma_map_sg<to_device>(kalloc_kunit_device(), words::make());
	ASSERT(w);
	{
		const cpu_refill out(w);
		static_assert(std::is_same_v<decltype(out[0]), u32 &>);
		out[4999] = 1;
		EXPECT_EQ(calls.for_cpu, 2);
	}
	EXPECT(last_was(20000, to_device));
	EXPECT_EQ(w.unmap()[4999], 1U);
	dma_sg_mapping<from_device, table> none;
	{
		const cpu_access in(*opaque(&none));
		EXPECT_EQ(in.size(), 0U);
	}
	EXPECT_EQ(calls.for_cpu, 2);
}

/* by the owner's mask, which allocates the table, too */
void maps_in_atomic_context(kunit *test)
{
	auto b = kbuffer<contiguous<gfp::atomic>>::make(opaque<size_t>(3 * page_size));

	ASSERT(b);
	const limits device(1000);
	const void *at = b.data();
	atomically([&] {
		auto m = dma_map_sg<from_device>(kalloc_kunit_device(), std::move(b));

		ASSERT(m);
		EXPECT(pieces(test, m, at, 1000) > 2);
		{
			const cpu_access in(m);
			EXPECT_EQ(in.size(), 3 * page_size);
		}
		b = m.unmap();
	});
	EXPECT_EQ(b.size(), 3 * page_size);
}

} // namespace

static kunit_case scattered_cases[] = {
	KUNIT_CASE(moves_in_and_out),
	KUNIT_CASE(maps_any_memory),
	KUNIT_CASE(maps_the_first_elements),
	KUNIT_CASE(obeys_the_devices_limits),
	KUNIT_CASE(pages_apart),
	KUNIT_CASE(unmaps_when_it_ends),
	KUNIT_CASE(failure_leaves_the_owner),
	KUNIT_CASE(failure_leaves_no_part_of_a_table),
	KUNIT_CASE(syncs_all_of_it),
	KUNIT_CASE(maps_in_atomic_context),
	{},
};
static kunit_suite scattered_suite = {
	.name = "kalloc_scattered",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = scattered_cases,
};

kunit_test_suite(scattered_suite);
