/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Mappings of pages, those of user space included, and of several owners in one table. */
#include "test.h"

namespace {

using frame = kbuffer<contiguous<gfp::kernel>>;
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using atomic_array = basic_kpage_array<contiguous<gfp::atomic>>;

constexpr auto zeroed = gfp::kernel | gfp::zero;
constexpr size_t mapped = 4 * page_size;

static_assert(std::is_same_v<dma_sg_mapping<to_device, user_pages>::free_context,
			     contexts::both<contexts::sleepable, contexts::outside_raw>>);
static_assert(relocatable<dma_sg_mapping<to_device, kvector<frame>>>);
static_assert(sizeof(dma_mapping<to_device, kpages>) == 5 * sizeof(u64));

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

/* Where the kernel has what is mapped, in the order the device is to see it. */
class memory_seen {
public:
	/* The pages of an owner, or of several. */
	template <class Owner>
	void add(const Owner &owner)
	{
		if constexpr (requires { owner.pages(); }) {
			size_t left = owner.size_bytes(), from = 0;

			if constexpr (requires { owner.offset(); })
				from = owner.offset();
			for (page *const p : owner.pages()) {
				const size_t n = left < page_size - from ? left : page_size - from;

				add(kalloc_kunit_page_address(p, 0), from, n);
				left -= n;
				from = 0;
			}
		} else if constexpr (requires { owner.order(); }) {
			for (int n = 0; n < static_cast<int>(owner.size()); n++)
				add(kalloc_kunit_page_address(owner.get(), n), 0, page_size);
		} else {
			add(const_cast<u8 *>(owner.data()), 0, owner.size_bytes());
		}
	}

	/* Does the device see that, in ranges of at most so many bytes? How many; 0 if not. */
	template <class Mapping>
	size_t pieces(kunit *test, const Mapping &m, size_t most = 65536) const
	{
		size_t part = 0, done = 0, n = 0;

		for (const dma_range r : m.dma_ranges()) {
			dma_addr_t at = r.addr();

			if (!EXPECT(r.size_bytes() != 0 && r.size_bytes() <= most))
				return 0;
			for (size_t left = r.size_bytes(); left; n += !left) {
				if (!EXPECT(part < n_) ||
				    !EXPECT(kalloc_kunit_device_sees(parts_[part].at + done, at)))
					return 0;
				const size_t here = left < parts_[part].bytes - done
							    ? left
							    : parts_[part].bytes - done;
				left -= here;
				at += here;
				done += here;
				if (done == parts_[part].bytes)
					part++, done = 0;
			}
		}
		EXPECT_EQ(part, n_);
		EXPECT_EQ(n, m.dma_ranges().size());
		return n;
	}

private:
	/* by pages, as vmalloc memory is nowhere in one piece */
	void add(void *p, size_t from, size_t bytes)
	{
		while (bytes && n_ < sizeof(parts_) / sizeof(parts_[0])) {
			u8 *at = static_cast<u8 *>(p) + from;
			const size_t room = page_size - reinterpret_cast<size_t>(at) % page_size;
			const size_t n = bytes < room ? bytes : room;

			parts_[n_++] = {.at = at, .bytes = n};
			from += n;
			bytes -= n;
		}
	}

	struct {
		u8 *at;
		size_t bytes;
	} parts_[24];
	size_t n_ = 0;
};

/* Was the last thing asked of the kernel about all of these bytes? */
bool last_was(size_t bytes, dma_direction direction)
{
	return kalloc_kunit_mapped.bytes == bytes &&
	       kalloc_kunit_mapped.direction == static_cast<u32>(direction);
}

/* Pages of user space that are there, each byte 7; 0 when there is none. */
unsigned long user_memory(kunit *test)
{
	const unsigned long at = kalloc_kunit_user_pages(test, mapped);
	user_writer out(user_ptr<void>(at), mapped);

	for (size_t i = 0; i < mapped / 8; i++)
		if (!EXPECT(at && !out.write(u64{0x0707070707070707})))
			return 0;
	return at;
}

/* The device reads what user space has, wherever it begins and ends. */
template <class Pages>
void user_pages_to_device(kunit *test)
{
	const unsigned long at = user_memory(test);
	Pages pages;
	memory_seen seen;

	ASSERT(at);
	ASSERT(!pages.pin(user_ptr<void>(at + 100), 3 * page_size));
	seen.add(pages);
	page *const first = pages.pages()[0];
	auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(pages));
	static_assert(std::is_same_v<decltype(m), dma_sg_mapping<to_device, Pages>>);
	ASSERT(m);
	EXPECT(!pages); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(m.size(), 3 * page_size);
	EXPECT(seen.pieces(test, m) != 0);
	EXPECT(last_was(3 * page_size, to_device));
	EXPECT_EQ(kalloc_kunit_pinned(&first, 1), 1U);
	pages = m.unmap();
	EXPECT(!m && pages);
	EXPECT(pages.offset() == 100 && pages.size() == 4);
	EXPECT(last_was(3 * page_size, to_device));
	EXPECT_EQ(kalloc_kunit_pinned(&first, 1), 1U);
	/* the mapping lets go of them, too */
	{
		auto again = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(pages));
		EXPECT(truth(again));
	}
	EXPECT_EQ(kalloc_kunit_pinned(&first, 1), 0U);
	EXPECT_EQ(kalloc_kunit_mapped.unmaps, 2);
}

