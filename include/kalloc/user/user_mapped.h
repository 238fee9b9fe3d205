/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_mapped<Owner>: one of several handles of memory that user space maps, by mmap() of a
 * driver's file: an owner of whole pages, which moves in. Whoever maps them keeps them; so nothing
 * is freed under a mapping, whichever ends first, file, driver's handle or mapping.
 * const_user_mapped<Owner>: the driver writes, user space only reads.
 *
 *	readings_ = const_user_mapped<readings>::make(std::move(r));
 *	if (!readings_)
 *		return -ENOMEM; // here r is as it was
 *	...
 *	commands_ = user_mapped<commands>::make(gfp::user, 2); // pages, zeroed
 *	...
 *	return readings_.map(vma);
 *
 * An Owner is a kbuffer of virtually_contiguous, whole_pages or dma_coherent memory, or a
 * kpage_array, which is made here. What is in it user space sees, up to the end of the last page,
 * and so it is zeroed by its policy; what is behind its size is zeroed here. User space may write
 * at any time: what is read twice may be two things, read_once() reads once. What the driver has
 * of it is in user_lent.h.
 *
 * Coherent memory is filled before make(); from then on it is shared, with the device, too. It is
 * mapped by the attributes by which it was allocated (attributes.h); a dma_handle is not, as nobody
 * zeroes it. It belongs to the binding of its device's driver and is not kept by who maps it: it
 * ends with the last of the driver's handles, before the driver is unbound (dma.h); what user space
 * has mapped of it is taken away then, and who touches it gets SIGBUS.
 *
 * Context: make() may sleep; a handle ends as the Owner, of coherent memory where one may sleep;
 * map() in the mmap() of a file.
 * Stands for: remap_vmalloc_range(), vm_map_pages(), dma_mmap_coherent(), and the open(), close()
 * and fault() of a vm_operations_struct.
 */
#ifndef KALLOC_USER_MAPPED_H
#define KALLOC_USER_MAPPED_H

#include <kalloc/errno.h>
#include <kalloc/owner/construct.h>
#include <kalloc/owner/owner_base.h>
#include <kalloc/user/user_lent.h>
#include <kalloc/user/user_ptr.h>

