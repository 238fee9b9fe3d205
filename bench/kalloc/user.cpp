/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory of user space. */
#include "state.h"

int bench::to_user(bench_state *s, size_t n)
{
	return user_writer(s->user, n).write(s->bytes);
}

int bench::from_user(bench_state *s, size_t n)
{
	kbuffer<contiguous<gfp::kernel>> b;

	if (const int err = user_reader(s->user, n).read_all(b))
		return err;
	bench_use(b.data());
	return 0;
}

int bench::pinned(bench_state *s, size_t n)
{
	user_pages pages;

	if (const int err = pages.pin(s->user, n))
		return err;
	bench_use(static_cast<const void *>(pages.pages().data()));
	return 0;
}
