/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Policies and families that cannot give what is asked. */
#include "refused.h"

#ifdef kmalloc_too_large // kalloc: kmalloc has no physically contiguous memory of this size
kbuffer<contiguous<gfp::kernel>, u8, kmalloc_max_size + PICK(1)(0)> b;
#endif

#ifdef kmalloc_too_large_in_elements // kalloc: kmalloc has no physically contiguous memory
kbuffer<contiguous<gfp::kernel>, u64, kmalloc_max_size / PICK(4)(8)> b;
#endif

#ifdef vmalloc_atomic // kalloc: vmalloc memory is not for a context that may not sleep
kbuffer<virtually_contiguous<PICK(gfp::atomic)(gfp::kernel)>> b;
#endif

#ifdef vmalloc_nowait // kalloc: vmalloc memory is not for a context that may not sleep
kbuffer<virtually_contiguous<PICK(gfp::nowait)(gfp::nofs)>, u8, 100> b;
#endif

#ifdef any_atomic // kalloc: kvmalloc may fall back to vmalloc
kbuffer<any_contiguity<PICK(gfp::atomic)(gfp::kernel)>> b;
#endif

#ifdef any_atomic_above_a_page // kalloc: kvmalloc may fall back to vmalloc
kbuffer<any_contiguity<gfp::atomic>, u8, page_size + PICK(1)(0)> b;
#endif

#ifdef any_atomic_above_kmalloc // kalloc: vmalloc memory is not for a context
kbuffer<any_contiguity<PICK(gfp::atomic)(gfp::noio)>, u8, kmalloc_max_size + 1> b;
#endif

#ifdef vmalloc_zone // kalloc: vmalloc memory is of any zone
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::dma32)(gfp::nowarn)>> b;
#endif

#ifdef vmalloc_highmem // kalloc: vmalloc memory is of any zone
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::highmem)(gfp::high)>> b;
#endif

#ifdef vmalloc_thisnode // kalloc: vmalloc memory is made of single pages of any node
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::thisnode)(gfp::zero)>> b;
#endif

#ifdef vmalloc_reclaimable // kalloc: vmalloc memory is made of single pages of any node
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::reclaimable)(gfp::account)>> b;
#endif

#ifdef vmalloc_comp // kalloc: vmalloc memory is made of single pages of any node
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::comp)(gfp::nofail)>> b;
#endif

#ifdef vmalloc_memalloc // kalloc: vmalloc decides on the emergency reserves by the context alone
kbuffer<virtually_contiguous<gfp::noio | PICK(gfp::memalloc)(gfp::nowarn)>> b;
#endif

#ifdef vmalloc_nomemalloc // kalloc: vmalloc decides on the emergency reserves by the context
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::nomemalloc)(gfp::zero)>> b;
#endif

#ifdef vmalloc_noretry // kalloc: vmalloc does not give what gfp::noretry
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::noretry)(gfp::nowarn)>> b;
#endif

#ifdef vmalloc_retry_mayfail // kalloc: vmalloc does not give what gfp::noretry
kbuffer<virtually_contiguous<gfp::kernel | PICK(gfp::retry_mayfail)(gfp::nofail)>> b;
#endif

#ifdef kvmalloc_zone // kalloc: kvmalloc memory has no zone
kbuffer<any_contiguity<gfp::kernel | PICK(gfp::dma)(gfp::zero)>> b;
#endif

#ifdef kvmalloc_comp // kalloc: kvmalloc memory may be vmalloc memory
kbuffer<any_contiguity<gfp::kernel | PICK(gfp::comp)(gfp::reclaimable)>> b;
#endif

#ifdef kvmalloc_noretry // kalloc: kvmalloc does not support gfp::noretry
kbuffer<any_contiguity<gfp::kernel | PICK(gfp::noretry)(gfp::retry_mayfail)>> b;
#endif

#ifdef kmalloc_highmem // kalloc: gfp::highmem is not for kmalloc memory
kbuffer<contiguous<gfp::kernel | PICK(gfp::highmem)(gfp::reclaimable)>> b;
#endif

#ifdef kmalloc_dma32 // kalloc: gfp::dma32 is not for kmalloc memory
kbuffer<contiguous<gfp::kernel | PICK(gfp::dma32)(gfp::dma)>> b;
#endif

#ifdef dma_zone // kalloc: the device's DMA mask picks the zone
kbuffer<dma_coherent<gfp::kernel | PICK(gfp::dma32)(gfp::nowarn)>> b;
#endif

#ifdef dma_comp // kalloc: dma_alloc_attrs\(\) refuses gfp::comp
kbuffer<dma_coherent<gfp::kernel | PICK(gfp::comp)(gfp::zero)>> b;
#endif

#ifdef dma_nofail // kalloc: dma_alloc_attrs\(\) may fail for a device's limits
kbuffer<dma_coherent<gfp::kernel | PICK(gfp::nofail)(gfp::zero)>> b;
#endif

#ifdef policy_without_context // kalloc: this GFP mask has modifiers but no context
kbuffer<contiguous<PICK(gfp::dma)(gfp::kernel | gfp::dma)>> b;
#endif

#ifdef no_policy // policy<.*>|constraints not satisfied
kbuffer<PICK(kmalloc_family)(contiguous<gfp::kernel>)> b;
#endif

#ifdef no_family // family<.*>|constraints not satisfied
kunique_ptr<point, PICK(contiguous<gfp::kernel>)(kmalloc_family)> p;
#endif
