/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * kstring: the one owner of a text, which always ends in a 0 byte and has none before it.
 * basic_kstring<Policy> is one whose memory is what Policy asks for (see policy.h).
 *
 *	auto name = kstring::format("edu%d", minor);
 *
 *	if (!name)
 *		return -ENOMEM;
 *	if (const int err = name.append("-tx"))
 *		return err;				// name is as it was
 *	register_name(name.c_str());
 *
 * What makes one is empty when memory runs out; what changes one returns an errno, and has
 * changed nothing if that is not 0. Text is taken as a ktext (text.h), which never reads past
 * the end of its memory. Sizes count chars, without the 0.
 *
 * An empty owner (failed, released, moved from, new) is the text "", of size 0, and can be
 * appended to. c_str(), spans and texts of a string are void when it grows.
 *
 * Context: making and growing as the policy's mask says; destruction as the family's free().
 * Stands for: kstrdup(), kstrndup(), kmemdup_nul(), kasprintf(), kfree().
 */
#ifndef KALLOC_STRING_H
#define KALLOC_STRING_H

#include <kalloc/owner/string_memory.h>
#include <kalloc/range/text.h>
#include <kalloc/size.h>

namespace kalloc {

#define KALLOC_MAY_NOT_FIT "kalloc: memory may have run out, the text is as it was; check it"

template <policy Policy = contiguous<gfp::kernel>>
class [[nodiscard(KALLOC_DROPPED)]] basic_kstring : public string_memory<Policy>,
						    public owner_base<basic_kstring<Policy>> {
	using base = string_memory<Policy>;
	using base::memory_;
	using base::print;
	using base::print_first;
	using base::put;
	using base::size_;
	using typename base::memory;

public:
	using policy_type = Policy;
	using typename base::family_type;
	/* text.h, relocate.h */
	using is_text = void;
	static constexpr bool trivially_relocatable = true;

	static_assert(
		stateless_family<family_type>,
		"kalloc: a device's memory does not grow; use kbuffer<dma_coherent<...>, char>");

	/* where it may be destroyed, made, and grow; see context.h */
	using free_context = typename memory::free_context;
	using make_context = typename memory::make_context;
	using typename base::grow_context;

	constexpr basic_kstring() = default;
	basic_kstring(const basic_kstring &) = delete; /* kalloc: one owner; std::move() it */
	basic_kstring &
	operator=(const basic_kstring &) = delete; /* kalloc: one owner; std::move() it */

	basic_kstring &
	operator=(const char *) = delete; /* kalloc: that may fail: clear(), then append(text) */

	basic_kstring(basic_kstring &&other) noexcept
	{
		swap(other);
	}

	basic_kstring &operator=(basic_kstring &&other) noexcept KALLOC_NOT_IN(free_context)
	{
		basic_kstring taken(std::move(other));

		swap(taken);
		return *this;
	}

	~basic_kstring() KALLOC_FREES_IN(free_context) = default;

	/* A copy of text. Stands for kstrdup(), of kspan{p, n} for kstrndup(). */
	static basic_kstring make(ktext text) KALLOC_NOT_IN(make_context)
	{
		basic_kstring copy;

		copy.memory_ = memory::make(text.size() + 1);
		if (copy.memory_)
			copy.put(text.data(), text.size());
		return copy;
	}

	/* What printf() makes of it, by the kernel's rules ("%pU", "%pe"). Stands for kasprintf().
	 */
#ifdef __clang_analyzer__ /* which looks into no function with "..." */
	template <class... Args>
	static basic_kstring format(const char *, const Args &...)
	{
		const auto n = reinterpret_cast<size_t>(binding::some_memory());
		basic_kstring made;

		made.memory_ = memory::make(n + 1);
		if (made.memory_)
			made.size_ = n;
		return made;
	}
#else
	[[gnu::format(printf, 1, 2)]] static basic_kstring format(const char *how, ...)
		KALLOC_NOT_IN(make_context)
	{
		__builtin_va_list args;
		basic_kstring made;

		__builtin_va_start(args, how);
		static_cast<void>(made.print_first(how, args)); /* it is empty then */
		__builtin_va_end(args);
		return made;
	}
#endif

	/* Takes over what C made by the family's allocator, and terminated: kasprintf(). */
	static basic_kstring adopt(char *p)
	{
		basic_kstring taken;

		taken.size_ = terminated(p).size();
		taken.memory_ = memory::adopt(p, taken.size_ + 1);
		return taken;
	}

	/* Gives it up to the caller, who frees it: adopt() in C++, the family's function in C. */
	[[nodiscard(KALLOC_GIVEN_UP)]] char *release()
	{
		size_ = 0;
		return memory_.release().data;
	}

	/* For C: never null, always terminated. */
	const char *c_str() const KALLOC_BORROWED
	{
#ifdef __clang_analyzer__
		/* no question, which it would take for a test of the owner */
		static_cast<void>(*const_cast<const volatile char *>(memory_.data()));
		return memory_.data();
#endif
		return memory_.data() ? memory_.data() : "";
	}

	[[gnu::always_inline]] size_t size() const
	{
		return size_;
	}

	/* Is there no text? There may be memory. */
	bool empty() const
	{
		return !size_;
	}

	/* Bounds-checked; what there is to change is a ktext's, or by append(). */
	const char &operator[](size_t index) const KALLOC_BORROWED
	{
		return checked<const char>(memory_.data(), index, *this);
	}

	kspan<const char> span() const KALLOC_BORROWED
	{
		return {memory_.data(), size_};
	}

	/*
	 * Appends text, which may be of this string. Returns 0, -ENOMEM when memory runs out,
	 * -EOVERFLOW when the family has none so large.
	 */
	[[nodiscard(KALLOC_MAY_NOT_FIT)]] int append(ktext text) KALLOC_NOT_IN(grow_context)
	{
#ifdef __clang_analyzer__
		/* to which sizes may wrap around, and which assumes nothing of a call */
		const size_t n = text.size();

		__builtin_assume(n < base::most_looked_at);
		return this->add(n);
#endif
		const bool own = reinterpret_cast<std::uintptr_t>(text.data()) -
					 reinterpret_cast<std::uintptr_t>(memory_.data()) <
				 size_;
		const size_t offset = own ? static_cast<size_t>(text.data() - memory_.data()) : 0;
		const size_t wanted = size_ + text.size() + 1;

		if (wanted > memory_.size()) {
			if (const int err = this->reallocate(this->grown(wanted)))
				return err;
		}
		put(own ? memory_.data() + offset : text.data(), text.size());
		return 0;
	}

	/* Appends what printf() makes of it; args may be of this string. Returns the same. */
#ifdef __clang_analyzer__
	template <class... Args>
	int append_format(const char *, const Args &...)
	{
		return this->add(reinterpret_cast<size_t>(binding::some_memory()));
	}
#else
	[[nodiscard(KALLOC_MAY_NOT_FIT), gnu::format(printf, 2, 3)]] int
	append_format(const char *how, ...) KALLOC_NOT_IN(grow_context)
	{
		__builtin_va_list args;

		__builtin_va_start(args, how);
		const int err = print(how, args);
		__builtin_va_end(args);
		return err;
	}
#endif

	/* Memory for n chars in all: so many are appended without an allocation. The same. */
	[[nodiscard(KALLOC_MAY_NOT_FIT)]] int reserve(size_t n) KALLOC_NOT_IN(grow_context)
	{
		/* printing behind a text takes one more, see print() */
		const size_t wanted = size_add(n, 2);

#ifdef __clang_analyzer__ /* what comes now does not move it */
		if (wanted > memory_.size()) {
			if (const int err = this->move_away())
				return err;
		}
		memory_ = memory::adopt(memory_.release().data, memory::max_size);
		__builtin_assume(size_ < base::most_looked_at);
		return 0;
#endif
		return wanted > memory_.size() ? this->reallocate(wanted) : 0;
	}

	/* Only the first n chars stay, if there are more; the memory stays, too. */
	void truncate(size_t n)
	{
		if (n >= size_)
			return;
		size_ = n;
		memory_.data()[n] = 0;
	}

	void clear()
	{
		truncate(0);
	}

	/* Frees the memory; empty afterwards. */
	void reset() KALLOC_NOT_IN(free_context)
	{
		size_ = 0;
		memory_.reset();
	}

	void swap(basic_kstring &other) noexcept
	{
		base::swap(other);
	}

private:
	friend class owner_base<basic_kstring>;

	const char *held() const
	{
		return memory_.data();
	}
};

using kstring = basic_kstring<>;

} // namespace kalloc

#endif
