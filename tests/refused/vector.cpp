/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kvector and kfixed_vector. */
#include "refused.h"

struct immovable {
	explicit immovable(u32);
	immovable(const immovable &) = delete;
	u32 x;
};

#ifdef copied // kalloc: one owner; std::move\(\) it
void f(kvector<u32> &v)
{
	auto w = PICK(v)(std::move(v));
}
#endif

#ifdef copy_assigned // kalloc: one owner; std::move\(\) it
void f(kvector<u32> &v, kvector<u32> &w)
{
	v = PICK(w)(std::move(w));
}
#endif

#ifdef fixed_copied // kalloc: one owner; std::move\(\) it
void f(kfixed_vector<u32> &v)
{
	auto w = PICK(v)(std::move(v));
}
#endif

#ifdef fixed_copy_assigned // kalloc: one owner; std::move\(\) it
void f(kfixed_vector<u32> &v, kfixed_vector<u32> &w)
{
	v = PICK(w)(std::move(w));
}
#endif

#ifdef element_that_must_not_move // kalloc: elements move when a vector grows
int f(kvector<PICK(immovable)(kunique_ptr<immovable>)> &v)
{
	return v.reserve(4);
}
#endif

#ifdef element_const // kalloc: a vector has elements that can be moved and assigned
kvector<PICK(const u32)(u32)> v;
#endif

#ifdef for_a_device // kalloc: a device does not expect its memory to move or to change its size
PICK(kvector)(kbuffer)<PICK(u32, dma_coherent<gfp::kernel>)(dma_coherent<gfp::kernel>, u32)> v;
#endif

#ifdef made_of_a_size // kalloc: a vector begins empty; reserve\(n\)
void f(size_t n)
{
	auto v = kvector<u32> PICK(::make(n))(());
	use(v);
	use(n);
}
#endif

#ifdef tested_as_an_owner // kalloc: it may lack memory; empty\(\) asks for elements
bool f(const kvector<u32> &v)
{
	return PICK(!v)(v.empty());
}
#endif

#ifdef growth_unchecked // kalloc: memory may have run out, the vector is as it was
void f(kvector<u32> &v)
{
	PICK()(const int err =) v.push_back(1);
	PICK()(use(err);)
}
#endif

#ifdef room_unchecked // kalloc: the vector may be full; check it
int f(kfixed_vector<u32> &v)
{
	PICK()(return) v.try_push_back(1);
	PICK(return 0;)()
}
#endif

#ifdef parts_dropped // kalloc: nobody would free this
void f(kvector<u32> &v)
{
	v.PICK(release)(reset)();
}
#endif

#ifdef vector_made_of_temporary // kalloc: an owner that nobody keeps frees at once
void f()
{
	PICK()(auto v =) kfixed_vector<u32>::make(4);
	PICK()(use(v);)
}
#endif

#ifdef buffer_of_sized_family // kalloc: this family frees by size, and a buffer would not know
struct sized : kmalloc_family {
	static void free(void *, size_t);
};
struct sized_policy {
	static constexpr auto gfp = kalloc::gfp::kernel;

	template <size_t>
	static consteval auto choose()
	{
		return sized{};
	}
};
auto f(kvector<u32, PICK(sized_policy)(contiguous<gfp::kernel>)> &v)
{
	return v.into_buffer();
}
#endif

#ifdef grows_under_a_lock // clang: spinlock_held
int f(kvector<u32> &v, spinlock &lock)
{
	const spin_guard guard(lock);

	return v.PICK(push_back)(try_push_back)(1);
}
#endif

#ifdef taken_ends_under_a_lock // clang: cannot call function '~taken.*' while .*'spinlock_held' is held
using blocks = kvector<kbuffer<PICK(virtually_contiguous)(contiguous)<gfp::kernel>>>;
void f(blocks &v, spinlock &lock)
{
	const spin_guard guard(lock);
	const auto last = v.take_back();

	use(last);
}
#endif

#ifdef element_of_what_was_taken_kept // clang: stack memory associated with local variable 'last'
PICK(u32 *)(u32) f(kvector<u32> &v)
{
	auto last = v.take_back();

	if (!last)
		return 0;
	return PICK(&)()*last;
}
#endif

#ifdef zeroed_as_bytes // kalloc: elements are more than bytes; assign to them
void f(kvector<kunique_ptr<u32>> &v)
{
	v.PICK(zero)(clear)();
}
#endif

#ifdef element_narrowed // kalloc: this number may not fit its member; static_cast<> it to that type
struct pair {
	u8 a, b;
};
int f(kvector<pair> &v, PICK(int)(u8) b)
{
	return v.emplace_back(1, b);
}
#endif

#ifdef element_narrowed_without_growth // kalloc: this number is the object's value, and may not fit
int f(kfixed_vector<u8> &v)
{
	return v.try_emplace_back(PICK(256)(255));
}
#endif

#ifdef taken_untested // clang: kalloc: there may have been nothing to take; test it first
u32 f(kvector<u32> &v)
{
	const auto last = v.take_back();

	PICK()(if (!last) return 0;)
	return *last;
}
#endif

#ifdef owner_taken_untested // clang: kalloc: there may have been nothing to take; test it first
int f(kvector<kunique_ptr<point>> &v, size_t at)
{
	PICK()(if (at < v.size()) {)
	const auto one = v.take(at);

	return (*one)->x;
	PICK()(} return 0;)
}
#endif

#ifdef taken_dropped // kalloc: what was taken ends at once
void f(kvector<kunique_ptr<point>> &v)
{
	PICK(v.take_back())(use(v.take_back()));
}
#endif

#ifdef taken_copied // kalloc: it is taken once; std::move\(\) it
void f(kvector<u32> &v)
{
	auto last = v.take_back();
	auto again = PICK(last)(std::move(last));
}
#endif

#ifdef taken_assigned // kalloc: it has its element for good
void f(kvector<u32> &v)
{
	auto last = v.take_back();
	PICK(last = v.take_back())(auto next = v.take_back());
}
#endif

#ifdef member_of_what_was_taken_kept // clang: stack memory associated with local variable 'last'
const point *f(kvector<point> &v)
{
	auto last = v.take_back();

	if (!last)
		return nullptr;
	return PICK(last.operator->())(v.data());
}
#endif
