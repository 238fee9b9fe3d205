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

#include <kalloc/family/gfp.h>
#include <kalloc/types.h>
#include <type_traits>

/* GNU spelling: clang 14 ignores [[clang::...]] here. Nothing for g++. */
#ifdef __clang__
#define KALLOC_ANALYSED(attribute) __attribute__((attribute))
/* Behind a member function: what it returns is not for longer than the object. */
#define KALLOC_BORROWED [[clang::lifetimebound]]
#else
#define KALLOC_ANALYSED(attribute)
#define KALLOC_BORROWED
#endif

/* Are the rules those of PREEMPT_RT? There they are; elsewhere where the driver wants it. */
#if KALLOC_HAS_PREEMPT_RT || defined(KALLOC_PREEMPT_RT)
#define KALLOC_RT_RULES 1
#else
#define KALLOC_RT_RULES 0
#endif

namespace kalloc::contexts {

/*
 * The names in clang's messages: "... while atomic context (...) 'irqs_off' is held", "requires
 * holding atomic context (...) 'interrupt'".
 */
struct KALLOC_ANALYSED(capability(
	"atomic context (allocate with gfp::atomic; free, resize and sleep outside of it; "
	"a function that C calls says assume_in_interrupt() or the like)")) context {
	const context &operator!() const;
};

struct KALLOC_ANALYSED(capability(
	"atomic context (allocate with gfp::atomic; free, resize and sleep outside of it; "
	"a second spin_guard takes the first one as argument; a function that C calls says "
	"assume_held(lock))")) spin_context {
	const spin_context &operator!() const;
};

struct KALLOC_ANALYSED(
	capability("raw atomic context (allocate before it, free after it, and lock nothing but a "
		   "raw_spinlock: on PREEMPT_RT all else sleeps)")) raw_context {
	const raw_context &operator!() const;
};

inline constexpr spin_context spinlock_held{};
inline constexpr raw_context raw_spinlock_held{};
inline constexpr context irqs_off{};
/* by a lock, which leaves them on where it sleeps: on PREEMPT_RT */
inline constexpr context irqs_off_by_lock{};
inline constexpr context bh_off{};
inline constexpr context preemption_off{};
inline constexpr context rcu_read_side{};
/* hard or soft, or the thread that it is on PREEMPT_RT */
inline constexpr context interrupt{};
/* one that is no thread on any kernel */
inline constexpr context hard_interrupt{};
/* preemption or interrupts off, it is not known which */
inline constexpr context atomic{};
/* never held either; KALLOC_STRICT_CONTEXT asks callers for a mark that says so */
inline constexpr context put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it{};
inline constexpr context put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function{};
/* never held; clang 14 takes the words for its message from the first one named */
inline constexpr context none{};
inline constexpr raw_context none_raw{};

/*
 * Where something is allowed, as a type: for `using free_context = ...` in a class
 * whose destructor frees, and as what KALLOC_NOT_IN() takes. The functions exist for
 * the analysis only, which reads lock_returned and takes any other for no context.
 */
struct anywhere {
	static const spin_context &spinlock_held();
	static const context &irqs_off();
	static const context &bh_off();
	static const context &preemption_off();
	static const context &rcu_read_side();
	static const context &interrupt();
	static const context &atomic();
	static const raw_context &raw_spinlock_held();
	static const raw_context &raw_irqs_off();
	static const raw_context &raw_preemption_off();
	static const raw_context &raw_interrupt();
	static const raw_context &raw_atomic();
	static const context &no_mark_to_sleep();
	static const context &no_mark();
};

#define KALLOC_REFUSES(name, context) name() KALLOC_ANALYSED(lock_returned(contexts::context))

/* Where a spinlock may be taken, which sleeps on PREEMPT_RT: kmalloc(), kfree(). */
struct outside_raw : anywhere {
	static const raw_context &KALLOC_REFUSES(raw_spinlock_held, raw_spinlock_held);
#if KALLOC_RT_RULES
	static const raw_context &KALLOC_REFUSES(raw_irqs_off, irqs_off);
	static const raw_context &KALLOC_REFUSES(raw_preemption_off, preemption_off);
	static const raw_context &KALLOC_REFUSES(raw_interrupt, hard_interrupt);
	static const raw_context &KALLOC_REFUSES(raw_atomic, atomic);
#endif
};

/* In task context that may sleep, and in interrupts, which put it off: vfree(). */
struct outside_atomic : outside_raw {
	static const spin_context &KALLOC_REFUSES(spinlock_held, spinlock_held);
	static const context &KALLOC_REFUSES(rcu_read_side, rcu_read_side);
#if !KALLOC_RT_RULES
	static const context &KALLOC_REFUSES(irqs_off, irqs_off);
	static const context &KALLOC_REFUSES(preemption_off, preemption_off);
	static const context &KALLOC_REFUSES(atomic, atomic);
#endif
	static const context &
		KALLOC_REFUSES(no_mark,
			       put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function);
};

/* In task context that may sleep. */
struct sleepable : outside_atomic {
	static const context &KALLOC_REFUSES(bh_off, bh_off);
	static const context &KALLOC_REFUSES(interrupt, interrupt);
	static const context &
		KALLOC_REFUSES(no_mark_to_sleep,
			       put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it);
};

/* In task context: mutex_trylock(). */
struct in_task : outside_raw {
	static const context &KALLOC_REFUSES(interrupt, interrupt);
};

#undef KALLOC_REFUSES

/*
 * Has T a member whose destructor may sleep? Of what a compiler derives for a class from
 * its members, only "noexcept" says nothing that matters here: owners that may sleep are
 * not (KALLOC_FREES_IN), and so neither is a class that has one. g++ is left out: it
 * would refuse such a class where its base has a virtual destructor.
 */
template <class T>
inline constexpr bool has_member_that_sleeps = false;
#ifdef __clang__
template <class T>
	requires(sizeof(T) != 0) /* a class that is not complete yet is taken at its word */
inline constexpr bool has_member_that_sleeps<T> =
	std::is_destructible_v<T> && !std::is_nothrow_destructible_v<T>;
#endif

/* Where T may be destroyed, or a family's memory freed: its free_context, if it has one. */
template <class T>
struct free_context_of_type {
	using type = std::conditional_t<has_member_that_sleeps<T>, sleepable, anywhere>;
};
template <class T>
	requires requires { typename T::free_context; }
struct free_context_of_type<T> {
	using type = typename T::free_context;
};
template <class T>
using free_context_of = typename free_context_of_type<T>::type;

/* Where both A and B are allowed: each refuses what the one above it does, and more. */
template <class A, class B>
using both = std::conditional_t<std::is_base_of_v<A, B>, B, A>;

/* Where an allocation with this mask is allowed. */
template <class Mask>
struct allocation_of {
	using type = outside_raw;
};
template <class Mask>
	requires(std::remove_cvref_t<Mask>::may_sleep)
struct allocation_of<Mask> {
	using type = sleepable;
};
template <class Mask>
using allocation = typename allocation_of<Mask>::type;

} // namespace kalloc::contexts

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

