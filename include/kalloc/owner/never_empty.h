/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * never_empty<Owner>: an owner that came from what cannot fail, a mempool that may wait
 * (mempool.h) or a reserve (reserve.h). It needs no test, and its type says so, to who reads a
 * function's parameters as well; clang's analyzer knows.
 *
 *	auto r = requests.make_kunique(gfp::noio, 7U, 512U); // waits, and is not tested
 *
 * As any Owner otherwise, to which it converts when it is moved. It is empty once it was moved
 * from, reset or released.
 *
 * Context: as Owner.
 */
#ifndef KALLOC_NEVER_EMPTY_H
#define KALLOC_NEVER_EMPTY_H

#include <kalloc/owner/owner_base.h>
#include <type_traits>
#include <utility>

namespace kalloc {

template <class Owner>
class [[nodiscard(KALLOC_DROPPED)]] never_empty : public Owner {
public:
	never_empty(never_empty &&) noexcept = default;
	never_empty &operator=(never_empty &&) noexcept = default;

	never_empty() = delete; /* kalloc: never empty; declare a kunique_ptr, to be filled later */
	never_empty(const never_empty &) = delete; /* kalloc: one owner; std::move() it */
	never_empty &
	operator=(const never_empty &) = delete; /* kalloc: one owner; std::move() it */
	template <class Other>
		requires(!std::is_same_v<std::remove_cvref_t<Other>, never_empty>)
	never_empty(Other &&) = delete; /* kalloc: this one may be empty; test it, take an Owner */

private:
	template <class>
	friend class kmempool;
	template <class>
	friend class kreserve;

	struct made {};

	never_empty(made, Owner &&owner) : Owner(std::move(owner))
	{
#ifdef __clang_analyzer__
		if (!this->get()) /* clang 22 looks into no call in __builtin_assume() */
			__builtin_unreachable();
#endif
	}
};

} // namespace kalloc

#endif
