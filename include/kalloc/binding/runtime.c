// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The C++ runtime, as much of it as a vtable refers to. Compiled into every module with
 * C++ files, unless its Kbuild says that it brings its own: kalloc-runtime := own
 */
#include <linux/bug.h>
#include <linux/module.h>

/* A pure virtual call is a bug in the caller: say so, a driver must not take the machine down. */
unsigned long __cxa_pure_virtual(void);
unsigned long __cxa_pure_virtual(void)
{
	WARN_ONCE(1, "kalloc: pure virtual function called in %s\n", KBUILD_MODNAME);
	return 0;
}

/*
 * The vtable of a class with a virtual destructor refers to operator delete,
 * sized or not, aligned or not. Owners never call it (they destroy and then free
 * through their family), and check_object.sh refuses every other reference.
 */
#define KALLOC_OPERATOR_DELETE(mangled)                                             \
	void mangled(void *p);                                                      \
	void mangled(void *p)                                                       \
	{                                                                           \
		WARN_ONCE(p, "kalloc: operator delete called in %s; memory leaked\n", \
			  KBUILD_MODNAME);                                          \
	}
KALLOC_OPERATOR_DELETE(_ZdlPv)
KALLOC_OPERATOR_DELETE(_ZdlPvm)
KALLOC_OPERATOR_DELETE(_ZdlPvSt11align_val_t)
KALLOC_OPERATOR_DELETE(_ZdlPvmSt11align_val_t)
