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
 *	start(r.dma().addr(), r.size());
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

#include <kalloc/errno.h>
#include <kalloc/family/policy.h>
#include <kalloc/owner/construct.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/range/elements.h>
#include <utility>

namespace kalloc {

template <policy Policy, class T = u8, size_t Extent = dynamic_extent>
class [[nodiscard(KALLOC_DROPPED)]] kbuffer : public buffer_elements<T, Extent>,
					      public owner_base<kbuffer<Policy, T, Extent>> {
	/* of a class with deleted copies, such as a lock, the copies are trivial, too */
	static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T> &&
			      (std::is_copy_constructible_v<T> || std::is_copy_assignable_v<T>),
		      "kalloc: kbuffer holds raw elements, which are copied as bytes and never "
		      "destroyed; use kunique_ptr<T[]> for objects");
	static_assert(!std::is_const_v<T>,
		      "kalloc: a buffer of const T could never be filled; drop const");
	static_assert(Extent != 0,
		      "kalloc: a buffer has at least one element; drop the Extent or the buffer");
	static_assert(Extent == dynamic_extent || Extent <= dynamic_extent / 2 / sizeof(T),
		      "kalloc: Extent elements are more bytes than there are");

	using elements = buffer_elements<T, Extent>;
	using elements::data_;
	using elements::extent_;

public:
	using elements::size;
	using elements::size_bytes;
	static constexpr size_t extent = Extent;
	using element_type = T;
	using policy_type = Policy;
	/* The family that the policy and the size come to. */
	static constexpr size_t bytes_of_extent =
		Extent == dynamic_extent ? dynamic_extent : Extent * sizeof(T);
	using family_type = family_for<Policy, bytes_of_extent>;

	/* The most elements that the family has memory for. */
	static constexpr size_t max_size = family_type::max_bytes / sizeof(T);

	/*
	 * What release() gives up: memory that nobody but the caller frees, and its elements.
	 *
	 *	const auto [raw, n] = w.release();
	 */
	struct released {
		T *data;
		size_t size;

		template <class U>
		operator U *() const /* kalloc: it has the size, too: auto [p, n] = b.release(); */
			= delete;
	};

	/* where the buffer may be destroyed, and made; see context.h */
	using free_context = contexts::free_context_of<family_type>;
	using mask = std::remove_cv_t<decltype(Policy::gfp)>;
	template <class Mask>
	static constexpr bool can_make_by =
		std::is_same_v<Mask, mask> || std::is_same_v<Mask, gfp::unchecked>;
	using make_context = contexts::allocation<mask>;

	static_assert(gfp::has_context<mask>, KALLOC_NEEDS_CONTEXT);
	static_assert(alignof(T) <= family_type::max_align,
		      "kalloc: no allocator aligns to more than a page");
	static_assert((family_type::template check<mask>(), check_contents<family_type, T>(),
		       true));

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
	 * until the memory is freed (the driver frees it before it returns from remove()).
	 * Empty when memory runs out, n is 0 or too large, or there is no dev. A mask that C
	 * hands over at run time, gfp::unchecked{gfp}, comes last, and stands for the policy's;
	 * what that one says of the memory (its zone, zeroed, ...) stays.
	 */
	[[gnu::always_inline]] static kbuffer make()
		requires(Extent != dynamic_extent && stateless_family<family_type>)
	KALLOC_NOT_IN(make_context)
	{
		return {family_type{}, Extent, Policy::gfp.bits};
	}

	[[gnu::always_inline]] static kbuffer make(gfp::unchecked by)
		requires(Extent != dynamic_extent && stateless_family<family_type>)
	{
		return {family_type{}, Extent, bits_of(by)};
	}

	template <class Mask = mask>
	[[gnu::always_inline]] static kbuffer make(size_t n, Mask by = Policy::gfp)
		requires(Extent == dynamic_extent && stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		return {family_type{}, n, bits_of(by)};
	}

	template <class Mask = mask>
	static kbuffer make(device *dev, Mask by = Policy::gfp)
		requires(Extent != dynamic_extent && !stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		return {family_type{dev}, Extent, bits_of(by)};
	}

