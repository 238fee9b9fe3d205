// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Compiled to assembly, never linked: kbuild.mk turns the lines that DEFINE()
 * leaves in it into kalloc-constants.h, the way the kernel makes asm-offsets.h.
 */
#include <linux/kbuild.h>

#include "kernel_headers.h"

int main(void);

int main(void)
{
#define KALLOC_CONSTANT(name, value) DEFINE(KALLOC_##name, value);
#include "constant_list.h"
	return 0;
}
