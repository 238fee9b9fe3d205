/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * virtually_contiguous: memory of any size, contiguous only for the CPU, from vmalloc().
 * For large tables that live long; never for a device, and only where one may sleep, to
 * free it as well.
 */
#include "../sample.h"

using namespace kalloc;

namespace {

struct entry {
	u64 key, value;
};

using table = kbuffer<virtually_contiguous<gfp::kernel | gfp::nowarn | gfp::zero>, entry>;
static_assert(std::is_same_v<table::family_type, vmalloc_family>);

/* Larger than anything kmalloc() has, in whole pages. */
int large()
{
	constexpr size_t n = 2 * kmalloc_max_size / sizeof(entry);

	auto t = table::make(n);
	if (!t)
		return -ENOMEM;
	check(t.size() == n && t.size_bytes() == 2 * kmalloc_max_size);
	check(reinterpret_cast<size_t>(t.data()) % page_size == 0);
	check(t[n - 1].value == 0);
	t[n - 1] = {.key = 1, .value = 2};
	pr_info("a table of twice kmalloc_max_size\n");
	return 0;
}

/* Out of memory, really: no machine has 64 TiB. */
int out_of_memory()
{
	constexpr size_t too_many = (size_t{1} << 46) / sizeof(entry);

	auto none = table::make(too_many);
	check(!none && none.empty());

	auto t = table::make(1000);
	if (!t)
		return -ENOMEM;
	t[999].key = 999;
	/* what there was stays as it was, where it was */
	const entry *before = t.data();
	check(t.resize(too_many) == -ENOMEM);
	check(t.data() == before && t.size() == 1000 && t[999].key == 999);
	pr_info("64 TiB: empty; resized to 64 TiB: -ENOMEM, and still %zu entries\n", t.size());
	return 0;
}

} // namespace

extern "C" int virtually_contiguous_sample()
{
	return run(large, out_of_memory);
}
