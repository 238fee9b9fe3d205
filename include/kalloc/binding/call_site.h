/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * call_site, charge: the line of the driver that an allocation is charged to, where the kernel
 * keeps such books (CONFIG_MEM_ALLOC_PROFILING, /proc/allocinfo). Elsewhere nothing of this is left
 * when compiled. Not part of the API.
 *
 *	return kalloc::allocate(family, gfp, bytes, of, call_site::here());
 *
 * C's macros make a static object at each call, a tag in section alloc_tags, and set
 * current->alloc_tag to it around the call. Here the tag is an asm statement, in what is always
 * inline: each place that it ends up in has one, and file, line and function, which are those
 * of a default argument's caller, are constants there.
 */
#ifndef KALLOC_BINDING_CALL_SITE_H
#define KALLOC_BINDING_CALL_SITE_H

#include <kalloc/binding/functions.h>

namespace kalloc::binding {

#if KALLOC_HAS_ALLOC_TAGS
/* "P", "c": operands as they are, in each code model */
#if defined(__x86_64__)
#define KALLOC_TAG_STRINGS "%P2, %P3, %P4"
#define KALLOC_TAG_ADDRESS "movabsq $1b, %0"
#elif defined(__aarch64__)
#define KALLOC_TAG_STRINGS "%c2, %c3, %c4"
#define KALLOC_TAG_ADDRESS "adrp %0, 1b\n\tadd %0, %0, :lo12:1b"
#endif
/* of each CPU, in the module; or the kernel's, when it has loaded that */
#if !KALLOC_HAS_TAG_COUNTERS
#define KALLOC_TAG_COUNTERS ""
#define KALLOC_TAG_COUNTERS_AT "0"
#else
#if KALLOC_HAS_SMP
#define KALLOC_TAG_COUNTERS_SECTION ".data..percpu"
#else
#define KALLOC_TAG_COUNTERS_SECTION ".data"
#endif
#define KALLOC_TAG_COUNTERS                                        \
	".pushsection " KALLOC_TAG_COUNTERS_SECTION ", \"aw\"\n\t" \
	".balign 8\n"                                              \
	"2:\t.quad 0, 0\n\t"                                       \
	".popsection\n\t"
#define KALLOC_TAG_COUNTERS_AT "2b"
#endif

struct call_site {
	alloc_tag *tag = nullptr;

	/* As a default argument: that of the function's caller. */
	[[nodiscard, gnu::always_inline]] static call_site
	here([[maybe_unused]] const char *function = __builtin_FUNCTION(),
	     [[maybe_unused]] const char *file = __builtin_FILE(),
	     [[maybe_unused]] int line = __builtin_LINE())
	{
#ifdef KALLOC_TAG_ADDRESS
		call_site site;

		/* struct alloc_tag: flags, lineno; modname, function, filename; counters */
		asm(KALLOC_TAG_COUNTERS ".pushsection alloc_tags, \"aw\"\n\t"
					".balign 8\n"
					"1:\t.long 0, %c1\n\t"
					".quad " KALLOC_TAG_STRINGS ", " KALLOC_TAG_COUNTERS_AT
					"\n\t"
					".popsection\n\t" KALLOC_TAG_ADDRESS
		    : "=r"(site.tag)
		    : "i"(line), "i"(KBUILD_MODNAME), "i"(function), "i"(file));
		return site;
#else
		return {kalloc_module_tag()};
#endif
	}
};
#undef KALLOC_TAG_STRINGS
#undef KALLOC_TAG_ADDRESS
#undef KALLOC_TAG_COUNTERS
#undef KALLOC_TAG_COUNTERS_AT
#undef KALLOC_TAG_COUNTERS_SECTION

/* What is allocated while it lives is charged to the site. */
class charge {
public:
	[[gnu::always_inline]] explicit charge(call_site site)
		: before_(kalloc_set_alloc_tag(site.tag))
	{
	}
	charge(const charge &) = delete;
	charge &operator=(const charge &) = delete;
	[[gnu::always_inline]] ~charge()
	{
		kalloc_set_alloc_tag(before_);
	}

private:
	alloc_tag *before_;
};
#else
struct call_site {
	[[nodiscard]] static constexpr call_site here(const char * = nullptr)
	{
		return {};
	}
};

struct charge {
	constexpr explicit charge(call_site) {}
};
#endif

} // namespace kalloc::binding

#endif
