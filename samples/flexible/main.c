// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The module, and a struct that C shares with flexible.cpp. */
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>

struct ring {
	u32 capacity;
	u32 mask;
	u64 slots[]; /* __counted_by(capacity), since 6.6 */
};

int flexible_sample(void);
struct ring *make_ring_in_c(u32 capacity);
void free_ring_in_c(struct ring *ring);

struct ring *make_ring_in_c(u32 capacity)
{
	struct ring *ring = kzalloc(struct_size(ring, slots, capacity), GFP_KERNEL);

	if (ring)
		ring->capacity = capacity;
	return ring;
}

void free_ring_in_c(struct ring *ring)
{
	kfree(ring);
}

static int __init sample_init(void)
{
	return flexible_sample();
}

static void __exit sample_exit(void)
{
}

module_init(sample_init);
module_exit(sample_exit);
MODULE_DESCRIPTION("kalloc sample: kflex_ptr, a struct and its trailing array");
MODULE_LICENSE("Dual MIT/GPL");
