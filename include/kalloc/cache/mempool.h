/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kmempool<T>: so many objects of T are set aside, for when memory runs out: for what has to go on
 * to free memory, as block devices and network file systems do.
 *
 *	auto requests = kmempool<request>::make(4);
 *	if (!requests)
 *		return -ENOMEM;
 *	auto r = requests.make_kunique(gfp::noio, 7U, 512U); // waits, and is not tested
 *	...
 *	auto now = requests.make_kunique(gfp::atomic, 8U, 4096U);
 *	if (!now)
 *		return -ENOMEM;
 *
 * With a mask that may sleep make_kunique() waits until somebody gives an object back, and
 * returns a never_empty owner; with gfp::atomic or gfp::nowait, and with gfp::unchecked, it may
 * return an empty one. Objects come from kmalloc, or from a kcache; when they end they go to the
 * reserve first. An owner is two words. The pool lives until its last object has ended, so
 * an owner may outlive the kmempool.
 *
 * Who holds an object must not wait for a second one of the same pool: two who do, wait for
 * ever. make() takes 1 object or more; an empty pool is what it returns when memory runs out.
 *
 * Context: make() and resize() may sleep; make_kunique() as the mask says; the end from anywhere
 * but NMI.
 * Stands for: mempool_create_kmalloc_pool(), mempool_create_slab_pool(), mempool_alloc(),
 * mempool_free(), mempool_resize(), mempool_destroy().
 */
#ifndef KALLOC_MEMPOOL_H
#define KALLOC_MEMPOOL_H

#include <kalloc/binding/count.h>
#include <kalloc/cache/cache.h>
#include <kalloc/errno.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/never_empty.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

/* The kernel's pool, and who needs it: the kmempool, and each object's owner. */
struct counted_mempool {
	alignas(KALLOC_MEMPOOL_ALIGN) u8 storage[KALLOC_MEMPOOL_BYTES];
	unsigned long users;

	mempool_t *pool()
	{
		return reinterpret_cast<mempool_t *>(storage);
	}

	void get()
	{
		binding::fetch_add<__ATOMIC_RELAXED>(&users, 1UL);
	}

	void put()
	{
#ifndef __clang_analyzer__ /* to which each of them may be the last */
		if (binding::fetch_add<__ATOMIC_ACQ_REL>(&users, -1UL) != 1)
			return;
		binding::mempool_exit(pool());
		binding::kfree(this);
#endif
	}
};

/* The family of a mempool's objects: they go back to it. */
struct mempool_family {
	using free_context = contexts::outside_raw;
	static constexpr size_t max_bytes = kmalloc_max_size;
	static constexpr size_t max_align = page_size;

	template <class Mask>
	static consteval void check()
	{
		if constexpr (gfp::constant<Mask>) {
			static_assert(
				!(Mask::bits &
				  (KALLOC_GFP_DMA | KALLOC_GFP_DMA32 | KALLOC_GFP_HIGHMEM |
				   KALLOC_GFP_RECLAIMABLE | KALLOC_GFP_COMP)),
				"kalloc: a mempool's objects are of one kind; drop gfp::dma, dma32, "
				"highmem, reclaimable or comp");
			static_assert(
				!(Mask::bits & (KALLOC_GFP_NOFAIL | KALLOC_GFP_NORETRY |
						KALLOC_GFP_RETRY_MAYFAIL)),
				"kalloc: a mempool waits for an object, not for memory, and "
				"never fails where it may sleep; drop gfp::nofail, noretry or "
				"retry_mayfail");
		}
	}

	/* the kernel's pool does not zero: its reserve was used before */
	template <class T>
	[[nodiscard, gnu::always_inline]] void *allocate(u32 gfp, size_t bytes,
							 std::type_identity<T>) const
	{
		void *p = binding::mempool_alloc(counted->pool(), gfp & ~KALLOC_GFP_ZERO);

		if (__builtin_constant_p(gfp) && (gfp & KALLOC_GFP_DIRECT_RECLAIM) && !p)
			__builtin_unreachable();
		if (!p)
			return nullptr;
		counted->get();
		if (gfp & KALLOC_GFP_ZERO)
			__builtin_memset(p, 0, bytes);
		return p;
	}

	[[gnu::always_inline]] void free(void *p, size_t) const
	{
		binding::mempool_free(p, counted->pool());
		counted->put();
	}

	counted_mempool *counted = nullptr;
};

