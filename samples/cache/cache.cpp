/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kcache: a slab cache for objects of one type, one by one or many at once; kmempool and
 * kreserve: objects that were set aside, for where an allocation must not fail.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

struct session {
	int id;
	u64 timeout;
};

struct packet {
	u32 length;
	u8 header[60];
	u8 payload[192]; /* goes to user space and comes from there */
};

/* What a driver keeps: the cache first, so that it ends behind what owns its objects. */
struct state {
	kcache<packet> packets;
	kunique_ptr<packet, cache_family> current;
};

int one_by_one()
{
	auto sessions = kcache<session>::make("kalloc_session");
	if (!sessions)
		return -ENOMEM;
	auto s = sessions.make_kunique(gfp::kernel, 1, 1000);
	if (!s)
		return -ENOMEM;
	check(s->id == 1 && s->timeout == 1000 && sizeof(s) == sizeof(session *));
	s.reset(); /* to the cache */

	auto zeroed = sessions.make_kunique(gfp::kernel);
	if (!zeroed)
		return -ENOMEM;
	check(zeroed->id == 0 && zeroed->timeout == 0);

	/* what does not care where a session is from takes it as one of kmalloc() */
	const kunique_ptr<session> any = std::move(zeroed);
	check(any->timeout == 0);
	pr_info("sessions come from a cache of their own\n");
	return 0;
}

int with_options()
{
	state driver;

	driver.packets = kcache<packet>::make(
		"kalloc_packet",
		{.hwcache_align = true, .user = kcache<packet>::user_part(&packet::payload)});
	if (!driver.packets)
		return -ENOMEM;
	driver.current = driver.packets.make_kunique(gfp::kernel);
	if (!driver.current)
		return -ENOMEM;
	check(reinterpret_cast<size_t>(driver.current.get()) % 32 == 0);
	pr_info("packets begin lines of the CPU's cache\n");
	return 0;
}

size_t sent;

void send(kunique_ptr<packet, cache_family> p)
{
	sent += p->length;
}

int many_at_once()
{
	auto packets = kcache<packet>::make("kalloc_batch");
	if (!packets)
		return -ENOMEM;
	auto batch = packets.make_bulk<16>(gfp::kernel);
	if (!batch)
		return -ENOMEM;
	for (packet &p : batch)
		p.length = 60;
	batch[3].length = 100;
	while (auto p = batch.take_back()) /* out of the batch, one by one */
		send(std::move(p));
	check(sent == 15 * 60 + 100);

	/* as many as are needed, of 16; freed by one call */
	const auto few = packets.make_bulk<16>(gfp::kernel, 3);
	if (!few)
		return -ENOMEM;
	check(few.size() == 3 && few[2].length == 0);
	pr_info("%zu bytes sent, then %zu packets freed at once\n", sent, few.size());
	return 0;
}

struct request {
	u32 tag, bytes;
};

/* What writes pages out, so that there is memory again, must not wait for memory. */
int never_without()
{
	auto requests = kmempool<request>::make(4);
	if (!requests)
		return -ENOMEM;
	auto r = requests.make_kunique(gfp::noio, 7U, 512U); /* waits, and is not tested */
	check(r->tag == 7);

	/* where nothing may wait, it may be empty */
	auto now = requests.make_kunique(gfp::atomic, 8U, 4096U);
	if (!now)
		return -ENOMEM;
	pr_info("requests of %u and %u bytes\n", r->bytes, now->bytes);

	/* over a cache, too; owners keep what they come from */
	auto cache = kcache<request>::make("kalloc_request");
	if (!cache)
		return -ENOMEM;
	auto cached = kmempool<request>::make(2, cache);
	if (!cached)
		return -ENOMEM;
	auto last = cached.make_kunique(gfp::noio, 9U, 1U);
	cached.reset();
	check(last->tag == 9);
	return 0;
}

struct node {
	int key, value;
};

int insert_two(spinlock &lock)
{
	kreserve<node> spare;
	if (const int err = spare.refill(gfp::kernel, 2))
		return err;
	const spin_guard guard(lock);
	auto first = spare.take(1, 10); /* no errno, nothing to test */
	auto second = spare.take(2, 20);
	check(spare.empty() && first->value + second->value == 30);
	return 0;
}

int under_a_lock()
{
	spinlock lock{"lock"};

	if (const int err = insert_two(lock))
		return err;
	pr_info("two nodes, made under a lock\n");
	return 0;
}

} // namespace

extern "C" int cache_sample()
{
	return run(one_by_one, with_options, many_at_once, never_without, under_a_lock);
}
