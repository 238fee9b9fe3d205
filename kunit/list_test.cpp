/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* list.h, list_head.h */
#include "test.h"

/* as in kernel.h */
struct kalloc_kunit_node {
	u32 value;
	list_head link;
};

namespace {

static_assert(!std::is_copy_constructible_v<list_head> && !std::is_copy_assignable_v<list_head>);

struct node : counted {
	list_head link;
	u32 value;

	explicit node(int id, u32 value = 0) : counted(id), value(value) {}
};
using nodes = kunique_list<&node::link>;

/* shared with C */
using c_nodes = kunique_list<&kalloc_kunit_node::link>;

/* a tree: a list of what has a list */
struct branch : counted {
	list_head link;
	kunique_list<&branch::link> twigs;
};

struct virtual_base {
	list_head link;
	virtual ~virtual_base() = default;
};
struct derived : counted, virtual_base {};

static_assert(sizeof(nodes) == 2 * sizeof(void *));
static_assert(!std::is_copy_constructible_v<nodes> && !std::is_copy_assignable_v<nodes>);
static_assert(swaps_safely<nodes> && !relocatable<nodes>);
static_assert(std::is_same_v<nodes::free_context, kmalloc_family::free_context>);
static_assert(std::is_same_v<kunique_list<&node::link, vmalloc_family>::free_context,
			     vmalloc_family::free_context>);
static_assert(!std::is_move_constructible_v<node> && !relocatable<list_head>);

bool add(nodes &to, int id)
{
	auto n = make_kunique<node>(gfp::kernel, id);

	if (!n)
		return false;
	to.push_back(std::move(n));
	return true;
}

/* Are these the ids, forwards and backwards? */
template <class... Id>
bool has(nodes &list, Id... id)
{
	const int ids[] = {id..., 0};
	size_t i = 0;

	for (const node &each : std::as_const(list))
		if (i == sizeof...(Id) || each.id != ids[i++])
			return false;
	return i == sizeof...(Id) && list.count() == i && list.empty() == !i &&
	       kalloc_kunit_list_is_sound(list.get()) &&
	       (!i || (list.first()->id == ids[0] && list.last()->id == ids[i - 1]));
}

void empty_list(kunit *test)
{
	nodes none;

	EXPECT(has(none));
	EXPECT(!none.first() && !none.last());
	EXPECT(!truth(none.take_front()));
	EXPECT(!truth(none.take_back()));
	for (node &each : none)
		EXPECT_EQ(each.id, -1);
	none.push_back(nodes::owner::adopt(opaque<node *>(nullptr)));
	none.push_front(nodes::owner::adopt(opaque<node *>(nullptr)));
	EXPECT(has(none));
	none.clear();
	nodes moved = std::move(none);
	none = std::move(moved);
	swap(none, moved);
	none.splice(std::move(moved));
	EXPECT(has(none) && has(moved));
}

void in_and_out(kunit *test)
{
	nodes list;

	ASSERT(add(list, 2) && add(list, 3));
	auto first = make_kunique<node>(gfp::kernel, 1);
	ASSERT(first);
	const node *was = first.get();
	list.push_front(std::move(first));
	EXPECT(!first);
	EXPECT(has(list, 1, 2, 3));
	EXPECT_EQ(counted::alive, 3);
	first = list.take_front();
	EXPECT(first.get() == was);
	auto last = list.take_back();
	ASSERT(first && last);
	EXPECT_EQ(last->id, 3);
	EXPECT(has(list, 2));
	/* what was taken out is in no list, and may be put into one again */
	auto none = list.take(*opaque(last.get()));
	EXPECT(!none);
	list.push_back(std::move(first));
	EXPECT(has(list, 2, 1));
	list.insert(*list.last(), std::move(last));
	EXPECT(has(list, 2, 3, 1));
	auto middle = list.take(*list.last());
	ASSERT(middle);
	list.insert(*list.first(), std::move(middle));
	EXPECT(has(list, 1, 2, 3));
	none = list.take(*list.first());
	EXPECT(has(list, 2, 3));
	none.reset();
	EXPECT_EQ(counted::alive, 2);
	list.clear();
	EXPECT_EQ(counted::alive, 0);
	EXPECT_EQ(counted::last, 3);
	EXPECT(has(list));
}

void moves(kunit *test)
{
	nodes a, b;

	ASSERT(add(a, 1) && add(a, 2) && add(b, 3));
	swap(a, b);
	EXPECT(has(a, 3) && has(b, 1, 2));
	nodes c = std::move(b);
	EXPECT(has(b) && has(c, 1, 2));
	b = std::move(c); /* empty before */
	EXPECT(has(b, 1, 2) && has(c));
	a = std::move(b); /* ends the 3 */
	EXPECT(has(a, 1, 2) && has(b));
	EXPECT_EQ(counted::last, 3);
	auto &same = a;
	a = std::move(same);
	EXPECT(has(a, 1, 2));
	ASSERT(add(b, 4));
	b.splice(std::move(a));
	EXPECT(has(b, 4, 1, 2) && has(a));
	swap(a, b);
	EXPECT(has(a, 4, 1, 2) && has(b));
	kvector<nodes> lists; /* moved one by one, not as bytes */
	ASSERT(!lists.push_back(std::move(a)));
	for (int i = 0; i < 20; i++)
		ASSERT(!lists.emplace_back());
	EXPECT(has(lists[0], 4, 1, 2));
}

void takes_some_out(kunit *test)
{
	nodes list;

	for (int id = 1; id <= 6; id++)
		ASSERT(add(list, id));
	nodes even = list.take_if([](const node &n) { return n.id % 2 == 0; });
	EXPECT(has(list, 1, 3, 5) && has(even, 2, 4, 6));
	EXPECT_EQ(counted::alive, 6);
	even.take_if([](node &) { return true; }).clear();
	EXPECT(has(even));
	EXPECT_EQ(counted::alive, 3);
	const auto none = list.take_if([](node &) { return false; });
	EXPECT(none.empty());
	EXPECT(has(list, 1, 3, 5));
	atomically([&] {
		const auto taken = list.take_front();
		EXPECT(taken && taken->id == 1);
	});
}

/* A hundred thousand of them, on a stack of two pages. */
void ends_in_a_loop(kunit *test)
{
	nodes list;

	for (int id = 0; id < 100000; id++)
		ASSERT(add(list, id));
	EXPECT_EQ(list.count(), 100000U);
}

void lists_of_lists(kunit *test)
{
	auto trunk = make_kunique<branch>(gfp::kernel);

	ASSERT(trunk);
	for (int i = 0; i < 3; i++) {
		auto b = make_kunique<branch>(gfp::kernel);
		auto twig = make_kunique<branch>(gfp::kernel);

		ASSERT(b && twig);
		b->twigs.push_back(std::move(twig));
		trunk->twigs.push_back(std::move(b));
	}
	EXPECT_EQ(counted::alive, 7);
	/* a list that is part of what it replaces */
	trunk->twigs = std::move(trunk->twigs.first()->twigs);
	EXPECT_EQ(counted::alive, 2);
	trunk.reset();
	EXPECT_EQ(counted::alive, 0);
}

void objects_of_a_derived_class(kunit *test)
{
	kunique_list<&virtual_base::link> list;
	auto d = make_kunique<derived>(gfp::kernel);

	ASSERT(d);
	list.push_back(std::move(d));
	EXPECT_EQ(counted::alive, 1);
	list.clear();
	EXPECT_EQ(counted::alive, 0);
}

template <class Family>
void of_family(kunit *test)
{
	kunique_list<&node::link, Family> list;

	for (int i = 0; i < 3; i++) {
		auto n = make_kunique<node, Family>(gfp::kernel, i);
		ASSERT(n);
		list.push_back(std::move(n));
	}
	EXPECT_EQ(counted::alive, 3);
}

void families(kunit *test)
{
	of_family<kvmalloc_family>(test);
	of_family<vmalloc_family>(test);
	of_family<sensitive_family<>>(test);
	of_family<recorded_family>(test);
	auto cache = kcache<node>::make("kalloc_list");
	ASSERT(cache);
	kunique_list<&node::link, cache_family> cached;
	auto n = cache.make_kunique(gfp::kernel, 7);
	ASSERT(n);
	cached.push_back(std::move(n));
	kreserve<node> spare;
	ASSERT(!spare.refill(gfp::kernel, 1));
	nodes list;
	list.push_back(spare.take(8));
	EXPECT(has(list, 8));
}

/* The same list in both languages. */
void shared_with_c(kunit *test)
{
	c_nodes list;

	for (u32 i = 1; i <= 3; i++) {
		auto n = make_kunique<kalloc_kunit_node>(gfp::kernel, i);
		ASSERT(n);
		list.push_back(std::move(n));
	}
	EXPECT_EQ(kalloc_kunit_list_sum(list.get()), 123U);
	/* C adds one in front and takes the last one out, which it frees */
	ASSERT(kalloc_kunit_list_add(list.get(), 4));
	EXPECT_EQ(kalloc_kunit_list_sum(list.get()), 4123U);
	EXPECT_EQ(list.first()->value, 4U);
	kalloc_kunit_list_free_last(list.get());
	EXPECT_EQ(kalloc_kunit_list_sum(list.get()), 412U);
	/* from C's head, and back to it, behind what is there */
	list_head *head = kalloc_kunit_list();
	list.release(*head);
	EXPECT(list.empty());
	ASSERT(kalloc_kunit_list_add(head, 5));
	auto back = c_nodes::adopt(*head);
	EXPECT(kalloc_kunit_list_is_sound(head));
	EXPECT_EQ(kalloc_kunit_list_sum(head), 0U);
	EXPECT_EQ(kalloc_kunit_list_sum(back.get()), 5412U);
	EXPECT_EQ(back.count(), 4U);
	/* one that C took out by list_del(), which leaves poison behind */
	auto out = kunique_ptr<kalloc_kunit_node>::adopt(kalloc_kunit_list_take(back.get()));
	ASSERT(out);
	back.push_back(std::move(out));
	EXPECT_EQ(kalloc_kunit_list_sum(back.get()), 4125U);
}

/* As the kernel reports it, where it checks its lists, nothing is written then. */
void corruption_is_reported(kunit *test)
{
#if KALLOC_HAS_DEBUG_LIST || KALLOC_HAS_LIST_HARDENED
	c_nodes list;
	auto a = make_kunique<kalloc_kunit_node>(gfp::kernel, 1U);
	auto b = make_kunique<kalloc_kunit_node>(gfp::kernel, 2U);
	auto c = make_kunique<kalloc_kunit_node>(gfp::kernel, 3U);

	ASSERT(a && b && c);
	kalloc_kunit_node *last = b.get(), *lost = c.get();
	list.push_back(std::move(a));
	list.push_back(std::move(b));
	kalloc_kunit_list_corrupt(&last->link, 1);
	kalloc_kunit_expect_warning("list_add corruption");
	list.push_back(std::move(c));
	kalloc_kunit_expect_warning("list_del corruption");
	auto none = list.take(*last);
	EXPECT(!none);
	kalloc_kunit_list_corrupt(&last->link, 0);
	EXPECT_EQ(kalloc_kunit_list_sum(list.get()), 12U);
	c = kunique_ptr<kalloc_kunit_node>::adopt(lost);
#else
	EXPECT(true);
#endif
}

void out_of_memory(kunit *test)
{
	fail_each_allocation(test, [&] {
		nodes list;

		while (list.count() < 3 && add(list, 1)) {
		}
		EXPECT_EQ(list.count(), static_cast<size_t>(counted::alive));
	});
}

} // namespace

static kunit_case list_cases[] = {
	KUNIT_CASE(empty_list),
	KUNIT_CASE(in_and_out),
	KUNIT_CASE(moves),
	KUNIT_CASE(takes_some_out),
	KUNIT_CASE(ends_in_a_loop),
	KUNIT_CASE(lists_of_lists),
	KUNIT_CASE(objects_of_a_derived_class),
	KUNIT_CASE(families),
	KUNIT_CASE(shared_with_c),
	KUNIT_CASE(corruption_is_reported),
	KUNIT_CASE(out_of_memory),
	{},
};
static kunit_suite list_suite = {
	.name = "kalloc_list",
	.init = kalloc_kunit_case_begins,
	.exit = kalloc_kunit_case_done,
	.test_cases = list_cases,
};

kunit_test_suite(list_suite);
