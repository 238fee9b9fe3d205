/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * may_sleep_fn<int(size_t)>: a pointer to a function that may sleep, for a table of
 * operations or a callback. A plain pointer loses the mark of its function; clang's
 * analyzer follows it only where it sees which function that is, which is not in constant tables.
 *
 *	struct operations {
 *		may_sleep_fn<int(settings &, size_t)> load;
 *	};
 *	...
 *	const operations ops = {.load = load};
 *	...
 *	if (const int err = ops.load(s, 10000))
 *		return err;
 *
 * Made from a function, a lambda that captures nothing, or nullptr; one word, passed as one.
 * C has the pointer inside: get(). A virtual function needs none of this, it takes the mark.
 *
 * Context: the call is refused where one may not sleep (by clang), all else is for any.
 */
#ifndef KALLOC_MAY_SLEEP_FN_H
#define KALLOC_MAY_SLEEP_FN_H

#include <kalloc/context/followed.h>
#include <type_traits>

namespace kalloc {

template <class Signature>
class may_sleep_fn;

template <class Result, class... Args>
class may_sleep_fn<Result(Args...)> {
public:
	using pointer = Result (*)(Args...);

	constexpr may_sleep_fn() = default;
	constexpr explicit(false) may_sleep_fn(pointer function) : function_(function) {}
	template <class Lambda>
		requires(std::is_class_v<Lambda> && std::is_convertible_v<Lambda, pointer>)
	constexpr explicit(false) may_sleep_fn(Lambda lambda) : function_(lambda)
	{
	}

	Result operator()(Args... args) const KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		return function_(static_cast<Args &&>(args)...);
	}

	constexpr explicit operator bool() const
	{
		return function_;
	}

	constexpr pointer get() const
	{
		return function_;
	}

private:
	pointer function_ = nullptr;
};

} // namespace kalloc

#endif
