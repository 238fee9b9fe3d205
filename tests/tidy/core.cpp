/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What clang-tidy has to find in C++: a case is as in tests/refused/refused.h, with the check that
 * finds it in front of the message.
 */
#include "../refused/refused.h"

using bytes = kbuffer<contiguous<gfp::kernel>>;
using words = kbuffer<contiguous<gfp::kernel>, u32>;
using shared = kbuffer<dma_coherent<gfp::kernel>, point>;

extern "C" {
void *memset(void *p, int value, size_t n);
int register_in_c(point *p);
void keep_in_c(point *p);
int start_in_c(u8 *data, size_t n);
}
int count_of(kspan<const u32> table);

#ifdef elements_by_sizeof // custom-kalloc-sizeof-of-an-owner: the size of the owner, .* elements: b.size()
size_t f(words &b)
{
	return PICK(sizeof(b) / sizeof(b[0]))(b.size());
}
#endif

#ifdef memory_cleared_by_sizeof // custom-kalloc-sizeof-of-an-owner: bytes: b.size_bytes()
void f(const kunique_ptr<point> &p)
{
	memset(p.get(), 0, PICK(sizeof(p))(sizeof(*p)));
}
#endif

#ifdef span_by_sizeof // custom-kalloc-sizeof-of-an-owner: the size of the owner
size_t f(kspan<u8> s)
{
	return PICK(sizeof s)(s.size_bytes());
}
#endif

#ifdef size_as_int // bugprone-narrowing-conversions: narrowing conversion from .* to signed type 'int'
size_t f(const bytes &b)
{
	const PICK(int)(size_t) n = b.size();

	return static_cast<size_t>(n);
}
#endif

#ifdef product_of_u32 // bugprone-implicit-widening-of-multiplication-result: performing an implicit widening conversion
bytes f(u32 rows, u32 width)
{
	return bytes::make(PICK(rows * width)(size_mul(rows, width)));
}
#endif

#ifdef buffer_of_bytes // custom-kalloc-count-in-bytes: elements are counted; leave out the sizeof
words f(size_t n)
{
	return words::make(PICK(n * sizeof(u32))(n));
}
#endif

#ifdef resized_by_bytes // custom-kalloc-count-in-bytes: elements are counted
int f(words &b, size_t n)
{
	return b.resize(PICK(sizeof(b[0]) * n)(n));
}
#endif

#ifdef resized_to_the_bytes_of_another // custom-kalloc-count-in-bytes: elements are counted
int f(words &b, const words &other)
{
	return b.resize(PICK(other.size_bytes())(other.size()));
}
#endif

#ifdef array_of_bytes // custom-kalloc-count-in-bytes: elements are counted
kunique_ptr<u32[]> f(size_t n)
{
	return make_kunique<u32[]>(gfp::kernel, PICK(size_mul(n, sizeof(u32)))(n));
}
#endif

#ifdef vector_reserved_in_bytes // custom-kalloc-count-in-bytes: elements are counted
int f(kvector<point> &v)
{
	return v.reserve(PICK(16 * sizeof(point))(16));
}
#endif

#ifdef cleared_by_elements // custom-kalloc-bytes-as-elements: write size_bytes()
void f(words &b)
{
	__builtin_memset(b.data(), 0, b.PICK(size())(size_bytes()));
}
#endif

#ifdef member_moved_away // custom-kalloc-member-left-empty: stays behind empty
struct queue {
	bytes next;

	size_t send()
	{
		const bytes sent = PICK(std::move(next))(std::exchange(next, nullptr));

		return sent.size();
	}
	/* another one is there */
	int swap_in(size_t n)
	{
		const bytes sent = std::move(next);

		next = bytes::make(n);
		return next ? 0 : -ENOMEM;
	}
	/* all that it does */
	bytes take()
	{
		return std::move(next);
	}
};
#endif

#ifdef reference_in_a_callback // custom-kalloc-captured-by-reference: outlives the owner
size_t f(kvector<size_t> &sizes)
{
	bytes b = bytes::make(16);
	auto later = [PICK(&b)(b = std::move(b))] { return b.size(); };
	auto kept = make_kunique<decltype(later)>(gfp::kernel, std::move(later));

	/* this one is called and gone */
	const auto now = [&sizes] { return sizes.size(); };
	return kept ? now() : 0;
}
#endif

#ifdef reference_returned // clang-analyzer-core.StackAddressEscape: Address of stack memory .* returned
auto f()
{
	bytes b = bytes::make(16);
	auto later = [PICK(&b)(b = std::move(b))] { return b.size(); };

	return later;
}
#endif

#ifdef lent_memory_adopted // custom-kalloc-adopts-what-is-not-fresh: has an owner already
size_t f(const kunique_ptr<point> &p, point *from_c)
{
	const auto second = kunique_ptr<point>::adopt(PICK(p.get())(from_c));

	return second ? 1 : 0;
}
#endif

#ifdef object_adopted // custom-kalloc-adopts-what-is-not-fresh: has an owner already, or needs none
size_t f(point &local, point *from_c)
{
	const auto second = kunique_ptr<point>::adopt(PICK(&local)(from_c));

	return second ? 1 : 0;
}
#endif

#ifdef released_to_who_refuses // custom-kalloc-given-to-who-may-refuse: where C refuses it, nobody frees it
int f(kunique_ptr<point> p)
{
	PICK(return register_in_c(p.release());)(const int err = register_in_c(p.get()); if (!err) p.taken_by_c(); return err;)
}
#endif

#ifdef buffer_released_to_who_refuses // custom-kalloc-given-to-who-may-refuse: lend it
int f(bytes b, kunique_ptr<point> p)
{
	keep_in_c(p.release()); /* takes it whatever comes */
	const size_t n = b.size();
	return start_in_c(b.PICK(release().data)(data()), n);
}
#endif

#ifdef polled_by_plain_reads // custom-kalloc-device-polled-by-plain-reads: write read_once()
void f(const shared &ring)
{
	while (!PICK(ring[0].x)(read_once(ring[0].x)))
		;
}
#endif
