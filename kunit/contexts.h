/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What context_test.cpp needs of the kernel; contexts.c defines it. */
#ifndef KALLOC_KUNIT_CONTEXTS_H
#define KALLOC_KUNIT_CONTEXTS_H

struct kunit;
struct mutex;
struct raw_spinlock;
struct spinlock;

/* Where this code runs, and what the kernel's allocator may do: or'ed. */
enum kalloc_kunit_context {
	KALLOC_PREEMPTION_OFF = 1,
	KALLOC_IRQS_OFF = 2,
	KALLOC_BH_OFF = 4,
	KALLOC_IN_HARDIRQ = 8,
	KALLOC_IN_SOFTIRQ = 16,
	KALLOC_NOIO = 32,
	KALLOC_NOFS = 64,
	KALLOC_NORECLAIM = 128,
	KALLOC_RCU_READ_SIDE = 256,
};

#ifdef __cplusplus
extern "C" {
#endif

int kalloc_kunit_context(void);
/* That of an RCU read side, and with a spinlock held: the kernel's configuration decides. */
int kalloc_kunit_rcu_read_side(void);
int kalloc_kunit_spinning(void);

/* Locks made in C, and C's view of locks made anywhere. Held: true without lockdep. */
extern struct spinlock kalloc_kunit_spinlock;
extern struct raw_spinlock kalloc_kunit_raw_spinlock;
extern struct mutex kalloc_kunit_mutex;
int kalloc_kunit_spinlock_held(struct spinlock *lock);
int kalloc_kunit_raw_spinlock_held(struct raw_spinlock *lock);
int kalloc_kunit_mutex_locked(struct mutex *lock);
/* Is the mutex unusable? True without DEBUG_MUTEXES. */
int kalloc_kunit_mutex_destroyed(struct mutex *lock);
/* C takes the lock and gives it back. */
void kalloc_kunit_use_spinlock(struct spinlock *lock);
void kalloc_kunit_use_raw_spinlock(struct raw_spinlock *lock);
void kalloc_kunit_use_mutex(struct mutex *lock);
/* May trying a spinlock fail? With one processor, a debugging kernel says that it may not. */
int kalloc_kunit_try_may_fail(void);
/* Between the two another task holds the mutex, and a signal that kills waits for this one. */
int kalloc_kunit_contend(struct mutex *lock);
void kalloc_kunit_contend_over(void);
/* What lockdep knows it by; null without lockdep. */
const void *kalloc_kunit_lock_class(struct spinlock *lock);
const void *kalloc_kunit_raw_lock_class(struct raw_spinlock *lock);
const char *kalloc_kunit_lock_name(struct spinlock *lock);

/* Runs body in an interrupt, and waits for its end. */
void kalloc_kunit_in_hardirq(void (*body)(struct kunit *test), struct kunit *test);
void kalloc_kunit_in_softirq(void (*body)(struct kunit *test), struct kunit *test);

/* The next warning of the kernel is wanted, and is that of an assertion of the binding. */
void kalloc_kunit_expect_assertion(void);

/* Between the two the kernel has to say text, without "cut here" and "end trace". */
void kalloc_kunit_report_wanted(const char *text);
void kalloc_kunit_report_over(void);

#ifdef __cplusplus
}
#endif

#endif
