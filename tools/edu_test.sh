#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# edu_test.sh stock-6.1|stock-6.12|debug [CXX]
#
# Builds samples/edu_dma against Debian's stock kernel or the debug kernel, with the C++
# compiler CXX (g++ if not given), boots that kernel in QEMU with the device, and runs
# samples/edu_dma/test.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-stock-6.12} cxx=${2:-g++}
packages=(gcc g++ libc6-dev make)
[[ $cxx != clang++* ]] || packages+=("${cxx/++/}")
need_packages "${packages[@]}"
tree=$("$top/tools/kernel.sh" "$kernel")
name=edu-$kernel-$cxx
log=$cache/log/$name.log

say "Building the driver for $(basename "$tree"), C++ by $cxx"
# g++ is the default, by the name of the kernel's own gcc
args=()
[ "$cxx" = g++ ] || args=("CXX=$cxx")
modules=$("$top/tools/build.sh" "$name" "$tree" samples/edu_dma "${args[@]}")
test=$top/samples/edu_dma/test
gcc -static -O2 -Wall -Wextra -Werror -o "$modules/edu_test" "$test/edu_test.c"

say 'Booting that kernel in QEMU, with the edu device'
# Memory: of the 256 MiB that the device reaches only 16 are there (memmap), so that memory
# from elsewhere is seen. slub_debug: freed memory is poisoned, so that its use is seen.
guest_args="memmap=240M\$16M"
# transfers, binds: fewer of them where KASAN and lockdep are emulated, and slow.
case $kernel in
debug) guest_args+=' transfers=2000 binds=20' ;;
*) guest_args+=' loglevel=1 slub_debug=FZP,kmalloc-*' ;;
esac
KERNEL_MEMORY=512 KERNEL_ARGS=$guest_args "$top/tools/qemu.sh" "$tree" "$test/run.sh" \
	"$modules/edu_dma.ko" "$modules/edu_test" | tee "$log" | while read -r line; do
	case $line in
	'ok - '*) say "passed: ${line#ok - }" ;;
	'not ok - '*) say "FAILED: ${line#not ok - }" ;;
	'# '*) say "        ${line#\# }" ;;
	*) [ "${V:-0}" != 1 ] || echo "$line" ;;
	esac
done
status=${PIPESTATUS[0]}

passed=$(grep -c '^ok - ' "$log" || true)
failed=$(grep -c '^not ok - ' "$log" || true)
# QEMU speaks of the device where a transfer is out of bounds
if ! "$top/tools/check_log.sh" "$log" || grep '^EDU: ' "$log" || { [ "$status" != 0 ] && [ "$failed" = 0 ]; }; then
	failed=$((failed + 1))
fi
if [ "$failed" != 0 ]; then
	tail -n 30 "$log"
	echo "the whole log: $log"
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
