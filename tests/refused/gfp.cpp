/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* GFP masks that mean nothing, or that the kernel forbids. */
#include "refused.h"

#ifdef two_contexts // kalloc: a GFP mask has one context
constexpr auto m = gfp::kernel | PICK(gfp::atomic)(gfp::kernel);
#endif

#ifdef atomic_nofail // kalloc: gfp::nofail waits for memory
constexpr auto m = PICK(gfp::atomic)(gfp::kernel) | gfp::nofail;
#endif

#ifdef nowait_nofail // kalloc: gfp::nofail waits for memory
constexpr auto m = gfp::nofail | PICK(gfp::nowait)(gfp::noio);
#endif

#ifdef atomic_retry_mayfail // kalloc: gfp::retry_mayfail waits for memory
constexpr auto m = PICK(gfp::atomic)(gfp::nofs) | gfp::retry_mayfail;
#endif

#ifdef two_zones // kalloc: gfp::dma and gfp::dma32 are two zones
constexpr auto m = gfp::kernel | gfp::dma | PICK(gfp::dma32)(gfp::zero);
#endif

#ifdef highmem_dma // kalloc: gfp::highmem is another zone
constexpr auto m = gfp::kernel | gfp::dma | PICK(gfp::highmem)(gfp::zero);
#endif

#ifdef highmem_dma32 // kalloc: gfp::highmem is another zone
constexpr auto m = gfp::dma32 | PICK(gfp::highmem)(gfp::zero);
#endif

#ifdef noretry_retry_mayfail // kalloc: gfp::noretry and gfp::retry_mayfail exclude one another
constexpr auto m = gfp::kernel | gfp::noretry | PICK(gfp::retry_mayfail)(gfp::nowarn);
#endif

#ifdef nofail_noretry // kalloc: gfp::nofail and gfp::noretry exclude one another
constexpr auto m = gfp::kernel | gfp::nofail | PICK(gfp::noretry)(gfp::nowarn);
#endif

#ifdef nofail_retry_mayfail // kalloc: gfp::nofail and gfp::retry_mayfail exclude one another
constexpr auto m = gfp::kernel | gfp::nofail | PICK(gfp::retry_mayfail)(gfp::nowarn);
#endif

#ifdef memalloc_nomemalloc // kalloc: gfp::memalloc and gfp::nomemalloc exclude one another
constexpr auto m = gfp::kernel | gfp::memalloc | PICK(gfp::nomemalloc)(gfp::nowarn);
#endif

#ifdef complement // kalloc: a mask only grows, by \|; write the one you need
constexpr auto m = PICK(~)()gfp::kernel;
#endif

#ifdef intersection // kalloc: has\(\) asks a mask for another
constexpr auto m = gfp::kernel PICK(&)(|) gfp::zero;
#endif

#ifdef number_in_a_mask // kalloc: not a mask; gfp::unchecked\{\} takes a number
constexpr auto m = gfp::kernel | PICK(1)(gfp::zero);
#endif

#ifdef unchecked_in_a_mask // kalloc: not a mask; gfp::unchecked\{\} takes a number
constexpr auto m = gfp::kernel | PICK(gfp::unchecked{1})(gfp::zero);
#endif

#ifdef number_as_policy_mask // gfp::constant|does not satisfy 'constant'
using b = kbuffer<contiguous<PICK(3264U)(gfp::kernel)>>;
void f()
{
	use(b::make(1));
}
#endif

#ifdef unchecked_as_policy_mask // gfp::constant|does not satisfy 'constant'
using b = kbuffer<contiguous<PICK(gfp::unchecked{1})(gfp::kernel)>>;
void f()
{
	use(b::make(1));
}
#endif

#ifdef spelled_as_numbers // kalloc: a mask has a name, and more by \|
constexpr PICK(gfp::flags<KALLOC_GFP_KERNEL, 0x18> m{};)(auto m = gfp::kernel | gfp::reclaimable;)
#endif

#ifdef spelled_in_a_policy // kalloc: a mask has a name, and more by \|
using b = kbuffer<contiguous<PICK(gfp::flags<0xcc0, 0>{})(gfp::kernel)>>;
void f()
{
	use(b::make(1));
}
#endif
