/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * GFP masks as types: what an allocation may do while it looks for memory.
 *
 * A mask is one context (may it sleep, start I/O, ...) and any number of modifiers,
 * combined with |. It exists at compile time only: each mask is an empty type, so
 * that owners and buffers can be refused where their mask makes no sense.
 *
 *	constexpr auto quiet = gfp::kernel | gfp::nowarn | gfp::zero;
 *	...
 *	auto p = make_kunique_for_overwrite<u64[]>(quiet, 8);
 *	auto b = kbuffer<contiguous<quiet>>::make(64);
 *
 * What is only known at run time is the NUMA node, which comes last, as dev_to_node() says it:
 *
 *	auto near = squares(gfp::kernel | gfp::on_node(node), 8);
 *	auto frame = kbuffer<contiguous<gfp::kernel>>::make(64, gfp::on_node(node));
 *
 * There is no ~ and no &, and what the kernel forbids does not compile. Nothing here
 * exists at run time, so it is fine in any context.
 *
 * Stands for: gfp_t, GFP_KERNEL, __GFP_ZERO, ...
 */
#ifndef KALLOC_GFP_H
#define KALLOC_GFP_H

#include <kalloc/binding/call_site.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {
using binding::call_site;
} // namespace kalloc

namespace kalloc::gfp {

/*
 * A mask as the parameter of what allocates by it: Mask. Where the kernel charges allocations to
 * the lines that made them (CONFIG_MEM_ALLOC_PROFILING), it is a base of Mask, of which the
 * parameter is made, at the call, whose line it then knows; what allocates passes it on as such.
 */
#if KALLOC_HAS_ALLOC_TAGS
template <class Mask>
struct at {
	constexpr at() = default;
	[[gnu::always_inline]] explicit(false)
		at(const Mask &mask, call_site here = call_site::here())
		: bits(mask.bits), node(mask.node), site(here)
	{
	}

	u32 bits = 0;
	int node = any_node;
	call_site site = {};
};
template <class Mask>
using mask_base = at<Mask>;
#else
template <class Mask>
using at = Mask;
template <class Mask>
/* NOLINTNEXTLINE(bugprone-crtp-constructor-accessibility): nobody else has a use for it */
struct mask_base {
	static constexpr call_site site{};
};
#endif

/* Who makes masks: the names below, and |. */
enum class by_name {};

/* A mask: the bits of its context (0 for modifiers alone) and of its modifiers. */
template <u32 Context, u32 Modifiers>
struct flags : mask_base<flags<Context, Modifiers>> {
	flags() = delete; /* kalloc: a mask has a name, and more by |: gfp::kernel | gfp::zero */
	constexpr explicit flags(by_name) {}

	static constexpr u32 bits = Context | Modifiers;
	static constexpr int node = any_node;
	/* a mask without a context only modifies another one */
	static constexpr bool has_context = Context != 0;
	/* while it waits for memory; gfp::atomic and gfp::nowait do not */
	static constexpr bool may_sleep = (bits & KALLOC_GFP_DIRECT_RECLAIM) != 0;

