/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef DMA_COHERENT_SAMPLE_H
#define DMA_COHERENT_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct device;

/* C++ */
int dma_coherent_sample(struct device *dev);

/* C: tells the device where its descriptors are; a bus address, and how many. */
void start(unsigned long long ring, size_t entries);
/* C: how many hold the device. */
unsigned int references(struct device *dev);

#ifdef __cplusplus
}
#endif

#endif
