/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include <kalloc/kalloc.h>

extern "C" int bench_headers()
{
	return 0;
}
