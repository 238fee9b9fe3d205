/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kfixed_vector<T, Policy>: the one owner of an array of T with room for more, allocated
 * once: nothing after make() allocates, so that it can be filled in atomic context. What
 * can be done with the elements is in vector_elements.h; kvector (vector.h) is one that grows.
 *
 *	auto f = kfixed_vector<u32>::make(2);
 *
 *	if (!f)
 *		return -ENOMEM;
 *	...
 *	if (const int err = f.try_push_back(7U))
 *		return err;
 *
 * make() is empty, like any owner, when memory runs out, when n is 0 or too large. Sizes
 * and indices count elements.
 *
 * Context: make() as the policy's mask says; destruction as the family's free() and T's
 * destructor.
 * Stands for: kmalloc_array() with a length and a capacity beside it.
 */
#ifndef KALLOC_FIXED_VECTOR_H
#define KALLOC_FIXED_VECTOR_H

#include <kalloc/family/policy.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/owner/vector_elements.h>

namespace kalloc {

template <class T, policy Policy = contiguous<gfp::kernel>>
class [[nodiscard(KALLOC_DROPPED)]] kfixed_vector : public vector_elements<T>,
						    public owner_base<kfixed_vector<T, Policy>> {
	using elements = vector_elements<T>;

protected:
	using elements::capacity_;
	using elements::data_;
	using elements::extent_;

public:
	using elements::size;
	using element_type = T;
	using policy_type = Policy;
	using family_type = family_for<Policy, dynamic_extent>;

	static_assert(
		stateless_family<family_type>,
		"kalloc: a device does not expect its memory to move or to change its size; use "
		"kbuffer<dma_coherent<...>>");
	static_assert(gfp::has_context<std::remove_cv_t<decltype(Policy::gfp)>>,
		      KALLOC_NEEDS_CONTEXT);
	static_assert(alignof(T) <= family_type::max_align,
		      "kalloc: no allocator aligns to more than a page");
	static_assert((family_type::template check<std::remove_cv_t<decltype(Policy::gfp)>>(),
		       true));

	/* The most elements that the family has memory for. */
	static constexpr size_t max_size = family_type::max_bytes / sizeof(T);
	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	/* where the vector may be destroyed, and made; see context.h */
	using free_context = contexts::both<contexts::free_context_of<family_type>,
					    contexts::free_context_of<T>>;
	using make_context = contexts::allocation<decltype(Policy::gfp)>;

	/* What release() gives up and adopt() takes: size elements in memory for capacity of them.
	 */
	struct parts {
		T *data;
		size_t size;
		size_t capacity;
	};

	constexpr kfixed_vector() = default;

	kfixed_vector(const kfixed_vector &) = delete; /* kalloc: one owner; std::move() it */
	kfixed_vector &
	operator=(const kfixed_vector &) = delete; /* kalloc: one owner; std::move() it */

	kfixed_vector(kfixed_vector &&other) noexcept
	{
		swap(other);
	}

	kfixed_vector &operator=(kfixed_vector &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kfixed_vector taken(std::move(other));

		swap(taken);
		return *this;
	}

	/* The buffer's memory and elements, and no room for more. */
	template <class U>
		requires std::is_same_v<U, T> /* deduced: not every T makes a buffer */
	explicit kfixed_vector(kbuffer<Policy, U> &&buffer)
	{
		extent_.size = capacity_ = buffer.size();
		data_ = adopted(buffer.release().data);
	}

	[[gnu::always_inline]] ~kfixed_vector() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Memory for n elements, and none of them there yet. Empty when memory runs out. */
	static kfixed_vector make(size_t n, call_site site = call_site::here())
		KALLOC_NOT_IN(make_context)
	{
		return make_of(n, site);
	}

	/* The same on a NUMA node. */
	static kfixed_vector make(size_t n, gfp::on_node on, call_site site = call_site::here())
		KALLOC_NOT_IN(make_context)
	{
		static_assert(allocates_on_node<family_type>, KALLOC_NO_NODE);
		return make_of(n, site, on.node);
	}

	/* Takes over memory from the family's allocator in which C code made the elements. */
	static kfixed_vector adopt(const parts &from)
	{
		kfixed_vector vector;

		vector.data_ = adopted(from.data);
		vector.extent_.size = from.size;
		vector.capacity_ = from.capacity;
		return vector;
	}

	/* Gives all of it up to the caller: adopt() in C++, the family's function in C. */
	[[nodiscard(KALLOC_GIVEN_UP)]] parts release()
	{
		return {given_up(std::exchange(data_, nullptr)), std::exchange(extent_.size, 0),
			std::exchange(capacity_, 0)};
	}

	/* The memory and the elements as a buffer of size() elements; the vector is empty then. */
	kbuffer<Policy, T> into_buffer()
	{
		static_assert(!frees_by_size<family_type>,
			      "kalloc: this family frees by size, and a buffer would not know of "
			      "the room for more; keep the vector");
		if (!size())
			reset();
		const parts all = release();

		return kbuffer<Policy, T>::adopt(all.data, all.size);
	}

	/* Destroys the elements and frees the memory; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		T *p = data_;

		if (!p)
			return;
		elements::destroy(p, 0, std::exchange(extent_.size, 0));
		data_ = nullptr;
		family_type family;
		give_back(family, p, std::exchange(capacity_, 0) * sizeof(T));
	}

	void swap(kfixed_vector &other) noexcept
	{
		std::swap(data_, other.data_);
		std::swap(extent_, other.extent_);
		std::swap(capacity_, other.capacity_);
	}

private:
	template <class... Node>
	static kfixed_vector make_of(size_t n, call_site site, Node... node)
		KALLOC_NOT_IN(make_context)
	{
		kfixed_vector vector;
		family_type family;

		/* 0 wraps around */
		if (n - 1 < max_size)
			vector.data_ = static_cast<T *>(
				kalloc::allocate(family, bits, n * sizeof(T),
						 std::type_identity<T>{}, site, node...));
		if (vector.data_)
			vector.capacity_ = n;
		return vector;
	}

protected:
	friend owner_base<kfixed_vector<T, Policy>>;
	const T *held() const
	{
		return data_;
	}

	/* elements are initialised one by one */
	static constexpr u32 bits = Policy::gfp.bits & ~KALLOC_GFP_ZERO;
};

} // namespace kalloc

#endif
