/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kpercpu. */
#include "refused.h"

struct counters {
	u64 frames;
	u32 errors;
	u8 small;
};

#ifdef used_without_a_guard // kalloc: the CPU may change, or other tasks get it
u64 f(kpercpu<counters> &stats)
{
	const preempt_guard guard;

	return stats.here(PICK()(guard)).frames;
}
#endif

#ifdef used_in_a_scope_that_may_move // kalloc: the CPU may change, or other tasks get it
u64 f(kpercpu<counters> &stats)
{
	const PICK(rcu_read_guard)(preempt_guard) guard;

	return stats.here(guard).frames;
}
#endif

#ifdef used_under_a_mutex // kalloc: the CPU may change, or other tasks get it
u64 f(kpercpu<counters> &stats, PICK(mutex)(raw_spinlock) &lock)
{
	const PICK(mutex_guard)(raw_spin_guard) guard(lock);

	return stats.here(guard).frames;
}
#endif

#ifdef guard_without_a_name // kalloc: name the guard, it ends at once
u64 f(kpercpu<counters> &stats)
{
	PICK()(const preempt_guard guard;)
	return stats.here(PICK(preempt_guard())(guard)).frames;
}
#endif

#ifdef kept_over_the_guard // clang: (reference to stack|address of stack) memory
const counters &f(const kpercpu<counters> &stats, const preempt_guard &PICK()(guard))
{
	PICK(const preempt_guard guard;)()
	return stats.here(guard);
}
#endif

#ifdef kept_over_the_memory // clang: (reference to stack|address of stack) memory
const counters &f(kpercpu<counters> &kept, const preempt_guard &guard)
{
	const kpercpu<counters> PICK(it{std::move(kept)};)(&it = kept;)
	return it.here(guard);
}
#endif

#ifdef kept_to_write_over_the_memory // clang: (reference to stack|address of stack) memory
counters &f(kpercpu<counters> &kept, const preempt_guard &guard)
{
	kpercpu<counters> PICK(it{std::move(kept)};)(&it = kept;)
	return it.here(guard);
}
#endif

#ifdef percpu_dereferenced // kalloc: each CPU has its own: here\(guard\), on\(cpu\)
u64 f(kpercpu<counters> &stats)
{
	return PICK((*stats))(stats.on(0)).frames;
}
#endif

#ifdef percpu_member // kalloc: each CPU has its own: here\(guard\), on\(cpu\)
u64 f(kpercpu<counters> &stats)
{
	return stats PICK(->)(.on(0).)frames;
}
#endif

#ifdef percpu_address_as_an_object // invalid conversion from|cannot initialize a variable
void f(kpercpu<counters> &stats)
{
	const PICK(counters)(void) *p = stats.get();
	use(p);
}
#endif

#ifdef written_through_const // read-only|const-qualified
void f(PICK(const kpercpu<counters>)(kpercpu<counters>) &stats)
{
	const preempt_guard guard;

	stats.here(guard).frames = 1;
}
#endif

#ifdef number_too_small_to_add // constraints|no matching
void f(kpercpu<counters> &stats)
{
	stats.add(&counters::PICK(small)(errors), 1);
}
#endif

#ifdef percpu_array // kalloc: each CPU has an object, which it changes
kpercpu<PICK(u32[4])(u32)> p;
#endif

#ifdef percpu_too_large // kalloc: per-CPU memory is scarce
struct large {
	u8 bytes[PICK(40000)(30000)];
};
kpercpu<large> p;
#endif

#ifdef percpu_over_aligned // kalloc: no allocator aligns to more than a page
struct alignas(PICK(2 * page_size)(page_size)) aligned {
	u8 bytes[16];
};
kpercpu<aligned> p;
#endif

#ifdef percpu_of_a_zone // kalloc: per-CPU memory takes of modifiers only
auto f()
{
	return kpercpu<u64>::make(gfp::kernel | gfp::PICK(dma)(nowarn));
}
#endif

#ifdef percpu_without_context // kalloc: this GFP mask has modifiers but no context
auto f()
{
	return kpercpu<u64>::make(PICK()(gfp::kernel |) gfp::nowarn);
}
#endif

#ifdef percpu_made_with_values // kalloc: make\(mask\), each T is value-initialised
auto f()
{
	return kpercpu<counters>::make(gfp::kernel PICK(, 1)());
}
#endif

#ifdef percpu_of_a_pointer // kalloc: no owner; adopt\(\) takes memory over from C
kpercpu<u64> f(void *from_c)
{
	return PICK(kpercpu<u64>(static_cast<u64 *>(from_c)))(kpercpu<u64>::adopt(from_c));
}
#endif

#ifdef percpu_copied // kalloc: one owner; std::move\(\) it
kpercpu<u64> f(kpercpu<u64> &p)
{
	return PICK()(std::move)(p);
}
#endif

#ifdef percpu_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(kpercpu<u64> &p, kpercpu<u64> &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef percpu_made_under_a_lock // clang: spinlock_held
void f(spinlock &lock)
{
	const spin_guard guard(lock);

	use(kpercpu<u64>::make(gfp::PICK(kernel)(atomic)));
}
#endif

#ifdef percpu_untested // clang: kalloc: this owner may be empty
u64 f()
{
	auto stats = kpercpu<counters>::make(gfp::kernel);
	PICK()(if (!stats) return 0;)
	const preempt_guard guard;

	return stats.here(guard).frames;
}
#endif
