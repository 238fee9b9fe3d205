/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * list_head: the kernel's structure, a member of what is in a list; what is done with it, and how
 * a list is walked: what a kunique_list (list.h) is made of.
 *
 *	struct job {
 *		unsigned int id;
 *		struct list_head link;
 *	};
 *
 * A class with one can be made in place only, as its neighbours know where it is. It is in
 * no list at first, and again when it was taken out; C's INIT_LIST_HEAD() is not needed.
 *
 * Context: any.
 * Stands for: struct list_head.
 */
#ifndef KALLOC_LIST_HEAD_H
#define KALLOC_LIST_HEAD_H

#include <kalloc/binding/functions.h>
#include <kalloc/dma/barrier.h>
#include <kalloc/types.h>

namespace kalloc {
struct linking;
}

/* The kernel's structure, under its own name: a member of what is in lists. */
struct list_head {
	constexpr list_head() = default;
	~list_head() = default;
	list_head(const list_head &) = delete; /* kalloc: its neighbours know where it is */
	list_head &operator=(const list_head &) = delete;

private:
	friend kalloc::linking;
	constexpr explicit list_head(list_head *self) : next_(self), prev_(self) {}

	/* in no list: null; unused to the analyzer, see below */
	[[maybe_unused]] list_head *next_ = nullptr;
	[[maybe_unused]] list_head *prev_ = nullptr;
};

namespace kalloc {

using ::list_head;

/* What a pointer to a member says of the objects. */
template <class Member>
struct linked_by {
	static_assert(sizeof(Member) == 0, "kalloc: kunique_list is told the list_head that is a "
					   "member of its objects: kunique_list<&job::link>");
	using object = void;
};
template <class T>
struct linked_by<list_head T::*> {
	using object = T;
};

/* A head and the links, as the kernel's own code has them. */
struct linking {
	template <auto Link>
	using object = typename linked_by<decltype(Link)>::object;

	/* In an empty list its own neighbour. */
	class head : public list_head {
	public:
		constexpr head() : list_head(this) {}
	};

#ifdef __clang_analyzer__ /* which follows no list: anything may be in one */
	static list_head *next(const list_head &)
	{
		return static_cast<list_head *>(binding::some_memory());
	}

	static list_head *prev(const list_head &of)
	{
		return next(of);
	}

	static bool is_empty(const list_head &list)
	{
		return next(list) == &list;
	}

	static void insert(list_head &link, list_head &)
	{
		binding::anything_may_be_in(&link);
	}

	static bool is_in_a_list(const list_head &)
	{
		return true;
	}

	static bool remove(list_head &)
	{
		return true;
	}

	static void splice(list_head &, list_head &) {}
#else
	static list_head *next(const list_head &of)
	{
		return of.next_;
	}

	static list_head *prev(const list_head &of)
	{
		return of.prev_;
	}

	/* Who asks need not hold the lock of the list. */
	static bool is_empty(const list_head &list)
	{
		return read_once(list.next_) == &list;
	}

	/* Between next and what is in front of it. */
	static void insert(list_head &link, list_head &next)
	{
		list_head *prev = next.prev_;

#if KALLOC_HAS_DEBUG_LIST || KALLOC_HAS_LIST_HARDENED
		if (!binding::kalloc_list_add_valid(&link, prev, &next))
			return;
#endif
		next.prev_ = &link;
		link.next_ = &next;
		link.prev_ = prev;
		write_once(prev->next_, &link);
	}

	static bool is_in_a_list(const list_head &link)
	{
		return link.next_;
	}

	/* Out of its list. False where the kernel found that corrupt. */
	static bool remove(list_head &link)
	{
#if KALLOC_HAS_DEBUG_LIST || KALLOC_HAS_LIST_HARDENED
		if (!binding::kalloc_list_del_valid(&link))
			return false;
#endif
		list_head *next = link.next_, *prev = link.prev_;

		next->prev_ = prev;
		write_once(prev->next_, next);
		link.next_ = link.prev_ = nullptr;
		return true;
	}

	/* All that from heads, in front of next; from is empty afterwards. */
	static void splice(list_head &from, list_head &next)
	{
		list_head *first = from.next_, *last = from.prev_;

		if (first == &from)
			return;
		from.next_ = from.prev_ = &from;
		first->prev_ = next.prev_;
		write_once(next.prev_->next_, first);
		last->next_ = &next;
		next.prev_ = last;
	}
#endif

	template <auto Link>
	static object<Link> *object_of(list_head *link)
	{
		auto *p = reinterpret_cast<object<Link> *>(reinterpret_cast<u8 *>(link) -
							   offset<Link>());

		if (!p) /* which does not follow in a kernel */
			__builtin_unreachable();
		return p;
	}

private:
	/* A pointer to member is an offset (the C++ ABI of all compilers here). */
	template <auto Link>
	static size_t offset()
	{
#ifdef __clang_analyzer__ /* which knows freed pointers only by where they begin */
		return 0;
#else
		return __builtin_bit_cast(size_t, Link);
#endif
	}
};

static_assert(sizeof(list_head) == 2 * sizeof(void *));

/* Over the objects of a list: what begin() and end() are. */
template <class T, auto Link>
class list_iterator {
public:
	constexpr explicit list_iterator(list_head *at) : at_(at) {}

	T &operator*() const
	{
		return *linking::object_of<Link>(at_);
	}

	list_iterator &operator++()
	{
		at_ = linking::next(*at_);
		return *this;
	}

	bool operator==(const list_iterator &) const = default;

private:
	list_head *at_;
};

} // namespace kalloc

#endif
