#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Every test, one part after the other: what each found, then the total.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

passed=0 failed=0 table=''

# part NAME COMMAND...: COMMAND's last line counts, whatever else it prints
part() {
	local name=$1 log begin count p f
	shift
	log=$cache/log/check-$(tr -c 'a-z0-9\n' - <<<"$name").log
	mkdir -p "$cache/log"
	begin=$(date +%s)
	say "$name ..."
	if [ "${V:-0}" = 1 ]; then
		"$@" 2>&1 | tee "$log" || true
	else
		# progress (steps in brackets) is shown, the rest is in the log
		"$@" 2>&1 | tee "$log" | grep --line-buffered -E '^\[ *[0-9]+:[0-9]+\]' || true
	fi
	count=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	if [ -z "$count" ]; then
		tail -n 30 "$log"
		count='0 passed, 1 failed'
	fi
	p=${count%% *} f=$(sed 's/.*passed, \([0-9]*\) failed.*/\1/' <<<"$count")
	[ "$f" = 0 ] || { [ "${V:-0}" = 1 ] || tail -n 60 "$log"; echo "the whole log: $log"; }
	passed=$((passed + p)) failed=$((failed + f))
	table+=$(printf '%6d passed %4d failed %5d s  %s' "$p" "$f" $(($(date +%s) - begin)) "$name")$'\n'
}

part 'lint' tools/lint.sh
part 'tests on the host' tests/run.sh
part 'KUnit, UML 6.12 by gcc, KASAN' tools/kunit.sh uml-gcc
part 'KUnit, UML 6.12 by clang' tools/kunit.sh uml-clang
part 'samples, UML 6.12 by gcc, KASAN' tools/samples.sh uml-gcc
part 'samples, UML 6.12 by clang' tools/samples.sh uml-clang
part 'edu driver by g++, stock 6.12' tools/edu_test.sh stock-6.12
part 'edu driver by g++, stock 6.1' tools/edu_test.sh stock-6.1
part 'edu driver by clang 19, stock 6.12' tools/edu_test.sh stock-6.12 clang++-19
part 'edu driver by clang 19, stock 6.1' tools/edu_test.sh stock-6.1 clang++-19

say 'all parts:'
printf '%s' "$table"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
