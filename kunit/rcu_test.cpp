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

/* What owns memory itself, and sees when it ends. */
struct table : counted {
	kbuffer<contiguous<gfp::kernel>, u32> entries;
	u32 valid = 0x600df00d;
	static constinit unsigned int waited;

	explicit table(int id = 1)
		: counted(id), entries(kbuffer<contiguous<gfp::kernel>, u32>::make(4))
	{
	}

	~table()
	{
		valid = 0;
		waited = kalloc_kunit_rcu_waits;
	}
};
constinit unsigned int table::waited;

struct shared_table : table {
	kref refs;
};

kref &count_of(shared_table &t)
{
	return t.refs;
}

void destroyed_behind_its_readers(kunit *test)
{
	rcu_pointer<table> p(make_kunique<table, rcu_family<>>(gfp::kernel));
	auto array = make_kunique<table[], rcu_family<>>(gfp::kernel, opaque(size_t{3}));
	kshared_ptr<shared_table, rcu_family<>> shared =
		make_kunique<shared_table, rcu_family<>>(gfp::kernel);

	ASSERT(array && shared);
	EXPECT_EQ(counted::alive, 5);
	/* without a destructor, too, some kernels wait (TINY_RCU) */
	unsigned int before = kalloc_kunit_rcu_waits;
	p = nullptr;
	EXPECT_EQ(table::waited, before + 1);
	EXPECT_EQ(counted::alive, 4);
	before = kalloc_kunit_rcu_waits;
	array.reset();
	EXPECT_EQ(table::waited, before + 1);
	EXPECT_EQ(counted::alive, 1);
	auto other = shared;
	before = kalloc_kunit_rcu_waits;
	shared.reset();
	EXPECT_EQ(kalloc_kunit_rcu_waits, before);
	other.reset();
	EXPECT_EQ(table::waited, before + 1);
	EXPECT_EQ(counted::alive, 0);
}

/* Readers on other CPUs, where there are some, while it is replaced. */
void read_while_it_is_replaced(kunit *test)
{
	struct reader {
		const rcu_pointer<table> *from;
		bool done = false;
		long reads = 0, wrong = 0;

		void read()
		{
			while (!read_once(done)) {
				{
					const rcu_read_guard guard;
					const auto t = from->read(guard);

					wrong += t &&
						 (t->valid != 0x600df00d || t->entries.size() != 4);
				}
				if (++reads % 64 == 0)
					kalloc_kunit_yield();
			}
		}
	};
	rcu_pointer<table> p;
	reader readers[2] = {{&p}, {&p}};

	for (reader &each : readers)
		kalloc_kunit_begin([](void *r) { static_cast<reader *>(r)->read(); }, &each);
	for (int i = 1; i < 20; i++) {
		auto next = make_kunique<table, rcu_family<>>(gfp::kernel, i);

		EXPECT(next && next->entries);
		p = std::move(next);
		EXPECT_EQ(counted::alive, 1);
		kalloc_kunit_yield();
	}
	for (reader &each : readers)
		write_once(each.done, true);
	kalloc_kunit_finish();
	for (const reader &each : readers) {
		EXPECT(each.reads > 0);
		EXPECT_EQ(each.wrong, 0);
	}
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
	KUNIT_CASE(destroyed_behind_its_readers),
	KUNIT_CASE(read_while_it_is_replaced),
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
