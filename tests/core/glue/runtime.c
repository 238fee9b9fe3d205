// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The C++ runtime of the core, by the names that C++ compilers know it under. */
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "acme/os.h"

static atomic_t allocations;

int acme_allocations(void)
{
	return atomic_read(&allocations);
}

void os_copy(void *to, const void *from, unsigned long bytes)
{
	memcpy(to, from, bytes);
}

void *_Znwm(size_t size);
void *_Znwm(size_t size)
{
	atomic_inc(&allocations);
	return kmalloc(size, GFP_KERNEL | __GFP_NOFAIL);
}

void *_Znam(size_t size);
void *_Znam(size_t size)
{
	return _Znwm(size);
}

#define OPERATOR_DELETE(mangled)				\
	void mangled(void *p);					\
	void mangled(void *p)					\
	{							\
		if (p)						\
			atomic_dec(&allocations);		\
		kfree(p);					\
	}
OPERATOR_DELETE(_ZdlPv)
OPERATOR_DELETE(_ZdlPvm)
OPERATOR_DELETE(_ZdaPv)
OPERATOR_DELETE(_ZdaPvm)

void __cxa_pure_virtual(void);
void __cxa_pure_virtual(void)
{
	WARN_ONCE(1, "acme: pure virtual function called\n");
}

/* A guard's first byte says that the object is there. */
static DEFINE_MUTEX(guards);

int __cxa_guard_acquire(u8 *guard);
int __cxa_guard_acquire(u8 *guard)
{
	mutex_lock(&guards);
	if (!*guard)
		return 1;
	mutex_unlock(&guards);
	return 0;
}

void __cxa_guard_release(u8 *guard);
void __cxa_guard_release(u8 *guard)
{
	/* after the object, which is read without the mutex */
	smp_store_release(guard, 1);
	mutex_unlock(&guards);
}
