/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * give_to: an owner given to a device, which ends it when the driver is unbound, or when its
 * probe() fails: after remove(), the last one given first, in one order with what C's devm_
 * functions manage. The driver keeps a plain pointer, or a span, that is valid until then.
 *
 *	settings *s = give_to(dev, make_kunique<settings>(gfp::kernel, 3U));
 *
 *	if (!s)
 *		return -ENOMEM;
 *
 * A given owner does not come back: it is empty, and clang's analyzer refuses to adopt() what it
 * had. Any other owner is given as the member of a class. What open files use, which may be there
 * longer, is a kbound (bound.h).
 *
 * Returns what the owner lends; null, or an empty span, when memory runs out, and where the owner
 * is empty: it is as it was then. So, with a warning, where no driver is bound to the device.
 *
 * Context: task context that may sleep: probe(), or as long as the driver is bound.
 * Stands for: devm_add_action_or_reset(), devm_kzalloc().
 */
#ifndef KALLOC_GIVE_TO_H
#define KALLOC_GIVE_TO_H

#include <kalloc/binding/functions.h>
#include <kalloc/owner/borrowed.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/owner/construct.h>
#include <kalloc/owner/shared_ptr.h>
#include <kalloc/owner/unique_array.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

struct device_lifetime {
	/* Takes owner, which has p, and returns p; null when memory runs out. */
	template <class Owner, class T>
	static T *take(device *dev, Owner &owner, T *p) KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		if (!p)
			return nullptr;
		void *memory = binding::kalloc_devres_alloc(dev, end<Owner>, sizeof(Owner));

		if (!memory)
			return nullptr;
		construct<Owner>(memory, std::move(owner));
		binding::devres_add(dev, memory);
#ifdef __clang_analyzer__
		binding::given(p);
#endif
		return p;
	}

private:
	template <class Owner>
	static void end(device *, void *memory) KALLOC_MAY_SLEEP
	{
		static_cast<Owner *>(memory)->~Owner();
	}
};

#define KALLOC_NOT_GIVEN "kalloc: null if memory ran out, and the owner still has it; test it"

template <class T, family F>
[[nodiscard(KALLOC_NOT_GIVEN)]] typename kunique_ptr<T, F>::element_type *
give_to(device *dev, kunique_ptr<T, F> &&owner) KALLOC_MAY_SLEEP
{
	return given_up(device_lifetime::take(dev, owner, owner.get()));
}

/* One of its owners: the object lives as long as the last one. */
template <class T, family F>
[[nodiscard(KALLOC_NOT_GIVEN)]] T *give_to(device *dev, kshared_ptr<T, F> &&owner) KALLOC_MAY_SLEEP
{
	return device_lifetime::take(dev, owner, owner.get());
}

template <policy Policy, class T, size_t Extent>
[[nodiscard(KALLOC_NOT_GIVEN)]] kspan<T>
give_to(device *dev, kbuffer<Policy, T, Extent> &&owner) KALLOC_MAY_SLEEP
{
	const size_t size = owner.size();
	T *p = given_up(device_lifetime::take(dev, owner, owner.data()));

	return {p, p ? size : 0};
}

/* Any other way */
template <class T, family F>
T *give_to(device *, kunique_ptr<T, F> &) = delete; /* kalloc: the owner's std::move() */
template <class = void>
void *give_to(...) = delete; /* kalloc: the device, then an owner's std::move(), or a class */

} // namespace kalloc

#endif
