#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# debug_kernel.sh: what tests/debug_kernel/misuse.cpp does wrong is done on the debug
# kernel, which has to report it; and done right, to which it has to say nothing.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

tree=$("$top/tools/kernel.sh" debug)
say 'Building the misuses'
modules=$("$top/tools/build.sh" misuse "$tree" tests/debug_kernel)
log=$logs/misuse.log
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-misuse.XXXXXX")
trap 'rm -rf "$work"' EXIT

mapfile -t misuses < <(sed -n 's/^\tMISUSE(\([a-z_]*\),.*/\1/p' "$top/tests/debug_kernel/misuse.cpp")
# the expression in the table
report() {
	sed -n "s/^\tMISUSE($1, \"\(.*\)\"),\$/\1/p" "$top/tests/debug_kernel/misuse.cpp" | sed 's/\\\\/\\/g'
}

cat >"$work/script" <<'END'
echo 1 >/sys/kernel/debug/dma-api/all_errors
echo N >/sys/kernel/debug/failslab/ignore-gfp-wait
echo 0 >/sys/kernel/debug/failslab/verbose
# commit NAME CORRECTED
commit() {
	echo "misuse: $1-$2" >/dev/kmsg
	insmod kalloc_misuse.ko name=$1 corrected=$2
	rmmod kalloc_misuse
	# might_sleep() reports once a second
	[ $2 = 1 ] || sleep 1
}
# kmemleak reports objects from an age of 5 s on, that did not change since a scan
leaks() {
	sleep 5
	echo scan >/sys/kernel/debug/kmemleak
	echo scan >/sys/kernel/debug/kmemleak
	echo "misuse: leaks-$1" >/dev/kmsg
	cat /sys/kernel/debug/kmemleak
}
END
{
	printf 'commit %s 1\n' "${misuses[@]}"
	echo 'leaks 1'
	printf 'commit %s 0\n' "${misuses[@]}" | sed '$i leaks 0'
} >>"$work/script"
say "${#misuses[@]} misuses, each done right, then wrong"
# the last one ends the kernel
# one CPU: nobody takes or releases a lock where lockdep is off
KERNEL_CPUS=1 boot "$tree" "$work/script" "$modules/kalloc_misuse.ko" >"$log" || true

# a file for each, of what the kernel said meanwhile
tr -d '\r' <"$log" | awk -v work="$work" '
	/misuse: [a-z_]*-[01]$/ { file = work "/" $NF }
	file { print >file }'
for name in "${misuses[@]}"; do
	wrong=$work/$name-0
	# what leaks is found later
	[[ $name != leak_* ]] || wrong=$work/leaks-0
	if ! grep -qs "$name: done" "$work/$name-1"; then
		bad "$name, done right: did not come to its end"
	elif ! complaints=$("$top/tools/check_log.sh" "$work/$name-1"); then
		bad "$name, done right: the kernel complained"$'\n'"$complaints"
	elif ! grep -qsE "$(report "$name")" "$wrong"; then
		bad "$name, done wrong: no '$(report "$name")'"
	else
		echo "$name: $(grep -oE "$(report "$name").*" "$wrong" | head -n 1)"
		ok
	fi
done
complaints=$("$top/tools/check_log.sh" "$work/leaks-1") || bad "a leak where all was done right"$'\n'"$complaints"
[ "$failed" = 0 ] || echo "the whole log: $log"
end_tests
