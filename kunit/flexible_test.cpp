/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kflex_ptr: a header and its trailing array. */
#include "test.h"

namespace {

struct ring {
	u32 capacity;
	u32 mask;
	u64 slots[];
};
using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;

/* the array begins before the struct ends */
struct packed_tail {
	u64 id;
	u8 length;
	u8 data[];
};
using tail_owner = kflex_ptr<&packed_tail::data, &packed_tail::length>;

/* no count of its own, objects at the end, and one in front */
struct batch : counted {
	u64 *order;
	trailing<counted> jobs[];

	explicit batch(int id, u64 *order = nullptr) : counted(id), order(order) {}
	~batch()
	{
#ifndef __clang_analyzer__ /* to which the elements lie over the header, see flexible.h */
		if (order)
			*order = static_cast<u64>(alive);
#endif
	}
	batch(const batch &) = delete;
	batch &operator=(const batch &) = delete;
};
using batch_owner = kflex_ptr<&batch::jobs>;

struct alignas(64) line {
	u32 n;
	u32 words[];
};
using line_owner = kflex_ptr<&line::words, &line::n>;

struct signed_count {
	s8 n;
	u8 data[];
};

static_assert(sizeof(ring_owner) == 2 * sizeof(void *));
static_assert(std::is_same_v<ring_owner::header_type, ring>);
static_assert(std::is_same_v<ring_owner::element_type, u64>);
static_assert(std::is_same_v<batch_owner::element_type, counted>);
static_assert(!std::is_copy_constructible_v<ring_owner> && !std::is_copy_assignable_v<ring_owner>);
static_assert(swaps_safely<ring_owner>);
static_assert(!std::is_constructible_v<ring_owner, ring *>);
static_assert(relocatable<ring_owner>);
/* what the header can count, and what there is memory for */
static_assert(tail_owner::max_size == 255);
static_assert(kflex_ptr<&signed_count::data, &signed_count::n>::max_size == 127);
static_assert(kflex_ptr<&signed_count::data>::max_size == kmalloc_max_size - sizeof(signed_count));
template <class Owner>
concept adopts_a_count = requires(typename Owner::header_type *p) { Owner::adopt(p, 3); };
static_assert(adopts_a_count<batch_owner> && !adopts_a_count<ring_owner>);
static_assert(ring_owner::max_size == (kmalloc_max_size - sizeof(ring)) / sizeof(u64));

void empty_owner(kunit *test)
{
	ring_owner none;
	const ring_owner null = nullptr;

	EXPECT(!none && none == nullptr && none.empty());
	EXPECT(!null && null.get() == nullptr);
	EXPECT_EQ(none.size(), 0U);
	EXPECT_EQ(none.get(), static_cast<ring *>(nullptr));
	EXPECT_EQ(none.release(), static_cast<ring *>(nullptr));
	none.reset();
	for (const u64 slot : none)
		EXPECT_EQ(slot, 1U);
	EXPECT(!truth(ring_owner::adopt(nullptr)));
	EXPECT_EQ(ring_owner::adopt(nullptr).size(), 0U);
	EXPECT(!truth(batch_owner::adopt(nullptr, 3)));
}

void makes(kunit *test)
{
	auto r = ring_owner::make(gfp::kernel, 16);
	if (!r)
		return;
	r->mask = 15;
	r[3] = 42;
	ASSERT(r);
	EXPECT_EQ(r->capacity, 16U);
	EXPECT_EQ((*r).mask, 15U);
	EXPECT_EQ(r.size(), 16U);
	EXPECT_EQ(r->slots[3], 42U);
	EXPECT_EQ(r.data(), &r->slots[0]);
	EXPECT_EQ(r.size_bytes(), 16 * sizeof(u64));
	u64 sum = 0;
	for (const u64 slot : std::as_const(r))
		sum += slot;
	EXPECT_EQ(sum, 42U);
	EXPECT_EQ(r.span().size(), 16U);
	EXPECT_EQ(std::as_const(r)->mask, 15U);
	EXPECT_EQ((*std::as_const(r)).mask, 15U);
	EXPECT_EQ(std::as_const(r).get(), r.get());
	r.zero();
	EXPECT_EQ(r[3], 0U);
	EXPECT_EQ(r->mask, 15U);
}

/* memory is dirtied and freed first, so that zeroes are not luck */
void value_initialises(kunit *test)
{
	for (int i = 0; i < 32; i++) {
		auto w = ring_owner::make_for_overwrite(gfp::kernel, 16);

		ASSERT(w);
		EXPECT_EQ(w->capacity, 16U);
		__builtin_memset(w.get(), 0xa5, sizeof(ring) + w.size_bytes());
		asm volatile("" : : "r"(w.get()) : "memory");
	}
	for (int i = 0; i < 32; i++) {
		auto r = ring_owner::make(gfp::kernel, 16);
		auto m = ring_owner::make(gfp::kernel, 16, 0, 15);

		ASSERT(r && m);
		EXPECT_EQ(r->mask, 0U);
		EXPECT_EQ(m->mask, 15U);
		EXPECT_EQ(m->capacity, 16U);
		for (size_t slot = 0; slot < 16; slot++) {
			EXPECT_EQ(r[slot], 0U);
			EXPECT_EQ(m[slot], 0U);
		}
	}
}

void header_alone(kunit *test)
{
	auto r = ring_owner::make(gfp::kernel, 0);

	ASSERT(r);
	EXPECT(r.empty());
	EXPECT_EQ(r->capacity, 0U);
	r->mask = 1;
	r[0] = 1;
	EXPECT(reported(0, 1, 0));
}

void out_of_range(kunit *test)
{
	auto r = ring_owner::make(gfp::kernel, 4);

	ASSERT(r);
	r[opaque(size_t{4})] = 1;
	EXPECT(reported(4, 1, 4));
	/* what the header says is no bound of the owner's */
	r->capacity = 100;
	r[opaque(size_t{99})] = 1;
	EXPECT(reported(99, 1, 4));
}

/* the size is struct_size(), which is what C frees and KASAN sees */
void laid_out_as_in_c(kunit *test)
{
	auto t = tail_owner::make(gfp::kernel, 100);

	ASSERT(t);
	EXPECT_EQ(t.data(), &t->data[0]);
	EXPECT_EQ(reinterpret_cast<u8 *>(t.get()) + 9, t.data());
	EXPECT_EQ(t->length, 100);
	t.back() = 7;
	packed_tail *raw = t.release();

	EXPECT(!t);
	EXPECT_EQ(raw->data[99], 7);
	kalloc_kunit_kfree(raw);

	const size_t bytes = sizeof(packed_tail) + 5;
	raw = static_cast<packed_tail *>(kalloc_kunit_kmalloc(bytes));
	ASSERT(raw);
	raw->length = 5;
	auto adopted = tail_owner::adopt(raw);
	ASSERT(adopted);
	EXPECT_EQ(adopted.size(), 5U);
	EXPECT_EQ(adopted.get(), raw);
}

void asks_for_what_it_needs(kunit *test)
{
	using family_owner = kflex_ptr<&ring::slots, &ring::capacity, recorded_family>;

	family_owner::make(gfp::kernel, 5).reset();
	EXPECT_EQ(recorded_family::asked, sizeof(ring) + 5 * sizeof(u64));
	EXPECT_EQ(recorded_family::aligned, alignof(ring));
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO});
	family_owner::make_for_overwrite(gfp::kernel, 5).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
	/* what is over-aligned is a multiple of it */
	kflex_ptr<&line::words, &line::n, recorded_family>::make(gfp::kernel, 17).reset();
	EXPECT_EQ(recorded_family::asked, 192U);
	EXPECT_EQ(recorded_family::aligned, 64U);
}

