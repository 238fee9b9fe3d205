/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that user space maps: who keeps it, what user space may do there, when it ends. */
#include "test.h"

namespace {

using table = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, u32>;
using pages = kbuffer<whole_pages<gfp::kernel | gfp::zero>>;
using words = kbuffer<whole_pages<gfp::user | gfp::zero>, u64, 1024>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;

constexpr size_t per_page = page_size / sizeof(u32);
constexpr unsigned int read_only = KALLOC_KUNIT_READ;

static_assert(sizeof(user_mapped<table>) == sizeof(void *) && relocatable<user_mapped<table>>);
static_assert(!std::is_same_v<user_mapped<table>, const_user_mapped<table>>);
static_assert(swaps_safely<user_mapped<table>>);
/* pages have no address */
template <class T>
concept has_span = requires(const T &m) { m.span(); };
static_assert(has_span<user_mapped<table>> && !has_span<user_mapped<kpage_array>>);
static_assert(std::is_same_v<user_mapped<ring>::free_context, contexts::sleepable>);
static_assert(std::is_same_v<user_mapped<pages>::free_context, contexts::outside_raw>);

template <dma_attr::constant auto Attributes>
using ring_with = kbuffer<dma_coherent<gfp::kernel, Attributes>, u32, 2 * page_size / sizeof(u32)>;

/* What is mapped, to the end of the block. */
class user_range_of : scope {
public:
	template <class Handle>
	user_range_of(const Handle &handle, size_t bytes, size_t page = 0, unsigned int how = 0)
		: bytes_(bytes)
	{
		Handle mine(handle);

		c_has_ = mine.release();
		at_ = kalloc_kunit_mmap(c_has_, bytes, page, how);
		const auto back = Handle::adopt(c_has_);
	}

	~user_range_of()
	{
		unmap(0, bytes_);
	}

	/* 0, or why there is none */
	int error() const
	{
		return at_ < 0 && at_ > -4096 ? static_cast<int>(at_) : 0;
	}

	unsigned long address() const
	{
		return static_cast<unsigned long>(at_);
	}

	u32 read(size_t word) const
	{
		u32 value = 0;

		return at(word).read(value) ? 0xbad : value;
	}

	int write(size_t word, u32 value) const
	{
		return at(word).write(value);
	}

	void unmap(size_t from, size_t bytes)
	{
		if (!error())
			kalloc_kunit_munmap(address() + from, bytes);
	}

private:
	user_ptr<u32> at(size_t word) const
	{
		return user_ptr<u32>(address() + word * sizeof(u32));
	}

