/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What lives as long as a driver is bound to its device. give_to(): owners that end then, without
 * a line in remove(). kbound: an object that open files use, which may be there longer.
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

/* What the driver has of the device: DMA memory, which goes back while the driver is bound. */
class engine {
public:
	int init(device *dev)
	{
		auto filled = values::make(dev, 16);
		if (!filled)
			return -ENOMEM;
		filled[3] = le32{7};
		values_ = dma_shared(std::move(filled));
		return 0;
	}

	~engine()
	{
		pr_info("the engine stops\n");
	}

	u32 read(u32 index) const
	{
		return values_.at(index).read().cpu();
	}

private:
	using values = kbuffer<dma_coherent<gfp::kernel>, le32>;

	dma_shared<values> values_;
};

} // namespace

kalloc_bound *bound_sample_probe(device *dev)
{
	if (run([dev] { return managed(dev); }))
		return nullptr;

	kunique_ptr<engine> made;

	if (try_make_kunique(made, gfp::kernel, dev))
		return nullptr;
	kbound<engine> e = kbound<engine>::make(dev, std::move(made));

	if (!e)
		return nullptr;
	return e.release(); /* to C */
}

kalloc_bound *bound_sample_open(kalloc_bound *engine_of_c)
{
	auto e = kbound<engine>::share(engine_of_c); /* counted */

	return e.release();
}

int bound_sample_read(kalloc_bound *file, u32 index)
{
	const while_bound<engine> here(file);

	if (!here)
		return -ENODEV;
	/* the engine stays to the end of the block */
	return static_cast<int>(here->read(index));
}

void bound_sample_close(kalloc_bound *file)
{
	const auto last = kbound<engine>::adopt(file);
}
