/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What happens to an index past the end, in kspan and kbuffer alike.
 *
 * A constant index into a buffer whose size is part of its type: the build fails.
 * Else the access is diverted to a zeroed scratch element, so that no memory is read
 * or written that is not the buffer's, and the kernel warns once, with a stack trace.
 * A driver's bug must not take the machine down, nor go unnoticed; panic_on_warn makes
 * it stop.
 *
 * Cost: one compare and one branch that is predicted right; none where the compiler
 * sees that the index fits: in range-for, in a loop up to size(), or up to the n that the
 * buffer was made with in the same function (or resized to, if that is a constant). Behind
 * a reference and in a class, pointer and size are read again after each store, as C reads
 * them through a pointer: there write range-for, or take a span() out of the loop.
 */
#ifndef KALLOC_BOUNDS_H
#define KALLOC_BOUNDS_H

#include <kalloc/binding/functions.h>
#include <kalloc/owner/borrowed.h>
#include <kalloc/types.h>
#include <type_traits>

namespace kalloc {

/*
 * Refuses a constant range past the end of a static extent. Not of a run-time size: on
 * the path of a failed allocation that is a constant 0. clang asks in the front end,
 * which knows the caller's line; g++ has no such attribute and asks when optimising.
 */
#ifdef __clang__
#define KALLOC_REFUSE_RANGE(first, count, extent)                                      \
	__attribute__((diagnose_if((count) > (extent) || (first) > (extent) - (count), \
				   "kalloc: this index is past the end of the buffer", "error")))
template <size_t Extent>
[[gnu::always_inline]] inline void refuse_range(size_t, size_t)
{
}
#else
#define KALLOC_REFUSE_RANGE(first, count, extent)
[[gnu::error("kalloc: this index is past the end of the buffer")]] void index_past_the_end();
template <size_t Extent>
[[gnu::always_inline]] inline void refuse_range(size_t first, size_t count)
{
	if (__builtin_constant_p(first) && __builtin_constant_p(count) &&
	    (count > Extent || first > Extent - count))
		index_past_the_end();
}
#endif

/*
 * Refuses a constant index past the end of memory that was allocated in the same function, with
 * a constant size: as C's FORTIFY does, and as late, when the compiler has optimised.
 */
[[gnu::error("kalloc: this index is past the end of the array")]] void index_past_the_array();
template <class T>
[[gnu::always_inline]] inline void refuse_past_array(const T *p, size_t index)
{
	if (__builtin_constant_p(index) && __builtin_object_size(p, 0) / sizeof(T) <= index)
		index_past_the_array();
}

/*
 * Out of line and cold: the caller pays for a branch only. Returns where element 0 would be, so
 * that the caller goes on with what it would have done, by the index that it has in a register.
 */
[[gnu::noinline, gnu::cold]] inline void *scratch_for(void *scratch, size_t bytes, size_t index,
						      size_t size)
{
	binding::kalloc_warn_out_of_range(index, 1, size);
	/* the last stray write must not be read back */
	__builtin_memset(scratch, 0, bytes);
	/* not known to the caller, who else, its own being pure, would not call */
	asm("" : "+r"(scratch));
	return static_cast<u8 *>(scratch) - index * bytes;
}

/*
 * For a T. pure, which is not the whole truth: what it writes nobody else reads, and so the caller
 * may keep what it has read.
 */
template <class T>
[[gnu::noinline, gnu::cold, gnu::pure]] T *out_of_range(size_t index, size_t size)
{
	alignas(T) static constinit u8 scratch[sizeof(T)] = {};

	return static_cast<T *>(scratch_for(scratch, sizeof(scratch), index, size));
}

/* data[index] if index < range.size(); both count elements. */
template <class T, class Range>
[[gnu::always_inline]] inline T &checked(T *data, size_t index, const Range &range)
{
#ifdef __clang_analyzer__
	/* an index into what may be empty is refused (check_source.sh) */
	if constexpr (!std::is_trivially_destructible_v<T>)
		return *lent(data + index);
	return data[index];
#endif
	if (index >= range.size()) [[unlikely]]
		data = out_of_range<T>(index, range.size());
	return data[index];
}

} // namespace kalloc

#endif
