// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Objects from a cache or a pool, or allocated ahead. */
#include <linux/slab.h>

#include "state.h"

int c_cache(struct bench_state *s, size_t n)
{
	struct bench_object *o = kmem_cache_alloc(s->cache, GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	*o = (struct bench_object){ .id = n };
	bench_use(o);
	kmem_cache_free(s->cache, o);
	return 0;
}

int c_bulk(struct bench_state *s, size_t n)
{
	void *objects[BENCH_BULK_OBJECTS];

	if (!kmem_cache_alloc_bulk(s->cache, GFP_KERNEL, BENCH_BULK_OBJECTS, objects))
		return -ENOMEM;
	bench_use(objects);
	kmem_cache_free_bulk(s->cache, BENCH_BULK_OBJECTS, objects);
	return 0;
}

int c_mempool(struct bench_state *s, size_t n)
{
	struct bench_object *o = mempool_alloc(s->pool, GFP_KERNEL);

	*o = (struct bench_object){ .id = n };
	bench_use(o);
	mempool_free(o, s->pool);
	return 0;
}

union spare {
	union spare *next;
	struct bench_object object;
};

int c_reserve(struct bench_state *s, size_t n)
{
	union spare *first = NULL, *spare;
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		spare = kmalloc(sizeof(*spare), GFP_KERNEL);
		if (!spare) {
			err = -ENOMEM;
			break;
		}
		spare->next = first;
		first = spare;
	}
	while (first) {
		struct bench_object *o = &first->object;

		first = first->next;
		if (!err) {
			*o = (struct bench_object){ .id = n };
			bench_use(o);
		}
		kfree(o);
	}
	return err;
}
