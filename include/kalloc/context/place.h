/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Where something is allowed, as types: what a class that frees says of itself, and what the marks
 * (context.h) are told. Each is a place in the kernel and refuses the contexts that are none of it,
 * which clang's thread safety analysis follows like locks.
 *
 *	using free_context = kalloc::contexts::outside_atomic;
 *
 * Context: any; there is no code here.
 * Stands for: might_sleep(), and what the kernel's documentation says of each function.
 */
#ifndef KALLOC_PLACE_H
#define KALLOC_PLACE_H

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
	"atomic context (allocate with gfp::atomic; what takes no mask, frees or resizes goes outside "
	"of it; a function that C calls says assume_in_interrupt() or the like)")) context {
	const context &operator!() const;
};

struct KALLOC_ANALYSED(capability(
	"atomic context (allocate with gfp::atomic; what takes no mask, frees or resizes goes outside "
	"of it; a second spin_guard takes the first one as argument; a function that C calls says "
	"assume_held(lock))")) spin_context {
	const spin_context &operator!() const;
};

struct KALLOC_ANALYSED(capability(
	"RCU read side (it is to the end of the block: const rcu_read_guard guard; in it, allocate with "
	"gfp::atomic; what takes no mask, frees or resizes goes outside of it)")) rcu_context {
	const rcu_context &operator!() const;
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
inline constexpr rcu_context rcu_read_side{};
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
	static const rcu_context &rcu_read_side();
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
	static const rcu_context &KALLOC_REFUSES(rcu_read_side, rcu_read_side);
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

#endif
