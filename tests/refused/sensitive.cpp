/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Memory that is zeroed when it is freed. */
#include "refused.h"

#ifdef device_memory // kalloc: a device may still read this memory
kbuffer<sensitive<PICK(dma_coherent)(contiguous)<gfp::kernel>>> b;
#endif

#ifdef plain_from_sensitive // kalloc: another type or family; write it, or auto
void f(kunique_ptr<point, sensitive_family<>> &&p)
{
	kunique_ptr<point PICK()(, sensitive_family<>)> q = std::move(p);
}
#endif

#ifdef plain_buffer_from_sensitive // kalloc: another type or family; write it, or auto
void f(kbuffer<sensitive<contiguous<gfp::kernel>>> &&b)
{
	kbuffer<PICK(contiguous)(sensitive<contiguous)<gfp::kernel>PICK()(>)> c = std::move(b);
}
#endif

#ifdef base_of_sized_memory // kalloc: this family frees by size, which a base class
struct base {
	virtual ~base() = default;
};
struct derived : base {
};
using sensitive_v = sensitive_family<PICK(kvmalloc_family)(kmalloc_family)>;
void f(kunique_ptr<derived, sensitive_v> &&p)
{
	kunique_ptr<base, sensitive_v> q = std::move(p);
}
#endif

#ifdef key_used_after_free // clang: kalloc: this memory is freed already
u8 f(kbuffer<sensitive<contiguous<gfp::kernel>>> &b)
{
	const u8 *p = b.data();

	PICK(b.reset();)()
	return *p;
}
#endif
