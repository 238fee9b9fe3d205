// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Runs the core and compares with what C makes of it; insmod fails if they differ. */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "acme/os.h"

#define STAGES 24

static int failed;

static void check(bool good, const char *what)
{
	pr_info("acme: %s: %s\n", what, good ? "ok" : "FAILED");
	failed += !good;
}

static u32 stages_in_c(u32 x)
{
	unsigned int n;

	for (n = 1; n <= STAGES; n++)
		x = rol32(x ^ n * 2654435761U, n % 31 + 1) + n;
	return x;
}

static int __init acme_init(void)
{
	struct acme_core *core = acme_create(STAGES);
	char text[32] = "";
	u64 squares = 0;
	u32 x = 12345;
	int i;

	check(acme_run(core, x) == stages_in_c(x), "virtual functions");
	check(!acme_name(core, STAGES - 1, text, sizeof(text)) && !strcmp(text, "stage 24"),
	      "names");
	check(acme_name(core, STAGES, text, sizeof(text)) < 0, "the table's end");
	check(acme_crc("123456789", 9) == 0xcbf43926, "a table made by the compiler");
	check(acme_decimal(U64_MAX, text, sizeof(text)) == 20 &&
	      !strcmp(text, "18446744073709551615"), "templates");
	check(acme_decimal(100, text, 3) < 0, "text that does not fit");
	for (i = 1; i <= 100; i++)
		squares += i * i;
	check(acme_queue(1, 100) == squares % 1000003, "placement new");
	check(acme_sessions() == 1 && acme_sessions() == 2, "a static object behind a guard");
	check(acme_level() == 33, "flags of a file");
	acme_destroy(core);
	/* the log of sessions is for ever */
	check(acme_allocations() == 2, "operator delete");
	return failed ? -EINVAL : 0;
}

static void __exit acme_exit(void)
{
}

module_init(acme_init);
module_exit(acme_exit);
MODULE_DESCRIPTION("A C++ core under Kbuild");
MODULE_LICENSE("GPL");
