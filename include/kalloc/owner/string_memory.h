/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * string_memory<Policy>: the memory of a basic_kstring (string.h), how it grows, and what is
 * printed into it. A base of it, which nobody else makes.
 *
 * Sizes count chars. Each returns 0, -ENOMEM when memory runs out, -EOVERFLOW when the family
 * has none so large; what fails has changed nothing.
 *
 * Context: growing as the policy's mask says, and where the old memory may be freed.
 * Stands for: krealloc(), kvasprintf().
 */
#ifndef KALLOC_STRING_MEMORY_H
#define KALLOC_STRING_MEMORY_H

#include <kalloc/owner/buffer.h>
#include <kalloc/range/text.h>

namespace kalloc {

template <policy Policy>
class string_memory {
protected:
	using memory = kbuffer<Policy, char>;
	using family_type = typename memory::family_type;
	/* where it may grow, see context.h */
	using grow_context =
		contexts::both<typename memory::make_context, typename memory::free_context>;

#ifdef __clang_analyzer__ /* a new string is a text, one that may have failed is none */
	string_memory() : memory_(memory::adopt(static_cast<char *>(binding::some_memory()), 1))
	{
		if (!memory_.data()) /* clang 22 looks into no call in __builtin_assume() */
			__builtin_unreachable();
	}
#else
	constexpr string_memory() = default;
#endif

	void swap(string_memory &other) noexcept
	{
		std::swap(size_, other.size_);
		memory_.swap(other.memory_);
	}

#ifdef __clang_analyzer__
	static constexpr size_t most_looked_at = memory::max_size / 8;

	/* in few steps, where the way to the allocator is longer than it looks */
	int add(size_t n)
	{
		if (size_ + n + 1 > memory_.size()) {
			if (const int err = move_away())
				return err;
		}
		size_ += n;
		return 0;
	}

	int move_away()
	{
		char *p = static_cast<char *>(binding::some_memory());

		contexts::asks_by(Policy::gfp.bits);
		if (!p)
			return -ENOMEM;
		binding::kfree(memory_.release().data);
		memory_ = memory::adopt(p, reinterpret_cast<size_t>(binding::some_memory()));
		return 0;
	}
#endif

	/* there is room for them; they may be behind the text */
	void put(const char *chars, size_t n)
	{
		char *end = memory_.data() + size_;

#ifdef __clang_analyzer__ /* which takes a size that it does not know for too small */
		static_cast<void>(chars);
		binding::anything_may_be_in(end);
#else
		__builtin_memmove(end, chars, n);
		end[n] = 0;
#endif
		size_ += n;
	}

	/* How many bytes to ask for: the first time what is wanted, then twice what there is. */
	size_t grown(size_t wanted) const
	{
		const size_t twice = 2 * memory_.size();

		if (!memory_)
			return wanted;
		if (wanted < twice)
			wanted = twice < memory::max_size ? twice : memory::max_size;
		if constexpr (requires { family_type::usable_size(wanted); })
			wanted = family_type::usable_size(wanted);
		return wanted;
	}

	int reallocate(size_t bytes) KALLOC_NOT_IN(grow_context)
	{
		if (const int err = memory_.resize(bytes))
			return err;
		memory_.data()[size_] = 0;
		return 0;
	}

	/* INT_MAX: vsnprintf() takes no more */
	static constexpr size_t most_room = 0x7fffffff;

	/* Prints what fits into room bytes, most_room at most. How many chars there are in all. */
	static size_t print_to(char *to, size_t room, const char *how, __builtin_va_list args)
	{
		__builtin_va_list twice;

		__builtin_va_copy(twice, args);
		const auto n = static_cast<size_t>(binding::vsnprintf(to, room, how, twice));
		__builtin_va_end(twice);
		return n;
	}

	/*
	 * Prints where there is no memory yet: onto the stack, as most texts are short, and once
	 * more if this one is not. A secret is not left on the stack.
	 */
	int print_first(const char *how, __builtin_va_list args) KALLOC_NOT_IN(grow_context)
	{
		__attribute__((uninitialized)) char brief[64];
		constexpr size_t room = requires { family_type::is_sensitive; } ? 0 : sizeof(brief);
		const size_t n = print_to(room ? brief : nullptr, room, how, args);

		if (n >= memory::max_size)
			return -EOVERFLOW;
		memory_ = memory::make(n + 1);
		if (!memory_)
			return -ENOMEM;
		if (n < room)
			__builtin_memcpy(memory_.data(), brief, n + 1);
		else
			binding::vsnprintf(memory_.data(), n + 1, how, args);
		/* "%c" may have made a 0 of its own */
		size_ = terminated(memory_.data()).size();
		return 0;
	}

	/*
	 * Prints behind the text and its 0, and moves that up then: args may be this text, which
	 * so has its end while it is read, and is freed after that.
	 */
	int print(const char *how, __builtin_va_list args) KALLOC_NOT_IN(grow_context)
	{
		if (!memory_)
			return print_first(how, args);
		const size_t from = size_ + 1;
		const size_t spare = from < memory_.size() ? memory_.size() - from : 0;
		const size_t room = spare < most_room ? spare : most_room;
		char *behind = memory_.data() + from;
		const size_t n = print_to(behind, room, how, args);
		const size_t wanted = from + n + 1;
		string_memory moved;

		if (n < room) {
			put(behind, terminated(behind).size());
			return 0;
		}
		if (wanted > memory::max_size)
			return -EOVERFLOW;
		moved.memory_ = memory::make(grown(wanted));
		if (!moved.memory_)
			return -ENOMEM;
		moved.put(memory_.data(), size_);
		behind = moved.memory_.data() + from;
		binding::vsnprintf(behind, n + 1, how, args);
		moved.put(behind, terminated(behind).size());
		swap(moved);
		return 0;
	}

	size_t size_ = 0;
	memory memory_;
};

} // namespace kalloc

#endif
