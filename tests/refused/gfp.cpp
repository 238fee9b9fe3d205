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

#ifdef node_before_the_mask // kalloc: the node comes last: gfp::kernel
constexpr auto m = PICK(gfp::on_node(1) | gfp::kernel)(gfp::kernel | gfp::on_node(1));
#endif

#ifdef node_within_the_mask // kalloc: the node last: gfp::dma
constexpr auto m = PICK(gfp::kernel | gfp::on_node(1) | gfp::zero)(gfp::kernel | gfp::zero | gfp::on_node(1));
#endif

#ifdef node_without_context // kalloc: the node comes last, behind the mask's context
constexpr auto m = PICK(gfp::zero)(gfp::kernel) | gfp::on_node(1);
#endif

#ifdef node_of_a_mask_from_c // kalloc: C's mask is complete
constexpr auto m = PICK(gfp::unchecked{1})(gfp::kernel) | gfp::on_node(1);
#endif

#ifdef mask_inverted // kalloc: a mask only grows, by \|; write the one you need
constexpr auto m = PICK(~)()gfp::kernel;
#endif

#ifdef node_as_a_number // kalloc: not a mask
constexpr auto m = gfp::kernel | PICK(1)(gfp::on_node(1));
#endif

#ifdef node_behind_the_mask // kalloc: an allocation has one mask
void f(int node)
{
	use(make_kunique<point>(gfp::kernel PICK(,)(|) gfp::on_node(node)));
}
#endif

#ifdef node_of_vmalloc_memory // kalloc: this memory is of no node
void f(int node)
{
	use(make_kunique<point, PICK(vmalloc_family)(kvmalloc_family)>(gfp::kernel | gfp::on_node(node)));
}
#endif

#ifdef node_of_whole_pages // kalloc: this memory is of no node
void f(int node)
{
	use(kbuffer<PICK(whole_pages)(contiguous)<gfp::kernel>>::make(100, gfp::on_node(node)));
}
#endif

#ifdef node_of_a_device // kalloc: this memory is of no node
void f(device *dev, int node)
{
	use(make_kunique<u64, dma_family>(dev, PICK(gfp::kernel | gfp::on_node(node))(gfp::kernel)));
}
#endif

#ifdef node_of_a_mempool // kalloc: this memory is of no node
void f(const kmempool<u64> &pool, int node)
{
	use(pool.make_kunique(PICK(gfp::atomic | gfp::on_node(node))(gfp::atomic)));
}
#endif

#ifdef node_of_a_fixed_vector // kalloc: this memory is of no node
void f(int node)
{
	use(kfixed_vector<u64, PICK(virtually_contiguous)(contiguous)<gfp::kernel>>::make(9, gfp::on_node(node)));
}
#endif

#ifdef node_of_a_bulk // kalloc: objects in bulk are of any node
void f(const kcache<point> &cache, int node)
{
	use(cache.make_bulk<4>(PICK(gfp::kernel | gfp::on_node(node))(gfp::kernel)));
}
#endif

#ifdef node_of_a_reserve // kalloc: many objects of a cache at once are of any node
void f(const kcache<point> &cache, kreserve<point> &spare, int node)
{
	use(spare.refill(PICK(cache,)() gfp::kernel | gfp::on_node(node), 2));
}
#endif

#ifdef node_of_per_cpu_objects // kalloc: each CPU's object is on its node already
void f(int node)
{
	use(kpercpu<u64>::make(PICK(gfp::kernel | gfp::on_node(node))(gfp::kernel)));
}
#endif

#ifdef node_in_a_policy // gfp::constant|does not satisfy 'constant'
using b = kbuffer<contiguous<PICK(gfp::kernel | gfp::on_node(1))(gfp::kernel)>>;
void f()
{
	use(b::make(1));
}
#endif

#ifdef node_under_a_lock // clang: cannot call function 'make_kunique.* while atomic context
void f(spinlock &lock, int node)
{
	const spin_guard guard(lock);

	use(make_kunique<u64>(PICK(gfp::kernel)(gfp::atomic) | gfp::on_node(node)));
}
#endif

#ifdef buffer_on_a_node_under_a_lock // clang: cannot call function 'make.*' while atomic context
void f(spinlock &lock, int node)
{
	const spin_guard guard(lock);

	use(kbuffer<contiguous<PICK(gfp::kernel)(gfp::atomic)>>::make(9, gfp::on_node(node)));
}
#endif
