// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* C's half of the bench: what a driver writes by hand. */
#include <linux/highmem.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "state.h"

static int make_owners(struct bench_state *s, size_t n)
{
	struct bench_object *o;

	s->data = kcalloc(n, sizeof(*s->data), GFP_KERNEL);
	if (!s->data)
		return -ENOMEM;
	s->size = n;
	s->cache = kmem_cache_create("bench_c", sizeof(struct bench_object),
				     __alignof__(struct bench_object), 0, NULL);
	if (!s->cache)
		goto err_free_data;
	s->pool = mempool_create_kmalloc_pool(4, sizeof(struct bench_object));
	if (!s->pool)
		goto err_destroy_cache;
	s->name = kstrdup("0000:00:02.0 the device", GFP_KERNEL);
	if (!s->name)
		goto err_destroy_pool;
	o = kzalloc(sizeof(*o), GFP_KERNEL);
	if (!o)
		goto err_free_name;
	RCU_INIT_POINTER(s->published, o);
	s->counters = alloc_percpu(struct bench_counters);
	if (!s->counters)
		goto err_free_object;
	s->page = alloc_page(GFP_KERNEL | __GFP_HIGHMEM);
	if (!s->page)
		goto err_free_counters;
	return 0;

err_free_counters:
	free_percpu(s->counters);
err_free_object:
	kfree(o);
err_free_name:
	kfree(s->name);
err_destroy_pool:
	mempool_destroy(s->pool);
err_destroy_cache:
	kmem_cache_destroy(s->cache);
err_free_data:
	kfree(s->data);
	return -ENOMEM;
}

static void free_owners(struct bench_state *s)
{
	__free_page(s->page);
	free_percpu(s->counters);
	kfree(rcu_dereference_protected(s->published, true));
	kfree(s->name);
	mempool_destroy(s->pool);
	kmem_cache_destroy(s->cache);
	kfree(s->data);
}

static int make_dma(struct bench_state *s)
{
	s->mail = dma_alloc_coherent(s->dev, sizeof(*s->mail), &s->mail_addr, GFP_KERNEL);
	if (!s->mail)
		return -ENOMEM;
	s->blocks = dma_pool_create("bench_c", s->dev, sizeof(*s->mail), 64, 0);
	if (!s->blocks)
		goto err_free_mail;
	s->out = kzalloc(BENCH_DMA_BYTES, GFP_KERNEL);
	if (!s->out)
		goto err_destroy_blocks;
	s->in = kzalloc(BENCH_DMA_BYTES, GFP_KERNEL);
	if (!s->in)
		goto err_free_out;
	s->in_addr = dma_map_single(s->dev, s->in, BENCH_DMA_BYTES, DMA_FROM_DEVICE);
	if (dma_mapping_error(s->dev, s->in_addr))
		goto err_free_in;
	return 0;

err_free_in:
	kfree(s->in);
err_free_out:
	kfree(s->out);
err_destroy_blocks:
	dma_pool_destroy(s->blocks);
err_free_mail:
	dma_free_coherent(s->dev, sizeof(*s->mail), s->mail, s->mail_addr);
	return -ENOMEM;
}

static void free_dma(struct bench_state *s)
{
	dma_unmap_single(s->dev, s->in_addr, BENCH_DMA_BYTES, DMA_FROM_DEVICE);
	kfree(s->in);
	kfree(s->out);
	dma_pool_destroy(s->blocks);
	dma_free_coherent(s->dev, sizeof(*s->mail), s->mail, s->mail_addr);
}

static struct bench_state *c_make(const struct bench_given *given)
{
	struct bench_state *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	spin_lock_init(&s->spin);
	mutex_init(&s->lock);
	s->user = (void __user *)given->user;
	s->dev = given->dev;
	if (make_owners(s, given->n))
		goto err_free;
	if (make_dma(s))
		goto err_free_owners;
	return s;

err_free_owners:
	free_owners(s);
err_free:
	kfree(s);
	return NULL;
}

static void c_free(struct bench_state *s)
{
	free_dma(s);
	free_owners(s);
	kfree(s);
}

#define CASE(name, text, n) {#name, c_##name},
static const struct bench_run c_runs[] = {BENCH_CASES(CASE)};

static const struct bench_ops c_ops = {
	.name = "C",
	.make = c_make,
	.free = c_free,
	.runs = c_runs,
	.n_runs = ARRAY_SIZE(c_runs),
};

static int __init bench_c_init(void)
{
	return bench_register(&c_ops);
}

module_init(bench_c_init);
MODULE_DESCRIPTION("kalloc: C's half of the bench");
MODULE_LICENSE("Dual MIT/GPL");
