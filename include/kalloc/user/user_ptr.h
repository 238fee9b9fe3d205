/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * user_ptr<T>: the address of a T, or of several, in user space. Nothing dereferences it:
 * what is there is copied, by read() and write() or by a range (user_range.h), and may be
 * anything, another time something else. T is const, or void, where C's pointer is.
 *
 *	user_ptr<settings> p(arg);
 *	settings s;
 *
 *	if (const int err = p.read(s))
 *		return err;
 *
 * C hands over void __user * or an unsigned long; in C++ extern "C" functions have void * or
 * unsigned long for it, and structures of the ABI u64.
 *
 * Only types go in of which any bytes are a value (device_may_write.h), and only those go out
 * that have no padding either, which would tell what the kernel had there, or where it lies.
 * Members that nobody set, and a buffer that nobody zeroed, would as well: that is not found.
 *
 * Context: read() and write() where one may sleep, with no page fault forbidden.
 * Stands for: T __user *; get_user(), put_user(), copy_struct_from_user().
 */
#ifndef KALLOC_USER_PTR_H
#define KALLOC_USER_PTR_H

#include <concepts>
#include <kalloc/binding/functions.h>
#include <kalloc/context/followed.h>
#include <kalloc/dma/device_may_write.h>
#include <kalloc/errno.h>

namespace kalloc {

/* Is a T whatever bytes user space has there? */
template <class T>
inline constexpr bool user_may_send = device_may_write<T>;

/* And has it no byte that is no value's, and no address of the kernel's? */
template <class T>
inline constexpr bool user_may_see =
	device_may_write<T> && std::has_unique_object_representations_v<T>;

#define KALLOC_USER_MAY_SEND(T)                                                          \
	static_assert(                                                                   \
		user_may_send<T>,                                                        \
		"kalloc: user space may send any bytes, which this type does not allow " \
		"(pointer, bool, enum without a type, private member); copy numbers, and check them")
#define KALLOC_USER_MAY_SEE(T)                                                                  \
	static_assert(user_may_see<T>,                                                          \
		      "kalloc: padding or a pointer in this type would tell user space of the " \
		      "kernel's memory; name the padding as members, copy numbers")

#define KALLOC_NOT_COPIED "kalloc: user memory may not be there; check it"

template <class T>
class user_ptr {
	using element = std::conditional_t<std::is_void_v<T>, u8, T>;

public:
	constexpr user_ptr() = default;
	/* As C has it */
	constexpr explicit user_ptr(const volatile void *p)
		: address_(reinterpret_cast<unsigned long>(p))
	{
	}
	template <std::unsigned_integral Number>
	constexpr explicit user_ptr(Number address) : address_(address)
	{
	}

	constexpr unsigned long address() const
	{
		return address_;
	}

	constexpr explicit operator bool() const
	{
		return address_;
	}

	/* Element n of an array of T; whether that is there shows when it is copied. */
	constexpr user_ptr operator+(size_t n) const
	{
		return user_ptr(address_ + n * sizeof(element));
	}

	/*
	 * Copies one T from, or to, user space. Returns 0, or -EFAULT where not all of it is
	 * there: to may have changed then.
	 */
	[[nodiscard(KALLOC_NOT_COPIED)]] int read(std::remove_const_t<element> &to) const
		requires(!std::is_void_v<T>)
	KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEND(element);
		contexts::asks_for<contexts::sleepable>();
		return binding::kalloc_copy_from_user(&to, address_, sizeof(to)) ? -EFAULT : 0;
	}

	[[nodiscard(KALLOC_NOT_COPIED)]] int write(const element &from) const
		requires(!std::is_void_v<T> && !std::is_const_v<T>)
	KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEE(element);
		contexts::asks_for<contexts::sleepable>();
		return binding::kalloc_copy_to_user(address_, &from, sizeof(from)) ? -EFAULT : 0;
	}

	/*
	 * Copies a T of which user space has bytes, being older or newer: what it has not is
	 * zeroed. Returns 0, -EFAULT, or -E2BIG where what the kernel does not know is not 0.
	 */
	[[nodiscard(KALLOC_NOT_COPIED)]] int read_versioned(std::remove_const_t<element> &to,
							    size_t bytes) const
		requires(!std::is_void_v<T>)
	KALLOC_MAY_SLEEP
	{
		KALLOC_USER_MAY_SEND(element);
		contexts::asks_for<contexts::sleepable>();
		return binding::kalloc_copy_struct_from_user(&to, sizeof(to), address_, bytes);
	}

	template <class U>
	int read(U &) const /* kalloc: of what? user_ptr<T>; of n bytes: user_reader */
		requires(std::is_void_v<T>)
	= delete;
	template <class U>
	int write(const U &) const /* kalloc: of what? user_ptr<T>; of n bytes: user_writer */
		requires(std::is_void_v<T> && !std::is_const_v<T>)
	= delete;
	template <class U>
	int write(const U &) const /* kalloc: its memory is const; C's pointer says so, too */
		requires(std::is_const_v<T>)
	= delete;
	element &operator*() const = delete;  /* kalloc: user memory is copied: read(), write() */
	element *operator->() const = delete; /* kalloc: user memory is copied: read(), write() */
	template <class Index>
	element &operator[](Index) const = delete; /* kalloc: it is copied: (p + n).read() */
	template <class U>
	operator U *() const = delete; /* kalloc: the kernel has no pointer to user memory */

private:
	unsigned long address_ = 0;
};

} // namespace kalloc

#endif
