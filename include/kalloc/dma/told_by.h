/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * told_by_index, told_by_bit, told_by_phase: how a device tells which descriptors of a ring
 * (ring.h) it is done with.
 *
 *	using tx_ring = dma_ring<descriptors, told_by_bit<&descriptor::flags, owned>>;
 *
 *	using in_ring = dma_ring<completions, told_by_phase<&completed::status, 1>>;
 *
 * Context: compile time.
 */
#ifndef KALLOC_TOLD_BY_H
#define KALLOC_TOLD_BY_H

#include <bit>
#include <kalloc/dma/barrier.h>

namespace kalloc {

/* The device says which descriptor it will take next. */
struct told_by_index {};

template <class Member>
struct ring_member;
template <class T, class M>
struct ring_member<M T::*> {
	using descriptor = T;
	using type = M;
};

/* The device has a descriptor while the bits of Mask in Member are those of Value. */
template <auto Member, u64 Mask, u64 Value = Mask>
struct told_by_bit {
	using descriptor = typename ring_member<decltype(Member)>::descriptor;
	using word = typename ring_member<decltype(Member)>::type;
	using number = typename in_register<word>::type;

	static_assert(single_word<word> && std::is_unsigned_v<number>,
		      "kalloc: the member with the bit is read and written at once: u8 ... u64, "
		      "le16 ... be64");
	static_assert(Mask != 0 && static_cast<number>(Mask) == Mask && (Value & ~Mask) == 0,
		      "kalloc: Mask has the bits that change hands, within the member, and Value "
		      "those of them that are set while the device has the descriptor");

	/* The device sees all of d before it sees that it has it. */
	[[gnu::always_inline]] static void post(descriptor &slot, const descriptor &d)
	{
		descriptor ours = d;

		ours.*Member = with(d.*Member, Mask & ~Value);
		slot = ours;
		dma_wmb();
		write_once(slot.*Member, with(d.*Member, Value));
	}

	[[gnu::always_inline]] static bool is_done(const descriptor &slot)
	{
		return (read_once(slot.*Member) & bits(Mask)) != bits(Value);
	}

protected:
	static constexpr word bits(u64 of)
	{
		return word{static_cast<number>(of)};
	}

private:
	static constexpr word with(word w, u64 of)
	{
		return static_cast<word>((w & bits(~Mask)) | bits(of));
	}
};

/*
 * The device posts, and the driver takes: a descriptor is new while the bit Mask in Member is set,
 * the next time around while it is not, and so on. The memory is zero at first.
 */
template <auto Member, u64 Mask>
struct told_by_phase : told_by_bit<Member, Mask> {
	static_assert(std::has_single_bit(Mask), "kalloc: a phase is one bit");

	[[gnu::always_inline]] static bool is_new(const typename told_by_phase::descriptor &slot,
						  size_t rounds)
	{
		return (read_once(slot.*Member) & told_by_phase::bits(Mask)) !=
		       told_by_phase::bits(rounds & 1 ? Mask : 0);
	}
};

template <class Done>
inline constexpr bool is_phase = false;
template <auto Member, u64 Mask>
inline constexpr bool is_phase<told_by_phase<Member, Mask>> = true;

} // namespace kalloc

#endif
