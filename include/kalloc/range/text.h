/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * text_in(chars): the text in a buffer or span of char: what is in front of the first 0 byte,
 * or all of it where there is none. What user space or a device sent need not end, and
 * strlen() of it reads on.
 *
 *	const kspan<const char> name = text_in(b);
 *
 * Context: any.
 * Stands for: strnlen().
 */
#ifndef KALLOC_TEXT_H
#define KALLOC_TEXT_H

#include <kalloc/range/span.h>

namespace kalloc {

inline kspan<const char> text_in(kspan<const char> chars KALLOC_BORROWED)
{
	size_t length = 0;

	while (length < chars.size() && chars[length])
		length++;
	return chars.first(length);
}

} // namespace kalloc

#endif
