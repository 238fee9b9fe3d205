/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Where nothing may be allocated or freed, member by member: each mark of a context by itself. */
#include "refused.h"

#include "members.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32, 16>;
using object = kunique_ptr<point>;
using words = kunique_ptr<u32[]>;
using numbers = kvector<u32>;
using fixed = kfixed_vector<u32>;
using owners = kvector<kunique_ptr<point>>;
using batch = kbulk<point, 4>;
using cache = kcache<point>;
using set_aside = kmempool<point>;
using reserve = kreserve<point>;
using percpu = kpercpu<u64>;
using mapping = dma_mapping<to_device, bytes>;
using noncoherent = dma_noncoherent<bidirectional, u8>;
using pool = dma_pool<point>;
using device_handle = dma_handle<>;
using lent_bytes = dma_lent<to_device, u8>;
using handle = kbound<point>;
using user_table = kbuffer<virtually_contiguous<gfp::kernel | gfp::zero>, u32>;
using published = rcu_pointer<point>;
using writable = user_ptr<u32>;

struct initialised {
	int init();
};
struct ones {
	const u32 *begin() const;
	const u32 *end() const;
};

#ifdef bulk_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(batch, it = std::move(other))
#endif

#ifdef bulk_ended // clang: function '~kbulk.*'raw_spinlock_held' is held
IN_RAW(batch, const batch gone(std::move(it)))
#endif

#ifdef bulk_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(batch, it.reset())
#endif

#ifdef bulk_assigned_with_interrupts_off // clang: function 'operator=.*'irqs_off' is held
IRQS_OFF(batch, it = std::move(other))
#endif

#ifdef bulk_ended_with_interrupts_off // clang: function '~kbulk.*'irqs_off' is held
IRQS_OFF(batch, const batch gone(std::move(it)))
#endif

#ifdef bulk_reset_with_interrupts_off // clang: function 'reset.*'irqs_off' is held
IRQS_OFF(batch, it.reset())
#endif

#ifdef cache_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(cache, it = std::move(other))
#endif

#ifdef cache_ended // clang: function '~kcache.*'raw_spinlock_held' is held
IN_RAW(cache, const cache gone(std::move(it)))
#endif

#ifdef cache_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(cache, use(cache::make("points")))
#endif

#ifdef cache_object_for_overwrite // clang: function 'make_kunique_for_overwrite.*'raw_spinlock_held' is held
IN_RAW(cache, use(it.make_kunique_for_overwrite(gfp::atomic)))
#endif

#ifdef bulk_of_n // clang: function 'make_bulk.*'raw_spinlock_held' is held
IN_RAW(const cache, use(it.make_bulk<4>(gfp::atomic, 2)))
#endif

#ifdef bulk_of_n_with_interrupts_off // clang: function 'make_bulk.*'irqs_off' is held
IRQS_OFF(const cache, use(it.make_bulk<4>(gfp::atomic, 2)))
#endif

#ifdef bulk_made // clang: function 'make_bulk.*'raw_spinlock_held' is held
IN_RAW(const cache, use(it.make_bulk<4>(gfp::atomic)))
#endif

#ifdef bulk_made_with_interrupts_off // clang: function 'make_bulk.*'irqs_off' is held
IRQS_OFF(const cache, use(it.make_bulk<4>(gfp::atomic)))
#endif

#ifdef bulk_for_overwrite // clang: function 'make_bulk_for_overwrite.*'raw_spinlock_held' is held
IN_RAW(const cache, use(it.make_bulk_for_overwrite<4>(gfp::atomic)))
#endif

#ifdef bulk_for_overwrite_with_interrupts_off // clang: function 'make_bulk_for_overwrite.*'irqs_off' is held
IRQS_OFF(const cache, use(it.make_bulk_for_overwrite<4>(gfp::atomic)))
#endif

#ifdef cache_shrunk // clang: function 'shrink.*'raw_spinlock_held' is held
IN_RAW(const cache, it.shrink())
#endif

