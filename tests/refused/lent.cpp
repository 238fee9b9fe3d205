/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What owners and scopes lend, member by member, returned from where they end. */
#include "refused.h"

#include "members.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using ring = kbuffer<dma_coherent<gfp::kernel>, u32>;
using whole = kbuffer<whole_pages<gfp::kernel>>;
using object = kunique_ptr<point>;
using device_object = kunique_ptr<point, dma_family>;
using words = kunique_ptr<u32[]>;
using numbers = kvector<u32>;
using batch = kbulk<point, 4>;
using percpu = kpercpu<u64>;
using view = page_access<u8>;
using const_view = page_access<const u8>;
using rx = dma_mapping<bidirectional, object>;
using pieces = dma_sg_mapping<to_device, kbuffer<virtually_contiguous<gfp::kernel>>>;
using access = decltype(cpu_access(std::declval<rx &>()));
using bound = while_bound<point>;

/* what `it` lends; in the twin it stays */
#define LENT_AS(returns, Type, lent, ...)                                    \
	returns f([[maybe_unused]] Type &kept, [[maybe_unused]] kpages &pages, \
		  [[maybe_unused]] rx &mapping, [[maybe_unused]] const kbound<point> &handle) \
	{                                                                    \
		Type PICK(it{__VA_ARGS__};)(&it = kept;)                     \
		return lent;                                                 \
	}
#define LENT(Type, ...) LENT_AS(decltype(auto), Type, __VA_ARGS__)

#ifdef data_of_a_buffer // clang: stack memory
LENT(bytes, it.data())
#endif

#ifdef data_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.data())
#endif

#ifdef element_of_a_buffer // clang: stack memory
LENT(bytes, it[0])
#endif

#ifdef element_of_a_const_buffer // clang: stack memory
LENT(const bytes, it[0])
#endif

#ifdef front_of_a_buffer // clang: stack memory
LENT(bytes, it.front())
#endif

#ifdef front_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.front())
#endif

#ifdef back_of_a_buffer // clang: stack memory
LENT(bytes, it.back())
#endif

#ifdef back_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.back())
#endif

#ifdef begin_of_a_buffer // clang: stack memory
LENT(bytes, it.begin())
#endif

#ifdef begin_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.begin())
#endif

#ifdef end_of_a_buffer // clang: stack memory
LENT(bytes, it.end())
#endif

#ifdef end_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.end())
#endif

#ifdef span_of_a_buffer // clang: stack memory
LENT(bytes, it.span())
#endif

#ifdef span_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.span())
#endif

#ifdef subspan_of_a_buffer // clang: stack memory
LENT(bytes, it.subspan(0, 1))
#endif

#ifdef subspan_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.subspan(0, 1))
#endif

#ifdef rest_of_a_buffer // clang: stack memory
LENT(bytes, it.subspan(1))
#endif

#ifdef rest_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.subspan(1))
#endif

#ifdef first_of_a_buffer // clang: stack memory
LENT(bytes, it.first(1))
#endif

#ifdef first_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.first(1))
#endif

#ifdef last_of_a_buffer // clang: stack memory
LENT(bytes, it.last(1))
#endif

#ifdef last_of_a_const_buffer // clang: stack memory
LENT(const bytes, it.last(1))
#endif

#ifdef buffer_as_a_span // clang: stack memory
LENT_AS(kspan<u8>, bytes, it)
#endif

#ifdef buffer_as_a_span_of_const // clang: stack memory
LENT_AS(kspan<const u8>, const bytes, it)
#endif

#ifdef range_of_a_buffer // clang: stack memory
LENT(const dma_shared<ring>, it.dma())
#endif

#ifdef part_of_the_range_of_a_buffer // clang: stack memory
LENT(const dma_shared<ring>, it.dma(0, 1))
#endif

#ifdef range_of_user_memory // clang: stack memory
LENT(const user_mapped<ring>, it.dma())
#endif

#ifdef part_of_the_range_of_user_memory // clang: stack memory
LENT(const user_mapped<ring>, it.dma(0, 1))
#endif

#ifdef element_of_user_memory // clang: stack memory
LENT(const user_mapped<ring>, it.at(0))
#endif

#ifdef page_of_a_buffer // clang: stack memory
LENT(const whole, page_of(it))
#endif

