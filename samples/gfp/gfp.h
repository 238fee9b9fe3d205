/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What main.c calls of gfp.cpp. */
#ifndef GFP_SAMPLE_H
#define GFP_SAMPLE_H

#ifdef __cplusplus
extern "C" {
#endif

int gfp_sample(void);

/* Called with a spinlock held. */
int gfp_sample_locked(void);

int gfp_sample_node(int node);

/* gfp is a gfp_t. */
int gfp_sample_unchecked(unsigned int gfp);

#ifdef __cplusplus
}
#endif

#endif
