/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kmempool and kreserve: what must not fail, with every allocation failing. */
#include "test.h"

namespace {

struct request {
	u32 tag, bytes;
};

struct tiny {
	u8 byte;
};

using pool = kmempool<request>;
using request_ptr = kunique_ptr<request, mempool_family>;

static_assert(sizeof(pool) == sizeof(void *));
static_assert(sizeof(request_ptr) == 2 * sizeof(void *));
static_assert(!std::is_copy_constructible_v<pool> && !std::is_copy_assignable_v<pool>);
static_assert(swaps_safely<pool>);
static_assert(relocatable<pool> && relocatable<kreserve<request>>);
static_assert(!std::is_copy_constructible_v<kreserve<request>>);
static_assert(moves_safely<kreserve<request>>);

/* where it may sleep it is never empty; and becomes an owner as any other */
template <class Mask>
using made = decltype(std::declval<pool &>().make_kunique(std::declval<Mask>()));
static_assert(std::is_same_v<made<decltype(gfp::kernel)>, never_empty<request_ptr>>);
static_assert(std::is_same_v<made<decltype(gfp::noio | gfp::nowarn)>, never_empty<request_ptr>>);
static_assert(std::is_same_v<made<decltype(gfp::atomic)>, request_ptr>);
static_assert(std::is_same_v<made<decltype(gfp::nowait)>, request_ptr>);
static_assert(std::is_same_v<made<gfp::unchecked>, request_ptr>);
static_assert(sizeof(never_empty<request_ptr>) == sizeof(request_ptr));
static_assert(std::is_convertible_v<never_empty<request_ptr>, request_ptr>);
static_assert(moves_safely<never_empty<request_ptr>>);

void objects(kunit *test)
{
	auto p = pool::make(2);
	ASSERT(p);
	auto a = p.make_kunique(gfp::kernel, 1, 10);
	auto b = p.make_kunique(gfp::noio);
	auto c = p.make_kunique(gfp::atomic, 3, 30);

	ASSERT(a && b && c);
	EXPECT_EQ(a->tag, 1);
	EXPECT_EQ(b->tag, 0);
	EXPECT_EQ(b->bytes, 0);
	EXPECT_EQ(c->bytes, 30);
	request_ptr kept = std::move(a);
	EXPECT(kept && !a);
	kept = p.make_kunique(gfp::kernel, 4, 40);
	ASSERT(kept);
	EXPECT_EQ(kept->tag, 4);
	b = p.make_kunique(gfp::kernel, 5, 50);
	EXPECT_EQ(b->tag, 5);
}

/* The reserve serves where the allocator fails, zeroed though it was used before. */
void never_fails(kunit *test)
{
	auto p = pool::make(2);
	ASSERT(p);
	for (int round = 0; round < 3; round++) {
		fail_first(test, [&] {
			auto a = p.make_kunique(gfp::kernel);
			ASSERT(a);
			EXPECT_EQ(a->tag, 0);
			EXPECT_EQ(a->bytes, 0);
			a->tag = a->bytes = ~0U;
		});
		fail_first(test, [&] {
			atomically([&] {
				auto a = p.make_kunique(gfp::atomic);
				ASSERT(a);
				EXPECT_EQ(a->tag, 0);
				a->tag = ~0U;
			});
		});
	}
}

/* In atomic context the reserve may be empty. */
void atomic_may_fail(kunit *test)
{
	auto p = pool::make(1);
	ASSERT(p);
	request_ptr first, second;

	fail_first(test, [&] { first = p.make_kunique(gfp::nowait, 1, 1); });
	ASSERT(first);
	atomically([&] {
		kalloc_kunit_fail_nth(1);
		second = p.make_kunique(gfp::atomic, 2, 2);
		EXPECT_EQ(kalloc_kunit_fail_nth(0), 0);
	});
	EXPECT(!second);
	first.reset(); /* to the reserve */
	fail_first(test, [&] { second = p.make_kunique(gfp::nowait, 3, 3); });
	ASSERT(second);
	EXPECT_EQ(second->tag, 3);
}

/* Where it may sleep it asks once more, and would wait then. */
void does_not_fail_without_a_reserve(kunit *test)
{
	auto p = pool::make(1);
	ASSERT(p);
	request_ptr first, second;

	fail_first(test, [&] { first = p.make_kunique(gfp::nowait); });
	ASSERT(first);
	fail_first(test, [&] { second = p.make_kunique(gfp::kernel); });
	EXPECT(second);
}

/* Zeroed is what is initialised so, and not what a constructor sees to. */
void not_zeroed_for_a_constructor(kunit *test)
{
	struct frame {
		frame() {} /* NOLINT(modernize-use-equals-default): leaves them as they are */
		u8 bytes[512];
	};
	auto p = kmempool<frame>::make(1);
	ASSERT(p);
	for (int round = 0; round < 2; round++) {
		fail_first(test, [&] {
			const auto f = p.make_kunique(gfp::nowait);

			ASSERT(f);
			/* but for what KASAN keeps of who freed it */
			EXPECT(!round || kalloc_kunit_bytes_left(f.get(), 512, 0x77) > 400);
			kalloc_kunit_fill(f.get(), 512, 0x77);
		});
	}
}

/* Not of kmalloc's. */
void no_larger_than_the_cache_s(kunit *test)
{
	struct odd {
		u8 bytes[600];
	};
	auto cache = kcache<odd>::make("kalloc_odd", {.no_merge = true});
	ASSERT(cache);
	auto p = kmempool<odd>::make(2, cache);
	ASSERT(p);
	const auto from_cache = cache.make_kunique(gfp::kernel);
	const auto from_pool = p.make_kunique(gfp::kernel);
	ASSERT(from_cache && from_pool);
	EXPECT_EQ(kalloc_kunit_ksize(from_pool.get()), kalloc_kunit_ksize(from_cache.get()));
	EXPECT(kalloc_kunit_ksize(from_pool.get()) < 1024);
}

void make_fails(kunit *test)
{
	pool p;

	fail_each(test, [&] { p = pool::make(3); });
	ASSERT(p);
	EXPECT(!truth(pool::make(opaque(0UL))));
	EXPECT(!truth(pool::make(opaque(1UL << 31))));
	EXPECT_EQ(p.resize(0), -EINVAL);
	EXPECT_EQ(pool{}.resize(1), -EINVAL);
	fail_first(test, [&] { EXPECT_EQ(p.resize(100), -ENOMEM); });
	EXPECT_EQ(p.resize(5), 0);
	EXPECT_EQ(p.resize(1), 0);
	EXPECT(truth(p.make_kunique(gfp::kernel)));
	EXPECT(!truth(pool::make(2, kcache<request>{})));
}

void outlived(kunit *test)
{
	kunique_ptr<counted, mempool_family> kept;
	{
		auto p = kmempool<counted>::make(2);
		ASSERT(p);
		kept = p.make_kunique(gfp::kernel, 5);
		auto other = p.make_kunique(gfp::kernel, 6);
		kmempool<counted> moved = std::move(p);
		EXPECT(!p && moved);
		moved.reset();
		EXPECT(!moved);
		EXPECT_EQ(other->id, 6);
	}
	EXPECT_EQ(kept->id, 5);
	EXPECT_EQ(counted::alive, 1);
	kept.reset(); /* and the pool */
	EXPECT_EQ(counted::last, 5);
}

void of_a_cache(kunit *test)
{
	auto cache = kcache<request>::make("kalloc_requests", {.no_merge = true});
	ASSERT(cache);
	{
		auto p = pool::make(2, cache);
		ASSERT(p);
		auto a = p.make_kunique(gfp::kernel, 1, 2);
		fail_first(test, [&] {
			const auto b = p.make_kunique(gfp::kernel, 3, 4);
			EXPECT_EQ(b->bytes, 4);
		});
		EXPECT_EQ(a->bytes, 2);
	}
	/* nothing is left of it in the cache, which would warn as it ends */
}

void reserve(kunit *test)
{
	kreserve<request> r;

	EXPECT(r.empty());
	ASSERT(!r.refill(gfp::kernel, 3));
	EXPECT_EQ(r.size(), 3);
	ASSERT(!r.refill(gfp::kernel, 2)); /* there are */
	EXPECT_EQ(r.size(), 3);
	const allocations counted;
	atomically([&] {
		auto a = r.take(1, 10);
		kunique_ptr<request> b = r.take();
		EXPECT_EQ(a->tag, 1);
		EXPECT_EQ(a->bytes, 10);
		EXPECT_EQ(b->tag, 0);
		EXPECT_EQ(b->bytes, 0);
		EXPECT_EQ(r.size(), 1);
	});
	EXPECT_EQ(counted.made(), 0);
	kreserve<request> other = std::move(r);
	EXPECT(r.empty() && other.size() == 1);
	ASSERT(!r.refill(gfp::kernel, 2));
	other.splice(std::move(r));
	EXPECT(r.empty() && other.size() == 3);
	r = std::move(other);
	EXPECT(other.empty());
	EXPECT_EQ(r.size(), 3);
	EXPECT_EQ(r.take(7)->tag, 7);
	r.reset();
	EXPECT_EQ(r.size(), 0);
}

void reserve_of_a_cache(kunit *test)
{
	auto cache = kcache<tiny>::make("kalloc_reserve", {.no_merge = true});
	ASSERT(cache);
	kreserve<tiny> r;

	ASSERT(!r.refill(cache, gfp::kernel, 40));
	EXPECT_EQ(r.size(), 40);
	for (u8 i = 0; i < 40; i++) {
		const auto t = r.take(i);
		EXPECT_EQ(t->byte, i);
	}
	EXPECT(r.empty());
	ASSERT(!r.refill(cache, gfp::kernel, 2));
	/* of kmalloc, when it goes on there */
	ASSERT(!r.refill(gfp::kernel, 4));
	EXPECT_EQ(r.size(), 4);
}

void reserve_destroys(kunit *test)
{
	kreserve<counted> r;

	ASSERT(!r.refill(gfp::kernel, 2));
	EXPECT_EQ(counted::alive, 0);
	{
		auto c = r.take(9);
		EXPECT_EQ(c->id, 9);
		EXPECT_EQ(counted::alive, 1);
	}
	EXPECT_EQ(counted::last, 9);
}

void reserve_fails(kunit *test)
{
	kreserve<request> r;

	const int failures = fail_each(test, [&] {
		r.reset();
		const int err = r.refill(gfp::kernel, 3);
		EXPECT(err ? err == -ENOMEM && r.size() < 3 : r.size() == 3);
	});
	EXPECT(failures >= 3);
	kcache<request> cache;
	EXPECT_EQ(r.refill(cache, gfp::kernel, 4), -EINVAL);
	cache = kcache<request>::make("kalloc_reserve", {.no_merge = true});
	ASSERT(cache);
	fail_first(test, [&] {
		EXPECT_EQ(r.refill(cache, gfp::kernel, 4), -ENOMEM);
		EXPECT_EQ(r.size(), 3);
	});
}

/* Taken of nothing: a warning, and the allocator; then an empty owner. */
void reserve_was_too_small(kunit *test)
{
	kreserve<counted> r;

	kalloc_kunit_expect_warning("kalloc: more was taken of a kreserve than");
	{
		const auto a = r.take(3);
		ASSERT(a);
		EXPECT_EQ(a->id, 3);
	}
	fail_first(test, [&] {
		const auto b = r.take(3);
		EXPECT(!b);
		EXPECT_EQ(counted::alive, 0);
	});
}

} // namespace

static kunit_case mempool_cases[] = {KUNIT_CASE(objects),
				     KUNIT_CASE(never_fails),
				     KUNIT_CASE(atomic_may_fail),
				     KUNIT_CASE(does_not_fail_without_a_reserve),
				     KUNIT_CASE(not_zeroed_for_a_constructor),
				     KUNIT_CASE(no_larger_than_the_cache_s),
				     KUNIT_CASE(make_fails),
				     KUNIT_CASE(outlived),
				     KUNIT_CASE(of_a_cache),
				     KUNIT_CASE(reserve),
				     KUNIT_CASE(reserve_of_a_cache),
				     KUNIT_CASE(reserve_destroys),
				     KUNIT_CASE(reserve_fails),
				     KUNIT_CASE(reserve_was_too_small),
				     {}};
static kunit_suite mempool_suite = {
	.name = "kalloc_mempool",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = mempool_cases,
};

kunit_test_suite(mempool_suite);
