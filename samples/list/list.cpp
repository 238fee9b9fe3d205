/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* kunique_list: objects that are linked through a member, as in C, and owned by the list. */
#include "../sample.h"

#include "list.h"

using namespace kalloc;

namespace {

using job_list = kunique_list<&job::link>;

int add(job_list &jobs, u32 id)
{
	auto j = make_kunique<job>(gfp::kernel, id);
	if (!j)
		return -ENOMEM;
	jobs.push_back(std::move(j));
	return 0; /* to put it in cannot fail */
}

int in_and_out()
{
	job_list jobs;
	u32 sum = 0;

	for (const u32 id : {10U, 20U, 30U})
		if (const int err = add(jobs, id))
			return err; /* and the jobs before are freed */
	check(jobs.count() == 3 && jobs.first()->id == 10 && jobs.last()->id == 30);
	while (auto j = jobs.take_front()) /* out of the list, and ours */
		sum += j->id;
	check(jobs.empty());
	pr_info("taken out: %u\n", sum);
	return 0;
}

/* Kept in order: the place is found by walking. */
void put_sorted(job_list &jobs, kunique_ptr<job> j)
{
	for (job &each : jobs) {
		if (each.id > j->id) {
			jobs.insert(each, std::move(j));
			return;
		}
	}
	jobs.push_back(std::move(j));
}

int sorted()
{
	job_list jobs;

	for (const u32 id : {20U, 30U, 10U}) {
		auto j = make_kunique<job>(gfp::kernel, id);
		if (!j)
			return -ENOMEM;
		put_sorted(jobs, std::move(j));
	}
	for (const job &each : jobs)
		pr_info("job %u\n", each.id);
	return 0;
}

struct queue {
	spinlock lock{"queue::lock"};
	job_list waiting KALLOC_GUARDED_BY(lock);
};

/* Under the lock some are taken out, in one piece; they end behind it. */
size_t cancel(queue &q, u32 above)
{
	job_list cancelled;
	{
		const spin_guard guard(q.lock);

		cancelled = q.waiting.take_if([&](const job &j) { return j.id > above; });
	}
	return cancelled.count();
}

int taken_under_a_lock()
{
	queue q;
	job_list prepared;

	for (const u32 id : {1U, 2U, 3U, 4U})
		if (const int err = add(prepared, id))
			return err;
	{
		const spin_guard guard(q.lock);

		q.waiting.splice(std::move(prepared)); /* all at once, whatever their number */
	}
	check(prepared.empty()); /* NOLINT(bugprone-use-after-move): empty is what it is now */
	pr_info("cancelled: %zu\n", cancel(q, 2));
	return 0;
}

} // namespace

int list_sample(list_head *from_c)
{
	job_list jobs = job_list::adopt(*from_c);

	if (auto last = jobs.take_back())
		jobs.push_front(std::move(last));
	pr_info("from C: %zu jobs, first %u; C counts %u\n", jobs.count(),
		jobs.empty() ? 0 : jobs.first()->id, sum_of(jobs.get()));
	return run(in_and_out, sorted, taken_under_a_lock);
}
