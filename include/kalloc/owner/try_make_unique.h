/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * try_make_kunique: an object whose initialisation may fail, made in place and in two steps:
 * a constructor that cannot fail, and int init(args...), which returns 0 or an errno.
 *
 *	int port::init(u32 id, size_t depth)
 *	{
 *		id_ = id;
 *		stats_ = make_kunique<stats>(gfp::kernel);
 *		if (!stats_)
 *			return -ENOMEM;
 *		return queue_.reserve(depth) ?: irq_.init(id);
 *	}
 *	...
 *	kunique_ptr<port> p;
 *	if (const int err = try_make_kunique(p, gfp::kernel, 7U, 64U))
 *		return err;
 *	p->start();
 *
 * Each member is initialised by its name, and each may fail: what is there then is undone by
 * the members' destructors, the last member first. A member that was not reached is as its
 * constructor left it, an empty owner say, so that the destructor of the class, if it has one,
 * has to expect that.
 *
 * Nobody sees an object that is half made if its constructor takes a made_in_place, which only
 * try_make_kunique() has; a member of such a class is given it on:
 *
 *	explicit port(made_in_place here) : irq_(here) {}
 *
 * What a lock of its guards, init() reaches by `const unpublished here(lock_);` (unpublished.h).
 *
 * Context: as the mask says, as init(), and where the owner may be freed.
 * Stands for: kzalloc(), then what initialises, then goto err_free.
 */
#ifndef KALLOC_TRY_MAKE_UNIQUE_H
#define KALLOC_TRY_MAKE_UNIQUE_H

#include <kalloc/errno.h>
#include <kalloc/owner/make_unique.h>

namespace kalloc {

/* What a constructor takes that is for objects of try_make_kunique() alone. */
class made_in_place {
	friend struct fallible_factory;

	constexpr made_in_place() = default;
};

struct fallible_factory {
	template <class T, class Family, class Mask>
	[[gnu::always_inline]] static kunique_ptr<T, Family> object(gfp::at<Mask> mask)
	{
		Family family;

		if constexpr (std::is_constructible_v<T, made_in_place>)
			return unique_factory::object<T>(family, mask, made_in_place{});
		else
			return unique_factory::object<T>(family, mask);
	}
};

template <class T, class... Args>
concept initialisable_by = requires(T &object, Args &&...args) {
	{ object.init(std::forward<Args>(args)...) } -> std::same_as<int>;
};

/*
 * Puts a T into owner, on which init(args...) has succeeded; what owner had is freed. Returns
 * 0, -ENOMEM when memory runs out, or what init() returned; owner is as it was then, and the
 * object that failed is destroyed and freed.
 */
template <class T, family Family, gfp::mask Mask, class... Args>
	requires stateless_family<Family>
[[nodiscard("kalloc: if it fails there is no new object; check it"), gnu::always_inline]] inline int
try_make_kunique(kunique_ptr<T, Family> &owner, gfp::at<Mask> mask, Args &&...args) KALLOC_NOT_IN(
	contexts::both<contexts::allocation<Mask>, typename kunique_ptr<T, Family>::free_context>)
{
	static_assert(initialisable_by<T, Args...>,
		      "kalloc: T is initialised by a member int init(...) that takes these "
		      "arguments; what cannot fail is made by make_kunique()");
	if constexpr (initialisable_by<T, Args...>) {
		auto made = fallible_factory::object<T, Family>(mask);

		if (!made)
			return -ENOMEM;
		if (const int err = made->init(std::forward<Args>(args)...))
			return err;
		owner = std::move(made);
	}
	return 0;
}

/* Any other way */
template <class = void>
int try_make_kunique(...) = delete; /* kalloc: the owner, the mask, then what init() takes */

} // namespace kalloc

#endif
