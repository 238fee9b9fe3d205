/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What main.c calls of core.cpp. */
#ifndef HELLO_H
#define HELLO_H

#ifdef __cplusplus
extern "C" {
#endif

struct note;

/* Null when memory runs out. */
struct note *note_open(void);
void note_close(struct note *note);

/* read(2) and write(2): how many bytes, or -EFAULT, -ENOMEM, -ENOSPC. */
long note_read(struct note *note, void *to, size_t bytes, long long *position);
long note_write(struct note *note, const void *from, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif /* HELLO_H */
