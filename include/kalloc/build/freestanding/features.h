/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Stands in for the C library's features.h, the one file of it that libstdc++'s
 * freestanding headers read: there is no C library here.
 */
#ifndef KALLOC_FREESTANDING_FEATURES_H
#define KALLOC_FREESTANDING_FEATURES_H

#define __GLIBC_PREREQ(major, minor) 0

#endif
