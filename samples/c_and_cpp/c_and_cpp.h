/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the two halves of this module call of each other. C and C++ both read this, so
 * it has C types only; a class that only C++ looks into is declared, not defined.
 */
#ifndef C_AND_CPP_H
#define C_AND_CPP_H

#ifdef __cplusplus
extern "C" {
#endif

/* A struct of C. Both halves know it, kmalloc() and kfree() it. */
struct message {
	unsigned int id;
	char text[28];
};

/* A class of C++, for C a handle. Null when memory runs out. */
struct inbox;
struct inbox *inbox_create(unsigned int most);
void inbox_destroy(struct inbox *inbox);

/* Takes m over, whatever it returns: 0, or -ENOSPC if the inbox is full. */
int inbox_put(struct inbox *inbox, struct message *m);

/* The oldest message, which the caller has to kfree(). Null if there is none. */
struct message *inbox_take(struct inbox *inbox);

/*
 * The ids of all *n messages, which the caller has to kfree(). Null if there are none, and
 * when memory runs out.
 */
unsigned int *inbox_ids(const struct inbox *inbox, size_t *n);

/* A C++ object in memory that C owns, such as netdev_priv(): its size, begin, end. */
struct meter;
size_t meter_bytes(void);
struct meter *meter_init(void *memory);
unsigned int meter_add(struct meter *meter, unsigned int n);
void meter_exit(struct meter *meter);

/* A function of C, for C++. */
void message_arrived(const struct message *m);

#ifdef __cplusplus
}
#endif

#endif
