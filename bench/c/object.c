// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Single objects and arrays: allocated, and freed. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "state.h"

int c_call(struct bench_state *s, size_t n)
{
	return 0;
}

int c_object(struct bench_state *s, size_t n)
{
	struct bench_object *o = kmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	*o = (struct bench_object){ .id = n };
	bench_use(o);
	kfree(o);
	return 0;
}

int c_object_4096(struct bench_state *s, size_t n)
{
	struct bench_object_4096 *o = kmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o);
	kfree(o);
	return 0;
}

int c_bytes(struct bench_state *s, size_t n)
{
	u8 *p = kmalloc(n, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

int c_array(struct bench_state *s, size_t n)
{
	unsigned long *p = kmalloc_array(n, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

int c_zeroed(struct bench_state *s, size_t n)
{
	unsigned long *p = kcalloc(n, sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	kfree(p);
	return 0;
}

int c_contiguous_or_not(struct bench_state *s, size_t n)
{
	struct bench_object_4096 *o = kvmalloc(sizeof(*o), GFP_KERNEL);

	if (!o)
		return -ENOMEM;
	o->id = n;
	bench_use(o);
	kvfree(o);
	return 0;
}

int c_vmalloc(struct bench_state *s, size_t n)
{
	u8 *p = vmalloc(16 * PAGE_SIZE);

	if (!p)
		return -ENOMEM;
	bench_use(p);
	vfree(p);
	return 0;
}

struct port {
	unsigned long id;
	u32 *queue;
};

int c_both_or_none(struct bench_state *s, size_t n)
{
	struct port *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->id = n;
	p->queue = kmalloc_array(n, sizeof(*p->queue), GFP_KERNEL);
	if (!p->queue) {
		kfree(p);
		return -ENOMEM;
	}
	bench_use(p);
	kfree(p->queue);
	kfree(p);
	return 0;
}
