#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check_object.sh OBJECT SOURCE OWNERS(y|n) STACK-USAGE FRAME-LIMIT CONSTRUCTORS(y|n) RUNTIME OBJDUMP
#
# Refuses a C++ object that needs what a kernel has not: stack, constructors of globals,
# guards of local statics, new and delete, exceptions, or a name too long for
# kallsyms. Each with the way out, before modpost would name the bare symbol.
#
# OWNERS: whether the source includes kalloc. STACK-USAGE: what -fstack-usage wrote.
# RUNTIME is own where the module brings a C++ runtime of its own.

object=$1 source=$2 owners=$3 usage=$4 limit=$5 constructors=$6 runtime=$7 objdump=$8

trap 'rm -f "$usage"' EXIT

# A frame over the kernel's limit is an error where kalloc has the way out. Elsewhere the
# compiler has warned, as it does for C; four times the limit is half of the stack and more.
# A line is PLACE:NAME, bytes, kind; clang's names are mangled.
filter=$(command -v c++filt || echo cat)
"$filter" <"$usage" | awk -F '\t' -v owners="$owners" -v limit="$limit" '
function refuse(what)
{
	match($1, /:[0-9]+(:[0-9]+)?:/)
	print substr($1, 1, RSTART + RLENGTH - 1) " error: kalloc: " substr($1, RSTART + RLENGTH) " " what
	bad = 1
}
owners == "y" && $3 == "dynamic" {
	refuse("has an array of run-time size, or alloca(), on the stack, which ends somewhere; let kbuffer<contiguous<gfp::kernel>, T> own it")
}
owners == "y" && limit && $2 > limit {
	refuse("takes " $2 " bytes of the stack, this kernel allows " limit "; let make_kunique<T>(gfp::kernel) or kbuffer<contiguous<gfp::kernel>, T> own what is large")
}
owners == "n" && limit && $2 > 4 * limit {
	refuse("takes " $2 " bytes of the stack, of which a kernel has 16 KiB or little more; allocate what is large")
}
END { exit bad }' || exit 1

# The symbols, each with U in front of it if it is undefined. (Not by nm: that loads the linker's
# plugins, which took longer than all else here.)
symbols=$("$objdump" -t "$object" | awk '/^[0-9a-f]+ .*\t/ && substr($0, 23, 1) != "d" {
	print substr($0, 19, 1) != "w" && index($0, " *UND*\t") ? "U" : "-", $NF }')

# The globals that need code at load time, one a line: what is given to __cxa_atexit() is
# destroyed; another is constructed, where there is one only, as others may be merely read.
globals() {
	"$objdump" -tr "$object" | awk '
	function number(hex,    i, n) {
		for (i = 1; i <= length(hex); i++)
			n = 16 * n + index("0123456789abcdef", substr(hex, i, 1)) - 1
		return n
	}
	# the variable at what a relocation says: from the end of the instruction on x86, where
	# the field is 4 bytes and what follows it may be 4 more
	function variable(type, place,    part, at, end, i) {
		split(place, part, /[+-]0x/)
		at = number(part[2]) * (place ~ /-0x/ ? -1 : 1)
		for (end = type ~ /X86_64_PC32/ ? 4 : 0; end <= 8; end += 4)
			for (i = 1; i <= variables; i++)
				if (part[1] == name[i] || part[1] == section[i] &&
				    at + end >= start[i] && at + end < start[i] + size[i])
					return name[i]
	}
	/^[0-9a-f]+ [^\t]+\t[0-9a-f]+ / {
		split($0, half, "\t")
		n = split(half[1], word, " ")
		if ($NF ~ /^_GLOBAL__(sub_)?[ID]_|^__cxx_global_(var|array)/)
			code[word[n]] = 1
		if (substr($0, 24, 1) == "O" && word[n] ~ /^\.(data|bss)/) {
			section[++variables] = word[n]
			start[variables] = number(word[1])
			size[variables] = number(substr(half[2], 1, 16))
			name[variables] = $NF
		}
	}
	/^RELOCATION RECORDS FOR/ { here = substr($4, 2, length($4) - 3) }
	here in code && $2 ~ /^R_/ {
		if ($3 ~ /^__cxa_atexit/ && last) {
			if (!destroyed[last]++)
				print "destroyed", last
		} else if (variable($2, $3) != "") {
			last = variable($2, $3)
			seen[last] = 1
		}
	}
	END {
		for (one in seen)
			if (!(one in destroyed)) {
				constructed = one
				n_constructed++
			}
		if (n_constructed == 1)
			print "constructed", constructed
	}' | "$filter"
}

