/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Sleeping in atomic context by a way that only clang's static analyzer follows. */
#include "refused.h"

using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using bytes = kbuffer<contiguous<gfp::kernel>>;

struct owner {
	spinlock lock, other;
	raw_spinlock raw;
	mutex settings;
	int count KALLOC_GUARDED_BY(lock);
};

struct node {
	list_head link;
	int x;
};

struct holder {
	table t;
};

template <class F>
void each(owner &o, F f)
{
	const spin_guard guard(o.lock);
	for (int i = 0; i < o.count; i++)
		f(i);
}

template <class Guard, class Lock, class F>
auto within(Lock &lock, F f)
{
	const Guard guard(lock);

	return f();
}

extern "C" void load_in_c();

#ifdef allocates_in_lambda // clang: kalloc: this may sleep, and is called in atomic context, within a guard; allocate with gfp::atomic
void f(owner &o)
{
	const spin_guard guard(o.lock);
	const auto make = [] { return make_kunique<point>(PICK(gfp::kernel)(gfp::atomic)); };

	use(make());
}
#endif

#ifdef allocates_in_callable // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	each(o, [](int n) { use(make_kunique<int>(PICK(gfp::kernel)(gfp::nowait), n)); });
}
#endif

#ifdef allocates_behind_a_call // clang: kalloc: this may sleep, and is called in atomic context
void load() KALLOC_MAY_SLEEP;
void load()
{
	use(table::make(10));
}
void f(owner &o)
{
	each(o, [&](int) {
		load_in_c();
		PICK(load();)()
	});
}
#endif

#ifdef allocates_in_predicate // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, kunique_list<&node::link> &list)
{
	const spin_guard guard(o.lock);
	auto gone = list.take_if([](node &n) {
		auto p = make_kunique<point>(PICK(gfp::kernel)(gfp::atomic));
		return p && n.x == p->x;
	});
	PICK()(guard.unlock());
}
#endif

#ifdef calls_plain_pointer // clang: kalloc: this may sleep, and is called in atomic context
void load() KALLOC_MAY_SLEEP;
void load()
{
	use(table::make(10));
}
void f(owner &o)
{
	void (*const work)() = load;
	PICK(spin_irqsave_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	work();
}
#endif

#ifdef calls_plain_pointer_of_an_argument // clang: kalloc: this may sleep, and is called in atomic context
void load() KALLOC_MAY_SLEEP;
void load()
{
	use(table::make(10));
}
static void call(void (*work)())
{
	PICK(preempt_guard guard;)()

	work();
}
void f()
{
	call(load);
}
#endif

#ifdef calls_plain_pointer_of_a_table // clang: kalloc: this may sleep, and is called in atomic context
void load() KALLOC_MAY_SLEEP;
void load()
{
	use(table::make(10));
}
struct operations {
	void (*work)();
};
void f()
{
	const operations ops{.work = load};
	PICK(bh_guard guard;)()

	ops.work();
}
#endif

#ifdef calls_what_says_so // clang: kalloc: this may sleep, and is called in atomic context
static void wait()
{
	assume_may_sleep();
	load_in_c();
}
void f()
{
	void (*const work)() = wait;
	PICK(irq_guard guard;)()

	work();
}
#endif

#ifdef calls_may_sleep_fn_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(may_sleep_fn<int()> work)
{
	const auto call = [&] { return work(); };
	PICK(rcu_read_guard guard;)()

	return call();
}
#endif

#ifdef frees_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, PICK(table)(bytes) &b)
{
	const spin_bh_guard guard(o.lock);
	const auto drop = [&] { b.reset(); };

	drop();
}
#endif

#ifdef frees_in_lambda_in_rcu_read_side // clang: kalloc: this may sleep, and is called in atomic context
void f(kunique_ptr<holder> &p)
{
	PICK(rcu_read_guard)(bh_guard) guard;
	const auto drop = [&] { p->t.reset(); };

	drop();
}
#endif

#ifdef frees_by_implicit_destructor // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, holder &from)
{
	PICK()(holder taken{};)
	const spin_guard guard(o.lock);
	PICK(const holder taken{std::move(from.t)};)(taken.t.swap(from.t);)
}
#endif

#ifdef allocates_in_constructor // clang: kalloc: this may sleep, and is called in atomic context
struct made {
	explicit made(owner &o)
	{
		const spin_guard guard(o.lock);

		p = make_kunique<point>(PICK(gfp::kernel)(gfp::atomic));
	}
	kunique_ptr<point> p;
};
void f(owner &o)
{
	made m(o);
}
#endif

#ifdef locks_mutex_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const spin_guard guard(o.lock);
	const auto configure = [&] { const PICK(mutex_guard)(mutex_try_guard) inner(o.settings); };

	configure();
}
#endif

