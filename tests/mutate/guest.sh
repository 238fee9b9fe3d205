# SPDX-License-Identifier: GPL-2.0-only OR MIT
# shellcheck shell=sh
# What a kernel runs that is asked about changes (together.py), behind what kunit_script() makes ready.
# jobs: on each line the number of a change, and for each suite its name, how many lines of what the
# kernel says are complaints if all is well, and for how many seconds it may run; "learn" for the
# former: then it is told. Few processes, which are slow here.
complaints='BUG:|WARNING:|KASAN|UBSAN|Oops|Call Trace|cut here|DMA-API:|general protection|NULL pointer'
complaints="$complaints|possible recursive|possible circular|inconsistent lock|suspicious RCU|sleeping function"
complaints="$complaints|refcount_t:|(list_add|list_del) corruption|hung task|soft lockup|stall"
complained() { grep -cE "$complaints" /tmp/log; }

# run CHANGE SUITE COMPLAINTS SECONDS: is all well?
run() {
	echo "kalloc: mutant $1, $2" >/dev/kmsg
	echo "$1 $2 $4" >/sys/module/kalloc_kunit/parameters/run || return 1
	dmesg -c >/tmp/log
	if [ "$3" = learn ]; then
		echo "came by: $(cat /sys/module/kalloc_kunit/parameters/run), complaints: $(complained)" >/dev/kmsg
	else
		[ "$(grep -cE "\\bnot ok [0-9]|$complaints" /tmp/log)" = "$3" ]
	fi
}

insmod kalloc_kunit.ko || exit 1
dmesg -c >/tmp/log
# a kernel that has complained goes on as long as it can tell what is right from what is wrong; of
# who passes there nothing is known
alive='' tainted=''
while read -r change suites; do
	noticed=''
	# shellcheck disable=SC2086 # words
	set -- $suites
	while [ $# -gt 0 ] && [ ! "$noticed" ]; do
		run "$change" "$1" "$2" "$3" || noticed="$1 $2 $3"
		shift 3
	done
	if [ "$noticed" ]; then
		# shellcheck disable=SC2086 # words
		set -- $noticed
		[ "$(complained)" = "$2" ] || tainted=1
		run -1 "$@" || break
	elif [ ! "$tainted" ]; then
		alive=1
	fi
done <./jobs
if [ "$alive" ]; then
	echo scan >/sys/kernel/debug/kmemleak || exit 1
	sleep 5
	echo scan >/sys/kernel/debug/kmemleak || exit 1
fi
echo "kalloc: mutant -1, none" >/dev/kmsg
cat /sys/kernel/debug/kmemleak
