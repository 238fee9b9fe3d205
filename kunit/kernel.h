/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the tests need of the kernel, for the C++ files and for kernel.c, which
 * defines it. The structures are kernel's own; kernel.c checks their layout.
 */
#ifndef KALLOC_KUNIT_KERNEL_H
#define KALLOC_KUNIT_KERNEL_H

struct device;
struct kunit;

/* Bytes of struct kunit_case, and where its module_name is. */
#define KALLOC_KUNIT_CASE_BYTES 48
#define KALLOC_KUNIT_CASE_MODULE 32

#ifdef __cplusplus
extern "C" {
#endif

/* Fails the running test; the values are shown. */
void kalloc_kunit_fail(struct kunit *test, const char *file, int line, const char *text,
		       long long left, long long right);

/*
 * The nth allocation from now on that this thread asks for fails; 0 for none.
 * Returns what was left to count: 0 if the failure happened.
 */
int kalloc_kunit_fail_nth(int n);

/* A device that can do DMA with all memory, and how often it is referenced. */
struct device *kalloc_kunit_device(void);
unsigned int kalloc_kunit_device_refs(void);

/* Memory that C code allocated or takes back. */
void *kalloc_kunit_kmalloc(unsigned long bytes);
void kalloc_kunit_kfree(void *p);

/*
 * A warning of this kind is wanted: announced in the log, where check_log.sh counts on
 * it. Each kind warns once per load of the module, so it is announced once.
 */
enum kalloc_kunit_warning {
	KALLOC_WARNS_OUT_OF_RANGE,
	KALLOC_WARNS_PURE_VIRTUAL,
	KALLOC_WARNS_OPERATOR_DELETE,
	KALLOC_WARNS_SPINLOCK_NOT_HELD,
	KALLOC_WARNS_MUTEX_NOT_HELD,
	KALLOC_WARNS_IRQS_ON,
	KALLOC_WARNS_NO_HARDIRQ,
	KALLOC_WARNS_NO_SOFTIRQ,
};

void kalloc_kunit_expect_warning(enum kalloc_kunit_warning kind);

/* p; the compiler cannot know. */
void *kalloc_kunit_same(void *p);

/* operator delete(void *) of this module. */
void kalloc_kunit_operator_delete(void *p);

/* Is p vmalloc memory? */
int kalloc_kunit_is_vmalloc(const void *p);

#ifdef __cplusplus
}
#endif

#endif
