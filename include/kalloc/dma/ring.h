/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_ring<Buffer, Done>: descriptors that the driver posts and the device works off, in turn:
 * who has which, where the ring begins again, and in which order memory is written and read. It
 * takes a buffer of coherent memory that the CPU has filled as it likes; from then on there are
 * post() and reap() alone.
 *
 *	using descriptors = kbuffer<dma_coherent<gfp::kernel>, descriptor, 4>;
 *	using tx_ring = dma_ring<descriptors, told_by_bit<&descriptor::flags, owned>>;
 *	...
 *	tx_ring tx(std::move(d));
 *	start(tx.dma().addr(), tx.size());
 *	...
 *	const auto add = [&](const descriptor &d, size_t) { sum += d.length.cpu(); };
 *	...
 *	if (const int err = tx.post({.address = {}, .length = le32{i}, .flags = {}}))
 *		return err; // full: reap some
 *	...
 *	done += tx.reap(add, 64);
 *
 * Done is how the device gives a descriptor back (told_by.h). told_by_bit<&T::member, mask, value =
 * mask>: it has the descriptor while these bits of the member are as in value (an "own" bit), or
 * with value 0 until it sets them (a "done" bit). told_by_index: it says, in a register or in
 * memory, which one it will take next, for reap(that index, ...). told_by_phase<&T::member, mask>:
 * it is the device that posts, answers say, with a bit that is another one each time around; the
 * driver reaps, and tells the device by next() how far it is.
 *
 * One of the descriptors stays free, as a full ring would look like an empty one. One context
 * posts and one reaps, at the same time if they like: what polls, or an interrupt. What belongs
 * to a descriptor (its packet) is in an array of the driver's, at next(), before it is posted.
 *
 * Before the ring ends the device has let go of it, as of any coherent memory.
 *
 * Context: any; destruction as the buffer's. Sizes and indices count descriptors.
 * Stands for: head and tail, dma_wmb(), WRITE_ONCE() and READ_ONCE(), dma_rmb().
 */
#ifndef KALLOC_DMA_RING_H
#define KALLOC_DMA_RING_H

#include <kalloc/dma/coherent_memory.h>
#include <kalloc/dma/told_by.h>
#include <kalloc/errno.h>
#include <kalloc/owner/owner_base.h>

namespace kalloc {

template <class Buffer, class Done = told_by_index>
class [[nodiscard(KALLOC_DROPPED)]] dma_ring : public owner_base<dma_ring<Buffer, Done>> {
	static_assert(is_coherent_buffer<Buffer>,
		      "kalloc: a ring is memory that the device sees meanwhile: "
		      "kbuffer<dma_coherent<...>, descriptor>");
	static_assert(!attributes_of<typename Buffer::family_type>.has(dma_attr::weak_ordering),
		      KALLOC_WITHOUT_ORDER);
	static_assert(
		!attributes_of<typename Buffer::family_type>.has(dma_attr::write_combine),
		"kalloc: a ring reads what the device is done with, and write-combined "
		"memory is read past the caches: kbuffer<dma_coherent<gfp::kernel>, descriptor>");
	static constexpr bool by_index = std::is_same_v<Done, told_by_index>;
	static constexpr bool by_phase = is_phase<Done>;
	static_assert(
		by_index ||
			requires {
				requires std::is_same_v<typename Done::descriptor,
							typename Buffer::element_type>;
			},
		"kalloc: the bit is in another struct than the ring's descriptors: "
		"told_by_bit<&descriptor::flags, 1>, of what the buffer holds");

public:
	using element_type = typename Buffer::element_type;
	using free_context = typename Buffer::free_context;
	static constexpr bool trivially_relocatable = true;
	/* what reap() calls */
	template <class F>
	static constexpr bool takes_each = std::is_invocable_v<F, const element_type &, size_t>;

	constexpr dma_ring() = default;

	/* Nothing is posted yet. Of an empty buffer: empty. */
	explicit dma_ring(Buffer &&filled) : buffer_(std::move(filled)) {}

	dma_ring(Buffer &) = delete; /* kalloc: the device has it from now on: std::move() it */
	dma_ring(const dma_ring &) = delete;            /* kalloc: one owner; std::move() it */
	dma_ring &operator=(const dma_ring &) = delete; /* kalloc: one owner; std::move() it */

	dma_ring(dma_ring &&other) noexcept
	{
		swap(other);
	}

	dma_ring &operator=(dma_ring &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		dma_ring taken(std::move(other));

		swap(taken);
		return *this;
	}

	~dma_ring() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* All descriptors, 0 if empty. At most one less is posted. */
	size_t size() const
	{
		return buffer_.size();
	}

	/* Where the device sees them. */
	dma_range dma() const KALLOC_BORROWED
	{
		return coherent_memory::dma(buffer_);
	}

	/*
	 * The one that is posted next: for the driver's own array, and for the device's register.
	 * By phase: the one that is taken next.
	 */
	size_t next() const
	{
		return by_phase ? oldest_ : next_;
	}

	/* By who posts: is there no room? */
	bool full() const
		requires(!by_phase)
	{
		return full_at(after(next_));
	}

	/*
	 * The next descriptor is d, and the device's, which sees all of it before the bit or the
	 * index. 0, or -ENOSPC when there is no room: reap some.
	 */
	[[nodiscard("kalloc: -ENOSPC if the ring is full; check it"), gnu::always_inline]] int
	post(const element_type &d)
		requires(!by_phase)
	{
		tested();
		const size_t then = after(next_);

		if (full_at(then)) [[unlikely]]
			return -ENOSPC;
		element_type &slot = buffer_.data()[next_];

		if constexpr (by_index) {
			slot = d;
			dma_wmb();
		} else {
			Done::post(slot, d);
		}
		__atomic_store_n(&next_, then, __ATOMIC_RELEASE);
		return 0;
	}