	long at_;
	size_t bytes_;
	kalloc_user_memory *c_has_;
};

/* What mmap() says of it. */
template <class Handle, class... How>
int map(const Handle &handle, How... how)
{
	return user_range_of(handle, how...).error();
}

/* A process of the test's own. */
bool has_user_space(kunit *test)
{
	return EXPECT(kalloc_kunit_user_pages(test, page_size) != 0);
}

void vmalloc_memory(kunit *test)
{
	ASSERT(has_user_space(test));
	auto t = table::make(opaque(3 * per_page));
	ASSERT(t);
	t[per_page] = 11;
	const u32 *memory = t.data();
	auto m = user_mapped<table>::make(std::move(t));
	ASSERT(m);
	EXPECT(!t); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT(m.size() == 3 * per_page && m.span().data() == memory);
	const user_range_of all(m, 3 * page_size);
	ASSERT(!all.error());
	/* it is the same memory */
	EXPECT_EQ(all.read(per_page), 11U);
	m.span()[2 * per_page] = 12;
	EXPECT_EQ(all.read(2 * per_page), 12U);
	EXPECT(!all.write(1, 13));
	EXPECT_EQ(read_once(m.span()[1]), 13U);
	/* another mapping, of a part */
	const user_range_of part(m, page_size, 2);
	ASSERT(!part.error());
	EXPECT_EQ(part.read(0), 12U);
}

void whole_pages_memory(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = user_mapped<words>::make(words::make());
	ASSERT(m);
	EXPECT_EQ(m.size_bytes(), 8192U);
	m.span()[1023] = 21;
	const user_range_of all(m, 8192);
	ASSERT(!all.error());
	EXPECT_EQ(all.read(2046), 21U);
	EXPECT(!all.write(0, 22));
	EXPECT_EQ(m.span()[0], 22U);
}

void an_array_of_pages(kunit *test)
{
	using mapped = user_mapped<kpage_array>;

	ASSERT(has_user_space(test));
	auto m = mapped::make(gfp::user | gfp::highmem, 3);
	ASSERT(m);
	EXPECT(m.size() == 3 && m.size_bytes() == 3 * page_size);
	{
		const page_access<u32> last(m, 2);

		EXPECT_EQ(last[7], 0U);
		last[7] = 31;
	}
	const user_range_of all(m, 3 * page_size);
	ASSERT(!all.error());
	EXPECT_EQ(all.read(2 * per_page + 7), 31U);
	EXPECT(!all.write(per_page, 32));
	const page_access<u32> middle(m, 1);
	EXPECT_EQ(middle[0], 32U);
	const page_access<u32> none(m, opaque<size_t>(3));
	EXPECT(none.span().empty() && reported(3, 1, 3));
}

void only_to_read(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = const_user_mapped<table>::make(table::make(per_page));
	ASSERT(m);
	m.span()[5] = 41;
	EXPECT_EQ(map(m, page_size), -EACCES);
	const user_range_of all(m, page_size, 0, read_only);
	ASSERT(!all.error());
	EXPECT_EQ(all.read(5), 41U);
	EXPECT_EQ(all.write(5, 42), -EFAULT);
	EXPECT_EQ(m.span()[5], 41U);
	/* nor is it written to where its pages are */
	user_pages written;
	EXPECT_EQ(written.pin(user_ptr<void>(all.address()), page_size), -EFAULT);
	const_user_pages seen;
	EXPECT_EQ(seen.pin(user_ptr<const void>(all.address() + 20), 4), 0);
	ASSERT(seen);
	const page_access bytes(seen);
	EXPECT_EQ(bytes[0], 41U);
}

/* What user space may make of a mapping later on. */
void stays_what_it_is(kunit *test)
{
	ASSERT(has_user_space(test));
	const auto m = user_mapped<table>::make(table::make(per_page));
	const auto c = const_user_mapped<table>::make(table::make(per_page));
	ASSERT(m && c);
	const user_range_of written(m, page_size);
	const user_range_of seen(m, page_size, 0, read_only), only_seen(c, page_size, 0, read_only);
	ASSERT(!written.error() && !seen.error() && !only_seen.error());
	EXPECT(kalloc_kunit_vma(written.address()).to_write);
	EXPECT(kalloc_kunit_vma(seen.address()).to_write);
	EXPECT(!kalloc_kunit_vma(only_seen.address()).to_write);
	for (const user_range_of *one : {&written, &seen, &only_seen}) {
		EXPECT(!kalloc_kunit_vma(one->address()).to_grow);
		EXPECT(!kalloc_kunit_vma(one->address()).to_dump);
	}
}

void out_of_range(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = user_mapped<table>::make(table::make(opaque(2 * per_page - 1)));
	ASSERT(m);
	EXPECT_EQ(map(m, 2 * page_size), 0);
	EXPECT_EQ(map(m, 100, 1), 0);
	EXPECT_EQ(map(m, 3 * page_size), -EINVAL);
	EXPECT_EQ(map(m, 2 * page_size, 1), -EINVAL);
	EXPECT_EQ(map(m, page_size, 2), -EINVAL);
	EXPECT_EQ(map(m, page_size, ~0UL / page_size / 4), -EINVAL);
	EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_PRIVATE), -EINVAL);
	EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_PRIVATE | read_only), -EINVAL);
	EXPECT_EQ(map(user_mapped<table>(), page_size), -ENODEV);
}

/* What was there before, behind what the driver has of the last page. */
void shows_nothing_else(kunit *test)
{
	ASSERT(has_user_space(test));
	auto b = pages::make(page_size + 8);
	ASSERT(b);
	kalloc_kunit_fill(b.data(), 2 * page_size, 0xff);
	auto m = user_mapped<pages>::make(std::move(b));
	ASSERT(m);
	const user_range_of all(m, 2 * page_size);
	ASSERT(!all.error());
	EXPECT_EQ(all.read(per_page + 1), ~0U);
	for (size_t word = per_page + 2; word < 2 * per_page; word++)
		if (!EXPECT_EQ(all.read(word), 0U))
			break;
	auto r = ring::make(kalloc_kunit_device(), 2);
	ASSERT(r);
	kalloc_kunit_fill(r.data(), page_size, 0xff);
	auto shared = user_mapped<ring>::make(std::move(r));
	ASSERT(shared);
	const user_range_of coherent(shared, page_size);
	ASSERT(!coherent.error());
	EXPECT_EQ(coherent.read(1), ~0U);
	for (size_t word = 2; word < per_page; word++)
		if (!EXPECT_EQ(coherent.read(word), 0U))
			break;
}

