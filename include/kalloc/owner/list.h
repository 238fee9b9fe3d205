/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kunique_list<&T::link, Family>: the one owner of any number of T, linked through a member of
 * theirs (list_head.h), as C has it: to put an object in and to take it out needs no memory, and
 * cannot fail.
 *
 *	using job_list = kunique_list<&job::link>;
 *	...
 *	auto j = make_kunique<job>(gfp::kernel, id);
 *	if (!j)
 *		return -ENOMEM;
 *	jobs.push_back(std::move(j));
 *	...
 *	while (auto j = jobs.take_front()) // out of the list, and ours
 *		sum += j->id;
 *
 * It ends in a loop, the first object first; owners within each other would end by recursion.
 * C may walk it (list_for_each_entry()), and change it, by get(): what it puts in is the list's,
 * what it takes out is C's. When the list moves, its head has another address. It is no lock,
 * and takes none. Where the kernel checks its lists (CONFIG_DEBUG_LIST) this one is checked.
 *
 * Context: destruction, clear() and assignment as the family's free() and T's destructor; all
 * else any. Objects that may not end under a spinlock go under it into a list from before it, by
 * swap() or splice(), or into an owner that is there when it is unlocked.
 * Stands for: struct list_head, list_add(), list_add_tail(), list_del(), list_for_each_entry(),
 * list_splice_tail_init(), list_replace_init(), list_count_nodes().
 */
#ifndef KALLOC_LIST_H
#define KALLOC_LIST_H

#include <kalloc/owner/list_head.h>
#include <kalloc/owner/unique_ptr.h>

namespace kalloc {

template <auto Link, family Family = kmalloc_family>
class [[nodiscard(KALLOC_DROPPED)]] kunique_list {
	using T = linking::object<Link>;

	static_assert(stateless_family<Family>,
		      "kalloc: a list does not keep the device or the pool that its objects are "
		      "freed by; take objects that have such owners as members");

public:
	using element_type = T;
	using family_type = Family;
	using owner = kunique_ptr<T, Family>;
	using iterator = list_iterator<T, Link>;
	using const_iterator = list_iterator<const T, Link>;
	/* where the list may be destroyed, see context.h */
	using free_context =
		contexts::both<contexts::free_context_of<Family>, contexts::free_context_of<T>>;

	constexpr kunique_list() = default;

	kunique_list(const kunique_list &) = delete; /* kalloc: one owner; std::move() it */
	kunique_list &
	operator=(const kunique_list &) = delete; /* kalloc: one owner; std::move() it */

	kunique_list(kunique_list &&other) noexcept
	{
		splice(std::move(other));
	}

	kunique_list &operator=(kunique_list &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		/* other may be part of what is destroyed */
		kunique_list taken(std::move(other));

		swap(taken);
		return *this;
	}

	~kunique_list() KALLOC_FREES_IN(free_context)
	{
		clear();
	}

	/* All that is in C's list, which is empty then: objects from the allocator of Family. */
	static kunique_list adopt(list_head &from)
	{
		kunique_list all;

		linking::splice(from, all.head_);
		return all;
	}

	/* Gives all of them up to C's list, behind what that has. */
	void release(list_head &to)
	{
		linking::splice(head_, to);
	}

	/* The object is the list's. An empty owner adds nothing. */
	void push_back(owner &&object)
	{
		put(std::move(object), head_);
	}

	void push_front(owner &&object)
	{
		put(std::move(object), *linking::next(head_));
	}

	/* In front of where, which is in the list. */
	void insert(T &where, owner &&object)
	{
		put(std::move(object), where.*Link);
	}

	/* The first or the last object, taken out; an empty owner if there is none. */
	[[nodiscard(KALLOC_DROPPED)]] owner take_front()
	{
		return take_from(linking::next);
	}

	[[nodiscard(KALLOC_DROPPED)]] owner take_back()
	{
		return take_from(linking::prev);
	}

