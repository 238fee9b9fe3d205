/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners that a device has, until its driver is unbound: give_to.h */
#include "test.h"

namespace {

/* in which order they ended, as decimal digits */
constinit u32 ended = 0;

struct part {
	u32 digit;

	explicit part(u32 digit) : digit(digit) {}
	part(const part &) = delete;
	part &operator=(const part &) = delete;
	~part()
	{
		ended = 10 * ended + digit;
	}
};

struct session : kref {
	counted here;
};

void ends_with_the_binding(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	auto owner = make_kunique<counted>(gfp::kernel, 7);
	const counted *const mine = owner.get();
	const counted *given = give_to(dev, std::move(owner));

	EXPECT(!owner); /* NOLINT(*-move,*.Move): empty is the contract */
	ASSERT(given);
	EXPECT(given == mine);
	EXPECT_EQ(given->id, 7);
	EXPECT_EQ(counted::alive, 1);
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 0);
	EXPECT_EQ(counted::last, 7);
	/* a new binding knows nothing of it */
	ASSERT(kalloc_kunit_bound_device() == dev);
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 0);
}

void ends_in_order(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	ended = 0;
	const part *first = give_to(dev, make_kunique<part>(gfp::kernel, 1U));
	const int err = kalloc_kunit_at_unbind([](void *) { ended = 10 * ended + 2; }, nullptr);
	const part *third = give_to(dev, make_kunique<part>(gfp::kernel, 3U));

	EXPECT(first && !err && third);
	kalloc_kunit_unbind();
	EXPECT_EQ(ended, 321U);
}

void any_owner(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	const int refs = kalloc_kunit_device_refs();
	counted *objects = give_to(dev, make_kunique<counted[]>(gfp::kernel, 3));
	u32 *numbers = give_to(
		dev, make_kunique<u32[], vmalloc_family>(gfp::kernel, opaque(size_t{1000})));
	const kspan<u8> bytes =
		give_to(dev, kbuffer<any_contiguity<gfp::kernel | gfp::zero>>::make(100000));
	const kspan<u32> four = give_to(dev, kbuffer<contiguous<gfp::kernel>, u32, 4>::make());
	const kspan<u32> ring = give_to(dev, kbuffer<dma_coherent<gfp::kernel>, u32>::make(dev, 8));
	u64 *mail = give_to(dev, make_kunique<u64, dma_family>(dev, gfp::kernel, u64{5}));

	EXPECT_EQ(kalloc_kunit_device_refs(), refs);
	EXPECT(objects && numbers);
	ASSERT(mail);
	EXPECT_EQ(counted::alive, 3);
	ASSERT(bytes.size() == 100000 && four.size() == 4 && ring.size() == 8);
	EXPECT_EQ(bytes[99999] + ring[7], 0U);
	EXPECT_EQ(*mail, 5U);

	kshared_ptr<session> mine = make_kunique<session>(gfp::kernel);
	ASSERT(mine);
	auto other = mine;
	EXPECT(give_to(dev, std::move(other)) == mine.get());
	EXPECT_EQ(kalloc_kunit_kref_read(mine.get()), 2U);
	kalloc_kunit_unbind();
	EXPECT_EQ(kalloc_kunit_kref_read(mine.get()), 1U);
	EXPECT_EQ(counted::alive, 1);
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	auto owner = make_kunique<counted>(gfp::kernel, 7);
	auto buffer = kbuffer<contiguous<gfp::kernel>, u32>::make(4);
	kshared_ptr<session> shared = make_kunique<session>(gfp::kernel);
	ASSERT(owner && buffer && shared);
	fail_first(test, [&] { EXPECT(!give_to(dev, std::move(owner))); });
	fail_first(test, [&] { EXPECT(give_to(dev, std::move(buffer)).empty()); });
	fail_first(test, [&] { EXPECT(!give_to(dev, std::move(shared))); });
	/* still the caller's */
	EXPECT(owner && owner->id == 7); /* NOLINT(*-move,*.Move) */
	EXPECT_EQ(buffer.size(), 4U);    /* NOLINT(*-move,*.Move) */
	EXPECT(shared);                  /* NOLINT(*-move,*.Move) */
	/* what was made in the call is not left behind */
	fail_each(test, [&] {
		const int before = counted::alive;
		const counted *p = give_to(dev, make_kunique<counted>(gfp::kernel, 8));

		EXPECT_EQ(counted::alive, before + (p != nullptr));
	});
	/* nothing of what is empty is given */
	EXPECT(!give_to(dev, kunique_ptr<counted>()));
	EXPECT(give_to(dev, kbuffer<contiguous<gfp::kernel>>()).empty());
	EXPECT(!give_to(nullptr, std::move(owner)));
	EXPECT(owner); /* NOLINT(*-move,*.Move) */
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 2);
}

void needs_a_driver(kunit *test)
{
	static bool once;
	auto owner = make_kunique<counted>(gfp::kernel, 7);

	ASSERT(owner);
	if (!std::exchange(once, true))
		kalloc_kunit_expect_warning("kalloc: no driver is bound to kalloc_kunit");
	EXPECT(!give_to(kalloc_kunit_device(), std::move(owner)));
	EXPECT(owner); /* NOLINT(*-move,*.Move) */
}

} // namespace

static kunit_case give_to_cases[] = {
	KUNIT_CASE(ends_with_the_binding), KUNIT_CASE(ends_in_order),  KUNIT_CASE(any_owner),
	KUNIT_CASE(out_of_memory),         KUNIT_CASE(needs_a_driver), {},
};
static kunit_suite give_to_suite = {
	.name = "kalloc_give_to",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = give_to_cases,
};

kunit_test_suite(give_to_suite);