void reads_user_space(kunit *test)
{
	user_pages_to_device<user_pages>(test);
	kalloc_kunit_mapped = {};
	user_pages_to_device<const_user_pages>(test);
}

/* And writes to it: user space sees that, and the pages are dirty. */
void writes_user_space(kunit *test)
{
	const unsigned long at = user_memory(test);
	user_pages pages;

	ASSERT(at);
	ASSERT(!pages.pin(user_ptr<void>(at + page_size), 2 * page_size));
	page *const kept[] = {pages.pages()[0], pages.pages()[1]};
	auto m = dma_map_sg<from_device>(kalloc_kunit_device(), std::move(pages));
	ASSERT(m);
	*static_cast<u8 *>(kalloc_kunit_page_address(kept[1], 0)) = 9; /* the device writes */
	{
		const cpu_access in(m);

		EXPECT_EQ(in.size(), 2U);
		EXPECT_EQ(kalloc_kunit_mapped.for_cpu, 1);
		EXPECT(last_was(2 * page_size, from_device));
		const page_access bytes(in, 1);
		static_assert(std::is_same_v<decltype(bytes), const page_access<const u8>>);
		EXPECT(bytes.size() == page_size && bytes[0] == 9 && bytes[1] == 7);
		EXPECT_EQ(kalloc_kunit_mapped.for_device, 0);
		const page_access none(in, opaque<size_t>(2));
		EXPECT(none.span().empty() && reported(2, 1, 2));
	}
	EXPECT_EQ(kalloc_kunit_mapped.for_device, 1);
	m.reset();
	EXPECT_EQ(kalloc_kunit_pinned(kept, 2), 0U);
	EXPECT_EQ(kalloc_kunit_dirty(kept, 2), 2U);
	u8 byte = 0;
	EXPECT(!user_ptr<u8>(at + 2 * page_size).read(byte) && byte == 9);
}

/* Which the device would write to together with others' bytes, where it sees no caches. */
void shares_no_cache_lines(kunit *test)
{
	const unsigned long at = user_memory(test);
	user_pages pages;

	ASSERT(at);
	ASSERT(!pages.pin(user_ptr<void>(at + 1), 2 * page_size));
	auto m = dma_map_sg<bidirectional>(kalloc_kunit_device(), std::move(pages));

	EXPECT_EQ(m.error(), kalloc_kunit_is_coherent() ? 0 : -EINVAL);
	if (!m) {
		EXPECT_EQ(pages.offset(), 1U); /* NOLINT(*-move,*.Move): still there */
		return;
	}
	/* of both directions the CPU may write */
	const cpu_access both(m);
	const page_access bytes(both);

	static_assert(std::is_same_v<decltype(bytes), const page_access<u8>>);
	bytes[0] = 8;
	EXPECT_EQ(bytes.size(), page_size - 1);
}

void pages_in_an_array(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto pages = kpage_array::make(zeroed, 5);
	memory_seen seen;

	ASSERT(pages);
	seen.add(pages);
	auto m = dma_map_sg<to_device>(dev, std::move(pages));
	ASSERT(m);
	EXPECT_EQ(m.size_bytes(), 5 * page_size);
	EXPECT(seen.pieces(test, m) != 0);
	{
		const cpu_refill out(m);
		const page_access<u64> words(out, 4);

		words[3] = 3;
	}
	pages = m.unmap();
	const page_access<const u64> words(pages, 4);
	EXPECT_EQ(words[3], 3U);
	dma_sg_mapping<from_device, kpage_array> nothing;
	const cpu_access in(*opaque(&nothing));
	EXPECT_EQ(in.size(), 0U);
}

