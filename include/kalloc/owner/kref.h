/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kref: the kernel's count of an object's owners, under its own name; C sees the same count. It
 * is a base of the object, or a member that count_of() names, and a kshared_ptr counts in it.
 *
 *	struct session {
 *		u32 id;
 *		kref refs;
 *	};
 *	kref &count_of(session &s)
 *	{
 *		return s.refs;
 *	}
 *
 * Context: any.
 * Stands for: struct kref, kref_init(), kref_get(), kref_put().
 */
#ifndef KALLOC_KREF_H
#define KALLOC_KREF_H

#include <concepts>
#include <kalloc/binding/count.h>
#include <kalloc/binding/functions.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {
struct counting;
}

struct kref {
	constexpr kref() = default;
	~kref() = default;
	kref(const kref &) = delete; /* kalloc: a count stays with its object */
	kref &operator=(const kref &) = delete;

private:
	friend kalloc::counting;
	int owners_ = 0;
};

static_assert(sizeof(kref) == KALLOC_KREF_BYTES);

namespace kalloc {

using ::kref;

struct counting {
	template <class T>
	static kref *of(T *p)
	{
		if constexpr (std::is_convertible_v<T *, kref *>) {
			return p;
		} else if constexpr (requires {
					     { count_of(*p) } -> std::same_as<kref &>;
				     }) {
			return &count_of(*p);
		} else {
			static_assert(!sizeof(T), "kalloc: T has no count; derive it from kref, or "
						  "give it a member kref refs and write kref "
						  "&count_of(T &t) { return t.refs; }");
			return nullptr;
		}
	}

	/* Before anybody else knows the object. */
	static void begin(kref *count)
	{
#ifdef __clang_analyzer__
		count->owners_ = 1;
#else
		__atomic_store_n(&count->owners_, 1, __ATOMIC_RELAXED);
#endif
	}

#ifdef __clang_analyzer__
	/*
	 * p is freed, if that was its last owner. No comparison: of a count that the analyzer does
	 * not know, as others may have some, it would take each answer in turn.
	 */
	static void left_by_last(const void *p, const kref *count)
	{
		const void *const by_owners[64] = {p};

		binding::left(by_owners[count->owners_ % 64]);
	}
#endif

	/* kref_get(), inline as C has it. */
	[[gnu::always_inline]] static void get(kref *count)
	{
#ifdef __clang_analyzer__
		count->owners_++;
#else
		const int was = binding::fetch_add<__ATOMIC_RELAXED>(&count->owners_, 1);

		if (!was) [[unlikely]]
			saturate(count, KALLOC_REFCOUNT_ADD_UAF);
		else if (was < 0 || was == __INT_MAX__) [[unlikely]]
			saturate(count, KALLOC_REFCOUNT_ADD_OVF);
#endif
	}

	/* kref_put(): was it the last one? */
	[[gnu::always_inline]] static bool put(kref *count)
	{
#ifdef __clang_analyzer__
		count->owners_--;
		return true; /* see left_by_last() */
#else
		const int was = binding::fetch_add<__ATOMIC_RELEASE>(&count->owners_, -1);

		if (was == 1) {
			/* what the other owners wrote comes before what is freed */
			__atomic_thread_fence(__ATOMIC_ACQUIRE);
			return true;
		}
		if (was <= 0) [[unlikely]]
			saturate(count, KALLOC_REFCOUNT_SUB_UAF);
		return false;
#endif
	}

private:
	/* What was no count becomes one that stays, with a warning. */
	static void saturate(kref *count, unsigned int how)
	{
		binding::refcount_warn_saturate(reinterpret_cast<refcount_struct *>(count), how);
	}
};

} // namespace kalloc

#endif
