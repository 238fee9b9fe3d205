/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the samples need besides kalloc: to say what happens, and to check it. Not
 * part of the library.
 */
#ifndef KALLOC_SAMPLE_H
#define KALLOC_SAMPLE_H

#include <kalloc/kalloc.h>

/* The function behind pr_info(). Kernel headers are for C files, so it is declared. */
[[gnu::format(printf, 1, 2)]] int printk(const char *format, ...) asm("_printk");

/* As C has it: level, and Kbuild's name of the module in front. */
#define pr_info(format, ...) printk("\0016" KBUILD_MODNAME ": " format __VA_OPT__(, ) __VA_ARGS__)
#define pr_err(format, ...) printk("\0013" KBUILD_MODNAME ": " format __VA_OPT__(, ) __VA_ARGS__)

/* How many claims of this sample were wrong. */
inline constinit int wrong_claims = 0;

/* A claim of the sample about what kalloc does. */
inline void check(bool claim, int line = __builtin_LINE())
{
	if (claim)
		return;
	pr_err("the claim in line %d is wrong\n", line);
	wrong_claims++;
}

/*
 * Runs a sample's lessons, until one fails, in the order given. Returns what init
 * returns: 0, the errno of the lesson that failed, or -EINVAL for a wrong claim.
 */
template <class... Lesson>
int run(Lesson... lesson)
{
	int err = 0;

	static_cast<void>(((err = lesson()) || ...));
	return err || !wrong_claims ? err : -kalloc::EINVAL;
}

#endif
