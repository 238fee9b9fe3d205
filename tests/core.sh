#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# core.sh [KERNEL...]: a driver with a C++ core of some thirty files that knows nothing of
# kalloc, built as it stands for each kernel, by g++ and clang, and run in it. Without KERNEL:
# those that this Debian has or builds for.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

case $debian in
bookworm) kernels=(uml-gcc stock-6.12 stock-6.1 stock-arm64-6.12) packages=(clang-14 clang-19) ;;
*) kernels=(stock-7.3 stock-6.12) packages=(clang-19) ;;
esac
[ $# = 0 ] || kernels=("$@")
need_packages binutils g++ python3 "${packages[@]}"
kbuilds=''
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-core.XXXXXX")
trap 'rm -rf "$work"' EXIT
driver=$work/driver

bad() {
	failed=$((failed + 1))
	echo "FAILED ($kernel, $cxx): $*"
}
mk() {
	make -j"$jobs" -C "$build" M="$driver" KALLOC="$top/include/kalloc" "${args[@]}" "$@" >"$work/log" 2>&1 || {
		cat "$work/log"
		return 1
	}
}
# refused MESSAGE MAKE-ARGUMENT...
refused() {
	! mk "${@:2}" >/dev/null && grep -q "$1" "$work/log"
}
silent() {
	# what the kernel's own headers draw is not the driver's
	! grep -E 'warning:|WARNING:|error:' "$work/log" | grep -v "^$cache/"
}
# compiled NUMBER: so many C++ files, and nothing else where it is 0
compiled() {
	test "$(grep -cE '^  CXX' "$work/log")" = "$1" &&
		{ [ "$1" != 0 ] || ! grep -E '^  (CC|LD|GEN|UPD)' "$work/log"; }
}
# every return, also those in the thunks of virtual functions, goes where the kernel says
no_naked_returns() {
	! find "$driver/core" -name '*.o' -exec objdump -d --no-show-raw-insn {} + | grep -E '\s(ret|retq)\s*$'
}
commands() {
	python3 -c 'import json, sys; print(len(json.load(open(sys.argv[1]))))' "$driver/compile_commands.json"
}
# what kalloc would have put into the module: not in one that does not use it
no_kalloc() {
	! nm "$driver/acme.ko" | grep -i kalloc
}

# the sources: what is in tests/core, and as many stages as files make thirty
mkdir -p "$work/fresh"
cp -r "$top/tests/core/." "$work/fresh/"
stages=24
suffixes=(cpp cc cxx)
for n in $(seq "$stages"); do
	folder=$work/fresh/core/stage$( [ $((n % 2)) = 0 ] || echo /odd)
	mkdir -p "$folder"
	echo "ACME_STAGE_NAMED($n)" >>"$work/fresh/include/acme/stage_list.h"
	cat >"$folder/stage_$n.${suffixes[n % 3]}" <<END
#include "acme/stage.h"
#if !defined(ACME_STAGE) || defined(ACME_ODD) != $n % 2
#error "the flags of the folder are not here"
#endif
namespace acme {
namespace {
struct stage_here final : basic_stage<$n> {
	const char *name() const override { return "stage $n"; }
};
} // namespace
stage *make_stage_$n() { return new stage_here; }
} // namespace acme
END
done
sources=$(find "$work/fresh" -type f | wc -l)
files=$(find "$work/fresh/core" -type f | wc -l)
both=$(find "$work/fresh/core" "$work/fresh/glue" -type f | wc -l)

for kernel in "${kernels[@]}"; do
	tree=$("$top/tools/kernel.sh" "$kernel")
	build=$tree
	[ ! -d "$tree/build" ] || build=$tree/build
	# each kernel by gcc and by one clang, each machine by the oldest and a newer one; clang 14 is
	# too old for 7.3
	compilers=(g++ clang++-19)
	case $debian-$kernel in
	*-uml-clang) compilers=(clang++-14) ;;
	bookworm-uml-gcc | bookworm-stock-6.1) compilers=(g++ clang++-14) ;;
	bookworm-stock-arm64-*) compilers=(g++ clang++-14 clang++-19) ;;
	esac
	for cxx in "${compilers[@]}"; do
		args=()
		case $(arch_of "$tree") in
		um) args+=(ARCH=um) ;;
		arm64) args+=(ARCH=arm64 "CROSS_COMPILE=$(cross_of "$tree")") ;;
		esac
		# g++ is what Kbuild takes for gcc
		case $kernel-$cxx in
		uml-clang-*) args+=(LLVM=-14) ;;
		*-clang*) args+=("CXX=$cxx") ;;
		esac
		rm -rf "$driver"
		cp -r "$work/fresh" "$driver"
		expect 'it builds' mk || continue
		expect "all $files C++ files are compiled" compiled "$files"
		expect 'without a warning' silent
		expect 'nothing of kalloc is in the module' no_kalloc
		if grep -qE '^CONFIG_(MITIGATION_)?RETHUNK=y' "$build/.config"; then
			expect 'no naked return' no_naked_returns
		fi
		if [ -e "$build/vmlinux" ] && grep -q '^CONFIG_DEBUG_INFO_BTF_MODULES=y' "$build/.config"; then
			expect 'BTF is made' test "$(objdump -h "$driver/acme.ko" | grep -c ' \.BTF ')" = 1
		fi
		cp "$driver/acme.ko" "$work/acme-$cxx.ko"
		# Kbuild's own business, the same for all compilers and machines: once for each Kbuild
		[ "$cxx" = "${compilers[0]}" ] || continue
		kbuild=$(make -s -C "$build" kernelversion "${args[@]}" | cut -d . -f 1-2)
		[[ " $kbuilds " != *" $kbuild "* ]] || continue
		kbuilds+=" $kbuild"
		mk
		expect 'a second build does nothing' compiled 0
		touch "$driver/core/text.cc"
		mk
		expect 'what changed is compiled, and nothing else' compiled 1
		mk CXXFLAGS_core/stage/odd/='-DACME_ODD -DACME_MORE'
		expect 'what has other flags is compiled, and nothing else' compiled $((stages / 2))
		expect 'compile_commands.json has all files' test "$(commands)" = "$both"
		mk clean
		expect 'make clean leaves the sources, and nothing else' \
			test "$(find "$driver" -type f | wc -l)" = "$sources"
		if [[ $kernel = *7.* ]]; then
			mkdir -p "$work/out"
			expect 'it builds in another folder' mk MO="$work/out"
			expect 'the module is there' test -e "$work/out/acme.ko"
			expect 'the sources are as they were' test "$(find "$driver" -type f | wc -l)" = "$sources"
			rm -rf "$work/out"
		fi
		expect 'operator new of its own has to be asked for' refused 'kalloc: plain new: .*kalloc-runtime := own' \
			kalloc-runtime=kalloc
	done
	if [ -e "$tree/linux" ] || [ -e "$tree/vmlinuz" ]; then
		modules=("$work"/acme-*.ko)
		for module in "${modules[@]##*/}"; do
			echo "insmod ./$module && rmmod acme || failed=1"
		done >"$work/script"
		# shellcheck disable=SC2016 # the guest expands it
		echo 'exit $failed' >>"$work/script"
		cxx=${compilers[*]}
		expect 'it runs' boot "$tree" "$work/script" "${modules[@]}" >"$work/console"
		expect 'it says so' test "$(grep -c 'acme: .*: ok' "$work/console")" = $((10 * ${#modules[@]}))
	fi
	rm -f "$work"/acme-*.ko
done
end_tests
