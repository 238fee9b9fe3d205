/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kcache<T>: a slab cache for objects of one type: they lie close together, are counted in
 * /proc/slabinfo under their own name, and never share a slab with what others overflow.
 *
 *	auto sessions = kcache<session>::make("kalloc_session");
 *	if (!sessions)
 *		return -ENOMEM;
 *	auto s = sessions.make_kunique(gfp::kernel, 1, 1000);
 *	if (!s)
 *		return -ENOMEM;
 *
 * The owner is one word: a slab knows its cache, so kfree() brings the object back to it. An
 * owner of an object converts to one that kmalloc() made, as that is freed by the same. In a
 * class the cache comes first, so that members that own its objects end before it.
 *
 * A cache that ends with objects still there stays, for good, and the kernel warns
 * ("Slab cache still has objects"): their owners remain valid. Names must be unique among
 * the caches there are, and without spaces; the kernel copies them.
 *
 * Context: make(), shrink() and the end of a cache may sleep; make_kunique() as the mask says.
 * Stands for: kmem_cache_create(), kmem_cache_alloc(), kmem_cache_alloc_node(), kmem_cache_free(),
 * KMEM_CACHE_USERCOPY().
 */
#ifndef KALLOC_CACHE_H
#define KALLOC_CACHE_H

#include <kalloc/cache/bulk.h>
#include <kalloc/cache/cache_family.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

/* The bytes of an object that may be copied to and from user space. */
struct user_region {
	size_t offset = 0, bytes = 0;
};

/* What a cache may be asked for, by name: {.hwcache_align = true}. */
struct cache_options {
	size_t align = 0;           /* bytes, where T's alignment is not enough */
	bool hwcache_align = false; /* each object begins a line of the CPU's cache */
	bool account = false;       /* each object is charged to the memory cgroup */
	bool reclaimable = false;   /* a shrinker can free the objects */
	bool no_merge = false;      /* slabs are shared with no other cache of this size */
	user_region user = {};      /* kcache<T>::user_part(&T::member) */
	u32 sheaf_capacity = 0;     /* objects that a CPU keeps at hand, from 6.18 on */
};

template <class T>
class [[nodiscard(KALLOC_DROPPED)]] kcache : public owner_base<kcache<T>> {
	static_assert(std::is_object_v<T> && !std::is_array_v<T>,
		      "kalloc: a kcache is for objects of one type; for arrays take kbuffer");
	/* a reserve (reserve.h) links what is free through itself */
	static constexpr size_t bytes = sizeof(T) < sizeof(void *) ? sizeof(void *) : sizeof(T);

public:
	using element_type = T;
	/* what make_kunique() returns */
	using owner = kunique_ptr<T, cache_family>;
	/* where the cache may be destroyed, see context.h */
	using free_context = contexts::sleepable;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kcache() = default;
	kcache(const kcache &) = delete;            /* kalloc: one owner; std::move() it */
	kcache &operator=(const kcache &) = delete; /* kalloc: one owner; std::move() it */

	kcache(kcache &&other) noexcept : cache_(std::exchange(other.cache_, nullptr)) {}

	kcache &operator=(kcache &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kcache taken(std::move(other));

		swap(taken);
		return *this;
	}

	~kcache() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Empty when memory runs out, or when an option makes no sense to the kernel. */
	static kcache make(const char *name, const cache_options &options = {}) KALLOC_MAY_SLEEP
	{
		u32 flags = 0;

		contexts::asks_for<contexts::sleepable>();
		if (options.hwcache_align)
			flags |= KALLOC_SLAB_HWCACHE_ALIGN;
		if (options.account)
			flags |= KALLOC_SLAB_ACCOUNT;
		if (options.reclaimable)
			flags |= KALLOC_SLAB_RECLAIM_ACCOUNT;
		if (options.no_merge)
			flags |= KALLOC_SLAB_NO_MERGE;
		const size_t align = options.align > alignof(T) ? options.align : alignof(T);

		kmem_cache *cache = binding::kalloc_cache_create(
			name, bytes, static_cast<u32>(align), flags,
			static_cast<u32>(options.user.offset), static_cast<u32>(options.user.bytes),
			options.sheaf_capacity);

		if (!cache) /* for the static analyzer */
			return {};
		return kcache(cache);
	}

