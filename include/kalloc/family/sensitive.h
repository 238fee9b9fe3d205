/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * sensitive: memory for keys and passwords, zeroed when it is freed. As the family of a
 * kunique_ptr, and around the policy of a kbuffer or a vector:
 *
 *	auto k = make_kunique<key, sensitive_family<>>(gfp::kernel);
 *	...
 *	using secret = kbuffer<sensitive<contiguous<gfp::kernel>>>;
 *
 * When a buffer is resized or a vector grows, the elements are copied to new memory, and the
 * old one is zeroed, too: krealloc() would leave it as it is. An owner of plain memory becomes
 * a sensitive one by std::move(), not the reverse. What is copied elsewhere, onto the stack
 * or out of a vector, is not zeroed.
 *
 * Context: as the family within, and so its allocation and errors.
 * Stands for: kfree_sensitive(), kvfree_sensitive().
 */
#ifndef KALLOC_SENSITIVE_H
#define KALLOC_SENSITIVE_H

#include <kalloc/family/policy.h>

namespace kalloc {

/* Without reallocate(): that of F would leave a copy behind. */
template <family F = kmalloc_family>
struct sensitive_family : private F {
	static_assert(stateless_family<F>,
		      "kalloc: a device may still read this memory; fill() it with zeroes when "
		      "the device has let go, and drop sensitive");

	/* no copies elsewhere, please */
	static constexpr bool is_sensitive = true;
	using free_context = contexts::free_context_of<F>;
	using F::allocate;
	using F::check;
	using F::max_align;
	using F::max_bytes;

	template <class T>
	[[nodiscard, gnu::always_inline]] static void *allocate_on(int node, u32 gfp, size_t bytes,
								   std::type_identity<T> of)
		requires allocates_on_node<F>
	{
		return F::allocate_on(node, gfp, bytes, of);
	}

	template <class T>
	static consteval void check_contents()
	{
		kalloc::check_contents<F, T>();
	}

	/* kmalloc memory knows its size, so that owners of a base class or an array may free it */
	[[gnu::always_inline]] static void free(void *p)
		requires std::is_same_v<F, kmalloc_family>
	{
		binding::kfree_sensitive(p);
	}

	[[gnu::always_inline]] static void free(void *p, size_t bytes)
		requires(!std::is_same_v<F, kmalloc_family>)
	{
		if constexpr (frees_memory_of<kvmalloc_family, F>) {
			binding::kvfree_sensitive(p, bytes);
		} else {
			F inside;

			__builtin_memset(p, 0, bytes);
			/* read by somebody, as far as the compiler knows */
			asm volatile("" : : "r"(p) : "memory");
			give_back(inside, p, bytes);
		}
	}

	static constexpr size_t usable_size(size_t bytes)
		requires requires { F::usable_size(bytes); }
	{
		return F::usable_size(bytes);
	}
};

template <family F, class Other>
inline constexpr bool frees_memory_of<sensitive_family<F>, Other> = frees_memory_of<F, Other>;
template <family F, family G>
inline constexpr bool frees_memory_of<sensitive_family<F>, sensitive_family<G>> =
	frees_memory_of<F, G>;

/* Policy, and zeroed when it is freed. */
template <policy Policy>
struct sensitive {
	static constexpr auto gfp = Policy::gfp;

	template <size_t Bytes>
	static consteval auto choose()
	{
		return sensitive_family<family_for<Policy, Bytes>>{};
	}
};

} // namespace kalloc

#endif
