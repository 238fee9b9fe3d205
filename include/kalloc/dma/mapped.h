/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * dma_mapped: memory that is mapped for one device and one direction of transfer: what
 * dma_mapping (mapping.h), which owns it, and dma_lent (lent.h), which does not, have in
 * common. The device sees it at dma(), or, in pieces, at dma_ranges(); the CPU gets at it by
 * cpu_access alone (cpu_access.h). How it is mapped is its place: dma_contiguous (contiguous.h)
 * or dma_scattered (scattered.h).
 *
 * Context: any.
 */
#ifndef KALLOC_DMA_MAPPED_H
#define KALLOC_DMA_MAPPED_H

#include <kalloc/dma/contiguous.h>
#include <kalloc/dma/device_may_write.h>
#include <kalloc/dma/memory.h>
#include <kalloc/dma/range.h>
#include <kalloc/owner/borrowed.h>

namespace kalloc {

#define KALLOC_NOT_CONTIGUOUS                                                              \
	"kalloc: a device needs memory that is physically contiguous and knows its size: " \
	"kbuffer<contiguous<...>>, kunique_ptr<T>, a vector's into_buffer(); other "       \
	"buffers are mapped in pieces: dma_map_sg()"
#define KALLOC_NOT_IN_PAGES                                                                  \
	"kalloc: dma_map_sg() maps the pages of an owner that knows its size, of kmalloc, "  \
	"vmalloc or kvmalloc memory: kbuffer<virtually_contiguous<...>>, any_contiguity, a " \
	"vector's into_buffer(); of user_pages, kpage_array; or a vector of such owners"
#define KALLOC_ALL_IS_MAPPED                                                                \
	"kalloc: an Extent, pages, several owners are mapped as a whole; a part is mapped " \
	"of a kbuffer without Extent"

/* How many elements are mapped. No buffer_extent: of an empty class there is one at an address. */
template <size_t Extent>
struct dma_count {
	static constexpr size_t size = Extent;
	constexpr explicit(false) dma_count(size_t) {}
};

template <>
struct dma_count<dynamic_extent> {
	size_t size;
	constexpr explicit(false) dma_count(size_t n) : size(n) {}
};

#define KALLOC_MAPPING_IN_USE                                                                        \
	KALLOC_ANALYSED(capability(                                                                  \
		"mapping that the CPU is at (end the cpu_access first: its end is where the device " \
		"may have the bytes)"))

/* never held; clang 14 takes the words for its message from the first one named */
struct KALLOC_MAPPING_IN_USE mapping_in_use{};
inline constexpr mapping_in_use no_mapping{};

/* Behind a member function: not while the CPU is at the bytes. */
#define KALLOC_NOT_IN_CPU_ACCESS(...) \
	KALLOC_ANALYSED(locks_excluded(::kalloc::no_mapping, __VA_ARGS__))
/* Behind operator=(other): what is assigned to, which is the first parameter to clang before 20. */
#if defined(__clang__) && __clang_major__ >= 20
#define KALLOC_ASSIGNED_NOT_IN_CPU_ACCESS(other) KALLOC_NOT_IN_CPU_ACCESS(this)
#else
#define KALLOC_ASSIGNED_NOT_IN_CPU_ACCESS(other) KALLOC_NOT_IN_CPU_ACCESS(other)
#endif

template <dma_direction Direction, class Memory, class Place = dma_contiguous>
class KALLOC_MAPPING_IN_USE dma_mapped {
	using memory = dma_memory<Memory>;
	static_assert(memory::contiguous || !Place::in_one_piece, KALLOC_NOT_CONTIGUOUS);
	static_assert(memory::scattered || Place::in_one_piece, KALLOC_NOT_IN_PAGES);

public:
	using element_type = typename memory::element;
	static constexpr dma_direction direction = Direction;

	static_assert(std::is_trivially_copyable_v<element_type> &&
			      !std::is_polymorphic_v<element_type>,
		      "kalloc: a device sees bytes, and no objects: map a struct of numbers");
	static_assert(
		Direction == to_device || !std::is_const_v<element_type>,
		"kalloc: the device would write to constants, or to pages that were pinned to "
		"be read; drop const, pin user_pages, or map to_device");
	/* of constants enough is said */
	static_assert(Direction == to_device || std::is_const_v<element_type> ||
			      device_may_write<element_type>,
		      "kalloc: a device writes to this memory, any bytes: no pointer, reference, "
		      "bool, enum without a type, lock or owner in it; for a class with "
		      "constructors or private members see device_may_write.h");

	dma_mapped(const dma_mapped &) = delete;
	dma_mapped &operator=(const dma_mapped &) = delete;

