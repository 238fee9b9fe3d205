// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Part of module.c where a C++ file of the module includes kalloc/kunit/: what the tests there
 * call of the kernel, and the counting that the linker puts in front of the allocators.
 */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

/* as kunit/case.h writes them */
static_assert(offsetof(struct kunit_case, run_case) == 0 &&
	      offsetof(struct kunit_case, name) == 8 &&
	      offsetof(struct kunit_case, generate_params) == 16 &&
	      offsetof(struct kunit_suite, suite_init) == 256 &&
	      offsetof(struct kunit_suite, suite_exit) == 264 &&
	      offsetof(struct kunit_suite, init) == 272 &&
	      offsetof(struct kunit_suite, exit) == 280 &&
	      offsetof(struct kunit_suite, test_cases) == 288,
	      "kalloc: KUnit's cases and suites have another shape in this kernel");
static_assert(sizeof(char[KUNIT_PARAM_DESC_SIZE]) == 128);

/* before 6.6 it ends the thread on a failed assertion */
#ifndef KUNIT_CASE_SLOW
#define __kunit_do_failed_assertion(test, at, type, ...)                                        \
	kunit_do_failed_assertion(test, at, KUNIT_EXPECTATION, __VA_ARGS__)
#endif

static const char *const kalloc_test_errno[] = {
#define KALLOC_ERRNO(name, number)[number] = #name,
#include <kalloc-kunit.h>
#undef KALLOC_ERRNO
};

struct kalloc_test_place {
	enum kunit_assert_type type;
	struct kunit_loc at;
	struct kunit_binary_assert_text text;
	int nth;
};

/* texts: see struct place; no allocation is to fail meanwhile */
static struct kalloc_test_place kalloc_test_place(const char *texts, int line)
{
	struct kalloc_test_place place = {
		.type = *texts == 'A' ? KUNIT_ASSERTION : KUNIT_EXPECTATION,
		.at = { .file = texts + 1, .line = line },
		.nth = kalloc_test_fail_nth(0),
	};

	place.text.left_text = texts + strlen(texts) + 1;
	place.text.operation = place.text.left_text + strlen(place.text.left_text) + 1;
	place.text.right_text = place.text.operation + strlen(place.text.operation) + 1;
	return place;
}

void kalloc_test_fail_condition(struct kunit *test, const char *texts, int line, bool wanted)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_unary_assert failed = {
		.condition = place.text.left_text,
		.expected_true = wanted,
	};

	__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
				    kunit_unary_assert_format, NULL);
	kalloc_test_fail_nth(place.nth);
}

void kalloc_test_fail_numbers(struct kunit *test, const char *texts, int line, long long left,
			      long long right, bool may_be_errno)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_binary_assert failed = {
		.text = &place.text,
		.left_value = left,
		.right_value = right,
	};

	if (may_be_errno && left < 0 && -left < ARRAY_SIZE(kalloc_test_errno) &&
	    kalloc_test_errno[-left])
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_binary_assert_format,
					    KUNIT_SUBSUBTEST_INDENT "%s is -%s",
					    place.text.left_text, kalloc_test_errno[-left]);
	else
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_binary_assert_format, NULL);
	kalloc_test_fail_nth(place.nth);
}

void kalloc_test_fail_pointers(struct kunit *test, const char *texts, int line, const void *left,
			       const void *right)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_binary_ptr_assert failed = {
		.text = &place.text,
		.left_value = left,
		.right_value = right,
	};

	__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
				    kunit_binary_ptr_assert_format, NULL);
	kalloc_test_fail_nth(place.nth);
}

void kalloc_test_fail_texts(struct kunit *test, const char *texts, int line, const char *left,
			    size_t left_bytes, const char *right, size_t right_bytes)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_fail_assert failed = {};

