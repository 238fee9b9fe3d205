#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# A kernel that is not what the binding's lists say must stop the build, in one line for each
# difference, which names kalloc's line and the kernel's. Breaks copies of the library and of
# the kernel's headers, one line each.
#
#	binding.sh [KERNEL...]
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

kernels=("${@:-stock-6.12 stock-6.1 uml-clang}")
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-binding.XXXXXX")
trap 'rm -rf "$work"' EXIT
driver=$work/samples/readme

# again FILE: compiles FILE of the binding again, the way Kbuild did it, but that the headers
# and the exports are those in $work/kernel, if there are any
again() {
	local cmd=.kalloc_sample_readme.kalloc.o.cmd command in=$tree
	[ "$1" != constants.c ] || cmd=.kalloc/.kalloc-constants.s.cmd
	command=$(sed -n '1s/^[^=]*:= //p' "$driver/$cmd")
	# since 6.13 from the module's folder
	grep -q "^[^ ]*cmd_/" "$driver/$cmd" || in=$driver
	command=${command/ -I/ -I$work/kernel -I}
	[ ! -e "$work/kernel/Module.symvers" ] ||
		command=$(printf %s "$command" | sed "s| [^ ]*Module.symvers | $work/kernel/Module.symvers |")
	(cd "$in" && sh -ec "$command" 2>&1)
}

# kernels_header NAME SED: the kernel's headers have this one so edited
kernels_header() {
	local file in=$tree cmd=$driver/.kalloc_sample_readme.kalloc.o.cmd copy=$work/kernel/linux/$1
	file=$(sed -n "s|^  \([^ ]*/include/linux/$1\) .*|\1|p" "$cmd" | head -n 1)
	grep -q "^[^ ]*cmd_/" "$cmd" || in=$driver
	mkdir -p "$work/kernel/linux"
	(cd "$in" && sed -E "$2" "$file" >"$copy" && ! cmp -s "$file" "$copy") || die "$kernel: $2 changes nothing in $1"
}

# kallocs FILE SED: the same for a file of the binding
kallocs() {
	sed -i "$2" "$work/include/kalloc/binding/$1"
	! cmp -s "$top/include/kalloc/binding/$1" "$work/include/kalloc/binding/$1" || die "$2 changes nothing in $1"
}

# no_export SYMBOL: the kernel has no such export
no_export() {
	mkdir -p "$work/kernel"
	grep -vw "$1" "$tree/Module.symvers" >"$work/kernel/Module.symvers"
}

