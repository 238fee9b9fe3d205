/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The kernel's error numbers, all of them, for `return -ENOMEM;`. kbuild.mk takes them from
 * the headers of the kernel that the module is for. Nothing where the including file already
 * has them as macros.
 */
#ifndef KALLOC_ERRNO_H
#define KALLOC_ERRNO_H

#include <kalloc/types.h>

#ifndef ENOMEM
namespace kalloc {

enum : int {
#include <kalloc-errno.h>
};

} // namespace kalloc
#endif

#endif