	template <class Mask = mask>
	static kbuffer make(device *dev, size_t n, Mask by = Policy::gfp)
		requires(Extent == dynamic_extent && !stateless_family<family_type> &&
			 can_make_by<Mask>)
	KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		return {family_type{dev}, n, bits_of(by)};
	}

	/*
	 * Takes over Extent, or n, elements that C code allocated from the allocator of the
	 * family. Null makes an empty buffer.
	 */
	static kbuffer adopt(T *p)
		requires(Extent != dynamic_extent && stateless_family<family_type>)
	{
		kbuffer buffer;

		buffer.data_ = p;
		return buffer;
	}

	static kbuffer adopt(T *p, size_t n)
		requires(Extent == dynamic_extent && stateless_family<family_type>)
	{
		kbuffer buffer;

		buffer.data_ = p;
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
	 * Design decision: it returns the size, too, as a size() in the same call, or behind
	 * it, may be 0 already.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] released release()
		requires(stateless_family<family_type>)
	{
		const size_t n = size();

		extent_ = {0};
		return {std::exchange(data_, nullptr), n};
	}

	/* Frees the memory, if any; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		const size_t bytes = size_bytes();
		T *p = data_;

		data_ = nullptr;
		extent_ = {0};
		if (p)
			give_back(family_, p, bytes);
	}

	/*
	 * n elements from now on, the first of them unchanged. New ones are zeroed if the
	 * policy has gfp::zero, or is dma_coherent. The memory may move: pointers and spans
	 * into it are void, so is dma(), and the device must have let go. 0 frees it. An empty
	 *buffer is filled, unless it needs a device.
	 *
	 *	if (const int err = w.resize(1000))
	 *		return err;				// w is as it was
	 *
	 * Returns 0; -ENOMEM when memory runs out, -EOVERFLOW when n elements are more
	 * bytes than the family has, -ENODEV for an empty buffer that needs a device. The
	 * buffer is unchanged on failure. Stands for krealloc(), kvrealloc().
	 */
	template <class Mask = mask>
	[[nodiscard("kalloc: if it fails the size is the old one; check it"),
	  gnu::always_inline]] int
	resize(size_t n, Mask by = Policy::gfp)
		requires can_make_by<Mask>
	KALLOC_NOT_IN(contexts::both<contexts::allocation<Mask>, free_context>)
	{
		static_assert(Extent == dynamic_extent, "kalloc: the size of this buffer is part "
							"of its type; use a kbuffer without "
							"Extent to resize");

		if (n > max_size)
			return -EOVERFLOW;
#ifndef __clang_analyzer__ /* which would take every n for a possible 0 */
		if (!n)
			reset();
		else if (n != size())
#endif
		{
			if (const int err = reallocate(n, bits_of(by)))
				return err;
		}
		/* in one place, for g++ to see that it is n */
		extent_ = {n};
		return 0;
	}

	void swap(kbuffer &other) noexcept
	{
		exchange(other);
	}

	/* Where the device sees it, and count elements from first on. dma_coherent only. */
	[[gnu::always_inline]] dma_range dma() const KALLOC_BORROWED
		requires requires(const family_type &f) { f.dma(nullptr, 0); }
	{
		return family_.dma(data_, extent_.size * sizeof(T));
	}

	[[gnu::always_inline]] dma_range dma(size_t first, size_t count) const KALLOC_BORROWED
		requires requires(const family_type &f) { f.dma(nullptr, 0); }
	KALLOC_REFUSE_RANGE(first, count, Extent)
	{
		refuse_range<Extent>(first, count);
		return dma().part(first, count, sizeof(T));
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
	released
	release() /* kalloc: it is freed with its device; keep the owner, data() lends it */
		requires(!stateless_family<family_type>)
	= delete;
	void dma(size_t = 0, size_t = 0) const /* kalloc: no device sees it; take dma_coherent */
		requires(stateless_family<family_type>)
	= delete;
	template <class... Where>
	dma_addr_t
	dma_addr(Where...) const = delete; /* kalloc: dma().addr(), dma(first, n).addr() */

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

	template <class Other>
	void exchange(Other &other) noexcept
	{
		std::swap(family_, other.family_);
		std::swap(extent_, other.extent_);
		std::swap(data_, other.data_);
	}

	T *held() const
	{
		return data_;
	}

	static constexpr u32 bits_of(mask)
	{
		return Policy::gfp.bits;
	}

	static constexpr u32 bits_of(gfp::unchecked by)
	{
		return by.bits | (Policy::gfp.bits & gfp::of_the_memory);
	}

	[[gnu::always_inline]] kbuffer(family_type family, size_t n, u32 gfp) : family_(family)
	{
		/* 0 wraps around: one comparison for empty, too large, and overflow */
		if (n - 1 >= max_size) [[unlikely]]
			return;
		/* size() is n wherever data() is not null: g++ and clang see that from this */
		void *p = allocate<bytes_of_extent>(family_, gfp, n * sizeof(T),
						    std::type_identity<T>{});
		if (!p)
			return;
		data_ = static_cast<T *>(p);
		extent_ = {n};
		initialise(0, n);
	}

	/* New elements, from first up to last: what their members' default initialisers say. */
	[[gnu::always_inline]] void initialise([[maybe_unused]] size_t first,
					       [[maybe_unused]] size_t last)
	{
		static_assert(std::is_default_constructible_v<T>,
			      "kalloc: the elements have no default constructor; give them one, or "
			      "make a buffer of bytes");
		if constexpr (!std::is_trivially_default_constructible_v<T>) {
			for (; first < last; first++)
				construct_for_overwrite<T>(data_ + first);
		}
	}

	[[gnu::always_inline]] int reallocate(size_t n, u32 gfp) KALLOC_NOT_IN(free_context)
	{
		if (!stateless_family<family_type> && !data_)
			return -ENODEV;
		void *p = kalloc::reallocate(family_, data_, size_bytes(), gfp, n * sizeof(T),
					     std::type_identity<T>{});
		if (!p)
			return -ENOMEM;
		data_ = static_cast<T *>(p);
		initialise(size(), n);
		return 0;
	}

	/* without {}: the static analyzer takes an empty member's value for the size */
	[[no_unique_address]] family_type family_;
};

template <policy P, class T, size_t M, policy Q, class U, size_t N>
bool operator==(const kbuffer<P, T, M> &, /* kalloc: same memory, or contents? compare data() */
		const kbuffer<Q, U, N> &) = delete;

} // namespace kalloc

#endif
