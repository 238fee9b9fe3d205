#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# A prototype or a constant that is not the kernel's must stop the build, and its
# message must name the line. Breaks copies of the library, one line each.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

passed=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-binding.XXXXXX")
trap 'rm -rf "$work"' EXIT

# again TREE FILE: compiles again what the binding makes of FILE, the way Kbuild did it
again() {
	local cmd=.kalloc_sample_readme.kalloc.o.cmd
	[ "$2" != binding/constant_list.h ] || cmd=.kalloc/.kalloc-constants.s.cmd
	(cd "$1" && sh -ec "$(sed -n '1s/^[^=]*:= //p' "$work/samples/readme/$cmd")" 2>&1)
}

# breaks TREE FILE SED MESSAGE: with FILE so edited the build says MESSAGE
breaks() {
	local tree=$1 file=$work/include/kalloc/$2 edit=$3 message=$4 out
	cp "$file" "$work/saved"
	sed -i "$edit" "$file"
	if cmp -s "$file" "$work/saved"; then
		echo "FAILED: $edit changes nothing in $2"
		failed=$((failed + 1))
	elif out=$(again "$tree" "$2"); then
		echo "FAILED: builds with $edit in $2"
		failed=$((failed + 1))
	elif ! grep -q "$message" <<<"$out"; then
		echo "FAILED: $edit in $2: no message like: $message"
		grep -E 'error' <<<"$out" | head -n 5
		failed=$((failed + 1))
	else
		passed=$((passed + 1))
	fi
	cp "$work/saved" "$file"
}

for kernel in stock-6.12 stock-6.1; do
	tree=$("$top/tools/kernel.sh" $kernel)/build
	rm -rf "${work:?}"/*
	mkdir -p "$work/samples"
	cp -r "$top/include" "$work/"
	cp -r "$top/samples/readme" "$work/samples/"
	if ! make -C "$tree" M="$work/samples/readme" kalloc_sample_readme.kalloc.o >"$work/log" 2>&1 ||
		! again "$tree" binding/module.c || ! again "$tree" binding/constant_list.h; then
		cat "$work/log"
		die "the unbroken library does not build for $kernel"
	fi

	breaks "$tree" binding/function_list.h 's/KALLOC_FUNCTION(void, kfree,/KALLOC_FUNCTION(int, kfree,/' \
		'kalloc: binding/function_list.h declares kfree otherwise'
	breaks "$tree" binding/function_list.h 's/(const void \*p, size_t bytes, unsigned int gfp)/(const void *p, unsigned int bytes, unsigned int gfp)/' \
		'kalloc: binding/function_list.h declares krealloc_plain otherwise'
	breaks "$tree" binding/function_list.h 's/KALLOC_FUNCTION(struct device \*, get_device/KALLOC_FUNCTION(void, get_device/' \
		'kalloc: binding/function_list.h declares get_device otherwise'
	# a generated constant that went stale: of another kernel, or another configuration
	for constant in GFP_KERNEL PAGE_SIZE KMALLOC_SHIFT_HIGH; do
		file=$work/include/kalloc/binding/module.c
		cp "$file" "$work/module.c"
		sed -i "s|#include <kalloc-constants.h>|&\n#undef KALLOC_$constant\n#define KALLOC_$constant 1|" "$file"
		if out=$(again "$tree" binding/module.c); then
			echo "FAILED: builds with a wrong KALLOC_$constant"
			failed=$((failed + 1))
		elif grep -q "kalloc: the generated constant KALLOC_$constant is not" <<<"$out"; then
			passed=$((passed + 1))
		else
			echo "FAILED: no message names KALLOC_$constant"
			failed=$((failed + 1))
		fi
		cp "$work/module.c" "$file"
	done
	# and one that the kernel no longer has
	breaks "$tree" binding/constant_list.h 's/KALLOC_CONSTANT(GFP_COMP, __GFP_COMP)/KALLOC_CONSTANT(GFP_COMP, __GFP_GONE)/' \
		'__GFP_GONE'
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
