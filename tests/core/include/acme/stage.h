/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef ACME_STAGE_H
#define ACME_STAGE_H

#include "acme/base.h"

namespace acme {

class stage {
public:
	virtual ~stage() {}
	virtual uint32_t run(uint32_t x) const = 0;
	virtual const char *name() const = 0;
};

class counted {
public:
	counted()
	{
		live++;
	}
	virtual ~counted()
	{
		live--;
	}
	static unsigned live;
};

template <unsigned N>
class basic_stage : public stage, public counted {
	static constexpr uint32_t key = N * 2654435761u;
	static constexpr unsigned turn = N % 31 + 1;

public:
	virtual uint32_t run(uint32_t x) const
	{
		x ^= key;
		return (x << turn | x >> (32 - turn)) + N;
	}
};

using make_stage = stage *();
extern make_stage *const stages[];
extern const unsigned stage_count;

} // namespace acme

#endif
