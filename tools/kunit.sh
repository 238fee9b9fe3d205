#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# kunit.sh uml-gcc|uml-clang [FILTER]
#
# Builds the KUnit suites, runs them in that UML kernel with every failure injection
# on, and fails on a failed, missing or skipped case, on a leak, and on anything the
# kernel complained of. FILTER is a suite, or suite.case; * is allowed.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-uml-gcc} filter=${2-}
tree=$("$top/tools/kernel.sh" "$kernel")
source=$("$top/tools/kernel.sh" source)
need_packages python3
name=kunit-$(basename "${kernel}")
say 'Building the suites'
modules=$("$top/tools/build.sh" "$name" "$tree" kunit)

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-kunit.XXXXXX")
trap 'rm -rf "$work"' EXIT
cat >"$work/script" <<'END'
# every allocation may be made to fail, quietly; the tests say which
for fault in failslab fail_page_alloc; do
	for knob in ignore-gfp-wait ignore-gfp-highmem; do
		[ ! -e /sys/kernel/debug/$fault/$knob ] || echo N >/sys/kernel/debug/$fault/$knob
	done
	echo 0 >/sys/kernel/debug/$fault/verbose
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
insmod kalloc_kunit.ko || exit 1
rmmod kalloc_kunit || exit 1
# kmemleak reports objects from an age of 5 s on, that did not change since a scan
sleep 6
echo scan >/sys/kernel/debug/kmemleak || exit 1
echo scan >/sys/kernel/debug/kmemleak || exit 1
cat /sys/kernel/debug/kmemleak
END
say 'Running them'
status=0
UML_ARGS="${filter:+kunit.filter_glob=$filter}" "$top/tools/uml.sh" "$tree" "$work/script" \
	"$modules/kalloc_kunit.ko" >"$work/log" || status=$?
mkdir -p "$cache/log"
cp "$work/log" "$cache/log/$name-run.log"
[ "${V:-0}" != 1 ] || cat "$work/log"

# The module's KTAP comes behind that of the kernel's own (empty) suites
sed -n '/Run \/init/,$p' "$work/log" >"$work/ktap"
python3 "$source/tools/testing/kunit/kunit.py" parse "$work/ktap" >"$work/parsed" 2>&1 || true
sed 's/^\[[0-9:]*\] //' "$work/parsed" | grep -vE '^Testing complete|^$' || true

count() {
	sed -n "s/.*Testing complete.* $1: \([0-9]*\).*/\1/p" "$work/parsed" | grep . || echo 0
}
passed=$(count passed)
failed=$(($(count failed) + $(count crashed) + $(count skipped) + $(count errors)))

fail() {
	echo "FAILED: $*"
	failed=$((failed + 1))
}
[ "$status" = 0 ] || fail "the kernel or its script ended with $status; the log: $cache/log/$name-run.log"
complaints=$("$top/tools/check_log.sh" "$work/log") ||
	fail "the kernel complained; the log: $cache/log/$name-run.log"$'\n'"$complaints"
[ "$passed" -gt 0 ] || fail "no case ran${filter:+ for $filter}"
if [ -z "$filter" ]; then
	# each file's suite, each suite's cases
	for file in "$top"/kunit/*_test.cpp; do
		suite=kalloc_$(basename "$file" _test.cpp)
		want=$(grep -c 'KALLOC_CASE(' "$file")
		ran=$(grep -cE "^$suite\.|^(ok|not ok)" <(sed -n "/Subtest: $suite\$/,/ok [0-9]* $suite\$/p" "$work/ktap" |
			sed 's/^\[[^]]*\] *//' | grep -E '^(ok|not ok) [0-9]+ ' | grep -v " $suite\$"))
		[ "$want" = "$ran" ] || fail "$suite: $want cases, $ran ran"
	done
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
