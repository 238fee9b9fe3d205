/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * A case is a misuse that must not compile, behind the line
 *
 *	#ifdef name // the message, as a regular expression
 *
 * ("clang: " in front of it where only clang can tell, "once: " where it has to be the only
 * error), and holds PICK(wrong)(right):
 * run.py compiles it with the wrong one, which must give that message, and with the
 * right one, which must give none at all.
 */
#ifndef KALLOC_TESTS_REFUSED_H
#define KALLOC_TESTS_REFUSED_H

#include <kalloc/kalloc.h>
using namespace kalloc;

#ifdef TWIN
#define PICK(...) PICK_RIGHT
#define PICK_RIGHT(...) __VA_ARGS__
#else
#define PICK(...) __VA_ARGS__ PICK_NOTHING
#define PICK_NOTHING(...)
#endif

struct point {
	int x, y;
};

/* uses a value, so that no warning about an unused one is in the way */
template <class T>
void use(const T &)
{
}

#endif
