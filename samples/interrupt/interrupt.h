/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module call of each other. */
#ifndef INTERRUPT_SAMPLE_H
#define INTERRUPT_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

struct meter;

/* C++ */
int interrupt_sample(void);
/* C++: the interrupt handler; C calls it in a softirq. */
void meter_interrupt(struct meter *m, unsigned int value);

/* C: makes the device raise its interrupt for each of count readings, and waits. */
void measure(struct meter *m, unsigned int count);

#ifdef __cplusplus
}
#endif

#endif
