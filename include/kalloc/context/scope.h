/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * scope: the base of guards and other scopes: on the stack, closed in reverse order. They cannot
 * be copied, moved, or allocated. (As members they can; do not do that.) Some are a proof, too,
 * which a function asks for as a parameter, g++ or not: atomic_scope, raw_scope, cpu_kept.
 *
 * Design decision: what they hold is mutable, or g++ keeps a const guard in memory and
 * not in a register (three instructions more than C around an asm statement).
 *
 * Context: any.
 */
#ifndef KALLOC_SCOPE_H
#define KALLOC_SCOPE_H

#include <kalloc/context/place.h>

namespace kalloc {

#define KALLOC_NAMELESS "kalloc: a guard without a name ends at once; give it one"

struct scope {
	constexpr scope() = default;
	~scope() = default;
	/* so does each of its own, or that is told of its bases in turn */
	scope(const scope &) = delete;              /* kalloc: it stays; pass a & */
	scope &operator=(const scope &) = delete;   /* kalloc: it stays; pass a & */
	static void *operator new(size_t) = delete; /* kalloc: a scope lives on the stack */
	static void *operator new[](size_t) = delete;
};

/*
 * Proof that this is atomic context: what the guards are that may not sleep (spinlock.h,
 * guard.h), what assume_in_interrupt() returns, and what a function can ask for that
 * allocates with its gfp, g++ or not. (To clang a parameter says nothing: context.h has the
 * marks.)
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
	using atomic = const atomic_scope &;
	explicit(false) operator atomic() const = delete; /* kalloc: nothing is allocated here */

protected:
	constexpr raw_scope() = default;
	~raw_scope() = default;

private:
	static constexpr auto gfp /* kalloc: nothing is allocated here: it may sleep */
		{kalloc::gfp::atomic};
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