#ifdef mempool_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(set_aside, it = std::move(other))
#endif

#ifdef mempool_ended // clang: function '~kmempool.*'raw_spinlock_held' is held
IN_RAW(set_aside, const set_aside gone(std::move(it)))
#endif

#ifdef mempool_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(set_aside, it.reset())
#endif

#ifdef mempool_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(set_aside, use(set_aside::make(4)))
#endif

#ifdef mempool_made_of_a_cache // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(const cache, use(set_aside::make(4, it)))
#endif

#ifdef mempool_resized // clang: function 'resize.*'raw_spinlock_held' is held
IN_RAW(set_aside, use(it.resize(4)))
#endif

#ifdef reserve_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(reserve, it = std::move(other))
#endif

#ifdef reserve_ended // clang: function '~kreserve.*'raw_spinlock_held' is held
IN_RAW(reserve, const reserve gone(std::move(it)))
#endif

#ifdef reserve_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(reserve, it.reset())
#endif

#ifdef reserve_refilled // clang: function 'refill.*'raw_spinlock_held' is held
IN_RAW(reserve, use(it.refill(gfp::atomic, 4)))
#endif

#ifdef reserve_refilled_of_a_cache // clang: function 'refill.*'raw_spinlock_held' is held
IN_RAW(reserve, use(it.refill(cache(), gfp::atomic, 4)))
#endif

#ifdef reserve_refilled_with_interrupts_off // clang: function 'refill.*'irqs_off' is held
IRQS_OFF(reserve, use(it.refill(cache(), gfp::atomic, 4)))
#endif

#ifdef handle_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(handle, it = std::move(other))
#endif

#ifdef handle_ended // clang: function '~kbound.*'raw_spinlock_held' is held
IN_RAW(handle, const handle gone(std::move(it)))
#endif

#ifdef shared_owner_given // clang: function 'give_to.*'raw_spinlock_held' is held
IN_RAW(shared, use(give_to(dev, std::move(it))))
#endif

#ifdef buffer_given // clang: function 'give_to.*'raw_spinlock_held' is held
IN_RAW(bytes, use(give_to(dev, std::move(it))))
#endif

#ifdef lent_made // clang: function 'dma_lent.*'raw_spinlock_held' is held
IN_RAW(u8, const lent_bytes l(dev, &it, 1))
#endif

#ifdef lent_ended // clang: function '~dma_lent.*'raw_spinlock_held' is held
IN_RAW(lent_bytes, it.~lent_bytes())
#endif

#ifdef memory_lent // clang: function 'dma_lend.*'raw_spinlock_held' is held
IN_RAW(u8, use(dma_lend<to_device>(dev, &it, 1)))
#endif

#ifdef mapping_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(mapping, it = std::move(other))
#endif

#ifdef mapping_ended // clang: function '~dma_mapping.*'raw_spinlock_held' is held
IN_RAW(mapping, const mapping gone(std::move(it)))
#endif

#ifdef mapping_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(mapping, it.reset())
#endif

#ifdef mapping_unmapped // clang: function 'unmap.*'raw_spinlock_held' is held
IN_RAW(mapping, use(it.unmap()))
#endif

#ifdef mapped // clang: function 'dma_map.*'raw_spinlock_held' is held
IN_RAW(bytes, use(dma_map<to_device>(dev, std::move(it))))
#endif

#ifdef part_mapped // clang: function 'dma_map.*'raw_spinlock_held' is held
IN_RAW(bytes, use(dma_map<to_device>(dev, std::move(it), 4)))
#endif

#ifdef noncoherent_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(noncoherent, it = std::move(other))
#endif

#ifdef noncoherent_ended // clang: function '~dma_allocated.*'raw_spinlock_held' is held
IN_RAW(noncoherent, const noncoherent gone(std::move(it)))
#endif

#ifdef noncoherent_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(noncoherent, use(noncoherent::make(dev, 4, gfp::kernel)))
#endif

