/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* try_make_kunique. */
#include "refused.h"

struct port {
	explicit port(made_in_place) {}
	port(const port &) = delete;
	int init(u32);
	u32 id = 0;
};
struct unfailing {
	void init(u32);
	u32 id;
};

#ifdef init_unchecked // kalloc: if it fails there is no new object; check it
void f(kunique_ptr<port> &p)
{
	PICK()(const int err =) try_make_kunique(p, gfp::kernel, 1U);
	PICK()(use(err);)
}
#endif

#ifdef init_of_other_arguments // kalloc: T is initialised by a member int init\(...\)
int f(kunique_ptr<port> &p, point &q)
{
	return try_make_kunique(p, gfp::kernel, PICK(q)(1U));
}
#endif

#ifdef init_returns_nothing // kalloc: T is initialised by a member int init\(...\)
int f(kunique_ptr<PICK(unfailing)(port)> &p)
{
	return try_make_kunique(p, gfp::kernel, 1U);
}
#endif

#ifdef init_without_mask // kalloc: the owner, the mask, then what init\(\) takes
int f(kunique_ptr<port> &p)
{
	return try_make_kunique(p, PICK(1U)(gfp::kernel, 1U));
}
#endif

#ifdef init_left_out // kalloc: T cannot be constructed from these arguments|no matching|not be constructed
int f(kunique_ptr<port> &p)
{
	PICK(p = make_kunique<port>(gfp::kernel); return p ? 0 : -ENOMEM;)
	(return try_make_kunique(p, gfp::kernel, 1U);)
}
#endif

#ifdef made_on_the_stack // private|calling a private constructor
void f(kunique_ptr<port> &p)
{
	PICK(port q{made_in_place{}};)(use(try_make_kunique(p, gfp::kernel, 1U));)
}
#endif

#ifdef init_in_spin_guard // clang: atomic context.*spinlock_held
int f(kunique_ptr<port> &p, spinlock &lock)
{
	const spin_guard guard(lock);
	return try_make_kunique(p, PICK(gfp::kernel)(gfp::atomic), 1U);
}
#endif

#ifdef init_untested // clang: kalloc: this owner (may be|is) empty
u32 f()
{
	kunique_ptr<port> p;
	const int err = try_make_kunique(p, gfp::kernel, 1U);
	PICK(use(err);)(if (err) return 0;)
	return p->id;
}
#endif
