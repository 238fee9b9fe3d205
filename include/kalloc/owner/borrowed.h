/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What owners tell clang's analyzer of their memory: whoever has it by get() or data() must not
 * adopt() it, nor free it, until release() gave it up (check_source.sh). Not part of the API;
 * to compilers each of these is its argument.
 *
 * The analyzer is told of a lock where the memory is: one that was destroyed where the memory
 * has an owner. To adopt it is to lock that. Of what somebody has alone for a while, a mapping that
 * the CPU is at, a lock that is held, there is another one at its second byte, destroyed meanwhile.
 */
#ifndef KALLOC_BORROWED_H
#define KALLOC_BORROWED_H

#include <kalloc/types.h>

#ifdef __clang_analyzer__
/* known to it by their names, which nobody else has here; pure: nothing else has changed */
extern "C" {
[[gnu::pure]] int pthread_mutex_init(const volatile void *lock, const void *how);
[[gnu::pure]] int lck_mtx_lock(const volatile void *lock);
[[gnu::pure]] int lck_mtx_unlock(const volatile void *lock);
[[gnu::pure]] int lck_mtx_destroy(const volatile void *lock, const void *group);
}
#endif

namespace kalloc {

#ifdef __clang_analyzer__
/* one lock to it, of whichever type p is */
inline const volatile char *lock_at(const volatile void *p)
{
	return static_cast<const volatile char *>(p);
}
#endif

/* p, which stays the owner's. */
template <class T>
[[gnu::always_inline]] inline T *lent(T *p)
{
#ifdef __clang_analyzer__
	static_cast<void>(pthread_mutex_init(lock_at(p), nullptr));
	static_cast<void>(lck_mtx_destroy(lock_at(p), nullptr));
#endif
	return p;
}

/* p, which no owner has any more. */
template <class T>
[[gnu::always_inline]] inline T *given_up(T *p)
{
#ifdef __clang_analyzer__
	static_cast<void>(pthread_mutex_init(lock_at(p), nullptr));
#endif
	return p;
}

/* p, which no owner had. */
template <class T>
[[gnu::always_inline]] inline T *not_owned(T *p)
{
#ifdef __clang_analyzer__
	static_cast<void>(lck_mtx_lock(lock_at(p)));
	static_cast<void>(lck_mtx_unlock(lock_at(p)));
#endif
	return p;
}

/* p, which no owner had, and one has from here on. */
template <class T>
[[gnu::always_inline]] inline T *adopted(T *p)
{
#ifdef __clang_analyzer__
	static_cast<void>(lck_mtx_destroy(lock_at(not_owned(p)), nullptr));
#endif
	return p;
}

/* What is at p is somebody's alone from here on (not a lock of no size: there its neighbour is), */
template <class T>
[[gnu::always_inline]] inline void taken_alone([[maybe_unused]] const T *p)
{
#ifdef __clang_analyzer__
	if constexpr (sizeof(T) != 0)
		static_cast<void>(lck_mtx_destroy(lock_at(p) + 1, nullptr));
#endif
}

/* to here. */
template <class T>
[[gnu::always_inline]] inline void let_go([[maybe_unused]] const T *p)
{
#ifdef __clang_analyzer__
	if constexpr (sizeof(T) != 0)
		static_cast<void>(pthread_mutex_init(lock_at(p) + 1, nullptr));
#endif
}

} // namespace kalloc

#endif
