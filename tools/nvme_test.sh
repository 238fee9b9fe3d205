#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# nvme_test.sh stock-[rt-|arm64-]VERSION|debug [MIB [ROUNDS]]
#
# Builds samples/nvme against a stock kernel of Debian or a built one, boots that kernel in QEMU with an
# NVMe disk, and runs samples/nvme/test: MIB of data (64 if not given) there and back, what fails, and
# where the kernel has a driver of its own, ROUNDS of the speed of both in turn: the same disk, as
# many commands at once, and one queue, as the disk has no more (qemu.sh). With KERNEL_ICOUNT=y
# (qemu.sh) what counts is how busy the processor was, in instructions.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-stock-6.12} mib=${2:-64} rounds=${3:-0}
binds=$((mib < 256 ? 5 : 50))
# KASAN looks at each byte of the test, too
[ "$kernel" != debug ] || binds=2
read -ra packages < <("$top/tools/kernel.sh" packages "$kernel")
need_packages "${packages[@]}"
tree=$("$top/tools/kernel.sh" "$kernel")
log=$logs/nvme-$kernel.log
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-nvme.XXXXXX")
trap 'rm -rf "$work"' EXIT

say "Building the driver for $(basename "$tree")"
modules=$("$top/tools/build.sh" "nvme-$kernel" "$tree" samples/nvme)
test=$top/samples/nvme/test
"$(cross_of "$tree")gcc" -static -pthread -O2 -Wall -Wextra -Werror -o "$work/nvme_test" "$test/nvme_test.c"
cat >"$work/script" <<END
export mib=$mib binds=$binds rounds=$rounds speed_mib=$((mib < 64 ? mib : 64))
sh ./run.sh kalloc_nvme.ko
END
truncate -s "$((mib + 8))M" "$work/disk"

say 'Booting that kernel in QEMU, with an NVMe disk'
case $kernel in
debug) guest_args='dma_debug_entries=65536' ;;
*) guest_args='loglevel=1 nvme.io_queue_depth=33' ;;
esac
[ "$rounds" != 0 ] || guest_args+=' slub_debug=FZP,kmalloc-*'
KERNEL_TIMEOUT=$((300 + mib + 60 * rounds)) KERNEL_MEMORY=512 KERNEL_DISK=$work/disk KERNEL_ARGS=$guest_args \
	"$top/tools/qemu.sh" "$tree" "$work/script" "$test/run.sh" "$top/samples/steps.sh" "$work/nvme_test" \
	"$modules/kalloc_nvme.ko" | tell_steps "$log"
count_steps "$log" "${PIPESTATUS[0]}"
# medians: of MiB a second, and of the seconds that the processor was not idle
[ "$rounds" = 0 ] || sed -n 's/^speed //p' "$log" | sort -k 2,2 -k 3,3n | awk -v q="'" '
	function median(of, n,    i, j, t) {
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && of[j - 1] > of[j]; j--) {
				t = of[j]; of[j] = of[j - 1]; of[j - 1] = t
			}
		return of[int((n + 1) / 2)]
	}
	function medians(what, driver,    i, m, fast, busy) {
		m = n[what, driver]
		for (i = 1; i <= m; i++) {
			fast[i] = speed[what, driver, i] + 0
			busy[i] = work[what, driver, i] + 0
		}
		of_speed[driver] = median(fast, m)
		of_work[driver] = median(busy, m)
	}
	{ w = sprintf("%5s, %4d KiB a call, %2d at a time", $2, $3 / 1024, $4)
	  speed[w, $1, ++n[w, $1]] = $5; work[w, $1, n[w, $1]] = $6; if (!order[w]) order[w] = ++whats; name[order[w]] = w }
	END { for (i = 1; i <= whats; i++) {
		medians(name[i], "kalloc"); medians(name[i], "kernel")
		printf "%s: %.1f MiB/s, the kernel%ss own driver %.1f: %.2f; busy %.3f s and %.3f s: %.2f\n", name[i],
			of_speed["kalloc"], q, of_speed["kernel"], of_speed["kalloc"] / (of_speed["kernel"] + 1e-9),
			of_work["kalloc"], of_work["kernel"], of_work["kalloc"] / (of_work["kernel"] + 1e-9) } }'
end_steps "$log"
