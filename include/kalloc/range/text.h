/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * ktext: borrowed text, which ends where the first 0 byte is or its memory does. What
 * strings (owner/string.h) are made of, compared with, and what a function that reads text
 * takes: a literal, a buffer or span of char, a kstring. What user space or a device sent
 * need not end, and strlen() of it reads on; so of a pointer from C somebody has to say that
 * it does: terminated(p).
 *
 *	int set_name(kstring &name, ktext to)
 *	...
 *		return set_name(name, terminated(from_c));
 *
 * text_in(chars) is the same as a span. Sizes count chars, without the 0. Valid as long as what
 * it came from.
 *
 * Context: any.
 * Stands for: const char *; strnlen(), strcmp().
 */
#ifndef KALLOC_TEXT_H
#define KALLOC_TEXT_H

#include <compare>
#include <concepts>
#include <kalloc/range/span.h>

namespace kalloc {

inline kspan<const char> text_in(kspan<const char> chars KALLOC_BORROWED)
{
	size_t length = 0;

	while (length < chars.size() && chars[length])
		length++;
	return chars.first(length);
}

class ktext {
public:
	constexpr ktext() = default;

	/* A literal or other array, a span, a buffer, a vector. */
	template <class Chars>
		requires std::convertible_to<const Chars &, kspan<const char>>
	explicit(false) ktext(const Chars &chars KALLOC_BORROWED) : chars_(text_in(chars))
	{
	}

	template <class String>
		requires requires { typename String::is_text; }
	explicit(false) ktext(const String &string KALLOC_BORROWED) : chars_(string.span())
	{
	}

	template <class P>
		requires std::is_pointer_v<P>
	ktext(const P &) = delete; /* kalloc: does it end? say terminated(p), or kspan{p, n} */

	/* No 0 byte behind it, unless it is a kstring's: for printf() "%.*s". */
	constexpr const char *data() const
	{
		return chars_.data();
	}

	constexpr size_t size() const
	{
		return chars_.size();
	}

	constexpr bool empty() const
	{
		return chars_.empty();
	}

	/* NOLINTNEXTLINE(google-explicit-constructor): as a text to a std::string_view */
	constexpr explicit(false) operator kspan<const char>() const
	{
		return chars_;
	}

private:
	friend ktext terminated(const char *);

	/* chars without a 0 */
	constexpr ktext(const char *data, size_t size) : chars_(data, size) {}

	kspan<const char> chars_;
};

/* The text at p, which C vouches is terminated; none at null. Stands for strlen(). */
inline ktext terminated(const char *p KALLOC_BORROWED)
{
	return {p, p ? __builtin_strlen(p) : 0};
}

/* What is text by its type, and is so compared with anything that can be text. */
template <class T>
concept text_type = std::same_as<T, ktext> || requires { typename T::is_text; };

template <text_type A, class B>
	requires std::convertible_to<const B &, ktext>
bool operator==(const A &a, const B &b)
{
	const ktext left = a;
	const ktext right = b;

	return left.size() == right.size() &&
	       !__builtin_memcmp(left.data(), right.data(), left.size());
}

template <text_type A, class P>
	requires std::is_pointer_v<P>
bool operator==(const A &, const P &) = delete; /* kalloc: does it end? terminated(p) says so */

/* By bytes, as strcmp(). */
template <text_type A, class B>
	requires std::convertible_to<const B &, ktext>
std::strong_ordering operator<=>(const A &a, const B &b)
{
	const ktext left = a;
	const ktext right = b;
	const bool shorter = left.size() < right.size();
	const int order =
		__builtin_memcmp(left.data(), right.data(), shorter ? left.size() : right.size());

	return order ? order <=> 0 : left.size() <=> right.size();
}

} // namespace kalloc

#endif
