// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Which of all changes is in force, and the suites again and again in one module, whose data is
 * each time as it was when it was loaded; part of the module that together.py makes.
 *
 *	echo 7 kalloc_gfp 10 >/sys/module/kalloc_kunit/parameters/run
 *	cat /sys/module/kalloc_kunit/parameters/run
 *
 * Runs one suite, with change 7, for 10 seconds at most; and says which changes it came by, four
 * to a digit. A suite "all" is all of them, a change -1 none.
 */
#include <kunit/test.h>
#include <linux/hrtimer.h>
#include <linux/module.h>
#include <linux/vmalloc.h>

int kalloc_mutant_is(int n);

static int mutant = -1;
static unsigned char reached[ALIGN(KALLOC_MUTANTS, 4)];

int kalloc_mutant_is(int n)
{
	reached[n] = 1;
	return n == mutant;
}

/* memcpy() would find what KASAN has put between variables */
__no_sanitize_address static void copy(char *to, const char *from, size_t n)
{
	while (n--)
		*to++ = *from++;
}

/* All of the module's data but what the kernel keeps there. */
static int reset_data(void)
{
	static char *first;
	char *const before = READ_ONCE(first), *const data = THIS_MODULE->mem[MOD_DATA].base;
	const size_t size = THIS_MODULE->mem[MOD_DATA].size;
	const size_t own = (char *)THIS_MODULE - data, rest = own + sizeof(struct module);

	if (!before) {
		char *const made = vmalloc(size);

		if (!made)
			return -ENOMEM;
		copy(made, data, size);
		first = made;
		return 0;
	}
	copy(data, before, own);
	copy(data + rest, before + rest, size - rest);
	/* it is in data, too, where no compiler expects it */
	WRITE_ONCE(first, before);
	return 0;
}

static enum hrtimer_restart too_late(struct hrtimer *timer)
{
	panic("the suite does not end");
}

static int run(const char *value, const struct kernel_param *param)
{
	struct hrtimer timer;
	unsigned long begun;
	int wanted, seconds;
	char name[64];

	if (sscanf(value, "%d %63s %d", &wanted, name, &seconds) != 3)
		return -EINVAL;
	if (reset_data())
		return -ENOMEM;
	hrtimer_init_on_stack(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
	timer.function = too_late;
	hrtimer_start(&timer, ktime_set(seconds, 0), HRTIMER_MODE_REL_HARD);
	memset(reached, 0, sizeof(reached));
	begun = jiffies;
	mutant = wanted;
	for (int i = 0; i < THIS_MODULE->num_kunit_suites; i++) {
		struct kunit_suite *suite = THIS_MODULE->kunit_suites[i];

		if (strcmp(name, suite->name) && strcmp(name, "all"))
			continue;
		__kunit_test_suites_init(&suite, 1);
		__kunit_test_suites_exit(&suite, 1);
	}
	mutant = -1;
	/* as kmemleak says when something was allocated */
	pr_info("kalloc: jiffies %lu, seconds %lu\n", begun, (jiffies - begun) / HZ);
	hrtimer_cancel(&timer);
	destroy_hrtimer_on_stack(&timer);
	return 0;
}

static int came_by(char *to, const struct kernel_param *param)
{
	int n = 0;

	for (const unsigned char *r = reached; r < reached + sizeof(reached); r += 4)
		n += sprintf(to + n, "%x", r[0] | r[1] << 1 | r[2] << 2 | r[3] << 3);
	return n;
}

static const struct kernel_param_ops ops = { .set = run, .get = came_by };
module_param_cb(run, &ops, NULL, 0644);
