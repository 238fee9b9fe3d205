/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the C and the C++ half share: objects that are in lists of either. */
#ifndef KALLOC_SAMPLE_LIST_H
#define KALLOC_SAMPLE_LIST_H

struct job {
	unsigned int id;
	struct list_head link;
};

#ifdef __cplusplus
extern "C" {
#endif

/* The sum of the ids in a list of jobs, which C walks. */
unsigned int sum_of(struct list_head *jobs);
/* Takes over all jobs of C's list. */
int list_sample(struct list_head *from_c);

#ifdef __cplusplus
}
#endif

#endif
