/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kmalloc.h, vmalloc.h, kvmalloc.h, dma.h: what owners build upon. */
#include "test.h"

namespace {

static_assert(family<kmalloc_family> && family<vmalloc_family> && family<kvmalloc_family> &&
	      family<dma_family> && family<recorded_family>);
static_assert(!family<int> && !family<contiguous<gfp::kernel>>);
static_assert(stateless_family<kmalloc_family> && stateless_family<vmalloc_family> &&
	      stateless_family<kvmalloc_family> && stateless_family<recorded_family>);
static_assert(stateful_family<dma_family> && !stateless_family<dma_family>);
static_assert(frees_memory_of<kvmalloc_family, kmalloc_family> &&
	      frees_memory_of<kvmalloc_family, vmalloc_family> &&
	      !frees_memory_of<kmalloc_family, vmalloc_family>);
/* what may be asked for at no more memory */
static_assert(pages_family::usable_size(1) == page_size &&
	      pages_family::usable_size(page_size) == page_size &&
	      pages_family::usable_size(page_size + 1) == 2 * page_size);
constexpr bool usable(size_t bytes, size_t expected)
{
	return KALLOC_KMALLOC_MIN_SIZE != 8 || kmalloc_family::usable_size(bytes) == expected;
}
static_assert(usable(1, 8) && usable(8, 8) && usable(9, 16) && usable(64, 64) && usable(65, 96) &&
	      usable(96, 96) && usable(97, 128) && usable(128, 128) && usable(129, 192) &&
	      usable(192, 192) && usable(193, 256) && usable(256, 256));
/* what is empty frees either way, what has state by size */
struct sized_family : recorded_family {
	template <class T>
	static void *allocate(u32 bits, size_t bytes, std::type_identity<T> of)
	{
		void *p = recorded_family::allocate(bits, bytes, of);

		if (p)
			owed += bytes;
		return p;
	}

	static void free(void *p, size_t bytes)
	{
		owed -= bytes;
		recorded_family::free(p);
	}