namespace kalloc {

template <class Owner, bool Writable>
class [[nodiscard("kalloc: nobody could map it; keep it in a variable, which ends one that C had, "
		  "too")]] basic_user_mapped
	: public user_lent<Owner>,
	  public owner_base<basic_user_mapped<Owner, Writable>> {
	using what = user_mappable<Owner>;
	using lent = user_lent<Owner>;
	using lent::p_;
	static_assert(what::possible,
		      "kalloc: user space maps whole pages that are each one's own: a kbuffer of "
		      "virtually_contiguous, whole_pages or dma_coherent memory, or a kpage_array");
	static_assert(what::zeroed,
		      "kalloc: user space would see what this memory held before; give its policy "
		      "gfp::zero, or in place of a dma_handle, which nobody zeroes, map a "
		      "kbuffer<dma_coherent<...>>");
	KALLOC_USER_MAY_SEE(typename what::element);

public:
	/* where a handle may be destroyed, see context.h */
	using free_context = std::conditional_t<what::coherent, contexts::sleepable,
						contexts::free_context_of<Owner>>;
	/* relocate.h */
	static constexpr bool trivially_relocatable = true;

	constexpr basic_user_mapped() = default;
	constexpr explicit(false) basic_user_mapped(std::nullptr_t) {}

	basic_user_mapped(const basic_user_mapped &other) : lent(another(other.p_)) {}

	basic_user_mapped(basic_user_mapped &&other) noexcept
		: lent(std::exchange(other.p_, nullptr))
	{
	}

	basic_user_mapped &operator=(basic_user_mapped other) noexcept KALLOC_NOT_IN(free_context)
	{
		swap(other);
		return *this;
	}

	~basic_user_mapped() KALLOC_FREES_IN(free_context)
	{
		reset();
	}

	/* Empty, and the owner is as it was, when memory runs out or it is empty. */
	static basic_user_mapped make(Owner &&owner)
		requires(!what::pages)
	KALLOC_MAY_SLEEP
	{
		return take(owner, owner.size_bytes());
	}

	/* n pages, zeroed. Empty when memory runs out, or n is 0 or too large. */
	template <gfp::mask Mask>
	static basic_user_mapped make(Mask by, size_t n)
		requires(what::pages)
	KALLOC_MAY_SLEEP
	{
		Owner owner = Owner::make(by | gfp::zero, n);

		return take(owner, owner.size_bytes());
	}

	/*
	 * What the mmap() of a file returns: 0; -EINVAL where not all of the range is in the
	 * memory, or it is no MAP_SHARED; -EACCES where it is to be written and may not be; of an
	 * empty handle, and of coherent memory that has ended, -ENODEV; of that also -EBUSY where
	 * another file than vma's has it mapped, and what dma_mmap_attrs() returns.
	 */
	[[nodiscard("kalloc: user space waits for it: return it to the caller of mmap()")]] int
	map(vm_area_struct *vma) const KALLOC_MAY_SLEEP
	{
		return map(p_, vma);
	}

	/* By the handle that C code has. */
	[[nodiscard(
		"kalloc: user space waits for it: return it to the caller of mmap()")]] static int
	map(kalloc_user_memory *p, vm_area_struct *vma) KALLOC_MAY_SLEEP
	{
		return p ? binding::kalloc_user_memory_map(p, vma) : -ENODEV;
	}

	/* Takes over a handle that C code holds: what release() gave up. Null makes an empty one.
	 */
	static basic_user_mapped adopt(kalloc_user_memory *p)
	{
		basic_user_mapped handle;

		handle.p_ = p;
		return handle;
	}

	/* Gives the handle up to C code, a file's private_data say, which hands it back to adopt().
	 */
	[[nodiscard(KALLOC_GIVEN_UP)]] kalloc_user_memory *release()
	{
		return std::exchange(p_, nullptr);
	}

	/* One more handle beside the one that C code has; null makes an empty one. */
	static basic_user_mapped share(kalloc_user_memory *p)
	{
		return adopt(another(p));
	}

	/* Gives the handle back. Empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		if (p_)
			binding::kalloc_user_memory_put(std::exchange(p_, nullptr));
	}

	void swap(basic_user_mapped &other) noexcept
	{
		std::swap(p_, other.p_);
	}

	bool operator==(const basic_user_mapped &other) const
	{
		return p_ == other.p_;
	}

	/* Any other way */
	template <class... Args>
		requires(!what::pages)
	static basic_user_mapped
	make(Owner &, Args...) = delete; /* kalloc: the handle takes it: std::move() */
	template <class... Args>
		requires(what::pages)
	static basic_user_mapped
	make(Owner, Args...) = delete; /* kalloc: it makes zeroed pages itself: make(mask, n) */

private:
	friend class owner_base<basic_user_mapped>;

	static kalloc_user_memory *another(kalloc_user_memory *p)
	{
		if (!p)
			return nullptr;
		binding::kalloc_user_memory_get(p);
#ifdef __clang_analyzer__ /* to which each handle has memory of its own */
		p = static_cast<kalloc_user_memory *>(binding::some_memory());
		if (!p)
			__builtin_unreachable();
#endif
		return p;
	}

	static basic_user_mapped take(Owner &owner, size_t bytes) KALLOC_MAY_SLEEP
	{
		basic_user_mapped made;
		device *dev = nullptr;
		dma_addr_t addr = 0; /* NOLINT(misc-const-correctness): below */

#ifndef __clang_analyzer__ /* to which what it is told next is the reason */
		if (!owner)
			return made;
		if constexpr (what::coherent) {
			dev = owner.dev();
			addr = coherent_memory::dma(owner).addr();
		}
#endif
		made.p_ = binding::kalloc_user_memory_create(&owner, sizeof(Owner), part_of, end,
							     bytes, Writable, dev, addr,
							     what::attributes.bits);
		if (made.p_)
			construct<Owner>(made.p_->owner, std::move(owner));
		return made;
	}

	static kalloc_part part_of([[maybe_unused]] const void *memory, [[maybe_unused]] size_t n)
	{
#ifdef __clang_analyzer__
		return {};
#else
		const auto &owner = *static_cast<const Owner *>(memory);

		if constexpr (what::pages)
			return owner.part(n);
		else
			return {nullptr, 0, reinterpret_cast<size_t>(owner.data()),
				owner.size_bytes()};
#endif
	}

	static void end(void *owner) KALLOC_MAY_SLEEP
	{
		static_cast<Owner *>(owner)->~Owner();
	}

	kalloc_user_memory *held() const
	{
		return p_;
	}
};

template <class Owner>
using user_mapped = basic_user_mapped<Owner, true>;
template <class Owner>
using const_user_mapped = basic_user_mapped<Owner, false>;

} // namespace kalloc

#endif
