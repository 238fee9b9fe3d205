/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* rcu_family.h, rcu_pointer.h */
#include "test.h"

namespace {

struct config {
	u32 low, high;
};

using pointer = rcu_pointer<config>;

static_assert(stateless_family<rcu_family<>> && stateless_family<rcu_family<kvmalloc_family>>);
static_assert(sizeof(pointer) == sizeof(void *) && sizeof(pointer::owner) == sizeof(void *));
static_assert(!std::is_copy_constructible_v<pointer> && !std::is_move_constructible_v<pointer>);
/* what has no readers may not become what has, or the reverse, by itself */
static_assert(!frees_memory_of<kmalloc_family, rcu_family<>>);

u32 high_of(const pointer &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(guard);

	return c ? c->high + (*c).low : 0;
}

void replaces(kunit *test)
{
	pointer p;

	EXPECT_EQ(high_of(p), 0U);
	kalloc_kunit_rcu_frees = 0;
	for (u32 i = 1; i < 100; i++) {
		auto next = make_kunique<config, rcu_family<>>(gfp::kernel, 1U, i);

		ASSERT(next);
		p = std::move(next);
		EXPECT(!next);
		EXPECT_EQ(high_of(p), i + 1);
	}
	/* each after a grace period */
	EXPECT_EQ(kalloc_kunit_rcu_frees, 98U);
	p = nullptr;
	EXPECT_EQ(kalloc_kunit_rcu_frees, 99U);
	EXPECT_EQ(high_of(p), 0U);

	pointer first(make_kunique<config, rcu_family<>>(gfp::kernel, 3U, 4U));
	EXPECT_EQ(high_of(first), 7U);
	fail_first(test, [&] {
		pointer::owner none = make_kunique<config, rcu_family<>>(gfp::kernel, 1U, 1U);
		EXPECT(!none);
	});
	EXPECT_EQ(high_of(first), 7U);
}

void is_replaced_under_a_lock(kunit *test)
{
	mutex lock;
	pointer p(make_kunique<config, rcu_family<>>(gfp::kernel, 1U, 2U));
	auto next = make_kunique<config, rcu_family<>>(gfp::kernel, 3U, 4U);

	ASSERT(next);
	{
		const mutex_guard guard(lock);

		const config *last = p.last(guard);

		ASSERT(last);
		next->high += last->high;
	}
	kalloc_kunit_rcu_frees = 0;
	atomically([&] { p.swap(next); });
	EXPECT_EQ(kalloc_kunit_rcu_frees, 0U);
	EXPECT_EQ(high_of(p), 9U);
	ASSERT(next);
	EXPECT_EQ(next->high, 2U);
	spinlock spin;
	{
		const spin_guard guard(spin);

		const config *last = p.last(guard);

		ASSERT(last);
		EXPECT_EQ(last->high, 6U);
	}
}

void any_that_kvfree_frees(kunit *test)
{
	auto v = make_kunique<config[], rcu_family<vmalloc_family>>(gfp::kernel,
								    opaque(size_t{1000}));
	auto k = make_kunique<config, rcu_family<kvmalloc_family>>(gfp::kernel, 1U, 2U);

	EXPECT(v && k);
	kalloc_kunit_rcu_frees = 0;
	v.reset();
	k.reset();
	EXPECT_EQ(kalloc_kunit_rcu_frees, 2U);
}

struct session {
	u32 id;
	kref refs;
};

kref &count_of(session &s)
{
	return s.refs;
}

void look_up_finds_or_not(kunit *test)
{
	using shared = kshared_ptr<session, rcu_family<>>;
	shared s = make_kunique<session, rcu_family<>>(gfp::kernel, 5U);

	ASSERT(s);
	session *p = opaque(s.get());
	const auto look_up = [p] {
		const rcu_read_guard guard;

		return shared::share_unless_gone(p);
	};
	auto found = look_up();
	EXPECT(found == s);
	ASSERT(found);
	s.reset();
	EXPECT_EQ(found->id, 5U);
	kalloc_kunit_rcu_frees = 0;
	found.reset();
	EXPECT_EQ(kalloc_kunit_rcu_frees, 1U);
}

} // namespace

static kunit_case rcu_cases[] = {
	KUNIT_CASE(replaces),
	KUNIT_CASE(is_replaced_under_a_lock),
	KUNIT_CASE(any_that_kvfree_frees),
	KUNIT_CASE(look_up_finds_or_not),
	{},
};
static kunit_suite rcu_suite = {
	.name = "kalloc_rcu",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = rcu_cases,
};

kunit_test_suite(rcu_suite);
