/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* All of kalloc. Each header below also compiles alone. */
#ifndef KALLOC_KALLOC_H
#define KALLOC_KALLOC_H

#include <kalloc/assume.h>
#include <kalloc/barrier.h>
#include <kalloc/buffer.h>
#include <kalloc/context.h>
#include <kalloc/elements.h>
#include <kalloc/errno.h>
#include <kalloc/gfp.h>
#include <kalloc/guard.h>
#include <kalloc/make_unique.h>
#include <kalloc/memalloc_scope.h>
#include <kalloc/mutex.h>
#include <kalloc/policy.h>
#include <kalloc/span.h>
#include <kalloc/spinlock.h>
#include <kalloc/types.h>
#include <kalloc/unique_array.h>
#include <kalloc/unique_ptr.h>

#endif
