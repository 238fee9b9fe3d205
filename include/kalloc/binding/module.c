// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compiled into every module that uses kalloc, against that module's kernel:
 * checks that the two lists say what this kernel's headers say, and holds the few
 * functions that have to be C, by subject in the files that it includes.
 *
 * KALLOC_UNUSED: kbuild.mk found no file of the module that includes kalloc, so the
 * module has nothing of it to check. KALLOC_KUNIT: one has tests.
 */
#ifndef KALLOC_UNUSED
#include "kernel_headers.h"
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/completion.h>
#include <linux/dma-map-ops.h>
#include <linux/fs.h>
#include <linux/kmemleak.h>
#include <linux/module.h>
#include <linux/percpu-refcount.h>

#include <kalloc-constants.h>

#define KALLOC_CONSTANT(name, value)                                              \
	static_assert((unsigned long)(KALLOC_##name) == (unsigned long)(value),   \
		      "kalloc: the generated constant KALLOC_" #name              \
		      " is not this kernel's value; run make clean, then make");
#include "constant_list.h"

#define KALLOC_FUNCTION(returns, name, symbol, parameters)                            \
	static_assert(__builtin_types_compatible_p(typeof(returns parameters),        \
						   typeof(symbol)),                   \
		      "kalloc: binding/function_list.h declares " #name               \
		      " otherwise than this kernel's headers do; kalloc does not know " \
		      "this kernel yet");
#define KALLOC_ALLOCATOR(size, name, symbol, parameters) \
	KALLOC_FUNCTION(void *, name, symbol, parameters)
#define KALLOC_HELPER(returns, name, parameters) returns name parameters;
struct kalloc_dma_memory;
/* a part of memory, as page_access.h has it */
struct kalloc_part {
	struct page *first;
	size_t n;
	size_t offset;
	size_t bytes;
};

#include "function_list.h"

static_assert(KALLOC_SIZE_T_BYTES == 8, "kalloc: 64-bit kernels only");
static_assert(__builtin_types_compatible_p(size_t, unsigned long),
	      "kalloc: size_t is not unsigned long here");
#if KALLOC_HAS_KMALLOC_CACHES
static_assert(sizeof(kmalloc_caches) == sizeof(struct kmem_cache *) * KALLOC_NR_KMALLOC_TYPES *
						(KALLOC_KMALLOC_SHIFT_HIGH + 1),
	      "kalloc: kmalloc_caches has another shape in this kernel");
#endif

void kalloc_warn_out_of_range(size_t first, size_t count, size_t size)
{
	WARN_ONCE(1, "kalloc: element %zu (of %zu wanted) is outside a buffer of %zu elements\n",
		  first, count, size);
}

#if KALLOC_HAS_ALLOC_TAGS
/* as call_site.h writes it */
static_assert(sizeof(struct alloc_tag) == 40 && offsetof(struct alloc_tag, ct.lineno) == 4 &&
	      offsetof(struct alloc_tag, ct.modname) == 8 &&
	      offsetof(struct alloc_tag, ct.function) == 16 &&
	      offsetof(struct alloc_tag, ct.filename) == 24 &&
	      offsetof(struct alloc_tag, counters) == 32,
	      "kalloc: an allocation's tag has another shape in this kernel");
static_assert(sizeof(struct alloc_tag_counters) == 16);

struct alloc_tag *kalloc_set_alloc_tag(struct alloc_tag *tag)
{
	return alloc_tag_save(tag);
}

struct alloc_tag *kalloc_module_tag(void)
{
	/* hidden by the counters, if DEFINE_ALLOC_TAG() makes some */
	enum { _alloc_tag_cntr };
	{
		DEFINE_ALLOC_TAG(tag);

		static_assert((sizeof(_alloc_tag_cntr) == 16) == KALLOC_HAS_TAG_COUNTERS,
			      "kalloc: this kernel has the counters of tags elsewhere");
		return &tag;
	}
}
#endif

#include "memory.c"
#include "device.c"
#include "dma.c"
#include "scattered.c"
#include "user.c"
#include "lock.c"
#include "context.c"

#if defined(KALLOC_KUNIT) && KALLOC_HAS_KUNIT
#include "kunit.c"
#endif

#endif /* KALLOC_UNUSED */
