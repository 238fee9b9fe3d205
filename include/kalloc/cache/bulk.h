/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kbulk<T, N>: up to N objects of a kcache, allocated by one call and freed by one, at a
 * fraction of the price: for rings that are refilled, batches that are prepared.
 *
 *	auto batch = packets.make_bulk<16>(gfp::kernel);
 *	if (!batch)
 *		return -ENOMEM;
 *	for (packet &p : batch)
 *		p.length = 60;
 *	...
 *	while (auto p = batch.take_back()) // out of the batch, one by one
 *		send(std::move(p));
 *
 * Made by kcache::make_bulk(); all of the objects or none. As large as N pointers and two
 * words. Objects are value-initialised, as by make_kunique() without arguments; by
 * make_bulk_for_overwrite() they are left as they are.
 *
 * Context: made as the mask says, and, as it ends, freed with interrupts on, as the kernel
 * documents it.
 * Stands for: kmem_cache_alloc_bulk(), kmem_cache_free_bulk().
 */
#ifndef KALLOC_BULK_H
#define KALLOC_BULK_H

#include <kalloc/cache/cache_family.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/range/bounds.h>

namespace kalloc {

template <class T, size_t N>
class [[nodiscard(KALLOC_DROPPED)]] kbulk : public owner_base<kbulk<T, N>> {
	static_assert(N > 0, "kalloc: a kbulk has room for one object at least");

public:
	/* over the objects */
	class iterator {
	public:
		constexpr explicit iterator(T *const *at) : at_(at) {}

		T &operator*() const
		{
			return **at_;
		}

		iterator &operator++()
		{
			++at_;
			return *this;
		}

		bool operator==(const iterator &) const = default;

	private:
		T *const *at_;
	};

	using element_type = T;
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::both<contexts::outside_raw, contexts::free_context_of<T>>;

	/* NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): n_ says how many are set */
	constexpr kbulk() = default;
	kbulk(const kbulk &) = delete;            /* kalloc: one owner; std::move() it */
	kbulk &operator=(const kbulk &) = delete; /* kalloc: one owner; std::move() it */

	kbulk(kbulk &&other) noexcept
	{
		take(other);
	}

	kbulk &operator=(kbulk &&other) noexcept
		KALLOC_NOT_IN(free_context) KALLOC_NOT_WITH_IRQS_OFF
	{
		kbulk taken(std::move(other));

		swap(taken);
		return *this;
	}

	~kbulk() KALLOC_FREES_IN(free_context) KALLOC_NOT_WITH_IRQS_OFF
	{
		reset();
	}

	/* Objects. */
	[[gnu::always_inline]] size_t size() const
	{
		return n_;
	}

	[[gnu::always_inline]] bool empty() const
	{
		return !n_;
	}

	/* Past the end: warns once, and touches nothing. */
	T &operator[](size_t i) const KALLOC_BORROWED
	{
		if (i < n_) [[likely]]
			return *p_[i];
		return out_of_range<T>(i, n_)[i];
	}

	iterator begin() const KALLOC_BORROWED
	{
		return iterator(p_);
	}

	iterator end() const KALLOC_BORROWED
	{
		return iterator(p_ + n_);
	}

	/* The last one, as an owner of its own; an empty one if there is none. */
	[[nodiscard(KALLOC_DROPPED)]] kunique_ptr<T, cache_family> take_back()
	{
		if (!n_)
			return nullptr;
		return kunique_ptr<T, cache_family>::adopt(p_[--n_]);
	}

	/* Destroys and frees all that is there; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context) KALLOC_NOT_WITH_IRQS_OFF
	{
		const size_t n = n_;

		n_ = 0;
		if (!n)
			return;
		contexts::asks_for<free_context>();
		if constexpr (!std::is_trivially_destructible_v<T>)
			for (size_t i = 0; i < n; i++)
				p_[i]->~T();
		binding::kmem_cache_free_bulk(cache_, n, memory());
	}

	void swap(kbulk &other) noexcept
	{
		kbulk taken(std::move(other));

		other.take(*this);
		take(taken);
	}

	T *release() = delete; /* kalloc: take_back() gives one object, which can be released */

private:
	template <class>
	friend class kcache;
	friend class owner_base<kbulk>;

	template <bool Raw, class Mask>
	[[gnu::always_inline]] static kbulk make(kmem_cache *cache, gfp::at<Mask> mask, size_t n)
	{
		unique_factory::check<T, cache_source, Mask>();
		static_assert(!gfp::has_node<Mask>,
			      "kalloc: objects in bulk are of any node; drop on_node(), or make "
			      "them one by one");
		constexpr bool zero = !Raw && zeroed_is_initialised<T>;
		contexts::asks_by(mask.bits);
		[[maybe_unused]] const binding::charge to(mask.site);
		kbulk made;

		if (n - 1 >= N) [[unlikely]] /* 0 wraps around */
			return made;
		if (!binding::kmem_cache_alloc_bulk(cache, mask.bits | (zero ? KALLOC_GFP_ZERO : 0),
						    n, made.memory()))
			return made;
		made.cache_ = cache;
		made.n_ = n;
		if constexpr (Raw && !std::is_trivially_default_constructible_v<T>) {
			for (size_t i = 0; i < n; i++)
				made.p_[i] = construct_for_overwrite<T>(made.p_[i]);
		} else if constexpr (!Raw && !zero) {
			for (size_t i = 0; i < n; i++)
				made.p_[i] = construct<T>(made.p_[i]);
		}
		return made;
	}

	/* this one is empty */
	void take(kbulk &other)
	{
		cache_ = other.cache_;
		n_ = std::exchange(other.n_, 0);
#ifdef __clang_analyzer__
		__builtin_assume(n_ <= N);
#endif
		for (size_t i = 0; i < n_; i++)
			p_[i] = other.p_[i];
	}

	/* its truth alone */
	const void *held() const
	{
		return n_ ? this : nullptr;
	}

	void **memory()
	{
		return reinterpret_cast<void **>(p_);
	}

	/* valid while there are objects, as the cache then stays (cache.h) */
	kmem_cache *cache_ = nullptr;
	size_t n_ = 0;
	T *p_[N]; /* those up to n_ are set */
};

} // namespace kalloc

#endif
