#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# edu_test.sh stock-[rt-|arm64-|arm64-16k-]VERSION|debug|arm64[+bounce|+force|+iommu] [CXX...]
#
# Builds samples/edu_dma against a stock kernel of Debian or a built one, with each C++
# compiler CXX (g++ if none is given), boots that kernel in QEMU with the device, and runs
# samples/edu_dma/test for one driver after the other. On x86_64 with settings: +bounce, memory
# that the device does not reach, and bounce buffers for it; +force, bounce buffers for all memory;
# +iommu, behind an IOMMU, which forgets each mapping at once. BINDS=10000: so many binds, and few
# transfers, which takes a quarter of an hour.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-stock-6.12}
setting=
[[ $kernel != *+* ]] || setting=${kernel#*+} kernel=${kernel%+*}
compilers=("${@:2}")
[ $# -gt 1 ] || compilers=(g++)
read -ra packages < <("$top/tools/kernel.sh" packages "$kernel")
for cxx in "${compilers[@]}"; do
	[ "$cxx" = g++ ] || packages+=("${cxx/clang++/clang}")
done
need_packages "${packages[@]}"
tree=$("$top/tools/kernel.sh" "$kernel")
arch=$(arch_of "$tree")
log=$logs/edu-$kernel${setting:+-$setting}.log
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-edu.XXXXXX")
trap 'rm -rf "$work"' EXIT

# make demo's kernel has the many transfers and binds that edu_test makes unless told, by the
# first driver. All else has fewer, as they are emulated, and slow; not less memory in all binds,
# as what a driver does not give back shows by the addresses: on arm64 an IOMMU maps all of it,
# to 256 MiB of them.
fewer='transfers=2000 binds=25 kib=512'
[ "$arch" != arm64 ] || fewer='transfers=2000 binds=20 kib=7680'
# What a setting changes shows at once.
[ -z "$setting" ] || fewer="transfers=400 binds=5 kib=512 anywhere=1 setting=$setting"
[ -z "${BINDS-}" ] || fewer+=" transfers=100 binds=$BINDS kib=16"
[ "$kernel$setting${BINDS-}" = stock-6.12 ] || echo "export $fewer" >"$work/script"
for cxx in "${compilers[@]}"; do
	say "Building the driver for $(basename "$tree"), C++ by $cxx"
	# g++ is the default, by the name of the kernel's own gcc
	args=()
	[ "$cxx" = g++ ] || args=("CXX=$cxx")
	modules=$("$top/tools/build.sh" "edu-$kernel-$cxx" "$tree" samples/edu_dma "${args[@]}")
	cp "$modules/edu_dma.ko" "$work/edu_dma-$cxx.ko"
	echo "echo '# the driver by $cxx'; sh ./run.sh edu_dma-$cxx.ko || failed=1; export $fewer" >>"$work/script"
done
# shellcheck disable=SC2016 # the guest expands it
echo 'exit $failed' >>"$work/script"
test=$top/samples/edu_dma/test
"$(cross_of "$tree")gcc" -static -O2 -Wall -Wextra -Werror -o "$work/edu_test" "$test/edu_test.c"

say 'Booting that kernel in QEMU, with the edu device'
# Memory: of the 256 MiB that the device reaches only 16 are there (memmap), so that memory
# from elsewhere is seen. slub_debug: freed memory is poisoned, so that its use is seen.
guest_args="memmap=240M\$16M"
[ "$arch" != arm64 ] || guest_args=
case $setting in
bounce) guest_args= ;;
force) guest_args='swiotlb=force' ;;
iommu) guest_args='intel_iommu=on iommu.strict=1' ;;
esac
case $kernel in
debug | arm64) ;;
*) guest_args+=' loglevel=1 slub_debug=FZP,kmalloc-*' ;;
esac
# what each bind says is read at the end
[ -z "${BINDS-}" ] || guest_args+=' log_buf_len=16M'
KERNEL_TIMEOUT=$((300 * ${#compilers[@]} + ${BINDS:-0})) KERNEL_ICOUNT=y KERNEL_MEMORY=512 KERNEL_MACHINE=$setting KERNEL_ARGS=$guest_args "$top/tools/qemu.sh" "$tree" "$work/script" \
	"$test/run.sh" "$top/samples/steps.sh" "$work/edu_test" "$work"/*.ko | tell_steps "$log"
# QEMU speaks of the device where a transfer is out of bounds
count_steps "$log" "${PIPESTATUS[0]}" '^EDU: '
end_steps "$log"