#ifdef pool_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(pool, it = std::move(other))
#endif

#ifdef pool_ended // clang: function '~dma_pool.*'raw_spinlock_held' is held
IN_RAW(pool, const pool gone(std::move(it)))
#endif

#ifdef pool_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(pool, use(pool::make(dev, "points")))
#endif

#ifdef ring_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(slots, it = std::move(other))
#endif

#ifdef ring_ended // clang: function '~dma_ring.*'raw_spinlock_held' is held
IN_RAW(slots, const slots gone(std::move(it)))
#endif

#ifdef device_handle_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(device_handle, it = std::move(other))
#endif

#ifdef device_handle_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(device_handle, it.reset())
#endif

#ifdef device_extent_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(ring, use(ring::make(dev)))
#endif

#ifdef fixed_vector_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(fixed, it = std::move(other))
#endif

#ifdef fixed_vector_ended // clang: function '~kfixed_vector.*'raw_spinlock_held' is held
IN_RAW(fixed, const fixed gone(std::move(it)))
#endif

#ifdef fixed_vector_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(fixed, it.reset())
#endif

#ifdef fixed_vector_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(fixed, use(fixed::make(4)))
#endif

#ifdef fixed_vector_made_on_a_node // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(fixed, use(fixed::make(4, gfp::on_node(0))))
#endif

#ifdef header_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(flex, it = std::move(other))
#endif

#ifdef header_ended // clang: function '~kflex_ptr.*'raw_spinlock_held' is held
IN_RAW(flex, const flex gone(std::move(it)))
#endif

#ifdef header_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(flex, it.reset())
#endif

#ifdef header_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(flex, use(flex::make(gfp::atomic, 4)))
#endif

#ifdef header_made_for_overwrite // clang: function 'make_for_overwrite.*'raw_spinlock_held' is held
IN_RAW(flex, use(flex::make_for_overwrite(gfp::atomic, 4)))
#endif

#ifdef list_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(job_list, it = std::move(other))
#endif

#ifdef list_ended // clang: function '~kunique_list.*'raw_spinlock_held' is held
IN_RAW(job_list, const job_list gone(std::move(it)))
#endif

#ifdef list_cleared // clang: function 'clear.*'raw_spinlock_held' is held
IN_RAW(job_list, it.clear())
#endif

#ifdef device_object_made // clang: function 'make_kunique.*'raw_spinlock_held' is held
IN_RAW(point, use(make_kunique<point, dma_family>(dev, gfp::atomic)))
#endif

#ifdef array_made_for_overwrite // clang: function 'make_kunique_for_overwrite.*'raw_spinlock_held' is held
IN_RAW(point, use(make_kunique_for_overwrite<u32[]>(gfp::atomic, 4)))
#endif

#ifdef percpu_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(percpu, it = std::move(other))
#endif

#ifdef percpu_ended // clang: function '~kpercpu.*'raw_spinlock_held' is held
IN_RAW(percpu, const percpu gone(std::move(it)))
#endif

#ifdef percpu_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(percpu, it.reset())
#endif

#ifdef percpu_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(percpu, use(percpu::make(gfp::kernel)))
#endif

#ifdef shared_owner_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(shared, it = std::move(other))
#endif

#ifdef shared_owner_ended // clang: function '~kshared_ptr.*'raw_spinlock_held' is held
IN_RAW(shared, const shared gone(std::move(it)))
#endif

#ifdef shared_owner_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(shared, it.reset())
#endif

#ifdef text_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(kstring, it = std::move(other))
#endif

#ifdef text_ended // clang: function '~basic_kstring.*'raw_spinlock_held' is held
IN_RAW(kstring, const kstring gone(std::move(it)))
#endif

#ifdef text_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(kstring, it.reset())
#endif

#ifdef text_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(kstring, use(kstring::make("a")))
#endif

#ifdef text_formatted // clang: function 'format.*'raw_spinlock_held' is held
IN_RAW(kstring, use(kstring::format("%d", 1)))
#endif

