/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Objects that are used as long as a driver is bound, and no longer: bound.h */
#include "test.h"

namespace {

/* What a driver has of its device, with all that ends with it. */
struct engine : counted {
	explicit engine(int id) : counted(id) {}

	/* not what is there before or afterwards */
	u64 alive_and_well = 0x600df00d;
	kbuffer<dma_coherent<gfp::kernel>, u32> ring;

	~engine()
	{
		alive_and_well = 0;
	}
};

using handle = kbound<engine>;

static_assert(sizeof(handle) == sizeof(void *) && relocatable<handle>);
static_assert(swaps_safely<handle>);
static_assert(!std::is_copy_constructible_v<while_bound<engine>>);

handle make(device *dev, int id = 7)
{
	auto e = make_kunique<engine>(gfp::kernel, id);

	if (e)
		e->ring = kbuffer<dma_coherent<gfp::kernel>, u32>::make(dev, 8);
	if (!e || !e->ring)
		return nullptr;
	return handle::make(dev, std::move(e));
}

int use(const handle &h)
{
	const while_bound here(h);

	if (!here)
		return -ENODEV;
	return (*here).alive_and_well == 0x600df00d ? here->id : -EFAULT;
}

void ends_with_the_binding(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	handle h = make(dev);
	ASSERT(h);
	EXPECT_EQ(use(h), 7);
	EXPECT_EQ(use(h), 7);
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 0);
	EXPECT(h);
	EXPECT_EQ(use(h), -ENODEV);
	/* of another binding it knows nothing */
	ASSERT(kalloc_kunit_bound_device() == dev);
	handle other = make(dev, 8);
	ASSERT(other);
	EXPECT(!(h == other));
	EXPECT_EQ(use(h), -ENODEV);
	EXPECT_EQ(use(other), 8);
	h = other;
	EXPECT_EQ(use(h), 8);
	kalloc_kunit_unbind();
	EXPECT_EQ(use(h), -ENODEV);
}

void handles_are_counted(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	const handle none;
	EXPECT(!none);
	EXPECT_EQ(use(none), -ENODEV);
	EXPECT(!truth(handle::share(nullptr)));
	handle h = make(dev);
	ASSERT(h);
	auto copy = h;
	EXPECT(copy == h);
	auto moved = std::move(h);
	EXPECT(!h); /* NOLINT(*-move,*.Move): empty is the contract */
	swap(moved, h);
	EXPECT(h && !moved);
	h.reset();
	h.reset();
	EXPECT_EQ(use(copy), 7);
	/* C has one, and lends it */
	kalloc_bound *of_c = copy.release();
	EXPECT(!copy);
	{
		const while_bound<engine> here(of_c);

		ASSERT(here);
		EXPECT_EQ(here->id, 7);
	}
	h = handle::share(of_c);
	copy = handle::adopt(of_c);
	EXPECT(h && copy && h == copy);
	copy = nullptr;
	/* the object does not wait for its handles, nor do they end it */
	h = nullptr;
	EXPECT_EQ(counted::alive, 1);
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 0);
}

void used_in_any_context(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	const handle h = make(dev);
	ASSERT(h);
	atomically([&] { EXPECT_EQ(use(h), 7); });
	{
		/* one within another, and of another */
		const handle second = make(dev, 8);
		const while_bound here(h);
		const while_bound again(h);
		const while_bound there(second);

		ASSERT(here && again && there);
		EXPECT_EQ(here->id + again->id + there->id, 22);
	}
	kalloc_kunit_unbind();
	atomically([&] { EXPECT_EQ(use(h), -ENODEV); });
}

void out_of_memory(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();
	kunique_ptr<engine> e = make_kunique<engine>(gfp::kernel, 7);

	ASSERT(dev && e);
	EXPECT(!truth(handle::make(dev, kunique_ptr<engine>())));
	EXPECT(!truth(handle::make(nullptr, std::move(e))));
	EXPECT(e); /* NOLINT(*-move,*.Move): still the caller's */
	/* NOLINTBEGIN(*-move,*.Move): it is still the caller's, or the binding's */
	fail_each(test, [&] {
		const int before = counted::alive;
		const handle h = handle::make(dev, std::move(e));

		EXPECT_EQ(use(h), h ? 7 : -ENODEV);
		EXPECT_EQ(e ? e->id : 0, h ? 0 : 7);
		EXPECT_EQ(counted::alive, before);
		const int left = kalloc_kunit_fail_nth(0);
		if (h)
			e = make_kunique<engine>(gfp::kernel, 7);
		kalloc_kunit_fail_nth(left);
	});
	/* NOLINTEND(*-move,*.Move) */
	e.reset();
	kalloc_kunit_unbind();
	EXPECT_EQ(counted::alive, 0);
}

