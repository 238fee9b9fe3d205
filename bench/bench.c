// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Measures what was registered, when /sys/kernel/debug/kalloc_bench is read. In each round each
 * implementation has its turn, so that what the machine does meanwhile meets all of them alike.
 * A line for each case and implementation: the case's name in the code and in words, the
 * implementation's, then in picoseconds the median of all rounds, and what a tenth of them were
 * below and above; or how many instructions a call takes.
 */
#include <linux/debugfs.h>
#include <linux/dma-mapping.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "bench.h"

static unsigned int rounds = 501;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each case of each implementation is timed");

static bool count;
module_param(count, bool, 0444);
MODULE_PARM_DESC(count, "count instructions instead; the kernel has to run in tools/count.c");

/*
 * Nanoseconds that one turn takes, about: far less than a slice of the host's scheduler, and far
 * more than the 256 that UML's clock goes by.
 */
#define TURN 100000

/*
 * Calls of each implementation that warm up, and that are counted. What counts is the least of
 * them: one in many fills a cache of the allocator's, or meets what the one before left.
 */
#define WARM_UPS 100
#define COUNTED 8

struct bench_case {
	const char *name, *text;
	size_t n;
};

#define CASE(name, text, n) {#name, text, n},

static const struct bench_case cases[] = {BENCH_CASES(CASE)};

static struct {
	const struct bench_ops *ops;
	struct bench_state *state;
	const struct bench_run *runs[ARRAY_SIZE(cases)];
	u32 *times; /* [rounds], each of a turn */
} entries[3];
static unsigned int n_entries;
static struct platform_device *device;

int bench_register(const struct bench_ops *ops)
{
	if (n_entries == ARRAY_SIZE(entries))
		return -EINVAL;
	for (size_t i = 0; i < ops->n_runs; i++) {
		size_t id = 0;

		while (id < ARRAY_SIZE(cases) && strcmp(cases[id].name, ops->runs[i].name))
			id++;
		if (id == ARRAY_SIZE(cases))
			return -EINVAL;
		entries[n_entries].runs[id] = &ops->runs[i];
	}
	entries[n_entries++].ops = ops;
	return 0;
}
EXPORT_SYMBOL_GPL(bench_register);

static void begin_line(struct seq_file *out, int id, unsigned int entry)
{
	seq_printf(out, "%s|%s|%s", cases[id].name, cases[id].text, entries[entry].ops->name);
}

/* Sets *ns to what calls of one case take; returns the first call's error. */
static int turn(unsigned int entry, int id, unsigned int calls, u32 *ns)
{
	int (*run)(struct bench_state *state, size_t n) = entries[entry].runs[id]->run;
	struct bench_state *state = entries[entry].state;
	size_t n = cases[id].n;
	ktime_t begin = ktime_get();
	int err = 0;

	for (unsigned int i = 0; i < calls; i++)
		err |= run(state, n);
	*ns = ktime_to_ns(ktime_sub(ktime_get(), begin));
	return err;
}

static int by_value(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return (x > y) - (x < y);
}

static u64 each(u32 time, unsigned int calls)
{
	return div_u64(time * 1000ULL, calls);
}

static int measure(struct seq_file *out, int id)
{
	unsigned int calls = 1, enough = 0;
	u32 ns;
	int err;

	/* as many calls as make a turn of C, the first one; slow once may be chance */
	while (enough < 3) {
		err = turn(0, id, calls, &ns);
		if (err)
			return err;
		if (ns >= TURN / 2) {
			enough++;
		} else {
			enough = 0;
			calls *= 2;
		}
	}
	/* the first tenth of the rounds warms up */
	for (unsigned int round = 0; round < rounds + rounds / 10; round++) {
		for (unsigned int i = 0; i < n_entries; i++) {
			unsigned int entry = (round + i) % n_entries;

			if (!entries[entry].runs[id])
				continue;
			err = turn(entry, id, calls, &entries[entry].times[round % rounds]);
			if (err)
				return err;
		}
		cond_resched();
	}
	for (unsigned int i = 0; i < n_entries; i++) {
		u32 *times = entries[i].times;

		if (!entries[i].runs[id])
			continue;
		sort(times, rounds, sizeof(*times), by_value, NULL);
		begin_line(out, id, i);
		seq_printf(out, "|%llu|%llu|%llu\n", each(times[rounds / 2], calls),
			   each(times[rounds / 10], calls),
			   each(times[rounds - 1 - rounds / 10], calls));
	}
	return 0;
}

