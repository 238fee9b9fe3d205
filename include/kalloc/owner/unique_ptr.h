/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kunique_ptr<T, Family>: the one owner of one T in kernel memory; destroys it and
 * gives the memory back to its family when it goes out of scope.
 *
 *	auto s = make_kunique<session>(gfp::kernel, 1, 1000);
 *	if (!s)
 *		return -ENOMEM;
 *	s->send();
 *
 * One word, like T *, for the families without state. May be empty; a moved-from owner is.
 * Owners within each other end by recursion, and the kernel's stack is small: many objects are
 * a kunique_list (list.h). The array form is in unique_array.h, the factories in make_unique.h.
 *
 * Context: destruction, reset() and assignment as the family's free() and T's destructor.
 * Stands for: T *p __free(kfree), and the same for vfree, kvfree, dma_free_coherent.
 */
#ifndef KALLOC_UNIQUE_PTR_H
#define KALLOC_UNIQUE_PTR_H

#include <kalloc/family/family.h>
#include <kalloc/family/kmalloc.h>
#include <kalloc/owner/borrowed.h>
#include <kalloc/owner/owner_base.h>
#include <type_traits>
#include <utility>

namespace kalloc {

class dma_range;

template <class T, family Family = kmalloc_family>
class [[nodiscard(KALLOC_DROPPED)]] kunique_ptr : public owner_base<kunique_ptr<T, Family>> {
	static_assert(std::is_object_v<T>,
		      "kalloc: kunique_ptr owns an object; drop the & or the ()");
	static_assert(!std::is_bounded_array_v<T>,
		      "kalloc: kunique_ptr has no T[N]; use T[], or kbuffer<Policy, T, N>");

public:
	using element_type = T;
	using family_type = Family;
	/* where the owner may be destroyed, see context.h */
	using free_context =
		contexts::both<contexts::free_context_of<Family>, contexts::free_context_of<T>>;

	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr kunique_ptr() = default;
	constexpr explicit(false) kunique_ptr(std::nullptr_t) {}

	kunique_ptr(const kunique_ptr &) = delete; /* kalloc: one owner; std::move() it */
	kunique_ptr &
	operator=(const kunique_ptr &) = delete; /* kalloc: one owner; std::move() it */

	kunique_ptr(kunique_ptr &&other) noexcept
		: family_(std::move(other.family_)), p_(std::exchange(other.p_, nullptr))
	{
	}

	/*
	 * From an owner of a T that is not const, of a derived class (see the messages), or of
	 * another family whose memory this one frees, too.
	 */
	template <class Derived, family F>
		requires(std::is_convertible_v<Derived *, T *> && frees_memory_of<Family, F>)
	explicit(false) kunique_ptr(kunique_ptr<Derived, F> &&other) noexcept
		: p_(std::exchange(other.p_, nullptr))
	{
		if constexpr (std::is_same_v<F, Family>)
			family_ = std::move(other.family_);
		static_assert(
			std::has_virtual_destructor_v<T> || std::is_same_v<const Derived, const T>,
			"kalloc: the base class has no virtual destructor, so the derived part "
			"would never be destroyed; add virtual ~base()");
		static_assert(
			!frees_by_size<Family> || std::is_same_v<const Derived, const T>,
			"kalloc: this family frees by size, which a base class does not know; "
			"keep the owner of the derived class");
		static_assert(
			std::is_same_v<
				contexts::both<free_context, contexts::free_context_of<Derived>>,
				free_context>,
			"kalloc: the derived class may sleep when it is freed, which the base "
			"does not say; add to it: using free_context = "
			"kalloc::contexts::sleepable;");
	}

	kunique_ptr &operator=(kunique_ptr &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		/* other may be part of what is destroyed: list = std::move(list->next) */
		kunique_ptr taken(std::move(other));

		swap(taken);
		return *this;
	}

	[[gnu::always_inline]] ~kunique_ptr() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/*
	 * Takes over a T that C code allocated: from the allocator of Family, and
	 * constructed. Null makes an empty owner.
	 */
	static kunique_ptr adopt(T *p)
	{
		static_assert(
			stateless_family<Family>,
			"kalloc: this family needs its device or pool to free; nothing can be adopted");
		return {adopted(p), Family{}};
	}

	/*
	 * Gives the T up to the caller, who frees it: adopt() in C++, or, if it has no
	 * destructor to run, the family's function in C, e.g. kfree(). Null if empty.
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] T *release()
	{
		static_assert(stateless_family<Family>, "kalloc: this family needs its device or "
							"pool to free; keep the owner");
		return given_up(std::exchange(p_, nullptr));
	}

	/* Destroys and frees what is owned, if anything; empty afterwards. */
	[[gnu::always_inline]] void reset() KALLOC_NOT_IN(free_context)
	{
		T *p = p_;

		p_ = nullptr;
		if (!p)
			return;
		contexts::asks_for<free_context>();
		void *memory = start_of(p);
		before_destroying<Family, T>();
		p->~T();
		give_back(family_, memory, sizeof(T));
	}

	void swap(kunique_ptr &other) noexcept
	{
		std::swap(family_, other.family_);
		std::swap(p_, other.p_);
	}

	/* Null if empty. The owner keeps it. */
	T *get() const KALLOC_BORROWED
	{
		return lent(p_);
	}

	/* Not of an empty owner; it is not checked. */
	T &operator*() const KALLOC_BORROWED
	{
		return *lent(p_);
	}

	T *operator->() const KALLOC_BORROWED
	{
		return p_;
	}

	/* An owner is no pointer, and of one type */
	template <class U>
		requires(!std::is_same_v<const U, const T>)
	static kunique_ptr
	adopt(U *) = delete; /* kalloc: no T; adopt it as what it is, then convert */
	template <class U>
	kunique_ptr(U *) = delete; /* kalloc: no owner; adopt() takes memory over from C */
	template <class U, family F>
	kunique_ptr(kunique_ptr<U, F> &&) /* kalloc: another type or family; write it, or auto */
		= delete;
	template <class U, family F>
		requires(!std::is_convertible_v<kunique_ptr<U, F>, kunique_ptr>)
	kunique_ptr &
	operator=(kunique_ptr<U, F> &&) /* kalloc: another type or family; declare it so */
		= delete;
	dma_range dma() const /* kalloc: no device sees this memory; take dma_family */
		requires(stateless_family<Family>)
	= delete;
	dma_range dma() const /* kalloc: the CPU's: a dma_shared of it has dma() */
		requires(!stateless_family<Family>)
	= delete;

private:
	template <class, family>
	friend class kunique_ptr;
	friend class owner_base<kunique_ptr>;
	friend struct unique_factory;
	friend struct coherent_memory;

	kunique_ptr(T *p, const Family &family) : family_(family), p_(p) {}

	T *held() const
	{
		return p_;
	}

	/* A base may sit anywhere inside the object that was allocated. */
	static void *start_of(T *p)
	{
		if constexpr (std::is_polymorphic_v<T> && !std::is_final_v<T>)
			return const_cast<void *>(dynamic_cast<const volatile void *>(p));
		else
			return const_cast<std::remove_cv_t<T> *>(p);
	}

	/* in this order: the static analyzer takes an empty member's value for the pointer's */
	[[no_unique_address]] Family family_{};
	T *p_ = nullptr;
};

/* The same object, or both empty. */
template <class T, family F, class U, family G>
bool operator==(const kunique_ptr<T, F> &p, const kunique_ptr<U, G> &q)
{
	return p.get() == q.get();
}

} // namespace kalloc

#endif
