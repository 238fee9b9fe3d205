/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef ACME_RING_H
#define ACME_RING_H

#include "acme/base.h"

namespace acme {

/* Objects in storage of its own, by placement new and calls of destructors. */
template <class T, unsigned N>
class ring {
public:
	~ring()
	{
		while (count)
			pop();
	}
	template <class... A>
	bool push(A... a)
	{
		if (count == N)
			return false;
		new (at(first + count++)) T(a...);
		return true;
	}
	T pop()
	{
		T *p = at(first), value = *p;
		p->~T();
		first = (first + 1) % N, count--;
		return value;
	}
	unsigned size() const
	{
		return count;
	}

private:
	T *at(unsigned i)
	{
		return (T *)storage + i % N;
	}
	alignas(T) unsigned char storage[N * sizeof(T)];
	unsigned first = 0, count = 0;
};

} // namespace acme

#endif