/* Whichever ends first. */
template <class Mapped>
void mappings_keep_it(kunit *test, Mapped m)
{
	ASSERT(m);
	user_range_of all(m, 3 * page_size);
	ASSERT(!all.error());
	EXPECT(!all.write(0, 51) && !all.write(2 * per_page, 52));
	const auto again = m;
	EXPECT(again == m);
	m.reset();
	EXPECT(!m && m.size() == 0);
	m = again;
	user_range_of more(m, page_size);
	m = nullptr;
	/* split, by a hole in the middle */
	all.unmap(page_size, page_size);
	EXPECT_EQ(all.read(per_page), 0xbadU);
	EXPECT(all.read(0) == 51 && all.read(2 * per_page) == 52);
	EXPECT_EQ(more.read(0), 51U);
}

void outlives_its_handles(kunit *test)
{
	ASSERT(has_user_space(test));
	const allocations counted;

	mappings_keep_it(test, user_mapped<table>::make(table::make(3 * per_page)));
	mappings_keep_it(test, user_mapped<pages>::make(pages::make(3 * page_size)));
	mappings_keep_it(test, user_mapped<kpage_array>::make(gfp::user, 3));
	/* handles alone, the last of them gone to C and back */
	auto m = user_mapped<table>::make(table::make(8));
	ASSERT(m);
	auto *c = user_mapped<table>::share(m.release()).release();
	const auto first = user_mapped<table>::adopt(c), second = user_mapped<table>::adopt(c);
	EXPECT(first == second);
	EXPECT(counted.live() != 0);
}

void nothing_is_left(kunit *test)
{
	ASSERT(has_user_space(test));
	const allocations counted;

	mappings_keep_it(test, user_mapped<table>::make(table::make(3 * per_page)));
	counted.expect_freed(test);
	mappings_keep_it(test, user_mapped<kpage_array>::make(gfp::user, 3));
	counted.expect_freed(test);
}

/* The mappings do not keep it: they find nothing any more. */
void coherent_memory_ends(kunit *test)
{
	ASSERT(has_user_space(test));
	device *dev = kalloc_kunit_device();
	const allocations counted;
	auto m = user_mapped<ring>::make(ring::make(dev, opaque(2 * per_page + 1)));
	ASSERT(m);
	EXPECT_EQ(m.dma().size_bytes(), 2 * page_size + sizeof(u32));
	EXPECT_EQ(m.dma(per_page, 2).addr(), m.dma().addr() + page_size);
	m.at(per_page).write(61);
	{
		const user_range_of all(m, 3 * page_size);
		const user_range_of part(m, page_size, 1);

		ASSERT(!all.error() && !part.error());
		EXPECT_EQ(all.read(per_page), 61U);
		EXPECT(!part.write(0, 62));
		EXPECT_EQ(m.at(per_page).read_first(), 62U);
		EXPECT_EQ(all.read(3 * per_page - 1), 0U);
		EXPECT_EQ(map(m, page_size, 3), -EINVAL);
		/* it would not be found there */
		EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_ELSEWHERE), -EBUSY);
		const auto another = m;

		m.reset();
		EXPECT_EQ(all.read(per_page), 62U);
	}
	counted.expect_freed(test);
	m = user_mapped<ring>::make(ring::make(dev, per_page));
	ASSERT(m);
	const user_range_of elsewhere(m, page_size, 0, KALLOC_KUNIT_ELSEWHERE);
	ASSERT(!elsewhere.error());
	EXPECT(!elsewhere.write(9, 63));
	m.reset();
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
	EXPECT_EQ(elsewhere.read(9), 0xbadU);
	EXPECT_EQ(elsewhere.write(9, 64), -EFAULT);
}

/* What is left around a hole is a mapping more. */
void coherent_memory_ends_around_holes(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = user_mapped<ring>::make(ring::make(kalloc_kunit_device(), opaque(3 * per_page)));
	ASSERT(m);
	user_range_of all(m, 3 * page_size);
	ASSERT(!all.error());
	EXPECT(!all.write(0, 71) && !all.write(2 * per_page, 72));
	all.unmap(page_size, page_size);
	EXPECT(all.read(0) == 71 && all.read(2 * per_page) == 72);
	/* when nobody has it mapped any more, another file may */
	EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_ELSEWHERE), -EBUSY);
	all.unmap(0, page_size);
	EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_ELSEWHERE), -EBUSY);
	all.unmap(2 * page_size, page_size);
	EXPECT_EQ(map(m, page_size, 0, KALLOC_KUNIT_ELSEWHERE), 0);
	const user_range_of again(m, 3 * page_size);
	ASSERT(!again.error());
	EXPECT_EQ(again.read(2 * per_page), 72U);
	m.reset();
	EXPECT(again.read(0) == 0xbad && again.read(2 * per_page) == 0xbad);
}

