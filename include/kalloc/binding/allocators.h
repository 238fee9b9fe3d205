/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The allocators whose shape differs from kernel to kernel, under one name and one
 * signature for the families. Not part of the API.
 */
#ifndef KALLOC_BINDING_ALLOCATORS_H
#define KALLOC_BINDING_ALLOCATORS_H

#include <kalloc/binding/functions.h>

namespace kalloc::binding {

/* NUMA_NO_NODE */
inline constexpr int any_node = -1;

/* Where the kernel takes no alignment, bytes has to imply it (kmalloc_padded()). */
[[gnu::always_inline]] inline void *krealloc(const void *p, size_t bytes,
					     [[maybe_unused]] size_t align, u32 gfp,
					     [[maybe_unused]] int node = any_node)
{
#if KALLOC_HAS_NODE_ALIGN
	return krealloc_node_align(p, bytes, align, gfp, node);
#else
	return krealloc_plain(p, bytes, gfp);
#endif
}

[[gnu::always_inline]] inline void *kvmalloc(size_t bytes, [[maybe_unused]] size_t align, u32 gfp,
					     int node = any_node)
{
#if KALLOC_HAS_SLAB_BUCKETS && KALLOC_HAS_NODE_ALIGN
	return kvmalloc_node(bytes, nullptr, align, gfp, node);
#elif KALLOC_HAS_SLAB_BUCKETS
	return kvmalloc_node(bytes, nullptr, gfp, node);
#elif KALLOC_HAS_NODE_ALIGN
	return kvmalloc_node(bytes, align, gfp, node);
#else
	return kvmalloc_node(bytes, gfp, node);
#endif
}

} // namespace kalloc::binding

#endif
