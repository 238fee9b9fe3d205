/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners that a device has: give_to(). */
#include "refused.h"

#ifdef given_without_move // once: kalloc: the owner's std::move\(\)
point *f(device *dev, kunique_ptr<point> &p)
{
	return give_to(dev, PICK(p)(std::move(p)));
}
#endif

#ifdef pointer_given // kalloc: the device, then an owner's std::move\(\), or a class
point *f(device *dev, kunique_ptr<point> &p)
{
	return give_to(dev, PICK(p.get())(std::move(p)));
}
#endif

#ifdef vector_given // kalloc: the device, then an owner's std::move\(\), or a class
struct points {
	kvector<point> all;
};
void *f(device *dev, kvector<point> &v)
{
	return give_to(dev, PICK(std::move(v))(make_kunique<points>(gfp::kernel, std::move(v))));
}
#endif

#ifdef given_and_untested // kalloc: null if memory ran out, and the owner still has it; test it
int f(device *dev, kunique_ptr<point> &p)
{
	PICK(give_to(dev, std::move(p)))(if (!give_to(dev, std::move(p))) return -ENOMEM);
	return 0;
}
#endif

#ifdef given_used_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
int f(device *dev)
{
	point *p = give_to(dev, make_kunique<point>(gfp::kernel));
	PICK()(if (!p) return -ENOMEM;)
	return p->x;
}
#endif

#ifdef owner_used_when_given // clang: kalloc: this owner (may be|is) empty
int f(device *dev, kunique_ptr<point> p)
{
	const point *mine = give_to(dev, std::move(p));
	if (!mine)
		return -ENOMEM;
	return PICK(p)(mine)->x;
}
#endif

#ifdef given_taken_back // clang: kalloc: this memory was given to a device, which frees it
int f(device *dev, kunique_ptr<point> p)
{
	point *mine = give_to(dev, std::move(p));
	if (!mine)
		return -ENOMEM;
	PICK(const auto again = kunique_ptr<point>::adopt(mine))(const auto *again = mine);
	return again->x;
}
#endif

#ifdef given_in_spin_guard // clang: cannot call function 'give_to.*' while .*'spinlock_held' is held
point *f(device *dev, kunique_ptr<point> p, spinlock &lock)
{
	PICK(const spin_guard guard(lock))(use(lock));
	return give_to(dev, std::move(p));
}
#endif

struct engine {
	u32 state;
};
struct mail {
	u32 command;
};

#ifdef bound_object_without_scope // once: kalloc: it may be gone: const while_bound here\(b\);
u32 f(const kbound<engine> &b)
{
	PICK()(const while_bound here(b); if (!here) return 0;)
	return PICK(b)(here)->state;
}
#endif

#ifdef bound_object_dereferenced // kalloc: it may be gone: const while_bound here\(b\);
engine f(const kbound<engine> &b)
{
	PICK()(const while_bound here(b); if (!here) return {};)
	return *PICK(b)(here);
}
#endif

#ifdef bound_object_borrowed // kalloc: it may be gone: const while_bound here\(b\);
void f(const kbound<engine> &b)
{
	PICK(use(b.get()))(use(b));
}
#endif

#ifdef bound_scope_untested // clang: kalloc: the driver may be unbound.*if \(!here\) return -ENODEV
u32 f(const kbound<engine> &b)
{
	const while_bound here(b);
	PICK()(if (!here) return 0;)
	return here->state;
}
#endif

#ifdef bound_scope_over_cs_handle_untested // clang: kalloc: the driver may be unbound.*if \(!here\) return -ENODEV
u32 f(kalloc_bound *file)
{
	const while_bound<engine> here(file);
	PICK()(if (!here) return 0;)
	return (*here).state;
}
#endif

#ifdef bound_object_kept_over_the_scope // clang: kalloc: this pointer is good within its while_bound
u32 f(const kbound<engine> &b)
{
	const engine *kept = nullptr;
	PICK({)()
		const while_bound here(b);
		if (!here)
			return 0;
		kept = &*here;
	PICK(})()
	return kept->state;
}
#endif

#ifdef nameless_while_bound // kalloc: a guard without a name ends at once
void f(const kbound<engine> &b)
{
	PICK(while_bound<engine>{b})(const while_bound here(b));
}
#endif

#ifdef bound_scope_of_a_temporary // kalloc: name the handle first
kbound<engine> handle();
u32 f()
{
	PICK()(const auto b = handle();)
	const while_bound here(PICK(handle())(b));
	return here ? here->state : 0;
}
#endif

#ifdef bound_scope_on_the_heap // kalloc: a guard or scope lives on the stack|kalloc: a scope
void f(const kbound<engine> &b)
{
	PICK(auto p = make_kunique<while_bound<engine>>(gfp::kernel, b))(const while_bound p(b));
}
#endif

#ifdef bound_and_dropped // kalloc: nobody could use it; keep it
void f(device *dev, kunique_ptr<engine> &e)
{
	PICK()(auto b =) kbound<engine>::make(dev, std::move(e));
}
#endif

#ifdef bound_without_move // kalloc: the device, then std::move\(\) of a kunique_ptr<T>
auto f(device *dev, kunique_ptr<engine> &e)
{
	PICK()(return) kbound<engine>::make(dev, PICK(e)(std::move(e)));
}
#endif

#ifdef bound_memory_of_a_device // kalloc: this family needs its device to free, which is not kept here
struct with_mail {
	kunique_ptr<mail, dma_family> m;
};
PICK(auto f(device *dev, kunique_ptr<mail, dma_family> &m) { return kbound<mail>::make(dev, std::move(m)); })
(auto f(device *dev, kunique_ptr<with_mail> &m) { return kbound<with_mail>::make(dev, std::move(m)); })
#endif

#ifdef bound_taken_back // clang: kalloc: this memory was given to a device, which frees it
int f(device *dev, kunique_ptr<engine> e)
{
	engine *mine = e.get();
	auto b = kbound<engine>::make(dev, std::move(e));
	if (!b)
		return -ENOMEM;
	PICK(const auto again = kunique_ptr<engine>::adopt(mine))(use(mine));
	return 0;
}
#endif

#ifdef bound_in_spin_guard // clang: cannot call function 'make.*' while .*'spinlock_held' is held
auto f(device *dev, kunique_ptr<engine> &e, spinlock &lock)
{
	PICK(const spin_guard guard(lock))(use(lock));
	return kbound<engine>::make(dev, std::move(e));
}
#endif

#ifdef handle_ends_in_raw_spin_guard // clang: cannot call function 'reset' while raw atomic context
void f(kbound<engine> &b, raw_spinlock &lock)
{
	PICK(const raw_spin_guard guard(lock))(use(lock));
	b.reset();
}
#endif
