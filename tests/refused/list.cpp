/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Lists that own their objects. */
#include "refused.h"

struct job {
	u32 id;
	list_head link;
	u32 priority;
};
using job_list = kunique_list<&job::link>;

#ifdef link_of_no_list // kalloc: kunique_list is told the list_head that is a member
kunique_list<&job::PICK(priority)(link)> jobs;
#endif

#ifdef link_copied // kalloc: its neighbours know where it is
void f(job &j)
{
	list_head PICK()(&) link = j.link;
}
#endif

#ifdef object_with_a_link_moved // kalloc: elements move when a vector grows
kvector<PICK(job)(kunique_ptr<job>)> jobs;
#endif

#ifdef list_copied // kalloc: one owner; std::move\(\) it
void f(job_list &jobs)
{
	job_list all = PICK(jobs)(std::move(jobs));
}
#endif

#ifdef list_copy_assigned // kalloc: one owner; std::move\(\) it
void f(job_list &jobs, job_list &to)
{
	to = PICK(jobs)(std::move(jobs));
}
#endif

#ifdef pointer_put_in // kalloc: a list owns its objects; adopt\(\) it by an owner
void f(job_list &jobs, job *j)
{
	jobs.push_back(PICK(j)(kunique_ptr<job>::adopt(j)));
}
#endif

#ifdef pointer_put_in_front // kalloc: a list owns its objects; adopt\(\) it by an owner
void f(job_list &jobs, job *j)
{
	jobs.push_front(PICK(j)(kunique_ptr<job>::adopt(j)));
}
#endif

#ifdef local_put_in // kalloc: no owner; adopt\(\) takes memory over|no matching|cannot bind|cannot convert|could not convert
void f(job_list &jobs, job &where)
{
	PICK(job j)(auto j = make_kunique<job>(gfp::kernel));

	PICK()(if (!j) return;)
	jobs.insert(where, PICK(&)(std::move)(j));
}
#endif

#ifdef still_ours // cannot bind|no matching|no viable
void f(job_list &jobs, kunique_ptr<job> &j)
{
	jobs.push_back(PICK(j)(std::move(j)));
}
#endif

#ifdef of_another_family // kalloc: another type or family; write it
void f(job_list &jobs, kunique_ptr<job PICK(, vmalloc_family)()> &j)
{
	jobs.push_back(std::move(j));
}
#endif

#ifdef of_a_device // kalloc: a list does not keep the device or the pool
kunique_list<&job::link, PICK(dma_family)(vmalloc_family)> jobs;
#endif

#ifdef taken_and_dropped // kalloc: an owner that nobody keeps frees at once
void f(job_list &jobs)
{
	PICK()(const auto j =) jobs.take_front();
}
#endif

#ifdef some_taken_and_dropped // kalloc: an owner that nobody keeps frees at once
void f(job_list &jobs)
{
	PICK()(const auto none =) jobs.take_if([](const job &j) { return !j.id; });
}
#endif

#ifdef put_in_untested // clang: kalloc: this owner may be empty
void f(job_list &jobs)
{
	auto j = make_kunique<job>(gfp::kernel);

	PICK()(if (!j) return;)
	jobs.push_back(std::move(j));
}
#endif

#ifdef used_when_it_is_in // clang: kalloc: this owner (is|may be) empty
void f(job_list &jobs, kunique_ptr<job> j)
{
	if (!j)
		return;
	PICK()(j->id = 7;)
	jobs.push_back(std::move(j));
	PICK(j->id = 7;)()
}
#endif

#ifdef taken_untested // clang: kalloc: this owner may be empty
u32 f(job_list &jobs)
{
	auto j = jobs.take_front();

	PICK()(if (!j) return 0;)
	return j->id;
}
#endif

#ifdef object_used_after_it_ended // clang: kalloc: .*freed
u32 f(job_list &jobs, job &j)
{
	auto taken = jobs.take(j);

	PICK(taken.reset();)()
	return j.id;
}
#endif

#ifdef ended_under_a_lock // clang: spinlock_held
using large_list = kunique_list<&job::link, PICK(vmalloc_family)(kmalloc_family)>;
void f(large_list &jobs, spinlock &lock)
{
	const spin_guard guard(lock);

	jobs.clear();
}
#endif

#ifdef taken_out_under_a_lock_and_ended // clang: spinlock_held
using pages_list = kunique_list<&job::link, vmalloc_family>;
void f(pages_list &jobs, pages_list &others, spinlock &lock)
{
	pages_list gone, more;
	const spin_guard guard(lock);

	gone.swap(jobs);
	more.splice(std::move(others));
	PICK(gone.clear(); guard.unlock();)(guard.unlock(); gone.clear();)
}
#endif

#ifdef first_of_a_temporary // clang: temporary
u32 f(list_head &from_c)
{
	PICK(const job *)(auto) j = PICK(job_list::adopt(from_c).first())(job_list::adopt(from_c));

	return j PICK(->id)(.empty());
}
#endif

#ifdef TWIN
/* what is in a list is used, and lists pass on what they have */
inline u32 sum(job_list &jobs, job_list &done)
{
	u32 sum = 0;

	for (job &j : jobs)
		sum += j.id++;
	while (auto j = jobs.take_front()) {
		sum += j->id;
		done.push_back(std::move(j));
	}
	done.splice(std::move(jobs));
	if (auto last = done.take_back(); last && jobs.empty())
		done.push_front(std::move(last));
	return done.empty() ? sum : done.first()->id;
}
#endif
