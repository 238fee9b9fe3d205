/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef ACME_BASE_H
#define ACME_BASE_H

#include "acme/os.h"
#include <stddef.h>
#include <stdint.h>

#ifndef ACME_KERNEL
#error "the flags for all files are missing"
#endif

#define ACME_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* of its own, as everything here */
inline void *operator new(size_t, void *place) noexcept
{
	return place;
}

namespace acme {

template <class T>
class vector {
public:
	vector() : items(0), used(0), room(0) {}
	~vector()
	{
		delete[] items;
	}
	vector(const vector &) = delete;
	vector &operator=(const vector &) = delete;

	void push(const T &item)
	{
		if (used == room) {
			T *more = new T[room = room ? 2 * room : 4]();
			for (size_t i = 0; i < used; i++)
				more[i] = items[i];
			delete[] items;
			items = more;
		}
		items[used++] = item;
	}
	T &operator[](size_t i)
	{
		return items[i];
	}
	size_t size() const
	{
		return used;
	}

private:
	T *items;
	size_t used, room;
};

} // namespace acme

#endif
