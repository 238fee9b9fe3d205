/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#include "acme/ring.h"
#include "acme/stage.h"

using namespace acme;

struct acme_core {
	vector<stage *> pipeline;

	~acme_core()
	{
		for (size_t i = 0; i < pipeline.size(); i++)
			delete pipeline[i];
	}
};

acme_core *acme_create(unsigned n)
{
	acme_core *core = new acme_core;
	for (int i = 0; i < n && i < stage_count; i++)
		core->pipeline.push(stages[i]());
	return core;
}

void acme_destroy(acme_core *core)
{
	delete core;
}

unsigned acme_run(acme_core *core, unsigned x)
{
	for (size_t i = 0; i < core->pipeline.size(); i++)
		x = core->pipeline[i]->run(x);
	return x;
}

int acme_name(acme_core *core, unsigned i, char *text, unsigned long bytes)
{
	if (i >= core->pipeline.size())
		return -1;
	const char *name = core->pipeline[i]->name();
	size_t length = __builtin_strlen(name) + 1;
	if (length > bytes)
		return -1;
	os_copy(text, name, length);
	return 0;
}

unsigned acme_queue(unsigned first, unsigned count)
{
	struct item {
		unsigned value;
		uint64_t square;
		item(unsigned v) : value(v), square((uint64_t)v * v) {}
	};
	ring<item, 8> queue;
	uint64_t sum = 0;
	auto take = [&] { sum += queue.pop().square; };
	while (count--) {
		if (!queue.push(first)) {
			take();
			queue.push(first);
		}
		first++;
	}
	while (queue.size())
		take();
	return sum % 1000003;
}
