// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Owners of more than memory: counts, headers, lists, texts. */
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "state.h"

struct shared {
	struct kref refs;
	unsigned long id, rest[6];
};

static void shared_free(struct kref *refs)
{
	kfree(container_of(refs, struct shared, refs));
}

int c_shared(struct bench_state *s, size_t n)
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

int c_flexible(struct bench_state *s, size_t n)
{
	struct flexible *p = kmalloc(struct_size(p, words, n), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p->size = n;
	bench_use(p);
	kfree(p);
	return 0;
}

struct job {
	unsigned long id;
	struct list_head link;
};

int c_list(struct bench_state *s, size_t n)
{
	struct job *j, *next;
	LIST_HEAD(jobs);
	unsigned long sum = 0;
	int err = 0;

	for (size_t i = 0; i < n; i++) {
		j = kmalloc(sizeof(*j), GFP_KERNEL);
		if (!j) {
			err = -ENOMEM;
			break;
		}
		j->id = i;
		list_add_tail(&j->link, &jobs);
	}
	list_for_each_entry(j, &jobs, link)
		sum += j->id;
	bench_use_number(sum);
	list_for_each_entry_safe(j, next, &jobs, link) {
		list_del(&j->link);
		kfree(j);
	}
	return err;
}

int c_format(struct bench_state *s, size_t n)
{
	char *text = kasprintf(GFP_KERNEL, "edu%zu-tx", n);

	if (!text)
		return -ENOMEM;
	bench_use(text);
	kfree(text);
	return 0;
}

int c_text(struct bench_state *s, size_t n)
{
	char *text = kstrdup(s->name, GFP_KERNEL);

	if (!text)
		return -ENOMEM;
	bench_use(text);
	kfree(text);
	return 0;
}
