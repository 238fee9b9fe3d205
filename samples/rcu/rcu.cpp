/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* rcu_pointer: what is read without a lock while a writer replaces it. */
#include "../sample.h"

using namespace kalloc;

namespace {

struct config {
	u32 low, high;
};

class limits {
public:
	/* Readers, any number of them, in any context. Does value lie within? */
	int within(u32 value) const
	{
		const rcu_read_guard guard;
		const auto c = current_config.read(guard);

		if (!c)
			return -ENODEV;
		return c->low <= value && value <= c->high;
	}

	/* A writer that knows it all replaces it; readers of the last one go on with that. */
	int set(u32 low, u32 high)
	{
		auto next = make_kunique<config, rcu_family<>>(gfp::kernel, low, high);

		if (!next)
			return -ENOMEM;
		current_config = std::move(next);
		return 0;
	}

	/* One that changes a part of it makes a copy, under the lock of all writers. */
	int raise(u32 by)
	{
		auto next = make_kunique<config, rcu_family<>>(gfp::kernel);

		if (!next)
			return -ENOMEM;
		const mutex_guard guard(lock);

		if (const config *last = current_config.last(guard))
			*next = *last;
		next->high += by;
		current_config = std::move(next);
		return 0;
	}

	/* Where nothing may sleep, what was replaced is freed later. */
	void forget(spinlock &other)
	{
		decltype(current_config)::owner last;
		const spin_guard guard(other);

		current_config.swap(last); /* which ends behind the lock */
	}

private:
	mutex lock{"limits::lock"};
	rcu_pointer<config> current_config;
};

int replace()
{
	limits l;
	spinlock other{"other"};

	check(l.within(15) == -ENODEV);
	if (const int err = l.set(10, 20))
		return err;
	check(l.within(15) == 1 && l.within(25) == 0);
	if (const int err = l.raise(10))
		return err;
	check(l.within(25) == 1);
	l.forget(other);
	check(l.within(15) == -ENODEV);
	pr_info("replaced, raised, forgotten\n");
	return 0;
}

/* Found by readers, kept beyond the guard: by a reference, if the last one has not gone. */
struct session {
	u32 id;
	kref refs;
};

kref &count_of(session &s)
{
	return s.refs;
}

using shared_session = kshared_ptr<session, rcu_family<>>;

shared_session find(session *const &slot)
{
	const rcu_read_guard guard;

	return shared_session::share_unless_gone(read_once(slot));
}

int look_up()
{
	const shared_session s = make_kunique<session, rcu_family<>>(gfp::kernel, 5U);

	if (!s)
		return -ENOMEM;
	session *slot = s.get();
	const auto found = find(slot);

	check(found == s);
	pr_info("found session %u, and keep it\n", s->id);
	return 0;
}

} // namespace

extern "C" int rcu_sample()
{
	return run(replace, look_up);
}
