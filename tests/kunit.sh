#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# kunit.sh: kalloc/kunit.h as a driver's author has it. The module of tests/kunit has to fail as
# the file expected says; the driver to begin with passes, and fails once a leak is planted.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-kunit.XXXXXX")
trap 'rm -rf "$work"' EXIT

# check WHAT COMMAND...
check() {
	local what=$1
	shift
	if "$@"; then
		ok
	else
		bad "$what"
		tail -n 30 "$work/out"
	fi
}

# run FOLDER: make kunit of that driver; status is its
run() {
	status=0
	"$top/tools/kunit.sh" "$home_kernel" "$1" >"$work/out" 2>&1 || status=$?
}

run "$top/tests/kunit"
check 'suites that fail are a failure' test "$status" = 1
check 'so many of them' grep -qx '3 passed, 13 failed' "$work/out"
# folders, offsets, and how many allocations the kernel itself makes are those of the day
sed -n '/ kalloc_failures (/,/ kalloc_second (/p' "$work/out" |
	sed -e 's|at /.*/\([^/]*\)$|at \1|' -e 's/\(case.h\):[0-9]*/\1/' \
		-e 's/+0x[0-9a-f]*\/0x[0-9a-f]*\( \[[^]]*\]\)*//' -e 's/allocation [0-9]* failed/one failed/' >"$work/said"
check 'what is said' diff -u --label expected --label said "$top/tests/kunit/expected" "$work/said"

driver=$work/acme
"$top/template/new-driver.sh" acme "$driver" >/dev/null
run "$driver"
check 'the driver to begin with passes its tests' test "$status" = 0
check 'all of them' grep -qx '5 passed, 0 failed' "$work/out"
sed -i 's/const auto freed = kunique_ptr<note>::adopt(n);/static_cast<void>(n);/' "$driver/core.cpp"
run "$driver"
check 'a leak is found' test "$status" = 1
check 'by its test, which says whose' grep -q 'not freed is what note_open+.* allocated' "$work/out"
check 'and by kmemleak' grep -q 'unreferenced object' "$work/out"

# a driver without tests
mkdir "$work/none"
cp "$top"/samples/readme/{main.c,receive.cpp} "$work/none/"
cat >"$work/none/Kbuild" <<'END'
obj-m := none.o
none-y := main.o receive.o
include $(KALLOC)
END
run "$work/none"
check 'no test is no success' grep -q 'has a KUnit suite' "$work/out"
end_tests
