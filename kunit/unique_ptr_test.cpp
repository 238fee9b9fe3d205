/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunique_ptr<T> and make_kunique, for one object. */
#include "test.h"

namespace {

static_assert(sizeof(kunique_ptr<u64>) == sizeof(u64 *));
static_assert(sizeof(kunique_ptr<u64, vmalloc_family>) == sizeof(u64 *));
static_assert(sizeof(kunique_ptr<u64, kvmalloc_family>) == sizeof(u64 *));
static_assert(sizeof(kunique_ptr<u64, dma_family>) == sizeof(u64 *) + sizeof(dma_family));
static_assert(std::is_same_v<kunique_ptr<u64>::element_type, u64>);
static_assert(std::is_same_v<kunique_ptr<u64>::family_type, kmalloc_family>);
static_assert(!std::is_copy_constructible_v<kunique_ptr<u64>>);
static_assert(!std::is_copy_assignable_v<kunique_ptr<u64>>);
static_assert(swaps_safely<kunique_ptr<u64>> && swaps_safely<kunique_ptr<u64, dma_family>>);
static_assert(std::is_nothrow_constructible_v<kunique_ptr<const u64>, kunique_ptr<u64>>);
/* no way in from a bare pointer, no silent way out */
static_assert(!std::is_constructible_v<kunique_ptr<u64>, u64 *>);
static_assert(!std::is_convertible_v<kunique_ptr<u64>, bool>);
/* only what is sound converts, within one family */
static_assert(std::is_convertible_v<kunique_ptr<u64>, kunique_ptr<const u64>>);
static_assert(!std::is_convertible_v<kunique_ptr<const u64>, kunique_ptr<u64>>);
static_assert(!std::is_convertible_v<kunique_ptr<u64>, kunique_ptr<u32>>);
static_assert(!std::is_convertible_v<kunique_ptr<u64, vmalloc_family>, kunique_ptr<u64>>);
static_assert(!std::is_convertible_v<kunique_ptr<u64, kvmalloc_family>, kunique_ptr<u64>>);
static_assert(std::is_convertible_v<kunique_ptr<u64>, kunique_ptr<u64, kvmalloc_family>>);
static_assert(!std::is_assignable_v<kunique_ptr<u64> &, kunique_ptr<u64, kvmalloc_family>>);

template <class Owner>
concept has_dma = requires(const Owner &owner) { owner.dma(); };
static_assert(!has_dma<kunique_ptr<u64, dma_family>> && !has_dma<kunique_ptr<u64>>);
static_assert(has_dma<dma_shared<kunique_ptr<u64, dma_family>>>);

static_assert(zeroed_is_initialised<u64> && zeroed_is_initialised<u64 *>);
static_assert(!zeroed_is_initialised<counted> && !zeroed_is_initialised<u64 counted::*>);

struct plain {
	u64 a[9];
};

struct point {
	int x, y;
};

/* size, alignment: around the caches, a page, and kmalloc's largest */
template <size_t Size, size_t Align>
struct alignas(Align) block {
	u8 bytes[Size];
};

void empty_owner(kunit *test)
{
	kunique_ptr<u64> none;
	const kunique_ptr<u64> null = nullptr;

	EXPECT(!none);
	EXPECT(none == nullptr);
	EXPECT(!null);
	EXPECT_EQ(none.get(), static_cast<u64 *>(nullptr));
	none.reset();
	EXPECT_EQ(none.release(), static_cast<u64 *>(nullptr));
}

enum speed { SLOW = 1, FAST = 200 };
struct small {
	u8 lanes;
	u16 mtu;
	char name[2];
	kunique_ptr<u64> moved;
	s8 offset;
	bool on;
	u64 bytes;
};

struct config {
	u8 lanes;
	u16 mtu;
};

struct nested {
	config first;
	u32 values[2];
	speed s;
};

/* constants that fit, of whatever type, and what all of its type fits */
void narrows_constants_that_fit(kunit *test)
{
	u32 bytes = 7;
	constexpr int mtu = 1500;
	auto p = make_kunique<small>(gfp::kernel, FAST, mtu, 'a', 98,
				     make_kunique<u64>(gfp::kernel, 5), -128, 1, bytes);
	auto c = make_kunique<config>(gfp::kernel, 4, 1500);
	auto n = make_kunique<nested>(gfp::kernel, config{4, 1500}, bytes, 2, FAST);
	auto highest = make_kunique<u8>(gfp::kernel, 255);
	kvector<small> v;

	ASSERT(c && n && p && highest && p->moved);
	EXPECT_EQ(n->first.mtu, 1500);
	EXPECT_EQ(n->values[1], 2U);
	EXPECT_EQ(c->lanes, 4);
	EXPECT_EQ(c->mtu, 1500);
	EXPECT_EQ(p->lanes, 200);
	EXPECT_EQ(p->mtu, 1500);
	EXPECT_EQ(p->name[1], 'b');
	EXPECT_EQ(*p->moved, 5U);
	EXPECT_EQ(p->offset, -128);
	EXPECT_EQ(p->on, true);
	EXPECT_EQ(p->bytes, 7U);
	EXPECT_EQ(*highest, 255);

	ASSERT(!v.emplace_back(1, 65535, 'a', 98, nullptr, 127, 0, bytes));
	EXPECT_EQ(v[0].mtu, 65535);
	EXPECT_EQ(v[0].offset, 127);
}

void forwards_arguments(kunit *test)
{
	auto c = make_kunique<counted>(gfp::kernel, 7);
	auto p = make_kunique<point>(gfp::kernel, 1, 2);
	int target = 3;
	struct refers {
		int *r;
		kunique_ptr<u64> moved;
		refers(int &r, kunique_ptr<u64> &&m) : r(&r), moved(std::move(m)) {}
	};
	auto source = make_kunique<u64>(gfp::kernel, 5U);
	auto *address = source.get();
	auto f = make_kunique<refers>(gfp::kernel, target, std::move(source));

	ASSERT(c && p && f);
	EXPECT_EQ(c->id, 7);
	EXPECT_EQ((*c).id, 7);
	EXPECT_EQ(p->x, 1);
	EXPECT_EQ(p->y, 2);
	*f->r = 4;
	EXPECT_EQ(target, 4);
	EXPECT_EQ(f->moved.get(), address);
}

/* memory is dirtied and freed first, so that zeroes are not luck */
template <class T>
void dirty(kunit *test)
{
	for (int i = 0; i < 32; i++) {
		auto p = make_kunique_for_overwrite<T>(gfp::kernel);

		ASSERT(p);
		__builtin_memset(static_cast<void *>(p.get()), 0xa5, sizeof(T));
		asm volatile("" : : "r"(p.get()) : "memory");
	}
}

void value_initialises(kunit *test)
{
	struct with_constructor {
		int set = 11;
		int rest;
		explicit with_constructor(int r = 12) : rest(r) {}
	};

	dirty<plain>(test);
	for (int i = 0; i < 32; i++) {
		auto p = make_kunique<plain>(gfp::kernel);
		auto n = make_kunique<u64>(gfp::kernel);
		auto c = make_kunique<with_constructor>(gfp::kernel);

		ASSERT(p && n && c);
		for (const u64 a : p->a)
			EXPECT_EQ(a, 0U);
		EXPECT_EQ(*n, 0U);
		EXPECT_EQ(c->set, 11);
		EXPECT_EQ(c->rest, 12);
	}
	/* zero bits are not a null pointer to member */
	auto m = make_kunique<int point::*>(gfp::kernel);
	ASSERT(m);
	EXPECT(*m == nullptr);
}

void asks_for_what_it_needs(kunit *test)
{
	struct alignas(64) wide {
		u8 bytes[128];
	};

	make_kunique<wide, recorded_family>(gfp::kernel).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO});
	EXPECT_EQ(recorded_family::asked, 128U);
	EXPECT_EQ(recorded_family::aligned, 64U);
	make_kunique_for_overwrite<wide, recorded_family>(gfp::kernel).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
	EXPECT_EQ(recorded_family::asked, 128U);
	EXPECT_EQ(recorded_family::aligned, 64U);
	/* what is constructed is not zeroed as well */
	make_kunique<u64, recorded_family>(gfp::kernel, 1U).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
	make_kunique<counted, recorded_family>(gfp::kernel).reset();
	EXPECT_EQ(recorded_family::gfp, u32{KALLOC_GFP_KERNEL});
}

