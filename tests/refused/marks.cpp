/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Functions that have a context, called in another one (tests/promises.py wants each to be). */
#include "refused.h"

struct ring {
	u32 capacity;
	u64 slots[];
};
using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;
/* whose elements may sleep when they end */
using table = kbuffer<virtually_contiguous<gfp::kernel>>;
using tables = kfixed_vector<table>;

#ifdef bulk_for_overwrite // clang: cannot call function 'make_bulk_for_overwrite.* while
void f(spinlock &lock, const kcache<point> &cache)
{
	const spin_guard guard(lock);
	use(cache.make_bulk_for_overwrite<4>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef cache_shrunk // clang: cannot call function 'shrink' while
void f(spinlock &lock, const kcache<point> &cache)
{
	PICK(const spin_guard guard(lock);)()
	cache.shrink();
}
#endif

#ifdef lent_to_a_device // clang: cannot call function 'dma_lend.* while
void f(raw_spinlock &raw, device *dev, u8 *p)
{
	PICK(const raw_spin_guard guard(raw);)()
	const auto m = dma_lend<to_device>(dev, p, 64);
}
#endif

#ifdef lent_by_its_constructor // clang: cannot call function 'dma_lent.* while
void f(raw_spinlock &raw, device *dev, u8 *p)
{
	PICK(const raw_spin_guard guard(raw);)()
	const dma_lent<to_device, u8> m(dev, p, 64);
}
#endif

#ifdef flex_for_overwrite // clang: cannot call function 'make_for_overwrite.* while
void f(spinlock &lock)
{
	const spin_guard guard(lock);
	use(ring_owner::make_for_overwrite(PICK(gfp::kernel)(gfp::atomic), 4));
}
#endif

#ifdef text_printed // clang: cannot call function 'append_format' while
int f(spinlock &lock, kstring &s)
{
	PICK(const spin_guard guard(lock);)()
	return s.append_format("%d", 1);
}
#endif

#ifdef text_reserved // clang: cannot call function 'reserve' while
int f(spinlock &lock, kstring &s)
{
	PICK(const spin_guard guard(lock);)()
	return s.reserve(100);
}
#endif

#ifdef element_emplaced // clang: cannot call function 'emplace_back.* while
int f(spinlock &lock, kvector<point> &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.emplace_back(1, 2);
}
#endif

#ifdef element_inserted // clang: cannot call function 'insert' while
int f(spinlock &lock, kvector<u32> &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.insert(0, 2);
}
#endif

#ifdef range_appended // clang: cannot call function 'append_range.* while
int f(spinlock &lock, kvector<u64> &v, kspan<const u32> numbers)
{
	PICK(const spin_guard guard(lock);)()
	return v.append_range(numbers);
}
#endif

#ifdef vector_reserved // clang: cannot call function 'reserve' while
int f(spinlock &lock, kvector<u32> &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.reserve(16);
}
#endif

#ifdef vector_shrunk // clang: cannot call function 'shrink_to' while
int f(spinlock &lock, kvector<u32> &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.shrink_to(16);
}
#endif

#ifdef vector_shrunk_to_fit // clang: cannot call function 'shrink_to_fit' while
int f(spinlock &lock, kvector<u32> &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.shrink_to_fit();
}
#endif

#ifdef last_element_ends // clang: cannot call function 'pop_back' while
void f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	v.pop_back();
}
#endif

#ifdef elements_erased // clang: cannot call function 'erase' while
void f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	v.erase(0, 2);
}
#endif

#ifdef elements_erased_if // clang: cannot call function 'erase_if.* while
size_t f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	return v.erase_if([](const table &t) { return t.empty(); });
}
#endif

#ifdef vector_truncated // clang: cannot call function 'truncate' while
void f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	v.truncate(1);
}
#endif

#ifdef vector_cleared // clang: cannot call function 'clear' while
void f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	v.clear();
}
#endif

#ifdef vector_drained // clang: cannot call function 'drain.* while
void f(spinlock &lock, tables &v)
{
	PICK(const spin_guard guard(lock);)()
	v.drain([](table &&) {});
}
#endif

#ifdef some_pages_made // clang: cannot call function 'make_some.* while
void f(spinlock &lock)
{
	PICK(const spin_guard guard(lock);)()
	use(kpage_array::make_some(gfp::kernel, 4));
}
#endif

#ifdef some_pages_pinned // clang: cannot call function 'pin_some.* while
int f(spinlock &lock, user_pages &p, user_ptr<void> from)
{
	PICK(const spin_guard guard(lock);)()
	return p.pin_some(from, 100);
}
#endif

#ifdef versioned_read // clang: cannot call function 'read_versioned' while
int f(spinlock &lock, user_ptr<u64> p, u64 &to)
{
	PICK(const spin_guard guard(lock);)()
	return p.read_versioned(to, 4);
}
#endif

#ifdef some_read // clang: cannot call function 'read_some' while
size_t f(spinlock &lock, user_reader &in, kspan<u8> to)
{
	PICK(const spin_guard guard(lock);)()
	return in.read_some(to);
}
#endif

#ifdef all_read // clang: cannot call function 'read_all.* while
int f(spinlock &lock, user_reader &in, kbuffer<contiguous<gfp::kernel>> &to)
{
	PICK(const spin_guard guard(lock);)()
	return in.read_all(to);
}
#endif

#ifdef text_read // clang: cannot call function 'read_text.* while
int f(spinlock &lock, user_reader &in, kstring &to)
{
	PICK(const spin_guard guard(lock);)()
	return in.read_text(to);
}
#endif
