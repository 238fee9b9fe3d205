#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# run.sh [PART...]: the tests on the host, all of them or the named ones.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

all=(check_log headers refused tidy mutants catalogue promises rows binding codegen counts kbuild package kunit debug_kernel)
parts=("${@:-${all[@]}}")
for part in "${parts[@]}"; do
	[ -x "$top/tests/$part.sh" ] || die "no part $part; there are: ${all[*]}"
	say "tests/$part.sh"
	out=$("$top/tests/$part.sh" 2>&1) || true
	count=$(tail -n 1 <<<"$out")
	if [[ $count =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
		if [ "${BASH_REMATCH[2]}" != 0 ]; then echo "$out"; else grep -E "$told" <<<"$out" || true; fi
	else
		failed=$((failed + 1))
		echo "$out"
	fi
	say "tests/$part.sh: $count"
done
end_tests
