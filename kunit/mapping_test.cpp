/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Streaming mappings: dma_mapping, dma_lent, cpu_access, cpu_refill. */
#include "test.h"

namespace {

using frame = kbuffer<contiguous<gfp::kernel>>;
using words = kbuffer<contiguous<gfp::kernel>, u32, 16>;

struct descriptor {
	u64 address;
	u32 length, flags;
};

/* As small as what C keeps of a mapping: the memory and its size, device, address. */
static_assert(sizeof(dma_mapping<to_device, words>) == 3 * sizeof(u64));
static_assert(sizeof(dma_mapping<to_device, kunique_ptr<descriptor>>) == 3 * sizeof(u64));
static_assert(sizeof(dma_mapping<to_device, frame>) == 5 * sizeof(u64));
static_assert(relocatable<dma_mapping<to_device, frame>>);
static_assert(swaps_safely<dma_mapping<to_device, frame>>);
static_assert(!std::is_copy_constructible_v<dma_mapping<to_device, frame>> &&
	      !std::is_move_constructible_v<dma_lent<to_device, u8>>);

/* Was the last thing asked of the kernel about these bytes? */
bool last_was(dma_addr_t addr, size_t bytes, dma_direction direction)
{
	const auto &last = kalloc_kunit_mapped;

	return last.addr == addr && last.bytes == bytes &&
	       last.direction == static_cast<u32>(direction);
}

template <dma_direction Direction>
void there_and_back(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto f = frame::make(opaque<size_t>(1500));

	ASSERT(f);
	u8 *memory = f.data();
	auto m = dma_map<Direction>(dev, std::move(f));
	static_assert(std::is_same_v<decltype(m), dma_mapping<Direction, frame>>);
	ASSERT(m);
	EXPECT(!f); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(m.size(), 1500U);
	EXPECT_EQ(m.size_bytes(), 1500U);
	EXPECT(kalloc_kunit_device_sees(memory, m.dma().addr()));
	EXPECT(last_was(m.dma().addr(), 1500, Direction));
	EXPECT_EQ(m.dma().size_bytes(), 1500U);
	EXPECT_EQ(m.dma(1000, 500).addr(), m.dma().addr() + 1000);
	EXPECT(m.dma(opaque<size_t>(1000), 501).empty());
	EXPECT(reported(1000, 501, 1500));
	const auto addr = m.dma().addr();
	f = m.unmap();
	EXPECT(!m);
	EXPECT(last_was(addr, 1500, Direction));
	EXPECT_EQ(f.data(), memory);
	EXPECT_EQ(f.size(), 1500U);
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

void maps_objects_and_extents(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto w = words::make();
	auto d = make_kunique<descriptor>(gfp::kernel, 1U, 2U, 3U);
	auto small = kbuffer<any_contiguity<gfp::kernel>, u32, 16>::make();
	auto constant = kunique_ptr<const descriptor>(make_kunique<descriptor>(gfp::kernel));

	ASSERT(w && d && small && constant);
	const descriptor *object = d.get();
	auto mw = dma_map<from_device>(dev, std::move(w));
	ASSERT(mw);
	EXPECT_EQ(mw.size(), 16U);
	EXPECT(last_was(mw.dma().addr(), 64, from_device));
	EXPECT_EQ(mw.dma(1, 2).addr(), mw.dma().addr() + 4);
	auto md = dma_map<bidirectional>(dev, std::move(d));
	ASSERT(md);
	EXPECT_EQ(md.size(), 1U);
	EXPECT(last_was(md.dma().addr(), sizeof(descriptor), bidirectional));
	auto ms = dma_map<to_device>(dev, std::move(small));
	auto mc = dma_map<to_device>(dev, std::move(constant));
	ASSERT(ms && mc);
	EXPECT_EQ(kalloc_kunit_mapped.maps, 4);
	{
		const cpu_access in(md);
		EXPECT_EQ(in->length, 2U);
		(*in).length = 7;
	}
	d = md.unmap();
	EXPECT_EQ(d.get(), object);
	EXPECT_EQ(d->length, 7U);
	EXPECT(truth(mc.unmap()));
}

void maps_the_first_elements(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto b = kbuffer<contiguous<gfp::kernel>, u32>::make(100);

	ASSERT(b);
	auto m = dma_map<to_device>(dev, std::move(b), opaque<size_t>(101));
	ASSERT(!m);
	EXPECT(reported(0, 101, 100));
	EXPECT_EQ(b.size(), 100U); /* NOLINT(*-move,*.Move): it is still there */
	m = dma_map<to_device>(dev, std::move(b), opaque<size_t>(0));
	ASSERT(!m);
	EXPECT_EQ(b.size(), 100U); /* NOLINT(*-move,*.Move): it is still there */
	m = dma_map<to_device>(dev, std::move(b), opaque<size_t>(100));
	ASSERT(m);
	EXPECT_EQ(m.size(), 100U);
	b = m.unmap();
	m = dma_map<to_device>(dev, std::move(b), 20);
	ASSERT(m);
	EXPECT_EQ(m.size(), 20U);
	EXPECT_EQ(m.size_bytes(), 80U);
	EXPECT(last_was(m.dma().addr(), 80, to_device));
	EXPECT(m.dma(opaque<size_t>(19), 2).empty());
	EXPECT(reported(19, 2, 20));
	{
		const cpu_access out(m);
		EXPECT_EQ(out.size(), 20U);
	}
	const auto addr = m.dma().addr();
	b = m.unmap();
	EXPECT(last_was(addr, 80, to_device));
	EXPECT_EQ(b.size(), 100U);
}

void unmaps_when_it_ends(kunit *test)
{
	device *dev = kalloc_kunit_device();
	{
		auto m = dma_map<from_device>(dev, frame::make(100));
		auto o = dma_map<from_device>(dev, words::make());

		ASSERT(m && o);
		EXPECT_EQ(kalloc_kunit_mapped.maps, 2);
		auto moved = std::move(m);
		EXPECT(!m); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT_EQ(m.size(), 0U);
		EXPECT(moved);
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 0);
		moved.reset();
		moved.reset();
		EXPECT(!moved);
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 1);
		m = dma_map<from_device>(dev, frame::make(200));
		moved = dma_map<from_device>(dev, frame::make(300));
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 1);
		const auto addr = moved.dma().addr();
		swap(m, moved);
		EXPECT_EQ(m.dma().addr(), addr);
		EXPECT_EQ(m.size(), 300U);
		m = std::move(moved);
		EXPECT_EQ(kalloc_kunit_mapped.unmaps, 2);
		EXPECT(last_was(addr, 300, from_device));
		EXPECT_EQ(m.size(), 200U);
		auto &same = m;
		m = std::move(same);
		EXPECT_EQ(m.size(), 200U);
	}
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 4);
}