/* A page is there when it is touched, so that the end of the memory finds who has it. */
void coherent_memory_comes_when_touched(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = user_mapped<ring>::make(ring::make(kalloc_kunit_device(), opaque(2 * per_page)));
	ASSERT(m);
	const user_range_of all(m, 2 * page_size);
	ASSERT(!all.error());
	const unsigned long before = kalloc_kunit_faults();
	EXPECT(all.read(0) == 0 && all.read(1) == 0);
	EXPECT_EQ(kalloc_kunit_faults(), before + 1);
	EXPECT_EQ(all.read(per_page), 0U);
	EXPECT_EQ(kalloc_kunit_faults(), before + 2);
	/* which may be one more: who writes first */
	EXPECT(!all.write(1, 75) && m.at(1).read() == 75);
}

/* What the kernel maps by its pages is there from the beginning, and ends as well. */
void coherent_memory_of_pages(kunit *test)
{
	auto &calls = kalloc_kunit_coherent;

	ASSERT(has_user_space(test));
	auto m = user_mapped<ring>::make(ring::make(kalloc_kunit_device(), per_page));
	ASSERT(m);
	m.at(1).write(76);
	const int before = calls.finds;
	calls.by_pages = true;
	const user_range_of all(m, page_size);
	ASSERT(!all.error());
	EXPECT_EQ(calls.finds, before);
	const unsigned long faults = kalloc_kunit_faults();
	EXPECT_EQ(all.read(1), 76U);
	EXPECT_EQ(kalloc_kunit_faults(), faults);
	m.reset();
	EXPECT_EQ(all.read(1), 0xbadU);
}

/* Filled as the CPU's alone; then words in an order, parts of elements, and nothing past the end.
 */
void coherent_memory_is_shared(kunit *test)
{
	struct mail {
		le32 command, status;
		u8 text[8];
	};
	using mails = kbuffer<dma_coherent<gfp::kernel>, mail>;

	ASSERT(has_user_space(test));
	auto filled = mails::make(kalloc_kunit_device(), opaque<size_t>(2));
	ASSERT(filled);
	filled[1].status = le32{81};
	auto m = user_mapped<mails>::make(std::move(filled));
	ASSERT(m);
	EXPECT(m.size() == 2 && m.size_bytes() == 32);
	EXPECT_EQ(m.at(1, &mail::status).read().cpu(), 81U);
	m.at(0, &mail::text, 4).write(82);
	m.at(0, &mail::command).write_last(le32{83});
	const user_range_of all(m, page_size);
	ASSERT(!all.error());
	EXPECT(all.read(0) == 83 && all.read(3) == 82 && all.read(5) == 81);
	EXPECT(!all.write(4, 84));
	mail copy;
	m.at(1).copy_to(copy);
	EXPECT_EQ(copy.command.cpu(), 84U);
	EXPECT_EQ(m.at(opaque<size_t>(2), &mail::status).read().cpu(), 0U);
	EXPECT(reported(2, 1, 2));
	/* which clang's analyzer would refuse, if it knew */
	const auto none = user_mapped<mails>::adopt(opaque<kalloc_user_memory *>(nullptr));
	EXPECT_EQ(none.at(opaque<size_t>(0), &mail::status).read().cpu(), 0U);
	EXPECT(reported(0, 1, 0));
	EXPECT(none.dma().empty());
}

/* By what it was allocated it is mapped, and looked for. */
template <dma_attr::constant auto Attributes>
[[gnu::noinline]] void mapped_with(kunit *test) /* a frame for each, not one for all */
{
	using ring = ring_with<Attributes>;
	const auto &calls = kalloc_kunit_coherent;
	auto m = user_mapped<ring>::make(ring::make(kalloc_kunit_device()));

	ASSERT(m);
	const int before = calls.mmaps;
	const user_range_of all(m, 2 * page_size);
	ASSERT(!all.error());
	EXPECT_EQ(calls.mmaps, before + 1);
	EXPECT_EQ(calls.mapped_by, Attributes.bits);
	EXPECT_EQ(calls.found_by, Attributes.bits);
	m.at(per_page).write(91);
	EXPECT_EQ(all.read(per_page), 91U);
	m.reset();
	EXPECT_EQ(calls.freed_by, Attributes.bits);
	EXPECT_EQ(all.read(per_page), 0xbadU);
}

