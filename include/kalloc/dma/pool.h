/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_pool<T>: small blocks of coherent memory, each a T, cut from pages for one device:
 * descriptors, commands, where a page for each would be a waste. A block is an owner like
 * any of coherent memory (dma.h), the CPU's alone until it is a dma_shared; zeroed if it is made
 * without values.
 *
 *	auto pool = dma_pool<mail>::make(dev, "mails", {.align = 64});
 *	if (!pool)
 *		return -ENOMEM;
 *	auto m = pool.make_kunique(gfp::atomic, le32{1}, le32{0});
 *	if (!m)
 *		return -ENOMEM;
 *	dma_shared block(std::move(m));
 *	start(block.dma().addr(), 1);
 *
 * In a class the pool comes first, so that members that own its blocks end before it. A pool
 * that ends with blocks still there, or when the driver's binding is over (dma.h), stays, for good,
 * with its device, and warns once; the blocks remain valid. (The kernel's own pool would be
 * freed under them.)
 *
 * Context: make() and the end of a pool may sleep; make_kunique() as the mask says; a block
 * is freed anywhere but under a raw_spinlock.
 * Stands for: dma_pool_create(), dma_pool_zalloc(), dma_pool_free(), dma_pool_destroy().
 */
#ifndef KALLOC_DMA_POOL_H
#define KALLOC_DMA_POOL_H

#include <kalloc/dma/dma.h>
#include <kalloc/owner/make_unique.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <class T>
class dma_pool;

/* The family of a pool's blocks: the pool, and where the device sees the block. */
class dma_pool_family {
public:
	using free_context = contexts::outside_raw;
	static constexpr size_t max_bytes = dma_family::max_bytes;
	static constexpr size_t max_align = page_size;

	constexpr dma_pool_family() = default;

	template <class Mask>
	static consteval void check()
	{
		dma_family::check<Mask>();
	}

	template <class T>
	static consteval void check_contents()
	{
		dma_family::check_contents<T>();
	}

	[[nodiscard]] void *allocate(u32 gfp, size_t, auto)
	{
		return pool_ ? binding::kalloc_dma_pool_alloc(pool_, gfp, &addr_) : nullptr;
	}

	void free(void *p, size_t)
	{
		binding::kalloc_dma_pool_free(pool_, p, addr_);
	}

	/* Where the device sees p, which was allocated here with that many bytes, or is null. */
	dma_range dma(const void *p, size_t bytes) const
	{
		return {addr_, p, bytes};
	}

private:
	template <class>
	friend class dma_pool;

	constexpr explicit dma_pool_family(kalloc_dma_pool *pool) : pool_(pool) {}

	kalloc_dma_pool *pool_ = nullptr;
	dma_addr_t addr_ = 0;
};

/* What a device may ask of each block, in bytes: powers of two. */
struct dma_pool_options {
	size_t align = 0;    /* where T's alignment is not enough */
	size_t boundary = 0; /* no block crosses a multiple of it */
};

template <class T>
class [[nodiscard(KALLOC_DROPPED)]] dma_pool : public owner_base<dma_pool<T>> {
	static_assert((check_contents<dma_pool_family, T>(), true));
	static_assert(!std::is_array_v<T>,
		      "kalloc: a dma_pool is for blocks of one type; for an array that is a block "
		      "take a struct with it");

public:
	using element_type = T;
	/* what make_kunique() returns */
	using block = kunique_ptr<T, dma_pool_family>;
	/* where the pool may be destroyed, see context.h */
	using free_context = contexts::sleepable;
	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr dma_pool() = default;
	dma_pool(const dma_pool &) = delete;            /* kalloc: one owner; std::move() it */
	dma_pool &operator=(const dma_pool &) = delete; /* kalloc: one owner; std::move() it */

	dma_pool(dma_pool &&other) noexcept : pool_(std::exchange(other.pool_, nullptr)) {}

	dma_pool &operator=(dma_pool &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		dma_pool taken(std::move(other));

		swap(taken);
		return *this;
	}

	~dma_pool() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Empty when memory runs out, without dev, or when no block can be as the options want. */
	static dma_pool make(masked_device dev, const char *name,
			     const dma_pool_options &options = {}) KALLOC_MAY_SLEEP
	{
		dma_pool pool;

		contexts::asks_for<contexts::sleepable>();
		pool.pool_ = binding::kalloc_dma_pool_create(
			name, dev.for_memory(), sizeof(T),
			options.align > alignof(T) ? options.align : alignof(T), options.boundary);
		if (pool.pool_)
			binding::get_device(dev.get());
		return pool;
	}

	/* A block, made as by make_kunique(); empty when memory runs out, or the pool is empty. */
	template <class Mask, class... Args>
	[[gnu::always_inline]] block make_kunique(gfp::at<Mask> mask, Args &&...args) const
		KALLOC_NOT_IN(contexts::allocation<Mask>) KALLOC_REFUSE_NARROWING(Args, args)
	{
		dma_pool_family family(pool_);

		return unique_factory::object<T>(family, mask, std::forward<Args>(args)...);
	}

	/* Ends the pool, if any; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		if (!pool_)
			return;
		contexts::asks_for<free_context>();
		binding::put_device(
			binding::kalloc_dma_pool_destroy(std::exchange(pool_, nullptr)));
	}

	void swap(dma_pool &other) noexcept
	{
		std::swap(pool_, other.pool_);
	}

	void
	release() = delete; /* kalloc: a pool is counted; keep the owner, C has no use for it */

private:
	friend class owner_base<dma_pool>;

	kalloc_dma_pool *held() const
	{
		return pool_;
	}

	kalloc_dma_pool *pool_ = nullptr;
};

} // namespace kalloc

#endif