#define KALLOC_EXPECTED KUNIT_SUBTEST_INDENT "Expected %s %s %s, but\n"
#define KALLOC_IS KUNIT_SUBSUBTEST_INDENT "%s == \"%.*s\"\n"
	/* a literal says itself what it is */
	if (*place.text.right_text == '"')
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format, KALLOC_EXPECTED KALLOC_IS,
					    place.text.left_text, place.text.operation,
					    place.text.right_text, place.text.left_text,
					    (int)left_bytes, left);
	else
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format,
					    KALLOC_EXPECTED KALLOC_IS KALLOC_IS,
					    place.text.left_text, place.text.operation,
					    place.text.right_text, place.text.left_text,
					    (int)left_bytes, left, place.text.right_text,
					    (int)right_bytes, right);
#undef KALLOC_EXPECTED
#undef KALLOC_IS
	kalloc_test_fail_nth(place.nth);
}

void kalloc_test_fail_bytes(struct kunit *test, const char *texts, int line, const void *left,
			    const void *right, size_t bytes)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_fail_assert failed = {};
	const u8 *a = left, *b = right;
	size_t n = 0;

	while (n < bytes && a[n] == b[n])
		n++;
	if (n < bytes)
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format,
					    KUNIT_SUBTEST_INDENT
					    "Expected %s %s %s, but of %zu bytes\n"
					    KUNIT_SUBSUBTEST_INDENT
					    "byte %zu is 0x%02x and 0x%02x",
					    place.text.left_text, place.text.operation,
					    place.text.right_text, bytes, n, a[n], b[n]);
	else
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format,
					    KUNIT_SUBTEST_INDENT "Expected %s %s %s, of %zu bytes",
					    place.text.left_text, place.text.operation,
					    place.text.right_text, bytes);
	kalloc_test_fail_nth(place.nth);
}

/* why: NULL, that left and right are not so */
void kalloc_test_fail(struct kunit *test, const char *texts, int line, const char *why)
{
	struct kalloc_test_place place = kalloc_test_place(texts, line);
	const struct kunit_fail_assert failed = {};

	if (why)
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format, KUNIT_SUBTEST_INDENT "%s",
					    why);
	else
		__kunit_do_failed_assertion(test, &place.at, place.type, &failed.assert,
					    kunit_fail_assert_format,
					    KUNIT_SUBTEST_INDENT "Expected %s %s %s",
					    place.text.left_text, place.text.operation,
					    place.text.right_text);
	kalloc_test_fail_nth(place.nth);
}

const void *kalloc_test_row(struct kunit *test)
{
	return test->param_value;
}

int kalloc_test_fail_nth(int nth)
{
#ifdef CONFIG_FAULT_INJECTION
	int left = READ_ONCE(current->fail_nth);

	WRITE_ONCE(current->fail_nth, nth);
	return left;
#else
	return -1;
#endif
}

#define KALLOC_FAIL(test, place, ...)                                                           \
	do {                                                                                    \
		const struct kunit_fail_assert failed = {};                                     \
												\
		__kunit_do_failed_assertion(test, place, KUNIT_EXPECTATION, &failed.assert,     \
					    kunit_fail_assert_format,                           \
					    KUNIT_SUBTEST_INDENT "kalloc: " __VA_ARGS__);       \
	} while (0)

void kalloc_test_none_failed(struct kunit *test, const char *file, int line)
{
	const struct kunit_loc place = { .file = file, .line = line };

	if (!IS_ENABLED(CONFIG_FAILSLAB) && !IS_ENABLED(CONFIG_FAIL_PAGE_ALLOC))
		kunit_mark_skipped(test, "kalloc: no allocation fails without CONFIG_FAILSLAB");
	else
		KALLOC_FAIL(test, &place, "no allocation failed; are there so many, and is %s N?",
			    "/sys/kernel/debug/failslab/ignore-gfp-wait");
}