	/* Does the mask hold every bit of Other? */
	template <u32 C, u32 M>
	static constexpr bool has(flags<C, M>)
	{
		return (bits & (C | M)) == (C | M) && (C | M) != 0;
	}
};

/* Contexts. May sleep, may start I/O and call into file systems. */
inline constexpr flags<KALLOC_GFP_KERNEL, 0> kernel{by_name{}};
/* The same, for memory mapped into user space: obeys the caller's cpuset. */
inline constexpr flags<KALLOC_GFP_USER, 0> user{by_name{}};
/* gfp::kernel, charged to the caller's memory cgroup. */
inline constexpr flags<KALLOC_GFP_KERNEL, KALLOC_GFP_ACCOUNT> kernel_account{by_name{}};
/* May sleep, may not call into file systems. */
inline constexpr flags<KALLOC_GFP_NOFS, 0> nofs{by_name{}};
/* May sleep, may not start I/O. */
inline constexpr flags<KALLOC_GFP_NOIO, 0> noio{by_name{}};
/* May not sleep, may use the emergency reserves. */
inline constexpr flags<KALLOC_GFP_ATOMIC, 0> atomic{by_name{}};
/* May not sleep, leaves the reserves alone. */
inline constexpr flags<KALLOC_GFP_NOWAIT, 0> nowait{by_name{}};

/* Modifiers, each __GFP_NAME. From the lowest zone, 16 MiB on x86. */
inline constexpr flags<0, KALLOC_GFP_DMA> dma{by_name{}};
/* Below 4 GiB. */
inline constexpr flags<0, KALLOC_GFP_DMA32> dma32{by_name{}};
/* May be memory that the kernel has not mapped. */
inline constexpr flags<0, KALLOC_GFP_HIGHMEM> highmem{by_name{}};
/* From this NUMA node only. */
inline constexpr flags<0, KALLOC_GFP_THISNODE> thisnode{by_name{}};
/* For what a shrinker can free. */
inline constexpr flags<0, KALLOC_GFP_RECLAIMABLE> reclaimable{by_name{}};
/* Charged to the caller's memory cgroup. */
inline constexpr flags<0, KALLOC_GFP_ACCOUNT> account{by_name{}};
/* Every byte 0. */
inline constexpr flags<0, KALLOC_GFP_ZERO> zero{by_name{}};
/* Its pages are a compound page. */
inline constexpr flags<0, KALLOC_GFP_COMP> comp{by_name{}};
/* Gives up early: the OOM killer is not called. */
inline constexpr flags<0, KALLOC_GFP_NORETRY> noretry{by_name{}};
/* Tries hard, but fails rather than call the OOM killer. */
inline constexpr flags<0, KALLOC_GFP_RETRY_MAYFAIL> retry_mayfail{by_name{}};
/* Waits for as long as it takes; for more than two pages the kernel warns. */
inline constexpr flags<0, KALLOC_GFP_NOFAIL> nofail{by_name{}};
/* No stack trace in the log when memory runs out. */
inline constexpr flags<0, KALLOC_GFP_NOWARN> nowarn{by_name{}};
/* May use some of the emergency reserves. */
inline constexpr flags<0, KALLOC_GFP_HIGH> high{by_name{}};
/* May use all of them: for who frees more than that by it. */
inline constexpr flags<0, KALLOC_GFP_MEMALLOC> memalloc{by_name{}};
/* May not use them, whatever else says so. */
inline constexpr flags<0, KALLOC_GFP_NOMEMALLOC> nomemalloc{by_name{}};

/* The bits that say something of the memory for as long as it is there. */
inline constexpr u32 of_the_memory = KALLOC_GFP_DMA | KALLOC_GFP_DMA32 | KALLOC_GFP_RECLAIMABLE |
				     KALLOC_GFP_ACCOUNT | KALLOC_GFP_ZERO | KALLOC_GFP_THISNODE;

/*
 * A mask that only exists at run time, taken over from C: gfp::unchecked{gfp}. Gives
 * up every check that the other masks bring: the caller vouches for context and
 * combination.
 */
struct unchecked : mask_base<unchecked> {
#ifdef __clang_analyzer__ /* by this bit it is asked where one may sleep */
	constexpr explicit unchecked(u32 gfp) : bits(gfp & ~KALLOC_GFP_DIRECT_RECLAIM) {}
#else
	constexpr explicit unchecked(u32 gfp) : bits(gfp) {}
#endif

