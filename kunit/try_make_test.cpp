/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* try_make_kunique: objects whose initialisation may fail. */
#include "test.h"

namespace {

struct part {
	counted c{1};
	int ready = 0;

	int init(int id, int err)
	{
		c.id = id;
		ready = !err;
		return err;
	}
};

/* must not move, and is made nowhere else */
struct whole {
	counted first{2};
	spinlock lock;
	part second;
	kunique_ptr<counted> third;
	kvector<u32> fourth;
	whole *self = this;

	explicit whole(made_in_place) {}
	whole(const whole &) = delete;
	whole &operator=(const whole &) = delete;

	int init(int &&moved, int err, size_t n)
	{
		first.id = moved;
		if (const int failed = second.init(8, err))
			return failed;
		third = make_kunique<counted>(gfp::kernel, 9);
		return third ? fourth.reserve(n) : -ENOMEM;
	}
};
static_assert(!std::is_default_constructible_v<whole> &&
	      !std::is_default_constructible_v<made_in_place>);

void makes(kunit *test)
{
	kunique_ptr<whole> p;

	ASSERT(!try_make_kunique(p, gfp::kernel, 7, 0, 4U));
	ASSERT(p);
	EXPECT_EQ(p->self, p.get());
	EXPECT_EQ(p->first.id, 7);
	EXPECT_EQ(p->third->id, 9);
	EXPECT_EQ(p->fourth.capacity() >= 4, true);
	EXPECT_EQ(counted::alive, 3);
	p.reset();
	/* the last member went first */
	EXPECT_EQ(counted::last, 7);
	EXPECT_EQ(counted::alive, 0);
}

/* what is there is undone, and the owner keeps what it had */
void init_fails(kunit *test)
{
	kunique_ptr<whole> p;

	EXPECT_EQ(try_make_kunique(p, gfp::kernel, 7, -EBUSY, 4U), -EBUSY);
	EXPECT(!p);
	EXPECT_EQ(counted::alive, 0);
	ASSERT(!try_make_kunique(p, gfp::kernel, 1, 0, 4U));
	EXPECT_EQ(try_make_kunique(p, gfp::kernel, 2, 0, ~size_t{0}), -EOVERFLOW);
	ASSERT(p);
	EXPECT_EQ(p->first.id, 1);
	EXPECT_EQ(counted::alive, 3);
	ASSERT(!try_make_kunique(p, gfp::kernel, 3, 0, 4U));
	EXPECT_EQ(p->first.id, 3);
	EXPECT_EQ(counted::alive, 3);
}

/* without a constructor of its own it is zeroed */
void plain(kunit *test)
{
	struct simple {
		u64 a, b[20];

		int init()
		{
			return b[19] == 0 ? 0 : -EINVAL;
		}
	};
	kunique_ptr<simple> p;
	kunique_ptr<simple, kvmalloc_family> k;

	for (int i = 0; i < 32; i++) {
		ASSERT(!try_make_kunique(p, gfp::kernel));
		__builtin_memset(p.get(), 0xa5, sizeof(*p));
	}
	EXPECT_EQ(try_make_kunique(k, gfp::kernel), 0);
	EXPECT(k);
}

void out_of_memory(kunit *test)
{
	fail_each_allocation(test, [test] {
		kunique_ptr<whole> p;
		const int err = try_make_kunique(p, gfp::kernel, 7, 0, 4U);

		EXPECT_EQ(err, p ? 0 : -ENOMEM);
		EXPECT_EQ(counted::alive, p ? 3 : 0);
	});
	EXPECT_EQ(counted::alive, 0);
}

} // namespace

static kunit_case try_make_cases[] = {
	KUNIT_CASE(makes), KUNIT_CASE(init_fails), KUNIT_CASE(plain), KUNIT_CASE(out_of_memory), {},
};
static kunit_suite try_make_suite = {
	.name = "kalloc_try_make",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = try_make_cases,
};

kunit_test_suite(try_make_suite);