void coherent_memory_by_its_attributes(kunit *test)
{
	ASSERT(has_user_space(test));
	mapped_with<dma_attr::none>(test);
	mapped_with<dma_attr::write_combine>(test);
	mapped_with<dma_attr::weak_ordering>(test);
	mapped_with<dma_attr::force_contiguous | dma_attr::write_combine>(test);
	mapped_with<dma_attr::single_pages>(test);
	mapped_with<dma_attr::privileged>(test);
}

/* What the kernel cannot map, it says, and nothing is kept of it. */
void coherent_memory_not_mapped(kunit *test)
{
	ASSERT(has_user_space(test));
	auto m = user_mapped<ring>::make(ring::make(kalloc_kunit_device(), per_page));
	ASSERT(m);
	kalloc_kunit_coherent.fail_mmap = 1;
	EXPECT_EQ(map(m, page_size), -ENXIO);
	kalloc_kunit_coherent.fail_mmap = 2;
	EXPECT_EQ(map(m, page_size), -ENOMEM);
	EXPECT_EQ(map(m, page_size), 0);
}

/* What a driver has of its device, user space's mappings included. */
struct engine {
	user_mapped<ring> shared;
};

user_range_of map_shared(const kbound<engine> &h)
{
	const while_bound here(h);

	if (!here)
		return {user_mapped<ring>(), page_size};
	return {here->shared, page_size};
}

/* Unbound while it is mapped, over and over: the memory goes back in time. */
void unbound_while_mapped(kunit *test)
{
	ASSERT(has_user_space(test));
	for (u32 i = 0; i < 100; i++) {
		device *dev = kalloc_kunit_bound_device();

		ASSERT(dev);
		auto e = make_kunique<engine>(gfp::kernel);
		ASSERT(e);
		e->shared = user_mapped<ring>::make(ring::make(dev, per_page));
		ASSERT(e->shared);
		const auto h = kbound<engine>::make(dev, std::move(e));
		ASSERT(h);
		const user_range_of mapped = map_shared(h);
		EXPECT(!mapped.error() && !mapped.write(3, i) && mapped.read(3) == i);
		kalloc_kunit_unbind();
		EXPECT_EQ(mapped.read(3), 0xbadU);
	}
}

void no_memory(kunit *test)
{
	auto t = table::make(per_page);
	user_mapped<table> m;

	ASSERT(t);
	t[3] = 71;
	fail_first(test, [&] { m = user_mapped<table>::make(std::move(t)); });
	ASSERT(!m);
	EXPECT_EQ(t[3], 71U); /* NOLINT(*-move,*.Move): still there */
	EXPECT(!truth(user_mapped<table>::make(table())));
	fail_each_allocation(test, [test] {
		const auto some = user_mapped<kpage_array>::make(gfp::user, 3);

		EXPECT_EQ(some.size(), some ? 3U : 0U);
	});
	EXPECT(!truth(user_mapped<kpage_array>::make(gfp::user, 0)));
	const user_mapped<table> none;
	EXPECT(none.span().empty() && none.size_bytes() == 0);
}

} // namespace

/* What a driver has in its mmap(). */
extern "C" int kalloc_kunit_map(kalloc_user_memory *memory, vm_area_struct *vma)
{
	return user_mapped<table>::map(memory, vma);
}

static kunit_case user_mapped_cases[] = {KUNIT_CASE(vmalloc_memory),
					 KUNIT_CASE(whole_pages_memory),
					 KUNIT_CASE(an_array_of_pages),
					 KUNIT_CASE(only_to_read),
					 KUNIT_CASE(stays_what_it_is),
					 KUNIT_CASE(out_of_range),
					 KUNIT_CASE(shows_nothing_else),
					 KUNIT_CASE(outlives_its_handles),
					 KUNIT_CASE(nothing_is_left),
					 KUNIT_CASE(coherent_memory_ends),
					 KUNIT_CASE(coherent_memory_ends_around_holes),
					 KUNIT_CASE(coherent_memory_comes_when_touched),
					 KUNIT_CASE(coherent_memory_of_pages),
					 KUNIT_CASE(coherent_memory_is_shared),
					 KUNIT_CASE(coherent_memory_by_its_attributes),
					 KUNIT_CASE(coherent_memory_not_mapped),
					 KUNIT_CASE(unbound_while_mapped),
					 KUNIT_CASE(no_memory),
					 {}};
static kunit_suite user_mapped_suite = {
	.name = "kalloc_user_mapped",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = user_mapped_cases,
};

kunit_test_suite(user_mapped_suite);
