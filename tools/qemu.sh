#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# qemu.sh TREE SCRIPT [FILE...]
#
# Boots the stock, debug or arm64 kernel of TREE (see kernel.sh) in QEMU, runs SCRIPT in it by
# busybox's sh with the FILEs beside it, and powers off. The serial console is the output.
# Ends with 0 if SCRIPT ended with 0, 1 if not, 2 if the kernel did not get that far.
#
#   KERNEL_ARGS		more kernel parameters
#   KERNEL_TIMEOUT	seconds, 300 if unset
#   KERNEL_MEMORY	MiB, 160 if unset: the less, the less kmemleak has to scan; 512 for arm64,
#			where there is no KASAN and kmalloc memory of up to 32 MiB
#   KERNEL_CPUS		2 if unset
#   KERNEL_MACHINE	x86_64: bounce or force, memory above 256 MiB begins at 4 GiB, so that the kernel has
#			bounce buffers below; iommu, devices are behind one
#   KERNEL_DISK		a file, which is an NVMe disk, of one pair of queues beside the administration's
#   KERNEL_ICOUNT	if set, the guest's clock counts instructions, and jumps when it idles
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

tree=$1 script=$2
shift 2
arch=$(arch_of "$tree")
case $arch in
arm64)
	need_packages qemu-system-arm cpio
	busybox=$cache/busybox-arm64/bin/busybox
	get_busybox() {
		[ -x "$busybox" ] || unpack_deb busybox-static "$cache/busybox-arm64" "$stable" arm64
	}
	with_lock busybox-arm64 get_busybox
	;;
*)
	need_packages qemu-system-x86 busybox-static cpio
	;;
esac

root=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-qemu.XXXXXX")
trap 'rm -rf "$root"' EXIT
guest_root "$root/initramfs" "$script" "$@"
(cd "$root/initramfs" && find . | cpio -o -H newc --quiet) | gzip -1 >"$root/initramfs.gz"

# two CPUs, but 6.1 does not get the second one up under icount; each in a socket of its
# own: without ACPI a kernel learns of no more than one for each
cpus=${KERNEL_CPUS:-2}
[[ $tree != */stock/6.1.* ]] || cpus=1

# icount: instructions of 4 ns each; where all CPUs idle the clock jumps ahead. So waiting
# for a slow device (edu takes 100 ms for a transfer) costs no time here. It halves the speed.
icount=()
[ -z "${KERNEL_ICOUNT-}" ] || icount=(-icount "shift=2,sleep=off")

case $arch in
arm64)
	# Without the SMMU there is no memory within edu's 28 address bits: it begins at 1 GiB.
	# pauth-impdef: pointer authentication by another algorithm than hardware's, which is
	# slow to emulate.
	machine=(qemu-system-aarch64 -machine 'virt,gic-version=3,iommu=smmuv3'
		-cpu 'max,pauth-impdef=on')
	console=ttyAMA0 memory=512
	;;
*)
	# q35: on the older machine each bind interprets 0.3 s of firmware tables.
	machine=(qemu-system-x86_64 -machine q35 -cpu max)
	case ${KERNEL_MACHINE-} in
	bounce | force) machine+=(-machine 'max-ram-below-4g=256M') ;;
	iommu) machine+=(-device intel-iommu) ;;
	esac
	console=ttyS0 memory=160
	;;
esac

disk=()
[ -z "${KERNEL_DISK-}" ] || disk=(-drive "file=$KERNEL_DISK,format=raw,cache=unsafe,if=none,id=disk"
	-device "nvme,serial=kalloc,drive=disk,max_ioqpairs=1")

# TCG: no KVM is asked of the machine.
timeout "${KERNEL_TIMEOUT:-300}" "${machine[@]}" -accel tcg "${icount[@]}" \
	-smp "$cpus,sockets=$cpus" -m "${KERNEL_MEMORY:-$memory}M" -device edu "${disk[@]}" \
	-nodefaults -display none -no-reboot -serial stdio \
	-kernel "$tree/vmlinuz" -initrd "$root/initramfs.gz" \
	-append "console=$console panic=-1 oops=panic ${KERNEL_ARGS-}" </dev/null 2>&1 |
	sed -u 's/\r*$//' | tee "$root/log" || true
guest_status "$root/log"
