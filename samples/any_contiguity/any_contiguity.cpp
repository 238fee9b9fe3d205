/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * any_contiguity: memory that only the CPU touches; the library takes the cheapest
 * allocator. Which one depends on the size, and is decided at compile time:
 *
 *	up to a page			kmalloc()
 *	over kmalloc_max_size		vmalloc()
 *	between, or at run time		kvmalloc(), which tries one and then the other
 */
#include "../sample.h"

using namespace kalloc;

namespace {

using blob = kbuffer<any_contiguity<gfp::kernel | gfp::nowarn>>;
template <size_t Bytes>
using fixed_blob = kbuffer<any_contiguity<gfp::kernel>, u8, Bytes>;

static_assert(std::is_same_v<fixed_blob<1>::family_type, kmalloc_family>);
static_assert(std::is_same_v<fixed_blob<page_size>::family_type, kmalloc_family>);
static_assert(std::is_same_v<fixed_blob<page_size + 1>::family_type, kvmalloc_family>);
static_assert(std::is_same_v<fixed_blob<kmalloc_max_size>::family_type, kvmalloc_family>);
static_assert(std::is_same_v<fixed_blob<kmalloc_max_size + 1>::family_type, vmalloc_family>);
static_assert(std::is_same_v<blob::family_type, kvmalloc_family>);

/* It is bytes that count: 1024 entries of 8 bytes are two pages of 4 KiB. */
using words = kbuffer<any_contiguity<gfp::kernel>, u64, page_size / sizeof(u64)>;
using pairs = kbuffer<any_contiguity<gfp::kernel>, u64, 2 * page_size / sizeof(u64)>;
static_assert(std::is_same_v<words::family_type, kmalloc_family>);
static_assert(std::is_same_v<pairs::family_type, kvmalloc_family>);

int sizes()
{
	auto small = fixed_blob<64>::make();
	auto medium = fixed_blob<100000>::make();
	auto large = fixed_blob<kmalloc_max_size + page_size>::make();
	auto b = blob::make(100000);

	if (!small || !medium || !large || !b)
		return -ENOMEM;
	static_assert(sizeof(small) == sizeof(u8 *) && sizeof(large) == sizeof(u8 *));
	small[63] = 1;
	medium[99999] = 1;
	large[kmalloc_max_size] = 1;
	b[99999] = 1;
	pr_info("%zu bytes by kmalloc, %zu by kvmalloc, more than kmalloc has by vmalloc\n",
		small.size(), medium.size());
	return 0;
}

/* Where one may not sleep, up to a page and known at compile time: that is kmalloc(). */
int atomic()
{
	auto a = kbuffer<any_contiguity<gfp::atomic>, u8, 256>::make();

	if (!a)
		return -ENOMEM;
	a[255] = 1;
	pr_info("%zu bytes in atomic context\n", a.size());
	return 0;
}

/* It may grow from one allocator into the other; the contents go with it. */
int grows()
{
	auto b = blob::make(16);
	if (!b)
		return -ENOMEM;
	b[15] = 15;
	if (const int err = b.resize(2 * kmalloc_max_size))
		return err;
	check(b[15] == 15);
	/* kvmalloc() ends at INT_MAX bytes */
	check(b.resize(blob::max_size + 1) == -EOVERFLOW && b.size() == 2 * kmalloc_max_size);
	pr_info("grown from 16 bytes to more than kmalloc has\n");
	return 0;
}

} // namespace

extern "C" int any_contiguity_sample()
{
	return run(sizes, atomic, grows);
}
