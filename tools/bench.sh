#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# bench.sh [KERNEL|TREE]
#
# Measures C, kalloc and Rust's kernel crate in one kernel (see bench/), the one called bench if
# none is named, and prints what each case takes, how many instructions that are and how many bytes
# of machine code, and what compiling takes; where the kernel has no Rust (uml-gcc, say), C and
# kalloc alone.
#
#   BOOTS	how often the kernel is booted, 5 if unset: where memory lies differs
#   RECORD=1	writes the kernel's table in docs/benchmark.md, and its plot
#   COUNTS=1	counts instructions and nothing else, and prints case|text|implementation|count
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-bench} boots=${BOOTS:-5}
# shellcheck disable=SC2046 # words
need_packages python3 $("$top/tools/kernel.sh" packages "$kernel")
tree=$("$top/tools/kernel.sh" "$kernel")
say 'Building the modules'
built=$("$top/tools/build.sh" "bench-$(basename "$kernel")" "$tree" bench)

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
modules=()
for module in kalloc_bench bench_c bench_kalloc bench_rust; do
	[ ! -f "$built/$module.ko" ] || modules+=("$built/$module.ko")
done
# script [PARAMETER]: what the guest runs; PARAMETER: of the loop's module
script() {
	local parameter=${1-} module
	for module in "${modules[@]}"; do
		echo "insmod $(basename "$module") $parameter || exit 1"
		parameter=''
	done
	echo 'cat /sys/kernel/debug/kalloc_bench'
}
# measured LOG PARAMETER [COMMAND]: boots, and prints what the bench says
measured() {
	script "$2" >"$work/script"
	KERNEL_ARGS=kmemleak=off KERNEL_TIMEOUT=900 KERNEL_UNDER=${3-} boot "$tree" "$work/script" "${modules[@]}" >"$work/log" || {
		tail -n 20 "$work/log"
		die "the bench did not run"
	}
	tr -d '\r' <"$work/log" | grep '^[a-z0-9_]*|[^|]*|' >"$1"
}
count() {
	say 'Counting instructions'
	cc -O2 -Wall -Werror -o "$work/count" "$top/tools/count.c"
	measured "$work/counts" count=1 "$work/count"
}
if [ "${COUNTS:-0}" = 1 ]; then
	count
	cat "$work/counts"
	exit
fi

compiler=$(sed -n 's/^CONFIG_CC_VERSION_TEXT="\(.*\)"$/\1/p' "$tree/.config")
{
	echo "Linux $(cat "$tree/include/config/kernel.release") for $(arch_of "$tree")"
	echo "C, and kalloc $(make -s -C "$top" version), by $compiler"
	if grep -qx CONFIG_RUST=y "$tree/.config"; then
		echo "Rust's kernel crate by $(rustc --version)"
	else
		echo 'no Rust: this kernel has none'
	fi
	sed -n 's/^model name\t*: //p' /proc/cpuinfo | head -n 1
	echo "$boots boots, on $(nproc) processors; processes that wanted one before: $(cut -d ' ' -f 1 /proc/loadavg)"
} >"$work/versions"

for ((boot = 1; boot <= boots; boot++)); do
	say "Measuring, boot $boot of $boots"
	measured "$work/boot-$boot" ''
done
count
say 'Machine code, and what compiling takes'
"$top/tools/bench_code.py" "${modules[@]}" >"$work/bytes"
"$top/tools/bench_compile.py" "$built" >"$work/compile"
"$top/tools/bench_page.py" ${RECORD:+"$top/docs/benchmark.md"} "$kernel" "$work"
