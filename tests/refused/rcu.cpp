/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What is read under RCU. */
#include "refused.h"

struct config {
	u32 low, high;
};
constexpr config fallback{1, 2};

#ifdef read_without_guard // once: kalloc: readers hold a guard: read\(guard\)
u32 f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(PICK()(guard));

	return c ? c->low : 0;
}
#endif

#ifdef member_without_guard // once: kalloc: readers hold a guard: read\(guard\)
u32 f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(guard);

	return PICK(p->low)(c ? c->low : 0);
}
#endif

#ifdef dereferenced_without_guard // once: kalloc: readers hold a guard: read\(guard\)
u32 f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(guard);

	return PICK((*p).low)(c ? c->low : 0);
}
#endif

#ifdef read_by_nameless_guard // kalloc: name the guard
u32 f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(PICK(rcu_read_guard())(guard));

	return c ? c->low : 0;
}
#endif

#ifdef used_outside_of_the_guard // clang: requires holding RCU read side .*const rcu_read_guard guard.*rcu_read_side
u32 f(const rcu_pointer<config> &p)
{
	auto last = [&] {
		const rcu_read_guard guard;

		return p.read(guard);
	}();
	PICK()(const rcu_read_guard guard;)

	return last ? last->low : 0;
}
#endif

#ifdef dereferenced_outside_of_the_guard // clang: rcu_read_side
u32 f(const rcu_borrowed<config> &c)
{
	PICK()(const rcu_read_guard guard;)
	return (*c).low;
}
#endif

#ifdef used_untested // clang: kalloc: nothing may be published; test it first
u32 f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(guard);

	PICK()(if (!c) return 0;)
	return c->low;
}
#endif

#ifdef kept_beyond_the_guard // clang: address of stack memory
const config *f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;
	const auto c = p.read(guard);

	if (!c)
		return nullptr;
	return PICK(&*c)(c->low ? &fallback : nullptr);
}
#endif

#ifdef published_is_changed // read-only|is not assignable|non-static data member of const|const-qualified
void f(const rcu_pointer<config> &p)
{
	const rcu_read_guard guard;

	if (const auto c = p.read(guard))
		PICK(c->low = 1)(use(c->low));
}
#endif

#ifdef replaced_under_a_lock // clang: spinlock_held
void f(rcu_pointer<config> &p, rcu_pointer<config>::owner &next, spinlock &lock)
{
	const spin_guard guard(lock);

	PICK(p = std::move(next))(p.swap(next));
}
#endif

#ifdef plain_published // once: kalloc: readers may have it; make_kunique<T, rcu_family<>>
void f(rcu_pointer<config> &p)
{
	p = make_kunique<config PICK()(, rcu_family<>)>(gfp::kernel);
}
#endif

#ifdef plain_to_begin_with // kalloc: readers may have it; make_kunique<T, rcu_family<>>
void f(kunique_ptr<config PICK()(, rcu_family<>)> &&first)
{
	const rcu_pointer<config> p(std::move(first));
}
#endif

#ifdef plain_swapped_in // kalloc: readers may have it; make_kunique<T, rcu_family<>>
void f(rcu_pointer<config> &p, kunique_ptr<config PICK()(, rcu_family<>)> &next)
{
	p.swap(next);
}
#endif

#ifdef pointer_copied // kalloc: readers know where it is; read\(\) it
void f(rcu_pointer<config> &p)
{
	PICK(rcu_pointer<config> q = p)(rcu_pointer<config> &q = p);
}
#endif

#ifdef device_memory_after_a_grace_period // kalloc: only what kvfree\(\) frees is freed after
kunique_ptr<u32, rcu_family<PICK(dma_family)(vmalloc_family)>> p;
#endif
