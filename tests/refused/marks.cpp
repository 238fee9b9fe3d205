/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Functions that have a context, called in another one (tests/promises.py wants each to be). */
#include "refused.h"

#include "members.h"

struct ring {
	u32 capacity;
	u64 slots[];
};
using ring_owner = kflex_ptr<&ring::slots, &ring::capacity>;
/* whose elements may sleep when they end */
using sheet = kbuffer<virtually_contiguous<gfp::kernel>>;
using sheets = kfixed_vector<sheet>;
using numbers = kvector<u32>;

extern u8 *memory_of_c;
extern u64 word;
extern kstring text;
extern kbuffer<contiguous<gfp::kernel>> bytes;

#ifdef bulk_for_overwrite // clang: cannot call function 'make_bulk_for_overwrite.* while
void f(spinlock &lock, const kcache<point> &cache)
{
	const spin_guard guard(lock);
	use(cache.make_bulk_for_overwrite<4>(PICK(gfp::kernel)(gfp::atomic)));
}
#endif

#ifdef cache_shrunk // clang: cannot call function 'shrink' while
IN_SPIN(const kcache<point>, it.shrink())
#endif

#ifdef lent_to_a_device // clang: cannot call function 'dma_lend.* while
IN_RAW(device, const auto m = dma_lend<to_device>(dev, memory_of_c, 64))
#endif

#ifdef lent_by_its_constructor // clang: cannot call function 'dma_lent.* while
IN_RAW(device, const dma_lent<to_device, u8> m(dev, memory_of_c, 64))
#endif

#ifdef flex_for_overwrite // clang: cannot call function 'make_for_overwrite.* while
void f(spinlock &lock)
{
	const spin_guard guard(lock);
	use(ring_owner::make_for_overwrite(PICK(gfp::kernel)(gfp::atomic), 4));
}
#endif

#ifdef text_printed // clang: cannot call function 'append_format' while
IN_SPIN(kstring, static_cast<void>(it.append_format("%d", 1)))
#endif

#ifdef text_reserved // clang: cannot call function 'reserve' while
IN_SPIN(kstring, static_cast<void>(it.reserve(100)))
#endif

#ifdef element_emplaced // clang: cannot call function 'emplace_back.* while
IN_SPIN(kvector<point>, static_cast<void>(it.emplace_back(1, 2)))
#endif

#ifdef element_inserted // clang: cannot call function 'insert' while
IN_SPIN(numbers, static_cast<void>(it.insert(0, 2)))
#endif

#ifdef range_appended // clang: cannot call function 'append_range.* while
IN_SPIN(kvector<u64>, static_cast<void>(it.append_range(kspan<const u32>())))
#endif

#ifdef vector_reserved // clang: cannot call function 'reserve' while
IN_SPIN(numbers, static_cast<void>(it.reserve(16)))
#endif

#ifdef vector_shrunk // clang: cannot call function 'shrink_to' while
IN_SPIN(numbers, static_cast<void>(it.shrink_to(16)))
#endif

#ifdef vector_shrunk_to_fit // clang: cannot call function 'shrink_to_fit' while
IN_SPIN(numbers, static_cast<void>(it.shrink_to_fit()))
#endif

#ifdef last_element_ends // clang: cannot call function 'pop_back' while
IN_SPIN(sheets, it.pop_back())
#endif

#ifdef elements_erased // clang: cannot call function 'erase' while
IN_SPIN(sheets, it.erase(0, 2))
#endif

#ifdef elements_erased_if // clang: cannot call function 'erase_if.* while
IN_SPIN(sheets, static_cast<void>(it.erase_if([](const sheet &t) { return t.empty(); })))
#endif

#ifdef vector_truncated // clang: cannot call function 'truncate' while
IN_SPIN(sheets, it.truncate(1))
#endif

#ifdef vector_cleared // clang: cannot call function 'clear' while
IN_SPIN(sheets, it.clear())
#endif

#ifdef vector_drained // clang: cannot call function 'drain.* while
IN_SPIN(sheets, it.drain([](sheet &&) {}))
#endif

#ifdef some_pages_made // clang: cannot call function 'make_some.* while
IN_SPIN(device, use(kpage_array::make_some(gfp::kernel, 4)))
#endif

#ifdef some_pages_pinned // clang: cannot call function 'pin_some.* while
IN_SPIN(user_pages, static_cast<void>(it.pin_some(user_ptr<void>(), 100)))
#endif

#ifdef versioned_read // clang: cannot call function 'read_versioned' while
IN_SPIN(user_ptr<u64>, static_cast<void>(it.read_versioned(word, 4)))
#endif

#ifdef some_read // clang: cannot call function 'read_some' while
IN_SPIN(user_reader, static_cast<void>(it.read_some(kspan<u8>())))
#endif

#ifdef all_read // clang: cannot call function 'read_all.* while
IN_SPIN(user_reader, static_cast<void>(it.read_all(bytes)))
#endif

#ifdef text_read // clang: cannot call function 'read_text.* while
IN_SPIN(user_reader, static_cast<void>(it.read_text(text)))
#endif
