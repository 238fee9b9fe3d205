/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What kalloc refuses by a warning is an error from here on, whatever the driver's flags:
 * a dropped result, a call in the wrong context, a pointer that outlives its owner, a guard
 * that is declared as a function, an owner filled by memset(), a number narrowed in braces.
 * Each header of kalloc has this one; a driver that wants it in all its files says in its
 * Kbuild: cxxflags-y += -include kalloc/build/refusals.h
 *
 * kbuild.mk knows by it whether a file includes kalloc: those have the kernel's limit for a
 * frame on the stack as an error, and clang's analyzer.
 */
#ifndef KALLOC_BUILD_REFUSALS_H
#define KALLOC_BUILD_REFUSALS_H

#pragma GCC diagnostic error "-Wunused-result"
#pragma GCC diagnostic error "-Wunused-value"
#pragma GCC diagnostic error "-Wvexing-parse"
#ifdef __clang__
#pragma GCC diagnostic error "-Wthread-safety"
#pragma GCC diagnostic error "-Wdangling"
#pragma GCC diagnostic error "-Wreturn-stack-address"
#if __has_warning("-Wnontrivial-memcall")
#pragma GCC diagnostic error "-Wnontrivial-memcall"
#endif
#else
#pragma GCC diagnostic error "-Wclass-memaccess"
#pragma GCC diagnostic error "-Wnarrowing"
#endif

/* check_object.sh refuses these; the compiler says where they are */
#pragma GCC diagnostic warning "-Wvla"
#pragma GCC diagnostic warning "-Walloca"

#endif
