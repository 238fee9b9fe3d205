/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kreserve<T>: memory for so many objects of T, allocated where one may sleep, and taken where
 * nothing may fail: under a lock, in the middle of what cannot be undone.
 *
 *	kreserve<node> spare;
 *	if (const int err = spare.refill(gfp::kernel, 2))
 *		return err;
 *	const spin_guard guard(lock);
 *	auto first = spare.take(1, 10); // no errno, nothing to test
 *	auto second = spare.take(2, 20);
 *
 * take() constructs an object of what is there, and returns a never_empty owner, of which
 * nothing is the reserve's any more. To take more than there is, is a bug: the kernel warns once,
 * and the object is allocated with gfp::atomic, so that the owner is empty only if memory
 * has run out, too. What is left when the reserve ends is freed. A reserve is no lock: two who
 * share one hold theirs.
 *
 * Context: refill() as the mask says; take() and splice() any; the end from anywhere but NMI.
 * Stands for: objects allocated before the lock, radix_tree_preload(), kmem_cache_prefill_sheaf().
 */
#ifndef KALLOC_RESERVE_H
#define KALLOC_RESERVE_H

#include <kalloc/cache/cache.h>
#include <kalloc/errno.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/never_empty.h>

namespace kalloc {

template <class T>
class kreserve {
	static_assert(
		std::is_object_v<T> && !std::is_array_v<T>,
		"kalloc: a kreserve is for objects of one type; for arrays allocate kbuffers");

public:
	using element_type = T;
	/* where the reserve may be destroyed, see context.h */
	using free_context = contexts::outside_raw;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kreserve() = default;
	kreserve(const kreserve &) = delete;            /* kalloc: one owner; std::move() it */
	kreserve &operator=(const kreserve &) = delete; /* kalloc: one owner; std::move() it */

	kreserve(kreserve &&other) noexcept
		: first_(std::exchange(other.first_, nullptr)), size_(std::exchange(other.size_, 0))
	{
	}

	kreserve &operator=(kreserve &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kreserve taken(std::move(other));

		std::swap(first_, taken.first_);
		std::swap(size_, taken.size_);
		return *this;
	}

	~kreserve() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Objects that can be taken. */
	[[gnu::always_inline]] size_t size() const
	{
		return size_;
	}

	[[gnu::always_inline]] bool empty() const
	{
		return !size_;
	}

	/*
	 * There are n objects afterwards, at least, of kmalloc memory. 0, or -ENOMEM: there are
	 * fewer, which stay.
	 */
	template <class Mask>
	[[nodiscard]] int refill(gfp::at<Mask> mask, size_t n)
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		unique_factory::check<T, kmalloc_family, Mask>();
		while (size_ < n) {
			kmalloc_family family;
			void *p = allocate(family, mask.bits, bytes, std::type_identity<T>{},
					   mask.site, mask.node);

			if (!p)
				return -ENOMEM;
			add(p);
		}
		return 0;
	}

	/* The same of a cache, many at once. -EINVAL if that is empty. */
	template <class Mask>
	[[nodiscard]] int refill(const kcache<T> &cache, gfp::at<Mask> mask, size_t n)
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_NOT_WITH_IRQS_OFF
	{
		unique_factory::check<T, cache_source, Mask>();
		static_assert(!gfp::has_node<Mask>,
			      "kalloc: many objects of a cache at once are of any node; drop "
			      "on_node(), or the cache");
		if (!cache)
			return -EINVAL;
		contexts::asks_by(mask.bits);
		[[maybe_unused]] const binding::charge to(mask.site);

		while (size_ < n) {
			void *many[16];
			const size_t some = n - size_ < 16 ? n - size_ : 16;

			if (!binding::kmem_cache_alloc_bulk(cache.get(), mask.bits, some, many))
				return -ENOMEM;
			for (size_t i = 0; i < some; i++)
				add(many[i]);
		}
		return 0;
	}

	/* T(args...), or T{args...} for an aggregate, of the reserve: cannot fail. */
	template <class... Args>
	[[gnu::always_inline]] never_empty<kunique_ptr<T>> take(Args &&...args)
		KALLOC_REFUSE_NARROWING(Args, args)
	{
#ifdef __clang_analyzer__
		void *p = binding::allocated(sizeof(T));
		__builtin_assume(p);
#else
		void *p = first_;
		if (p) [[likely]] {
			first_ = first_->next;
			size_--;
		} else {
			p = last_resort();
			if (!p)
				return {{}, nullptr};
		}
#endif
		return {{},
			kunique_ptr<T>::adopt(construct_from<T>(p, std::forward<Args>(args)...))};
	}

	/* All that other has, in addition: what was filled outside of the lock. */
	void splice(kreserve &&other)
	{
		while (other.first_) {
			void *p = other.first_;

			other.first_ = other.first_->next;
			add(p);
		}
		other.size_ = 0;
	}

	/* Frees what is left; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		while (first_) {
			void *p = first_;

			first_ = first_->next;
			contexts::asks_for<free_context>();
			binding::kfree(p);
		}
		size_ = 0;
	}

private:
	/* in the memory that is free */
	struct link {
		link *next;
	};
	static constexpr size_t bytes = sizeof(T) < sizeof(link) ? sizeof(link) : sizeof(T);

	void add(void *p)
	{
		first_ = ::new (p, construct_tag{}) link{first_};
		size_++;
	}

	/* The reserve was too small, which is a bug; this is what remains. */
	[[gnu::noinline, gnu::cold]] static void *last_resort()
	{
		binding::kalloc_warn_reserve_empty();
		kmalloc_family family;

		return allocate(family, KALLOC_GFP_ATOMIC, bytes, std::type_identity<T>{},
				call_site::here());
	}

	link *first_ = nullptr;
	size_t size_ = 0;
};

} // namespace kalloc

#endif
