/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kbuffer<Policy, T, Extent>: the one owner of a buffer of T whose memory is what
 * Policy asks for (see policy.h). T is bytes unless said otherwise.
 *
 *	using blob = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
 *	...
 *	auto b = blob::make(bytes);
 *	if (!b)
 *		return -ENOMEM;
 *	b[0] = 1;
 *
 *	using ring = kbuffer<dma_coherent<gfp::kernel>, descriptor, 256>;
 *	auto r = ring::make(dev);
 *	if (!r)
 *		return -ENOMEM;
 *	...
 *	dma_shared d(std::move(r));
 *	start(d.dma().addr(), d.size());
 *
 * With an Extent the size is part of the type and the owner is one word. Sizes and
 * indices count elements; size_bytes() counts bytes. Contents are zeroed if the
 * policy has gfp::zero, or is dma_coherent; else they are whatever was there.
 * An empty buffer (failed, released, moved from) has no memory and size 0. Make one of 0
 * elements and it is empty, as if memory had run out: where 0 is no error, look first.
 * A number of elements that is a product is made by size_mul(), which does not wrap around.
 *
 * Context: make() and resize() as the policy's mask says; destruction as the
 * family's free().
 * Stands for: kmalloc_array(), vmalloc(), kvmalloc(), dma_alloc_coherent().
 */
#ifndef KALLOC_BUFFER_H
#define KALLOC_BUFFER_H

#include <kalloc/owner/buffer_memory.h>
#include <kalloc/owner/owner_base.h>
#include <utility>