void for_overwrite_constructs(kunit *test)
{
	auto c = make_kunique_for_overwrite<counted>(gfp::kernel);

	ASSERT(c);
	EXPECT_EQ(counted::alive, 1);
	EXPECT((make_kunique_for_overwrite<plain>(gfp::atomic)));
	EXPECT((make_kunique_for_overwrite<plain, vmalloc_family>(gfp::kernel)));
}

void destroys_once(kunit *test)
{
	{
		auto a = make_kunique<counted>(gfp::kernel, 1);
		ASSERT(a);
		EXPECT_EQ(counted::alive, 1);

		auto b = std::move(a);
		EXPECT(!a); /* NOLINT(*-move,*.Move): empty is the contract */
		ASSERT(b);
		EXPECT_EQ(counted::alive, 1);
		EXPECT_EQ(b->id, 1);
	}
	EXPECT_EQ(counted::alive, 0);
	EXPECT_EQ(counted::last, 1);
}

void move_assignment(kunit *test)
{
	auto a = make_kunique<counted>(gfp::kernel, 1);
	auto b = make_kunique<counted>(gfp::kernel, 2);
	auto &same = b;

	ASSERT(a && b);
	b = std::move(a);
	EXPECT_EQ(counted::alive, 1);
	EXPECT_EQ(counted::last, 2);
	EXPECT_EQ(b->id, 1);
	b = std::move(same);
	ASSERT(b);
	EXPECT_EQ(b->id, 1);
	b = nullptr;
	EXPECT(!b);
	EXPECT_EQ(counted::alive, 0);
}

