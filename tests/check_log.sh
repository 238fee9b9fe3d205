#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# What tools/check_log.sh takes for a complaint of the kernel, and what it excuses; and samples/steps.sh.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

log=$(mktemp "${TMPDIR:-/tmp}/kalloc-log.XXXXXX")
trap 'rm -f "$log"' EXIT

# verdict 0|1 NAME: of the log in standard input, each line with a time stamp
verdict() {
	local status=0
	sed 's/^/[    0.120000] /' >"$log"
	"$top/tools/check_log.sh" "$log" >"$log.out" || status=$?
	if [ "$status" = "$1" ]; then
		ok
	else
		bad "$2: ended with $status, not $1"
		cat "$log.out"
	fi
	rm -f "$log.out"
}
clean() {
	verdict 0 "$1"
}
complaint() {
	verdict 1 "$1"
}

wanted='kalloc: a warning is wanted: kalloc: element 7'
report='kalloc: a report is wanted: BUG: sleeping function'
over='kalloc: the report is over'

# warning TEXT [MORE]: as the kernel prints it
warning() {
	printf '%s\n' '------------[ cut here ]------------' "WARNING: CPU: 0 PID: 79 at module.c:40 f+0x4b/0x50" \
		"$@" 'Call Trace:' ' [<60031780>] ? dump_trace+0x0/0x180' '---[ end trace 0000000000000000 ]---'
}

# the same by Linux 7.3
warning_7_3() {
	warning "$@" | sed 's|^WARNING: .*|WARNING: ../module.c:40 at f+0x4b/0x50 [m], CPU#0: insmod/79|'
}

clean 'a quiet boot' <<'END'
DMA-API: preallocated 65556 debug entries
DMA-API: debugging enabled by kernel config
kmemleak: Kernel memory leak detector initialized (mem pool available: 15894)
kmemleak: Cannot allocate a scan area, scanning the full object
    ok 1 allocates
END
clean 'DMA-API debugging that was made to fail' <<'END'
DMA-API: cacheline tracking ENOMEM, dma-debug disabled
    ok 4 out_of_memory
DMA-API: not freed: platform kalloc_kunit coherent
END
complaint 'what it said before' <<'END'
DMA-API: not freed: platform kalloc_kunit coherent
DMA-API: cacheline tracking ENOMEM, dma-debug disabled
END
complaint 'an empty log' </dev/null

while read -r line; do
	complaint "$line" <<<"$line"
done <<'END'
WARNING: CPU: 0 PID: 79 at module.c:40 f+0x4b/0x50
WARNING: ../module.c:40 at f+0x4b/0x50 [m], CPU#0: insmod/79
------------[ cut here ]------------
Call Trace:
BUG: KASAN: slab-use-after-free in f+0x4b/0x50
BUG: sleeping function called from invalid context at kernel/locking/mutex.c:585
BUG: unable to handle page fault for address: 0000000000001000
UBSAN: array-index-out-of-bounds in f.c:3:4
WARNING: possible recursive locking detected
WARNING: suspicious RCU usage
kmemleak: 1 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
unreferenced object 0x64a2b000 (size 64):
kmemleak: Freeing unknown object at 0x64a2b000
kmemleak: Kernel memory leak detector disabled
DMA-API: platform kalloc_kunit: device driver frees DMA memory with different size
DMA-API: not freed: platform kalloc_kunit coherent
refcount_t: underflow; use-after-free.
list_add corruption. prev->next should be next
Oops: general protection fault, probably for non-canonical address
Kernel panic - not syncing: Fatal exception
Modules segfault at 0 ip 0000000060000000
** 12 printk messages dropped **
END

clean 'the announced warning' < <(echo "$wanted"; warning 'kalloc: element 7 is outside'; echo 'ok 1 a')
clean 'the announced warning, by 7.3' < <(echo "$wanted"; warning_7_3 'kalloc: element 7 is outside'; echo 'ok 1 a')
complaint 'another warning than the announced one, by 7.3' < <(echo "$wanted"; warning_7_3 'kalloc: element 8')
complaint 'what else warns in a wanted warning' < <(echo "$wanted"; warning 'WARNING: suspicious RCU usage' 'kalloc: element 7')
complaint 'another warning than the announced one' < <(echo "$wanted"; warning 'kalloc: element 8')
complaint 'a second warning' < <(echo "$wanted"; warning 'kalloc: element 7'; warning 'kalloc: element 7')
complaint 'an announced warning that does not come' < <(echo "$wanted"; echo 'ok 1 a')
complaint 'one that comes for another test' < <(echo "$wanted"; echo 'ok 1 a'; warning 'kalloc: element 7')
complaint 'one that is announced twice' < <(echo "$wanted"; echo "$wanted"; warning 'kalloc: element 7')
complaint 'one without an end' < <(echo "$wanted"; warning 'kalloc: element 7' | head -n 4)
complaint 'what else is in a wanted warning' < <(echo "$wanted"; warning 'kalloc: element 7' 'BUG: KASAN: x')
clean 'the announced report' < <(echo "$report"; echo 'BUG: sleeping function called'; echo 'Call Trace:'; echo "$over")
complaint 'another report' < <(echo "$report"; echo 'BUG: sleeping function'; echo 'BUG: KASAN: x'; echo "$over")
complaint 'an announced report that does not come' < <(echo "$report"; echo "$over")
complaint 'one without an end' < <(echo "$report"; echo 'BUG: sleeping function')

# worse LINES: what samples/steps.sh's worse() tells of a driver's module by that name
worse() {
	sh -c '. "$1"/samples/steps.sh
dmesg() {
	printf "%s\n" "<5>[    0.000000] Linux" "<12>[    1.500000] steps: begin $$" "$lines"
}
worse driver' sh "$top"
}
while read -r lines; do
	expect "told: $lines" [ -z "$(lines=$lines worse)" ]
done <<'END'
<6>[    2.120000] driver 0000:00:02.0: 12582912 bytes
<4>[    2.120000] driver: loading out-of-tree module taints kernel.
<4>[   12.746942] hrtimer: interrupt took 25524224 ns
<4>[   12.746942][  T12] clocksource: timekeeping watchdog on CPU1: hpet wd-wd read-back delay of 188000ns
<4>[   12.746942] workqueue: drm_fb_helper_damage_work hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND
<4>[   12.746942] sched: RT throttling activated
END
while read -r lines; do
	expect "not told: $lines" [ "$(lines=$lines worse)" = "$lines" ]
done <<'END'
<4>[    2.120000] driver 0000:00:02.0: probe failed with error -12
<4>[    2.120000] other: loading out-of-tree module taints kernel.
<4>[    2.120000] driver: hrtimer: interrupt took 25524224 ns
<4>[   12.746942] workqueue: work [driver] hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND
<0>[   12.746942] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [insmod:79]
END

end_tests