namespace kalloc {

template <policy Policy, class T = u8, size_t Extent = dynamic_extent>
class [[nodiscard(KALLOC_DROPPED)]] kbuffer : public buffer_memory<Policy, T, Extent>,
					      public owner_base<kbuffer<Policy, T, Extent>> {
	using memory = buffer_memory<Policy, T, Extent>;
	using memory::bits_of;
	using memory::data_;
	using memory::extent_;
	using memory::family_;

public:
	using memory::reset;
	using memory::size;
	using memory::swap;
	using typename memory::family_type;
	using typename memory::free_context;
	using typename memory::make_context;
	using typename memory::mask;
	template <class Mask>
	static constexpr bool can_make_by = memory::template can_make_by<Mask>;
	template <class Mask>
	using context_by = typename memory::template context_by<Mask>;

	constexpr kbuffer() = default;
	constexpr explicit(false) kbuffer(std::nullptr_t) {}

	kbuffer(const kbuffer &) = delete;            /* kalloc: one owner; std::move() it */
	kbuffer &operator=(const kbuffer &) = delete; /* kalloc: one owner; std::move() it */

	kbuffer(kbuffer &&other) noexcept
	{
		swap(other);
	}

	/*
	 * From a buffer with another mask, with its size in its type, or of another family
	 * whose memory this one's frees, too: later resizes go by this one's policy. Not if this
	 * one's memory has a zone, or is zeroed, and the other's is not.
	 */
	template <policy P, size_t N>
		requires((Extent == dynamic_extent || N == Extent) &&
			 frees_memory_of<family_type, typename kbuffer<P, T, N>::family_type> &&
			 !(Policy::gfp.bits & ~P::gfp.bits & gfp::of_the_memory))
	explicit(false) kbuffer(kbuffer<P, T, N> &&other) noexcept
	{
		if constexpr (!stateless_family<family_type>)
			family_ = other.family_;
		extent_ = {other.size()};
		data_ = std::exchange(other.data_, nullptr);
		other.extent_ = {0};
	}

	kbuffer &operator=(kbuffer &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kbuffer taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~kbuffer() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Extent elements, or n; for dma_coherent shared with dev, whose struct is kept alive
	 * until the memory is freed (as long as the driver is bound: dma.h).
	 * Empty when memory runs out, n is 0 or too large, or there is no dev. A mask that C
	 * hands over at run time, gfp::unchecked{gfp}, comes last, and stands for the policy's;
	 * what that one says of the memory (its zone, zeroed, ...) stays. So does the NUMA node,
	 * gfp::on_node(node), which is beside the policy's mask.
	 */
	[[gnu::always_inline]] static kbuffer make(call_site site = call_site::here())
		requires(Extent != dynamic_extent && stateless_family<family_type>)
	KALLOC_NOT_IN(make_context)
	{
		return {family_type{}, Extent, Policy::gfp.bits, any_node, site};
	}

	template <class Mask>
	[[gnu::always_inline]] static kbuffer make(Mask by, call_site site = call_site::here())
		requires(Extent != dynamic_extent && stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(context_by<Mask>)
	{
		return {family_type{}, Extent, bits_of(by), by.node, site};
	}

	template <class Mask = mask>
	[[gnu::always_inline]] static kbuffer make(size_t n, Mask by = Policy::gfp,
						   call_site site = call_site::here())
		requires(Extent == dynamic_extent && stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(context_by<Mask>)
	{
		return {family_type{}, n, bits_of(by), by.node, site};
	}

	template <class Mask = mask>
	static kbuffer make(masked_device dev, Mask by = Policy::gfp,
			    call_site site = call_site::here())
		requires(Extent != dynamic_extent && !stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(context_by<Mask>)
	{
		return {family_type{dev}, Extent, bits_of(by), by.node, site};
	}

	template <class Mask = mask>
	static kbuffer make(masked_device dev, size_t n, Mask by = Policy::gfp,
			    call_site site = call_site::here())
		requires(Extent == dynamic_extent && !stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(context_by<Mask>)
	{
		return {family_type{dev}, n, bits_of(by), by.node, site};
	}

	/*
	 * Takes over Extent, or n, elements that C code allocated from the allocator of the
	 * family. Null makes an empty buffer.
	 */
	static kbuffer adopt(T *p)
		requires(Extent != dynamic_extent && stateless_family<family_type>)
	{
		kbuffer buffer;

		buffer.data_ = adopted(p);
		return buffer;
	}

	static kbuffer adopt(T *p, size_t n)
		requires(Extent == dynamic_extent && stateless_family<family_type>)
	{
		kbuffer buffer;

		buffer.data_ = adopted(p);
#ifdef __clang_analyzer__ /* which would take the question for a test that failed */
		buffer.extent_ = {n};
#else
		buffer.extent_ = {p ? n : 0};
#endif
		return buffer;
	}

	/*
	 * Gives the memory up to the caller, who frees it: adopt() in C++, the family's
	 * function in C, e.g. kfree(). Null and 0 if empty.
	 *
	 *	const auto [raw, n] = w.release();
	 *
	 * Design decision: it returns the size, too, as a size() in the same call, or behind
	 * it, may be 0 already.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] released<T> release()
		requires(stateless_family<family_type>)
	{
		const size_t n = size();

		extent_ = {0};
		return {given_up(std::exchange(data_, nullptr)), n};
	}

	/* Any other way to make one */
	template <class = void>
	static kbuffer make(...) = delete; /* kalloc: make(n); make(dev, n); no n with an Extent */

	template <class... Args>
		requires(... || (gfp::constant<Args> && !can_make_by<Args>))
	static kbuffer
	make(Args...) = delete; /* kalloc: the policy has the mask: contiguous<gfp::kernel | ...> */

	template <class = void>
	static kbuffer adopt(...) = delete; /* kalloc: adopt(p, n); no n with an Extent */
	template <class U, class... Count>
		requires(!std::is_same_v<U, T>)
	static kbuffer adopt(U *, Count...) = delete; /* kalloc: elements of another type */

	/* dma_coherent frees with its device, and nothing else has one */
	static kbuffer adopt(T *, size_t = 0) /* kalloc: C's pointer lacks the device to free it */
		requires(!stateless_family<family_type>)
	= delete;
	released<T>
	release() /* kalloc: it is freed with its device; keep the owner, data() lends it */
		requires(!stateless_family<family_type>)
	= delete;
	/* An owner is no pointer, and of one type */
	template <class U>
	kbuffer(U *) = delete; /* kalloc: no owner; adopt() takes memory over from C */
	template <policy P, class U, size_t N>
	kbuffer(kbuffer<P, U, N> &&) /* kalloc: another type or family; write it, or auto */
		= delete;
	template <policy P, class U, size_t N>
		requires(!std::is_convertible_v<kbuffer<P, U, N>, kbuffer>)
	kbuffer &operator=(kbuffer<P, U, N> &&) /* kalloc: another type or family; declare it so */
		= delete;
	template <std::integral I>
	kbuffer(I) /* kalloc: make(n) makes one; resize() works in place and returns an error */
		= delete;

private:
	template <policy, class, size_t>
	friend class kbuffer;
	friend class owner_base<kbuffer>;
	friend struct coherent_memory;

	[[gnu::always_inline]] kbuffer(family_type family, size_t n, u32 gfp, int node,
				       call_site site)
		: memory(family, n, gfp, node, site)
	{
	}
};

template <policy P, class T, size_t M, policy Q, class U, size_t N>
bool operator==(const kbuffer<P, T, M> &, /* kalloc: same memory, or contents? compare data() */
		const kbuffer<Q, U, N> &) = delete;

} // namespace kalloc

#endif