	/* what was allocated less what was freed, in bytes */
	static constinit inline size_t owed = 0;
};
struct unsized_family : recorded_family {
	int state;
};
static_assert(stateless_family<sized_family> && frees_by_size<sized_family>);
static_assert(frees_by_size<dma_family> && !frees_by_size<kmalloc_family> &&
	      !frees_by_size<recorded_family>);
static_assert(!family<unsized_family>);
/* each of what an owner asks for */
struct without_allocate : recorded_family {
private:
	using recorded_family::allocate;
};
struct without_free : recorded_family {
private:
	using recorded_family::free;
};
struct without_check : recorded_family {
private:
	using recorded_family::check;
};
struct without_max_align : recorded_family {
private:
	using recorded_family::max_align;
};
struct without_max_bytes : recorded_family {
private:
	using recorded_family::max_bytes;
};
static_assert(!any_family<without_allocate> && !any_family<without_check> &&
	      !any_family<without_max_align> && !any_family<without_max_bytes>);
static_assert(any_family<without_free> && !family<without_free>);
static_assert(sizeof(dma_family) == sizeof(device *) + sizeof(u64) + sizeof(u64));

static_assert(kmalloc_family::max_bytes == KALLOC_KMALLOC_MAX_SIZE);
static_assert(kvmalloc_family::max_bytes == 0x7fffffff);
static_assert(vmalloc_family::max_bytes == ~size_t{0} / 2);
static_assert(dma_family::max_bytes == ~size_t{0} / 2);
static_assert(kmalloc_family::max_align == page_size && vmalloc_family::max_align == page_size &&
	      kvmalloc_family::max_align == page_size && dma_family::max_align == page_size);

/* before 6.11 only powers of two are aligned to themselves */
static_assert(kmalloc_padded(192, 64, false) == 256 && kmalloc_padded(257, 32, false) == 512);
static_assert(kmalloc_padded(192, KALLOC_ARCH_KMALLOC_MINALIGN, false) == 192);
static_assert(kmalloc_padded(192, 64, true) == 192);
static_assert(kmalloc_padded(kmalloc_max_size + 64, 64, false) == kmalloc_max_size + 64);

template <size_t Align>
struct alignas(Align) aligned {
	u8 bytes[Align];
};
template <size_t Align>
constexpr std::type_identity<aligned<Align>> of_align{};
constexpr std::type_identity<u8> of_u8{};

/* as owners do */
template <class Family, class T>
[[gnu::always_inline]] inline void *allocate(size_t bytes, std::type_identity<T> of,
					     u32 gfp = KALLOC_GFP_KERNEL)
{
	Family family;

	return kalloc::allocate(family, gfp, bytes, of, call_site::here());
}

template <class T>
u8 *reallocate(void *p, size_t old_bytes, size_t bytes, std::type_identity<T> of)
{
	kmalloc_family family;

	return static_cast<u8 *>(kalloc::reallocate(family, p, old_bytes, KALLOC_GFP_KERNEL, bytes,
						    of, call_site::here()));
}

template <class Family, size_t Align>
void allocates(kunit *test, size_t bytes, bool vmalloc)
{
	void *p = allocate<Family>(opaque(bytes), of_align<Align>);

	ASSERT(p);
	EXPECT_EQ(reinterpret_cast<size_t>(p) % Align, 0U);
	EXPECT_EQ(kalloc_kunit_is_vmalloc(p) != 0, vmalloc);
	__builtin_memset(p, 0xa5, bytes);
	asm volatile("" : : "r"(p) : "memory");
	Family::free(p);
	fail_first(test, [&] {
		EXPECT(!allocate<Family>(opaque(bytes), of_align<Align>,
					 KALLOC_GFP_KERNEL | KALLOC_GFP_NOWARN));
	});
}

void allocate_and_free(kunit *test)
{
	allocates<kmalloc_family, 8>(test, 8, false);
	allocates<kmalloc_family, 64>(test, 192, false);
	allocates<kmalloc_family, page_size>(test, kmalloc_max_size, false);
	allocates<vmalloc_family, page_size>(test, 1, true);
	allocates<kvmalloc_family, page_size>(test, page_size, false);
}

/* size by size what C's kmalloc() gives */
template <size_t... Size>
void same_as_c(kunit *test)
{
	const auto same = [test](size_t bytes, void *p) {
		void *c = kalloc_kunit_kmalloc(bytes);

		EXPECT(p && c);
		EXPECT_EQ(kalloc_kunit_ksize(p), kalloc_kunit_ksize(c));
		kmalloc_family::free(p);
		kalloc_kunit_kfree(c);
	};

	(same(Size, allocate<kmalloc_family>(Size, of_u8)), ...);
	(same(Size, allocate<kmalloc_family>(opaque(Size), of_u8)), ...);
}

void kmalloc_takes_the_cache_that_c_takes(kunit *test)
{
	same_as_c<1, 8, 9, 16, 17, 32, 33, 64, 65, 96, 97, 128, 129, 192, 193, 256, 257, 512, 513,
		  1024, 1025, 2048, 2049, 4096, 4097, 8192, 8193, 16384, 16385>(test);
}

/* without partitions there is one row of caches, for all */
void kmalloc_takes_the_partition_that_c_takes(kunit *test)
{
	struct linked {
		linked *next;
	};
#if KALLOC_HAS_KMALLOC_TOKEN
	for (unsigned long token = 0; token < KALLOC_KMALLOC_PARTITIONS; token++)
		EXPECT_EQ(binding::partition({token}), kalloc_kunit_partition(token));
	EXPECT_EQ(binding::partition<u64>(), kalloc_kunit_partition(binding::token<u64>().v));
	EXPECT(binding::token<u64>().v != binding::token<linked>().v);
#else
	EXPECT_EQ(binding::partition<u64>(), kalloc_kunit_partition(0));
	EXPECT_EQ(binding::partition<linked>(), kalloc_kunit_partition(0));
#endif
#if KALLOC_HAS_TYPED_TOKEN
	EXPECT(binding::token<u64>().v < KALLOC_KMALLOC_PARTITIONS / 2);
	EXPECT(binding::token<linked>().v >= KALLOC_KMALLOC_PARTITIONS / 2);
#endif
}

void kmalloc_reallocates(kunit *test)
{
	auto *p = reallocate(nullptr, 0, 32, of_u8);

	ASSERT(p);
	__builtin_memset(p, 7, 32);
	/* the same; clang's analyzer does not know that the next call fails */
	auto *kept = opaque(p);
	fail_first(test, [&] { EXPECT(!reallocate(p, 32, 5000, of_u8)); });
	EXPECT_EQ(kept[31], 7);
	p = reallocate(kept, 32, 5000, of_align<64>);
	ASSERT(p);
	EXPECT_EQ(reinterpret_cast<size_t>(p) % 64, 0U);
	EXPECT_EQ(p[31], 7);
	p[4999] = 7;
	kmalloc_family::free(p);
}

/* DEBUG_ATOMIC_SLEEP complains of what may sleep */
void kmalloc_works_where_nothing_may_sleep(kunit *test)
{
	bool ok = false;

	atomically([&ok] {
		auto object = make_kunique<u64>(gfp::atomic);
		auto array = make_kunique<u64[]>(gfp::nowait, opaque<size_t>(10));
		auto page = kbuffer<any_contiguity<gfp::atomic>, u8, page_size>::make();
		auto buffer = kbuffer<contiguous<gfp::atomic>>::make(opaque<size_t>(10));
		const gfp::unchecked mask{opaque<u32>(KALLOC_GFP_ATOMIC)};
		auto unchecked = make_kunique<u64>(mask);

		ok = object && array && page && unchecked && buffer.resize(5000) == 0;
	});
	EXPECT(ok);
}

struct sized_policy {
	static constexpr auto gfp = kalloc::gfp::kernel;

