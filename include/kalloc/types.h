/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The kernel's integer types, and the constants generated from the kernel. */
#ifndef KALLOC_TYPES_H
#define KALLOC_TYPES_H

#if !__has_include(<kalloc-constants.h>)
#error "kalloc: kalloc-constants.h is missing; end your Kbuild with: include <path to kalloc>/kbuild.mk"
#endif
#include <kalloc-constants.h>

#if __cplusplus < 202002L
#error "kalloc: C++20 is needed: g++ 12 or newer, clang 14 or newer, -std=gnu++20"
#endif
#if __STDC_HOSTED__ || defined(__EXCEPTIONS) || defined(__GXX_RTTI)
#error "kalloc: not a kernel build; end your Kbuild with: include <path to kalloc>/kbuild.mk"
#endif

#include <cstddef>
#include <cstdint>

#include <kalloc/build/refusals.h>

namespace kalloc {

using std::size_t;

using u8 = unsigned char;
using u16 = unsigned short;
using u32 = unsigned int;
using u64 = unsigned long long; /* as in the kernel; std::uint64_t is unsigned long */
using s8 = signed char;
using s16 = short;
using s32 = int;
using s64 = long long;
using ssize_t = long;

/* A bus address as a device sees it. */
#if KALLOC_DMA_ADDR_BYTES == 8
using dma_addr_t = u64;
#else
using dma_addr_t = u32;
#endif

/* Bytes. */
inline constexpr size_t page_size = KALLOC_PAGE_SIZE;
inline constexpr size_t kmalloc_max_size = KALLOC_KMALLOC_MAX_SIZE;

/* NUMA_NO_NODE: the node of the CPU, or one near to it. */
inline constexpr int any_node = -1;

/* The extent, in elements, and the size, in bytes, of what is only known at run time. */
inline constexpr size_t dynamic_extent = static_cast<size_t>(-1);

} // namespace kalloc

#endif
