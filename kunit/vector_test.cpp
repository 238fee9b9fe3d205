/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kvector and kfixed_vector: each member, each failure, and growth beside doubling. */
#include "test.h"

namespace {

using close = kvector<u32>;
using wide = kvector<u32, virtually_contiguous<gfp::kernel | gfp::nowarn>>;
using any = kvector<u32, any_contiguity<gfp::kernel | gfp::nowarn>>;

static_assert(sizeof(close) == 3 * sizeof(void *));
static_assert(swaps_safely<close> && swaps_safely<kfixed_vector<u32>>);
static_assert(!std::is_copy_constructible_v<close> && !std::is_copy_assignable_v<close>);
static_assert(relocatable<u32> && relocatable<close> && relocatable<kunique_ptr<u32>>);
static_assert(!relocatable<spinlock>);

static_assert(!relocatable<resident>);

/* May be moved as bytes: says so itself. */
struct entry {
	static constexpr bool trivially_relocatable = true;
	kunique_ptr<u32> value;
	u32 key;
};

/* no buffer has such elements, and none is asked for where a vector of them moves */
struct holder {
	kvector<kunique_ptr<u32>> owners;
	kfixed_vector<entry> entries;
};
static_assert(std::is_nothrow_move_constructible_v<holder>);
static_assert(!std::is_constructible_v<kvector<entry>, std::nullptr_t>);

template <class Vector>
bool counts_up(const Vector &v, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (v[i] != i)
			return false;
	return v.size() == n;
}

template <class Vector>
void pushes(kunit *test)
{
	Vector v;

	EXPECT(v.empty());
	EXPECT_EQ(v.capacity(), 0U);
	for (u32 i = 0; i < 5000; i++)
		ASSERT(!v.push_back(i));
	EXPECT(counts_up(v, 5000));
	EXPECT(v.capacity() >= 5000);
	const Vector moved = std::move(v);

	EXPECT(counts_up(moved, 5000));
	EXPECT_EQ(v.capacity(), 0U); /* NOLINT(*-move,*.Move): empty is the contract */
}

/* There is not room for one more in what the allocator gives for that size. */
void grows_into_all_of_it(kunit *test)
{
	struct of_40_bytes {
		u8 bytes[40];
	};
	kvector<of_40_bytes> v;

	for (int i = 0; i < 9; i++) {
		ASSERT(!v.push_back({}));
		const size_t bytes = v.capacity() * sizeof(of_40_bytes);

		EXPECT(kmalloc_family::usable_size(bytes) - bytes < sizeof(of_40_bytes));
	}
}

void push_back(kunit *test)
{
	pushes<close>(test);
	pushes<wide>(test);
	pushes<any>(test);
}

int fill(close &to)
{
	kvector<u32> v;

	for (u32 i = 0; i < 100; i++)
		if (const int err = v.push_back(i))
			return err;
	to = std::move(v);
	return 0;
}

void a_failed_call_changes_nothing(kunit *test)
{
	fail_each_allocation(test, [&] {
		kvector<entry> v;
		auto value = make_kunique<u32>(gfp::kernel, 7U);
		const u32 *was = value.get();

		if (!value)
			return;
		if (const int err = v.emplace_back(std::move(value), 1U)) {
			EXPECT_EQ(err, -ENOMEM);
			EXPECT(v.empty());
			EXPECT(value.get() == was);
		} else {
			EXPECT(!value);
			EXPECT(v.back().value.get() == was);
		}
	});
	close none;
	fail_each_allocation(test, [&] {
		close filled;
		const int err = fill(filled);

		EXPECT(err == -ENOMEM || counts_up(filled, 100));
	});
	fail_first(test, [&] { EXPECT_EQ(none.reserve(3), -ENOMEM); });
	fail_first(test, [&] { EXPECT_EQ(none.resize(3), -ENOMEM); });
	EXPECT_EQ(none.capacity(), 0U);
	EXPECT_EQ(none.reserve(close::max_size + 1), -EOVERFLOW);
	EXPECT_EQ(none.resize(~size_t{0}), -EOVERFLOW);
	ASSERT(!none.push_back(1));
	EXPECT_EQ(none.resize(~size_t{0}), -EOVERFLOW);
	EXPECT_EQ(none.resize(close::max_size + 1), -EOVERFLOW);
	fail_first(test, [&] { EXPECT_EQ(none.reserve(close::max_size), -ENOMEM); });
	fail_first(test, [&] { EXPECT_EQ(none.resize(close::max_size), -ENOMEM); });
	EXPECT(counts_up(none, 0) == false && none[0] == 1 && none.size() == 1);
}

void may_be_given_its_own(kunit *test)
{
	kvector<resident> v;

	ASSERT(!v.emplace_back(1U));
	for (int i = 0; i < 100; i++)
		ASSERT(!v.push_back(v[0]));
	for (int i = 0; i < 100; i++)
		ASSERT(!v.insert(1, resident(v[0])));
	for (const auto &r : v)
		EXPECT_EQ(r.id, 1U);
	close numbers;

	ASSERT(!numbers.push_back(3));
	while (numbers.size() < 1000)
		ASSERT(!numbers.append(numbers.span()));
	ASSERT(!numbers.resize(5000, numbers[7]));
	for (const u32 n : numbers)
		EXPECT_EQ(n, 3U);
	EXPECT_EQ(resident::strays, 0);
}

void inserts_and_erases(kunit *test)
{
	close v;

	EXPECT_EQ(v.insert(1, 5), -EINVAL);
	for (u32 i = 0; i < 50; i += 2)
		ASSERT(!v.push_back(i));
	for (u32 i = 1; i < 50; i += 2)
		ASSERT(!v.insert(i, u32{i}));
	EXPECT(counts_up(v, 50));
	v.erase(10, 5);
	EXPECT_EQ(v[10], 15U);
	EXPECT_EQ(v.size(), 45U);
	EXPECT_EQ(v.erase_if([](u32 n) { return n % 2 == 1; }), 23U);
	for (const u32 n : v)
		EXPECT_EQ(n % 2, 0U);
	v.erase(v.size());
	EXPECT(reported(22, 1, 22));
	EXPECT_EQ(v.take(0).value_or(9), 0U);
	EXPECT_EQ(v.take_back().value_or(9), 48U);
	EXPECT(!v.take(20).has_value());
	v.pop_back();
	EXPECT_EQ(v.back(), 44U);
	v.truncate(3);
	EXPECT_EQ(v.size(), 3U);
	v.clear();
	v.pop_back();
	EXPECT(v.empty() && v.capacity());
	EXPECT(!v.take_back().has_value());
}

static_assert(!std::is_convertible_v<decltype(std::declval<close &>().take_back()), bool>);

void what_is_taken_is_compared(kunit *test)
{
	kvector<u32> v;

	ASSERT(!v.push_back(5));
	const auto some = v.take_back(), none = v.take_back();
	EXPECT(some == 5U && !(some == 6U));
	EXPECT(!(none == 5U) && !(none == 0U));
}

void what_is_taken_ends_once(kunit *test)
{
	kvector<resident> v;

	ASSERT(!v.resize(3));
	ASSERT(!v.resize(4, resident(7)));
	{
		auto last = v.take_back();

		ASSERT(last);
		EXPECT(last.has_value() && last->id == 7);
		EXPECT_EQ(resident::alive, 4);
		last->id = 8;
		const auto moved = std::move(last);

		ASSERT(moved);
		EXPECT_EQ((*moved).id, 8U);
		EXPECT(moved->id == 8);
		const auto nothing = v.take(3);

		EXPECT(!truth(nothing));
		const auto first = v.take(0);

		EXPECT(truth(first));
		EXPECT_EQ(v.size(), 2U);
	}
	EXPECT_EQ(resident::alive, 2);
	v.clear();
	EXPECT_EQ(resident::alive, 0);
	kvector<kunique_ptr<u32>> owners;

	ASSERT(!owners.push_back(make_kunique<u32>(gfp::kernel, 5U)));
	auto owner = owners.take_back();

	ASSERT(truth(owner) && truth(*owner));
	EXPECT_EQ(**owner, 5U);
	const auto none = owners.take_back().value_or(nullptr);

	EXPECT(!none);
}

void resizes_and_shrinks(kunit *test)
{
	kvector<resident> v;

	ASSERT(!v.resize(10));
	EXPECT_EQ(resident::alive, 10);
	ASSERT(!v.resize(20, resident(4)));
	fail_first(test, [&] {
		ASSERT(!v.resize(19) && !v.resize(20));
		EXPECT_EQ(v.reserve(100), -ENOMEM);
	});
	ASSERT(!v.resize(10) && !v.resize(20, resident(4)));
	EXPECT_EQ(v[19].id, 4U);
	EXPECT_EQ(v[9].id, 0U);
	ASSERT(!v.resize(5));
	EXPECT_EQ(resident::alive, 5);
	EXPECT(v.capacity() >= 20);
	fail_first(test, [&] { EXPECT_EQ(v.shrink_to(0), -ENOMEM); });
	EXPECT(v.capacity() >= 20 && v.size() == 5 && v[4].id == 0);
	ASSERT(!v.shrink_to_fit());
	EXPECT_EQ(v.capacity(), 5U);
	/* there is nothing to do: no allocation */
	fail_first(test, [&] {
		EXPECT(!v.shrink_to_fit() && !v.shrink_to(5));
		EXPECT(!v.resize(5) && !v.resize(5, resident(4)) && !v.reserve(5));
		EXPECT_EQ(v.push_back(resident(1)), -ENOMEM);
	});
	EXPECT_EQ(v.capacity(), 5U);
	v.clear();
	ASSERT(!v.shrink_to_fit());
	EXPECT_EQ(v.capacity(), 0U);
	/* memory for those, and not for more than twice as many */
	close numbers;
	ASSERT(!numbers.resize(500) && !numbers.shrink_to_fit() && !numbers.resize(1000, 7U));
	EXPECT(numbers.capacity() <= 1024 && numbers[999] == 7);
	any zeros;

	ASSERT(!zeros.reserve(100));
	EXPECT_EQ(zeros.capacity(), 100U);
	ASSERT(!zeros.resize(2000));
	for (const u32 n : zeros)
		EXPECT_EQ(n, 0U);
	ASSERT(!zeros.shrink_to_fit());
	EXPECT_EQ(zeros.capacity(), 2000U);
	EXPECT_EQ(resident::alive, 0);
}

void takes_ranges(kunit *test)
{
	const u32 numbers[] = {0, 1, 2, 3};
	kvector<u64> wider;
	close v;

	ASSERT(!v.append(numbers));
	EXPECT(v == kspan<const u32>(numbers));
	ASSERT(!wider.append_range(v));
	ASSERT(!wider.append_range(kspan<const u32>(numbers)));
	EXPECT_EQ(wider.size(), 8U);
	EXPECT_EQ(wider[5], 1U);
	close same;

	ASSERT(!same.append(v.span()));
	EXPECT(same == v);
	same[0]++;
	EXPECT(!(same == v));
	same[0]--;
	same[2] = 7;
	EXPECT(!(same == v));
	u32 sum = 0;

	same.drain([&](u32 n) { sum += n; });
	EXPECT_EQ(sum, 11U);
	EXPECT(same.empty());
}

void fills_in_place(kunit *test)
{
	kvector<u8> v;

	ASSERT(!v.reserve(10));
	ASSERT(!v.push_back(1));
	__builtin_memset(v.spare().data(), 7, v.spare().size());
	v.commit(3);
	EXPECT_EQ(v.size(), 4U);
	EXPECT_EQ(v[3], 7U);
	v.commit(100);
	EXPECT(reported(4, 100, 10));
	EXPECT_EQ(v.size(), 10U);
}

void becomes_a_buffer_and_back(kunit *test)
{
	close v;

	ASSERT(!fill(v));
	const u32 *memory = v.data();
	auto b = v.into_buffer();

	EXPECT(b.data() == memory);
	EXPECT_EQ(b.size(), 100U);
	EXPECT_EQ(v.capacity(), 0U);
	close again{std::move(b)};

	EXPECT(again.data() == memory);
	EXPECT(counts_up(again, 100));
	EXPECT(!b); /* NOLINT(*-move,*.Move): empty is the contract */
	const auto parts = again.release();

	EXPECT(again.empty());
	close third{close::adopt(parts)};

	EXPECT(counts_up(third, 100));
	close none;

	ASSERT(!none.reserve(4));
	EXPECT(none.into_buffer().empty());
	EXPECT_EQ(none.capacity(), 0U);
}

void fixed(kunit *test)
{
	auto f = kfixed_vector<u32>::make(2);

	ASSERT(f);
	atomically([&] {
		EXPECT(!f.try_push_back(7U));
		EXPECT(!f.try_insert(0, 6U));
		EXPECT_EQ(f.try_push_back(8U), -ENOSPC);
		EXPECT_EQ(f.try_emplace_back(8U), -ENOSPC);
		EXPECT_EQ(f.try_insert(3, 8U), -EINVAL);
		EXPECT_EQ(f.try_insert(0, 8U), -ENOSPC);
	});
	EXPECT(f[0] == 6 && f[1] == 7 && f.size() == 2);
	fail_first(test, [&] { EXPECT(kfixed_vector<u32>::make(2).capacity() == 0); });
	EXPECT(kfixed_vector<u32>::make(0).capacity() == 0);
	const allocations counted;
	EXPECT(!truth(kfixed_vector<u32>::make(opaque<size_t>(0))) && counted.made() == 0);
	EXPECT(kfixed_vector<u32>::make(opaque(close::max_size + 1)).capacity() == 0);
	EXPECT(kfixed_vector<u32>::make(opaque(~size_t{0})).capacity() == 0);
	kvector<u32> grows(std::move(f));

	EXPECT(!grows.push_back(8));
	EXPECT_EQ(grows.size(), 3U);
}

/* What it takes to grow: how often the allocator was asked, and how many bytes were copied. */
struct moves {
	size_t calls = 0;
	size_t bytes = 0;
	/* of all the memory that krealloc() copies, used or not; none where it finds room enough */
	size_t by_kernel = 0;

