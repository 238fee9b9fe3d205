/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kshared_ptr: an object with several owners, which counts them in a kref of its own. */
#include "../sample.h"

#include "shared.h"

using namespace kalloc;

/* C's kref may be any member: this says which. */
kref &count_of(port &p)
{
	return p.refs;
}

namespace {

struct session {
	u32 id;
	kref refs;
};

kref &count_of(session &s)
{
	return s.refs;
}

int owners()
{
	kshared_ptr<session> s = make_kunique<session>(gfp::kernel, 7U);

	if (!s)
		return -ENOMEM;
	auto other = s; /* counted */

	check(s == other && other->id == 7);
	/* back to one owner, when there is no other; without another allocation */
	auto only = s.into_unique();

	check(!only && s);
	other.reset();
	only = s.into_unique();
	if (!only)
		return -EBUSY;
	check(!s);
	pr_info("session %u has one owner again\n", only->id);
	return 0;
}

/* A class with constructors has the count as a base. */
class connection : public kref {
public:
	explicit connection(u32 peer) : peer_(peer) {}
	~connection()
	{
		pr_info("the connection to %u ends\n", peer_);
	}

	/* of itself, which has an owner */
	kshared_ptr<connection> self()
	{
		return kshared_ptr<connection>::share(*this);
	}

private:
	u32 peer_;
};

int itself()
{
	kshared_ptr<connection> c = make_kunique<connection>(gfp::kernel, 9U);

	if (!c)
		return -ENOMEM;
	const auto kept = c->self();

	c.reset();
	pr_info("it is kept\n");
	return 0; /* the last owner ends it */
}

/* An index that owns nothing: what it finds may just have lost its last owner. */
struct slot {
	spinlock lock{"slot::lock"};
	session *found KALLOC_GUARDED_BY(lock) = nullptr;
};

kshared_ptr<session> find(slot &s)
{
	const spin_guard guard(s.lock);

	return kshared_ptr<session>::share_unless_gone(s.found);
}

int look_up()
{
	slot s;
	const kshared_ptr<session> owner = make_kunique<session>(gfp::kernel, 3U);

	if (!owner)
		return -ENOMEM;
	const auto none = find(s);

	check(!none);
	{
		const spin_guard guard(s.lock);

		s.found = owner.get();
	}
	const auto found = find(s);

	check(found == owner);
	pr_info("found session %u\n", owner->id);
	return 0;
}

} // namespace

port *port_get()
{
	kshared_ptr<port> p = make_kunique<port>(gfp::kernel, 2U);

	return p.release();
}

void port_put(port *p)
{
	const auto last = kshared_ptr<port>::adopt(p);
}

int shared_sample(port *from_c)
{
	const auto p = kshared_ptr<port>::adopt(from_c);

	if (!p)
		return -EINVAL;
	pr_info("port %u was made by C\n", p->number);
	return run(owners, itself, look_up);
}
