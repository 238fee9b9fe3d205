// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Measures what was registered, when /sys/kernel/debug/kalloc_bench is read. In each round each
 * implementation has its turn, so that what the machine does meanwhile meets all of them alike.
 * A line for each case and implementation: their names, then in picoseconds the median of all
 * rounds, and what a tenth of them were below and above.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "bench.h"

static unsigned int rounds = 501;
module_param(rounds, uint, 0444);
MODULE_PARM_DESC(rounds, "how often each case of each implementation is timed");

/*
 * Nanoseconds that one turn takes, about: far less than a slice of the host's scheduler, and far
 * more than the 256 that UML's clock goes by.
 */
#define TURN 100000

static const struct {
	const char *name;
	size_t n;
} cases[BENCH_CASES] = {
	[BENCH_CALL] = {"the call alone", 0},
	[BENCH_OBJECT] = {"object of 64 bytes, initialised", 0},
	[BENCH_OBJECT_4096] = {"object of 4,096 bytes, as it is", 0},
	[BENCH_BYTES] = {"64 bytes, known at run time", 64},
	[BENCH_ARRAY] = {"array of 8 words, known at run time", 8},
	[BENCH_ZEROED] = {"array of 64 words, zeroed", 64},
	[BENCH_ANY_CONTIGUITY] = {"a page, contiguous or not", 0},
	[BENCH_VMALLOC] = {"16 pages by vmalloc", 0},
	[BENCH_PUSHES] = {"1,000 u32 into an array that grows", 1000},
	[BENCH_EACH] = {"1,000 stores, to each element", 1000},
	[BENCH_TO_SIZE] = {"1,000 stores, up to the array's size", 1000},
	[BENCH_TO_N] = {"1,000 stores, up to n", 1000},
	[BENCH_FIRST] = {"1,000 stores, to each of the first n", 1000},
	[BENCH_SPAN] = {"1,000 stores, up to n, through a span", 1000},
	[BENCH_CACHE] = {"object of 64 bytes from a cache", 0},
	[BENCH_BULK] = {"16 objects from a cache at once", 0},
	[BENCH_MUTEX] = {"a mutex, taken and let go", 0},
	[BENCH_MEMPOOL] = {"object of 64 bytes from a mempool", 0},
	[BENCH_SHARED] = {"object of 64 bytes, with two owners", 0},
	[BENCH_FLEXIBLE] = {"header with 8 words behind it", 8},
	[BENCH_TO_USER] = {"256 bytes to user space", BENCH_USER_BYTES},
	[BENCH_FROM_USER] = {"256 bytes from user space, to new memory", BENCH_USER_BYTES},
};

static struct {
	const struct bench_ops *ops;
	struct bench_state *state;
	u32 *times; /* [rounds], each of a turn */
} entries[3];
static unsigned int n_entries;
static struct dentry *file;

int bench_register(const struct bench_ops *ops)
{
	if (ops->cases != BENCH_CASES || n_entries == ARRAY_SIZE(entries))
		return -EINVAL;
	entries[n_entries++].ops = ops;
	return 0;
}
EXPORT_SYMBOL_GPL(bench_register);

/* Sets *ns to what calls of one case take; returns the first call's error. */
static int turn(unsigned int entry, int id, unsigned int calls, u32 *ns)
{
	int (*run)(struct bench_state *state, size_t n) = entries[entry].ops->run[id];
	struct bench_state *state = entries[entry].state;
	size_t n = cases[id].n;
	ktime_t begin = ktime_get();
	int err = 0;

	for (unsigned int i = 0; i < calls; i++)
		err |= run(state, n);
	*ns = ktime_to_ns(ktime_sub(ktime_get(), begin));
	return err;
}

static int by_time(const void *a, const void *b)
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

			if (!entries[entry].ops->run[id])
				continue;
			err = turn(entry, id, calls, &entries[entry].times[round % rounds]);
			if (err)
				return err;
		}
		cond_resched();
	}
	for (unsigned int i = 0; i < n_entries; i++) {
		u32 *times = entries[i].times;

		if (!entries[i].ops->run[id])
			continue;
		sort(times, rounds, sizeof(*times), by_time, NULL);
		seq_printf(out, "%s|%s|%llu|%llu|%llu\n", cases[id].name, entries[i].ops->name,
			   each(times[rounds / 2], calls), each(times[rounds / 10], calls),
			   each(times[rounds - 1 - rounds / 10], calls));
	}
	return 0;
}

static int bench_show(struct seq_file *out, void *unused)
{
	/* of whoever reads the file */
	unsigned long user = vm_mmap(NULL, 0, BENCH_USER_BYTES, PROT_READ | PROT_WRITE,
				     MAP_PRIVATE | MAP_ANONYMOUS, 0);
	int err = n_entries && rounds ? 0 : -EINVAL;

	if (IS_ERR_VALUE(user))
		return user;
	for (unsigned int i = 0; i < n_entries && !err; i++) {
		entries[i].state = entries[i].ops->make(1000, user);
		entries[i].times = kvcalloc(rounds, sizeof(*entries[i].times), GFP_KERNEL);
		if (!entries[i].state || !entries[i].times)
			err = -ENOMEM;
	}
	for (int id = 0; id < BENCH_CASES && !err; id++)
		err = measure(out, id);
	for (unsigned int i = 0; i < n_entries; i++) {
		kvfree(entries[i].times);
		if (entries[i].state)
			entries[i].ops->free(entries[i].state);
		entries[i].times = NULL;
		entries[i].state = NULL;
	}
	vm_munmap(user, BENCH_USER_BYTES);
	return err;
}

static int bench_open(struct inode *inode, struct file *opened)
{
	/* room for all of it: if it were not enough, everything would be measured again */
	return single_open_size(opened, bench_show, NULL, 128 * BENCH_CASES * ARRAY_SIZE(entries));
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
	file = debugfs_create_file("kalloc_bench", 0400, NULL, NULL, &bench_fops);
	return PTR_ERR_OR_ZERO(file);
}

/* It has no end: what is registered stays. */
module_init(bench_init);
MODULE_DESCRIPTION("kalloc: measures C, kalloc and Rust side by side");
MODULE_LICENSE("Dual MIT/GPL");