#ifdef locks_spinlock_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard; .*lock nothing but a raw_spinlock
void f(owner &o)
{
	const PICK(raw_spin_guard)(spin_guard) guard(o.PICK(raw)(other));
	const auto lock = [&] { const spin_guard inner(o.lock PICK()(, guard)); };

	lock();
}
#endif

#ifdef frees_in_lambda_in_raw_guard // clang: kalloc: this is called in raw atomic context, within a guard; allocate before it, free after it
void f(owner &o, kunique_ptr<point> &p)
{
	const raw_spin_irqsave_guard guard(o.raw);
	const auto drop = [&] { p.reset(); };

	PICK()(guard.unlock();)
	drop();
}
#endif

#ifdef sleeps_after_relock // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto work = [] { use(table::make(10)); };
	const spin_guard guard(o.lock);

	guard.unlock();
	PICK(guard.lock();)()
	work();
	PICK()(guard.lock();)
	o.count = 0;
}
#endif

#ifdef sleeps_in_outer_guard // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto work = [] { use(table::make(10)); };
	PICK(const spin_guard outer(o.other);)()
	{
		const rcu_read_guard guard;
	}
	work();
}
#endif

#ifdef sleeps_where_it_was_got // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto work = [] { use(table::make(10)); };
	const spin_try_guard guard(o.lock);

	if (PICK()(!)guard)
		work();
}
#endif

#ifdef sleeps_with_the_lock_held // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto work = [] { use(table::make(10)); };
	PICK(const spin_held held = assume_held(o.lock);)(assume_held(o.settings);)

	work();
}
#endif

#ifdef sleeps_in_interrupt // clang: kalloc: this may sleep, and is called in atomic context
extern "C" void tick(kunique_ptr<point> &p)
{
	const auto here = assume_in_softirq();
	const auto again = [&] { p = make_kunique<point>(PICK(gfp::kernel)(here.gfp)); };

	again();
}
#endif

#ifdef copies_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, user_reader &from)
{
	u32 x = 0;
	const auto copy = [&] { return from.read(x); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	return copy();
}
#endif

#ifdef copies_one_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(user_ptr<u32> to)
{
	const auto copy = [&] { return to.write(1); };
	PICK(preempt_guard guard;)()

	return copy();
}
#endif

#ifdef makes_cache_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto make = [] { return kcache<point>::make("points"); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	use(make());
}
#endif

#ifdef makes_mempool_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto make = [] { return kmempool<point>::make(4); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	use(make());
}
#endif

#ifdef makes_dma_pool_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, device *dev)
{
	const auto make = [&] { return dma_pool<u32>::make(dev, "words"); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	use(make());
}
#endif

#ifdef resizes_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, bytes &b)
{
	const auto resize = [&](size_t n) { return b.resize(n); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	return resize(100);
}
#endif

#ifdef grows_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, kvector<u32, PICK(contiguous<gfp::kernel>)(contiguous<gfp::atomic>)> &v)
{
	const auto push = [&](u32 x) { return v.push_back(x); };
	const spin_guard guard(o.lock);

	return push(1);
}
#endif

#ifdef appends_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, PICK(kstring)(basic_kstring<contiguous<gfp::atomic>>) &text)
{
	const auto append = [&] { return text.append("more"); };
	const spin_guard guard(o.lock);

	return append();
}
#endif

#ifdef drops_shared_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
struct shared : kref {
	PICK(table)(bytes) t;
};
void f(owner &o, kshared_ptr<shared> &p)
{
	const auto drop = [&] { p.reset(); };
	const spin_guard guard(o.lock);

	drop();
}
#endif

#ifdef makes_pages_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto make = [] { return kpages::make(PICK(gfp::kernel)(gfp::atomic), 1); };
	const spin_guard guard(o.lock);

	use(make());
}
#endif

#ifdef frees_pages_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kpages &p)
{
	const auto drop = [&] { p.reset(); };
	const PICK(raw_spin_guard)(spin_guard) guard(o.PICK(raw)(lock));

	drop();
}
#endif

#ifdef makes_page_array_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	using array = basic_kpage_array<contiguous<gfp::atomic>>;
	const auto make = [] { return array::make(PICK(gfp::kernel)(gfp::atomic), 4); };
	const spin_guard guard(o.lock);

	use(make());
}
#endif

