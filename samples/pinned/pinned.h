/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef PINNED_SAMPLE_H
#define PINNED_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++: what write() and read() of the file do; user addresses. */
long pinned_write(struct device *dev, const void *from, size_t bytes);
long pinned_read(void *to, size_t bytes);

/* C: tells the device of one more piece of memory; has it read all of them: their sum. */
void add(unsigned long long address, size_t bytes);
unsigned long device_reads(void);

#ifdef __cplusplus
}
#endif

#endif
