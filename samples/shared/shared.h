/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the C and the C++ half share: each counts the other's references. */
#ifndef KALLOC_SAMPLE_SHARED_H
#define KALLOC_SAMPLE_SHARED_H

/* allocated by either, in C by kmalloc() and kref_init() */
struct port {
	unsigned int number;
	struct kref refs;
};

#ifdef __cplusplus
extern "C" {
#endif

/* One reference goes to C, or null; C returns it by port_put(). */
struct port *port_get(void);
void port_put(struct port *p);
/* C gives its reference away. */
int shared_sample(struct port *from_c);

#ifdef __cplusplus
}
#endif

#endif
