/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Scopes in which every allocation of this task is held back, however deep the call:
 * gfp::kernel there acts as gfp::noio, as gfp::nofs, or may use the reserves and starts
 * no reclaim. The types of owners do not change.
 *
 *	const memalloc_noio_scope scope;
 *	auto b = blob::make(bytes);			// starts no I/O
 *
 * Context: task context.
 * Stands for: memalloc_noio_save(), memalloc_noio_restore(), and the same for the others.
 */
#ifndef KALLOC_MEMALLOC_SCOPE_H
#define KALLOC_MEMALLOC_SCOPE_H

#include <kalloc/binding/functions.h>
#include <kalloc/context/context.h>
#include <kalloc/context/scope.h>

namespace kalloc {

template <unsigned int (*Save)(), void (*Restore)(unsigned int flags)>
struct memalloc_scope : scope {
	[[nodiscard(KALLOC_NAMELESS)]] memalloc_scope() : flags_(Save()) {}
	memalloc_scope(const memalloc_scope &) = delete; /* kalloc: it stays; pass a & */

	~memalloc_scope()
	{
		Restore(flags_);
	}

private:
	mutable unsigned int flags_;
};

using memalloc_noio_scope =
	memalloc_scope<binding::kalloc_memalloc_noio_save, binding::kalloc_memalloc_noio_restore>;
using memalloc_nofs_scope =
	memalloc_scope<binding::kalloc_memalloc_nofs_save, binding::kalloc_memalloc_nofs_restore>;
/* For code that frees memory by using a little of it. */
using memalloc_noreclaim_scope = memalloc_scope<binding::kalloc_memalloc_noreclaim_save,
						binding::kalloc_memalloc_noreclaim_restore>;

} // namespace kalloc

#endif
