/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Results that nobody looks at, function by function; promises.py counts them. */
#include "refused.h"

#include "members.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using vector = kvector<u32>;
using owners = kvector<kunique_ptr<point>>;
using batch = kbulk<point, 4>;
using tx = dma_mapping<to_device, bytes>;
using rx = dma_mapping<from_device, bytes>;
using coherent = kbuffer<dma_coherent<gfp::kernel>, u32>;

struct ones {
	const u32 *begin() const;
	const u32 *end() const;
};

/* drops what a function of Type returns, and returns it */
#define OF_TWO(Type, Other, ...)                                         \
	auto f([[maybe_unused]] Type &it, [[maybe_unused]] Other &other, \
	       [[maybe_unused]] device *dev)                             \
	{                                                                \
		PICK(__VA_ARGS__; return 0;)(return __VA_ARGS__;)        \
	}
#define OF(Type, ...) OF_TWO(Type, device, __VA_ARGS__)
/* drops an owner that a function returns */
template <class T>
T made();
#define RETURNED(...)                                       \
	void f()                                            \
	{                                                   \
		PICK()(const auto kept =) made<__VA_ARGS__>(); \
	}
#define FROM(Family, ...)                                                   \
	auto f(Family &it, [[maybe_unused]] void *p, u32 mask, size_t n,    \
	       std::type_identity<u32> of, [[maybe_unused]] call_site site) \
	{                                                                   \
		PICK(__VA_ARGS__; return 0;)(return __VA_ARGS__;)           \
	}

#ifdef vector_emplaced // kalloc: memory may have run out, the vector is as it was
OF(vector, it.emplace_back(1U))
#endif

#ifdef vector_pushed // kalloc: memory may have run out, the vector is as it was
OF(vector, it.push_back(1U))
#endif

#ifdef vector_pushed_by_moving // kalloc: memory may have run out, the vector is as it was
OF_TWO(owners, kunique_ptr<point>, it.push_back(std::move(other)))
#endif

#ifdef vector_inserted // kalloc: memory may have run out, the vector is as it was
OF(vector, it.insert(0, 1U))
#endif

#ifdef vector_span_appended // kalloc: memory may have run out, the vector is as it was
OF_TWO(vector, kspan<const u32>, it.append(other))
#endif

#ifdef vector_list_appended // kalloc: memory may have run out, the vector is as it was
OF(vector, it.append({1U, 2U}))
#endif

#ifdef vector_range_appended // kalloc: memory may have run out, the vector is as it was
OF_TWO(vector, const ones, it.append_range(other))
#endif

#ifdef vector_resized // kalloc: memory may have run out, the vector is as it was
OF(vector, it.resize(4))
#endif

#ifdef vector_resized_with_a_value // kalloc: memory may have run out, the vector is as it was
OF(vector, it.resize(4, 1U))
#endif

#ifdef vector_reserved // kalloc: memory may have run out, the vector is as it was
OF(vector, it.reserve(4))
#endif

#ifdef vector_reserved_on_a_node // kalloc: memory may have run out, the vector is as it was
OF(vector, it.reserve(4, gfp::on_node(0)))
#endif

#ifdef vector_shrunk // kalloc: memory may have run out, the vector is as it was
OF(vector, it.shrink_to(4))
#endif

#ifdef vector_shrunk_to_fit // kalloc: memory may have run out, the vector is as it was
OF(vector, it.shrink_to_fit())
#endif

#ifdef emplaced_in_place // kalloc: the vector may be full; check it
OF(kfixed_vector<u32>, it.try_emplace_back(1U))
#endif

#ifdef pushed_by_moving // kalloc: the vector may be full; check it
OF_TWO(kfixed_vector<kunique_ptr<point>>, kunique_ptr<point>, it.try_push_back(std::move(other)))
#endif

#ifdef inserted_in_place // kalloc: the vector may be full; check it
OF(kfixed_vector<u32>, it.try_insert(0, 1U))
#endif

#ifdef text_appended // kalloc: memory may have run out, the text is as it was; check it
OF(kstring, it.append("a"))
#endif

#ifdef text_appended_by_format // kalloc: memory may have run out, the text is as it was; check it
OF(kstring, it.append_format("%d", 1))
#endif

#ifdef text_reserved // kalloc: memory may have run out, the text is as it was; check it
OF(kstring, it.reserve(4))
#endif

#ifdef whole_block_of_pages // kalloc: an owner that nobody keeps frees at once
RETURNED(kpages)
#endif

#ifdef whole_page_array // kalloc: an owner that nobody keeps frees at once
RETURNED(kpage_array)
#endif

#ifdef whole_pinned_pages // kalloc: an owner that nobody keeps frees at once
RETURNED(user_pages)
#endif

#ifdef whole_mempool // kalloc: an owner that nobody keeps frees at once
RETURNED(kmempool<point>)
#endif