#ifdef text_appended // clang: function 'append.*'raw_spinlock_held' is held
IN_RAW(kstring, use(it.append("a")))
#endif

#ifdef text_appended_by_format // clang: function 'append_format.*'raw_spinlock_held' is held
IN_RAW(kstring, use(it.append_format("%d", 1)))
#endif

#ifdef text_reserved // clang: function 'reserve.*'raw_spinlock_held' is held
IN_RAW(kstring, use(it.reserve(4)))
#endif

#ifdef made_and_initialised // clang: function 'try_make_kunique.*'raw_spinlock_held' is held
IN_RAW(kunique_ptr<initialised>, use(try_make_kunique(it, gfp::kernel)))
#endif

#ifdef array_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(words, it = std::move(other))
#endif

#ifdef array_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(words, it.reset())
#endif

#ifdef vector_emplaced // clang: function 'emplace_back.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.emplace_back(1U)))
#endif

#ifdef vector_pushed // clang: function 'push_back.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.push_back(1U)))
#endif

#ifdef vector_inserted // clang: function 'insert.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.insert(0, 1U)))
#endif

#ifdef vector_span_appended // clang: function 'append.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.append(kspan<const u32>())))
#endif

#ifdef vector_list_appended // clang: function 'append.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.append({1U, 2U})))
#endif

#ifdef vector_range_appended // clang: function 'append_range.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.append_range(ones())))
#endif

#ifdef vector_resized // clang: function 'resize.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.resize(4)))
#endif

#ifdef vector_resized_with_a_value // clang: function 'resize.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.resize(4, 1U)))
#endif

#ifdef vector_reserved // clang: function 'reserve.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.reserve(4)))
#endif

#ifdef vector_reserved_on_a_node // clang: function 'reserve.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.reserve(4, gfp::on_node(0))))
#endif

#ifdef vector_shrunk // clang: function 'shrink_to.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.shrink_to(4)))
#endif

#ifdef vector_shrunk_to_fit // clang: function 'shrink_to_fit.*'raw_spinlock_held' is held
IN_RAW(numbers, use(it.shrink_to_fit()))
#endif

#ifdef vector_pushed_by_moving // clang: function 'push_back.*'raw_spinlock_held' is held
IN_RAW(owners, use(it.push_back(nullptr)))
#endif

#ifdef elements_popped // clang: function 'pop_back.*'raw_spinlock_held' is held
IN_RAW(owners, it.pop_back())
#endif

#ifdef elements_erased // clang: function 'erase.*'raw_spinlock_held' is held
IN_RAW(owners, it.erase(0))
#endif

#ifdef elements_erased_if // clang: function 'erase_if.*'raw_spinlock_held' is held
IN_RAW(owners, use(it.erase_if([](const auto &p) { return !p; })))
#endif

#ifdef elements_truncated // clang: function 'truncate.*'raw_spinlock_held' is held
IN_RAW(owners, it.truncate(0))
#endif

#ifdef elements_cleared // clang: function 'clear.*'raw_spinlock_held' is held
IN_RAW(owners, it.clear())
#endif

#ifdef elements_drained // clang: function 'drain.*'raw_spinlock_held' is held
IN_RAW(owners, it.drain([](auto &&) {}))
#endif

#ifdef pages_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(kpages, it = std::move(other))
#endif

#ifdef pages_ended // clang: function '~kpages.*'raw_spinlock_held' is held
IN_RAW(kpages, const kpages gone(std::move(it)))
#endif

#ifdef pages_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(kpages, it.reset())
#endif

#ifdef pages_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(kpages, use(kpages::make(gfp::atomic)))
#endif

#ifdef page_array_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(kpage_array, it = std::move(other))
#endif

#ifdef page_array_ended // clang: function '~basic_kpage_array.*'raw_spinlock_held' is held
IN_RAW(kpage_array, const kpage_array gone(std::move(it)))
#endif

#ifdef page_array_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(kpage_array, it.reset())
#endif

