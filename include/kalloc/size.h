/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * size_mul(), size_add(): sizes that do not wrap around. count * width of two u32 is
 * computed in 32 bits, and what make() gets is too small already; sizes made by these are
 * right, or so large that every allocation refuses them.
 *
 *	auto b = blob::make(size_add(header, size_mul(count, width)));
 *
 * Context: any.
 * Stands for: size_mul(), size_add().
 */
#ifndef KALLOC_SIZE_H
#define KALLOC_SIZE_H

#include <kalloc/types.h>

namespace kalloc {

/* a * b, or the largest size there is. */
[[gnu::always_inline]] constexpr size_t size_mul(size_t a, size_t b)
{
	size_t bytes = 0;

	return __builtin_mul_overflow(a, b, &bytes) ? ~size_t{0} : bytes;
}

/* a + b, or the largest size there is. */
[[gnu::always_inline]] constexpr size_t size_add(size_t a, size_t b)
{
	size_t bytes = 0;

	return __builtin_add_overflow(a, b, &bytes) ? ~size_t{0} : bytes;
}

} // namespace kalloc

#endif
