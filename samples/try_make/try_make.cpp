/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * try_make_kunique: an object whose initialisation may fail, in place. Who fails returns
 * an errno; what was there is undone by destructors, and nobody writes a goto.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

/* What C gives a number to, and wants it back */
class irq_line {
public:
	explicit irq_line(made_in_place) {}
	irq_line(const irq_line &) = delete;
	irq_line &operator=(const irq_line &) = delete;
	/* of one that init() did not reach, too */
	~irq_line()
	{
		if (line_)
			pr_info("line %u is given back\n", line_);
	}

	int init(u32 line)
	{
		if (line > 15)
			return -EBUSY;
		line_ = line;
		pr_info("line %u is taken\n", line);
		return 0;
	}

private:
	u32 line_ = 0;
};

struct stats {
	u64 frames, bytes;

	~stats()
	{
		pr_info("the statistics end\n");
	}
};

class port {
public:
	explicit port(made_in_place here) : irq_(here) {}
	/* it must not move: lists and timers may point to it */
	port(const port &) = delete;
	port &operator=(const port &) = delete;

	int init(u32 id, size_t depth);

	void start()
	{
		const spin_guard guard(lock_);

		stats_->frames++;
		pr_info("port %u starts\n", id_);
	}

private:
	spinlock lock_{"port::lock"};
	u32 id_ = 0;
	kunique_ptr<stats> stats_;
	kvector<u32> queue_;
	irq_line irq_;
};

/* each member by its name, in any order; the first that fails ends it */
int port::init(u32 id, size_t depth)
{
	id_ = id;
	stats_ = make_kunique<stats>(gfp::kernel);
	if (!stats_)
		return -ENOMEM;
	return queue_.reserve(depth) ?: irq_.init(id);
}

int succeeds()
{
	kunique_ptr<port> p;
	if (const int err = try_make_kunique(p, gfp::kernel, 7U, 64U))
		return err;
	p->start();
	return 0;
}

int fails()
{
	kunique_ptr<port> p;

	/* the statistics and the queue are there already, and go */
	check(try_make_kunique(p, gfp::kernel, 16U, 64U) == -EBUSY);
	/* no such queue; the line is not taken */
	check(try_make_kunique(p, gfp::kernel, 7U, ~size_t{0}) == -EOVERFLOW);
	check(!p);
	return 0;
}

} // namespace

extern "C" int try_make_sample()
{
	return run(succeeds, fails);
}
