/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * KALLOC_VERSION: which kalloc this is, as major * 10000 + minor * 100 + patch. A driver
 * that needs what a release brought asks for it:
 *
 *	#if KALLOC_VERSION < 100
 *	#error "this driver needs kalloc 0.1.0 or newer"
 *	#endif
 *
 * Below 1.0 a minor release may change what CHANGELOG.md says it changes; a patch release
 * changes no interface.
 */
#ifndef KALLOC_VERSION_H
#define KALLOC_VERSION_H

/* NOLINTBEGIN(*-macro-to-enum): the preprocessor asks, and make reads these lines */
#define KALLOC_VERSION_MAJOR 0
#define KALLOC_VERSION_MINOR 1
#define KALLOC_VERSION_PATCH 0
#define KALLOC_VERSION \
	(KALLOC_VERSION_MAJOR * 10000 + KALLOC_VERSION_MINOR * 100 + KALLOC_VERSION_PATCH)
/* NOLINTEND(*-macro-to-enum) */

#endif
