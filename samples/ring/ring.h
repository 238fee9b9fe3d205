/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef RING_SAMPLE_H
#define RING_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++ */
int ring_sample(struct device *dev);

/* C: the device's registers: where its descriptors are, and how many. */
void start(unsigned long long ring, size_t entries);
/* C: up to which one there are some to work off, for a device that sees no bits. */
void doorbell(size_t next);
/* C: the device works off so many, if there are. */
void device_works(size_t most);
/* C: the one that it will take next. */
size_t device_next(void);

#ifdef __cplusplus
}
#endif

#endif
