/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef STREAMING_SAMPLE_H
#define STREAMING_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++ */
int streaming_sample(struct device *dev);
/* C++: memory of C's, to be filled by the device */
int receive_into(struct device *dev, unsigned char *data, size_t bytes);

/* C: has the device read, or write, what is there; a bus address, and how many bytes. */
void start(unsigned long long address, size_t bytes);
/* C: the device moves one byte at a time to where it was told. */
void device_writes(unsigned char byte);

#ifdef __cplusplus
}
#endif

#endif
