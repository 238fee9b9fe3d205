#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check_log.sh LOG: fails, and shows the place, if a kernel complained anywhere in
# LOG. A warning that a test announces ("kalloc: a warning is wanted: TEXT") is no
# complaint, provided it is the next one, says TEXT, and comes before the test ends.
# Nor is a line that says TEXT between "kalloc: a report is wanted: TEXT" and "kalloc:
# the report is over", and there has to be one.

tr -d '\r' <"$1" | awk '
# the text without the time stamp
{ line = $0; sub(/^(\[ *[0-9.]+\](\[ *[CT][0-9]+\])? ?)/, "", line) }
/kalloc: a warning is wanted: / {
	if (wanted)
		complain("the announced warning did not come: " text)
	text = line
	sub(/.*a warning is wanted: /, "", text)
	wanted = 1
	next
}
/kalloc: a report is wanted: / {
	report = line
	sub(/.*a report is wanted: /, "", report)
	reported = 0
	next
}
/kalloc: the report is over/ {
	if (!reported)
		complain("the announced report did not come: " report)
	report = ""
	next
}
report && index(line, report) { reported = 1; next }
report && line ~ /^Call Trace:/ { next }
wanted && !inside && /cut here/ { inside = NR; said = 0; next }
inside && index(line, text) { said = 1; next }
inside && /end trace/ {
	if (!said)
		complain("the warning at line " inside " does not say: " text)
	inside = wanted = 0
	text = ""
	next
}
# the head and the stack of the wanted warning; anything else in it counts
inside && line ~ /^(WARNING: (CPU: |[^ ]+:[0-9]+ at )|Call Trace:)/ { next }
(wanted || report) && line ~ /^ *(not )?ok [0-9]/ {
	complain("what was announced did not come: " text report)
	wanted = inside = 0
	text = report = ""
}
line ~ /^DMA-API: (preallocated|debugging enabled)/ { next }
# where an allocation of its own was made to fail: from there on it sees nothing freed
line ~ /^DMA-API: cacheline tracking ENOMEM, dma-debug disabled/ { blind = 1; next }
blind && line ~ /^DMA-API: not freed: / { next }
# the second: where an allocation was made to fail
line ~ /^kmemleak: (Kernel memory leak detector initialized|Cannot allocate a scan area)/ { next }
/BUG:|WARNING:|KASAN|UBSAN|KFENCE|KCSAN|Oops|Call Trace|cut here|DMA-API:|general protection|Kernel panic|NULL pointer|Unable to handle|invalid opcode|segfault|possible recursive|possible circular|inconsistent lock state|suspicious RCU|sleeping function|unreferenced object|suspected memory leaks|kmemleak: |refcount_t:|(list_add|list_del) corruption|stack-protector|hung task|soft lockup|rcu.*stall|messages dropped/ {
	complain(line)
}
function complain(what)
{
	if (complaints++ < 20)
		print "line " NR ": " what
}
END {
	if (wanted || report)
		complain("what was announced did not come: " text report)
	if (!NR)
		complain("the log is empty")
	exit complaints > 0
}'