void failure_leaves_the_owner(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto f = frame::make(100);
	auto d = make_kunique<descriptor>(gfp::kernel, 1U, 2U, 3U);

	ASSERT(f && d);
	f[99] = 99;
	kalloc_kunit_mapped.fail = 1;
	auto m = dma_map<bidirectional>(dev, std::move(f));
	ASSERT(!m);
	EXPECT_EQ(m.size(), 0U);
	EXPECT(m == nullptr);
	EXPECT_EQ(f[99], 99U); /* NOLINT(*-move,*.Move): it is still there */
	EXPECT(!truth(m.unmap()));
	kalloc_kunit_mapped.fail = 1;
	auto n = dma_map<from_device>(dev, std::move(d));
	ASSERT(!n);
	EXPECT_EQ(d->length, 2U); /* NOLINT(*-move,*.Move): it is still there */
	m = dma_map<bidirectional>(nullptr, std::move(f));
	ASSERT(!m);
	EXPECT_EQ(f[99], 99U); /* NOLINT(*-move,*.Move): it is still there */
	m = dma_map<bidirectional>(dev, frame());
	ASSERT(!m);
	EXPECT_EQ(kalloc_kunit_mapped.maps, 0);
	m = dma_map<bidirectional>(dev, std::move(f));
	ASSERT(m);
	EXPECT_EQ(m.unmap()[99], 99U);
	m = dma_map<bidirectional>(dev, frame::make(100));
	ASSERT(m);
	m = nullptr;
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, kalloc_kunit_mapped.maps);
	fail_first(test, [&] { EXPECT(!truth(dma_map<to_device>(dev, frame::make(100)))); });
}

void syncs_around_the_access(kunit *test)
{
	const auto &calls = kalloc_kunit_mapped;
	auto f = frame::make(1000);

	ASSERT(f);
	u8 *memory = f.data();
	auto m = dma_map<from_device>(kalloc_kunit_device(), std::move(f));
	ASSERT(m);
	const auto addr = m.dma().addr();
	memory[999] = 5; /* the device writes */
	u32 sum = 0;
	{
		const cpu_access in(m);
		static_assert(std::is_same_v<decltype(in[0]), const u8 &>);
		EXPECT_EQ(calls.for_cpu, 1);
		EXPECT_EQ(calls.for_device, 0);
		EXPECT(last_was(addr, 1000, from_device));
		EXPECT_EQ(in.size(), 1000U);
		EXPECT_EQ(in[999], 5U);
		EXPECT_EQ(in.span().data(), memory);
		EXPECT(&in[opaque<size_t>(1000)] != memory + 1000);
		EXPECT(reported(1000, 1, 1000));
		for (const u8 byte : in)
			sum += byte != 0;
	}
	EXPECT_EQ(calls.for_device, 1);
	EXPECT(sum != 0);
	{
		const cpu_access in(m, 100, 50);
		EXPECT(last_was(addr + 100, 50, from_device));
		EXPECT_EQ(&in[0], memory + 100);
		EXPECT_EQ(in.size(), 50U);
	}
	EXPECT(last_was(addr + 100, 50, from_device));
	EXPECT_EQ(calls.for_device, 2);
	{
		const cpu_access in(m, opaque<size_t>(951), 50);
		EXPECT(reported(951, 50, 1000));
		EXPECT_EQ(in.size(), 0U);
	}
	EXPECT_EQ(calls.for_cpu, 2);
	dma_mapping<from_device, frame> none;
	{
		const cpu_access in(*opaque(&none));
		EXPECT_EQ(in.size(), 0U);
	}
	EXPECT_EQ(calls.for_cpu, 2);
}

