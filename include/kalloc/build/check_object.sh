#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check_object.sh OBJECT SOURCE CONSTRUCTORS(y|n) NM OBJDUMP
#
# Refuses a C++ object that needs what a kernel has not: constructors of globals,
# guards of local statics, new and delete, exceptions, or a name too long for
# kallsyms. Each with the way out, before modpost would name the bare symbol.

object=$1 source=$2 constructors=$3 nm=$4 objdump=$5

"$nm" "$object" | awk -v source="$source" '
function refuse(what) { print source ": error: kalloc: " what; bad = 1 }
function once(kind, what) { if (!said[kind]++) refuse(what) }
{
	name = $NF; undefined = $(NF - 1) == "U"
	if (length(name) > 500)
		refuse("the mangled name " substr(name, 1, 60) "... has " length(name) " characters, kallsyms takes 511; nest fewer templates")
	if (name ~ /^_GLOBAL__(sub_)?[ID]_|^__cxx_global_(var|array)/)
		once("global", "a global needs a constructor or destructor at load time, which kernels do not run; make it constinit with a constexpr constructor and a trivial destructor, or create it in your init function")
	if (!undefined)
		next
	if (name ~ /^__cxa_guard/)
		once("guard", "a static local variable needs a run-time guard; make it constinit, or pass it in from your init function")
	else if (name ~ /^__cxa_atexit|^__dso_handle/)
		once("global", "a global or static variable needs a destructor at unload time, which kernels do not run; give it a trivial destructor, or create it in your init function")
	else if (name ~ /^_Zn[wa]/)
		once("alloc", "plain new: the kernel has no operator new; write make_kunique<T>(gfp::kernel, args...)")
	else if (name ~ /^_Zda/)
		once("array", "plain delete[]: the kernel has no operator delete; let kunique_ptr<T[]> own the array")
	else if (name ~ /^__cxa_(throw|rethrow|begin_catch|end_catch|allocate)|^_Unwind|^__gxx_personality/)
		once("except", "exceptions: the kernel has no unwinder for them; return an error code")
	else if (name ~ /^__dynamic_cast|^_ZTI|^_ZTVN10__cxxabi/)
		once("rtti", "run-time type information is off in the kernel; use a virtual function")
	else if (name ~ /^(__cxa_|_ZSt|_ZNSt|_ZNKSt|_ZNS[abdios]|_ZNKS[abdios])/ && name !~ /^__cxa_pure_virtual$/)
		refuse("this needs the C++ runtime library, which a kernel has not: " name)
}
END { exit bad }' || exit 1

# Deleting destructors refer to operator delete and are never called; a reference
# from any other function is a delete expression.
if "$nm" -u "$object" | grep -q _ZdlPv; then
	"$objdump" -dr "$object" | awk -v source="$source" '
	/^[0-9a-f]+ <.*>:$/ { fn = $2 }
	/R_[A-Z0-9_]+[ \t]+_ZdlPv/ && fn !~ /D0Ev/ {
		print source ": error: kalloc: plain delete: the kernel has no operator delete; let kunique_ptr own the object"
		bad = 1
		exit
	}
	END { exit bad }' || exit 1
fi

# Where the kernel runs no constructors (and no sanitizer made one), none may exist.
if [ "$constructors" = n ] && "$objdump" -h "$object" | grep -qE ' \.(init_array|ctors)'; then
	echo "$source: error: kalloc: a constructor function would never run: this kernel has no CONFIG_CONSTRUCTORS; call it from your init function"
	exit 1
fi