# says WHAT FILE PATTERN...: FILE does not compile, and what is said is a line for each pattern
says() {
	local what=$1 file=$2 out pattern bad=
	shift 2
	if out=$(again "$file"); then
		bad='it builds'
	elif [ "$(wc -l <<<"$out")" != $# ]; then
		bad="not $# lines"
	fi
	for pattern in "$@"; do
		grep -qE "^$pattern" <<<"$out" || bad="no line like: $pattern"
	done
	verdict "$what" "$bad" "$out"
}

# verdict WHAT FAULT OUTPUT: the library and the kernel are whole again
verdict() {
	if [ -n "$2" ]; then
		bad "$kernel: $1: $2"
		head -n 20 <<<"$3"
	else
		ok
	fi
	rm -rf "$work/kernel"
	cp "$top"/include/kalloc/binding/* "$work/include/kalloc/binding/"
}

# at FILE TEXT: the beginning of a message about the line of FILE that begins with TEXT
at() {
	echo "$work/include/kalloc/binding/$1:$(grep -nF "$2" "$top/include/kalloc/binding/$1" | head -n 1 | cut -d : -f 1): error: kalloc: "
}

advice='kalloc does not know this kernel yet: take a newer kalloc, or make this line what the kernel has$'

# theirs NAME TEXT: the place of the edited header's line that has TEXT
theirs() {
	echo "\\($work/kernel/linux/$1:$(grep -nE "$2" "$work/kernel/linux/$1" | head -n 1 | cut -d : -f 1)\\); $advice"
}

# shellcheck disable=SC2068 # words
for kernel in ${kernels[@]}; do
	tree=$("$top/tools/kernel.sh" "$kernel") args=()
	[ "$(arch_of "$tree")" != um ] || args+=(ARCH=um)
	[ ! -d "$tree/build" ] || tree=$tree/build
	llvm=$(sed -n 's/^CONFIG_CLANG_VERSION=\(.*\)....$/-\1/p' "$tree/.config")
	[ -z "$llvm" ] || [ "$llvm" = - ] || args+=("LLVM=$llvm")
	rm -rf "${work:?}"/*
	mkdir -p "$work/samples"
	cp -r "$top/include" "$work/"
	cp -r "$top/samples/readme" "$work/samples/"
	if ! make -C "$tree" M="$driver" "${args[@]}" kalloc_sample_readme.kalloc.o >"$work/log" 2>&1 ||
		! again module.c >>"$work/log" || ! again constants.c >>"$work/log"; then
		cat "$work/log"
		die "the unbroken library does not build for $kernel"
	fi

	# A kernel that kalloc does not know. Each compilation reads all of the kernel's headers, so
	# what does not hide each other is wrong at once.
	get_device='struct device \*get_device\(struct device \*dev\);'
	put_device='^void put_device\(struct device \*dev\);'
	get=$(at function_list.h 'KALLOC_FUNCTION(struct device *, get_device')
	put=$(at function_list.h 'KALLOC_FUNCTION(void, put_device')
	free=$(at function_list.h 'KALLOC_FUNCTION(void, kfree')
	kernels_header device.h "s/$get_device/struct device *get_device(struct device *dev, int more);/
		s/$put_device/int put_device(struct device *dev);/"
	says 'a parameter more, another return type' module.c \
		"${get}this kernel declares get_device otherwise $(theirs device.h '\*get_device\(')" \
		"${put}this kernel declares put_device otherwise $(theirs device.h 'int put_device')"
	kernels_header device.h "s/$get_device//"
	no_export kfree
	says 'a function that is gone, no export' module.c "${get}this kernel has no function get_device; $advice" \
		"${free}this kernel does not export kfree \\([^ ]*include/linux/slab.h:[0-9]+\\); $advice"
	kernels_header device.h "s/$get_device/#define get_device(dev) (dev)/"
	kernels_header slab.h 's/^void kfree\(const void \*(objp)?\);/static inline void kfree(const void *objp) {}/'
	no_export kfree
	says 'a function that became a macro, a static inline' module.c \
		"${get}this kernel has no function get_device $(theirs device.h 'define get_device\(')" \
		"${free}this kernel does not export kfree $(theirs slab.h 'void kfree\(')"
	no_export kfree
	says 'no export, and nothing else' module.c \
		"${free}this kernel does not export kfree \\([^ ]*include/linux/slab.h:[0-9]+\\); $advice"
	# what the module does not call may be missing: TRIM_UNUSED_KSYMS
	no_export kmem_cache_destroy
	bad='' out=$(again module.c) || bad='it is refused'
	verdict 'no export of what is not called' "$bad" "$out"

	kernels_header gfp_types.h '/define __GFP_COMP/d'
	says 'a constant that is gone' constants.c "$(at constant_list.h 'KALLOC_CONSTANT(GFP_COMP,')this kernel has no __GFP_COMP; $advice"

	# what a helper in C calls, and what kalloc declares
	kallocs lock.c 's/__mutex_init(lock, name, key)/__mutex_gone(lock, name, key)/'
	kallocs function_list.h 's/KALLOC_FUNCTION(void, kfree,/KALLOC_FUNCTION(int, kfree,/
		s/(unsigned long bytes, unsigned int gfp))/(unsigned long bytes, unsigned long gfp))/'
	says "a helper, the list's lines" module.c "$(at lock.c '__mutex_init(lock')this kernel has no __mutex_gone; $advice" \
		"${free}this kernel declares kfree otherwise " \
		"$(at function_list.h 'KALLOC_ALLOCATOR(1, vmalloc,')this kernel declares __vmalloc(_noprof)? otherwise "

	# generated constants that went stale: of another kernel, or another configuration
	stale=()
	for constant in GFP_KERNEL PAGE_SIZE KMALLOC_MAX_SIZE; do
		kallocs module.c "s|#include <kalloc-constants.h>|&\n#undef KALLOC_$constant\n#define KALLOC_$constant 1|"
		stale+=("$(at constant_list.h "KALLOC_CONSTANT($constant,")the generated constant KALLOC_$constant is not this kernel's value; run make clean, then make")
	done
	says 'wrong constants' module.c "${stale[@]}"

	# anything else, and everything with V=1, is shown as the compiler tells it
	kernels_header device.h "s/$get_device/#error gone/"
	bad='' out=$(again module.c) && bad='it builds'
	[[ $out == *device.h:*error:*gone*^* ]] || bad='not shown whole'
	verdict 'an error in a header' "$bad" "$out"
	kernels_header device.h "s/$get_device/void get_device(struct device *dev);/"
	bad='' out=$(KBUILD_VERBOSE=1 again module.c) && bad='it builds'
	grep -q 'note: ' <<<"$out" || bad='no notes'
	verdict 'all of it, with V=1' "$bad" "$out"
done
end_tests