	/*
	 * Calls each(descriptor, index) for what the device is done with, at most so many, the
	 * oldest first; it is the copy that the device cannot change any more, and its place is
	 * free when each() returns. How many.
	 */
	template <class F>
	[[gnu::always_inline]] size_t reap(F each, size_t most = dynamic_extent)
		requires(!by_index && !by_phase && takes_each<F>)
	{
		tested();
		const size_t end = __atomic_load_n(&next_, __ATOMIC_ACQUIRE);
		const element_type *const all = buffer_.data();
		size_t at = oldest_;
		size_t n = 0;

		for (; n < most && at != end && Done::is_done(all[at]); n++) {
			dma_rmb();
			at = take(all, at, each);
		}
		return n;
	}

	/*
	 * The same up to upto, which the device will take next. -EIO, and nothing is called, if
	 * that is no descriptor that was posted.
	 */
	template <class F>
	[[nodiscard("kalloc: -EIO if the device says what cannot be; check it"),
	  gnu::always_inline]] ssize_t
	reap(size_t upto, F each)
		requires(by_index && takes_each<F>)
	{
		tested();
		const size_t end = __atomic_load_n(&next_, __ATOMIC_ACQUIRE);
		ssize_t n = 0;

		if (upto >= size() || behind(upto) > behind(end)) [[unlikely]]
			return -EIO;
		dma_rmb();
		for (size_t at = oldest_; at != upto; n++)
			at = take(buffer_.data(), at, each);
		return n;
	}

	/*
	 * The same for what the device posted, and at most all there can be: it hears of the places
	 * that are free again behind this.
	 */
	template <class F>
	[[gnu::always_inline]] size_t reap(F each, size_t most = dynamic_extent)
		requires(by_phase && takes_each<F>)
	{
		tested();
		const element_type *const all = buffer_.data();
		const size_t end = most < size() ? most : size();
		size_t at = oldest_;
		size_t n = 0;

		for (; n < end && Done::is_new(all[at], next_); n++) {
			dma_rmb();
			at = take(all, at, each);
			if (!at)
				next_++;
		}
		return n;
	}

	/* The descriptors, of which none is the device's any more: it was stopped. */
	Buffer take_back()
	{
		next_ = oldest_ = 0;
		return std::move(buffer_);
	}

	void reset() KALLOC_NOT_IN(free_context)
	{
		next_ = oldest_ = 0;
		buffer_.reset();
	}

	void swap(dma_ring &other) noexcept
	{
		buffer_.swap(other.buffer_);
		std::swap(next_, other.next_);
		std::swap(oldest_, other.oldest_);
	}

	template <class... Index>
	void operator[](Index...) = delete; /* kalloc: the device has it, too: post() and reap() */
	template <class F, class... Most>
		requires(by_index && !std::is_integral_v<F>)
	ssize_t reap(F, /* kalloc: which index says the device? reap(index, each) */
		     Most...) = delete;
	template <class F, class... Most>
		requires(!by_index && !std::is_integral_v<F> && !takes_each<F>)
	size_t reap(F, /* kalloc: each gets a copy to read: [](const descriptor &d, size_t index) */
		    Most...) = delete;
	template <class F>
		requires(by_index && !takes_each<F>)
	ssize_t reap(size_t, /* kalloc: each gets a copy to read: [](const descriptor &d, size_t) */
		     F) = delete;
	template <std::integral Index, class F>
		requires(!by_index)
	size_t reap(Index, F) = delete; /* kalloc: the bits tell what is done: reap(each) */
	int post(const element_type &)  /* kalloc: it is the device that posts: reap(each) */
		requires by_phase
	= delete;
	int post(...) = delete; /* kalloc: a descriptor, whose numbers have an order: le32{n} */
	void
	release() = delete; /* kalloc: it is freed with its device: take_back() is the buffer */

private:
	friend class owner_base<dma_ring>;

	auto *held() const
	{
		return buffer_.data();
	}

	/* Asks clang's analyzer whether there is a ring, before what would be a test to it. */
	[[gnu::always_inline]] void tested() const
	{
#ifdef __clang_analyzer__
		static_cast<void>(*reinterpret_cast<const volatile u8 *>(buffer_.data()));
#endif
	}

	[[gnu::always_inline]] size_t after(size_t index) const
	{
		return index + 1 == extent() ? 0 : index + 1;
	}

	/* Is there no room, the next one but one being then? */
	[[gnu::always_inline]] bool full_at(size_t then) const
	{
#ifdef __clang_analyzer__ /* no question here: to it full() would be a test, behind each post() */
		return then == oldest_;
#endif
		return !buffer_ || then == __atomic_load_n(&oldest_, __ATOMIC_ACQUIRE);
	}

	/* How many from the oldest one on to index. */
	size_t behind(size_t index) const
	{
		return index >= oldest_ ? index - oldest_ : index + extent() - oldest_;
	}

	/* Of an empty ring, whatever: nothing comes of it there. */
	[[gnu::always_inline]] size_t extent() const
	{
		return Buffer::extent == dynamic_extent ? buffer_.size() : Buffer::extent;
	}

	/* The oldest one, at; where the next one is. */
	template <class F>
	[[gnu::always_inline]] size_t take(const element_type *all, size_t at, F &each)
	{
		const element_type copy = all[at];

		each(copy, at);
		at = after(at);
		__atomic_store_n(&oldest_, at, __ATOMIC_RELEASE);
		return at;
	}

	Buffer buffer_;
	/* by phase: how often the ring went around; its oldest is the next one */
	size_t next_ = 0;
	size_t oldest_ = 0;
};

} // namespace kalloc

#endif