/* What the threads allocated that count, and have not freed. */
static struct {
	raw_spinlock_t lock;
	int scopes;
	/* allocated, not freed and not remembered */
	size_t made, forgotten;
	struct kalloc_test_allocation {
		const void *p;
		size_t nth;
		const struct task_struct *task;
		unsigned long by, from[3];
	} open[1024];
} kalloc_test_counted = { .lock = __RAW_SPIN_LOCK_UNLOCKED(kalloc_test_counted.lock) };

static struct kalloc_test_allocation *kalloc_test_find(const void *p)
{
	struct kalloc_test_allocation *open = kalloc_test_counted.open;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kalloc_test_counted.open); i++)
		if (open[i].p == p)
			return &open[i];
	return NULL;
}

static noinline void kalloc_test_allocated(const void *p, unsigned long by)
{
	struct kalloc_test_allocation *free;
	unsigned long flags;

	if (!READ_ONCE(kalloc_test_counted.scopes) || ZERO_OR_NULL_PTR(p) || IS_ERR(p) ||
	    !in_task())
		return;
	raw_spin_lock_irqsave(&kalloc_test_counted.lock, flags);
	kalloc_test_counted.made++;
	free = kalloc_test_find(NULL);
	if (free) {
		*free = (struct kalloc_test_allocation){
			.p = p, .nth = kalloc_test_counted.made, .task = current, .by = by
		};
#ifdef CONFIG_STACKTRACE
		/* behind this, what the linker put in front, and who called it */
		stack_trace_save(free->from, ARRAY_SIZE(free->from), 3);
#endif
	} else {
		kalloc_test_counted.forgotten++;
	}
	raw_spin_unlock_irqrestore(&kalloc_test_counted.lock, flags);
}

static void kalloc_test_freed(const void *p)
{
	struct kalloc_test_allocation *open;
	unsigned long flags;

	if (!READ_ONCE(kalloc_test_counted.scopes) || ZERO_OR_NULL_PTR(p))
		return;
	raw_spin_lock_irqsave(&kalloc_test_counted.lock, flags);
	open = kalloc_test_find(p);
	if (open)
		open->p = NULL;
	raw_spin_unlock_irqrestore(&kalloc_test_counted.lock, flags);
}

/* A scope begins: 1, or ends: -1; how many there were made so far. */
size_t kalloc_test_count(int scopes)
{
	unsigned long flags;
	size_t made;

	raw_spin_lock_irqsave(&kalloc_test_counted.lock, flags);
	kalloc_test_counted.scopes += scopes;
	made = kalloc_test_counted.made;
	if (!kalloc_test_counted.scopes) {
		kalloc_test_counted.forgotten = 0;
		memset(kalloc_test_counted.open, 0, sizeof(kalloc_test_counted.open));
	}
	raw_spin_unlock_irqrestore(&kalloc_test_counted.lock, flags);
	return made;
}

/*
 * How many of this thread are left of those behind before; each fails the test, if there is one.
 * failing: which of the allocations was made to fail, or 0.
 */
size_t kalloc_test_live(size_t before, struct kunit *test, int failing, const char *file, int line)
{
	const struct kunit_loc place = { .file = file, .line = line };
	size_t i, live = READ_ONCE(kalloc_test_counted.forgotten);
	int j, nth = kalloc_test_fail_nth(0);

	if (test && live)
		KALLOC_FAIL(test, &place, "more than %zu allocations at a time are not watched",
			    ARRAY_SIZE(kalloc_test_counted.open));
	for (i = 0; i < ARRAY_SIZE(kalloc_test_counted.open); i++) {
		const struct kalloc_test_allocation *open = &kalloc_test_counted.open[i];

		if (!READ_ONCE(open->p) || open->nth <= before || open->task != current)
			continue;
		live++;
		if (!test)
			continue;
		if (failing)
			KALLOC_FAIL(test, &place,
				    "allocation %d failed, and not freed is what %pS allocated",
				    failing, (void *)open->by);
		else
			KALLOC_FAIL(test, &place, "not freed is what %pS allocated",
				    (void *)open->by);
		for (j = 0; j < ARRAY_SIZE(open->from) && open->from[j]; j++)
			kunit_err(test, KUNIT_SUBSUBTEST_INDENT "called by %pS",
				  (void *)open->from[j]);
	}
	kalloc_test_fail_nth(nth);
	return live;
}