struct link : counted {
	using counted::counted;
	kunique_ptr<link> next;
};

/* the source goes with what the target owned */
void assignment_from_within(kunit *test)
{
	auto list = make_kunique<link>(gfp::kernel, 1);

	ASSERT(list);
	list->next = make_kunique<link>(gfp::kernel, 2);
	list = std::move(list->next);
	ASSERT(list);
	EXPECT_EQ(list->id, 2);
	EXPECT_EQ(counted::alive, 1);
}

void reset_and_swap(kunit *test)
{
	auto a = make_kunique<counted>(gfp::kernel, 1);
	auto b = make_kunique<counted>(gfp::kernel, 2);

	ASSERT(a && b);
	a.swap(b);
	EXPECT_EQ(a->id, 2);
	EXPECT_EQ(b->id, 1);
	a.swap(a);
	ASSERT(a);
	EXPECT_EQ(a->id, 2);
	swap(a, b);
	EXPECT_EQ(a->id, 1);
	std::swap(a, b);
	EXPECT_EQ(a->id, 2);
	EXPECT_EQ(b->id, 1);
	a.reset();
	EXPECT(!a);
	EXPECT_EQ(counted::last, 2);
	EXPECT_EQ(counted::alive, 1);
	a.reset();
	EXPECT_EQ(counted::alive, 1);
}

/* as an object does that frees itself by way of its owner */
void is_empty_while_destroying(kunit *test)
{
	struct observer {
		kunique_ptr<observer> *owner;
		bool *seen_empty;
		observer(kunique_ptr<observer> *owner, bool *seen_empty)
			: owner(owner), seen_empty(seen_empty)
		{
		}
		observer(const observer &) = delete;
		observer &operator=(const observer &) = delete;
		~observer()
		{
			*seen_empty = *owner == nullptr;
		}
	};
	kunique_ptr<observer> owner;
	bool seen_empty = false;

	owner = make_kunique<observer>(gfp::kernel, &owner, &seen_empty);
	ASSERT(owner);
	owner.reset();
	EXPECT(seen_empty);
}

void release_and_adopt(kunit *test)
{
	auto a = make_kunique<u64>(gfp::kernel, 42U);
	ASSERT(a);
	u64 *raw = a.release();
	EXPECT(!a);
	EXPECT_EQ(*raw, 42U);
	kalloc_kunit_kfree(raw);

	auto b = kunique_ptr<u64>::adopt(static_cast<u64 *>(kalloc_kunit_kmalloc(sizeof(u64))));
	ASSERT(b);
	*b = 1;
	EXPECT(!truth(kunique_ptr<u64>::adopt(nullptr)));

	auto c = make_kunique<counted>(gfp::kernel, 3);
	auto d = kunique_ptr<counted>::adopt(c.release());
	d.reset();
	EXPECT_EQ(counted::alive, 0);
}

