/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef BOUND_SAMPLE_H
#define BOUND_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;
struct kalloc_bound;

/* C++: the driver is being bound to the device. A handle of its engine, or NULL without memory. */
struct kalloc_bound *bound_sample_probe(struct device *dev);

/* An open file has a handle of its own. read() returns what is at index, or an errno. */
struct kalloc_bound *bound_sample_open(struct kalloc_bound *engine);
int bound_sample_read(struct kalloc_bound *file, unsigned int index);
void bound_sample_close(struct kalloc_bound *file);

#ifdef __cplusplus
}
#endif

#endif
