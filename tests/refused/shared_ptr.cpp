/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Objects with several owners. */
#include "refused.h"

struct session {
	u32 id;
	kref refs;
};
inline kref &count_of(session &s)
{
	return s.refs;
}
struct based : kref {
};

#ifdef without_count // once: kalloc: T has no count; derive it from kref, or give it a member
kshared_ptr<PICK(point)(based)> f()
{
	return make_kunique<PICK(point)(based)>(gfp::kernel);
}
#endif

#ifdef count_copied // kalloc: a count stays with its object
void f(session &s)
{
	PICK()(const) kref PICK()(&) refs = s.refs;
}
#endif

#ifdef device_memory_shared // kalloc: this family needs its device to free, which a count
kshared_ptr<based, PICK(dma_family)(vmalloc_family)> p;
#endif

#ifdef array_shared // kalloc: kshared_ptr counts in its T, one object that is not const
kshared_ptr<based PICK([])()> p;
#endif

#ifdef from_pointer // kalloc: adopt\(\) takes C's reference over, share\(\) makes one
void f(session *s)
{
	kshared_ptr<session> p = PICK(s)(kshared_ptr<session>::adopt(s));
}
#endif

#ifdef unique_copied // once: kalloc: u owns it alone; kshared_ptr<T> s = std::move\(u\)
kshared_ptr<session> f(kunique_ptr<session> u)
{
	kshared_ptr<session> s = PICK(u)(std::move(u));

	return s;
}
#endif

#ifdef unique_shared // kalloc: u owns it alone; kshared_ptr<T> s = std::move\(u\)
void f(kunique_ptr<session> &u)
{
	kshared_ptr<session> s = PICK(kshared_ptr<session>::share(u))(std::move(u));
}
#endif

#ifdef shared_of_another_family // kalloc: another type or family; write it
void f(kunique_ptr<session PICK(, vmalloc_family)()> &&u)
{
	kshared_ptr<session> p = std::move(u);
}
#endif

#ifdef shared_as_another_type // kalloc: shared as another type or family; write it
struct derived : based {
};
void f(const kshared_ptr<PICK(derived)(based)> &d)
{
	kshared_ptr<based> p = d;
}
#endif

#ifdef unique_from_shared // non-scalar type|no viable conversion
void f(kshared_ptr<session> &p)
{
	kunique_ptr<session> u = p PICK()(.into_unique());
}
#endif

#ifdef reference_dropped // kalloc: nobody would free this
void f(kshared_ptr<session> &p)
{
	p.PICK(release)(reset)();
}
#endif

#ifdef look_up_dropped // kalloc: freed at once; keep it
bool f(session *s)
{
	PICK()(const auto p =) PICK(return !!)() kshared_ptr<session>::share_unless_gone(s);
	PICK()(return !!p;)
}
#endif

#ifdef used_untested // clang: kalloc: this owner may be empty
u32 f()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	PICK()(if (!s) return 0;)
	return s->id;
}
#endif

#ifdef used_after_move // clang: kalloc: this owner (is|may be) empty
u32 f(kshared_ptr<session> &s)
{
	if (!s)
		return 0;
	auto t = std::move(s);

	return PICK(s)(t)->id;
}
#endif

#ifdef used_after_the_last_owner // clang: kalloc: this memory is freed already
u32 f()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return 0;
	session *const lent = s.get();
	PICK()(const auto other = s;)
	s.reset();
	return lent->id;
}
#endif

#ifdef unique_object_shared // clang: kalloc: this object has one owner, and is not counted yet; write kshared_ptr<T> s = std::move\(u\)
kshared_ptr<session> f(kunique_ptr<session> u)
{
	if (!u)
		return nullptr;
	return PICK(kshared_ptr<session>::share(*u))(kshared_ptr<session>(std::move(u)));
}
#endif

#ifdef last_owner_under_a_lock // clang: spinlock_held
struct large : kref {
	using free_context = contexts::outside_atomic;
	kbuffer<virtually_contiguous<gfp::kernel>> data;
	~large() KALLOC_NOT_IN(free_context) = default;
};
void f(kshared_ptr<PICK(large)(based)> &p, spinlock &lock)
{
	const spin_guard guard(lock);

	p.reset();
}
#endif

#ifdef copy_used_untested // clang: kalloc: this owner may be empty
u64 f()
{
	const kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	PICK()(if (!s) return 0;)
	const auto t = s;
	return t->id;
}
#endif

#ifdef copy_used_after_its_end // clang: kalloc: this owner (is|may be) empty
u64 f(const kshared_ptr<session> &s)
{
	auto t = s;

	PICK(t.reset();)()
	return t->id;
}
#endif

#ifdef TWIN
/* it has an object, as its class says: a copy of it does, too */
inline u32 copied_from_a_member(const kshared_ptr<session> &current)
{
	const auto s = current;

	return s->id;
}

/* two owners end, each in its turn: not freed twice */
inline int two_owners()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return -ENOMEM;
	auto t = s;

	s.reset();
	return static_cast<int>(t->id);
}

/* who else counts, the analyzer does not know: it may not be the last owner */
void keep(kshared_ptr<session> s);
extern "C" void kept_by_c(session *s);

inline u32 others_have_it(kshared_ptr<session> &s)
{
	session *const lent = s.get();

	s.reset();
	return lent ? lent->id : 0;
}

inline u32 given_to_others()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return 0;
	session *const lent = s.get();

	keep(s);
	s.reset();
	return lent->id;
}

inline u32 counted_by_c()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return 0;
	session *const lent = s.get();

	kept_by_c(lent);
	s.reset();
	return lent->id;
}

inline u32 kept_by_many(kshared_ptr<session> (&all)[40])
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return 0;
	for (auto &each : all)
		each = s;
	session *const lent = s.get();

	s.reset();
	return lent->id;
}
#endif
