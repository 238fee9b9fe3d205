/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * gfp: what an allocation may do to find memory. A mask is one context and any number
 * of modifiers, as in C; it is a type, so that the wrong one does not compile:
 *
 *	gfp::atomic | gfp::nofail		atomic code cannot wait for memory
 *	gfp::dma | gfp::dma32			two zones
 *	gfp::zero				no context: may it sleep?
 *	virtually_contiguous<gfp::atomic>	vmalloc() sleeps
 */
#include "../sample.h"

#include "gfp.h"

using namespace kalloc;

namespace {

/* A driver's usual mask has a name. */
constexpr auto quiet = gfp::kernel | gfp::nowarn | gfp::zero;

static_assert(gfp::kernel.may_sleep && quiet.may_sleep && !gfp::atomic.may_sleep);
static_assert(quiet.has(gfp::zero) && !gfp::kernel.has(gfp::zero));

/* A mask is an argument of the factory, or part of a buffer's policy. */
int masks()
{
	auto p = make_kunique_for_overwrite<u64[]>(quiet, 8);
	auto b = kbuffer<contiguous<quiet>>::make(64);

	if (!p || !b)
		return -ENOMEM;
	check(p[7] == 0 && b[63] == 0);
	pr_info("zeroed, because the mask says so\n");
	return 0;
}

/* Each context of the kernel. */
int every_context()
{
	auto kernel = make_kunique<u64>(gfp::kernel, 1);          /* may sleep */
	auto account = make_kunique<u64>(gfp::kernel_account, 2); /* charged to the memcg */
	auto user = make_kunique<u64>(gfp::user, 3);              /* for user space */
	auto nofs = make_kunique<u64>(gfp::nofs, 4);              /* within a file system */
	auto noio = make_kunique<u64>(gfp::noio, 5);              /* within a block driver */
	auto nowait = make_kunique<u64>(gfp::nowait, 6);          /* may not sleep */
	auto atomic = make_kunique<u64>(gfp::atomic, 7);          /* nor fail easily */

	if (!kernel || !account || !user || !nofs || !noio || !nowait || !atomic)
		return -ENOMEM;
	check(*kernel + *account + *user + *nofs + *noio + *nowait + *atomic == 28);
	pr_info("seven contexts\n");
	return 0;
}

/* Where C takes a gfp_t from its caller, C++ takes a mask, and still knows it. */
template <gfp::mask Mask>
kunique_ptr<u32[]> squares(Mask mask, u32 n)
{
	auto s = make_kunique_for_overwrite<u32[]>(mask, n);

	for (u32 i = 0; s && i < n; i++)
		s[i] = i * i;
	return s;
}

int masks_of_callers()
{
	auto a = squares(gfp::kernel, 10);
	auto b = squares(gfp::atomic | gfp::nowarn, 20);

	if (!a || !b)
		return -ENOMEM;
	check(a[9] == 81 && b[19] == 361);
	pr_info("9 * 9 is %u, 19 * 19 is %u\n", a[9], b[19]);
	return 0;
}

} // namespace

extern "C" int gfp_sample()
{
	return run(masks, every_context, masks_of_callers);
}

/* The C half calls this with a spinlock held. */
extern "C" int gfp_sample_locked()
{
	auto s = squares(gfp::atomic, 5);

	if (!s)
		return -ENOMEM;
	pr_info("under a spinlock: 4 * 4 is %u\n", s[4]);
	return 0;
}

/* Memory near to a device, on its NUMA node, which C knows: dev_to_node(). */
extern "C" int gfp_sample_node(int node)
{
	auto near = squares(gfp::kernel | gfp::on_node(node), 8);
	auto frame = kbuffer<contiguous<gfp::kernel>>::make(64, gfp::on_node(node));

	if (!near || !frame)
		return -ENOMEM;
	pr_info("on a node: 7 * 7 is %u\n", near[7]);
	return frame.resize(1500, gfp::on_node(node));
}

/* A mask that C hands over is a number at run time, and C vouches for it. */
extern "C" int gfp_sample_unchecked(unsigned int gfp)
{
	auto s = squares(gfp::unchecked{gfp}, 7);

	if (!s)
		return -ENOMEM;
	pr_info("with a mask from C: 6 * 6 is %u\n", s[6]);
	return 0;
}
