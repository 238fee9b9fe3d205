/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Attributes of coherent memory, and what they give up; dma_handle. */
#include "refused.h"

struct descriptor {
	le32 length, flags;
};
template <dma_attr::constant auto Attributes>
using words = kbuffer<dma_coherent<gfp::kernel, Attributes>, descriptor, 16>;

#ifdef attributes_as_numbers // kalloc: attributes have names
constexpr PICK(dma_attr::flags<4> a{};)(auto a = dma_attr::write_combine;)
#endif

#ifdef contiguous_single_pages // kalloc: dma_attr::force_contiguous and single_pages exclude one another
words<dma_attr::force_contiguous | dma_attr::PICK(single_pages)(write_combine)> b;
#endif

#ifdef mask_for_an_attribute // kalloc: no attribute; masks are gfp::, of the policy
constexpr auto a = dma_attr::write_combine | PICK(gfp::nowarn)(dma_attr::privileged);
#endif

#ifdef attribute_for_a_mask // kalloc: not a mask; gfp::unchecked\{\} takes a number
constexpr auto m = gfp::kernel | PICK(dma_attr::write_combine)(gfp::nowarn);
#endif

#ifdef freed_by_other_attributes // kalloc: another type or family; write it, or auto
void f(words<dma_attr::PICK(write_combine)(none)> &&b)
{
	words<dma_attr::none> c = std::move(b);
}
#endif

#ifdef object_freed_by_other_attributes // kalloc: another type or family; write it, or auto
void f(device *dev)
{
	kunique_ptr<descriptor, dma_family> p = make_kunique<
		descriptor, dma_family_with<dma_attr::PICK(force_contiguous)(none)>>(dev, gfp::kernel);
}
#endif

#ifdef written_combined_and_read // kalloc: write-combined memory is read past the caches, word by word
void f(dma_shared<words<dma_attr::PICK(write_combine)(none)>> &s)
{
	use(s.at(0, &descriptor::flags).read());
}
#endif

#ifdef written_combined_and_copied // kalloc: write-combined memory is read past the caches, word by word
void f(dma_shared<words<dma_attr::PICK(write_combine)(none)>> &s, descriptor &d)
{
	s.at(0).copy_to(d);
}
#endif

#ifdef weak_word_that_tells // kalloc: in weakly ordered memory no word tells of another
void f(dma_shared<words<dma_attr::PICK(weak_ordering)(none)>> &s)
{
	s.at(0, &descriptor::flags).write_last(le32{1});
}
#endif

#ifdef weak_word_that_is_told // kalloc: in weakly ordered memory no word tells of another
void f(dma_shared<words<dma_attr::PICK(weak_ordering)(none)>> &s)
{
	use(s.at(0, &descriptor::flags).read_first());
}
#endif

#ifdef weak_ring // kalloc: in weakly ordered memory no word tells of another
dma_ring<words<dma_attr::PICK(weak_ordering)(force_contiguous)>> r;
#endif

#ifdef written_combined_ring // kalloc: a ring reads what the device is done with
dma_ring<words<dma_attr::PICK(write_combine)(force_contiguous)>> r;
#endif

#ifdef buffer_without_kernel_mapping // kalloc: without a kernel mapping it is the device's alone
words<dma_attr::PICK(no_kernel_mapping)(write_combine)> b;
#endif

#ifdef object_without_kernel_mapping // kalloc: without a kernel mapping it is the device's alone
void f(device *dev)
{
	auto p = make_kunique<descriptor, dma_family_with<dma_attr::PICK(no_kernel_mapping)(none)>>(
		dev, gfp::kernel);
}
#endif

#ifdef handle_looked_into // kalloc: not the CPU's; kbuffer<dma_coherent<...>> is
void f(PICK(dma_handle<>)(words<dma_attr::none>) &h)
{
	use(h.data());
}
#endif

#ifdef handle_indexed // kalloc: not the CPU's; kbuffer<dma_coherent<...>>
void f(PICK(dma_handle<>)(words<dma_attr::none>) &h)
{
	use(h[0]);
}
#endif

#ifdef handle_released // kalloc: it is freed with its device: keep the owner
void f(dma_handle<> &h)
{
	h.PICK(release)(reset)();
}
#endif

#ifdef handle_copied // kalloc: one owner; std::move\(\) it
void f(dma_handle<> &h)
{
	auto g = PICK(h)(std::move(h));
}
#endif

#ifdef handle_assigned_by_copy // kalloc: one owner; std::move\(\) it
void f(dma_handle<> &h, dma_handle<> &g)
{
	h = PICK(g)(std::move(g));
}
#endif

#ifdef handle_zeroed // kalloc: nobody zeroes what the CPU has no address of
void f(device *dev)
{
	auto h = dma_handle<>::make(dev, 10, gfp::kernel PICK(| gfp::zero)());
}
#endif

#ifdef handle_of_another_zone // kalloc: the device's DMA mask picks the zone
void f(device *dev)
{
	auto h = dma_handle<>::make(dev, 10, gfp::kernel PICK(| gfp::dma)());
}
#endif

#ifdef handle_made_and_dropped // kalloc: an owner that nobody keeps frees at once; keep it, and test it
void f(device *dev)
{
	PICK()(auto h =) dma_handle<>::make(dev, 10, gfp::kernel);
}
#endif

#ifdef handle_untested // clang: kalloc: this owner may be empty.*if \(!owner\) return -ENOMEM
dma_addr_t f(device *dev)
{
	const auto h = dma_handle<>::make(dev, 10, gfp::kernel);
	PICK()(if (!h) return 0;)
	return h.dma().addr();
}
#endif

#ifdef sleeping_handle_in_spin_guard // clang: cannot call function 'make.*' while .*'spinlock_held' is held
void f(spinlock &lock, device *dev, dma_handle<> &kept)
{
	PICK(const spin_guard guard(lock))(use(lock));
	dma_handle<> h = dma_handle<>::make(dev, 10, gfp::kernel);
	h.swap(kept);
}
#endif

#ifdef handle_ended_in_spin_guard // clang: cannot call function 'reset' while .*'spinlock_held' is held
void f(spinlock &lock, dma_handle<> &h)
{
	PICK(const spin_guard guard(lock))(use(lock));
	h.reset();
}
#endif

#ifdef handle_by_modifiers_alone // kalloc: this GFP mask has modifiers but no context
void f(device *dev)
{
	auto h = dma_handle<>::make(dev, 100, PICK()(gfp::kernel | )gfp::nowarn);
}
#endif
