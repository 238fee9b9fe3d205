/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kvector: an array that grows, of any type that can be moved; and kfixed_vector, whose
 * memory is allocated once, for where nothing may be.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

/* A call that may allocate returns an errno; one that fails has changed nothing. */
int collect(kvector<u32> &squares, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (const int err = squares.push_back(i * i))
			return err; /* squares has what it had */
	return 0;
}

int grow()
{
	kvector<u32> v;

	if (const int err = collect(v, 100))
		return err;
	/* bounds-checked, and lent as a span, as with a kbuffer */
	check(v.size() == 100 && v[9] == 81 && v.back() == 9801);

	/* what it needs at once, when that is known: then nothing fails in between */
	kvector<u32, any_contiguity<gfp::kernel>> large;

	if (const int err = large.reserve(10000))
		return err;
	while (large.size() < large.capacity())
		check(!large.try_push_back(7U));
	if (const int err = large.resize(10)) /* shorter never fails */
		return err;
	pr_info("%zu squares, %zu of the large one\n", v.size(), large.size());
	return 0;
}

/* Objects with destructors are elements, too; as this one says, its bytes may be moved. */
struct entry {
	static constexpr bool trivially_relocatable = true;
	kunique_ptr<u32> value;
	u32 key;
};

int objects()
{
	kvector<entry> table;

	for (u32 key = 0; key < 5; key++) {
		auto value = make_kunique<u32>(gfp::kernel, 10 * key);

		if (!value)
			return -ENOMEM;
		/* if it fails, value is still ours */
		if (const int err = table.emplace_back(std::move(value), key))
			return err;
	}
	if (const auto last = table.take_back()) /* out of the vector, and ours */
		check(*last->value == 40);
	table.erase(0);
	check(table.erase_if([](const entry &e) { return e.key == 2; }) == 1);
	check(table.size() == 2 && table[0].key == 1 && table[1].key == 3);
	pr_info("%zu entries are left\n", table.size());
	return 0;
}

/* Filled in place, as by a device; then memory of the right size, without a copy. */
int in_place()
{
	kvector<u8> frame;

	if (const int err = frame.reserve(1500))
		return err;
	__builtin_memset(frame.spare().data(), 0x55, 60);
	frame.commit(60);
	auto b = frame.into_buffer();

	check(b.size() == 60 && b[59] == 0x55 && frame.empty());
	kvector<u8> again{std::move(b)};

	if (const int err = again.append(again.span()))
		return err;
	pr_info("%zu bytes, twice the same\n", again.size());
	return 0;
}

/* Its memory is there before: nothing allocates under the lock. */
int fixed(spinlock &lock)
{
	auto f = kfixed_vector<u32>::make(2);

	if (!f)
		return -ENOMEM;
	const spin_guard guard(lock);

	if (const int err = f.try_push_back(7U))
		return err;
	check(!f.try_push_back(8U));
	check(f.try_push_back(9U) == -ENOSPC && f.size() == 2);
	return 0;
}

int without_allocation()
{
	spinlock lock{"lock"};

	if (const int err = fixed(lock))
		return err;
	pr_info("filled under a spinlock\n");
	return 0;
}

} // namespace

extern "C" int vector_sample()
{
	return run(grow, objects, in_place, without_allocation);
}
