/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Owners that a device has: give_to(). */
#include "refused.h"

#ifdef given_without_move // kalloc: the device, then an owner's std::move\(\)
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
