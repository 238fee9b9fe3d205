/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * percpu_objects<T>: what a kpercpu (percpu.h) lends of its objects: this CPU's, any CPU's, all of
 * them, and how they are counted in. A base of it, which owns nothing itself.
 *
 *	stats.add(&counters::frames, 1); // on whichever CPU
 *
 * Context: any; here() where a guard keeps the CPU.
 * Stands for: get_cpu_ptr(), per_cpu_ptr(), this_cpu_add(), for_each_possible_cpu().
 */
#ifndef KALLOC_PERCPU_OBJECTS_H
#define KALLOC_PERCPU_OBJECTS_H

#include <kalloc/binding/percpu.h>
#include <kalloc/context/scope.h>
#include <kalloc/dma/barrier.h>
#include <kalloc/range/bounds.h>

namespace kalloc {

/* Over the objects of all CPUs: what begin() and end() of kpercpu are. For range-for. */
template <class T>
class percpu_iterator {
public:
	constexpr percpu_iterator(void *memory, unsigned int cpu) : memory_(memory), cpu_(cpu) {}

	T &operator*() const
	{
		return *static_cast<T *>(binding::kalloc_per_cpu_ptr(memory_, cpu_));
	}

	percpu_iterator &operator++()
	{
		cpu_ = binding::kalloc_next_possible_cpu(cpu_);
		return *this;
	}

	bool operator!=(const percpu_iterator &other) const
	{
		return cpu_ != other.cpu_;
	}

private:
	void *memory_;
	unsigned int cpu_;
};

/* What a CPU adds to in one step. */
template <class T>
concept counts = std::integral<T> && (sizeof(T) == 4 || sizeof(T) == 8);

template <class T>
class percpu_objects {
public:
	percpu_objects(const percpu_objects &) = delete;
	percpu_objects &operator=(const percpu_objects &) = delete;

	/* This CPU's, as long as guard keeps it. Not of an empty owner; it is not checked. */
	[[gnu::always_inline]] T &here(const cpu_kept &guard KALLOC_BORROWED) KALLOC_BORROWED
	{
		static_cast<void>(guard);
		return *mine();
	}

	[[gnu::always_inline]] const T &
	here(const cpu_kept &guard KALLOC_BORROWED) const KALLOC_BORROWED
	{
		static_cast<void>(guard);
		return *mine();
	}

	/*
	 * Adds n to a number of this CPU's, or to its T, whichever CPU it is: it may change
	 * before and after, and interrupts may come. Of 4 or 8 bytes. Not of an empty owner.
	 * Stands for this_cpu_add().
	 */
	template <counts U, std::same_as<T> Of>
	[[gnu::always_inline]] void add(U Of::*number, std::type_identity_t<U> n)
	{
		binding::this_cpu_add(&(static_cast<T *>(p_)->*number), n);
	}

	[[gnu::always_inline]] void add(T n)
		requires counts<T>
	{
		binding::this_cpu_add(static_cast<T *>(p_), n);
	}

	/* The sum over all CPUs, which go on counting. 0 if empty. */
	template <counts U, std::same_as<T> Of>
	U sum(U Of::*number) const
	{
		U total = 0;

		for (const T &each : *this)
			total += read_once(each.*number);
		return total;
	}

	T sum() const
		requires counts<T>
	{
		T total = 0;

		for (const T &each : *this)
			total += read_once(each);
		return total;
	}

	/*
	 * A CPU's by its number, and each of them: for what no CPU works on yet, or any more,
	 * for single reads, and for objects with a lock. Warns once, and touches nothing, if
	 * there can be no such CPU.
	 */
	T &on(unsigned int cpu) KALLOC_BORROWED
	{
		return *theirs<T>(cpu);
	}

	const T &on(unsigned int cpu) const KALLOC_BORROWED
	{
		return *theirs<const T>(cpu);
	}

	percpu_iterator<T> begin() KALLOC_BORROWED
	{
		return {p_, first()};
	}

	percpu_iterator<T> end() KALLOC_BORROWED
	{
		return {p_, binding::kalloc_no_cpu};
	}

	percpu_iterator<const T> begin() const KALLOC_BORROWED
	{
		return {p_, first()};
	}

	percpu_iterator<const T> end() const KALLOC_BORROWED
	{
		return {p_, binding::kalloc_no_cpu};
	}

	/* Any other way */
	template <class... Scope>
		requires(sizeof...(Scope) != 1 || !(std::is_base_of_v<cpu_kept, Scope> && ...))
	T &here(const Scope &...) const /* kalloc: the CPU may change, or other tasks get it; name
					   a preempt_guard or an irq_guard, and give it here() */
		= delete;
	T &here(cpu_kept &&) const = delete; /* kalloc: name the guard, it ends at once */
	T &operator*() const = delete;  /* kalloc: each CPU has its own: here(guard), on(cpu) */
	T *operator->() const = delete; /* kalloc: each CPU has its own: here(guard), on(cpu) */

protected:
	constexpr percpu_objects() = default;
	constexpr explicit percpu_objects(void *p) : p_(p) {}
	~percpu_objects() = default;

	void *p_ = nullptr;

private:
	[[gnu::always_inline]] T *mine() const
	{
#ifdef __clang_analyzer__
		return static_cast<T *>(p_);
#endif
		return static_cast<T *>(binding::this_cpu_ptr(p_));
	}

	template <class U>
	U *theirs(unsigned int cpu) const
	{
#ifdef __clang_analyzer__
		return static_cast<U *>(p_);
#endif
		void *p = binding::kalloc_per_cpu_ptr(p_, cpu);

		return p ? static_cast<U *>(p) : out_of_range<U>(cpu, binding::kalloc_no_cpu) + cpu;
	}

	unsigned int first() const
	{
		return p_ ? binding::kalloc_next_possible_cpu(binding::kalloc_no_cpu)
			  : binding::kalloc_no_cpu;
	}
};

} // namespace kalloc

#endif
