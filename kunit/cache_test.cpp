/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kcache, its owners, and kbulk. */
#include "contexts.h"
#include "test.h"

namespace {

struct session {
	int id;
	u64 timeout;
};

struct packet {
	u32 length;
	u8 header[60];
	u8 payload[192];
};

struct job {
	u32 state = 7, retries;
	u64 rest[7];
};

struct tiny {
	u8 byte;
};

struct base {
	virtual ~base() = default;
	int x = 1;
};
struct derived : counted, base {
	explicit derived(int id = 3) : counted(id) {}
};

using session_ptr = kunique_ptr<session, cache_family>;

static_assert(sizeof(kcache<session>) == sizeof(void *));
static_assert(sizeof(session_ptr) == sizeof(void *));
static_assert(sizeof(kbulk<session, 16>) == 18 * sizeof(void *));
static_assert(std::is_same_v<kcache<session>::owner, session_ptr>);
static_assert(!std::is_copy_constructible_v<kcache<session>>);
static_assert(!std::is_copy_assignable_v<kcache<session>>);
static_assert(!std::is_copy_constructible_v<kbulk<session, 4>>);
static_assert(swaps_safely<kbulk<session, 4>> && swaps_safely<kcache<session>>);
static_assert(relocatable<kcache<session>> && relocatable<session_ptr>);
/* one way only: what kmalloc() made is of no cache */
static_assert(std::is_convertible_v<session_ptr, kunique_ptr<session>>);
static_assert(std::is_convertible_v<session_ptr, kunique_ptr<session, kvmalloc_family>>);
static_assert(!std::is_convertible_v<kunique_ptr<session>, session_ptr>);
static_assert(!std::is_convertible_v<session_ptr, kunique_ptr<session, vmalloc_family>>);

void one_object(kunit *test)
{
	auto cache = kcache<session>::make("kalloc_one");
	ASSERT(cache);
	auto s = cache.make_kunique(gfp::kernel, 1, 1000);
	auto zeroed = cache.make_kunique(gfp::kernel);
	auto raw = cache.make_kunique_for_overwrite(gfp::atomic);

	ASSERT(s && zeroed && raw);
	EXPECT_EQ(s->id, 1);
	EXPECT_EQ(s->timeout, 1000);
	EXPECT_EQ(zeroed->id, 0);
	EXPECT_EQ(zeroed->timeout, 0);
	/* of this cache, and not of kmalloc's */
	EXPECT_EQ(kalloc_kunit_ksize(s.get()), kalloc_kunit_ksize(raw.get()));
	/* C's half frees by the cache, and the reverse */
	kalloc_kunit_cache_free(cache.get(), s.release());
	s = session_ptr::adopt(static_cast<session *>(kalloc_kunit_cache_alloc(cache.get())));
	EXPECT(s);
	/* an owner as of kmalloc() */
	kunique_ptr<session> plain = std::move(zeroed);
	EXPECT(plain && !zeroed);
	plain = std::move(raw);
	EXPECT(plain && !raw);
	s.reset();
	const int shrinks = kalloc_kunit_shrinks;
	cache.shrink();
	EXPECT_EQ(kalloc_kunit_shrinks, shrinks + 1);
}

void destroys(kunit *test)
{
	auto cache = kcache<derived>::make("kalloc_destroys");
	ASSERT(cache);
	{
		auto d = cache.make_kunique(gfp::kernel, 7);
		ASSERT(d);
		EXPECT_EQ(d->id, 7);
		EXPECT_EQ(counted::alive, 1);
		/* a base behind the start: the object's start is found, and the cache by that */
		kunique_ptr<base, cache_family> b = std::move(d);
		ASSERT(b);
		EXPECT_EQ(b->x, 1);
		kunique_ptr<base> plain = std::move(b);
		EXPECT(plain);
	}
	EXPECT_EQ(counted::alive, 0);
	EXPECT_EQ(counted::last, 7);
}

/* smaller than the link of what is free; each in memory of its own */
void small_objects(kunit *test)
{
	auto cache = kcache<tiny>::make("kalloc_tiny");
	ASSERT(cache);
	EXPECT_EQ(kalloc_kunit_cache_size(cache.get()), sizeof(void *));
	/* of what is no class */
	auto numbers = kcache<u64>::make("kalloc_numbers");
	ASSERT(numbers);
	auto n = numbers.make_kunique(gfp::kernel, 7U);
	EXPECT(n && *n == 7);

	auto a = cache.make_kunique(gfp::kernel, u8{1});
	auto b = cache.make_kunique(gfp::kernel, u8{2});
	ASSERT(a && b);
	EXPECT_EQ(a->byte, 1);
	EXPECT(a != b);
}

void moves(kunit *test)
{
	auto a = kcache<session>::make("kalloc_a");
	auto b = kcache<session>::make("kalloc_b");
	ASSERT(a && b);
	kmem_cache *of_a = a.get(), *of_b = b.get();

	swap(a, b);
	EXPECT_EQ(a.get(), of_b);
	kcache<session> c = std::move(b);
	EXPECT(!b);
	EXPECT_EQ(c.get(), of_a);
	c = std::move(a); /* the first one ends */
	EXPECT_EQ(c.get(), of_b);
	EXPECT(!a && a == nullptr);
	c = kcache<session>::adopt(c.release());
	EXPECT(c.make_kunique(gfp::kernel));
	c.reset();
	EXPECT(!c);
	c.reset();
}

void options(kunit *test)
{
	auto cache = kcache<packet>::make("kalloc_options",
					  {.align = 256,
					   .hwcache_align = true,
					   .account = true,
					   .reclaimable = true,
					   .no_merge = true,
					   .user = kcache<packet>::user_part(&packet::payload),
					   .sheaf_capacity = 12});
	ASSERT(cache);
	EXPECT_EQ(kalloc_kunit_last_cache.bytes, sizeof(packet));
	EXPECT_EQ(kalloc_kunit_last_cache.align, 256);
	EXPECT_EQ(kalloc_kunit_last_cache.flags, KALLOC_SLAB_HWCACHE_ALIGN | KALLOC_SLAB_ACCOUNT |
							 KALLOC_SLAB_RECLAIM_ACCOUNT |
							 KALLOC_SLAB_NO_MERGE);
	EXPECT_EQ(kalloc_kunit_last_cache.user_offset, 64);
	EXPECT_EQ(kalloc_kunit_last_cache.user_bytes, 192);
	EXPECT_EQ(kalloc_kunit_last_cache.sheaf_capacity, 12);
	for (int i = 0; i < 3; i++) {
		auto p = cache.make_kunique_for_overwrite(gfp::kernel);
		ASSERT(p);
		EXPECT_EQ(reinterpret_cast<size_t>(p.get()) % 256, 0);
	}
	const auto none = kcache<packet>::make("kalloc_none");
	ASSERT(none);
	EXPECT_EQ(kalloc_kunit_last_cache.flags, 0);
	EXPECT_EQ(kalloc_kunit_last_cache.align, alignof(packet));
	EXPECT_EQ(kalloc_kunit_last_cache.user_bytes, 0);
}

void cache_fails(kunit *test)
{
	kcache<session> cache;

	/* the kernel shows where; if a later one of its allocations fails it leaks the name */
	kalloc_kunit_report_wanted("(kalloc_fails) failed with error -12");
	fail_first(test,
		   [&] { cache = kcache<session>::make("kalloc_fails", {.no_merge = true}); });
	kalloc_kunit_report_over();
	EXPECT(!cache);
	cache = kcache<session>::make("kalloc_fails", {.no_merge = true});
	ASSERT(cache);
	fail_first(test, [&] {
		EXPECT(!truth(cache.make_kunique(gfp::kernel | gfp::nowarn)));
		EXPECT(cache.make_kunique(gfp::kernel));
	});
	fail_first(test, [&] { EXPECT(!truth(cache.make_kunique_for_overwrite(gfp::kernel))); });
	atomically([&] {
		const auto s = cache.make_kunique(gfp::atomic, 4);
		EXPECT(s && s->id == 4);
	});
}

void bulk(kunit *test)
{
	auto cache = kcache<session>::make("kalloc_bulk");
	ASSERT(cache);
	auto batch = cache.make_bulk<16>(gfp::kernel);
	ASSERT(batch);
	EXPECT_EQ(batch.size(), 16);
	int id = 0;
	for (session &s : batch) {
		EXPECT_EQ(s.timeout, 0);
		s.id = id++;
	}
	EXPECT_EQ(batch[15].id, 15);
	batch[16].id = 1;
	EXPECT(reported(16, 1, 16));
	auto last = batch.take_back();
	ASSERT(last);
	EXPECT_EQ(last->id, 15);
	EXPECT_EQ(batch.size(), 15);
	batch[15].id = 1;
	EXPECT(reported(15, 1, 15));
	int taken = 0;
	while (auto s = batch.take_back())
		EXPECT_EQ(s->id, 14 - taken++);
	EXPECT_EQ(taken, 15);
	EXPECT(batch.empty() && !batch);
	EXPECT(!truth(batch.take_back()));
	batch.reset();

	auto few = cache.make_bulk<16>(gfp::kernel, 3);
	EXPECT_EQ(few.size(), 3);
	EXPECT(!truth(cache.make_bulk<16>(gfp::kernel, opaque(0UL))));
	EXPECT(!truth(cache.make_bulk<16>(gfp::kernel, opaque(17UL))));
	EXPECT_EQ((cache.make_bulk_for_overwrite<5>(gfp::kernel).size()), 5);
}

/* what a default leaves out is zeroed, whatever was in the memory before */
void bulk_initialises(kunit *test)
{
	{
		kbuffer<whole_pages<gfp::kernel>> dirty[16];
		for (auto &page : dirty) {
			page = page.make(page_size);
			ASSERT(page);
			__builtin_memset(page.data(), 0xa5, page_size);
			asm volatile("" : : "r"(page.data()) : "memory");
		}
	}
	auto cache = kcache<job>::make("kalloc_bulk_jobs");
	ASSERT(cache);
	for (int i = 0; i < 8; i++) {
		auto batch = cache.make_bulk<16>(gfp::kernel);
		ASSERT(batch);
		asm volatile("" : : "r"(&batch) : "memory");
		for (const job &j : batch)
			EXPECT(j.state == 7 && !j.retries);
		for (job &j : batch)
			j.retries = 3;
	}
}

void bulk_moves(kunit *test)
{
	auto cache = kcache<session>::make("kalloc_bulk_moves");
	ASSERT(cache);
	auto a = cache.make_bulk<4>(gfp::kernel);
	auto b = cache.make_bulk<4>(gfp::kernel, 2);
	ASSERT(a && b);
	a[3].id = 3;
	b[1].id = 10;
	swap(a, b);
	EXPECT_EQ(a.size(), 2);
	EXPECT_EQ(b.size(), 4);
	EXPECT_EQ(a[1].id, 10);
	EXPECT_EQ(b[3].id, 3);
	auto c = std::move(b);
	EXPECT(!b && c.size() == 4);
	c = std::move(a);
	EXPECT(!a && c.size() == 2);
	EXPECT_EQ(c[1].id, 10);
}

/* For overwrite is what it was; else initialised, one by one and in bulk. */
void initialised_or_not(kunit *test)
{
	struct words {
		u32 word[16];
	};
	struct partly {
		u32 some = 5, other, rest[14];
	};
	auto raw = kcache<words>::adopt(kalloc_kunit_filled_cache(sizeof(words)));
	ASSERT(raw);
	{
		const auto w = raw.make_kunique_for_overwrite(gfp::kernel);
		const auto many = raw.make_bulk_for_overwrite<3>(gfp::kernel);
		ASSERT(w && many);
		EXPECT_EQ(w->word[7], ~0U);
		EXPECT_EQ(many[2].word[7], ~0U);
	}
	raw.reset();
	auto cache = kcache<partly>::adopt(kalloc_kunit_filled_cache(sizeof(partly)));
	ASSERT(cache);
	const auto all = cache.make_bulk<3>(gfp::kernel);
	const auto some = cache.make_bulk<3>(gfp::kernel, opaque<size_t>(2));
	const auto untouched = cache.make_bulk_for_overwrite<3>(gfp::kernel);
	ASSERT(all && some && untouched);
	EXPECT(all[2].some == 5 && all[2].other == 0);
	EXPECT(some[1].some == 5 && some[1].other == 0);
	EXPECT(untouched[1].some == 5 && untouched[1].other == ~0U);
}

void bulk_destroys(kunit *test)
{
	auto cache = kcache<counted>::make("kalloc_bulk_counted");
	ASSERT(cache);
	{
		auto batch = cache.make_bulk<8>(gfp::kernel);
		ASSERT(batch);
		EXPECT_EQ(counted::alive, 8);
		auto one = batch.take_back();
		EXPECT_EQ(counted::alive, 8);
		batch.reset();
		EXPECT_EQ(counted::alive, 1);
		batch = cache.make_bulk_for_overwrite<8>(gfp::kernel);
		EXPECT_EQ(counted::alive, 9);
	}
	EXPECT_EQ(counted::alive, 0);
}

void bulk_fails(kunit *test)
{
	const int before = kalloc_kunit_caches;
	auto cache = kcache<counted>::make("kalloc_bulk_fails", {.no_merge = true});
	ASSERT(cache);
	fail_first(test, [&] {
		const auto batch = cache.make_bulk<8>(gfp::kernel);
		EXPECT(!batch && batch.empty());
		EXPECT_EQ(counted::alive, 0);
	});
	EXPECT_EQ(kalloc_kunit_caches, before + 1);
	cache.reset();
	EXPECT_EQ(kalloc_kunit_caches, before);
	{
		const auto ends_here =
			kcache<counted>::make("kalloc_ends_here", {.no_merge = true});
		EXPECT(ends_here && kalloc_kunit_caches == before + 1);
	}
	EXPECT_EQ(kalloc_kunit_caches, before);
}

} // namespace

static kunit_case cache_cases[] = {KUNIT_CASE(one_object),
				   KUNIT_CASE(destroys),
				   KUNIT_CASE(small_objects),
				   KUNIT_CASE(moves),
				   KUNIT_CASE(options),
				   KUNIT_CASE(cache_fails),
				   KUNIT_CASE(bulk),
				   KUNIT_CASE(bulk_initialises),
				   KUNIT_CASE(bulk_moves),
				   KUNIT_CASE(initialised_or_not),
				   KUNIT_CASE(bulk_destroys),
				   KUNIT_CASE(bulk_fails),
				   {}};
static kunit_suite cache_suite = {
	.name = "kalloc_cache",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = cache_cases,
};

kunit_test_suite(cache_suite);
