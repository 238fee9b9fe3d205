/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the suites here share. Each file ends with its suite, as any driver's has one:
 *
 *	static kunit_case gfp_cases[] = {KUNIT_CASE(combines), {}};
 *	static kunit_suite gfp_suite = {
 *		.name = "kalloc_gfp",
 *		.init = kalloc_kunit_case_begins,
 *		.exit = kalloc_kunit_case_done,
 *		.test_cases = gfp_cases,
 *	};
 *
 *	kunit_test_suite(gfp_suite);
 */
#ifndef KALLOC_KUNIT_TEST_H
#define KALLOC_KUNIT_TEST_H

#include "kernel.h"
#include <kalloc/kalloc.h>
#include <kalloc/kunit.h>

namespace kalloc::test {

/* Of what has no other than an explicit conversion. */
template <class T>
bool truth(const T &value)
{
	return static_cast<bool>(value);
}

/* Hides from the compiler what a value is. */
template <class T>
T opaque(T value)
{
	asm volatile("" : "+r"(value));
	return value;
}

/* Where a device sees coherent memory, which stays the owner's. */
template <class Owner>
dma_addr_t address_of(Owner &owner)
{
	dma_shared shared(std::move(owner));
	const dma_addr_t addr = shared.dma().addr();

	owner = shared.take_back();
	return addr;
}

/* An owner without its destructor, of which noexcept says whether it may sleep (context.h). */
template <class T>
struct undestroyed {
	T value;
	undestroyed(undestroyed &&) = default;
	undestroyed &operator=(undestroyed &&) = default;
	~undestroyed() noexcept = default;
};

/* Owners are moved as what cannot fail, and swapped. */
template <class T>
concept moves_safely = std::is_nothrow_move_constructible_v<undestroyed<T>> &&
		       std::is_nothrow_move_assignable_v<undestroyed<T>>;
template <class T>
concept swaps_safely = moves_safely<T> && requires(T a, T b) {
	{ a.swap(b) } noexcept;
	{ swap(a, b) } noexcept;
};
/* Counts how many of it there are, and remembers the last that went. */
struct counted {
	int id;

	counted() : counted(0) {}
	explicit counted(int id) : id(id)
	{
		alive++;
	}
	counted(const counted &) = delete;
	counted &operator=(const counted &) = delete;
	~counted()
	{
		alive--;
		last = id;
	}

	static constinit inline int alive = 0;
	static constinit inline int last = 0;
};

/* Knows where it lives: its bytes must not be moved. */
struct resident {
	u32 id;
	const resident *self;

	explicit resident(u32 id = 0) : id(id), self(this)
	{
		alive++;
	}
	resident(const resident &other) : resident(other.id) {}
	resident(resident &&other) noexcept : resident(std::exchange(other.id, gone)) {}
	resident &operator=(const resident &) = delete;
	~resident()
	{
		alive--;
		strays += self != this;
	}
	bool operator==(const resident &other) const
	{
		return id == other.id;
	}

	static constexpr u32 gone = 0xdead;
	static constinit inline int alive = 0, strays = 0;
};

/* A family of one's own: kmalloc memory, and a record of what was asked for last. */
struct recorded_family {
	static constexpr size_t max_bytes = 1000;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
	}

	template <class T>
	static void *allocate(u32 bits, size_t bytes, std::type_identity<T> of)
	{
		gfp = bits;
		asked = bytes;
		aligned = alignof(T);
		calls++;
		void *p = kmalloc_family::allocate(bits, bytes, of);
		alive += p != nullptr;
		return p;
	}

	static void free(void *p)
	{
		alive--;
		kmalloc_family::free(p);
	}

	static constinit inline u32 gfp = 0;
	static constinit inline size_t asked = 0, aligned = 0;
	static constinit inline int alive = 0, calls = 0;
};

template <gfp::constant auto Gfp>
struct recorded_policy {
	static constexpr auto gfp = Gfp;

	template <size_t>
	static consteval auto choose()
	{
		return recorded_family{};
	}
};

/* Was one access out of range reported since the last question, and this one? */
inline bool reported(size_t first, size_t count, size_t size)
{
	const auto last = std::exchange(kalloc_kunit_last_stray, {});

	return last.times == 1 && last.first == first && last.count == count && last.size == size;
}

/* Calls body() where nothing may sleep. */
template <class Body>
void atomically(Body body)
{
	kalloc_kunit_atomically([](void *b) { (*static_cast<Body *>(b))(); }, &body);
}

/*
 * As fail_each_allocation(), where body() leaves what it allocated in owners outside: nobody
 * looks for leaks.
 */
template <class Body>
int fail_each(kunit *test, Body body)
{
	int failures = -1;

	do {
		binding::kalloc_test_fail_nth(++failures + 1);
		body();
	} while (binding::kalloc_test_fail_nth(0) == 0);
	KUNIT_EXPECT_GT(test, failures, 0);
	return failures;
}

/* Calls body() with its first allocation failing. */
template <class Body>
void fail_first(kunit *test, Body body)
{
	const fail_nth failing(test);

	body();
}

} // namespace kalloc::test

/* The same in each test, which is called test. */
#define EXPECT(condition) KUNIT_EXPECT_TRUE(test, condition)
#define EXPECT_EQ(left, right) KUNIT_EXPECT_EQ(test, left, right)
#define ASSERT(condition) KUNIT_ASSERT_TRUE(test, condition)

inline int kalloc_kunit_fail_nth(int n)
{
	return kalloc::binding::kalloc_test_fail_nth(n);
}

using namespace kalloc;
using namespace kalloc::test;

#endif
