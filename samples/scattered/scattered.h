/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef SCATTERED_SAMPLE_H
#define SCATTERED_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++ */
int scattered_sample(struct device *dev);

/* C: tells the device of one more piece of memory; a bus address, and how many bytes. */
void add(unsigned long long address, size_t bytes);
/* C: has it read what is in all of them, or write that byte everywhere; the sum of the bytes. */
unsigned long device_reads(void);
void device_writes(unsigned char byte);

#ifdef __cplusplus
}
#endif

#endif
