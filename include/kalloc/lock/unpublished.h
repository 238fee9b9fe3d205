/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * unpublished: to the end of the block nobody else sees the object that this lock is in. Its
 * KALLOC_GUARDED_BY() members are set up as they are, without a lock:
 *
 *	{
 *		const unpublished only_here(s->lock);	// nobody else sees it yet
 *		s->packets = 1000;
 *	}
 *
 * A spinlock, a raw_spinlock or a mutex, by the name that the members are reached by. The
 * compiler (clang) takes the lock for held, and so refuses to take it within the block; that the
 * object is seen by nobody is the caller's word. Constructors and destructors need none of this.
 * It costs nothing, and holds nothing: to who is called by a mark, KALLOC_HOLDS(), it is no lock.
 *
 * Context: any; what may sleep may do so.
 * Stands for: a comment. What lockdep_assert_held() would say is not asked.
 */
#ifndef KALLOC_UNPUBLISHED_H
#define KALLOC_UNPUBLISHED_H

#include <kalloc/context/context.h>
#include <kalloc/context/scope.h>

namespace kalloc {

template <class Lock>
struct KALLOC_ANALYSED(scoped_lockable) unpublished : scope {
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit unpublished(Lock &lock)
		KALLOC_ANALYSED(acquire_capability(lock))
	{
		static_cast<void>(lock);
	}

	unpublished(const unpublished &) = delete; /* kalloc: it stays; pass a & */

	/* NOLINTNEXTLINE(modernize-use-equals-default): a trivial one releases nothing, to clang */
	[[gnu::always_inline]] ~unpublished() KALLOC_ANALYSED(release_capability()) {}
};

} // namespace kalloc

#endif
