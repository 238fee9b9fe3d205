/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_reader, user_writer: so many bytes of user space, copied from or to one piece after
 * the other, never beyond. Owners are filled by read_all() and read_text().
 *
 *	int mailbox::receive(user_reader in)
 *	...
 *	if (const int err = in.read(head))
 *		return err;
 *	if (const int err = in.read_all(rest))
 *		return err;
 *
 * What is copied the reader has passed: it is not read again, where it may be something else
 * by now. Sizes of ranges and of what is left are bytes.
 *
 * Each call returns 0, or -EFAULT where not all that was asked for is in the range, or not
 * there: then the range is as it was, and what was to be filled may have changed in part.
 * read_some() and write_some() copy what there is and return how much, as read(2) and write(2).
 *
 * Context: where one may sleep, with no page fault forbidden.
 * Stands for: copy_from_user(), copy_to_user(), memdup_user(), vmemdup_user(), strndup_user().
 */
#ifndef KALLOC_USER_RANGE_H
#define KALLOC_USER_RANGE_H

#include <kalloc/owner/buffer.h>
#include <kalloc/owner/string.h>
#include <kalloc/user/user_ptr.h>

namespace kalloc {

#define KALLOC_COPIED_IN_PART "kalloc: it may have been less, or none; look at how much"

class user_range {
public:
	/* Bytes that are left. */
	constexpr size_t size() const
	{
		return bytes_;
	}

	constexpr bool empty() const
	{
		return !bytes_;
	}

	[[nodiscard("kalloc: the range may be shorter; check it")]] int skip(size_t bytes)
	{
		if (bytes > bytes_)
			return -EFAULT;
		pass(bytes);
		return 0;
	}

protected:
	constexpr user_range(unsigned long address, size_t bytes) : address_(address), bytes_(bytes)
	{
	}

	void pass(size_t bytes)
	{
		address_ += bytes;
		bytes_ -= bytes;
	}

	unsigned long address_;
	size_t bytes_;
};

class user_reader : public user_range {
public:
	template <class T>
	constexpr user_reader(user_ptr<T> from, size_t bytes) : user_range(from.address(), bytes)
	{
	}

	template <class T>
	[[nodiscard(KALLOC_NOT_COPIED)]] int read(T &to)
		requires(!requires { kspan(to).data(); })
	KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEND(T);
		return copy(&to, sizeof(to));
	}

	/* All elements of a span, or of a buffer. */
	template <class Span>
	/* NOLINTNEXTLINE(cppcoreguidelines-missing-std-forward): it is not kept */
	[[nodiscard(KALLOC_NOT_COPIED)]] int read(Span &&to)
		requires requires { kspan(to).data(); }
	KALLOC_MAY_SLEEP
	{
		const kspan span = to;

		KALLOC_USER_MAY_SEND(typename decltype(span)::element_type);
		return copy(span.data(), span.size_bytes());
	}

	/* As many bytes as there are, and to has room for. */
	[[nodiscard(KALLOC_COPIED_IN_PART)]] size_t read_some(kspan<u8> to) KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		const size_t wanted = to.size() < bytes_ ? to.size() : bytes_;
		const size_t copied =
			wanted - binding::kalloc_copy_from_user(to.data(), address_, wanted);

		pass(copied);
		return copied;
	}

	/*
	 * A buffer of all that is left, in memory of to's policy. Returns the same; -ENOMEM when
	 * memory runs out, -EOVERFLOW when the family has none so large, -EINVAL for a part of
	 * an element. to has changed only if it is 0; nothing left empties it.
	 */
	template <policy Policy, class T>
	[[nodiscard(KALLOC_NOT_COPIED)]] int read_all(kbuffer<Policy, T> &to) KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEND(T);
		const size_t n = bytes_ / sizeof(T);
		kbuffer<Policy, T> all;

		if (n * sizeof(T) != bytes_)
			return -EINVAL;
		if (const int err = all.resize(n))
			return err;
		if (const int err = copy(all.data(), bytes_))
			return err;
		to = std::move(all);
		return 0;
	}

	/*
	 * The text that is next, up to a 0 that has to be in the range, and is passed, too.
	 * The same; -EINVAL where there is no 0.
	 */
	template <policy Policy>
	[[nodiscard(KALLOC_NOT_COPIED)]] int read_text(basic_kstring<Policy> &to) KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		const size_t n = binding::kalloc_strnlen_user(address_, bytes_);

		if (!n)
			return bytes_ ? -EFAULT : -EINVAL;
		if (n > bytes_)
			return -EINVAL;
		auto chars = kbuffer<Policy, char>::make(n);
		if (!chars)
			return -ENOMEM;
		if (const int err = copy(chars.data(), n))
			return err;
		/* it may have another 0 by now, or none */
		chars.data()[n - 1] = 0;
		to = basic_kstring<Policy>::adopt(chars.release().data);
		return 0;
	}

private:
	int copy(void *to, size_t bytes)
	{
		contexts::asks_for<contexts::sleepable>();
		if (bytes > bytes_ || binding::kalloc_copy_from_user(to, address_, bytes))
			return -EFAULT;
		pass(bytes);
		return 0;
	}
};

class user_writer : public user_range {
public:
	template <class T>
		requires(!std::is_const_v<T>)
	constexpr user_writer(user_ptr<T> to, size_t bytes) : user_range(to.address(), bytes)
	{
	}

	template <class T>
	user_writer(user_ptr<const T>, size_t) = delete; /* kalloc: its memory is const */

	template <class T>
	[[nodiscard(KALLOC_NOT_COPIED)]] int write(const T &from)
		requires(!requires { kspan(from).data(); })
	KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEE(T);
		return copy(&from, sizeof(from));
	}

	/* All elements of a span, or of a buffer. */
	template <class Span>
	[[nodiscard(KALLOC_NOT_COPIED)]] int write(const Span &from)
		requires requires { kspan(from).data(); }
	KALLOC_MAY_SLEEP
	{
		const kspan span = from;

		KALLOC_USER_MAY_SEE(std::remove_const_t<typename decltype(span)::element_type>);
		return copy(span.data(), span.size_bytes());
	}

	/* As many bytes as there is room for. */
	[[nodiscard(KALLOC_COPIED_IN_PART)]] size_t
	write_some(kspan<const u8> from) KALLOC_MAY_SLEEP
	{
		contexts::asks_for<contexts::sleepable>();
		const size_t wanted = from.size() < bytes_ ? from.size() : bytes_;
		const size_t copied =
			wanted - binding::kalloc_copy_to_user(address_, from.data(), wanted);

		pass(copied);
		return copied;
	}

private:
	int copy(const void *from, size_t bytes)
	{
		contexts::asks_for<contexts::sleepable>();
		if (bytes > bytes_ || binding::kalloc_copy_to_user(address_, from, bytes))
			return -EFAULT;
		pass(bytes);
		return 0;
	}
};

} // namespace kalloc

#endif
