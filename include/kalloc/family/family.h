/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A family is where memory comes from and how it is given back: the part of an
 * owner's type that has to match between allocation and free.
 *
 *   kmalloc_family    physically contiguous, small             kmalloc.h
 *   vmalloc_family    virtually contiguous, large              vmalloc.h
 *   kvmalloc_family   the first if possible, else the second   kvmalloc.h
 *   dma_family        coherent with one device                 dma.h
 *
 * A family without state is an empty class, so that its owners are one word; one with
 * state lives in its owner. One whose free() is not for every context says where it is, as
 * free_context (see context.h). One whose memory is physically contiguous says so, as
 * physically_contiguous = true, and its memory can be mapped for a device (mapping.h); one whose
 * memory is in pages here and there, as scattered = true, and it can in pieces (sg_mapping.h).
 */
#ifndef KALLOC_FAMILY_H
#define KALLOC_FAMILY_H

#include <concepts>
#include <kalloc/binding/functions.h>
#include <kalloc/context/context.h>
#include <kalloc/context/followed.h>
#include <kalloc/family/gfp.h>
#include <kalloc/types.h>

namespace kalloc {

/*
 * What an owner asks of a family. Sizes and alignments are bytes; bytes is not 0, and
 * not over max_bytes. allocate(gfp_bits, bytes, std::type_identity<T>{}) returns memory for
 * objects of T, aligned to them, or null when memory runs out; free() takes no null. check<Mask>()
 * is a static_assert for masks that the allocator refuses.
 */
template <class F>
concept any_family = requires(F f, u32 gfp_bits, size_t bytes) {
	{ f.allocate(gfp_bits, bytes, std::type_identity<u8>{}) } -> std::same_as<void *>;
	{ F::max_align } -> std::convertible_to<size_t>;
	{ F::max_bytes } -> std::convertible_to<size_t>;
	F::template check<std::remove_cv_t<decltype(gfp::kernel)>>();
};

/*
 * Is it free(p, bytes), which gets the size that was allocated, rather than free(p)? Owners
 * that do not know the size, of an array or of a base class, refuse such a family.
 */
template <class F>
concept frees_by_size = any_family<F> && requires(F f, void *p) {
	{ f.free(p, sizeof(F)) } -> std::same_as<void>;
};

/*
 * Without state: all is static, and it may free either way. It may have reallocate(p, gfp_bits,
 * bytes, std::type_identity<T>{}), which keeps the contents and returns null, with p untouched,
 * when memory runs out.
 */
template <class F>
concept stateless_family = any_family<F> && std::is_empty_v<F> && requires(void *p, size_t bytes) {
	F::allocate(0U, bytes, std::type_identity<u8>{});
	requires frees_by_size<F> || requires {
		{ F::free(p) } -> std::same_as<void>;
	};
};

/* With state: it frees by size. */
template <class F>
concept stateful_family = frees_by_size<F> && !std::is_empty_v<F>;

template <class F>
concept family = stateless_family<F> || stateful_family<F>;

/* Can a device be given F's memory, in one piece, or at all? */
template <class F>
concept contiguous_family = requires { requires F::physically_contiguous; };
template <class F>
concept mappable_family = contiguous_family<F> || requires { requires F::scattered; };

/*
 * Has F memory of a NUMA node? It has allocate_on(node, gfp_bits, bytes, std::type_identity<T>{})
 * then, and its reallocate() may take a node, behind the others.
 */
template <class F>
concept allocates_on_node = requires(F f, std::type_identity<u8> of) {
	{ f.allocate_on(0, 0U, sizeof(F), of) } -> std::same_as<void *>;
};

#define KALLOC_NO_NODE                                                                    \
	"kalloc: this memory is of no node that one could name; drop on_node(), or take " \
	"kmalloc_family, kvmalloc_family, contiguous, any_contiguity or a kcache"

/*
 * Each family's own allocate(), or allocate_on(), charged to the site. Bytes: where that is part of
 * a type. (The analyzer takes bytes that it does not know for ones that are not enough.)
 */
template <size_t Bytes = dynamic_extent, any_family F, class T>
[[nodiscard, gnu::always_inline]] inline void *allocate(F &family, u32 gfp, size_t bytes,
							std::type_identity<T> of, call_site site,
							[[maybe_unused]] int node = any_node)
{
	contexts::asks_by(gfp);
#ifdef __clang_analyzer__
	if constexpr (Bytes != dynamic_extent) {
		void *p = binding::allocated(Bytes);

		binding::anything_may_be_in(p);
		return p;
	}
#endif
	[[maybe_unused]] const binding::charge to(site);

	if constexpr (allocates_on_node<F>) {
		if (!__builtin_constant_p(node) || node != any_node)
			return family.allocate_on(node, gfp, bytes, of);
	}
	return family.allocate(gfp, bytes, of);
}

/* The family of an owner of what F allocates: F, where that does not only allocate (cache.h). */
template <class F>
struct owner_family {
	using type = F;
};
template <class F>
	requires requires { typename F::owner_family; }
struct owner_family<F> {
	using type = typename F::owner_family;
};

/* Does F free what Other allocated, too? kvfree() does (kvmalloc.h). */
template <class F, class Other>
inline constexpr bool frees_memory_of = std::is_same_v<F, Other>;

/* Each family's own free(): p, of that many bytes. */
template <family F>
[[gnu::always_inline]] inline void give_back(F &family, void *p, [[maybe_unused]] size_t bytes)
{
	contexts::asks_for<contexts::free_context_of<F>>();
	if constexpr (frees_by_size<F>)
		family.free(p, bytes);
	else
		F::free(p);
}

/* Before the destructor of a T in F's memory runs: F::before_destroying(), if it has one. */
template <family F, class T>
[[gnu::always_inline]] inline void before_destroying()
{
	if constexpr (!std::is_trivially_destructible_v<T> && requires { F::before_destroying(); })
		F::before_destroying();
}

/* F's check of a T that its memory would not do for: check_contents<T>(), if it has one. */
template <any_family F, class T>
consteval void check_contents()
{
	if constexpr (requires { F::template check_contents<T>(); })
		F::template check_contents<T>();
}

/*
 * Memory for bytes with the contents of p, which is of old_bytes, or null, and is freed if the
 * memory moves. Null, and p untouched, when memory runs out. What is new is zeroed if the mask
 * says so, or by the family's nature. Node: nothing, or an int, which it then is on.
 */
template <family F, class T, class... Node>
[[nodiscard]] inline void *reallocate(F &family, void *p, size_t old_bytes, u32 gfp, size_t bytes,
				      std::type_identity<T> of, call_site site, Node... node)
{
	F fresh = family;
	void *moved = allocate(fresh, gfp, bytes, of, site, node...);

	if (moved && p) {
		__builtin_memcpy(moved, p, bytes < old_bytes ? bytes : old_bytes);
		give_back(family, p, old_bytes);
	}
	if (moved)
		family = fresh;
	return moved;
}

/* In place where it can be: by the family's own. */
template <stateless_family F, class T, class... Node>
	requires requires(void *p, std::type_identity<T> of, Node... node) {
		F::reallocate(p, 0U, sizeof(T), of, node...);
	}
[[nodiscard, gnu::always_inline]] inline void *
reallocate([[maybe_unused]] F &family, void *p, size_t old_bytes, u32 gfp, size_t bytes,
	   std::type_identity<T> of, call_site site, Node... node)
{
#ifndef __clang_analyzer__ /* to which the question would be a test of the owner */
	/* what is empty to the compiler, too, takes the shorter way */
	if (__builtin_constant_p(!p) && !p)
		return allocate(family, gfp, bytes, of, site, node...);
#endif
	contexts::asks_by(gfp);
	[[maybe_unused]] const binding::charge to(site);
	void *moved = F::reallocate(p, gfp & ~KALLOC_GFP_ZERO, bytes, of, node...);

	if (moved && (gfp & KALLOC_GFP_ZERO) && bytes > old_bytes)
		__builtin_memset(static_cast<u8 *>(moved) + old_bytes, 0, bytes - old_bytes);
	return moved;
}

} // namespace kalloc

#endif
