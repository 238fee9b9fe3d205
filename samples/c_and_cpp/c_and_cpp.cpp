/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Memory that goes from C to C++ and back. release() takes it out of its owner's hands
 * for C, adopt() takes it over from C; in between a plain pointer crosses the border, by
 * functions that are extern "C" in a header that both halves read.
 */
#include "../sample.h"

#include "c_and_cpp.h"

using namespace kalloc;

/* The class that C has a handle of. */
struct inbox {
	using slots = kunique_ptr<kunique_ptr<message>[]>;

	inbox(slots messages, u32 most) : messages_(std::move(messages)), most_(most) {}
	inbox(const inbox &) = delete;
	inbox &operator=(const inbox &) = delete;

	/* The messages that are left are freed with messages_. */
	~inbox()
	{
		pr_info("the inbox goes, messages left: %u\n", count_);
	}

	int put(kunique_ptr<message> m)
	{
		if (count_ == most_)
			return -ENOSPC; /* m is freed */
		message_arrived(m.get());
		messages_[(first_ + count_++) % most_] = std::move(m);
		return 0;
	}

	kunique_ptr<message> take()
	{
		if (!count_)
			return nullptr;
		count_--;
		return std::move(messages_[first_++ % most_]);
	}

	u32 size() const
	{
		return count_;
	}

	kbuffer<contiguous<gfp::kernel>, u32> ids() const
	{
		auto all = kbuffer<contiguous<gfp::kernel>, u32>::make(count_);

		for (u32 i = 0; i < all.size(); i++)
			all[i] = messages_[(first_ + i) % most_]->id;
		return all;
	}

private:
	slots messages_;
	u32 most_, first_ = 0, count_ = 0;
};

extern "C" inbox *inbox_create(unsigned int most)
{
	auto messages = make_kunique<kunique_ptr<message>[]>(gfp::kernel, most);

	if (!messages)
		return nullptr;
	/* an empty owner releases a null pointer */
	return make_kunique<inbox>(gfp::kernel, std::move(messages), most).release();
}

extern "C" void inbox_destroy(inbox *inbox)
{
	auto owner = kunique_ptr<struct inbox>::adopt(inbox);
}

/* From C: what kmalloc() made, C++ frees. */
extern "C" int inbox_put(inbox *inbox, message *m)
{
	return inbox->put(kunique_ptr<message>::adopt(m));
}

/* To C: what C++ made, kfree() frees, because this owner's family is kmalloc_family. */
extern "C" message *inbox_take(inbox *inbox)
{
	return inbox->take().release();
}

/* A buffer goes the same way; its size beside it. */
extern "C" unsigned int *inbox_ids(const inbox *inbox, size_t *n)
{
	auto [ids, count] = inbox->ids().release();

	*n = count;
	return ids;
}

/* An object in memory that C owns: C++ constructs it and ends it, and frees nothing. */
struct meter {
	u32 total = 0;
	kunique_ptr<u32> peak = make_kunique<u32>(gfp::kernel);
};

extern "C" size_t meter_bytes()
{
	return sizeof(meter);
}

extern "C" meter *meter_init(void *memory)
{
	auto *m = construct<meter>(memory);
	if (m->peak)
		return m;
	m->~meter();
	return nullptr;
}

extern "C" unsigned int meter_add(meter *meter, unsigned int n)
{
	meter->total += n;
	*meter->peak = n > *meter->peak ? n : *meter->peak;
	return *meter->peak;
}

extern "C" void meter_exit(meter *meter)
{
	meter->~meter();
}
