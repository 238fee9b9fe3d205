/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a module has of the C++ runtime, and that the numbers are the kernel's. */
#include "test.h"

#if KALLOC_VERSION < 100
#error "this driver needs kalloc 0.1.0 or newer"
#endif

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
	virtual int missing() = 0;
	int answer = 1;
	static void call(too_early *self)
	{
		self->answer = opaque(self)->missing();
	}
};
struct late : too_early {
	int missing() override
	{
		return 2;
	}
};

} // namespace kalloc::test

namespace {

static_assert(sizeof(u8) == 1 && sizeof(u16) == 2 && sizeof(u32) == 4 && sizeof(u64) == 8);
static_assert(sizeof(s8) == 1 && sizeof(s16) == 2 && sizeof(s32) == 4 && sizeof(s64) == 8);
static_assert(u8(-1) > 0 && u16(-1) > 0 && u32(-1) > 0 && u64(-1) > 0);
static_assert(s8(-1) < 0 && s16(-1) < 0 && s32(-1) < 0 && s64(-1) < 0);
static_assert(std::is_same_v<kalloc::ssize_t, std::make_signed_t<kalloc::size_t>>);
static_assert(sizeof(kalloc::size_t) == 8 && sizeof(dma_addr_t) == KALLOC_DMA_ADDR_BYTES);
static_assert(page_size == KALLOC_PAGE_SIZE && kmalloc_max_size == KALLOC_KMALLOC_MAX_SIZE);

/* the user's numbers, the kernel's own, and other names for them; x86 and arm64 agree */
static_assert(EPERM == 1 && E2BIG == 7 && EINVAL == 22 && ESTALE == 116 && EHWPOISON == 133);
static_assert(ERESTARTSYS == 512 && EPROBE_DEFER == 517 && ENOTSUPP == 524);
static_assert(EWOULDBLOCK == EAGAIN && EDEADLOCK == EDEADLK);

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

/* each warns once, and goes on; with kCFI the call itself traps: what it finds has another type */
void pure_virtual_call_warns(kunit *test)
{
	if (kalloc_kunit_has_cfi())
		return;
	kalloc_kunit_expect_warning("kalloc: pure virtual function called in kalloc_kunit");
	for (int i = 0; i < 2; i++) {
		auto l = make_kunique<late>(gfp::kernel);

		ASSERT(l);
		EXPECT_EQ(l->answer, 0);
		EXPECT_EQ(opaque(l.get())->missing(), 2);
	}
}

/* Nothing calls them but a mistake that check_object.sh did not see; it leaks. */
void operator_delete_warns(kunit *test)
{
	auto p = make_kunique<u64>(gfp::kernel, 5U);

	ASSERT(p);
	for (int nth = 0; nth < 4; nth++) {
		kalloc_kunit_operator_delete(nth, nullptr);
		kalloc_kunit_expect_warning("kalloc: operator delete called in kalloc_kunit");
		kalloc_kunit_operator_delete(nth, p.get());
		kalloc_kunit_operator_delete(nth, p.get());
	}
	EXPECT_EQ(*p, 5U);
}

/* What the tests of kspan and kbuffer only count */
void out_of_range_warns(kunit *)
{
	kalloc_kunit_expect_warning(
		"kalloc: element 7 (of 2 wanted) is outside a buffer of 8 elements");
	kalloc_kunit_warn_out_of_range(7, 2, 8);
	kalloc_kunit_warn_out_of_range(7, 2, 8);
}

} // namespace

static kunit_case runtime_cases[] = {
	KUNIT_CASE(virtual_functions),
	KUNIT_CASE(pure_virtual_call_warns),
	KUNIT_CASE(operator_delete_warns),
	KUNIT_CASE(out_of_range_warns),
	{},
};
static kunit_suite runtime_suite = {
	.name = "kalloc_runtime",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = runtime_cases,
};

kunit_test_suite(runtime_suite);