	template <class Family>
	void resize(size_t before, size_t after)
	{
		calls++;
		bytes += before;
		if (before && after > Family::usable_size(before))
			by_kernel += Family::usable_size(before);
	}
};

/* F as far as its sizes go, without end; it has no memory, and nothing is written to it. */
template <class F>
struct imagined : F {
	static constexpr size_t max_bytes = dynamic_extent / 2;

	template <class T>
	static void *reallocate(void *, u32, size_t bytes, std::type_identity<T>)
	{
		asked.template resize<F>(std::exchange(size, bytes), bytes);
		return &size;
	}

	static void free(void *)
	{
		size = 0;
	}

	static constinit inline moves asked;
	static constinit inline size_t size = 0;
};

template <class F>
struct imagined_policy {
	static constexpr auto gfp = kalloc::gfp::kernel;

	template <size_t>
	static consteval auto choose()
	{
		return imagined<F>{};
	}
};

template <size_t Bytes>
struct sized {
	sized() {} /* NOLINT(modernize-use-equals-default): which would write zeroes */
	u8 bytes[Bytes];
};

/* Rust's KVec, VVec and KVVec (kvec.rs): twice the capacity, and nothing else that there is. */
template <class Family>
moves of_doubling(size_t n, size_t element)
{
	moves made;

	for (size_t capacity = 0; capacity < n;) {
		const size_t before = capacity;

		capacity = capacity ? 2 * capacity : 1;
		made.template resize<Family>(before * element, capacity * element);
	}
	return made;
}

/* n elements, one by one: no more calls, and no more copied, than by doubling, at any time. */
template <class Family, size_t Bytes>
void grows_no_worse(kunit *test)
{
	constexpr size_t n = 1000000;
	using vector = kvector<sized<Bytes>, imagined_policy<Family>>;
	const moves &asked = imagined<Family>::asked = {};
	vector v;

	for (size_t i = 0; i < n; i++)
		if (v.emplace_back())
			return KUNIT_FAIL(test, "no room");
	const moves doubling = of_doubling<Family>(n, Bytes);

	KUNIT_EXPECT_LE(test, asked.calls, doubling.calls);
	KUNIT_EXPECT_LE(test, asked.by_kernel, doubling.by_kernel);
	/* what is next to each other is at most twice as large as it has to be */
	if constexpr (!contiguous_family<Family>)
		KUNIT_EXPECT_LE(test, asked.bytes, doubling.bytes);
}

template <class Family>
void grows_no_worse_of_any_size(kunit *test)
{
	grows_no_worse<Family, 1>(test);
	grows_no_worse<Family, 4>(test);
	grows_no_worse<Family, 8>(test);
	grows_no_worse<Family, 24>(test);
	grows_no_worse<Family, 40>(test);
	grows_no_worse<Family, 64>(test);
	grows_no_worse<Family, 200>(test);
}

void growth(kunit *test)
{
	grows_no_worse_of_any_size<kmalloc_family>(test);
	grows_no_worse_of_any_size<kvmalloc_family>(test);
	grows_no_worse_of_any_size<vmalloc_family>(test);
}

} // namespace

static kunit_case vector_cases[] = {
	KUNIT_CASE(grows_into_all_of_it),
	KUNIT_CASE(push_back),
	KUNIT_CASE(a_failed_call_changes_nothing),
	KUNIT_CASE(may_be_given_its_own),
	KUNIT_CASE(inserts_and_erases),
	KUNIT_CASE(what_is_taken_is_compared),
	KUNIT_CASE(what_is_taken_ends_once),
	KUNIT_CASE(resizes_and_shrinks),
	KUNIT_CASE(takes_ranges),
	KUNIT_CASE(fills_in_place),
	KUNIT_CASE(becomes_a_buffer_and_back),
	KUNIT_CASE(fixed),
	KUNIT_CASE(growth),
	{},
};
static kunit_suite vector_suite = {
	.name = "kalloc_vector",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = vector_cases,
};

kunit_test_suite(vector_suite);