/* A block is one piece, by its one address or in a table. */
void a_block_of_pages(kunit *test)
{
	device *dev = kalloc_kunit_device();
	auto p = kpages::make(zeroed, 2);
	memory_seen seen;

	ASSERT(p);
	seen.add(p);
	void *at = kalloc_kunit_page_address(p.get(), 0);
	auto m = dma_map<from_device>(dev, std::move(p));
	ASSERT(m);
	EXPECT_EQ(m.dma().size_bytes(), 4 * page_size);
	EXPECT(kalloc_kunit_device_sees(at, m.dma().addr()));
	static_cast<u8 *>(at)[page_size] = 4; /* the device writes */
	{
		const cpu_access in(m);
		const page_access bytes(in, 1);

		EXPECT(in.size() == 4 && bytes[0] == 4);
		EXPECT(last_was(4 * page_size, from_device));
	}
	p = m.unmap();
	kalloc_kunit_mapped.fail = 1;
	auto failed = dma_map<to_device>(dev, std::move(p));
	ASSERT(!failed && p); /* NOLINT(*-move,*.Move): still there */
	auto none = dma_map<to_device>(dev, kpages());
	EXPECT(!none);
	none = dma_map<to_device>(nullptr, std::move(p));
	ASSERT(!none && p); /* NOLINT(*-move,*.Move): still there */
	auto pieces = dma_map_sg<to_device>(dev, std::move(p));
	ASSERT(pieces);
	EXPECT_EQ(seen.pieces(test, pieces), 1U);
}

/* One table of many: as one for the device, each for itself for the CPU. */
void several_buffers(kunit *test)
{
	device *dev = kalloc_kunit_device();
	kvector<table> v;
	memory_seen seen;

	for (size_t n = 1; n <= 4; n++) {
		ASSERT(!v.push_back(table::make(n * 1500)));
		ASSERT(v[n - 1]);
		seen.add(v[n - 1]);
	}
	const table *at = v.data();
	auto m = dma_map_sg<from_device>(dev, std::move(v));
	ASSERT(m);
	EXPECT(v.empty()); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(m.size(), 15000U);
	EXPECT(seen.pieces(test, m) >= 4);
	EXPECT(last_was(15000, from_device));
	{
		const cpu_access in(m);

		static_assert(std::is_same_v<decltype(in[0]), kspan<const u8>>);
		EXPECT_EQ(kalloc_kunit_mapped.for_cpu, 1);
		EXPECT_EQ(in.size(), 4U);
		EXPECT(in[3].size() == 6000 && in[3].data() == at[3].data());
		EXPECT(in[opaque<size_t>(4)].empty() && reported(4, 1, 4));
	}
	v = m.unmap();
	EXPECT(v.size() == 4 && v.data() == at && v[2].size() == 4500);
	/* of kmalloc, in a vector that does not grow; freed with the mapping */
	auto f = kfixed_vector<frame>::make(3);
	ASSERT(f);
	for (int n = 0; n < 3; n++)
		ASSERT(!f.try_push_back(frame::make(opaque<size_t>(700))));
	auto out = dma_map_sg<to_device>(dev, std::move(f));
	ASSERT(out);
	{
		const cpu_refill refill(out);

		refill[2].copy_from(refill[1]);
	}
	EXPECT(last_was(2100, to_device));
	/* of nothing there is none to look at */
	dma_sg_mapping<from_device, kvector<table>> nothing;
	const cpu_access in(*opaque(&nothing));

	EXPECT_EQ(in.size(), 0U);
}

