#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# kunit.sh uml-gcc|uml-7.3|uml-clang|debug|rt|lto|arm64|TREE [FILTER] [CXX] [FOLDER]
#
# Builds the KUnit suites, by CXX or what the kernel's compiler calls its C++, runs them in
# that kernel with every failure injection on, and fails on a failed, missing or skipped case,
# on a leak, and on anything the kernel complained of. FILTER is a suite, or suite.case; * is
# allowed. FOLDER is that of a driver, whose suites are built and run in place of kalloc's own.
# Without a kernel: see $home_kernel in lib.sh.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

kernel=${1:-$home_kernel} filter='' cxx='' driver=''
for each in "${@:2}"; do
	case $each in
	*++*) cxx=$each ;;
	*/* | .) driver=$(cd -- "$each" && pwd) || die "no folder $each" ;;
	*) filter=$each ;;
	esac
done
# shellcheck disable=SC2046 # words
need_packages python3 ${cxx:+"${cxx/clang++/clang}"} $("$top/tools/kernel.sh" packages "$kernel")
tree=$("$top/tools/kernel.sh" "$kernel")
parser=$("$top/tools/kernel.sh" source-6.12)/tools/testing/kunit/kunit.py
name=kunit-$(basename "$kernel")${cxx:+-$cxx}${driver:+-$(basename "$driver")}
say 'Building the suites'
built=$("$top/tools/build.sh" "$name" "$tree" "${driver:-kunit}" ${cxx:+"CXX=$cxx"})

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-kunit.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The modules with suites, each behind what it needs; a driver without its device may load or not
modules=()
# add MODULE
add() {
	local module=$1 needed
	[[ " ${modules[*]} " != *" $module "* ]] || return 0
	for needed in $(tr '\0' '\n' <"$module" | sed -n 's/^depends=//p' | tr , ' '); do
		needed=$(find "$built" -name "$needed.ko")
		[ -z "$needed" ] || add "$needed"
	done
	modules+=("$module")
}
while read -r module; do
	! readelf -SW "$module" | grep -qF .kunit_test_suites || add "$module"
done < <(find "$built" -name '*.ko' | sort)
[ ${#modules[@]} != 0 ] || die "no module of ${driver:-kunit} has a KUnit suite; kalloc/kunit.h says how to write one"

kunit_script "${modules[@]}" >"$work/script"
say 'Running them, then looking for leaks (5 s)'
status=0
# autorun: newer kernels have it off where the configuration does not say it; cfi=warn: a
# call of another type than its target's is reported, and the next ones are tested
KERNEL_ARGS="kunit.autorun=1 cfi=warn ${filter:+kunit.filter_glob=$filter}" boot "$tree" "$work/script" \
	"${modules[@]}" >"$work/log" || status=$?
log=$logs/$name-run.log
mkdir -p "$logs"
cp "$work/log" "$log"
[ "${V:-0}" != 1 ] || cat "$log"

# the module's KTAP comes behind that of the kernel's own (no) suites
sed -n '/Run \/init/,$p' "$work/log" >"$work/ktap"
python3 "$parser" parse "$work/ktap" >"$work/parsed" 2>&1 || true
filter_names=$(command -v c++filt || echo cat)
sed 's/^\[[0-9:]*\] //' "$work/parsed" | grep -vE '^Testing complete|^ *$' | "$filter_names" || true

count() {
	sed -n "s/.*Testing complete.* $1: \([0-9]*\).*/\1/p" "$work/parsed" | grep . || echo 0
}
passed=$(count passed)
failed=$(($(count failed) + $(count crashed) + $(count skipped) + $(count errors)))

fail() {
	echo "FAILED: $*"
	failed=$((failed + 1))
}
[ "$status" = 0 ] || fail "the kernel or its script ended with $status; the log: $log"
complaints=$("$top/tools/check_log.sh" "$work/log") ||
	fail "the kernel complained; the log: $log"$'\n'"$complaints"

# Every case that is written ran: kalloc_NAME.CASE of NAME_test.cpp. A driver calls its suites as
# it likes, so its cases are looked for in any, where all are to run.
glob=$filter
[[ $filter == *.* ]] || glob="${filter:-*}.*"
find "${driver:-$top/kunit}" -name '*.cpp' -o -name '*.cc' -o -name '*.cxx' | while read -r file; do
	suite=kalloc_$(basename "$file" _test.cpp)
	[ -z "$driver" ] || suite=any
	grep -oE 'KUNIT_CASE(_PARAM)?\([a-zA-Z0-9_]+' "$file" | sed "s/.*(/$suite./"
done | while read -r case; do
	# shellcheck disable=SC2053 # a pattern
	[[ $case != $glob ]] || echo "$case"
done | sort -u >"$work/written"
tr -d '\r' <"$work/ktap" | awk -v driver="$driver" '
	{ sub(/^\[[^]]*\](\[ *[CT][0-9]+\])? ?/, "") }
	/^    # Subtest:/ { suite = driver ? "any" : $NF }
	sub(/^    (not )?ok [0-9]+ (- )?/, "") { print suite "." $1 }' | sort -u >"$work/ran"
[ -z "$driver" ] || [ -z "$filter" ] || cp "$work/ran" "$work/written"
while read -r case; do
	fail "$case did not run"
done < <(comm -23 "$work/written" "$work/ran")
[ -s "$work/written" ] || fail "no case is called $filter"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