	/* Elements that are mapped, 0 if empty. */
	[[gnu::always_inline]] size_t size() const
	{
#ifdef __clang_analyzer__ /* no question here: it would take it for a test */
		return count_.size;
#endif
		return memory::data(memory_) ? count_.size : 0;
	}

	size_t size_bytes() const
	{
		return size() * sizeof(element_type);
	}

	/* Where the device sees it, and count elements from first on. Not within a cpu_access. */
	[[gnu::always_inline]] dma_range dma() const KALLOC_BORROWED
		requires Place::in_one_piece
	KALLOC_NOT_IN_CPU_ACCESS(this)
	{
		return place_.range(memory::data(memory_), count_.size * sizeof(element_type));
	}

	dma_range dma(size_t first, size_t count) const KALLOC_BORROWED
		requires Place::in_one_piece
	KALLOC_NOT_IN_CPU_ACCESS(this)
	{
		return dma().part(first, count, sizeof(element_type));
	}

	template <class Index>
	element_type &operator[](Index) const /* kalloc: it is the device's: cpu_access has it */
		= delete;
	template <class... Where>
		requires(!Place::in_one_piece)
	void dma(Where...) const = delete; /* kalloc: it is in pieces: for (r : m.dma_ranges()) */

	/*
	 * Where the device sees it, one dma_range after the other; of an empty mapping none. Not
	 * within a cpu_access.
	 *
	 *	for (const dma_range r : m.dma_ranges())
	 *		add(r.addr(), r.size_bytes());
	 */
	auto dma_ranges() const KALLOC_BORROWED
		requires(!Place::in_one_piece)
	KALLOC_NOT_IN_CPU_ACCESS(this)
	{
		return place_.ranges(there());
	}

	/*
	 * Why it is empty: -ENOMEM (no memory, or no addresses of an IOMMU: later it may work),
	 * -EIO (it cannot be reached, bounce buffers are used up), -ENODEV (no dev),
	 * -EINVAL (user memory within cache lines, which this device does not see); -ENOMEM also of
	 * an empty owner. 0 if it is not, or nobody tried.
	 */
	int error() const
		requires(!Place::in_one_piece)
	{
		return place_.error();
	}

protected:
	dma_mapped() : memory_(), count_(0) {}
	~dma_mapped() = default;

	/* Of memory that is mapped, or null. */
	dma_mapped(Memory memory, Place place)
		: memory_(memory), place_(place), count_(memory.size())
	{
	}

	/* Takes memory if it could be mapped, or else leaves it as it is. */
	[[gnu::always_inline]] dma_mapped(device *dev, Memory &memory, size_t count)
		: memory_(),
		  place_(dev, memory, count * sizeof(element_type), static_cast<u32>(Direction),
			 memory::mask::bits & ~gfp::of_the_memory),
		  count_(count)
	{
		/* asked here, for clang's analyzer to say so */
		if (place_.where() == Place::nowhere) [[unlikely]]
			return;
		/* an owner; not by =, which to clang's analyzer is too deep a call to look into */
		if constexpr (requires { memory_.swap(memory); })
			memory_.swap(memory);
		else
			memory_ = memory;
	}

	/* Null if nothing is mapped. */
	[[gnu::always_inline]] const void *there() const
	{
#ifdef __clang_analyzer__ /* to which a vector never is without memory */
		if constexpr (requires { typename memory::one; })
			return place_.where();
#endif
		return memory::data(memory_);
	}

	[[gnu::always_inline]] void unmap_bytes()
	{
		if (memory::data(memory_))
			place_.unmap(memory_, count_.size * sizeof(element_type),
				     static_cast<u32>(Direction));
	}

	/* Asks clang's analyzer, which sees what the mark does not: behind std::move(). */
	[[gnu::always_inline]] void not_in_cpu_access() const
	{
		taken_alone(&memory_);
		let_go(&memory_);
	}

	void exchange(dma_mapped &other)
	{
		not_in_cpu_access();
		other.not_in_cpu_access();
		std::swap(memory_, other.memory_);
		std::swap(place_, other.place_);
		std::swap(count_, other.count_);
	}

	/* initialised by constructors, as clang's analyzer overlooks an owner's {} here */
	Memory memory_;
	Place place_;
	[[no_unique_address]] dma_count<memory::extent> count_;

private:
	template <dma_direction, class, class, class>
	friend class cpu_view;
};

/* Are there so many elements of owner to map? Else warns once. */
template <class Owner>
[[gnu::always_inline]] inline bool dma_has(const Owner &owner, size_t count)
{
	static_assert(dma_memory<Owner>::divisible || !dma_memory<Owner>::scattered,
		      KALLOC_ALL_IS_MAPPED);
	if (count <= owner.size()) [[likely]]
		return true;
	binding::kalloc_warn_out_of_range(0, count, owner.size());
	return false;
}

} // namespace kalloc

#endif
