/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory shared with a device: kbuffer<dma_coherent>, kunique_ptr<T, dma_family>. */
#include "test.h"

namespace {

using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;
using mailbox = kbuffer<dma_coherent<gfp::kernel>, u32, 16>;

static_assert(sizeof(mailbox) == sizeof(u32 *) + sizeof(dma_family));
static_assert(sizeof(ring) == sizeof(u32 *) + sizeof(size_t) + sizeof(dma_family));

struct descriptor {
	u64 address;
	u32 length, flags;
};

using descriptors = kbuffer<dma_coherent<gfp::kernel>, descriptor>;

/* What a device may write (device_may_write.h), and what not. */
enum class command : u8 { stop, start };
enum sized : u16 { small };
enum loose { one, two };

class bcd {
public:
	bcd() = default;
	explicit bcd(u32 value) : value_(value) {}
	u32 value() const
	{
		return value_;
	}

private:
	u32 value_ = 0;
};

} // namespace

template <>
inline constexpr bool kalloc::device_may_write<bcd> = true;

namespace {

struct header {
	u8 mac[6];
	u16 flags : 4, kind : 12;
	union {
		u64 whole;
		struct {
			u32 low, high;
		};
	};
	command c = command::start;
	sized s;
	descriptor list[2];
	bcd decimal;
	le32 little;
	be16 big[3];
	volatile u32 doorbell;
	u8 payload[1500];
};
template <class T>
struct before {
	u8 a[3];
	T it;
};
template <class T>
struct behind {
	T it;
	descriptor d;
	u32 last[2];
};
class has_private {
	[[maybe_unused]] u32 value;
};

static_assert(device_may_write<header> && device_may_write<header[2]>);
static_assert(device_may_write<before<header>> && device_may_write<behind<bcd>> &&
	      device_may_write<before<be64>> && device_may_write<behind<le16>>);
static_assert(device_may_write<double> && device_may_write<sized> && device_may_write<command>);

template <class T>
constexpr bool may_not =
	!device_may_write<T> && !device_may_write<T[2]> && !device_may_write<before<T>> &&
	!device_may_write<behind<T>> && !device_may_write<before<behind<T[3]>>>;
static_assert(may_not<void *> && may_not<void (*)(int)> && may_not<u32 descriptor::*>);
static_assert(may_not<std::nullptr_t> && may_not<bool> && may_not<loose>);
static_assert(may_not<counted> && may_not<kunique_ptr<u32>> && may_not<spinlock>);
static_assert(may_not<has_private>);

void allocates(kunit *test)
{
	device *dev = kalloc_kunit_device();

	for (const size_t n : {size_t{1}, size_t{1024}, size_t{1025}, size_t{100000}}) {
		auto r = ring::make(dev, opaque(n));

		ASSERT(r);
		EXPECT_EQ(r.size(), n);
		EXPECT_EQ(r.size_bytes(), 4 * n);
		EXPECT(kalloc_kunit_device_sees(r.data(), address_of(r)));
		EXPECT_EQ(reinterpret_cast<size_t>(r.data()) % page_size, 0U);
		for (u32 &v : r) {
			EXPECT_EQ(v, 0U);
			v = 0xa5a5a5a5;
		}
	}
	auto m = mailbox::make(dev);
	ASSERT(m);
	EXPECT_EQ(m.size(), 16U);
	EXPECT(kalloc_kunit_device_sees(m.data(), address_of(m)));
	m[15] = 1;
}

/* As the device has been told of it. */
template <class Buffer>
auto shared(size_t n)
{
	return dma_shared(Buffer::make(kalloc_kunit_device(), n));
}

void ranges(kunit *test)
{
	auto b = descriptors::make(kalloc_kunit_device(), 100);
	const dma_shared m(mailbox::make(kalloc_kunit_device()));

	ASSERT(b && m);
	descriptor *last = &b[99];
	const dma_shared r(std::move(b));
	const dma_range all = r.dma();
	EXPECT(!all.empty());
	EXPECT_EQ(all.size_bytes(), 100 * sizeof(descriptor));
	EXPECT_EQ(r.dma(opaque<size_t>(0), 1).addr(), all.addr());
	EXPECT_EQ(r.dma(0, 1).size_bytes(), sizeof(descriptor));
	EXPECT(kalloc_kunit_device_sees(last, r.dma(99, 1).addr()));
	EXPECT_EQ(m.dma(15, 1).addr(), m.dma().addr() + 60);
	EXPECT_EQ(m.dma(16, 0).size_bytes(), 0U);
	EXPECT_EQ(all.part(32, 64).addr(), all.addr() + 32);
	EXPECT_EQ(all.part(32, 64).part(16, 8).addr(), all.addr() + 48);
	EXPECT_EQ(all.part(32, 64).part(16, 8).size_bytes(), 8U);
}

void ranges_that_do_not_fit(kunit *test)
{
	constexpr dma_addr_t nowhere = ~dma_addr_t{0};
	const auto r = shared<descriptors>(100);
	const dma_shared m(mailbox::make(kalloc_kunit_device()));
	const dma_shared<mailbox> none;
	const dma_shared<kunique_ptr<descriptor, dma_family>> no_object;
	const dma_range nothing;

	ASSERT(r && m);
	EXPECT(r.dma(opaque<size_t>(100), 1).empty());
	EXPECT(reported(100, 1, 100));
	EXPECT(m.dma(opaque<size_t>(12), 5).empty());
	EXPECT(reported(12, 5, 16));
	/* 2^60 times 16 bytes wraps around to 0 */
	EXPECT(r.dma(opaque(size_t{1} << 60), 1).empty());
	EXPECT(reported(size_t{1} << 60, 1, 100));
	EXPECT(r.dma(0, opaque(size_t{1} << 60)).empty());
	EXPECT(reported(0, size_t{1} << 60, 100));
	EXPECT(r.dma().part(1, opaque<size_t>(1600)).empty());
	EXPECT(reported(1, 1600, 1600));
	/* what is empty is nowhere */
	EXPECT_EQ((*opaque(&none)).dma().addr(), nowhere);
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ((*opaque(&no_object)).dma().addr(), nowhere);
	EXPECT(reported(0, 1, 0));
	EXPECT_EQ((*opaque(&nothing)).addr(), nowhere);
	EXPECT(reported(0, 1, 0));
}

/* barrier.h; that the accesses happen, and in order, the machine code shows (tests/codegen) */
void single_accesses(kunit *test)
{
	enum class state : u8 { idle, busy };
	auto m = mailbox::make(kalloc_kunit_device());
	state s = state::idle;
	const u64 wide = ~u64{0} - 1;
	const u32 *p = nullptr;

	ASSERT(m);
	write_once(m[3], 7U);
	dma_wmb();
	write_once(m[0], 1U);
	write_once(s, state::busy);
	write_once(p, m.data());
	EXPECT(read_once(s) == state::busy);
	if (read_once(m[0]) == 1)
		dma_rmb();
	EXPECT_EQ(read_once(m[3]), 7U);
	EXPECT_EQ(read_once(wide), wide);
	EXPECT_EQ(read_once(p), m.data());
}

void distinct_addresses(kunit *test)
{
	auto a = ring::make(kalloc_kunit_device(), 10);
	auto b = ring::make(kalloc_kunit_device(), 10);

	ASSERT(a && b);
	const auto address = address_of(a);
	EXPECT(address != address_of(b));
	a.swap(b);
	EXPECT_EQ(address_of(b), address);
	auto c = std::move(b);
	EXPECT_EQ(address_of(c), address);
	auto &same = c;
	c = std::move(same);
	c.swap(c);
	EXPECT(kalloc_kunit_device_sees(c.data(), address_of(c)));
	EXPECT_EQ(c.size(), 10U);
	a = std::move(c);
	EXPECT_EQ(address_of(a), address);
	EXPECT_EQ(kalloc_kunit_device_refs(), 1);
}

void holds_the_device(kunit *test)
{
	device *dev = kalloc_kunit_device();
	{
		auto a = ring::make(dev, 10);
		auto b = mailbox::make(dev);
		auto c = make_kunique<descriptor, dma_family>(dev, gfp::kernel);

		ASSERT(a && b && c);
		EXPECT_EQ(kalloc_kunit_device_refs(), 3);
		auto moved = std::move(a);
		EXPECT_EQ(kalloc_kunit_device_refs(), 3);
		moved.reset();
		EXPECT_EQ(kalloc_kunit_device_refs(), 2);
	}
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
}

void owns_one_object(kunit *test)
{
	auto d = make_kunique<descriptor, dma_family>(kalloc_kunit_device(), gfp::kernel, 1U, 2U,
						      3U);

	ASSERT(d);
	EXPECT_EQ(d->address, 1U);
	EXPECT_EQ(d->length, 2U);
	EXPECT_EQ(d->flags, 3U);
	EXPECT(kalloc_kunit_device_sees(d.get(), address_of(d)));
	const auto address = address_of(d);
	auto e = std::move(d);
	EXPECT(!d); /* NOLINT(*-move,*.Move): empty is the contract */
	EXPECT_EQ(address_of(e), address);
	auto z = make_kunique<descriptor, dma_family>(kalloc_kunit_device(), gfp::kernel);
	ASSERT(z);
	EXPECT_EQ(z->length, 0U);
	e.swap(z);
	EXPECT_EQ(address_of(z), address);
	kunique_ptr<const descriptor, dma_family> constant = std::move(z);
	EXPECT_EQ(address_of(constant), address);
	EXPECT(kalloc_kunit_device_sees(const_cast<descriptor *>(constant.get()), address));
	e.reset();
	EXPECT_EQ(kalloc_kunit_device_refs(), 1);
}

void resizes(kunit *test)
{
	{
		auto r = ring::make(kalloc_kunit_device(), 100);

		ASSERT(r);
		for (u32 i = 0; i < 100; i++)
			r[i] = i;
		EXPECT_EQ(r.resize(5000), 0);
		EXPECT_EQ(r.size(), 5000U);
		EXPECT_EQ(r[99], 99U);
		EXPECT_EQ(r[4999], 0U);
		EXPECT_EQ(kalloc_kunit_device_refs(), 1);
		const auto address = address_of(r);
		fail_first(test, [&] { EXPECT_EQ(r.resize(opaque<size_t>(90000)), -ENOMEM); });
		EXPECT_EQ(r.size(), 5000U);
		EXPECT_EQ(r[99], 99U);
		EXPECT_EQ(address_of(r), address);
		EXPECT_EQ(r.resize(10), 0);
		EXPECT_EQ(r[9], 9U);
		EXPECT_EQ(r.resize(opaque(~size_t{0} / 4)), -EOVERFLOW);
		EXPECT_EQ(r.resize(0), 0);
		EXPECT(!r);
		EXPECT_EQ(kalloc_kunit_device_refs(), 0);
		EXPECT_EQ(r.resize(10), -ENODEV);
	}
	ring none;
	EXPECT_EQ(none.resize(10), -ENODEV);
	EXPECT(!none);
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_device();

	EXPECT(!truth(ring::make(nullptr, 10)));
	EXPECT(!truth(mailbox::make(nullptr)));
	EXPECT(!truth(ring::make(dev, opaque<size_t>(0))));
	EXPECT(!truth(ring::make(dev, opaque(~size_t{0} / 2))));
	EXPECT(!truth((make_kunique<descriptor, dma_family>(nullptr, gfp::kernel))));
	fail_first(test, [&] { EXPECT(!truth(ring::make(dev, 10))); });
	fail_first(test, [&] { EXPECT(!truth(mailbox::make(dev))); });
	fail_each_allocation(test, [&] {
		auto c = make_kunique<descriptor, dma_family>(dev, gfp::atomic);

		EXPECT_EQ(kalloc_kunit_device_refs(), c ? 1 : 0);
	});
	EXPECT_EQ(kalloc_kunit_device_refs(), 0);
}

/* as kmalloc() does, for the compiler's checks */
void compilers_know_its_size(kunit *test)
{
	device *dev = kalloc_kunit_device();
	dma_addr_t addr = 0;
	bool bound = false;
	void *p = binding::kalloc_dma_alloc(dev, 100, &addr, gfp::kernel.bits, 0, &bound);

	ASSERT(p);
	EXPECT_EQ(__builtin_object_size(p, 0), 100U);
	binding::kalloc_dma_free(dev, 100, p, addr, 0, bound);
}

} // namespace

static kunit_case dma_cases[] = {
	KUNIT_CASE(allocates),
	KUNIT_CASE(compilers_know_its_size),
	KUNIT_CASE(ranges),
	KUNIT_CASE(ranges_that_do_not_fit),
	KUNIT_CASE(single_accesses),
	KUNIT_CASE(distinct_addresses),
	KUNIT_CASE(holds_the_device),
	KUNIT_CASE(owns_one_object),
	KUNIT_CASE(resizes),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite dma_suite = {
	.name = "kalloc_dma",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = dma_cases,
};

kunit_test_suite(dma_suite);