void alignments(kunit *test)
{
	for (size_t n = 0; n < 100; n += 7) {
		auto a = line_owner::make(gfp::kernel, n);
		auto b = kflex_ptr<&line::words, &line::n, kvmalloc_family>::make(gfp::kernel, n);

		ASSERT(a && b);
		EXPECT_EQ(reinterpret_cast<size_t>(a.get()) % 64, 0U);
		EXPECT_EQ(reinterpret_cast<size_t>(b.get()) % 64, 0U);
	}
}

void objects(kunit *test)
{
	u64 alive_at_the_end = 9;
	{
		auto b = batch_owner::make(gfp::kernel, 3, 7, &alive_at_the_end);

		ASSERT(b);
		EXPECT_EQ(counted::alive, 4);
		EXPECT_EQ(b->id, 7);
		EXPECT_EQ(b.size(), 3U);
		b[2].id = 20;
		b[0].id = 5;

		auto moved = std::move(b);
		EXPECT(!b && b.empty()); /* NOLINT(*-move,*.Move): empty is the contract */
		ASSERT(moved);
		EXPECT_EQ(counted::alive, 4);
		EXPECT_EQ(moved[2].id, 20);
		moved.reset();
		EXPECT(!moved && moved.empty() && moved.size() == 0);
		moved.reset();
	}
	/* the elements went first, and the header last */
	EXPECT_EQ(alive_at_the_end, 1U);
	EXPECT_EQ(counted::alive, 0);
	EXPECT_EQ(counted::last, 7);
}