#ifdef get_of_an_owner // clang: stack memory
LENT(object, it.get())
#endif

#ifdef get_of_a_shared_owner // clang: stack memory
LENT(shared, it.get())
#endif

#ifdef get_of_a_header // clang: stack memory
LENT(flex, it.get())
#endif

#ifdef get_of_a_const_header // clang: stack memory
LENT(const flex, it.get())
#endif

#ifdef object_of_an_owner // clang: stack memory
LENT(object, *it)
#endif

#ifdef object_of_a_shared_owner // clang: stack memory
LENT(shared, *it)
#endif

#ifdef object_of_a_header // clang: stack memory
LENT(flex, *it)
#endif

#ifdef object_of_a_const_header // clang: stack memory
LENT(const flex, *it)
#endif

#ifdef arrow_of_an_owner // clang: stack memory
LENT(object, it.operator->())
#endif

#ifdef arrow_of_a_shared_owner // clang: stack memory
LENT(shared, it.operator->())
#endif

#ifdef arrow_of_a_header // clang: stack memory
LENT(flex, it.operator->())
#endif

#ifdef arrow_of_a_const_header // clang: stack memory
LENT(const flex, it.operator->())
#endif

#ifdef range_of_an_owner // clang: stack memory
LENT(dma_shared<device_object>, it.dma())
#endif

#ifdef get_of_an_array // clang: stack memory
LENT(words, it.get())
#endif

#ifdef element_of_an_array // clang: stack memory
LENT(words, it[0])
#endif

#ifdef room_of_a_vector // clang: stack memory
LENT(numbers, it.spare())
#endif

#ifdef c_str_of_a_string // clang: stack memory
LENT(kstring, it.c_str())
#endif

#ifdef char_of_a_string // clang: stack memory
LENT(kstring, it[0])
#endif

#ifdef span_of_a_string // clang: stack memory
LENT(kstring, it.span())
#endif

#ifdef text_of_a_string // clang: stack memory
LENT_AS(ktext, kstring, it)
#endif

#ifdef text_of_a_buffer // clang: stack memory
LENT_AS(ktext, kvector<char>, it)
#endif

#ifdef first_of_a_list // clang: stack memory
LENT(job_list, it.first())
#endif

#ifdef last_of_a_list // clang: stack memory
LENT(job_list, it.last())
#endif

#ifdef begin_of_a_list // clang: stack memory
LENT(job_list, it.begin())
#endif

#ifdef end_of_a_list // clang: stack memory
LENT(job_list, it.end())
#endif

#ifdef head_of_a_list // clang: stack memory
LENT(job_list, it.get())
#endif

#ifdef begin_of_a_const_list // clang: stack memory
LENT(const job_list, it.begin())
#endif

#ifdef end_of_a_const_list // clang: stack memory
LENT(const job_list, it.end())
#endif

#ifdef element_of_a_bulk // clang: stack memory
LENT(batch, it[0])
#endif

#ifdef begin_of_a_bulk // clang: stack memory
LENT(batch, it.begin())
#endif

#ifdef end_of_a_bulk // clang: stack memory
LENT(batch, it.end())
#endif

#ifdef cache_lent // clang: stack memory
LENT(kcache<point>, it.get())
#endif

#ifdef percpu_memory // clang: stack memory
LENT(percpu, it.get())
#endif

#ifdef on_of_percpu // clang: stack memory
LENT(percpu, it.on(0))
#endif

#ifdef on_of_const_percpu // clang: stack memory
LENT(const percpu, it.on(0))
#endif

#ifdef begin_of_percpu // clang: stack memory
LENT(percpu, it.begin())
#endif

#ifdef begin_of_const_percpu // clang: stack memory
LENT(const percpu, it.begin())
#endif

#ifdef end_of_percpu // clang: stack memory
LENT(percpu, it.end())
#endif

#ifdef end_of_const_percpu // clang: stack memory
LENT(const percpu, it.end())
#endif

#ifdef page_lent // clang: stack memory
LENT(kpages, it.get())
#endif

#ifdef page_of_an_array // clang: stack memory
LENT(kpage_array, it[0])
#endif

#ifdef pages_of_an_array // clang: stack memory
LENT(kpage_array, it.pages())
#endif

#ifdef pages_of_a_user // clang: stack memory
LENT(user_pages, it.pages())
#endif

