// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* C's half of the bench: what a driver writes by hand. */
#include <linux/err.h>
#include <linux/kref.h>
#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>

#include "bench.h"

struct bench_state {
	u32 *data;
	size_t size;
	struct kmem_cache *cache;
	struct mutex lock; /* of guarded */
	unsigned long guarded;
	mempool_t *pool;
	u8 bytes[BENCH_USER_BYTES];
	void __user *user;
};

static struct bench_state *c_make(size_t n, unsigned long user)
{
	struct bench_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	mutex_init(&s->lock);
	s->data = kcalloc(n, sizeof(*s->data), GFP_KERNEL);
	if (!s->data)
		goto err_free;
	s->size = n;
	s->cache = kmem_cache_create("bench_c", sizeof(struct bench_object),
				     __alignof__(struct bench_object), 0, NULL);
	if (!s->cache)
		goto err_free_data;
	s->pool = mempool_create_kmalloc_pool(4, sizeof(struct bench_object));
	if (!s->pool)
		goto err_destroy_cache;
	s->user = (void __user *)user;
	return s;

err_destroy_cache:
	kmem_cache_destroy(s->cache);
err_free_data:
	kfree(s->data);
err_free:
	kfree(s);
	return NULL;
}

static void c_free(struct bench_state *s)
{
	mempool_destroy(s->pool);
	kmem_cache_destroy(s->cache);
	kfree(s->data);
	kfree(s);
}

static int c_call(struct bench_state *s, size_t n)
{
	return 0;
}

static int c_object(struct bench_state *s, size_t n)
{
	struct bench_object *o = kmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	*o = (struct bench_object){ .id = n };
	bench_use(o);
	kfree(o);
	return 0;
}

static int c_object_4096(struct bench_state *s, size_t n)
{
	struct bench_object_4096 *o = kmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o);
	kfree(o);
	return 0;
}

static int c_bytes(struct bench_state *s, size_t n)
{
	u8 *p = kmalloc(n, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

static int c_array(struct bench_state *s, size_t n)
{
	unsigned long *p = kmalloc_array(n, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

static int c_zeroed(struct bench_state *s, size_t n)
{
	unsigned long *p = kcalloc(n, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

static int c_any_contiguity(struct bench_state *s, size_t n)
{
	struct bench_object_4096 *o = kvmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o);
	kvfree(o);
	return 0;
}

static int c_vmalloc(struct bench_state *s, size_t n)
{
	u8 *p = vmalloc(16 * PAGE_SIZE);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	vfree(p);
	return 0;
}

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

static int c_pushes(struct bench_state *s, size_t n)
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

static int c_each(struct bench_state *s, size_t n)
{
	u32 *data = s->data;
	size_t size = s->size;

	for (size_t i = 0; i < size; i++)
		data[i] = i;
	return 0;
}

static int c_to_size(struct bench_state *s, size_t n)
{
	for (size_t i = 0; i < s->size; i++)
		s->data[i] = i;
	return 0;
}

static int c_to_n(struct bench_state *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		s->data[i] = i;
	return 0;
}

static int c_span(struct bench_state *s, size_t n)
{
	u32 *data = s->data;

	for (size_t i = 0; i < n; i++)
		data[i] = i;
	return 0;
}

static int c_first(struct bench_state *s, size_t n)
{
	u32 *data = s->data;

	if (n > s->size)
		return -EINVAL;
	for (size_t i = 0; i < n; i++)
		data[i] = i;
	return 0;
}

static int c_cache(struct bench_state *s, size_t n)
{
	struct bench_object *o = kmem_cache_alloc(s->cache, GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	*o = (struct bench_object){ .id = n };
	bench_use(o);
	kmem_cache_free(s->cache, o);
	return 0;
}

static int c_bulk(struct bench_state *s, size_t n)
{
	void *objects[BENCH_BULK_OBJECTS];

	if (!kmem_cache_alloc_bulk(s->cache, GFP_KERNEL, BENCH_BULK_OBJECTS, objects))
		return -ENOMEM;
	bench_use(objects);
	kmem_cache_free_bulk(s->cache, BENCH_BULK_OBJECTS, objects);
	return 0;
}

static int c_mutex(struct bench_state *s, size_t n)
{
	mutex_lock(&s->lock);
	s->guarded++;
	mutex_unlock(&s->lock);
	return 0;
}

static int c_mempool(struct bench_state *s, size_t n)
{
	struct bench_object *o = mempool_alloc(s->pool, GFP_KERNEL);

	*o = (struct bench_object){ .id = n };
	bench_use(o);
	mempool_free(o, s->pool);
	return 0;
}

struct shared {
	struct kref refs;
	unsigned long id, rest[6];
};

static void shared_free(struct kref *refs)
{
	kfree(container_of(refs, struct shared, refs));
}

static int c_shared(struct bench_state *s, size_t n)
{
	struct shared *o = kmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	*o = (struct shared){ .id = n };
	kref_init(&o->refs);
	kref_get(&o->refs);
	bench_use(o);
	kref_put(&o->refs, shared_free);
	kref_put(&o->refs, shared_free);
	return 0;
}

struct flexible {
	size_t size;
	unsigned long words[];
};

static int c_flexible(struct bench_state *s, size_t n)
{
	struct flexible *p = kmalloc(struct_size(p, words, n), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->size = n;
	bench_use(p);
	kfree(p);
	return 0;
}

static int c_to_user(struct bench_state *s, size_t n)
{
	return copy_to_user(s->user, s->bytes, n) ? -EFAULT : 0;
}

static int c_from_user(struct bench_state *s, size_t n)
{
	void *p = memdup_user(s->user, n);

	if (IS_ERR(p))
		return PTR_ERR(p);
	bench_use(p);
	kfree(p);
	return 0;
}

static const struct bench_ops c_ops = {
	.name = "C",
	.cases = BENCH_CASES,
	.make = c_make,
	.free = c_free,
	.run = {
		[BENCH_CALL] = c_call,
		[BENCH_OBJECT] = c_object,
		[BENCH_OBJECT_4096] = c_object_4096,
		[BENCH_BYTES] = c_bytes,
		[BENCH_ARRAY] = c_array,
		[BENCH_ZEROED] = c_zeroed,
		[BENCH_ANY_CONTIGUITY] = c_any_contiguity,
		[BENCH_VMALLOC] = c_vmalloc,
		[BENCH_PUSHES] = c_pushes,
		[BENCH_EACH] = c_each,
		[BENCH_TO_SIZE] = c_to_size,
		[BENCH_TO_N] = c_to_n,
		[BENCH_FIRST] = c_first,
		[BENCH_SPAN] = c_span,
		[BENCH_CACHE] = c_cache,
		[BENCH_BULK] = c_bulk,
		[BENCH_MUTEX] = c_mutex,
		[BENCH_MEMPOOL] = c_mempool,
		[BENCH_SHARED] = c_shared,
		[BENCH_FLEXIBLE] = c_flexible,
		[BENCH_TO_USER] = c_to_user,
		[BENCH_FROM_USER] = c_from_user,
	},
};

static int __init bench_c_init(void)
{
	return bench_register(&c_ops);
}

module_init(bench_c_init);
MODULE_DESCRIPTION("kalloc: C's half of the bench");
MODULE_LICENSE("Dual MIT/GPL");
