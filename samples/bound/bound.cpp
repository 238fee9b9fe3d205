/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* give_to: owners that end when the driver is unbound from its device, without a line in remove().
 */
#include "../sample.h"

#include "bound.h"

using namespace kalloc;

namespace {

struct settings {
	u32 level;

	explicit settings(u32 l) : level(l) {}
	~settings()
	{
		pr_info("settings of level %u end\n", level);
	}
};

/* Plain pointers and spans are what is left of the owners; they are valid until then. */
int managed(device *dev)
{
	settings *s = give_to(dev, make_kunique<settings>(gfp::kernel, 3U));

	if (!s)
		return -ENOMEM;
	s->level++;

	auto table = kbuffer<any_contiguity<gfp::kernel>, u32>::make(1000);
	const kspan<u32> lent = give_to(dev, std::move(table));

	if (lent.empty())
		return -ENOMEM; /* here table is as it was */
	lent[999] = s->level;
	check(lent.size() == 1000);

	/* the last one given ends first, as with C's devm_ functions */
	return give_to(dev, make_kunique<settings>(gfp::kernel, 9U)) ? 0 : -ENOMEM;
}

} // namespace

int bound_sample_probe(device *dev)
{
	return run([dev] { return managed(dev); });
}
