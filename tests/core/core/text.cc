/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "acme/base.h"

namespace acme {
namespace text {

template <unsigned Base, class T>
int format(T value, char *text, size_t bytes)
{
	char digits[8 * sizeof(T)];
	int n = 0;
	do
		digits[n++] = "0123456789abcdef"[value % Base];
	while (value /= Base);
	if (n >= bytes)
		return -1;
	for (int i = 0; i < n; i++)
		text[i] = digits[n - 1 - i];
	text[n] = 0;
	return n;
}

} // namespace text
} // namespace acme

int acme_decimal(unsigned long long value, char *text, unsigned long bytes)
{
	return acme::text::format<10>(value, text, bytes);
}
