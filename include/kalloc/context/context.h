/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Contexts that may not sleep, and how the compiler knows about them.
 *
 * clang's thread safety analysis follows them like locks: guards (spinlock.h,
 * guard.h) enter them, and whatever may sleep refuses to be called in one, be it an
 * allocation with gfp::kernel or the destructor of vmalloc memory. g++ has no such
 * analysis; there the kernel's own check at run time remains (might_sleep()).
 *
 *	void start_locked(queue &q) KALLOC_HOLDS(q.lock);
 *	...
 *	int load(settings &s, size_t bytes) KALLOC_MAY_SLEEP;
 *	...
 *	u32 poll(u32 budget) KALLOC_INTERRUPT;
 *
 * The marks go behind the parameters, on the declaration that callers see. Owners know
 * what their object has for members: a kunique_ptr of a class with vmalloc memory in it is
 * not freed in atomic context. The analysis takes function by function, and knows of no
 * destructor that is implicit or runs for a temporary; what it does not see there, or in a
 * lambda or behind a pointer, clang's static analyzer follows from call to call (followed.h), as
 * far as the file has the bodies; from guards on, as of the marks of the function around it knows
 * nothing. Where it does not see, a lambda takes a mark like any function, and a class says itself
 * where it may end:
 *
 *	struct table {
 *		using free_context = kalloc::contexts::outside_atomic;
 *		kbuffer<virtually_contiguous<gfp::kernel>> entries;
 *		~table() KALLOC_NOT_IN(free_context) = default;
 *	};
 *
 * By default a function without a mark is taken at its word. With
 * KALLOC_STRICT_CONTEXT defined it must not sleep: each function on the way to a
 * sleeping one then needs KALLOC_MAY_SLEEP, which proves the rest atomic.
 *
 * On PREEMPT_RT a spinlock sleeps, and the allocator takes some. So nothing is allocated
 * or freed there, not even with gfp::atomic, and no spinlock is taken, while preemption or
 * interrupts are off (guard.h), and in an interrupt that is no thread. These rules hold where
 * the kernel is PREEMPT_RT, or where the driver says by KALLOC_PREEMPT_RT that it is to run
 * on such kernels, too. Within a raw_spinlock, which is for them, they hold anywhere.
 */
#ifndef KALLOC_CONTEXT_H
#define KALLOC_CONTEXT_H

#include <kalloc/context/place.h>

/*
 * Marks for functions. KALLOC_NOT_IN(type): called only where the type allows it.
 * KALLOC_INTERRUPT: runs in an interrupt, or in the thread that it is on PREEMPT_RT.
 * KALLOC_HARDIRQ: in an interrupt that is none (IRQF_NO_THREAD, HRTIMER_MODE_HARD).
 * KALLOC_ATOMIC: with preemption or interrupts off. KALLOC_HOLDS(lock): called with this
 * lock held. KALLOC_GUARDED_BY(lock), behind a member: touched only with the lock held.
 */
#define KALLOC_NOT_IN(...) KALLOC_EXCLUDES(__VA_ARGS__) KALLOC_ASKS_FOR_MARK(__VA_ARGS__)

/* within a function, and for callers that have a mark */
#define KALLOC_EXCLUDES(...)                                                                     \
	KALLOC_ANALYSED(locks_excluded(                                                          \
		::kalloc::contexts::none, __VA_ARGS__::spinlock_held(), __VA_ARGS__::irqs_off(), \
		__VA_ARGS__::bh_off(), __VA_ARGS__::preemption_off(),                            \
		__VA_ARGS__::rcu_read_side(), __VA_ARGS__::interrupt(), __VA_ARGS__::atomic()))  \
	KALLOC_ANALYSED(                                                                         \
		locks_excluded(::kalloc::contexts::none_raw, __VA_ARGS__::raw_spinlock_held(),   \
			       __VA_ARGS__::raw_irqs_off(), __VA_ARGS__::raw_preemption_off(),   \
			       __VA_ARGS__::raw_interrupt(), __VA_ARGS__::raw_atomic()))

/* for every caller: it needs the mark itself */
#ifdef KALLOC_STRICT_CONTEXT
#define KALLOC_ASKS_FOR_MARK(...) \
	KALLOC_ANALYSED(          \
		requires_capability(!__VA_ARGS__::no_mark_to_sleep(), !__VA_ARGS__::no_mark()))
#else
#define KALLOC_ASKS_FOR_MARK(...)
#endif

/* the same for an owner's destructor, see has_member_that_sleeps */
#ifdef __clang__
#define KALLOC_FREES_IN(...)                                                          \
	noexcept(!std::is_base_of_v<::kalloc::contexts::outside_atomic, __VA_ARGS__>) \
		KALLOC_NOT_IN(__VA_ARGS__)
#else
#define KALLOC_FREES_IN(...)
#endif

/* the end of a bottom-half section runs what was put off, which wants interrupts on */
#define KALLOC_NOT_WITH_IRQS_OFF                                                               \
	KALLOC_ANALYSED(locks_excluded(::kalloc::contexts::none, ::kalloc::contexts::irqs_off, \
				       ::kalloc::contexts::irqs_off_by_lock))

/* enters a context that may have been entered before: clang's analysis does not count */
#define KALLOC_ENTERS_AGAIN(...)                        \
	KALLOC_ANALYSED(assert_capability(__VA_ARGS__)) \
	KALLOC_ANALYSED(requires_capability(__VA_ARGS__))

/* what an interrupt holds that is no thread on PREEMPT_RT */
#if KALLOC_RT_RULES
#define KALLOC_HARDIRQ_CONTEXTS ::kalloc::contexts::hard_interrupt
#else
#define KALLOC_HARDIRQ_CONTEXTS ::kalloc::contexts::hard_interrupt, ::kalloc::contexts::interrupt
#endif

/* of who has a mark, of those that vfree() wants: what KALLOC_STRICT_CONTEXT asks for */
#define KALLOC_HAS_MARK \
	!::kalloc::contexts::put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function

#define KALLOC_MAY_SLEEP KALLOC_NOT_IN(::kalloc::contexts::sleepable)
#define KALLOC_INTERRUPT \
	KALLOC_ANALYSED(requires_capability(::kalloc::contexts::interrupt, KALLOC_HAS_MARK))
#define KALLOC_HARDIRQ \
	KALLOC_ANALYSED(requires_capability(KALLOC_HARDIRQ_CONTEXTS, KALLOC_HAS_MARK))
#define KALLOC_ATOMIC KALLOC_ANALYSED(requires_capability(::kalloc::contexts::atomic))
#define KALLOC_HOLDS(lock) KALLOC_ANALYSED(requires_capability((lock).context(), lock))
#define KALLOC_GUARDED_BY(lock) KALLOC_ANALYSED(guarded_by(lock))

#endif
