# SPDX-License-Identifier: GPL-2.0-only OR MIT
# shellcheck shell=sh
# Sourced by the run.sh of a driver, in the machine with its device: steps, each with a line, "ok - "
# or "not ok - ", and what the kernel has to say behind them.

# shellcheck disable=SC2034 # who sources this ends with it
failed=0

# step WHAT COMMAND...: passes where COMMAND does; its output explains
step() {
	what=$1
	shift
	if output=$("$@" 2>&1); then
		echo "ok - $what: $output"
	else
		echo "not ok - $what: $output"
		failed=1
	fi
}

# what log shows begins here
log_begins() {
	echo "steps: begin $$" >/dev/kmsg
}

whole_log() {
	dmesg -r -s 16000000
}

log() {
	whole_log | sed "1,/steps: begin $$\$/d"
}

# worse MODULE: what is worse than info, levels 0 to 5, but that a module is not from the kernel's
# own build, and not signed; and that a machine which is emulated beside others lost time. A module's
# own function that worked for too long ("FUNCTION [MODULE] hogged CPU") is told.
worse() {
	whole_log | grep -q "steps: begin $$\$" || echo 'the begin is lost'
	may="$1: loading out-of-tree module taints kernel\\.\$
$1: module verification failed: signature and/or required key missing - tainting kernel\$
\\] hrtimer: interrupt took [0-9]* ns\$
\\] clocksource: \(timekeeping watchdog\|Long readout interval\)
\\] sched: \(RT throttling activated\|DL replenish lagged too much\)
\\] workqueue: [^][]* hogged CPU for "
	log | grep '^<[0-5]>' | grep -v "$may"
}

# 4096, 8192: out of tree, not signed. A warning with a stack trace would add 512.
taint() {
	# the allocator looks for writes to memory that was freed, and complains in the log
	! grep -q slub_debug /proc/cmdline || for cache in /sys/kernel/slab/kmalloc-*/validate; do
		echo 1 >"$cache" || return 1
	done
	tainted=$(cat /proc/sys/kernel/tainted)
	echo "$tainted"
	[ "$tainted" = 12288 ] || [ "$tainted" = 4096 ]
}

# kmemleak reports objects from an age of 5 s on, that did not change since a scan
leaks() {
	sleep 6
	echo scan >/sys/kernel/debug/kmemleak && echo scan >/sys/kernel/debug/kmemleak || return 1
	! grep . /sys/kernel/debug/kmemleak && echo 'none'
}