/*
 * The linker's --wrap: what the module calls. All of these take up to six words, in
 * registers, and who has fewer does not look at the rest. (fortify-string.h has a __real_kmemdup.)
 */
#define KALLOC_REAL(name) asm("__real_" #name)
#define KALLOC_WORD_1 a
#define KALLOC_WORD_2 b
#define KALLOC_WORD_3 c

#define KALLOC_ALLOCATES(name)                                                                  \
	void *real_##name(long a, long b, long c, long d, long e, long f) KALLOC_REAL(name);    \
	void *__wrap_##name(long a, long b, long c, long d, long e, long f);                    \
	void *__wrap_##name(long a, long b, long c, long d, long e, long f)                     \
	{                                                                                       \
		void *p = real_##name(a, b, c, d, e, f);                                        \
												\
		kalloc_test_allocated(p, _RET_IP_);                                             \
		return p;                                                                       \
	}
#define KALLOC_REALLOCATES(name)                                                                \
	void *real_##name(long a, long b, long c, long d, long e, long f) KALLOC_REAL(name);    \
	void *__wrap_##name(long a, long b, long c, long d, long e, long f);                    \
	void *__wrap_##name(long a, long b, long c, long d, long e, long f)                     \
	{                                                                                       \
		void *p = real_##name(a, b, c, d, e, f);                                        \
												\
		if (p) {                                                                        \
			kalloc_test_freed((void *)a);                                           \
			kalloc_test_allocated(p, _RET_IP_);                                     \
		}                                                                               \
		return p;                                                                       \
	}
#define KALLOC_FREES(name, nth)                                                                 \
	void real_##name(long a, long b, long c, long d, long e, long f) KALLOC_REAL(name);     \
	void __wrap_##name(long a, long b, long c, long d, long e, long f);                     \
	void __wrap_##name(long a, long b, long c, long d, long e, long f)                      \
	{                                                                                       \
		kalloc_test_freed((void *)KALLOC_WORD_##nth);                                   \
		real_##name(a, b, c, d, e, f);                                                  \
	}

#if KALLOC_HAS_BULK_BOOL
#define KALLOC_BULK bool
#else
#define KALLOC_BULK int
#endif
#define KALLOC_ALLOCATES_MANY(name)                                                             \
	KALLOC_BULK real_##name(struct kmem_cache *cache, gfp_t gfp, size_t n,                  \
					 void **p) KALLOC_REAL(name);                           \
	KALLOC_BULK __wrap_##name(struct kmem_cache *cache, gfp_t gfp, size_t n,                \
					 void **p);                                             \
	KALLOC_BULK __wrap_##name(struct kmem_cache *cache, gfp_t gfp, size_t n, void **p)      \
	{                                                                                       \
		KALLOC_BULK result = real_##name(cache, gfp, n, p);                             \
		size_t i;                                                                       \
												\
		for (i = 0; result && i < n; i++)                                               \
			kalloc_test_allocated(p[i], _RET_IP_);                                  \
		return result;                                                                  \
	}
#define KALLOC_FREES_MANY(name)                                                                 \
	void real_##name(struct kmem_cache *cache, size_t n, void **p) KALLOC_REAL(name);       \
	void __wrap_##name(struct kmem_cache *cache, size_t n, void **p);                       \
	void __wrap_##name(struct kmem_cache *cache, size_t n, void **p)                        \
	{                                                                                       \
		size_t i;                                                                       \
												\
		for (i = 0; i < n; i++)                                                         \
			kalloc_test_freed(p[i]);                                                \
		real_##name(cache, n, p);                                                       \
	}
#include <kalloc-kunit.h>