#ifdef whole_bulk // kalloc: an owner that nobody keeps frees at once
RETURNED(batch)
#endif

#ifdef whole_cache // kalloc: an owner that nobody keeps frees at once
RETURNED(kcache<point>)
#endif

#ifdef whole_array // kalloc: an owner that nobody keeps frees at once
RETURNED(kunique_ptr<u32[]>)
#endif

#ifdef whole_text // kalloc: an owner that nobody keeps frees at once
RETURNED(kstring)
#endif

#ifdef whole_list // kalloc: an owner that nobody keeps frees at once
RETURNED(job_list)
#endif

#ifdef whole_shared_object // kalloc: an owner that nobody keeps frees at once
RETURNED(shared)
#endif

#ifdef whole_object // kalloc: an owner that nobody keeps frees at once
RETURNED(kunique_ptr<point>)
#endif

#ifdef whole_buffer // kalloc: an owner that nobody keeps frees at once
RETURNED(bytes)
#endif

#ifdef whole_fixed_vector // kalloc: an owner that nobody keeps frees at once
RETURNED(kfixed_vector<u32>)
#endif

#ifdef whole_flexible // kalloc: an owner that nobody keeps frees at once
RETURNED(flex)
#endif

#ifdef whole_percpu // kalloc: an owner that nobody keeps frees at once
RETURNED(kpercpu<u64>)
#endif

#ifdef whole_what_is_never_empty // kalloc: an owner that nobody keeps frees at once
RETURNED(never_empty<kunique_ptr<point>>)
#endif

#ifdef whole_vector // kalloc: an owner that nobody keeps frees at once
RETURNED(vector)
#endif

#ifdef whole_shared_memory // kalloc: an owner that nobody keeps frees at once
RETURNED(dma_shared<coherent>)
#endif

#ifdef whole_pool // kalloc: an owner that nobody keeps frees at once
RETURNED(dma_pool<point>)
#endif

#ifdef whole_ring // kalloc: an owner that nobody keeps frees at once
RETURNED(slots)
#endif

#ifdef whole_handle // kalloc: an owner that nobody keeps frees at once
RETURNED(dma_handle<>)
#endif

#ifdef whole_allocated // kalloc: an owner that nobody keeps frees at once
RETURNED(dma_noncoherent<to_device, u32>)
#endif

#ifdef whole_mapping // kalloc: an owner that nobody keeps frees at once
RETURNED(tx)
#endif

#ifdef last_of_a_list // kalloc: an owner that nobody keeps frees at once
OF(job_list, it.take_back())
#endif

#ifdef one_of_a_list // kalloc: an owner that nobody keeps frees at once
OF_TWO(job_list, job, it.take(other))
#endif

#ifdef last_of_a_bulk // kalloc: an owner that nobody keeps frees at once
OF(batch, it.take_back())
#endif

#ifdef last_of_a_page_array // kalloc: an owner that nobody keeps frees at once
OF(kpage_array, it.take_back())
#endif

#ifdef array_released // kalloc: nobody would free this
OF(kunique_ptr<u32[]>, it.release())
#endif

#ifdef cache_released // kalloc: nobody would free this
OF(kcache<point>, it.release())
#endif

#ifdef percpu_released // kalloc: nobody would free this
OF(kpercpu<u64>, it.release())
#endif

#ifdef handle_released // kalloc: nobody would free this
OF(kbound<point>, it.release())
#endif

#ifdef mapped_released // kalloc: nobody would free this
OF(user_mapped<kpage_array>, it.release())
#endif

#ifdef shared_owner_given // kalloc: null if memory ran out, and the owner still has it; test it
OF(shared, give_to(dev, std::move(it)))
#endif

#ifdef buffer_given // kalloc: null if memory ran out, and the owner still has it; test it
OF(bytes, give_to(dev, std::move(it)))
#endif

#ifdef user_written // kalloc: user memory may not be there; check it
OF(user_ptr<u32>, it.write(1U))
#endif

#ifdef user_read_versioned // kalloc: user memory may not be there; check it
OF_TWO(user_ptr<u32>, u32, it.read_versioned(other, 4))
#endif

#ifdef user_pinned_in_part // kalloc: user memory may not be there; check it
OF_TWO(user_pages, user_ptr<void>, it.pin_some(other, 100))
#endif

#ifdef reader_reads // kalloc: user memory may not be there; check it
OF_TWO(user_reader, u32, it.read(other))
#endif

#ifdef reader_fills_a_span // kalloc: user memory may not be there; check it
OF_TWO(user_reader, kspan<u8>, it.read(other))
#endif

#ifdef reader_makes_a_buffer // kalloc: user memory may not be there; check it
OF_TWO(user_reader, bytes, it.read_all(other))
#endif

#ifdef reader_makes_a_text // kalloc: user memory may not be there; check it
OF_TWO(user_reader, kstring, it.read_text(other))
#endif

