/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef BOUND_SAMPLE_H
#define BOUND_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++: the driver is being bound to the device; 0 or an errno. */
int bound_sample_probe(struct device *dev);

#ifdef __cplusplus
}
#endif

#endif
