/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* With KALLOC_STRICT_CONTEXT, what sleeps says so. */
#define KALLOC_STRICT_CONTEXT
#include "refused.h"

using table = kbuffer<virtually_contiguous<gfp::kernel>>;

#ifdef unmarked_allocates // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void f() PICK()(KALLOC_MAY_SLEEP)
{
	use(make_kunique<point>(gfp::kernel));
}
#endif

#ifdef unmarked_allocates_sleeping // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void f()
{
	use(make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef unmarked_destroys // clang: calling function '~kbuffer' requires negative capability '!put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function'
void f(PICK(table)(kbuffer<contiguous<gfp::kernel>>) &b)
{
	auto taken = std::move(b);
}
#endif

#ifdef unmarked_locks_mutex // clang: calling function '~mutex_guard' requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void f(PICK(mutex)(spinlock) &lock)
{
	PICK(mutex_guard)(spin_guard) guard(lock);
}
#endif

#ifdef unmarked_calls_marked // clang: calling function 'sleeps' requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void sleeps() PICK(KALLOC_MAY_SLEEP)();
void f()
{
	sleeps();
}
#endif

#ifdef unmarked_lambda_calls_marked // clang: calling function 'sleeps' requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void sleeps() KALLOC_MAY_SLEEP;
void f() KALLOC_MAY_SLEEP
{
	const auto call = []() PICK()(KALLOC_MAY_SLEEP) { sleeps(); };

	call();
}
#endif

#ifdef interrupt_calls_marked // clang: cannot call function 'sleeps' while .*'interrupt' is held
void sleeps() KALLOC_MAY_SLEEP;
void f() PICK(KALLOC_INTERRUPT)(KALLOC_MAY_SLEEP)
{
	sleeps();
}
#endif

#ifdef marked_resizes_in_spin_guard // clang: cannot call function 'resize' while .*'spinlock_held' is held
int f(spinlock &lock, mutex &m, table &t) KALLOC_MAY_SLEEP
{
	PICK(spin_guard)(mutex_guard) guard(PICK(lock)(m));
	return t.resize(10);
}
#endif

#ifdef border_without_assumption // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
extern "C" int probe()
{
	PICK()(assume_may_sleep();)
	auto t = table::make(10);
	return t ? 0 : -ENOMEM;
}
#endif

#ifdef unmarked_frees_dma // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
void f(kbuffer<dma_coherent<gfp::kernel>> &b) PICK()(KALLOC_MAY_SLEEP)
{
	b.reset();
}
#endif

#ifdef unmarked_frees_in_interrupt // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function'
void f(table &t) PICK()(KALLOC_INTERRUPT)
{
	t.reset();
}
#endif

#ifdef interrupt_without_assumption // clang: requires negative capability '!put_KALLOC_MAY_SLEEP_or_KALLOC_INTERRUPT_behind_this_function'
extern "C" void tick(table &t)
{
	PICK()(assume_in_softirq();)
	t.reset();
}
#endif

#ifdef unmarked_calls_pointer // clang: calling function 'operator\(\)' requires negative capability '!put_KALLOC_MAY_SLEEP_behind_this_function_or_assume_may_sleep_in_it'
int f(may_sleep_fn<int(size_t)> work) PICK()(KALLOC_MAY_SLEEP)
{
	return work(64);
}
#endif

#ifdef hardirq_frees_dma // clang: cannot call function 'reset' while .*'interrupt' is held
void f(kbuffer<PICK(dma_coherent)(virtually_contiguous)<gfp::kernel>> &b) KALLOC_HARDIRQ
{
	b.reset();
}
#endif

#ifdef unmarked_calls_what_calls_on // clang: calling function 'format' requires negative capability
void f(device *dev, kstring &text, table &b) PICK()(KALLOC_MAY_SLEEP)
{
	use(kstring::format("%d", 1));
	use(text.append("a"));
	use(text.append_format("%d", 1));
	use(b.resize(2));
	use(kfixed_vector<u32>::make(4));
	use(kmempool<point>::make(4));
	use(give_to(dev, make_kunique<point, vmalloc_family>(gfp::kernel)));
	use(kbound<point>::make(dev, make_kunique<point, vmalloc_family>(gfp::kernel)));
	user_pages pinned;
	use(pinned.pin(user_ptr<u32>(0), 4));
}
#endif