#ifdef writer_writes // kalloc: user memory may not be there; check it
OF(user_writer, it.write(1U))
#endif

#ifdef writer_writes_a_span // kalloc: user memory may not be there; check it
OF_TWO(user_writer, kspan<const u8>, it.write(other))
#endif

#ifdef reader_reads_some // kalloc: it may have been less, or none; look at how much
OF_TWO(user_reader, kspan<u8>, it.read_some(other))
#endif

#ifdef writer_writes_some // kalloc: it may have been less, or none; look at how much
OF_TWO(user_writer, kspan<const u8>, it.write_some(other))
#endif

#ifdef reserve_refilled_of_a_cache // ignoring return value of
OF_TWO(kreserve<point>, const kcache<point>, it.refill(other, gfp::kernel, 4))
#endif

#ifdef read_at_once // ignoring return value of
OF(const u32, read_once(it))
#endif

#ifdef view_read // ignoring return value of
OF(dma_view<u32>, it.read())
#endif

#ifdef view_read_first // ignoring return value of
OF(dma_view<u32>, it.read_first())
#endif

#ifdef kmalloc_allocated // ignoring return value of
FROM(kmalloc_family, it.allocate(mask, n, of))
#endif

#ifdef kvmalloc_allocated // ignoring return value of
FROM(kvmalloc_family, it.allocate(mask, n, of))
#endif

#ifdef vmalloc_allocated // ignoring return value of
FROM(vmalloc_family, it.allocate(mask, n, of))
#endif

#ifdef pages_allocated // ignoring return value of
FROM(pages_family, it.allocate(mask, n, of))
#endif

#ifdef cache_allocated // ignoring return value of
FROM(cache_family, it.allocate(mask, n, of))
#endif

#ifdef source_allocated // ignoring return value of
FROM(const cache_source, it.allocate(mask, n, of))
#endif

#ifdef mempool_allocated // ignoring return value of
FROM(const mempool_family, it.allocate(mask, n, of))
#endif

#ifdef dma_allocated // ignoring return value of
FROM(dma_family, it.allocate(mask, n, of))
#endif

#ifdef dma_pool_allocated // ignoring return value of
FROM(dma_pool_family, it.allocate(mask, n, of))
#endif

#ifdef family_allocated // ignoring return value of
FROM(kmalloc_family, allocate(it, mask, n, of, site))
#endif

#ifdef kmalloc_allocated_on_a_node // ignoring return value of
FROM(kmalloc_family, it.allocate_on(0, mask, n, of))
#endif

#ifdef kvmalloc_allocated_on_a_node // ignoring return value of
FROM(kvmalloc_family, it.allocate_on(0, mask, n, of))
#endif

#ifdef sensitive_allocated_on_a_node // ignoring return value of
FROM(sensitive_family<>, it.allocate_on(0, mask, n, of))
#endif

#ifdef source_allocated_on_a_node // ignoring return value of
FROM(const cache_source, it.allocate_on(0, mask, n, of))
#endif

#ifdef kmalloc_reallocated // ignoring return value of
FROM(kmalloc_family, it.reallocate(p, mask, n, of))
#endif

#ifdef reallocated_in_place // ignoring return value of
FROM(kmalloc_family, reallocate(it, p, 4, mask, n, of, site))
#endif

#ifdef reallocated_by_copying // ignoring return value of
FROM(pages_family, reallocate(it, p, 4, mask, n, of, site))
#endif

#ifdef second_spin_try_guard // kalloc: a guard without a name ends at once
void f(spinlock &lock, const spin_guard &outer)
{
	PICK(spin_try_guard{lock, outer};)(const spin_try_guard guard(lock, outer);)
}
#endif

#ifdef bound_by_c_s_handle // kalloc: a guard without a name ends at once
void f(kalloc_bound *p)
{
	PICK(while_bound<point>{p};)(const while_bound<point> guard(p);)
}
#endif

#ifdef access_to_a_part // kalloc: a guard without a name ends at once
void f(rx &m)
{
	PICK(cpu_access<from_device, bytes>{m, 0, 4};)(const cpu_access guard(m, 0, 4);)
}
#endif

#ifdef refill // kalloc: a guard without a name ends at once
void f(tx &m)
{
	PICK(cpu_refill<to_device, bytes>{m};)(const cpu_refill guard(m);)
}
#endif

#ifdef refill_of_a_part // kalloc: a guard without a name ends at once
void f(tx &m)
{
	PICK(cpu_refill<to_device, bytes>{m, 0, 4};)(const cpu_refill guard(m, 0, 4);)
}
#endif

#ifdef scope_of_allocations // kalloc: a guard without a name ends at once
void f()
{
	PICK(memalloc_noio_scope();)(const memalloc_noio_scope scope;)
}
#endif