template <class T>
class [[nodiscard(KALLOC_DROPPED)]] kmempool : public owner_base<kmempool<T>> {
	static_assert(std::is_object_v<T> && !std::is_array_v<T>,
		      "kalloc: a kmempool is for objects of one type; for bytes, of struct { u8 "
		      "bytes[n]; }");
	static_assert(sizeof(T) <= kmalloc_max_size,
		      "kalloc: the object is larger than kmalloc's largest");

public:
	using element_type = T;
	/* what make_kunique() returns where it may fail; else a never_empty<owner> */
	using owner = kunique_ptr<T, mempool_family>;
	/* where the pool may be destroyed, see context.h */
	using free_context = contexts::outside_raw;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kmempool() = default;
	kmempool(const kmempool &) = delete;            /* kalloc: one owner; std::move() it */
	kmempool &operator=(const kmempool &) = delete; /* kalloc: one owner; std::move() it */

	kmempool(kmempool &&other) noexcept : counted_(std::exchange(other.counted_, nullptr)) {}

	kmempool &operator=(kmempool &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		kmempool taken(std::move(other));

		swap(taken);
		return *this;
	}

	~kmempool() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* reserved objects of kmalloc memory are set aside. */
	static kmempool make(size_t reserved, call_site site = call_site::here()) KALLOC_MAY_SLEEP
	{
		return make_of(reserved, nullptr, site);
	}

	/* The same of a cache, which then stays as long as they do. */
	static kmempool make(size_t reserved, const kcache<T> &cache,
			     call_site site = call_site::here()) KALLOC_MAY_SLEEP
	{
		return cache ? make_of(reserved, cache.get(), site) : kmempool();
	}

	/* An object: waits for one, or, where the mask may not sleep, may be empty. */
	template <class Mask, class... Args>
	[[gnu::always_inline]] auto make_kunique(gfp::at<Mask> mask, Args &&...args) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
	{
#ifdef __clang_analyzer__
		/* an empty pool has no objects: to be tested first */
		static_cast<void>(*const_cast<volatile unsigned long *>(&counted_->users));
#endif
		mempool_family family{counted_};

		if constexpr (waits<Mask>())
			return never_empty<owner>(
				{}, unique_factory::object<T>(family, mask,
							      std::forward<Args>(args)...));
		else
			return unique_factory::object<T>(family, mask, std::forward<Args>(args)...);
	}

	/* Sets another number of objects aside, 1 or more. 0, -EINVAL, or -ENOMEM: as it was. */
	[[nodiscard]] int resize(size_t reserved,
				 call_site site = call_site::here()) KALLOC_MAY_SLEEP
	{
		if (!counted_ || reserved - 1 >= most)
			return -EINVAL;
		contexts::asks_for<contexts::sleepable>();
		[[maybe_unused]] const binding::charge to(site);

		return binding::mempool_resize(counted_->pool(), static_cast<int>(reserved));
	}

	/* The pool ends with its last object, which may be now; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		counted_mempool *counted = counted_;

		counted_ = nullptr;
		if (!counted)
			return;
		contexts::asks_for<free_context>();
		counted->put();
	}

	void swap(kmempool &other) noexcept
	{
		std::swap(counted_, other.counted_);
	}

	counted_mempool *release() = delete; /* kalloc: a mempool is not given up; keep the owner */

private:
	friend class owner_base<kmempool>;

	static constexpr size_t most = 0x7fffffff;

	template <class Mask>
	static consteval bool waits()
	{
		if constexpr (gfp::constant<Mask>)
			return Mask::may_sleep;
		else
			return false;
	}

	explicit kmempool(counted_mempool *counted) : counted_(counted) {}

	static kmempool make_of(size_t reserved, kmem_cache *cache, call_site site) KALLOC_MAY_SLEEP
	{
		if (reserved - 1 >= most) /* 0 wraps around */
			return {};
		/* zeroed, as mempool_init() leaves it to its caller */
		kmalloc_family family;
		void *memory = allocate(family, KALLOC_GFP_KERNEL | KALLOC_GFP_ZERO,
					sizeof(counted_mempool),
					std::type_identity<counted_mempool>{}, site);

		if (!memory)
			return {};
		auto *counted = static_cast<counted_mempool *>(memory);
		counted->users = 1;
		if (binding::kalloc_mempool_init(counted->pool(), static_cast<int>(reserved), cache,
						 kmalloc_padded(sizeof(T), alignof(T)))) {
			binding::kfree(memory);
			return {};
		}
		return kmempool(counted);
	}

	const void *held() const
	{
		return counted_;
	}

	counted_mempool *counted_ = nullptr;
};

} // namespace kalloc

#endif