	u32 bits;
	static constexpr int node = any_node;
};

template <u32 C1, u32 M1, u32 C2, u32 M2>
constexpr auto operator|(flags<C1, M1>, flags<C2, M2>)
{
	static_assert(!C1 || !C2 || C1 == C2,
		      "kalloc: a GFP mask has one context; keep one of gfp::kernel, user, nofs, "
		      "noio, atomic, nowait");
	using both = flags<(C1 ? C1 : C2), (M1 | M2)>;
	/* within modifiers alone the context is not known yet */
	constexpr bool sleeps = both::may_sleep || !both::has_context;

	static_assert(!(both::has(dma) && both::has(dma32)),
		      "kalloc: gfp::dma and gfp::dma32 are two zones; keep one");
	static_assert(
		!(both::has(highmem) && (both::has(dma) || both::has(dma32))),
		"kalloc: gfp::highmem is another zone than gfp::dma and gfp::dma32; keep one");
	static_assert(!(both::has(noretry) && both::has(retry_mayfail)),
		      "kalloc: gfp::noretry and gfp::retry_mayfail exclude one another; keep one");
	static_assert(!(both::has(nofail) && both::has(noretry)),
		      "kalloc: gfp::nofail and gfp::noretry exclude one another; keep one");
	static_assert(!(both::has(nofail) && both::has(retry_mayfail)),
		      "kalloc: gfp::nofail and gfp::retry_mayfail exclude one another; keep one");
	static_assert(!both::has(nofail) || sleeps,
		      "kalloc: gfp::nofail waits for memory and gfp::atomic or gfp::nowait cannot; "
		      "drop gfp::nofail and check the result");
	static_assert(!both::has(retry_mayfail) || sleeps,
		      "kalloc: gfp::retry_mayfail waits for memory and gfp::atomic or gfp::nowait "
		      "cannot; drop gfp::retry_mayfail");
	static_assert(!(both::has(memalloc) && both::has(nomemalloc)),
		      "kalloc: gfp::memalloc and gfp::nomemalloc exclude one another; keep one");
	return both{by_name{}};
}

/*
 * A modifier that exists at run time: from this NUMA node, or, where that has no memory left, from
 * one near to it; with gfp::thisnode from no other. A node that the machine has, or any_node.
 * For a buffer, whose policy has the mask, it comes alone: make(n, gfp::on_node(node)).
 */
struct on_node {
	constexpr explicit on_node(int id) : node(id) {}

	int node;
};

/* A mask on a node. Flags: the mask without it. */
template <class Flags>
struct node_mask : mask_base<node_mask<Flags>> {
	constexpr explicit node_mask(int id) : node(id) {}

	static constexpr u32 bits = Flags::bits;
	static constexpr bool may_sleep = Flags::may_sleep;
	int node;
};

template <u32 C, u32 M>
constexpr auto operator|(flags<C, M>, on_node on)
{
	static_assert(C != 0, "kalloc: the node comes last, behind the mask's context: "
			      "gfp::kernel | gfp::on_node(node)");
	return node_mask<flags<C, M>>(on.node);
}

template <class F, class T>
node_mask<F> operator|(node_mask<F>, T) = delete; /* kalloc: the node last: gfp::dma | on_node(n) */
template <class T>
T operator|(on_node, T) = delete; /* kalloc: the node comes last: gfp::kernel | on_node(n) */
template <class T>
unchecked operator|(unchecked, T) = delete; /* kalloc: C's mask is complete; gfp::unchecked{bits} */

template <class T>
inline constexpr bool is_flags = false;
template <u32 C, u32 M>
inline constexpr bool is_flags<flags<C, M>> = true;

/* The mask without its node, if it has one. */
template <class Mask>
struct without_node {
	using type = Mask;
};
template <class F>
struct without_node<node_mask<F>> {
	using type = F;
};
template <class Mask>
using without_node_t = typename without_node<std::remove_cvref_t<Mask>>::type;
template <class Mask>
inline constexpr bool has_node = !std::is_same_v<without_node_t<Mask>, std::remove_cvref_t<Mask>>;
template <>
inline constexpr bool has_node<on_node> = true;

/* A type that can be the mask of an allocation, if it has a context (has_context). */
template <class T>
concept mask = is_flags<without_node_t<T>> || std::is_same_v<std::remove_cvref_t<T>, unchecked>;

/* A mask known at compile time: what a policy takes. */
template <class T>
concept constant = is_flags<std::remove_cvref_t<T>>;

template <constant Mask>
Mask operator~(Mask) = delete; /* kalloc: a mask only grows, by |; write the one you need */
template <constant Mask, constant Other>
Mask operator&(Mask, Other) = delete; /* kalloc: has() asks a mask for another */
template <constant Mask, class T>
Mask operator|(Mask, T) = delete; /* kalloc: not a mask; gfp::unchecked{} takes a number */

/* What belongs to one mask, by |. */
template <class T>
concept part_of_mask = constant<T> || has_node<std::remove_cvref_t<T>>;

/* Says what is wrong with a mask that is only modifiers. For static_assert. */
template <class T>
inline constexpr bool has_context = true;
template <u32 C, u32 M>
inline constexpr bool has_context<flags<C, M>> = flags<C, M>::has_context;

#define KALLOC_NEEDS_CONTEXT                                                               \
	"kalloc: this GFP mask has modifiers but no context; say what the caller may do, " \
	"e.g. gfp::kernel | gfp::dma"

} // namespace kalloc::gfp

#endif
