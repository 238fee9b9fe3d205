/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What one more type costs a module in machine code: the owners of kalloc's, of types called
 * ..._item, and the least that does the same, unchecked, of types called ..._floor. codegen.sh
 * adds up the functions that there are for each.
 */
#include <kalloc/kalloc.h>
#include <new>
using namespace kalloc;

#define OBJECT(name)                                        \
	struct name {                                       \
		u64 id;                                     \
		u32 value;                                  \
		explicit name(u32 of) : id(1), value(of) {} \
		~name()                                     \
		{                                           \
			asm volatile("" : : "r"(value));    \
		}                                           \
	};
OBJECT(unique_item)
OBJECT(unique_floor)

#define ELEMENT(name)      \
	struct name {      \
		u64 id;    \
		u32 value; \
	};
ELEMENT(buffer_item)
ELEMENT(buffer_floor)
ELEMENT(vector_item)
ELEMENT(vector_floor)

template <class T>
T *allocated(size_t bytes)
{
	return static_cast<T *>(
		kmalloc_family::allocate(gfp::kernel.bits, bytes, std::type_identity<T>{}));
}

/* std::unique_ptr, by kfree() */
template <class T>
struct least_ptr {
	T *p = nullptr;

	least_ptr() = default;
	explicit least_ptr(u32 of) : p(allocated<T>(sizeof(T)))
	{
		if (p)
			new (p) T(of);
	}
	least_ptr(least_ptr &&other) noexcept : p(std::exchange(other.p, nullptr)) {}
	least_ptr &operator=(least_ptr &&other) noexcept
	{
		least_ptr taken(std::move(other));

		std::swap(p, taken.p);
		return *this;
	}
	~least_ptr()
	{
		if (!p)
			return;
		p->~T();
		binding::kfree(p);
	}
	explicit operator bool() const
	{
		return p;
	}
	T *operator->() const
	{
		return p;
	}
};

/* pointer and size */
template <class T>
struct least_buffer {
	T *data = nullptr;
	size_t n = 0;

	least_buffer() = default;
	explicit least_buffer(size_t count) : data(allocated<T>(size_mul(count, sizeof(T))))
	{
		n = data ? count : 0;
	}
	least_buffer(least_buffer &&other) noexcept
		: data(std::exchange(other.data, nullptr)), n(std::exchange(other.n, 0))
	{
	}
	~least_buffer()
	{
		binding::kfree(data);
	}
	explicit operator bool() const
	{
		return data;
	}
	T &operator[](size_t i)
	{
		return data[i];
	}
	size_t size() const
	{
		return n;
	}
	int resize(size_t count)
	{
		auto *moved = static_cast<T *>(
			binding::krealloc<T>(data, size_mul(count, sizeof(T)), gfp::kernel.bits));

		if (!moved)
			return -ENOMEM;
		data = moved;
		n = count;
		return 0;
	}
};

/* pointer, size and capacity */
template <class T>
struct least_vector : least_buffer<T> {
	size_t capacity = 0;

	[[gnu::noinline]] int grow()
	{
		const size_t size = this->n;
		const size_t wanted = capacity ? 2 * capacity : 4;

		if (const int err = this->resize(wanted))
			return err;
		this->n = size;
		capacity = wanted;
		return 0;
	}
	int push_back(const T &value)
	{
		if (this->n == capacity) {
			if (const int err = grow())
				return err;
		}
		this->data[this->n++] = value;
		return 0;
	}
};

template <class T>
[[gnu::always_inline]] inline auto made(kunique_ptr<T> *, u32 of)
{
	return make_kunique<T>(gfp::kernel, of);
}
template <class T>
[[gnu::always_inline]] inline auto made(least_ptr<T> *, u32 of)
{
	return least_ptr<T>(of);
}
template <class T>
[[gnu::always_inline]] inline auto made(kbuffer<contiguous<gfp::kernel>, T> *, size_t n)
{
	return kbuffer<contiguous<gfp::kernel>, T>::make(n);
}
template <class T>
[[gnu::always_inline]] inline auto made(least_buffer<T> *, size_t n)
{
	return least_buffer<T>(n);
}

/* made, used, put in another's place, handed on, freed */
template <class Owner>
struct uses_object {
	Owner kept;

	int replace(u32 of)
	{
		Owner next = made(static_cast<Owner *>(nullptr), of);

		if (!next)
			return -ENOMEM;
		next->value++;
		kept = std::move(next);
		return 0;
	}
	Owner take()
	{
		return std::move(kept);
	}
};

template <class Owner>
struct uses_buffer {
	Owner kept;

	static long fill(size_t n)
	{
		Owner b = made(static_cast<Owner *>(nullptr), n);

		if (!b)
			return -ENOMEM;
		for (size_t i = 0; i < n; i++)
			b[i].value = static_cast<u32>(i);
		if (const int err = b.resize(2 * n))
			return err;
		return static_cast<long>(b.size());
	}
	Owner take()
	{
		return std::move(kept);
	}
};

template <class Vector, class T>
struct uses_vector {
	static long fill(size_t n)
	{
		Vector v;

		for (size_t i = 0; i < n; i++) {
			if (const int err = v.push_back(T{i, 1}))
				return err;
		}
		return static_cast<long>(v.size());
	}
};

template struct uses_object<kunique_ptr<unique_item>>;
template struct uses_object<least_ptr<unique_floor>>;
template struct uses_buffer<kbuffer<contiguous<gfp::kernel>, buffer_item>>;
template struct uses_buffer<least_buffer<buffer_floor>>;
template struct uses_vector<kvector<vector_item>, vector_item>;
template struct uses_vector<least_vector<vector_floor>, vector_floor>;