void assigns_and_swaps(kunit *test)
{
	auto a = batch_owner::make(gfp::kernel, 1, 1);
	auto b = batch_owner::make(gfp::kernel, 2, 2);

	ASSERT(a && b);
	swap(a, b);
	EXPECT_EQ(a.size(), 2U);
	EXPECT_EQ(b->id, 1);
	a = std::move(b);
	ASSERT(a);
	EXPECT_EQ(a.size(), 1U);
	EXPECT_EQ(counted::alive, 2);

	auto [header, n] = a.release();
	EXPECT(!a && a.size() == 0);
	EXPECT_EQ(n, 1U);
	auto back = batch_owner::adopt(header, n);
	ASSERT(back);
	EXPECT_EQ(back->id, 1);
	back = nullptr;
	EXPECT_EQ(counted::alive, 0);
}

void taken_by_c(kunit *test)
{
	auto r = ring_owner::make(gfp::kernel, 2);

	ASSERT(r);
	ring *kept_by_c = r.get();
	r.taken_by_c();
	EXPECT(!r);
	EXPECT_EQ(kept_by_c->capacity, 2U);
	kalloc_kunit_kfree(kept_by_c);
}

void refuses_what_does_not_fit(kunit *test)
{
	const size_t over = opaque(ring_owner::max_size + 1);

	EXPECT(!truth(ring_owner::make(gfp::kernel | gfp::nowarn, over)));
	EXPECT(!truth(ring_owner::make(gfp::kernel, opaque(~size_t{0}))));
	/* wraps around to the header and 8 bytes */
	EXPECT(!truth(ring_owner::make(gfp::kernel, opaque((size_t{1} << 61) + 1))));
	EXPECT(!truth(ring_owner::make_for_overwrite(gfp::kernel, opaque(size_t{1} << 61))));
	/* the header could not say how many */
	EXPECT(truth(tail_owner::make(gfp::kernel, 255)));
	EXPECT(!truth(tail_owner::make(gfp::kernel, opaque(size_t{256}))));
}

void families(kunit *test)
{
	using large = kflex_ptr<&ring::slots, &ring::capacity, kvmalloc_family>;
	using virt = kflex_ptr<&ring::slots, &ring::capacity, vmalloc_family>;

	auto k = large::make(gfp::kernel, 100000);
	auto v = virt::make(gfp::kernel, 100000);

	ASSERT(k && v);
	k.back() = 1;
	v.back() = 1;
	EXPECT_EQ(k[99998], 0U);
	EXPECT(kalloc_kunit_is_vmalloc(v.get()));
}

template <class Family>
void fails_empty(kunit *test)
{
	fail_each_allocation(test, [test] {
		auto b = kflex_ptr<&batch::jobs, nullptr, Family>::make(gfp::kernel | gfp::nowarn,
									3, 1);

		EXPECT_EQ(counted::alive, b ? 4 : 0);
		EXPECT_EQ(b.size(), b ? 3U : 0U);
	});
	EXPECT_EQ(counted::alive, 0);
}

void out_of_memory(kunit *test)
{
	fail_first(test, [test] { EXPECT(!truth(ring_owner::make(gfp::kernel, 4))); });
	fail_first(test,
		   [test] { EXPECT(!truth(ring_owner::make_for_overwrite(gfp::atomic, 4))); });
	fails_empty<kmalloc_family>(test);
	fails_empty<vmalloc_family>(test);
	fails_empty<kvmalloc_family>(test);
}

} // namespace

static kunit_case flexible_cases[] = {
	KUNIT_CASE(empty_owner),
	KUNIT_CASE(makes),
	KUNIT_CASE(value_initialises),
	KUNIT_CASE(header_alone),
	KUNIT_CASE(out_of_range),
	KUNIT_CASE(laid_out_as_in_c),
	KUNIT_CASE(asks_for_what_it_needs),
	KUNIT_CASE(alignments),
	KUNIT_CASE(objects),
	KUNIT_CASE(assigns_and_swaps),
	KUNIT_CASE(taken_by_c),
	KUNIT_CASE(refuses_what_does_not_fit),
	KUNIT_CASE(families),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite flexible_suite = {
	.name = "kalloc_flexible",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = flexible_cases,
};

kunit_test_suite(flexible_suite);
