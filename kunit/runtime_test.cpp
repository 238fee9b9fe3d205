/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a module has of the C++ runtime, and that the numbers are the kernel's. */
#include "test.h"

namespace kalloc::test {

/*
 * Calls a virtual function while there is none: while the base is constructed. With
 * a name other files could use, lest the compiler knows every class there is.
 */
struct too_early {
	too_early()
	{
		call(this);
	}
	virtual ~too_early() = default;
	virtual void missing() = 0;
	static void call(too_early *self)
	{
		static_cast<too_early *>(kalloc_kunit_same(self))->missing();
	}
};
struct late : too_early {
	bool called = false;
	void missing() override
	{
		called = true;
	}
};

} // namespace kalloc::test

namespace {

struct shape {
	virtual ~shape() = default;
	virtual int sides() const = 0;
	/* calls sides() before there is one */
	int early() const
	{
		return sides();
	}
};

/* its destructor is its key function: the vtable is in this file, not shared */
struct square : shape {
	~square() override;
	int sides() const override
	{
		return 4;
	}
};
square::~square() = default;

struct alignas(64) padded : shape {
	int sides() const override
	{
		return 64;
	}
};

void virtual_functions(kunit *test)
{
	kunique_ptr<shape> s = make_kunique<square>(gfp::kernel);
	ASSERT(s);
	EXPECT_EQ(s->early(), 4);
	s = make_kunique<padded>(gfp::kernel);
	ASSERT(s);
	EXPECT_EQ(s->sides(), 64);
}

void pure_virtual_call_warns(kunit *test)
{
	kalloc_kunit_expect_warning(KALLOC_WARNS_PURE_VIRTUAL);
	auto l = make_kunique<late>(gfp::kernel);
	ASSERT(l);
	EXPECT(!l->called);
}

/* Nothing calls it but a mistake that check_object.sh did not see; it leaks. */
void operator_delete_warns(kunit *test)
{
	auto p = make_kunique<u64>(gfp::kernel, 5U);

	ASSERT(p);
	kalloc_kunit_expect_warning(KALLOC_WARNS_OPERATOR_DELETE);
	kalloc_kunit_operator_delete(p.get());
	EXPECT_EQ(*p, 5U);
}

void error_numbers(kunit *test)
{
	static_assert(ENOMEM == 12 && EINVAL == 22 && EFAULT == 14 && EBUSY == 16);
	EXPECT_EQ(-ENOMEM, -12);
}

} // namespace

constinit kunit_case kalloc_runtime_cases[] = {
	KALLOC_CASE(virtual_functions),
	KALLOC_CASE(pure_virtual_call_warns),
	KALLOC_CASE(operator_delete_warns),
	KALLOC_CASE(error_numbers),
	{},
};
