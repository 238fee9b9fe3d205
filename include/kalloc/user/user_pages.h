/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_pages: the one owner of a range of user space that is pinned: its pages stay where they are
 * until the owner goes, for a device or the CPU to work in without a copy. const_user_pages: only
 * to read.
 *
 *	user_pages pages;
 *
 *	if (const int err = pages.pin_some(user_ptr<void>(to), bytes))
 *		return err;
 *	for (size_t n = 0; n < pages.size(); n++) {
 *		const page_access bytes_of_page(pages, n);
 *
 * The range begins and ends anywhere: page_access has of each page what is in the range. User
 * space keeps its pages, and may change them at any time: what is read twice may be two things.
 * A device gets at them by dma_map_sg() (sg_mapping.h), C by pages(), offset() and size_bytes().
 *
 * Pinned for as long as user space likes, as a registered buffer is, it takes
 * pin_time::long_term; that such pages count (RLIMIT_MEMLOCK) is the driver's to see to.
 * Needs a module whose license is the GPL.
 *
 * Context: a system call, or another task with user memory, where one may sleep.
 * Stands for: pin_user_pages_fast(), unpin_user_pages_dirty_lock().
 */
#ifndef KALLOC_USER_PAGES_H
#define KALLOC_USER_PAGES_H

#include <kalloc/errno.h>
#include <kalloc/owner/buffer.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/page/page_access.h>
#include <kalloc/user/user_ptr.h>

namespace kalloc {

/* For one transfer, or for as long as user space likes. */
enum class pin_time : u32 { short_term = 0, long_term = KALLOC_FOLL_LONGTERM };

#define KALLOC_NOT_PINNED "kalloc: user memory may not be there; check it"

/* Writable: the kernel, or a device, writes to the pages, which are dirty then. */
template <bool Writable>
class [[nodiscard(KALLOC_DROPPED)]] basic_user_pages
	: public owner_base<basic_user_pages<Writable>> {
	/* as large as user space likes: charged to it, and no reason to warn */
	using memory = kbuffer<any_contiguity<gfp::kernel_account | gfp::nowarn>, page_slot>;
	static_assert(memory::max_size <= 0x7fffffff);

public:
	/* of the array of pages */
	using policy_type = typename memory::policy_type;
	/* where the owner may be destroyed, see context.h */
	using free_context = contexts::sleepable;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	/* page_access.h */
	static constexpr bool pages_are_const = !Writable;
	static constexpr size_t page_align = 1;

	constexpr basic_user_pages() = default;
	constexpr explicit(false) basic_user_pages(std::nullptr_t) {}

	basic_user_pages(const basic_user_pages &) = delete; /* kalloc: one owner; std::move() it */
	basic_user_pages &
	operator=(const basic_user_pages &) = delete; /* kalloc: one owner; std::move() it */

	basic_user_pages(basic_user_pages &&other) noexcept
	{
		swap(other);
	}

	basic_user_pages &operator=(basic_user_pages &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		basic_user_pages taken(std::move(other));

		swap(taken);
		return *this;
	}

	~basic_user_pages() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Pins so many bytes from there on. Returns 0; -EFAULT where not all of them are there, or
	 * user space may not write to them, -ENOMEM when memory runs out, -EOVERFLOW for more than
	 * there can be, -EINVAL for none; what else pin_user_pages_fast() returns, as -EINTR. Only
	 * if it is 0 the owner has changed.
	 */
	template <class T>
	[[nodiscard(KALLOC_NOT_PINNED)]] int pin(user_ptr<T> from, size_t bytes,
						 pin_time time = pin_time::short_term,
						 call_site site = call_site::here())
		requires(!Writable || !std::is_const_v<T>)
	KALLOC_NOT_IN(contexts::sleepable)
	{
		return pin_range(from.address(), bytes, time, true, site);
	}

	/*
	 * As many of them as there are, up to the first page that is missing: size_bytes() tells.
	 * The same, but -EFAULT only where the first page is missing.
	 */
	template <class T>
	[[nodiscard(KALLOC_NOT_PINNED)]] int pin_some(user_ptr<T> from, size_t bytes,
						      pin_time time = pin_time::short_term,
						      call_site site = call_site::here())
		requires(!Writable || !std::is_const_v<T>)
	KALLOC_NOT_IN(contexts::sleepable)
	{
		return pin_range(from.address(), bytes, time, false, site);
	}

	template <class T, class... Args>
	int pin(user_ptr<T>, size_t, Args...) /* kalloc: its memory is const; const_user_pages */
		requires(Writable && std::is_const_v<T>)
	= delete;
	template <class T, class... Args>
	int pin_some(user_ptr<T>, size_t, Args...) /* kalloc: it is const; const_user_pages */
		requires(Writable && std::is_const_v<T>)
	= delete;

	/* Lets go of the pages, if any, which are dirty if they were pinned to write. Empty. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		const size_t n = std::exchange(n_, 0);

		bytes_ = 0;
		if (n) {
			contexts::asks_for<free_context>();
			binding::unpin_user_pages_dirty_lock(slots(), n, Writable);
		}
		memory_.reset();
	}

	void swap(basic_user_pages &other) noexcept
	{
		memory_.swap(other.memory_);
		std::swap(n_, other.n_);
		std::swap(offset_, other.offset_);
		std::swap(bytes_, other.bytes_);
	}

	/* Pages, bytes of the range, and where it begins in the first page; 0 if empty. */
	size_t size() const
	{
		return n_;
	}

	size_t size_bytes() const
	{
		return bytes_;
	}

	size_t offset() const
	{
		return bytes_ ? offset_ : 0;
	}

	/* All of them, C's struct page ** and their number. */
	kspan<page *const> pages() const KALLOC_BORROWED
	{
		return {slots(), n_};
	}

	/* What page_access maps: of the nth page what is in the range. */
	page_part part([[maybe_unused]] size_t n) const
	{
#ifdef __clang_analyzer__
		return memory_.data();
#else
		if (n >= n_) [[unlikely]] {
			binding::kalloc_warn_out_of_range(n, 1, n_);
			return {};
		}
		const size_t from = n ? 0 : offset_;
		const size_t left = offset_ + bytes_ - n * page_size;

		return {slots()[n], 0, from, (left < page_size ? left : page_size) - from};
#endif
	}

	page **release() = delete; /* kalloc: the owner alone unpins them; pages() lends them */

private:
	friend class owner_base<basic_user_pages>;

	int pin_range(unsigned long at, size_t bytes, [[maybe_unused]] pin_time time,
		      [[maybe_unused]] bool all, call_site site) KALLOC_NOT_IN(contexts::sleepable)
	{
		basic_user_pages pinned;

		if (!bytes)
			return -EINVAL;
		if (bytes > memory::max_size * page_size)
			return -EOVERFLOW;
		pinned.offset_ = at % page_size;
		const size_t n = (pinned.offset_ + bytes + page_size - 1) / page_size;

		if (const int err = pinned.memory_.resize(n, policy_type::gfp, site))
			return err;
#ifdef __clang_analyzer__
		pinned.n_ = n;
#else
		const int got = binding::pin_user_pages_fast(
			at, static_cast<int>(n),
			static_cast<u32>(time) | (Writable ? KALLOC_FOLL_WRITE : 0),
			pinned.slots());
		if (got <= 0)
			return got ?: -EFAULT;
		pinned.n_ = static_cast<size_t>(got);
		if (pinned.n_ < n) {
			if (all)
				return -EFAULT;
			bytes = pinned.n_ * page_size - pinned.offset_;
		}
#endif
		pinned.bytes_ = bytes;
		swap(pinned);
		return 0;
	}

	page **slots() const
	{
		return reinterpret_cast<page **>(const_cast<page_slot *>(memory_.data()));
	}

	const void *held() const
	{
		return memory_.data();
	}

	memory memory_;
	size_t n_ = 0;
	size_t offset_ = 0;
	size_t bytes_ = 0;
};

using user_pages = basic_user_pages<true>;
using const_user_pages = basic_user_pages<false>;

} // namespace kalloc

#endif