/* A user's iovec, say: pages one behind the other. */
void several_ranges_of_user_space(kunit *test)
{
	const unsigned long at = user_memory(test);
	kvector<const_user_pages> v;
	memory_seen seen;

	ASSERT(at);
	for (const unsigned long from : {at + 8, at + 2 * page_size}) {
		const_user_pages pages;

		ASSERT(!pages.pin(user_ptr<const void>(from), page_size + 100));
		seen.add(pages);
		ASSERT(!v.push_back(std::move(pages)));
	}
	auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(v));
	ASSERT(m);
	EXPECT_EQ(m.size_bytes(), 2 * (page_size + 100));
	EXPECT(seen.pieces(test, m) != 0);
	const cpu_access in(m);
	EXPECT_EQ(in.size(), 4U);
	const page_access end(in, 3);
	EXPECT(end.size() == 100 && end[99] == 7);
	const page_access none(in, opaque<size_t>(4));
	EXPECT(none.span().empty() && reported(2, 1, 2));
}

void obeys_the_devices_limits(kunit *test)
{
	const unsigned long at = user_memory(test);
	user_pages pages;
	memory_seen seen;

	ASSERT(at);
	ASSERT(!pages.pin(user_ptr<void>(at + 512), 3 * page_size));
	seen.add(pages);
	{
		/* a page at most, as an entry of a list of pages is for NVMe */
		const limits device(~0U, page_size - 1);
		auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(pages));

		ASSERT(m);
		EXPECT_EQ(seen.pieces(test, m, page_size), 4U);
		pages = m.unmap();
	}
	const limits device(512);
	auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(pages));
	ASSERT(m);
	EXPECT_EQ(seen.pieces(test, m, 512), 3 * page_size / 512);
}

void failure_leaves_the_owners(kunit *test)
{
	device *dev = kalloc_kunit_device();
	const unsigned long at = user_memory(test);
	user_pages pages;
	kvector<frame> v;

	ASSERT(at);
	ASSERT(!pages.pin(user_ptr<void>(at), mapped));
	/* no memory for the table */
	fail_first(test, [&] {
		auto m = dma_map_sg<to_device>(dev, std::move(pages));

		EXPECT(!m && m.error() == -ENOMEM);
	});
	EXPECT_EQ(pages.size(), 4U); /* NOLINT(*-move,*.Move): still there */
	kalloc_kunit_mapped.fail = 1;
	auto m = dma_map_sg<to_device>(dev, std::move(pages));
	EXPECT(!m && m.error() == -EIO);
	EXPECT_EQ(kalloc_kunit_pinned(pages.pages().data(), 4), 4U); /* NOLINT(*-move,*.Move) */
	m = dma_map_sg<to_device>(nullptr, std::move(pages));
	EXPECT(!m && m.error() == -ENODEV);
	m = dma_map_sg<to_device>(dev, user_pages());
	EXPECT(!m && m.error() == -ENOMEM);
	auto none = dma_map_sg<to_device>(dev, kvector<frame>());
	EXPECT(!none && none.error() == -ENOMEM);
	/* nor is one left out that nobody tested */
	for (const size_t bytes : {100, 0, 100})
		ASSERT(!v.push_back(frame::make(opaque(bytes))));
	none = dma_map_sg<to_device>(dev, std::move(v));
	EXPECT(!none && none.error() == -ENOMEM);
	EXPECT(v.size() == 3 && v[2]); /* NOLINT(*-move,*.Move): still there */
	EXPECT_EQ(kalloc_kunit_mapped.maps, 0);
}

/* by the mask of the owner's array */
void maps_in_atomic_context(kunit *test)
{
	auto pages = atomic_array::make(gfp::kernel, 3);

	ASSERT(pages);
	atomically([&] {
		auto m = dma_map_sg<to_device>(kalloc_kunit_device(), std::move(pages));

		ASSERT(m);
		EXPECT_EQ(m.size_bytes(), 3 * page_size);
		pages = m.unmap();
	});
	EXPECT_EQ(pages.size(), 3U);
}

} // namespace

static kunit_case sg_pages_cases[] = {KUNIT_CASE(reads_user_space),
				      KUNIT_CASE(writes_user_space),
				      KUNIT_CASE(shares_no_cache_lines),
				      KUNIT_CASE(pages_in_an_array),
				      KUNIT_CASE(a_block_of_pages),
				      KUNIT_CASE(several_buffers),
				      KUNIT_CASE(several_ranges_of_user_space),
				      KUNIT_CASE(obeys_the_devices_limits),
				      KUNIT_CASE(failure_leaves_the_owners),
				      KUNIT_CASE(maps_in_atomic_context),
				      {}};
static kunit_suite sg_pages_suite = {
	.name = "kalloc_sg_pages",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = sg_pages_cases,
};

kunit_test_suite(sg_pages_suite);
