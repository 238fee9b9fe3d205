#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# run.sh MODULE: run by tools/nvme_test.sh in the machine with the disk: insmod, nvme_test, the
# kernel's own driver beside it, if it has one, rmmod, and a look at what the kernel said
# meanwhile. A line for each step: "ok - " or "not ok - ".
# mib, binds: what nvme_test is told; rounds: how often the speed of each driver is measured.
# shellcheck disable=SC2317 # functions are called through step

# shellcheck source-path=SCRIPTDIR/../..
. ./steps.sh
module=$1 pci=/sys/bus/pci

# the disk's address, on which the kernel's own driver was first
find_disk() {
	for device in "$pci"/devices/*; do
		[ "$(cat "$device/vendor" "$device/device" | tr '\n' ' ')" != '0x1b36 0x0010 ' ] || address=${device##*/}
	done
}

# bound DRIVER
bound() {
	link=$(readlink "$pci/devices/$address/driver")
	[ "${link##*/}" = "$1" ]
}

# bind_to DRIVER
bind_to() {
	[ ! -e "$pci/devices/$address/driver" ] || echo "$address" >"$pci/devices/$address/driver/unbind" || return 1
	echo "$address" >"$pci/drivers/$1/bind" || return 1
	bound "$1"
}

load() {
	insmod "$module" || return 1
	bound kalloc_nvme || bind_to kalloc_nvme || return 1
	log | sed -n 's/.*kalloc_nvme 0000:[^ ]* //p'
}

unload() {
	rmmod kalloc_nvme || return 1
	! ls /dev/nvme-* 2>/dev/null && ! grep kalloc_nvme /proc/interrupts && echo 'nothing left in /dev and /proc/interrupts'
}

# One driver after the other, so that what else the machine does meets both: tools/nvme_test.sh has
# the medians. FILE NAME
speed() {
	for what in '4096 32' '131072 8' '1048576 4'; do
		# shellcheck disable=SC2086 # two words
		./nvme_test speed "$1" "$2" $what "${speed_mib:?}" || return 1
	done
}

speeds() {
	n=0
	while [ "$n" != "${rounds:?}" ]; do
		n=$((n + 1))
		bind_to nvme || return 1
		while [ ! -b /dev/nvme0n1 ]; do
			sleep 0.1
		done
		speed /dev/nvme0n1 kernel || return 1
		bind_to kalloc_nvme || return 1
		speed "/dev/nvme-$address" kalloc || return 1
	done
}

# but that a bind failed, where nvme_test makes some fail, and what the kernel's own driver says
# ("nvme nvme0"), which loses the disk before it has looked at it
quiet_log() {
	! worse kalloc_nvme | grep -v 'failed with error -\|sysfs_add failed\|can not set name\|kobject' |
		grep -v '\] nvme nvme[0-9]*: ' &&
		echo "nothing worse than info, but that the module is not the kernel's own, and what was made to fail"
}

# What nvme_test makes fail: kmalloc(), by those who may wait as well; not what the kernel allocates for
# its own books, which it cannot do without (DMA debugging, /proc/irq).
make_failures() {
	faults=/sys/kernel/debug/failslab
	echo N >$faults/ignore-gfp-wait && echo 0 >$faults/verbose && echo Y >$faults/cache-filter || return 1
	for cache in /sys/kernel/slab/kmalloc-* /sys/kernel/slab/dma-kmalloc-*; do
		[ ! -e "$cache/failslab" ] || echo 1 >"$cache/failslab" || return 1
	done
}

find_disk
log_begins
step insmod load
[ ! -e /sys/kernel/debug/failslab ] || make_failures || step 'what is to fail' false
./nvme_test "$address" "${mib:-64}" "${binds:-10}" || failed=1
if [ "${rounds:-0}" != 0 ] && [ -e "$pci/drivers/nvme" ]; then
	speeds || step 'the speed of both drivers' false
fi
step rmmod unload
step 'taint flags' taint
[ ! -e /sys/kernel/debug/kmemleak ] || step 'leaks' leaks
step dmesg quiet_log
exit "$failed"
