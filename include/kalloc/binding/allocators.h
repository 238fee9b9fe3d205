/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The allocators that differ from kernel to kernel, under one name and one signature for
 * the families. Not part of the API.
 *
 * Since 6.18 they are told alignment and NUMA node; before, bytes has to imply the
 * alignment (kmalloc_padded()). Where kmalloc has partitions they are told which one, too.
 */
#ifndef KALLOC_BINDING_ALLOCATORS_H
#define KALLOC_BINDING_ALLOCATORS_H

#include <bit>
#include <kalloc/binding/functions.h>

namespace kalloc::binding {

#if KALLOC_HAS_KMALLOC_TOKEN
/*
 * Which partition of the kmalloc caches is for objects of T (CONFIG_KMALLOC_PARTITION_*).
 * By type: T's own, with pointers apart from data; clang knows which as it does for C, and no
 * compiler that does not takes that kernel's flags.
 * Random: by a place in the module, as C does; here there is one for each T.
 */
#if KALLOC_HAS_TYPED_TOKEN
template <class T>
inline kmalloc_token_t token()
{
	return {__builtin_infer_alloc_token(sizeof(T))};
}
#else
template <class T>
inline constexpr char place = 0;

template <class T>
inline kmalloc_token_t token()
{
	return {reinterpret_cast<unsigned long>(&place<T>)};
}
#endif
#define KALLOC_PASS_TOKEN(T) , token<T>()

/* The row of kmalloc_caches, as kmalloc_type() has it: memory of no zone, not accounted. */
[[gnu::always_inline]] inline size_t partition(kmalloc_token_t token)
{
#if KALLOC_HAS_TYPED_TOKEN
	return KALLOC_KMALLOC_NORMAL + token.v;
#else
	constexpr int bits = std::countr_zero(unsigned{KALLOC_KMALLOC_PARTITIONS});

	/* hash_64() */
	return KALLOC_KMALLOC_NORMAL +
	       ((token.v ^ random_kmalloc_seed) * KALLOC_GOLDEN_RATIO_64 >> (64 - bits));
#endif
}

template <class T>
[[gnu::always_inline]] inline size_t partition()
{
	return partition(token<T>());
}
#else
#define KALLOC_PASS_TOKEN(T)

template <class T>
[[gnu::always_inline]] inline size_t partition()
{
	return KALLOC_KMALLOC_NORMAL;
}
#endif

#if KALLOC_HAS_SLAB_BUCKETS
#define KALLOC_PASS_BUCKETS , nullptr
#else
#define KALLOC_PASS_BUCKETS
#endif
#if KALLOC_HAS_NODE_ALIGN
#define KALLOC_PASS_ALIGN(T) , alignof(T)
#else
#define KALLOC_PASS_ALIGN(T)
#endif

/* Memory for objects of T, that many bytes. */
template <class T>
[[gnu::always_inline]] inline void *kmalloc(size_t bytes, u32 gfp)
{
	return kmalloc_sized(bytes KALLOC_PASS_TOKEN(T), gfp);
}

template <class T>
[[gnu::always_inline]] inline void *kmalloc_node(size_t bytes, u32 gfp, int node)
{
	return kmalloc_sized_node(bytes KALLOC_PASS_BUCKETS KALLOC_PASS_TOKEN(T), gfp, node);
}

template <class T>
[[gnu::always_inline]] inline void *krealloc(const void *p, size_t bytes, u32 gfp,
					     [[maybe_unused]] int node = any_node)
{
#if KALLOC_HAS_NODE_ALIGN
	return krealloc_node_align(p, bytes KALLOC_PASS_TOKEN(T), alignof(T), gfp, node);
#else
	return krealloc_plain(p, bytes, gfp);
#endif
}

template <class T>
[[gnu::always_inline]] inline void *kvmalloc(size_t bytes, u32 gfp, int node = any_node)
{
	return kvmalloc_node(bytes KALLOC_PASS_BUCKETS KALLOC_PASS_TOKEN(T) KALLOC_PASS_ALIGN(T),
			     gfp, node);
}

#if KALLOC_HAS_NODE_ALIGN
/* In place where the pages suffice; those that become free are given back. */
template <class T>
[[gnu::always_inline]] inline void *vrealloc(const void *p, size_t bytes, u32 gfp,
					     int node = any_node)
{
	return vrealloc_node_align(p, bytes, alignof(T), gfp, node);
}

template <class T>
[[gnu::always_inline]] inline void *kvrealloc(const void *p, size_t bytes, u32 gfp,
					      int node = any_node)
{
	return kvrealloc_node_align(p, bytes KALLOC_PASS_TOKEN(T), alignof(T), gfp, node);
}
#endif

#undef KALLOC_PASS_TOKEN
#undef KALLOC_PASS_BUCKETS
#undef KALLOC_PASS_ALIGN

} // namespace kalloc::binding

#endif
