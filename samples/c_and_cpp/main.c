// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The C half: allocates for C++, frees what C++ made, and keeps a C++ object. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "c_and_cpp.h"

/* C++ globals cannot own anything: no kernel runs their constructors. C's pointer can. */
static struct inbox *inbox;

void message_arrived(const struct message *m)
{
	pr_info("message %u arrived: %s\n", m->id, m->text);
}

static int put(unsigned int id, const char *text)
{
	struct message *m = kmalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	m->id = id;
	strscpy(m->text, text, sizeof(m->text));
	return inbox_put(inbox, m);
}

/* Three messages where two fit. */
static int put_messages(void)
{
	int err = put(10, "from C");

	if (!err)
		err = put(20, "kmalloc'ed");
	if (err)
		return err;
	if (put(30, "one too many") != -ENOSPC)
		return -EINVAL;
	pr_info("message 30: -ENOSPC, and it is freed\n");
	return 0;
}

static int take_message(void)
{
	struct message *m = inbox_take(inbox);

	if (!m)
		return -EINVAL;
	pr_info("message %u goes back to C\n", m->id);
	kfree(m);
	return 0;
}

static int list_messages(void)
{
	unsigned int *ids, i;
	size_t n;

	ids = inbox_ids(inbox, &n);
	if (!ids)
		return n ? -ENOMEM : 0;
	for (i = 0; i < n; i++)
		pr_info("message %u is in the inbox\n", ids[i]);
	kfree(ids);
	return 0;
}

static int use_meter(void)
{
	void *memory = kmalloc(meter_bytes(), GFP_KERNEL);
	struct meter *meter;
	int err = -ENOMEM;

	if (!memory)
		return err;
	meter = meter_init(memory);
	if (meter) {
		meter_add(meter, 7);
		err = meter_add(meter, 3) == 7 ? 0 : -EINVAL;
		meter_exit(meter);
		pr_info("a C++ object lived in C's memory\n");
	}
	kfree(memory);
	return err;
}

static int __init sample_init(void)
{
	int err;

	inbox = inbox_create(2);
	if (!inbox)
		return -ENOMEM;

	err = put_messages();
	if (!err)
		err = take_message();
	if (!err)
		err = list_messages();
	if (!err)
		err = use_meter();
	if (err)
		inbox_destroy(inbox);
	return err;
}

static void __exit sample_exit(void)
{
	inbox_destroy(inbox);
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: memory between C and C++");
MODULE_LICENSE("Dual MIT/GPL");