# Where SOURCE first has the last name in NAME, which has to be its declaration.
line_of() {
	line=$(grep -nw -e "${1##*:}" "$source" | grep -vE '^[0-9]+:[[:space:]]*(\*|//|/\*|#)' | head -n 1)
	echo "$source${line:+:${line%%:*}}"
}

case $symbols in
*' _GLOBAL__'* | *' __cxx_global_'*)
	globals | while read -r what name; do
		case $what$owners in
		destroyedy) echo "$(line_of "$name"): error: kalloc: a global needs a destructor, which kernels do not run: $name; what an owner holds belongs into the object of your driver; or release() it in your init function into a plain pointer, which your exit function gives to adopt()" ;;
		destroyedn) echo "$(line_of "$name"): error: kalloc: a global needs a destructor, which kernels do not run: $name; give it a trivial one, or create it in your init function" ;;
		*) echo "$(line_of "$name"): error: kalloc: a global needs a constructor, which kernels do not run: $name; make it constinit with a constexpr constructor, or create it in your init function" ;;
		esac
	done | grep . && exit 1
	;;
esac

# Where SOURCE has the static variable FUNCTION()::NAME: the first of that name behind what looks
# like the beginning of its function.
line_of_static() {
	function=$(echo "${1%::*}" | sed -e 's/[(<].*//' -e 's/.*[^A-Za-z_0-9]//')
	line=$(awk -v function_="$function" -v name="${1##*:}" '
	function has(word) { return $0 ~ "(^|[^A-Za-z_0-9])" word "([^A-Za-z_0-9]|$)" }
	/^[ \t]*(\*|\/\/|\/\*|#)/ { next }
	has(function_ " *\\(") && !/;[ \t]*$/ { inside = 1 }
	/(^|[^A-Za-z_0-9])static([^A-Za-z_0-9]|$)/ { begun = NR }
	inside && begun && has(name) { print NR; exit }
	/[;{]/ { begun = 0 }' "$source")
	if [ -n "$line" ]; then
		echo "$source:$line"
	else
		line_of "$1"
	fi
}

# A guard is called as its variable is, and that as its function is.
case $runtime$symbols in
own*) ;;
*'U __cxa_guard'*)
	echo "$symbols" | sed -n 's/.* \(_ZGVZ\)/\1/p' | "$filter" | sed 's/^guard variable for //' | sort -u | while read -r name; do
		echo "$(line_of_static "$name"): error: kalloc: a static local variable needs a run-time guard: $name; what is no owner can be constinit; an owner belongs into the object of your driver"
	done | grep . && exit 1
	;;
esac

echo "$symbols" | awk -v source="$source" -v runtime="$runtime" '
function refuse(what) { print source ": error: kalloc: " what; bad = 1 }
function once(kind, what) { if (!said[kind]++) refuse(what) }
{
	name = $2; undefined = $1 == "U"
	if (length(name) > 500)
		refuse("the mangled name " substr(name, 1, 60) "... has " length(name) " characters, kallsyms takes 511; nest fewer templates")
	if (name ~ /^_GLOBAL__(sub_)?[ID]_|^__cxx_global_(var|array)/)
		once("global", "a global needs a constructor or destructor at load time, which kernels do not run; make it constinit with a constexpr constructor and a trivial destructor, or create it in your init function")
	if (!undefined || runtime == "own")
		next
	if (name ~ /^__cxa_atexit|^__dso_handle/)
		once("global", "a global or static variable needs a destructor at unload time, which kernels do not run; give it a trivial destructor, or let the object of your driver have it")
	else if (name ~ /^_Zn[wa]/)
		once("alloc", "plain new: the kernel has no operator new; write make_kunique<T>(gfp::kernel, args...), or bring your own: kalloc-runtime := own")
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
case $runtime$symbols in
own*) ;;
*'U _ZdlPv'*)
	"$objdump" -dr "$object" | awk -v source="$source" '
	/^[0-9a-f]+ <.*>:$/ { fn = $2 }
	/R_[A-Z0-9_]+[ \t]+_ZdlPv/ && fn !~ /D0Ev/ {
		print source ": error: kalloc: plain delete: the kernel has no operator delete; let kunique_ptr own the object"
		bad = 1
		exit
	}
	END { exit bad }' || exit 1
	;;
esac

# Where the kernel runs no constructors (and no sanitizer made one), none may exist.
if [ "$constructors" = n ] && "$objdump" -h "$object" | grep -qE ' \.(init_array|ctors)'; then
	echo "$source: error: kalloc: a constructor function would never run: this kernel has no CONFIG_CONSTRUCTORS; call it from your init function"
	exit 1
fi
