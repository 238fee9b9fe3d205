/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of this module know of each other. */
#ifndef CONTEXT_SAMPLE_H
#define CONTEXT_SAMPLE_H

#ifdef __cplusplus
using spinlock_t = spinlock; /* in C++ it has the struct's name */
extern "C" {
#endif

/* Made and locked in C. */
struct foo {
	spinlock_t lock; /* sent */
	unsigned int sent;
};

/* C++ */
int context_sample(void);
void foo_start_xmit(struct foo *f); /* with f->lock held */
void foo_poll(void);                /* in a tasklet */

#ifdef __cplusplus
}
#endif

#endif
