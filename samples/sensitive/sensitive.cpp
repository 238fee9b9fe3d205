/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* sensitive: memory that is zeroed when it is freed, for keys and passwords. */
#include "../sample.h"

using namespace kalloc;

namespace {

struct key {
	u8 bytes[32];
};

/* As a family, for an object. */
int one_key()
{
	auto k = make_kunique<key, sensitive_family<>>(gfp::kernel);

	if (!k)
		return -ENOMEM;
	k->bytes[0] = 0x5e;
	pr_info("a key of %zu bytes\n", sizeof(k->bytes));
	return 0; /* zeroed, then freed */
}

/* Around a policy, for a buffer or a vector: whatever it was in is zeroed. */
using secret = kbuffer<sensitive<contiguous<gfp::kernel>>>;

int password(const char *text, size_t length)
{
	auto s = secret::make(length);

	if (!s)
		return -ENOMEM;
	__builtin_memcpy(s.data(), text, length);
	/* not by krealloc(), which would leave the first password where it was */
	if (const int err = s.resize(2 * length))
		return err;
	check(s[0] == 'h');

	kvector<u32, sensitive<any_contiguity<gfp::kernel>>> digits;

	for (u32 i = 0; i < 1000; i++)
		if (const int err = digits.push_back(i % 10))
			return err; /* each time that it grows, the old memory is zeroed */
	pr_info("a secret of %zu bytes, and one of %zu digits\n", s.size(), digits.size());
	return 0;
}

int passwords()
{
	return password("hunter2", 7);
}

/* What came in plain memory, as from C, is kept; the reverse does not compile. */
int from_c()
{
	auto plain = make_kunique<key>(gfp::kernel);
	const kunique_ptr<key, sensitive_family<>> kept = std::move(plain);

	if (!kept)
		return -ENOMEM;
	pr_info("a key that was plain is kept\n");
	return 0;
}

} // namespace

extern "C" int sensitive_sample()
{
	return run(one_key, passwords, from_c);
}
