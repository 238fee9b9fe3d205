// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Arrays that grow, and stores to the elements of one. */
#include <linux/slab.h>

#include "state.h"

struct array {
	u32 *data;
	size_t size, capacity;
};

static noinline int grow(struct array *a)
{
	size_t capacity = a->capacity ? 2 * a->capacity : 8;
	u32 *data = krealloc_array(a->data, capacity, sizeof(*data), GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	a->data = data;
	a->capacity = capacity;
	return 0;
}

int c_pushes(struct bench_state *s, size_t n)
{
	struct array a = {};
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		if (a.size == a.capacity) {
			err = grow(&a);
			if (err)
				break;
		}
		a.data[a.size++] = i;
	}
	bench_use(a.data);
	kfree(a.data);
	return err;
}

int c_reserved(struct bench_state *s, size_t n)
{
	u32 *data = kmalloc_array(n, sizeof(*data), GFP_KERNEL);

	if (!data)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		data[i] = i;
	bench_use(data);
	kfree(data);
	return 0;
}

int c_each(struct bench_state *s, size_t n)
{
	u32 *data = s->data;
	size_t size = s->size;

	for (size_t i = 0; i < size; i++)
		data[i] = i;
	return 0;
}

int c_to_size(struct bench_state *s, size_t n)
{
	for (size_t i = 0; i < s->size; i++)
		s->data[i] = i;
	return 0;
}

int c_to_n(struct bench_state *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->data[i] = i;
	return 0;
}

int c_first(struct bench_state *s, size_t n)
{
	u32 *data = s->data;

	if (n > s->size)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		data[i] = i;
	return 0;
}

int c_span(struct bench_state *s, size_t n)
{
	u32 *data = s->data;

	for (size_t i = 0; i < n; i++)
		data[i] = i;
	return 0;
}