#ifdef element_of_a_page // clang: stack memory
LENT(const view, it[0], pages)
#endif

#ifdef element_of_a_mapping // clang: stack memory
LENT(const access, it[0], mapping)
#endif

#ifdef begin_of_a_page // clang: stack memory
LENT(const view, it.begin(), pages)
#endif

#ifdef begin_of_a_mapping // clang: stack memory
LENT(const access, it.begin(), mapping)
#endif

#ifdef end_of_a_page // clang: stack memory
LENT(const view, it.end(), pages)
#endif

#ifdef end_of_a_mapping // clang: stack memory
LENT(const access, it.end(), mapping)
#endif

#ifdef span_of_a_page // clang: stack memory
LENT(const view, it.span(), pages)
#endif

#ifdef span_of_a_mapping // clang: stack memory
LENT(const access, it.span(), mapping)
#endif

#ifdef page_as_a_span // clang: stack memory
LENT_AS(kspan<u8>, const view, it, pages)
#endif

#ifdef page_as_a_span_of_const // clang: stack memory
LENT_AS(kspan<const u8>, const view, it, pages)
#endif

#ifdef mapping_as_a_span // clang: stack memory
LENT_AS(kspan<point>, const access, it, mapping)
#endif

#ifdef mapped_object // clang: stack memory
LENT(const access, *it, mapping)
#endif

#ifdef mapped_arrow // clang: stack memory
LENT(const access, it.operator->(), mapping)
#endif

#ifdef range_of_a_mapping // clang: stack memory
LENT(const rx, it.dma())
#endif

#ifdef part_of_the_range_of_a_mapping // clang: stack memory
LENT(const rx, it.dma(0, 1))
#endif

#ifdef ranges_of_a_mapping // clang: stack memory
LENT(const pieces, it.dma_ranges())
#endif

#ifdef range_of_a_ring // clang: stack memory
LENT(const slots, it.dma())
#endif

#ifdef bound_object // clang: stack memory
LENT(const bound, *it, handle)
#endif

#ifdef bound_arrow // clang: stack memory
LENT(const bound, it.operator->(), handle)
#endif

#ifdef percpu_within_a_guard // clang: stack memory
const u64 &f([[maybe_unused]] const kpercpu<u64> &kept, const preempt_guard &guard)
{
	const percpu PICK(it{})(&it = kept);
	return it.here(guard);
}
#endif

#ifdef own_percpu_within_a_guard // clang: stack memory
u64 &f([[maybe_unused]] kpercpu<u64> &kept, const preempt_guard &guard)
{
	percpu PICK(it{})(&it = kept);
	return it.here(guard);
}
#endif

#ifdef own_percpu_over_its_guard // clang: stack memory
u64 &f(kpercpu<u64> &it, [[maybe_unused]] const preempt_guard &kept)
{
	const preempt_guard PICK(guard{})(&guard = kept);
	return it.here(guard);
}
#endif

#ifdef span_of_a_pointer // clang: stack memory
kspan<u8> f([[maybe_unused]] u8 &kept)
{
	u8 PICK(it{})(&it = kept);
	return {&it, 1};
}
#endif

#ifdef span_of_an_array // clang: stack memory
kspan<u8> f([[maybe_unused]] u8 (&kept)[4])
{
	u8 PICK(it[4]{})((&it)[4] = kept);
	return it;
}
#endif

#ifdef span_of_a_span // clang: stack memory
kspan<const u8> f([[maybe_unused]] bytes &kept)
{
	bytes PICK(it{})(&it = kept);
	return kspan<const u8>(it.span());
}
#endif

#ifdef text_of_an_array // clang: stack memory
ktext f([[maybe_unused]] char (&kept)[4])
{
	char PICK(it[4]{})((&it)[4] = kept);
	return it;
}
#endif

#ifdef text_in_an_array // clang: stack memory
kspan<const char> f([[maybe_unused]] char (&kept)[4])
{
	char PICK(it[4]{})((&it)[4] = kept);
	return text_in(it);
}
#endif

#ifdef terminated_array // clang: stack memory
ktext f([[maybe_unused]] char (&kept)[4])
{
	char PICK(it[4]{})((&it)[4] = kept);
	return terminated(it);
}
#endif