	template <size_t>
	static consteval auto choose()
	{
		return sized_family{};
	}
};

/* each owner that a family may have which frees by size */
void owners_free_by_size(kunit *test)
{
	struct destroyed {
		u64 x = 0;
		~destroyed() {}
		destroyed() = default;
		destroyed(destroyed &&) {}
	};
	using buffer = kbuffer<sized_policy, u32>;

	sized_family::owed = 0;
	{
		auto object = make_kunique<u64, sized_family>(gfp::kernel);
		auto array =
			make_kunique<destroyed[], sized_family>(gfp::kernel, opaque(size_t{3}));
		auto fixed = kbuffer<sized_policy, u32, 5>::make();
		auto resized = buffer::make(opaque(size_t{7}));

		ASSERT(object && array && fixed && resized);
		EXPECT_EQ(sized_family::owed, size_t{8 + 8 + 3 * 8 + 20 + 28});
		EXPECT_EQ(resized.resize(100), 0);
		EXPECT_EQ(sized_family::owed, size_t{8 + 8 + 3 * 8 + 20 + 400});
		auto adopted = kunique_ptr<u64, sized_family>::adopt(object.release());
		auto [p, n] = resized.release();
		resized = buffer::adopt(p, n);
	}
	EXPECT_EQ(sized_family::owed, 0U);
	{
		kvector<u32, sized_policy> bytewise;
		kvector<destroyed, sized_policy> moved;
		auto fixed = kfixed_vector<u32, sized_policy>::make(opaque(size_t{9}));

		ASSERT(fixed);
		for (u32 i = 0; i < 33; i++) {
			ASSERT(!bytewise.push_back(i));
			ASSERT(!moved.emplace_back());
		}
		EXPECT_EQ(bytewise[32], 32U);
		EXPECT_EQ(bytewise.shrink_to_fit(), 0);
		EXPECT_EQ(bytewise[31], 31U);
	}
	EXPECT_EQ(sized_family::owed, 0U);
}

void dma_carries_its_device(kunit *test)
{
	dma_family none;
	dma_family f(kalloc_kunit_device());

	EXPECT_EQ(none.dev(), static_cast<device *>(nullptr));
	EXPECT(!none.allocate(KALLOC_GFP_KERNEL, 64, of_u8));
	EXPECT_EQ(f.dev(), kalloc_kunit_device());
	fail_first(test, [&] { EXPECT(!f.allocate(KALLOC_GFP_KERNEL, 64, of_u8)); });
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
	void *p = f.allocate(KALLOC_GFP_KERNEL, 64, of_u8);
	ASSERT(p);
	EXPECT_EQ(kalloc_kunit_device_refs(), 1);
	EXPECT(kalloc_kunit_device_sees(p, f.dma(p, 1000).addr()));
	f.free(p, 64);
}

} // namespace

static kunit_case families_cases[] = {
	KUNIT_CASE(allocate_and_free),
	KUNIT_CASE(kmalloc_takes_the_cache_that_c_takes),
	KUNIT_CASE(kmalloc_takes_the_partition_that_c_takes),
	KUNIT_CASE(kmalloc_reallocates),
	KUNIT_CASE(kmalloc_works_where_nothing_may_sleep),
	KUNIT_CASE(owners_free_by_size),
	KUNIT_CASE(dma_carries_its_device),
	{},
};
static kunit_suite families_suite = {
	.name = "kalloc_families",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = families_cases,
};

kunit_test_suite(families_suite);
