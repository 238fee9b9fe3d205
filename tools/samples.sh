#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# samples.sh [uml-gcc|uml-7.3|uml-clang|debug|rt|lto|arm64|stock-... [CXX]]
#
# Builds the samples, by CXX or what the kernel's compiler calls its C++, loads and unloads
# each in that kernel, shows what it says, and compares that with the file "expected" beside
# it. A leak, or anything the kernel complains of, fails too. (edu_dma and nvme need their devices:
# edu_test.sh, nvme_test.sh.)
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-$home_kernel} cxx=${2-}
# shellcheck disable=SC2046 # words
need_packages ${cxx:+"${cxx/clang++/clang}"} $("$top/tools/kernel.sh" packages "$kernel")
tree=$("$top/tools/kernel.sh" "$kernel")
name=samples-$(basename "$kernel")${cxx:+-$cxx}
say 'Building the samples'
built=$("$top/tools/build.sh" "$name" "$tree" samples ${cxx:+"CXX=$cxx"})

# in the order of samples/Kbuild
mapfile -t samples < <(sed -n 's/^obj-m += //p' "$top/samples/Kbuild" | tr -d / | tr ' ' '\n' | grep -vxE "edu_dma|nvme")
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-samples.XXXXXX")
trap 'rm -rf "$work"' EXIT
modules=()
for sample in "${samples[@]}"; do
	modules+=("$built/$sample/kalloc_sample_$sample.ko")
	# a program for its script
	if [ -e "$top/samples/$sample/test/user.c" ]; then
		"$(cross_of "$tree")gcc" -static -O2 -Wall -Wextra -Werror -o "$work/$sample.user" "$top/samples/$sample/test/user.c"
		modules+=("$work/$sample.user")
	fi
	echo "insmod kalloc_sample_$sample.ko && {"
	[ ! -e "$top/samples/$sample/script" ] || cat "$top/samples/$sample/script"
	echo "rmmod kalloc_sample_$sample && echo '$sample came and went'; }"
done >"$work/script"
# stock kernels have no kmemleak
[[ $kernel == stock-* ]] || cat >>"$work/script" <<'END'
# kmemleak reports objects from an age of 5 s on, that did not change since a scan
sleep 6
echo scan >/sys/kernel/debug/kmemleak || exit 1
echo scan >/sys/kernel/debug/kmemleak || exit 1
cat /sys/kernel/debug/kmemleak
END
say 'Running them'
status=0
boot "$tree" "$work/script" "${modules[@]}" >"$work/console" || status=$?
# the kernel's lines may begin behind what the script says, before that ends its own
tr -d '\r' <"$work/console" | sed -E 's/(.)(\[ *[0-9]+\.[0-9]{6}\] )/\1\n\2/' | sed 's/^\[[^]]*\] *//' >"$work/log"
mkdir -p "$logs"
cp "$work/console" "$logs/$name-run.log"
[ "${V:-0}" != 1 ] || cat "$work/console"
# where none ran, none failed
grep -q ' came and went$' "$work/log" || {
	tail -n 25 "$work/console"
	die "no sample ran; the log: $logs/$name-run.log"
}

passed=0 failed=0
# result WHAT COMMAND...: passed if COMMAND succeeds; what it prints tells why not
result() {
	local what=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		echo "FAILED: $what; the log: $logs/$name-run.log"
		failed=$((failed + 1))
	fi
}
as_expected() {
	grep -qx "$1 came and went" "$work/log" || { echo "$1 did not load, or not unload"; return 1; }
	diff -u --label expected --label said "$top/samples/$1/expected" "$work/said"
}
for sample in "${samples[@]}"; do
	sed -n "/loading out-of-tree module/d; /module verification failed/d; s/^kalloc_sample_$sample: //p" "$work/log" >"$work/said"
	echo
	sed -n "s|^MODULE_DESCRIPTION(\"\(.*\)\");|\1 (samples/$sample)|p" "$top/samples/$sample/main.c"
	sed 's/^/    /' "$work/said"
	[ -s "$work/said" ] || echo '    (loads and unloads, says nothing)'
	result "$sample" as_expected "$sample"
done
echo
result 'the script in the kernel' test "$status" = 0
result 'the kernel complained' "$top/tools/check_log.sh" "$work/console"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
