/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pinned memory of user space. */
#include "refused.h"

#ifdef pin_unchecked // kalloc: user memory may not be there; check it
void f(user_pages &p, user_ptr<void> from)
{
	PICK()(const int err =) p.pin(from, 100);
	PICK()(use(err);)
}
#endif

#ifdef pinned_to_write_where_it_is_const // kalloc: its memory is const; const_user_pages
int f(PICK(user_pages)(const_user_pages) &p, user_ptr<const void> from)
{
	return p.pin(from, 100);
}
#endif

#ifdef some_pinned_to_write_where_it_is_const // kalloc: it is const; const_user_pages
int f(PICK(user_pages)(const_user_pages) &p, user_ptr<const void> from)
{
	return p.pin_some(from, 100);
}
#endif

#ifdef written_where_it_was_pinned_to_read // kalloc: the owner is const, or pinned its pages to read them
void f(PICK(const_user_pages)(user_pages) &p)
{
	const page_access<u8> bytes(p);
	bytes[0] = 1;
}
#endif

#ifdef byte_written_where_it_was_pinned_to_read // read-only|const
void f(PICK(const_user_pages)(user_pages) &p)
{
	const page_access bytes(p);
	bytes[0] = 1;
}
#endif

#ifdef numbers_of_pinned_bytes // kalloc: user memory begins anywhere; take its bytes
auto f(user_pages &p)
{
	const page_access<PICK(u32)(u8)> words(p);
	return words[0];
}
#endif

#ifdef pages_unpinned_by_c // kalloc: the owner alone unpins them; pages\(\) lends them
auto f(user_pages &p)
{
	return PICK(p.release())(p.pages().data());
}
#endif

#ifdef pins_copied // kalloc: one owner; std::move\(\) it
user_pages f(user_pages &p)
{
	return PICK(p)(std::move(p));
}
#endif

#ifdef pins_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(user_pages &p, user_pages &q)
{
	p = PICK(q)(std::move(q));
}
#endif

#ifdef pinned_under_a_lock // clang: spinlock_held
int f(spinlock &lock, user_pages &p, user_ptr<void> from)
{
	PICK(const spin_guard guard(lock);)()
	return p.pin(from, 100);
}
#endif

#ifdef unpinned_under_a_lock // clang: spinlock_held
void f(spinlock &lock, user_pages &p)
{
	PICK(const spin_guard guard(lock);)()
	p.reset();
	PICK()(const spin_guard guard(lock);)
}
#endif

#ifdef unpinned_in_an_interrupt // clang: interrupt
void f(const_user_pages &p) PICK(KALLOC_INTERRUPT)();
void f(const_user_pages &p)
{
	p.reset();
}
#endif

#ifdef pins_untested // clang: kalloc: this owner is empty
u8 f()
{
	user_pages p;
	PICK()(if (p.pin(user_ptr<void>(0UL), 100)) return 0;)
	const page_access bytes(p);
	return bytes[0];
}
#endif

#ifdef unpinned_while_mapped // clang: kalloc: this memory is freed already
u8 f(user_pages &p)
{
	const page_access bytes(p);
	PICK(p.reset();)()
	return bytes[0];
}
#endif
