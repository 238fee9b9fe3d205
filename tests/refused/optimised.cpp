/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What only a compiler that optimises can refuse. */
#include "refused.h"

#ifdef constant_index_past_a_constant_size // kalloc: this index is past the end of the array
int f()
{
	auto p = make_kunique<u8[]>(gfp::kernel, 16);

	if (!p)
		return -ENOMEM;
	p[PICK(16)(15)] = 1;
	return 0;
}
#endif

#ifdef index_past_objects_with_a_count // clang: kalloc: this index is past the end of the array
struct session {
	kunique_ptr<u32> key;
};
int f()
{
	auto p = make_kunique<session[]>(gfp::kernel, 4);

	if (!p)
		return -ENOMEM;
	p[PICK(4)(3)].key.reset();
	return 0;
}
#endif
