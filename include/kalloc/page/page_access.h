/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * page_access: the bytes of one page of an owner (page_block.h, page_array.h), mapped to
 * the end of the block; or elements of T, a number that device_may_write.h allows.
 *
 *	const page_access bytes(p, 1);
 *	for (u8 &byte : bytes)
 *		byte = 0x7e;
 *	...
 *	const page_access<const u64> from(p, 1);
 *	const page_access<u64> to(copy);
 *	to.span().copy_from(from.span());
 *
 * A page need not have an address in the kernel; where it has none it gets one, for this task
 * alone, and the scope ends it. So pointers to the bytes do not leave the scope, nor do other
 * tasks get them. Scopes end in reverse order, as the kernel wants it. Read-only where the owner
 * is const. A page that the owner has not warns once; nothing is mapped, and the span is empty.
 *
 * Context: any. Within it one may sleep, and copy from or to user space.
 * Stands for: kmap_local_page(), kunmap_local().
 */
#ifndef KALLOC_PAGE_ACCESS_H
#define KALLOC_PAGE_ACCESS_H

#include <kalloc/context/context.h>
#include <kalloc/context/scope.h>
#include <kalloc/dma/device_may_write.h>
#include <kalloc/range/span_scope.h>

/*
 * What an owner says of one of its pages, to the binding, too: it is the nth from first on, and the
 * owner's are that many bytes in it, behind offset. No bytes: there is none. (To the binding, what
 * has no page has an address, offset.)
 */
struct kalloc_part {
	page *first;
	kalloc::size_t n;
	kalloc::size_t offset;
	kalloc::size_t bytes;
};

namespace kalloc {

#ifdef __clang_analyzer__ /* to which a page is memory that is freed, or null */
using page_part = const void *;
#else
using page_part = kalloc_part;
#endif

/* An element of C's struct page **. */
struct page_slot {
	page *of;
};

/* Is what the owner has only read? It is const, but for a scope, or pinned so (user_pages.h). */
template <class Owner>
inline constexpr bool pages_are_const =
	(std::is_const_v<Owner> && !std::is_base_of_v<scope, Owner>) ||
	std::remove_const_t<Owner>::pages_are_const;
template <class Owner>
using page_byte = std::conditional_t<pages_are_const<Owner>, const u8, u8>;

template <class T = u8>
class page_access : public span_scope<T> {
	static_assert(device_may_write<T>,
		      "kalloc: a page holds any bytes, which this type does not allow (pointer, "
		      "bool, enum, private member); take numbers");

	using span_scope<T>::span_;

public:
	/* Of the owner's nth page; of a mapping's, by its cpu_access. */
	template <class Owner>
		requires requires(Owner &owner) { owner.part(0); }
	[[nodiscard(KALLOC_NAMELESS), gnu::always_inline]] explicit page_access(Owner &owner,
										size_t n = 0)
		: span_scope<T>(map(owner.part(n)))
#ifdef __clang_analyzer__
		  ,
		  page_(owner.part(n))
#endif
	{
		static_assert(!pages_are_const<Owner> || std::is_const_v<T>,
			      "kalloc: the owner is const, or pinned its pages to read them: "
			      "page_access<const T>");
		static_assert(alignof(T) <= Owner::page_align,
			      "kalloc: user memory begins anywhere; take its bytes, and copy them");
	}

	[[gnu::always_inline]] ~page_access()
	{
#ifdef __clang_analyzer__
		look_at(page_);
#endif
		if (span_.data())
			binding::kalloc_kunmap_local(span_.data());
	}

private:
#ifdef __clang_analyzer__ /* its bytes are memory of their own, freed with the scope */
	static void look_at(page_part page)
	{
		static_cast<void>(*static_cast<const volatile u8 *>(page));
	}

	static kspan<T> map(page_part page)
	{
		look_at(page);
		void *p = binding::allocated(page_size);

		binding::anything_may_be_in(p);
		return {static_cast<T *>(p), page_size / sizeof(T)};
	}

	page_part page_;
#else
	[[gnu::always_inline]] static kspan<T> map(page_part part)
	{
		if (!part.bytes)
			return {};
		void *p = binding::kalloc_kmap_local_page(part.first, part.n);

		return {reinterpret_cast<T *>(static_cast<u8 *>(p) + part.offset),
			part.bytes / sizeof(T)};
	}
#endif
};

template <class Owner>
page_access(Owner &) -> page_access<page_byte<Owner>>;
template <class Owner>
page_access(Owner &, size_t) -> page_access<page_byte<Owner>>;

} // namespace kalloc

#endif