#ifdef makes_percpu_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o)
{
	const auto make = [] { return kpercpu<u64>::make(PICK(gfp::kernel)(gfp::atomic)); };
	const spin_guard guard(o.lock);

	use(make());
}
#endif

#ifdef makes_noncoherent_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, device *dev)
{
	using memory = dma_noncoherent<to_device, u8>;
	const auto make = [&] { return memory::make(dev, 64, PICK(gfp::kernel)(gfp::atomic)); };
	const spin_guard guard(o.lock);

	use(make());
}
#endif

#ifdef gives_to_device_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
bool f(owner &o, device *dev, kunique_ptr<point> &p)
{
	const auto give = [&] { return give_to(dev, std::move(p)); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	return give();
}
#endif

#ifdef binds_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, device *dev, kunique_ptr<point> &p)
{
	const auto bind = [&] { return kbound<point>::make(dev, std::move(p)); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	use(bind());
}
#endif

#ifdef unpins_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, user_pages &p)
{
	const auto drop = [&] { p.reset(); };
	const PICK(spin_guard)(mutex_guard) guard(o.PICK(lock)(settings));

	drop();
}
#endif

#ifdef copies_some_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
size_t f(owner &o, user_reader &from, kspan<u8> to)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return from.read_some(to); });
}
#endif

#ifdef copies_text_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, user_reader &from, kstring &to)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return from.read_text(to); });
}
#endif

#ifdef copies_out_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, user_writer &to)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return to.write(u32{1}); });
}
#endif

#ifdef copies_some_out_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
size_t f(owner &o, user_writer &to, kspan<const u8> from)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return to.write_some(from); });
}
#endif

#ifdef copies_one_in_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, user_ptr<u32> from, u32 &to)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return from.read(to); });
}
#endif

#ifdef copies_older_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, user_ptr<u32> from, u32 &to)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return from.read_versioned(to, 2); });
}
#endif

#ifdef resizes_mempool_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
int f(owner &o, kmempool<point> &pool)
{
	return within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { return pool.resize(8); });
}
#endif

#ifdef ends_mempool_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kmempool<point> &pool)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { pool.reset(); });
}
#endif

#ifdef shrinks_cache_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, kcache<point> &cache)
{
	within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { cache.shrink(); });
}
#endif

#ifdef ends_cache_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, kcache<point> &cache)
{
	within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { cache.reset(); });
}
#endif

#ifdef ends_dma_pool_in_lambda // clang: kalloc: this may sleep, and is called in atomic context
void f(owner &o, dma_pool<u64> &pool)
{
	within<PICK(spin_guard)(mutex_guard)>(o.PICK(lock)(settings), [&] { pool.reset(); });
}
#endif

#ifdef frees_percpu_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kpercpu<int> &p)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { p.reset(); });
}
#endif

#ifdef frees_bulk_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kbulk<point, 4> &p)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { p.reset(); });
}
#endif

#ifdef frees_reserve_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kreserve<point> &p)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { p.reset(); });
}
#endif

#ifdef frees_array_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kunique_ptr<u8[]> &p)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { p.reset(); });
}
#endif

#ifdef leaves_device_in_lambda // clang: kalloc: this is called in raw atomic context, within a guard
void f(owner &o, kbound<point> &p)
{
	within<PICK(raw_spin_guard)(spin_guard)>(o.PICK(raw)(lock), [&] { p.reset(); });
}
#endif

#ifdef lock_taken_again_in_lambda // clang: kalloc: this lock is held already.*a lambda say, begins with assume_held\(lock\)
void f(owner &o)
{
	each(o, [&o](int) {
		const spin_irqsave_guard again(o.PICK(lock)(other));
	});
}
#endif

#ifdef mutex_taken_again_in_lambda // clang: kalloc: this lock is held already
void f(owner &o)
{
	const mutex_guard guard(o.settings);
	PICK()(guard.unlock();)
	const auto again = [&o] { const mutex_guard inner(o.settings); };

	again();
}
#endif