void refills(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto w = words::make();
	auto f = frame::make(64);

	ASSERT(w && f);
	const u32 *memory = w.data();
	auto m = dma_map<to_device>(dev, std::move(w));
	auto b = dma_map<bidirectional>(dev, std::move(f));
	ASSERT(m && b);
	{
		const cpu_refill out(m);
		static_assert(std::is_same_v<decltype(out[0]), u32 &>);
		out[15] = 1;
		EXPECT_EQ(kalloc_kunit_mapped.for_cpu, 1);
	}
	EXPECT_EQ(memory[15], 1U);
	EXPECT(last_was(m.dma().addr(), 64, to_device));
	{
		const cpu_refill out(m, 0, 4);
		kspan<u32> span = out;
		const kspan<const u32> seen = out;
		span[3] = 3;
		EXPECT(span.size() == 4 && seen.size() == 4 && seen[3] == 3);
	}
	EXPECT(last_was(m.dma().addr(), 16, to_device));
	{
		const cpu_access out(m);
		static_assert(std::is_same_v<decltype(out[0]), const u32 &>);
		EXPECT_EQ(out[3], 3U);
	}
	{
		const cpu_access both(b);
		both[63] = 6;
	}
	EXPECT_EQ(b.unmap()[63], 6U);
}

void lends(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto *data = static_cast<u8 *>(kalloc_kunit_kmalloc(100));

	ASSERT(data);
	{
		auto m = dma_lend<from_device>(dev, data, 100);
		static_assert(std::is_same_v<decltype(m), dma_lent<from_device, u8>>);
		ASSERT(m);
		EXPECT_EQ(m.size(), 100U);
		EXPECT(kalloc_kunit_device_sees(data, m.dma().addr()));
		EXPECT(last_was(m.dma().addr(), 100, from_device));
		data[99] = 9; /* the device writes */
		const cpu_access in(m);
		EXPECT_EQ(in[99], 9U);
	}
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 1);
	{
		const u8 *constant = data;
		const auto m = dma_lend<to_device>(dev, constant, 50);
		ASSERT(m);
		kalloc_kunit_mapped.fail = 1;
		const auto failed = dma_lend<to_device>(dev, data, 50);
		EXPECT(!failed);
		const auto nothing = dma_lend<to_device>(dev, data, opaque<size_t>(0));
		EXPECT(!nothing);
		const auto nowhere = dma_lend<to_device>(nullptr, data, 50);
		EXPECT(!nowhere);
		EXPECT_EQ(nowhere.size(), 0U);
	}
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 2);
	kalloc_kunit_kfree(data);
}

/* what only the kernel can tell: this memory is no contiguous one */
void refuses_vmalloc_memory(kunit *test)
{
	static bool once;
	auto b = kbuffer<virtually_contiguous<gfp::kernel>>::make(page_size);

	ASSERT(b);
	if (!std::exchange(once, true))
		kalloc_kunit_expect_warning("rejecting DMA map of vmalloc memory");
	const auto m = dma_lend<to_device>(kalloc_kunit_device(), b.data(), page_size);
	EXPECT(!m);
}

void maps_in_atomic_context(kunit *test)
{
	auto f = frame::make(100);

	ASSERT(f);
	atomically([&] {
		auto m = dma_map<from_device>(kalloc_kunit_device(), std::move(f));

		EXPECT(m);
		{
			const cpu_access in(m);
			EXPECT_EQ(in.size(), 100U);
		}
		f = m.unmap();
	});
	EXPECT_EQ(f.size(), 100U);
}

} // namespace

static kunit_case mapping_cases[] = {
	KUNIT_CASE(moves_in_and_out),
	KUNIT_CASE(maps_objects_and_extents),
	KUNIT_CASE(maps_the_first_elements),
	KUNIT_CASE(unmaps_when_it_ends),
	KUNIT_CASE(failure_leaves_the_owner),
	KUNIT_CASE(syncs_around_the_access),
	KUNIT_CASE(refills),
	KUNIT_CASE(lends),
	KUNIT_CASE(refuses_vmalloc_memory),
	KUNIT_CASE(maps_in_atomic_context),
	{},
};
static kunit_suite mapping_suite = {
	.name = "kalloc_mapping",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = mapping_cases,
};

kunit_test_suite(mapping_suite);
