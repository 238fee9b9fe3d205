#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# run.sh MODULE: run by tools/edu_test.sh in the machine with the device: insmod, edu_test,
# rmmod, and a look at what the kernel said meanwhile. A line for each step: "ok - " or
# "not ok - ". With anywhere=1 the driver maps any memory; setting=bounce or iommu: how the device
# gets at it is looked at, too.
# shellcheck disable=SC2317 # functions are called through step

# shellcheck source-path=SCRIPTDIR/../..
. ./steps.sh
module=$1

load() {
	insmod "$module" ${anywhere:+anywhere=1} && log | sed -n 's/.*edu_dma 0000:[^ ]* //p'
}

unload() {
	rmmod edu_dma || return 1
	! ls /dev/edu-* 2>/dev/null && ! grep edu_dma /proc/interrupts && echo 'nothing left in /dev and /proc/interrupts'
}

# What the kernel has to say: that a bind failed, for the two that edu_test makes fail.
quiet_log() {
	must='edu_dma.* failed with error -12$
edu_dma.* failed with error -22$'
	worse=$(worse edu_dma)
	if [ "$(echo "$worse" | grep -c "$must")" != 2 ] || echo "$worse" | grep -v "$must"; then
		echo "$worse"
		return 1
	fi
	echo "nothing worse than info, but of two binds that were made to fail, and that the module is not the kernel's own"
}

# the most 2 KiB slots that were in use at once, and how many are now
swiotlb=/sys/kernel/debug/swiotlb
bounce_buffers() {
	echo 0 >"$swiotlb"/io_tlb_used_hiwater && [ "$(cat "$swiotlb"/io_tlb_used)" = 0 ] &&
		echo "$(cat "$swiotlb"/io_tlb_nslabs) slots, none in use"
}

bounced() {
	most=$(cat "$swiotlb"/io_tlb_used_hiwater) now=$(cat "$swiotlb"/io_tlb_used)
	echo "up to $most slots were in use at once, now $now"
	[ "$most" != 0 ] && [ "$now" = 0 ]
}

# each mapping ends at once (DMA), not when there are many (DMA-FQ)
strict_iommu() {
	for group in /sys/bus/pci/drivers/edu_dma/0000:*/iommu_group; do
		echo "$(cat "$group/type") addresses, $(basename "$(readlink -f "$group")") is its group"
		[ "$(cat "$group/type")" = DMA ] || return 1
	done
}

case ${setting-} in
bounce | force) bounces=1 ;;
*) bounces='' ;;
esac
log_begins
[ -z "$bounces" ] || step 'bounce buffers' bounce_buffers
step insmod load
[ "${setting-}" != iommu ] || step 'the device behind an IOMMU' strict_iommu
# from the environment, if they are there
./edu_test "${transfers:-10000}" "${binds:-100}" "${kib:-128}" || failed=1
step rmmod unload
[ -z "$bounces" ] || step 'bounce buffers after it' bounced
step 'taint flags' taint
[ ! -e /sys/kernel/debug/kmemleak ] || step 'leaks' leaks
step dmesg quiet_log
exit "$failed"
