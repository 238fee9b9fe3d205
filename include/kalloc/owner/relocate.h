/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * relocatable<T>: an object of T is still one when its bytes are moved to other memory and
 * the old ones forgotten, so that krealloc() may do it. Trivially copyable types are; the
 * owners of this library are; a class made of such members says so itself:
 *
 *	struct entry {
 *		static constexpr bool trivially_relocatable = true;
 *		kunique_ptr<u32> value;
 *		u32 key;
 *	};
 *
 * Not one that holds a pointer into itself, or is pointed at: a list head, a lock, a timer.
 *
 * Context: relocate() as T's move constructor and destructor.
 * Stands for: memcpy(), memmove().
 */
#ifndef KALLOC_RELOCATE_H
#define KALLOC_RELOCATE_H

#include <kalloc/owner/construct.h>

namespace kalloc {

/* of a class with deleted copies, such as a lock, the copies are trivial, too */
template <class T>
inline constexpr bool relocatable =
	std::is_trivially_copyable_v<T> && std::is_move_constructible_v<T>;
template <class T>
	requires requires { T::trivially_relocatable; }
inline constexpr bool relocatable<T> = T::trivially_relocatable;

/* Moves one object from one place to another, where there is none yet. */
template <class T>
[[gnu::always_inline]] inline void relocate_one(T *from, T *to)
{
	construct<T>(to, std::move(*from));
	from->~T();
}

/*
 * Moves n objects to memory that holds none, or to a place that begins before them or
 * behind them in the same array; where they were there are none afterwards.
 */
template <class T>
inline void relocate(T *from, T *to, size_t n)
{
	if constexpr (relocatable<T>) {
		__builtin_memmove(static_cast<void *>(to), from, n * sizeof(T));
	} else if (to < from || to >= from + n) {
		for (const T *const end = from + n; from != end; from++, to++)
			relocate_one(from, to);
	} else {
		for (T *last = from + n, *place = to + n; last != from;)
			relocate_one(--last, --place);
	}
}

} // namespace kalloc

#endif
