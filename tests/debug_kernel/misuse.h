/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the two halves of the module know of each other. C and C++ both read this. */
#ifndef KALLOC_MISUSE_H
#define KALLOC_MISUSE_H

struct device;

#ifdef __cplusplus
extern "C" {
#endif

/*
 * misuse.cpp. At probe: does what the misuse of that name does, or the same done right;
 * 0 if there is one. Then the driver is unbound, then unloaded.
 */
int misuse_probe(struct device *dev, const char *name, int corrected);
void misuse_remove(int corrected);
void misuse_exit(void);

/* main.c. The next allocation of this thread fails. */
void misuse_fail_next(void);
/* Calls function(data) in a hard interrupt, or where memory is reclaimed. */
void misuse_in_interrupt(void (*function)(void *data), void *data);
void misuse_in_reclaim(void (*function)(void *data), void *data);

#ifdef __cplusplus
}
#endif

#endif
