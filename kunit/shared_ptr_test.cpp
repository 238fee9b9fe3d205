/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* shared_ptr.h */
#include "test.h"

namespace {

/* the count as a base */
struct based : kref, counted {
	explicit based(int id) : counted(id) {}
};

/* and as a member */
struct plain {
	u32 value;
	kref refs;
};

kref &count_of(plain &p)
{
	return p.refs;
}

using shared = kshared_ptr<based>;

static_assert(sizeof(shared) == sizeof(void *) && relocatable<shared>);
static_assert(std::is_copy_constructible_v<shared> && swaps_safely<shared>);
static_assert(std::is_same_v<kshared_ptr<plain, vmalloc_family>::free_context,
			     vmalloc_family::free_context>);

void last_owner_frees(kunit *test)
{
	shared a = make_kunique<based>(gfp::kernel, 1);

	ASSERT(a);
	EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 1U);
	{
		auto b = a;
		auto c = std::move(b);

		EXPECT(c == a);
		EXPECT(!b);
		EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 2U);
		b = c;
		EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 3U);
		swap(b, c);
		c = nullptr;
		EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 2U);
		EXPECT_EQ(counted::alive, 1);
	}
	EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 1U);
	/* to itself, and to another */
	auto &same = a;
	a = same;
	EXPECT_EQ(kalloc_kunit_kref_read(a.get()), 1U);
	shared other = make_kunique<based>(gfp::kernel, 2);
	ASSERT(other);
	EXPECT_EQ(counted::alive, 2);
	a = other;
	EXPECT_EQ(counted::alive, 1);
	EXPECT_EQ(counted::last, 1);
	a.reset();
	EXPECT_EQ(counted::alive, 1);
	other.reset();
	EXPECT_EQ(counted::alive, 0);
}

void empty_owner(kunit *test)
{
	const shared none;
	shared copy = none;
	shared from = kunique_ptr<based>{};

	EXPECT(!none && !copy && !from && copy == nullptr && none == copy);
	copy.reset();
	const auto unique = copy.into_unique();
	const auto found = shared::share_unless_gone(nullptr);
	EXPECT(!unique && !found);
	EXPECT_EQ(copy.release(), static_cast<based *>(nullptr));
	const auto adopted = shared::adopt(nullptr);
	EXPECT(!adopted);
	fail_first(test, [&] {
		shared failed = make_kunique<based>(gfp::kernel, 1);
		EXPECT(!failed);
	});
}

void unique_and_shared(kunit *test)
{
	auto unique = make_kunique<plain, vmalloc_family>(gfp::kernel, 5U);

	ASSERT(unique);
	plain *p = opaque(unique.get());
	/* who finds it while it has one owner gets none */
	auto found = kshared_ptr<plain, vmalloc_family>::share_unless_gone(p);
	EXPECT(!found);
	kshared_ptr<plain, vmalloc_family> s = std::move(unique);
	EXPECT(!unique);
	EXPECT_EQ(s.get(), p);
	found = s.share_unless_gone(p);
	EXPECT(found == s);
	unique = s.into_unique();
	EXPECT(!unique);
	EXPECT(s);
	found.reset();
	unique = s.into_unique();
	ASSERT(unique);
	EXPECT(!s);
	EXPECT_EQ(unique.get(), p);
	EXPECT_EQ(unique->value, 5U);
	EXPECT_EQ(kalloc_kunit_kref_read(&p->refs), 0U);
	s = std::move(unique);
	EXPECT_EQ(kalloc_kunit_kref_read(&p->refs), 1U);
}

void c_holds_a_reference(kunit *test)
{
	kshared_ptr<plain> s = make_kunique<plain>(gfp::kernel, 5U);

	ASSERT(s);
	kalloc_kunit_kref_get(&s->refs);
	auto from_c = kshared_ptr<plain>::adopt(s.get());
	EXPECT_EQ(kalloc_kunit_kref_read(&s->refs), 2U);
	auto copy = s.share(*s);
	EXPECT_EQ(kalloc_kunit_kref_read(&s->refs), 3U);
	auto *p = opaque(s.release());
	EXPECT_EQ(kalloc_kunit_kref_read(&p->refs), 3U);
	s = kshared_ptr<plain>::adopt(p);
}

void the_gone_is_not_found(kunit *test)
{
	/* as an object is while the last owner destroys it, and a reader still finds it */
	static constinit plain going{};

	const auto none = kshared_ptr<plain>::share_unless_gone(&going);
	EXPECT(!none);
}

void wrong_count_is_saturated(kunit *test)
{
	shared s = make_kunique<based>(gfp::kernel, 1);

	ASSERT(s);
	kalloc_kunit_kref_set(s.get(), 0x7fffffff);
	kalloc_kunit_expect_warning("refcount_t: saturated; leaking memory");
	{
		const auto copy = s;

		kalloc_kunit_expect_warning("refcount_t: underflow; use-after-free");
	}
	EXPECT_EQ(kalloc_kunit_kref_read(s.get()), 0xc0000000U);
	EXPECT_EQ(counted::alive, 1);
	/* one owner too many ends: of that the kernel warns once */
	kalloc_kunit_kref_set(s.get(), 1);
	{
		const auto copy = s;

		kalloc_kunit_kref_set(s.get(), 0);
	}
	EXPECT_EQ(kalloc_kunit_kref_read(s.get()), 0xc0000000U);
	EXPECT_EQ(counted::alive, 1);
	kalloc_kunit_kref_set(s.get(), 1);
}

void owners_are_elements(kunit *test)
{
	shared s = make_kunique<based>(gfp::kernel, 1);
	kvector<shared> all;

	ASSERT(s);
	for (int i = 0; i < 20; i++)
		ASSERT(!all.push_back(s));
	EXPECT_EQ(kalloc_kunit_kref_read(s.get()), 21U);
	all.clear();
	EXPECT_EQ(kalloc_kunit_kref_read(s.get()), 1U);
}

} // namespace

static kunit_case shared_ptr_cases[] = {
	KUNIT_CASE(last_owner_frees),      KUNIT_CASE(empty_owner),
	KUNIT_CASE(unique_and_shared),     KUNIT_CASE(c_holds_a_reference),
	KUNIT_CASE(the_gone_is_not_found), KUNIT_CASE(wrong_count_is_saturated),
	KUNIT_CASE(owners_are_elements),   {},
};
static kunit_suite shared_ptr_suite = {
	.name = "kalloc_shared_ptr",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = shared_ptr_cases,
};

kunit_test_suite(shared_ptr_suite);