	/* Where a member of T, and not of a base, is, for cache_options::user. */
	template <class M, class Class>
		requires std::is_same_v<Class, T>
	static user_region user_part(M Class::*member)
	{
		/* nothing is read: where it would be in an object there */
		constexpr size_t there = page_size;
		/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
		const T *object = reinterpret_cast<const T *>(there);

		return {.offset = reinterpret_cast<size_t>(&(object->*member)) - there,
			.bytes = sizeof(M)};
	}

	/* Takes over a cache that C made for T; its objects are of sizeof(T), and a pointer at
	 * least. */
	static kcache adopt(kmem_cache *cache)
	{
		return kcache(cache);
	}

	/* Gives the cache up to the caller, who calls kmem_cache_destroy(). Null if empty. */
	[[nodiscard(KALLOC_GIVEN_UP)]] kmem_cache *release()
	{
		return std::exchange(cache_, nullptr);
	}

	/* An object, as make_kunique() makes one of kmalloc memory; empty when memory runs out. */
	template <class Mask, class... Args>
	[[gnu::always_inline]] owner make_kunique(gfp::at<Mask> mask, Args &&...args) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
	{
		cache_source source{made()};

		return unique_factory::object<T>(source, mask, std::forward<Args>(args)...);
	}

	template <class Mask>
	[[gnu::always_inline]] owner make_kunique_for_overwrite(gfp::at<Mask> mask) const
		KALLOC_NOT_IN(contexts::allocation<Mask>)
	{
		cache_source source{made()};

		return unique_factory::object<T, true>(source, mask);
	}

	/* N objects at once, for a fraction of the price (bulk.h); all of them or none. */
	template <size_t N, class Mask>
	[[gnu::always_inline]] kbulk<T, N> make_bulk(gfp::at<Mask> mask) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_NOT_WITH_IRQS_OFF
	{
		return kbulk<T, N>::template make<false>(made(), mask, N);
	}

	/* As many of N as n says, no more. */
	template <size_t N, class Mask>
	[[gnu::always_inline]] kbulk<T, N> make_bulk(gfp::at<Mask> mask, size_t n) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_NOT_WITH_IRQS_OFF
	{
		return kbulk<T, N>::template make<false>(made(), mask, n);
	}

	template <size_t N, class Mask>
	[[gnu::always_inline]] kbulk<T, N> make_bulk_for_overwrite(gfp::at<Mask> mask) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_NOT_WITH_IRQS_OFF
	{
		return kbulk<T, N>::template make<true>(made(), mask, N);
	}

	/* Gives back the slabs that are empty. */
	void shrink() const KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		binding::kmem_cache_shrink(made());
	}

	/* The cache ends, if there is one. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		kmem_cache *cache = cache_;

		cache_ = nullptr;
		if (!cache)
			return;
		contexts::asks_for<free_context>();
		binding::kmem_cache_destroy(cache);
	}

	void swap(kcache &other) noexcept
	{
		std::swap(cache_, other.cache_);
	}

	/* For C. Null if empty. */
	kmem_cache *get() const KALLOC_BORROWED
	{
		return cache_;
	}

private:
	friend class owner_base<kcache>;

	explicit kcache(kmem_cache *cache) : cache_(cache) {}

	/* not of an empty cache; it is not checked */
	[[gnu::always_inline]] kmem_cache *made() const
	{
#ifdef __clang_analyzer__
		static_cast<void>(*reinterpret_cast<volatile u8 *>(cache_));
#endif
		return cache_;
	}

	kmem_cache *held() const
	{
		return cache_;
	}

	kmem_cache *cache_ = nullptr;
};

} // namespace kalloc

#endif