namespace kalloc {

#define KALLOC_NAMELESS "kalloc: a guard without a name ends at once; give it one"

/*
 * The base of guards and other scopes: on the stack, closed in reverse order. They
 * cannot be copied, moved, or allocated. (As members they can; do not do that.)
 *
 * Design decision: what they hold is mutable, or g++ keeps a const guard in memory and
 * not in a register (three instructions more than C around an asm statement).
 */
struct scope {
	constexpr scope() = default;
	~scope() = default;
	scope(const scope &) = delete; /* kalloc: a scope ends where it began */
	scope &operator=(const scope &) = delete;
	static void *operator new(size_t) = delete; /* kalloc: a scope lives on the stack */
	static void *operator new[](size_t) = delete;
};

/*
 * Proof that this is atomic context: what the guards are that may not sleep (spinlock.h,
 * guard.h), what assume_in_interrupt() returns, and what a function can ask for that
 * allocates with its gfp, g++ or not. (To clang a parameter says nothing: the marks are above.)
 *
 *	kunique_ptr<packet> copy(const packet &from, const atomic_scope &here)
 *	{
 *		return make_kunique<packet>(here.gfp, from);
 */
struct atomic_scope : scope {
	static constexpr auto gfp = kalloc::gfp::atomic;

protected:
	constexpr atomic_scope() = default;
	~atomic_scope() = default;
};

/* The same where nothing can be allocated: a raw_spinlock held. */
struct raw_scope : scope {
	static void gfp() = delete; /* kalloc: nothing is allocated here: it may sleep */
	using atomic = const atomic_scope &;
	explicit(false) operator atomic() const = delete; /* kalloc: nothing is allocated here */

protected:
	constexpr raw_scope() = default;
	~raw_scope() = default;
};

/* Preemption or interrupts off, or a hard interrupt: raw where the rules are those of PREEMPT_RT.
 */
using hard_scope = std::conditional_t<KALLOC_RT_RULES, raw_scope, atomic_scope>;

/*
 * Proof that the task stays on this CPU and no other task gets it, as a second base of the
 * guards: what per-CPU objects ask for (percpu.h).
 */
struct cpu_kept {
protected:
	constexpr cpu_kept() = default;
	~cpu_kept() = default;
};

/* What is one only where the rules are not those of PREEMPT_RT. */
struct cpu_shared {
protected:
	constexpr cpu_shared() = default;
	~cpu_shared() = default;
};
using cpu_kept_by_lock = std::conditional_t<KALLOC_RT_RULES, cpu_shared, cpu_kept>;

} // namespace kalloc

#endif
