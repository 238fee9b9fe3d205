/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * buffer_memory<Policy, T, Extent>: the memory of a kbuffer (buffer.h): how it is allocated,
 * resized and freed, and where a device sees it. A base of it, which nobody else makes.
 *
 *	if (const int err = w.resize(1000))
 *		return err;				// w is as it was
 *
 * Sizes and indices count elements.
 *
 * Context: resize() as the policy's mask says, and where the family's free() may be called.
 * Stands for: kmalloc_array(), krealloc(), kfree(), and the same of the other families.
 */
#ifndef KALLOC_BUFFER_MEMORY_H
#define KALLOC_BUFFER_MEMORY_H

#include <kalloc/errno.h>
#include <kalloc/family/policy.h>
#include <kalloc/owner/construct.h>
#include <kalloc/range/elements.h>

namespace kalloc {

class dma_range;

template <policy Policy, class T, size_t Extent>
class buffer_memory : public buffer_elements<T, Extent> {
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

protected:
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

	/* where the buffer may be destroyed, and made; see context.h */
	using free_context = contexts::free_context_of<family_type>;
	using mask = std::remove_cv_t<decltype(Policy::gfp)>;
	template <class Mask>
	static constexpr bool can_make_by =
		std::is_same_v<Mask, mask> || std::is_same_v<Mask, gfp::unchecked> ||
		std::is_same_v<Mask, gfp::on_node>;
	using make_context = contexts::allocation<mask>;
	/* by what make() and resize() take for a mask */
	template <class Mask>
	using context_by = contexts::allocation<
		std::conditional_t<std::is_same_v<Mask, gfp::on_node>, mask, Mask>>;

	static_assert(gfp::has_context<mask>, KALLOC_NEEDS_CONTEXT);
	static_assert(alignof(T) <= family_type::max_align,
		      "kalloc: no allocator aligns to more than a page");
	static_assert((family_type::template check<mask>(), check_contents<family_type, T>(),
		       true));

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
	 * buffer is filled, unless it needs a device.
	 *
	 *	if (const int err = w.resize(1000))
	 *		return err;				// w is as it was
	 *
	 * On another mask, or a node, as for make(); without one what moves is of any node.
	 *
	 * Returns 0; -ENOMEM when memory runs out, -EOVERFLOW when n elements are more
	 * bytes than the family has, -ENODEV for an empty buffer that needs a device. The
	 * buffer is unchanged on failure. Stands for krealloc(), kvrealloc().
	 */
	template <class Mask = mask>
	[[nodiscard("kalloc: if it fails the size is the old one; check it"),
	  gnu::always_inline]] int
	resize(size_t n, Mask by = Policy::gfp, call_site site = call_site::here())
		requires can_make_by<Mask>
	KALLOC_NOT_IN(contexts::both<context_by<Mask>, free_context>)
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
			int err = 0;

			if constexpr (gfp::has_node<Mask>)
				err = reallocate(n, bits_of(by), site, by.node);
			else
				err = reallocate(n, bits_of(by), site);
			if (err)
				return err;
		}
		/* in one place, for g++ to see that it is n */
		extent_ = {n};
		return 0;
	}

	void swap(buffer_memory &other) noexcept
	{
		std::swap(family_, other.family_);
		std::swap(extent_, other.extent_);
		std::swap(data_, other.data_);
	}

	/* Which device that is; null if there never was one. */
	device *dev() const
		requires requires(const family_type &f) { f.dev(); }
	{
		return family_.dev();
	}

	/* What the CPU alone has is nowhere to a device */
	dma_range dma(auto...) const /* kalloc: no device sees it; take dma_coherent */
		requires(stateless_family<family_type>)
	= delete;
	dma_range dma(auto...) const /* kalloc: the CPU's: a dma_shared of it has dma() */
		requires(!stateless_family<family_type>)
	= delete;

protected:
	constexpr buffer_memory() = default;
	~buffer_memory() = default;

	static constexpr u32 bits_of(mask)
	{
		return Policy::gfp.bits;
	}

	static constexpr u32 bits_of(gfp::unchecked by)
	{
		return by.bits | (Policy::gfp.bits & gfp::of_the_memory);
	}

	static constexpr u32 bits_of(gfp::on_node)
	{
		static_assert(allocates_on_node<family_type>, KALLOC_NO_NODE);
		return Policy::gfp.bits;
	}

	[[gnu::always_inline]] buffer_memory(family_type family, size_t n, u32 gfp, int node,
					     call_site site)
		: family_(family)
	{
		/* 0 wraps around: one comparison for empty, too large, and overflow */
		if (n - 1 >= max_size) [[unlikely]]
			return;
		/* size() is n wherever data() is not null: g++ and clang see that from this */
		void *p = allocate<bytes_of_extent>(family_, gfp, n * sizeof(T),
						    std::type_identity<T>{}, site, node);
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

	[[gnu::always_inline]] int reallocate(size_t n, u32 gfp, call_site site, auto... node)
		KALLOC_NOT_IN(free_context)
	{
		if (!stateless_family<family_type> && !data_)
			return -ENODEV;
		void *p = kalloc::reallocate(family_, data_, size_bytes(), gfp, n * sizeof(T),
					     std::type_identity<T>{}, site, node...);
		if (!p)
			return -ENOMEM;
		data_ = static_cast<T *>(p);
		initialise(size(), n);
		return 0;
	}

	T *held() const
	{
		return data_;
	}

	/* without {}: the static analyzer takes an empty member's value for the size */
	[[no_unique_address]] family_type family_;
};

} // namespace kalloc

#endif
