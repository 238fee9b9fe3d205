/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What lockdep knows a lock by: a key for each place in the source that makes one, as
 * spin_lock_init() and mutex_init() have it. The members a and b of a struct are two
 * places, each object of the struct has the same two.
 */
#ifndef KALLOC_LOCK_CLASS_H
#define KALLOC_LOCK_CLASS_H

#include <kalloc/types.h>

/* the kernel's structure; module.c checks its size */
struct lock_class_key {
	alignas(void *) kalloc::u8 storage[KALLOC_LOCK_CLASS_KEY_BYTES];
};

namespace kalloc {

/*
 * Site is the type of a lambda that the place itself made. static: each source file
 * has its own, because clang numbers lambdas per file.
 */
template <class Site>
static constinit lock_class_key lock_class{};

} // namespace kalloc

#endif
