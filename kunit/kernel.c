// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The suites, as KUnit knows them, and what the tests need of the kernel. */
#include <kunit/test.h>
#include <linux/bitops.h>
#include <linux/dma-mapping.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "kernel.h"

/* test.h has the same structure in C++ */
static_assert(sizeof(struct kunit_case) == KALLOC_KUNIT_CASE_BYTES);
static_assert(offsetof(struct kunit_case, run_case) == 0);
static_assert(offsetof(struct kunit_case, name) == sizeof(void *));
static_assert(offsetof(struct kunit_case, module_name) == KALLOC_KUNIT_CASE_MODULE);

static struct platform_device *test_device;

void kalloc_kunit_fail(struct kunit *test, const char *file, int line, const char *text,
		       long long left, long long right)
{
	KUNIT_FAIL(test, "%s:%d: %s (%lld, %lld)", file, line, text, left, right);
}

int kalloc_kunit_fail_nth(int n)
{
	int left = READ_ONCE(current->fail_nth);

	WRITE_ONCE(current->fail_nth, n);
	return left;
}

struct device *kalloc_kunit_device(void)
{
	return &test_device->dev;
}

unsigned int kalloc_kunit_device_refs(void)
{
	return kref_read(&test_device->dev.kobj.kref);
}

void *kalloc_kunit_kmalloc(unsigned long bytes)
{
	return kmalloc(bytes, GFP_KERNEL);
}

void kalloc_kunit_kfree(void *p)
{
	kfree(p);
}

void kalloc_kunit_expect_warning(enum kalloc_kunit_warning kind)
{
	static unsigned long announced;

	if (!test_and_set_bit(kind, &announced))
		pr_info("kalloc: a warning is wanted\n");
}

void *kalloc_kunit_same(void *p)
{
	return p;
}

void _ZdlPv(void *p);

void kalloc_kunit_operator_delete(void *p)
{
	_ZdlPv(p);
}

int kalloc_kunit_is_vmalloc(const void *p)
{
	return is_vmalloc_addr(p);
}

/* One line per suite; its cases are beside its tests, in NAME_test.cpp. */
#define KALLOC_SUITE(suite)                                  \
	extern struct kunit_case kalloc_##suite##_cases[];   \
	static struct kunit_suite kalloc_##suite##_suite = { \
		.name = "kalloc_" #suite,                    \
		.test_cases = kalloc_##suite##_cases,        \
	}

KALLOC_SUITE(gfp);
KALLOC_SUITE(policy);
KALLOC_SUITE(unique_ptr);
KALLOC_SUITE(unique_array);
KALLOC_SUITE(span);
KALLOC_SUITE(buffer);
KALLOC_SUITE(dma);
KALLOC_SUITE(runtime);
KALLOC_SUITE(context);

kunit_test_suites(&kalloc_gfp_suite, &kalloc_policy_suite, &kalloc_unique_ptr_suite,
		  &kalloc_unique_array_suite, &kalloc_span_suite, &kalloc_buffer_suite,
		  &kalloc_dma_suite, &kalloc_runtime_suite, &kalloc_context_suite);

static int __init kalloc_kunit_init(void)
{
	int err;

	test_device = platform_device_register_simple("kalloc_kunit", PLATFORM_DEVID_NONE, NULL, 0);
	if (IS_ERR(test_device))
		return PTR_ERR(test_device);
	err = dma_coerce_mask_and_coherent(&test_device->dev, DMA_BIT_MASK(64));
	if (err)
		platform_device_unregister(test_device);
	return err;
}

static void __exit kalloc_kunit_exit(void)
{
	platform_device_unregister(test_device);
}

module_init(kalloc_kunit_init);
module_exit(kalloc_kunit_exit);
MODULE_DESCRIPTION("KUnit suites of kalloc");
MODULE_LICENSE("Dual MIT/GPL");
