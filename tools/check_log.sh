#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check_log.sh LOG: fails, and shows the place, if a kernel complained anywhere in
# LOG. A warning that a test announces ("kalloc: a warning is wanted") has to follow
# its announcement, and is no complaint. Nor is what the kernel says between "a report
# is wanted" and "the report is over", and it has to say something.

tr -d '\r' <"$1" | awk '
# the text without the time stamp
{ line = $0; sub(/^(\[ *[0-9.]+\](\[ *[CT][0-9]+\])? ?)/, "", line) }
/kalloc: a warning is wanted/ {
	if (wanted)
		complain("the announced warning did not come")
	wanted = 1
	next
}
/kalloc: a report is wanted/ { report = 1; reported = 0; next }
/kalloc: the report is over/ {
	report = 0
	if (!reported)
		complain("the announced report did not come")
	next
}
report { if (/BUG:/) reported = 1; next }
/cut here/ && wanted { inside = 1; wanted = 0; excused++ }
inside { if (/end trace/) inside = 0; next }
/BUG:|WARNING:|KASAN|UBSAN|KFENCE|Oops|Call Trace|DMA-API: [^pd]|general protection|kernel NULL|Kernel panic|possible recursive|possible circular|inconsistent lock state|suspicious RCU|sleeping function|unreferenced object|suspected memory leaks|refcount_t:|list_(add|del) corruption|stack-protector|hung task|soft lockup|rcu.*stall|Unable to handle|invalid opcode|segfault|kmemleak: (Cannot insert|Kernel memory leak detector disabled)/ {
	complain(line)
}
function complain(what)
{
	if (complaints++ < 20)
		print "line " NR ": " what
}
END {
	if (wanted)
		complain("the announced warning did not come")
	if (report)
		complain("a report has no end")
	if (inside)
		complain("a warning has no end")
	exit complaints > 0
}'
