/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* All of kalloc. Each header below also compiles alone. */
#ifndef KALLOC_KALLOC_H
#define KALLOC_KALLOC_H

#include <kalloc/cache/bulk.h>
#include <kalloc/cache/cache.h>
#include <kalloc/cache/cache_family.h>
#include <kalloc/cache/mempool.h>
#include <kalloc/cache/reserve.h>
#include <kalloc/context/assume.h>
#include <kalloc/context/context.h>
#include <kalloc/context/guard.h>
#include <kalloc/context/may_sleep_fn.h>
#include <kalloc/context/memalloc_scope.h>
#include <kalloc/device/give_to.h>
#include <kalloc/dma/barrier.h>
#include <kalloc/dma/cpu_access.h>
#include <kalloc/dma/lent.h>
#include <kalloc/dma/mapping.h>
#include <kalloc/dma/pool.h>
#include <kalloc/dma/ring.h>
#include <kalloc/endian.h>
#include <kalloc/errno.h>
#include <kalloc/family/gfp.h>
#include <kalloc/family/pages.h>
#include <kalloc/family/policy.h>
#include <kalloc/family/sensitive.h>
#include <kalloc/lock/mutex.h>
#include <kalloc/lock/raw_spinlock.h>
#include <kalloc/lock/spinlock.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/owner/fixed_vector.h>
#include <kalloc/owner/flexible.h>
#include <kalloc/owner/list.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/never_empty.h>
#include <kalloc/owner/percpu.h>
#include <kalloc/owner/relocate.h>
#include <kalloc/owner/shared_ptr.h>
#include <kalloc/owner/string.h>
#include <kalloc/owner/try_make_unique.h>
#include <kalloc/owner/unique_array.h>
#include <kalloc/owner/unique_ptr.h>
#include <kalloc/owner/vector.h>
#include <kalloc/owner/vector_elements.h>
#include <kalloc/range/elements.h>
#include <kalloc/range/span.h>
#include <kalloc/range/text.h>
#include <kalloc/rcu/rcu_family.h>
#include <kalloc/rcu/rcu_pointer.h>
#include <kalloc/size.h>
#include <kalloc/types.h>
#include <kalloc/user/user_ptr.h>
#include <kalloc/user/user_range.h>
#include <kalloc/version.h>

#endif
