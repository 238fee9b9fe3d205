/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "acme/base.h"

namespace {

struct crc_table {
	uint32_t word[256];

	constexpr crc_table() : word()
	{
		for (uint32_t i = 0; i < 256; i++) {
			word[i] = i;
			for (int bit = 0; bit < 8; bit++)
				word[i] = word[i] >> 1 ^ (word[i] & 1 ? 0xedb88320u : 0);
		}
	}
};
constexpr crc_table table; /* made by the compiler */

} // namespace

unsigned acme_crc(const void *data, unsigned long bytes)
{
	uint32_t crc = ~0u;
	for (const uint8_t *p = (const uint8_t *)data; bytes--; p++)
		crc = crc >> 8 ^ table.word[(crc ^ *p) & 255];
	return ~crc;
}
