#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# docs/misuse.md against the tests: each test it names exists, each class whose outcome
# needs a test names one, and each case of tests/refused/misuse.cpp and of tests/tidy, and
# misuse of tests/debug_kernel, is in it.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

page=$top/docs/misuse.md
tick=\`
name=$tick'[a-z_]+\.[a-z_0-9]+'$tick

exists() {
	case $1 in
	*_test.*) grep -qE "KUNIT_CASE(_PARAM)?\(${1#*.}[,)]" "$top/kunit/${1%.*}.cpp" ;;
	tidy.*) grep -q "^#ifdef ${1#*.} // " "$top"/tests/tidy/{core.cpp,main.c} ;;
	debug_kernel.*) grep -q "^	MISUSE(${1#*.}, " "$top/tests/debug_kernel/misuse.cpp" ;;
	*) grep -q "^#ifdef ${1#*.} // " "$top/tests/refused/${1%.*}.cpp" ;;
	esac
}

names() {
	grep -oE "$name" "$page" | tr -d "$tick" | sort -u
}

for test in $(names); do
	expect "there is no test $test" exists "$test"
done

while read -r case; do
	expect "misuse.$case is not in docs/misuse.md" grep -qF "\`misuse.$case\`" "$page"
done < <(sed -n 's,^#ifdef \([a-z_0-9]*\) // .*,\1,p' "$top/tests/refused/misuse.cpp")
while read -r case; do
	expect "tidy.$case is not in docs/misuse.md" grep -qF "\`tidy.$case\`" "$page"
done < <(sed -n 's,^#ifdef \([a-z_0-9]*\) // .*,\1,p' "$top"/tests/tidy/{core.cpp,main.c})
while read -r case; do
	expect "debug_kernel.$case is not in docs/misuse.md" grep -qF "\`debug_kernel.$case\`" "$page"
done < <(sed -n 's,^\tMISUSE(\([a-z_]*\)\, .*,\1,p' "$top/tests/debug_kernel/misuse.cpp")

# the last column
while IFS='|' read -r _ class _ _ outcome _; do
	case $outcome in
	' class '* | *'---'* | ' with kalloc '*) ;;
	' not covered'*) expect "$class: no reason" grep -q '[:,] ' <<<"$outcome" ;;
	' does not compile'* | ' cannot be written'* | ' caught at run time'* | ' found by clang-tidy'*)
		expect "$class: no test" grep -qE "$name" <<<"$outcome"
		;;
	*) expect "$class: no known outcome: $outcome" false ;;
	esac
done < <(grep '^|' "$page")
end_tests