void taken_by_c(kunit *test)
{
	auto a = make_kunique<u64>(gfp::kernel, 42U);
	ASSERT(a);
	u64 *kept_by_c = a.get();
	a.taken_by_c();
	EXPECT(!a);
	EXPECT_EQ(*kept_by_c, 42U);
	kalloc_kunit_kfree(kept_by_c);
	a.taken_by_c();
	EXPECT(!a);
}

struct animal {
	virtual ~animal() = default;
	virtual int legs() const = 0;
};
struct named {
	u64 name = 5;
	virtual ~named() = default;
};
struct dog final : named, animal {
	counted c{9};
	int legs() const override
	{
		return 4;
	}
};
/* the base is found by way of the vtable */
struct centaur : named, virtual animal {
	counted c{8};
	int legs() const override
	{
		return 6;
	}
};

/* the base is not where the allocation starts */
void derived_to_base(kunit *test)
{
	kunique_ptr<animal> a;
	{
		auto d = make_kunique<dog>(gfp::kernel);
		ASSERT(d);
		auto *start = static_cast<void *>(d.get());
		a = std::move(d);
		EXPECT(!d); /* NOLINT(*-move,*.Move): empty is the contract */
		EXPECT(static_cast<void *>(a.get()) != start);
	}
	ASSERT(a);
	EXPECT_EQ(a->legs(), 4);
	EXPECT_EQ(counted::alive, 1);
	a.reset();
	EXPECT_EQ(counted::alive, 0);

	a = make_kunique<centaur>(gfp::kernel);
	ASSERT(a);
	EXPECT_EQ(a->legs(), 6);
	a.reset();
	EXPECT_EQ(counted::last, 8);

	const kunique_ptr<animal, vmalloc_family> v =
		make_kunique<dog, vmalloc_family>(gfp::kernel);
	ASSERT(v);
	const kunique_ptr<const u64> constant = make_kunique<u64>(gfp::kernel, 1U);
	ASSERT(constant);
	EXPECT_EQ(*constant, 1U);
}

void compares(kunit *test)
{
	auto d = make_kunique<dog>(gfp::kernel);
	kunique_ptr<animal> a;
	const kunique_ptr<animal, vmalloc_family> none;

	ASSERT(d);
	EXPECT(a != d && a == none && d == d); /* NOLINT(misc-redundant-expression) */
	const animal *at = d.get();
	a = std::move(d);
	EXPECT_EQ(a.get(), at);
	EXPECT(a != d && d == none); /* NOLINT(*-move,*.Move): empty is the contract */
}

/* kvfree() frees what kmalloc() and vmalloc() gave */
void moves_to_kvmalloc(kunit *test)
{
	kunique_ptr<counted, kvmalloc_family> a = make_kunique<counted>(gfp::kernel, 1);
	auto b = make_kunique<counted, vmalloc_family>(gfp::kernel, 2);

	ASSERT(a && b);
	EXPECT_EQ(a->id, 1);
	EXPECT(kalloc_kunit_is_vmalloc(b.get()));
	a = std::move(b);
	EXPECT(!b); /* NOLINT(*-move,*.Move): empty is the contract */
	ASSERT(a);
	EXPECT_EQ(a->id, 2);
	EXPECT_EQ(counted::last, 1);
	a.reset();
	EXPECT_EQ(counted::alive, 0);
	const kunique_ptr<animal, kvmalloc_family> c = make_kunique<dog>(gfp::kernel);
	ASSERT(c);
	EXPECT_EQ(c->legs(), 4);
}

