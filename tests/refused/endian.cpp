/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Numbers in a device's byte order. */
#include "refused.h"

struct command {
	le32 length, flags;
	be16 port;
};

#ifdef taken_for_a_number // kalloc: in a device's byte order; cpu\(\) is the number
u32 f(command &c)
{
	return c.length PICK()(.cpu());
}
#endif

#ifdef index_in_a_device_s_order // kalloc: in a device's byte order; cpu\(\) is the number
u8 f(kbuffer<contiguous<gfp::kernel>> &b, command &c)
{
	return b[c.length PICK()(.cpu())];
}
#endif

#ifdef number_assigned // kalloc: the CPU's byte order; = le32\{number\}
void f(command &c, u32 n)
{
	c.length = PICK(n)(le32{n});
}
#endif

#ifdef member_initialised_by_a_number // could not convert|no viable conversion
command f(u32 n)
{
	return {.length = PICK(n)(le32{n}), .flags = {}, .port = {}};
}
#endif

#ifdef other_order_assigned // kalloc: another byte order: le32\{other.cpu\(\)\}
void f(command &c, be32 from)
{
	c.length = PICK(from)(le32{from.cpu()});
}
#endif

#ifdef other_order_named // kalloc: another byte order: le32\{other.cpu\(\)\}
le32 f(be32 from)
{
	return le32{PICK(from)(from.cpu())};
}
#endif

#ifdef other_size // kalloc: another byte order: le32\{other.cpu\(\)\}
le32 f(le16 from)
{
	return le32{PICK(from)(from.cpu())};
}
#endif

#ifdef compared_with_a_number // kalloc: another byte order; == le32\{n\}
int f(command &c)
{
	return c.flags == PICK(1)(le32{1});
}
#endif

#ifdef bit_of_a_number // once: kalloc: another byte order; & le32\{n\}
int f(command &c)
{
	if (c.flags & PICK(1)(le32{1}))
		return 1;
	return 0;
}
#endif

#ifdef bits_of_a_number // kalloc: another order; \| le32\{n\}
void f(command &c)
{
	c.flags = c.flags | PICK(1)(le32{1});
}
#endif

#ifdef added_to // kalloc: no number; add to its cpu\(\)
u32 f(command &c)
{
	return c.length PICK()(.cpu()) + 1;
}
#endif

#ifdef ordered // kalloc: compare their cpu\(\)
int f(command &c, command &d)
{
	return c.length PICK()(.cpu()) < d.length PICK()(.cpu());
}
#endif

#ifdef ordered_by_a_number // once: kalloc: compare its cpu\(\)
bool f(const command &c)
{
	return c.length PICK()(.cpu()) > 4;
}
#endif

#ifdef does_not_fit // narrowing|cannot be narrowed
be16 f(u32 n)
{
	return be16{PICK(n)(static_cast<u16>(n))};
}
#endif

#ifdef written_at_once_as_a_number // endian_int<|le32
void f(command &c)
{
	write_once(c.flags, PICK(1U)(le32{1}));
}
#endif