	/* An object of this list, taken out; an empty owner if it is in none. */
	[[nodiscard(KALLOC_DROPPED)]] owner take(T &object)
	{
		list_head &link = object.*Link;

		return owner::adopt(linking::is_in_a_list(link) && linking::remove(link) ? &object
											 : nullptr);
	}

	/* The objects of which gone(object) is true, taken out, in their order. */
	template <class Predicate>
	[[nodiscard(KALLOC_DROPPED)]] kunique_list take_if(Predicate gone)
	{
		kunique_list taken;

		for (auto at = begin(); at != end();) {
			T &object = *at;

			++at;
			if (gone(object) && linking::remove(object.*Link))
				linking::insert(object.*Link, taken.head_);
		}
		return taken;
	}

	/* All that other has, behind what is here. */
	void splice(kunique_list &&other)
	{
		linking::splice(other.head_, head_);
	}

	/* Destroys and frees all objects, the first one first. */
	void clear() KALLOC_NOT_IN(free_context)
	{
		while (auto first = take_front())
			first.reset();
	}

	void swap(kunique_list &other) noexcept
	{
		typename linking::head taken; /* no list, which would end here */

		linking::splice(other.head_, taken);
		linking::splice(head_, other.head_);
		linking::splice(taken, head_);
	}

	friend void swap(kunique_list &a, kunique_list &b) noexcept
	{
		a.swap(b);
	}

	bool empty() const
	{
		return linking::is_empty(head_);
	}

	/* How many objects: counts them, one by one. */
	size_t count() const
	{
		size_t n = 0;

		for (const list_head *at = linking::next(head_); at != &head_;
		     at = linking::next(*at))
			n++;
		return n;
	}

	/* The first or the last object, null if there is none. The list keeps it. */
	T *first() const KALLOC_BORROWED
	{
		return object_or_null(linking::next);
	}

	T *last() const KALLOC_BORROWED
	{
		return object_or_null(linking::prev);
	}

	/* While it is at an object, that one stays in the list: take_if() takes some out. */
	iterator begin() KALLOC_BORROWED
	{
		return iterator(linking::next(head_));
	}

	iterator end() KALLOC_BORROWED
	{
		return iterator(&head_);
	}

	const_iterator begin() const KALLOC_BORROWED
	{
		return const_iterator(linking::next(head_));
	}

	const_iterator end() const KALLOC_BORROWED
	{
		return const_iterator(const_cast<linking::head *>(&head_));
	}

	/* The head, for C. */
	list_head *get() KALLOC_BORROWED
	{
		return &head_;
	}

	/* Any other way to put one in */
	template <class U>
	void push_back(U *) = delete; /* kalloc: a list owns its objects; adopt() it by an owner */
	template <class U>
	void push_front(U *) = delete; /* kalloc: a list owns its objects; adopt() it by an owner */

private:
	static void put(owner &&object, list_head &next)
	{
#ifdef __clang_analyzer__
		/* an empty one is to be found where it was not tested */
		static_cast<void>(*reinterpret_cast<const volatile u8 *>(object.get()));
#endif
		if (T *p = object.release())
			linking::insert(p->*Link, next);
	}

	/* neighbour: of the head, whichever */
	[[gnu::always_inline]] owner take_from(list_head *neighbour(const list_head &))
	{
#ifdef __clang_analyzer__
		void *p = binding::allocated(sizeof(T));

		binding::anything_may_be_in(p);
		if (!p)
			return nullptr;
		return owner::adopt(static_cast<T *>(p));
#endif
		T *object = object_or_null(neighbour);

		return owner::adopt(object && linking::remove(object->*Link) ? object : nullptr);
	}

	[[gnu::always_inline]] T *object_or_null(list_head *neighbour(const list_head &)) const
	{
#ifndef __clang_analyzer__ /* who asked empty() is to be believed */
		if (empty())
			return nullptr;
#endif
		return linking::object_of<Link>(neighbour(head_));
	}

	linking::head head_;
};

} // namespace kalloc

#endif
