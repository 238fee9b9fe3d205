/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What clang's analyzer reads in front of each source (check_source.sh), and no compiler does:
 * C's functions that free or overwrite memory, as overloads that are asked first, and
 * destructors that are called by name.
 *
 * What is wrong by its types is an error here, the rest is found on the way through a function.
 */
#ifndef KALLOC_BUILD_LOOKED_AT_H
#define KALLOC_BUILD_LOOKED_AT_H

#include <kalloc/owner/borrowed.h>
#include <type_traits>
#include <utility>

/* what owners lend is not freed */
#define KALLOC_FREES(name)                   \
	template <class T, class... More>    \
	inline void name(T *p, More...)      \
	{                                    \
		kalloc::looked_at::freed(p); \
	}

/* bytes over an object, which may have owners in it */
#define KALLOC_OVERWRITES(name)                                                                  \
	template <class T, class... More>                                                        \
		requires(kalloc::looked_at::more_than_bytes<T>)                                  \
	void *name(T *, More...) __attribute__((diagnose_if(                                     \
		true,                                                                            \
		"kalloc: an object is more than its bytes: what its members own would be lost, " \
		"or freed twice; assign to it: object = {}, or to its members",                  \
		"error")));

namespace kalloc::looked_at {

template <class T>
concept more_than_bytes = !std::is_void_v<T> && !std::is_const_v<T> && requires { sizeof(T); } &&
			  !__is_trivially_copyable(T);

void ended(const volatile void *p) __attribute__((ownership_takes(malloc, 1)));

template <class T>
inline void freed(T *p)
{
	ended(not_owned(p));
}

/* what __builtin_memset() and its like are asked by */
char memset(const volatile void *, ...);
char memcpy(const volatile void *, ...);
char memmove(const volatile void *, ...);
KALLOC_OVERWRITES(memset)
KALLOC_OVERWRITES(memcpy)
KALLOC_OVERWRITES(memmove)

/*
 * p->~T() and object.~T(), which check_source.sh reads as p->*through_pointer{} and
 * object->*itself{}: the owner would do it again.
 */
struct through_pointer {};
struct itself {};

template <class T>
inline void operator->*(T *p, through_pointer)
{
	not_owned(p);
	p->~T();
}

template <class Owner>
	requires requires(Owner &owner) { owner.operator->(); }
inline void operator->*(Owner &&owner, through_pointer by)
{
	auto *p = owner.operator->();

	if constexpr (requires { owner.taken_by_c(); })
		lent(p);
	p->*by;
}

template <class T>
inline void destroy_at(T *p)
{
	p->*through_pointer{};
}

template <class T>
inline void operator->*(T &&object, itself)
{
	__builtin_addressof(object)->*through_pointer{};
}

} // namespace kalloc::looked_at

KALLOC_FREES(kvfree)
KALLOC_FREES(vfree)
KALLOC_FREES(kfree_sensitive)
KALLOC_FREES(kvfree_sensitive)
KALLOC_FREES(free_pages_exact)
KALLOC_OVERWRITES(memset)
KALLOC_OVERWRITES(memcpy)
KALLOC_OVERWRITES(memmove)

#define __builtin_memset(...)                                               \
	(static_cast<void>(sizeof(kalloc::looked_at::memset(__VA_ARGS__))), \
	 __builtin_memset(__VA_ARGS__))
#define __builtin_memcpy(...)                                               \
	(static_cast<void>(sizeof(kalloc::looked_at::memcpy(__VA_ARGS__))), \
	 __builtin_memcpy(__VA_ARGS__))
#define __builtin_memmove(...)                                               \
	(static_cast<void>(sizeof(kalloc::looked_at::memmove(__VA_ARGS__))), \
	 __builtin_memmove(__VA_ARGS__))

/* the analyzer takes what is so called, of one parameter, for one that it knows */
template <class T>
inline void kfree(T *p, int = 0)
{
	kalloc::looked_at::freed(p);
}

#endif
