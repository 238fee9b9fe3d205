/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kpercpu<T>: the one owner of a T for each CPU that there may ever be; destroys them and
 * frees the memory when it goes out of scope. Each CPU works on its own without a lock.
 *
 *	auto stats = kpercpu<counters>::make(gfp::kernel);
 *	if (!stats)
 *		return -ENOMEM;
 *	...
 *		stats.add(&counters::frames, 1); // on whichever CPU
 *	...
 *		const preempt_guard guard;
 *		counters &mine = stats.here(guard); // to the end of the block
 *	...
 *	for (const counters &each : stats)
 *		largest = larger(largest, read_once(each.largest));
 *
 * here() asks for proof that the task stays on this CPU and no other task gets it: a
 * preempt_guard, bh_guard, irq_guard, the guard of a lock that spins, or what assume.h says of
 * an interrupt. Where the rules are those of PREEMPT_RT (context.h) a spinlock, bottom halves
 * off and the thread of an interrupt are none: other tasks get the CPU there. Interrupts do
 * come, if they are not off: what they touch, too, needs an irq_guard or add().
 *
 * Each T is value-initialised. Empty when memory runs out. sizeof(T) is 32 KiB at most.
 * Needs a module whose license is the GPL.
 *
 * Context: make() as the mask says; destruction where a spinlock may be taken, and T may be
 * destroyed; the rest anywhere.
 * Stands for: alloc_percpu_gfp(), free_percpu(), get_cpu_ptr(), per_cpu_ptr(), this_cpu_add(),
 * for_each_possible_cpu().
 */
#ifndef KALLOC_PERCPU_H
#define KALLOC_PERCPU_H

#include <kalloc/binding/percpu.h>
#include <kalloc/context/guard.h>
#include <kalloc/owner/construct.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/owner/percpu_objects.h>
#include <utility>

namespace kalloc {

template <class T>
class [[nodiscard(KALLOC_DROPPED)]] kpercpu : public percpu_objects<T>,
					      public owner_base<kpercpu<T>> {
	using objects = percpu_objects<T>;
	using objects::p_;

	static_assert(std::is_object_v<T> && !std::is_array_v<T> && !std::is_const_v<T>,
		      "kalloc: each CPU has an object, which it changes; put an array in a struct");
	static_assert(sizeof(T) <= KALLOC_PERCPU_MAX_BYTES,
		      "kalloc: per-CPU memory is scarce, and no object is over 32 KiB; keep a "
		      "kunique_ptr in it for what is large");
	static_assert(alignof(T) <= page_size, "kalloc: no allocator aligns to more than a page");

public:
	using element_type = T;
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::both<contexts::outside_raw, contexts::free_context_of<T>>;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kpercpu() = default;
	constexpr explicit(false) kpercpu(std::nullptr_t) {}

	kpercpu(const kpercpu &) = delete;            /* kalloc: one owner; std::move() it */
	kpercpu &operator=(const kpercpu &) = delete; /* kalloc: one owner; std::move() it */

	kpercpu(kpercpu &&other) noexcept : objects(std::exchange(other.p_, nullptr)) {}

	kpercpu &operator=(kpercpu &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kpercpu taken(std::move(other));

		swap(taken);
		return *this;
	}

	~kpercpu() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* One for each CPU. Empty when memory runs out. */
	template <gfp::mask Mask>
	static kpercpu make(gfp::at<Mask> mask) KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		static_assert(gfp::has_context<Mask>, KALLOC_NEEDS_CONTEXT);
		static_assert(!gfp::has_node<Mask>,
			      "kalloc: each CPU's object is on its node already; drop on_node()");
		if constexpr (gfp::constant<Mask>)
			static_assert(
				!(Mask::bits & ~allowed),
				"kalloc: per-CPU memory takes of modifiers only gfp::account, "
				"zero, nowarn and noretry; drop the other ones");
		contexts::asks_for<contexts::allocation<Mask>>();
		void *p = allocate(mask.bits & ~KALLOC_GFP_ZERO,
				   mask.site); /* it is zeroed in any case */

		if (!p)
			return nullptr;
		kpercpu owner(taken{p});

		if constexpr (!zeroed_is_initialised<T>)
			for (T &each : owner)
				construct<T>(&each);
		return owner;
	}

	/* Takes over what C code got of alloc_percpu(T), and constructed. Null makes it empty. */
	static kpercpu adopt(void *percpu)
	{
		return kpercpu(taken{adopted(percpu)});
	}

	/*
	 * Gives the memory up to the caller, who frees it: adopt() in C++, or, if T has no
	 * destructor to run, free_percpu() in C. Null if empty.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] void *release()
	{
		return given_up(std::exchange(p_, nullptr));
	}

	/* Destroys and frees what is owned, if anything; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		if (!p_)
			return;
		contexts::asks_for<free_context>();
		if constexpr (!std::is_trivially_destructible_v<T>)
			for (T &each : *this)
				each.~T();
		void *p = p_;

		p_ = nullptr;
		binding::free_percpu(p);
	}

	void swap(kpercpu &other) noexcept
	{
		std::swap(p_, other.p_);
	}

	/* C's T __percpu *: no address of any object, and so no T *. Null if empty. */
	void *get() const KALLOC_BORROWED
	{
		return lent(p_);
	}

	/* Any other way */
	template <class... Args>
		requires(sizeof...(Args) != 1 || !(gfp::mask<Args> && ...))
	static void
	make(const Args &...) = delete; /* kalloc: make(mask), each T is value-initialised */
	template <class U>
	kpercpu(U *) = delete; /* kalloc: no owner; adopt() takes memory over from C */

private:
	friend class owner_base<kpercpu>;

	/* and what is part of the contexts */
	static constexpr u32 allowed = KALLOC_GFP_KERNEL | KALLOC_GFP_USER | KALLOC_GFP_ATOMIC |
				       KALLOC_GFP_NOWAIT | KALLOC_GFP_ACCOUNT | KALLOC_GFP_ZERO |
				       KALLOC_GFP_NOWARN | KALLOC_GFP_NORETRY;

	struct taken {
		void *p;
	};
	explicit kpercpu(taken memory) : objects(memory.p) {}

	void *held() const
	{
		return p_;
	}

	static void *allocate(u32 gfp, call_site site)
	{
		contexts::asks_by(gfp);
#ifdef __clang_analyzer__
		void *p = binding::allocated(sizeof(T));

		binding::anything_may_be_in(p);
		return p;
#endif
		[[maybe_unused]] const binding::charge to(site);

		return binding::alloc_percpu(sizeof(T), alignof(T), gfp);
	}
};

} // namespace kalloc

#endif