template <size_t Size, size_t Align, class Family = kmalloc_family>
void fits(kunit *test)
{
	using type = block<Size, Align>;

	for (int i = 0; i < 4; i++) {
		auto a = make_kunique_for_overwrite<type, Family>(gfp::kernel);
		auto b = make_kunique_for_overwrite<type, Family>(gfp::kernel);

		ASSERT(a && b);
		EXPECT_EQ(reinterpret_cast<size_t>(a.get()) % Align, 0U);
		EXPECT_EQ(reinterpret_cast<size_t>(b.get()) % Align, 0U);
		__builtin_memset(a.get(), 1, sizeof(type));
		__builtin_memset(b.get(), 2, sizeof(type));
		asm volatile("" : : : "memory");
		EXPECT_EQ(a->bytes[0], 1);
		EXPECT_EQ(a->bytes[Size - 1], 1);
	}
}

/* each cache, the sizes beside its border; KASAN sees a byte too little */
void sizes(kunit *test)
{
	fits<1, 1>(test);
	fits<8, 1>(test);
	fits<9, 1>(test);
	fits<16, 1>(test);
	fits<17, 1>(test);
	fits<32, 1>(test);
	fits<64, 1>(test);
	fits<65, 1>(test);
	fits<96, 1>(test);
	fits<97, 1>(test);
	fits<128, 1>(test);
	fits<129, 1>(test);
	fits<192, 1>(test);
	fits<193, 1>(test);
	fits<256, 1>(test);
	fits<1025, 1>(test);
	fits<page_size - 1, 1>(test);
	fits<page_size, 1>(test);
	fits<page_size + 1, 1>(test);
	fits<2 * page_size, 1>(test);
	fits<2 * page_size + 1, 1>(test);
	fits<kmalloc_max_size, 1>(test);
	fits<kmalloc_max_size + 1, 1, vmalloc_family>(test);
	fits<kmalloc_max_size + 1, 1, kvmalloc_family>(test);
}

void alignments(kunit *test)
{
	fits<1, 16>(test);
	fits<1, 64>(test);
	fits<65, 64>(test);
	fits<129, 64>(test);
	fits<96, 32>(test);
	fits<257, 256>(test);
	fits<1, page_size>(test);
	fits<page_size + 1, page_size>(test);
	fits<65, 64, kvmalloc_family>(test);
	fits<1, page_size, vmalloc_family>(test);
	fits<1, page_size, kvmalloc_family>(test);
}

template <class Family>
void fails_empty(kunit *test)
{
	fail_each_allocation(test, [test] {
		auto p = make_kunique<counted, Family>(gfp::kernel | gfp::nowarn, 1);

		EXPECT_EQ(counted::alive, p ? 1 : 0);
	});
	EXPECT_EQ(counted::alive, 0);
}

void out_of_memory(kunit *test)
{
	fail_first(test, [test] { EXPECT(!truth(make_kunique<counted>(gfp::kernel, 1))); });
	fail_first(test, [test] { EXPECT(!truth(make_kunique<plain>(gfp::atomic))); });
	fail_first(test,
		   [test] { EXPECT(!truth(make_kunique_for_overwrite<plain>(gfp::kernel))); });
	fail_first(test, [test] {
		EXPECT(!truth((make_kunique<plain, vmalloc_family>(gfp::kernel | gfp::nowarn))));
	});
	fails_empty<kmalloc_family>(test);
	fails_empty<vmalloc_family>(test);
	fails_empty<kvmalloc_family>(test);
}

} // namespace

static kunit_case unique_ptr_cases[] = {
	KUNIT_CASE(empty_owner),
	KUNIT_CASE(forwards_arguments),
	KUNIT_CASE(narrows_constants_that_fit),
	KUNIT_CASE(value_initialises),
	KUNIT_CASE(asks_for_what_it_needs),
	KUNIT_CASE(for_overwrite_constructs),
	KUNIT_CASE(destroys_once),
	KUNIT_CASE(move_assignment),
	KUNIT_CASE(assignment_from_within),
	KUNIT_CASE(reset_and_swap),
	KUNIT_CASE(is_empty_while_destroying),
	KUNIT_CASE(release_and_adopt),
	KUNIT_CASE(taken_by_c),
	KUNIT_CASE(derived_to_base),
	KUNIT_CASE(compares),
	KUNIT_CASE(moves_to_kvmalloc),
	KUNIT_CASE(sizes),
	KUNIT_CASE(alignments),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite unique_ptr_suite = {
	.name = "kalloc_unique_ptr",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = unique_ptr_cases,
};

kunit_test_suite(unique_ptr_suite);