#ifdef page_array_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(kpage_array, use(kpage_array::make(gfp::kernel, 4)))
#endif

#ifdef page_array_made_in_part // clang: function 'make_some.*'raw_spinlock_held' is held
IN_RAW(kpage_array, use(kpage_array::make_some(gfp::kernel, 4)))
#endif

#ifdef published_replaced // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(published, it = nullptr)
#endif

#ifdef published_ended // clang: function '~rcu_pointer.*'raw_spinlock_held' is held
IN_RAW(published, it.~published())
#endif

#ifdef user_pages_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(user_pages, it = std::move(other))
#endif

#ifdef user_pages_ended // clang: function '~basic_user_pages.*'raw_spinlock_held' is held
IN_RAW(user_pages, const user_pages gone(std::move(it)))
#endif

#ifdef user_pages_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(user_pages, it.reset())
#endif

#ifdef user_pinned // clang: function 'pin.*'raw_spinlock_held' is held
IN_RAW(user_pages, use(it.pin(writable(0), 4)))
#endif

#ifdef user_pinned_in_part // clang: function 'pin_some.*'raw_spinlock_held' is held
IN_RAW(user_pages, use(it.pin_some(writable(0), 4)))
#endif

#ifdef user_read // clang: function 'read.*'raw_spinlock_held' is held
IN_RAW(u32, use(writable(0).read(it)))
#endif

#ifdef user_written // clang: function 'write.*'raw_spinlock_held' is held
IN_RAW(u32, use(writable(0).write(it)))
#endif

#ifdef user_read_versioned // clang: function 'read_versioned.*'raw_spinlock_held' is held
IN_RAW(u32, use(writable(0).read_versioned(it, 4)))
#endif

#ifdef reader_reads // clang: function 'read.*'raw_spinlock_held' is held
IN_RAW(user_reader, u32 to = 0; use(it.read(to)))
#endif

#ifdef reader_fills_a_span // clang: function 'read.*'raw_spinlock_held' is held
IN_RAW(user_reader, use(it.read(kspan<u8>())))
#endif

#ifdef reader_reads_some // clang: function 'read_some.*'raw_spinlock_held' is held
IN_RAW(user_reader, use(it.read_some({})))
#endif

#ifdef reader_makes_a_buffer // clang: function 'read_all.*'raw_spinlock_held' is held
IN_RAW(user_reader, bytes to; use(it.read_all(to)))
#endif

#ifdef reader_makes_a_text // clang: function 'read_text.*'raw_spinlock_held' is held
IN_RAW(user_reader, kstring to; use(it.read_text(to)))
#endif

#ifdef writer_writes // clang: function 'write.*'raw_spinlock_held' is held
IN_RAW(user_writer, use(it.write(1U)))
#endif

#ifdef writer_writes_a_span // clang: function 'write.*'raw_spinlock_held' is held
IN_RAW(user_writer, use(it.write(kspan<const u8>())))
#endif

#ifdef writer_writes_some // clang: function 'write_some.*'raw_spinlock_held' is held
IN_RAW(user_writer, use(it.write_some({})))
#endif

#ifdef user_memory_ends // clang: function '~basic_user_mapped.*'raw_spinlock_held' is held
IN_RAW(user_mapped<user_table>, const user_mapped<user_table> gone(std::move(it)))
#endif

#ifdef user_memory_assigned // clang: function 'operator=.*'raw_spinlock_held' is held
IN_RAW(user_mapped<user_table>, it = std::move(other))
#endif

#ifdef user_memory_reset // clang: function 'reset.*'raw_spinlock_held' is held
IN_RAW(user_mapped<user_table>, it.reset())
#endif

#ifdef device_handle_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(device_handle, use(device_handle::make(dev, 100, gfp::atomic)))
#endif

#ifdef bound_made // clang: function 'make.*'raw_spinlock_held' is held
IN_RAW(handle, use(handle::make(dev, kunique_ptr<point>())))
#endif
