/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Contexts as clang's static analyzer follows them, on the paths through a function, where
 * the thread safety analysis does not look: into a lambda, and what is called through a pointer
 * or a callable. A guard is, say, within<outside_atomic>, which counts it; an allocation
 * asks_for<sleepable>(). Not part of the API; nothing of it is left when compiled.
 *
 * The types of context.h are the places: each refuses what the one above it does, and more. So what
 * is no place for one of them is none for those below it.
 *
 * The counts are static variables of functions that nobody calls but these: no call of
 * an unknown function changes them, to the analyzer. What asks where it may not writes to a null
 * pointer, by whose name check_source.sh knows it.
 */
#ifndef KALLOC_FOLLOWED_H
#define KALLOC_FOLLOWED_H

#include <kalloc/context/context.h>
#include <type_traits>

namespace kalloc::contexts {

#ifdef __clang_analyzer__
/* How many scopes there are now that are no place for Refused. */
template <class Refused>
inline u32 &scopes()
{
	static u32 now = 0;

	return now;
}

/* The same if Type is not for them, else none. */
template <class Refused, class Type>
inline u32 scopes_without()
{
	if constexpr (std::is_base_of_v<Refused, Type>)
		return scopes<Refused>();
	else
		return 0;
}

/*
 * Null within one of these scopes, if Type is not for them; to be written to. No comparison: where
 * the analyzer does not know it would take each answer in turn.
 */
template <class Type, class... Refused>
inline int *null_within(u32 times = 1)
{
	static int elsewhere;
	int *const after[16] = {&elsewhere};

	return after[times * (scopes_without<Refused, Type>() + ...)];
}
#endif

/* What is refused with preemption or interrupts off. */
using hard = std::conditional_t<KALLOC_RT_RULES, outside_raw, outside_atomic>;

/* A base of what is a scope that is no place for Refused; it may be left and entered again. */
template <class Refused>
struct within {
	using refused = Refused;

#ifdef __clang_analyzer__
	within(const within &) = delete;
	within &operator=(const within &) = delete;

protected:
	within()
	{
		enter();
	}

	~within()
	{
		leave();
	}

	void enter() const
	{
		scopes<Refused>()++;
	}

	void leave() const
	{
		u32 &now = scopes<Refused>();

		now -= now > 0; /* of a guard from elsewhere it is the first that one hears */
	}
#else
protected:
	constexpr within() = default;
	~within() = default;

	void enter() const {}
	void leave() const {}
#endif
};

/* What follows is only for where Type allows it. */
template <class Type>
[[gnu::always_inline]] inline void asks_for()
{
#ifdef __clang_analyzer__
	int *raw_atomic_context = null_within<Type, outside_raw>();
	int *atomic_context = null_within<Type, outside_atomic, sleepable>();

	*raw_atomic_context = 1;
	*atomic_context = 1;
#endif
}

/* The same for an allocation by this mask. Of one that exists at run time nobody knows. */
[[gnu::always_inline]] inline void asks_by([[maybe_unused]] u32 gfp)
{
#ifdef __clang_analyzer__
	constexpr u32 sleeps = KALLOC_GFP_DIRECT_RECLAIM;
	int *atomic_context = null_within<sleepable, outside_atomic, sleepable>(gfp / sleeps % 2);

	asks_for<outside_raw>();
	*atomic_context = 1;
#endif
}

} // namespace kalloc::contexts

#endif