/* One call between two traps, which tools/count.c sees: the second one brings what it counted. */
#define TRAP(mark) "int3; .byte 0x0f, 0x1f, 0x84, 0x00; .long " #mark

static noinline int counted(int (*run)(struct bench_state *state, size_t n),
			    struct bench_state *state, size_t n, u32 *instructions)
{
	unsigned long between;
	int err;

	asm volatile(TRAP(0x6e696265) : : : "memory");
	err = run(state, n);
	asm volatile(TRAP(0x6e642020) : "=a"(between) : : "memory");
	*instructions = between;
	return err;
}

static int count_instructions(struct seq_file *out, int id)
{
	u32 least[ARRAY_SIZE(entries)] = {[0 ... ARRAY_SIZE(entries) - 1] = U32_MAX};

	/* back and forth, so that none of them always has the second turn */
	for (unsigned int call = 0; call < WARM_UPS + COUNTED; call++) {
		for (unsigned int i = 0; i < n_entries; i++) {
			unsigned int entry = call % 2 ? n_entries - 1 - i : i;
			u32 instructions;
			int err;

			if (!entries[entry].runs[id])
				continue;
			if (call < WARM_UPS)
				err = turn(entry, id, 1, &instructions);
			else
				err = counted(entries[entry].runs[id]->run, entries[entry].state,
					      cases[id].n, &instructions);
			if (err)
				return err;
			if (call >= WARM_UPS)
				least[entry] = min(least[entry], instructions);
		}
	}
	for (unsigned int i = 0; i < n_entries; i++) {
		if (!entries[i].runs[id])
			continue;
		begin_line(out, id, i);
		seq_printf(out, "|%u\n", least[i]);
	}
	return 0;
}

static int bench_show(struct seq_file *out, void *unused)
{
	struct bench_given given = {.n = 1000, .dev = &device->dev};
	int err = n_entries && rounds ? 0 : -EINVAL;

	/* of whoever reads the file */
	given.user = vm_mmap(NULL, 0, BENCH_USER_BYTES, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	if (IS_ERR_VALUE(given.user))
		return given.user;
	for (unsigned int i = 0; i < n_entries && !err; i++) {
		entries[i].state = entries[i].ops->make(&given);
		entries[i].times = kvcalloc(rounds, sizeof(*entries[i].times), GFP_KERNEL);
		if (!entries[i].state || !entries[i].times)
			err = -ENOMEM;
	}
	for (int id = 0; id < ARRAY_SIZE(cases) && !err; id++) {
		err = count ? count_instructions(out, id) : measure(out, id);
		if (err)
			pr_err("kalloc_bench: %s: %d\n", cases[id].name, err);
	}
	for (unsigned int i = 0; i < n_entries; i++) {
		kvfree(entries[i].times);
		if (entries[i].state)
			entries[i].ops->free(entries[i].state);
		entries[i].times = NULL;
		entries[i].state = NULL;
	}
	vm_munmap(given.user, BENCH_USER_BYTES);
	return err;
}

static int bench_open(struct inode *inode, struct file *opened)
{
	/* room for all of it: if it were not enough, everything would be measured again */
	return single_open_size(opened, bench_show, NULL,
				128 * ARRAY_SIZE(cases) * ARRAY_SIZE(entries));
}

static const struct file_operations bench_fops = {
	.owner = THIS_MODULE,
	.open = bench_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};

static int __init bench_init(void)
{
	int err;

	device = platform_device_register_simple(KBUILD_MODNAME, PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(device))
		return PTR_ERR(device);
	err = dma_coerce_mask_and_coherent(&device->dev, DMA_BIT_MASK(64));
	if (!err)
		err = PTR_ERR_OR_ZERO(debugfs_create_file(KBUILD_MODNAME, 0400, NULL, NULL,
							  &bench_fops));
	if (err)
		platform_device_unregister(device);
	return err;
}

/* It has no end: what is registered stays. */
module_init(bench_init);
MODULE_DESCRIPTION("kalloc: measures C, kalloc and Rust side by side");
MODULE_LICENSE("Dual MIT/GPL");
