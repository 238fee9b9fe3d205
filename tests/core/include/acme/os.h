/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the core asks of the system it is in, and what it gives: C on both sides. */
#ifndef ACME_OS_H
#define ACME_OS_H

#ifdef __cplusplus
extern "C" {
#endif

int acme_allocations(void); /* that are not freed yet */
void os_copy(void *to, const void *from, unsigned long bytes);

struct acme_core;

struct acme_core *acme_create(unsigned int stages);
void acme_destroy(struct acme_core *core);
unsigned int acme_run(struct acme_core *core, unsigned int x);
int acme_name(struct acme_core *core, unsigned int stage, char *text, unsigned long bytes);
unsigned int acme_crc(const void *data, unsigned long bytes);
int acme_decimal(unsigned long long value, char *text, unsigned long bytes);
unsigned int acme_sessions(void);
int acme_level(void);
unsigned int acme_queue(unsigned int first, unsigned int count);

#ifdef __cplusplus
}
#endif

#endif