/* The one who unbinds waits for who is in it, and nobody else gets in meanwhile. */
void unbinding_waits(kunit *test)
{
	device *dev = kalloc_kunit_bound_device();
	int unbound = 0;

	ASSERT(dev);
	const handle h = make(dev);
	ASSERT(h);
	{
		const while_bound here(h);

		ASSERT(here);
		kalloc_kunit_begin(
			[](void *flag) {
				kalloc_kunit_unbind();
				write_once(*static_cast<int *>(flag), 1);
			},
			&unbound);
		while (use(h) == 7)
			kalloc_kunit_sleep(1);
		kalloc_kunit_sleep(50);
		EXPECT_EQ(use(h), -ENODEV);
		EXPECT_EQ(read_once(unbound), 0);
		EXPECT_EQ(counted::alive, 1);
		EXPECT_EQ(here->alive_and_well, 0x600df00dU);
	}
	kalloc_kunit_finish();
	EXPECT_EQ(unbound, 1);
	EXPECT_EQ(counted::alive, 0);
}

/* Users who come and go, on other CPUs where there are some, while it is bound and unbound. */
void in_use_when_unbound(kunit *test)
{
	struct user {
		handle h;
		long used = 0;
		int last = 0;
	} users[3];

	for (int round = 0; round < 20; round++) {
		device *dev = kalloc_kunit_bound_device();

		ASSERT(dev);
		const handle h = make(dev);
		ASSERT(h);
		for (user &each : users) {
			each.h = h;
			kalloc_kunit_begin(
				[](void *p) {
					user &u = *static_cast<user *>(p);

					while ((u.last = use(u.h)) == 7)
						if (++u.used % 64 == 0)
							kalloc_kunit_sleep(0);
				},
				&each);
		}
		kalloc_kunit_sleep(2);
		kalloc_kunit_unbind();
		kalloc_kunit_finish();
		for (const user &each : users) {
			EXPECT_EQ(each.last, -ENODEV);
		}
		EXPECT_EQ(counted::alive, 0);
	}
	EXPECT(users[0].used + users[1].used + users[2].used > 0);
}

/* A file that is open over many bindings, and a transfer of its under way at the end of each, which
 * takes as long as a grace period. */
void many_bindings(kunit *test)
{
	struct file {
		handle h;
		kbuffer<contiguous<gfp::kernel>> bytes;
		device *dev = nullptr;
		int transferring = 0, unbinding = 0, done = 0;

		void transfer()
		{
			const while_bound here(h);

			write_once(transferring, 1);
			if (!here)
				return;
			auto m = dma_map<to_device>(dev, std::move(bytes));
			while (!read_once(unbinding))
				kalloc_kunit_yield();
			done += m && (*here).alive_and_well == 0x600df00d;
			bytes = m.unmap();
		}
	} open;

	open.bytes = kbuffer<contiguous<gfp::kernel>>::make(64);
	ASSERT(open.bytes);
	const int bindings = kalloc_kunit_emulated() ? 50 : 200;
	for (int n = 0; n < bindings; n++) {
		open.dev = kalloc_kunit_bound_device();
		ASSERT(open.dev);
		open.h = make(open.dev);
		ASSERT(open.h);
		open.transferring = open.unbinding = 0;
		kalloc_kunit_begin([](void *f) { static_cast<file *>(f)->transfer(); }, &open);
		while (!read_once(open.transferring))
			kalloc_kunit_yield();
		write_once(open.unbinding, 1);
		kalloc_kunit_unbind();
		EXPECT_EQ(open.done, n + 1);
		EXPECT_EQ(counted::alive, 0);
		EXPECT_EQ(use(open.h), -ENODEV);
		kalloc_kunit_finish();
	}
}

/* Memory that a file has, and no kbound: it is safe until it ends, and stays then. */
void dma_memory_outlives(kunit *test)
{
	static bool once;
	device *dev = kalloc_kunit_bound_device();

	ASSERT(dev);
	auto ring = kbuffer<dma_coherent<gfp::kernel>, u32>::make(dev, 8);
	auto pool = dma_pool<u64>::make(dev, "outlives");
	/* of a device without a driver it is nobody's */
	auto other = kbuffer<dma_coherent<gfp::kernel>, u32>::make(kalloc_kunit_device(), 8);
	ASSERT(ring && pool && other);
	auto block = pool.make_kunique(gfp::kernel, u64{5});
	ASSERT(block);
	kalloc_kunit_unbind();
	ring[7] = 7;
	EXPECT_EQ(ring[7] + *block, 12U);
	block.reset();
	other.reset();
	if (!once)
		kalloc_kunit_expect_warning(
			"kalloc: DMA memory of kalloc_bound outlived the binding");
	ring.reset();
	EXPECT(!ring);
	if (!std::exchange(once, true))
		kalloc_kunit_expect_warning(
			"kalloc: a DMA pool of kalloc_bound outlived the binding");
	pool.reset();
	EXPECT(!pool);
}

} // namespace

static kunit_case bound_cases[] = {
	KUNIT_CASE(ends_with_the_binding),
	KUNIT_CASE(handles_are_counted),
	KUNIT_CASE(used_in_any_context),
	KUNIT_CASE(out_of_memory),
	KUNIT_CASE(unbinding_waits),
	KUNIT_CASE(in_use_when_unbound),
	KUNIT_CASE(many_bindings),
	KUNIT_CASE(dma_memory_outlives),
	{},
};
static kunit_suite bound_suite = {
	.name = "kalloc_bound",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = bound_cases,
};

kunit_test_suite(bound_suite);
