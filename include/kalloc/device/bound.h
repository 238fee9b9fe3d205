/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kbound<T>: one of several handles of a T that lives as long as a driver is bound to a device:
 * its DMA memory, its queues, what it knows of the registers. Files that are still open when the
 * driver is unbound keep their handles, and find the T gone.
 *
 *	kbound<engine> e = kbound<engine>::make(dev, std::move(made));
 *
 *	if (!e)
 *		return nullptr;
 *	...
 *	const while_bound<engine> here(file);
 *
 *	if (!here)
 *		return -ENODEV;
 *	return static_cast<int>(here->read(index));
 *
 * A while_bound keeps the T to the end of the block, and nothing else gets at it: clang's analyzer
 * refuses one that is not tested, and a pointer that is used behind it. Whoever unbinds the driver
 * waits for those who have one, and gives no other; so nobody waits in it without end, or for the
 * unbinding. Then the T is destroyed, behind remove(), in the order of what the device manages
 * (give_to.h). Several threads may have one at a time: T has a lock, or does not change.
 *
 * What an empty handle says, !e, is that none was made; a copy is counted. To enter and to leave
 * costs what a per-CPU counter does.
 *
 * Context: make() in probe(), may sleep, as may T's destructor; a handle ends anywhere but under
 * a raw_spinlock; a while_bound is for any.
 * Stands for: devm_add_action(), percpu_ref_tryget_live(), percpu_ref_put(), percpu_ref_kill().
 */
#ifndef KALLOC_BOUND_H
#define KALLOC_BOUND_H

#include <kalloc/context/scope.h>
#include <kalloc/device/give_to.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

template <class T>
class while_bound;

template <class T>
class [[nodiscard(
	"kalloc: nobody could use it; keep it in a variable, which ends one that C had, too, or "
	"give_to() the device what nobody uses")]] kbound : public owner_base<kbound<T>> {
public:
	using element_type = T;
	/* where a handle may be destroyed, see context.h; the T ends elsewhere */
	using free_context = contexts::outside_raw;
	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kbound() = default;
	constexpr explicit(false) kbound(std::nullptr_t) {}

	kbound(const kbound &other) : p_(other.p_)
	{
		if (p_)
			binding::kalloc_bound_get(p_);
	}

	kbound(kbound &&other) noexcept : p_(std::exchange(other.p_, nullptr)) {}

	kbound &operator=(kbound other) noexcept KALLOC_NOT_IN(free_context)
	{
		swap(other);
		return *this;
	}

	~kbound() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Gives the T to the device. Empty, and object is as it was, when memory runs out or object
	 * is empty; so, with a warning, where no driver is bound.
	 */
	template <family F>
	static kbound make(device *dev, kunique_ptr<T, F> &&object) KALLOC_MAY_SLEEP
	{
		static_assert(
			stateless_family<F>,
			"kalloc: this family needs its device to free, which is not kept here; "
			"make a class that has the owner as a member");
		contexts::asks_for<contexts::sleepable>();
		kbound made;
		T *p = object.get();

		if (!p)
			return made;
		made.p_ = binding::kalloc_bound_create(dev, p, end<F>);
		if (!made.p_)
			return made;
		object.taken_by_c();
#ifdef __clang_analyzer__
		binding::given(p);
#endif
		return made;
	}

	/* Takes over a handle that C code holds: what release() gave up. Null makes an empty one.
	 */
	static kbound adopt(kalloc_bound *p)
	{
		kbound handle;

		handle.p_ = p;
		return handle;
	}

	/* Gives the handle up to C code, a file's private_data say, which hands it back to adopt().
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] kalloc_bound *release()
	{
		return std::exchange(p_, nullptr);
	}

	/* One more handle beside the one that C code has; null makes an empty one. */
	static kbound share(kalloc_bound *p)
	{
		if (p)
			binding::kalloc_bound_get(p);
		return adopt(p);
	}

	/* Gives the handle back. Empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		if (!p_)
			return;
		contexts::asks_for<free_context>();
		binding::kalloc_bound_put(std::exchange(p_, nullptr));
	}

	void swap(kbound &other) noexcept
	{
		std::swap(p_, other.p_);
	}

	bool operator==(const kbound &other) const
	{
		return p_ == other.p_;
	}

	/* Any other way */
	static kbound
	make(...) = delete;      /* kalloc: the device, then std::move() of a kunique_ptr<T> */
	T *get() const = delete; /* kalloc: it may be gone: const while_bound here(b); */
	T *operator->() const = delete; /* kalloc: it may be gone: const while_bound here(b); */
	T &operator*() const = delete;  /* kalloc: it may be gone: const while_bound here(b); */

private:
	friend class owner_base<kbound>;
	friend class while_bound<T>;

	template <family F>
	static void end(void *object) KALLOC_MAY_SLEEP
	{
		kunique_ptr<T, F>::adopt(static_cast<T *>(object)).reset();
	}

	kalloc_bound *held() const
	{
		return p_;
	}

	kalloc_bound *p_ = nullptr;
};

/* The T of a kbound, to the end of the block; null if the driver is unbound, or b is empty. */
template <class T>
class while_bound : public scope {
public:
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit while_bound(const kbound<T> &b)
		: while_bound(b.p_)
	{
	}

	/* By the handle that C code has: const while_bound<engine> here(p); */
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit while_bound(kalloc_bound *p)
		: bound_(p), object_(static_cast<T *>(binding::kalloc_bound_enter(p)))
	{
#ifdef __clang_analyzer__ /* which looks at both ways then */
		if (!object_)
			return;
#endif
	}

	explicit while_bound(const kbound<T> &&) = delete; /* kalloc: name the handle first */
	while_bound(const while_bound &) = delete;         /* kalloc: it stays; pass a & */

	[[gnu::always_inline]] ~while_bound()
	{
		if (!object_)
			return;
		binding::kalloc_bound_leave(bound_);
#ifdef __clang_analyzer__
		binding::left(object_);
#endif
	}

	explicit operator bool() const
	{
		return object_;
	}

	T *operator->() const KALLOC_BORROWED
	{
		return object_;
	}

	T &operator*() const KALLOC_BORROWED
	{
		return *object_;
	}

private:
	mutable kalloc_bound *bound_;
	mutable T *object_;
};

} // namespace kalloc

#endif
