#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Every test. What takes long to set up comes first; then the parts run, one more at a
# time than there are processors, as some have to wait for a leak detector; each says what
# it found; the total comes last.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-check.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$logs"
cd "$top"

# part NAME COMMAND...: COMMAND's last line counts, whatever else it prints
part() {
	local name=$1 id log begin count failed
	shift
	id=$(tr -c 'a-z0-9\n' - <<<"$name")
	log=$logs/check-$id.log
	while [ "$(jobs -pr | wc -l)" -gt "$jobs" ]; do
		wait -n || true
	done
	say "$name ..."
	(
		begin=$(date +%s)
		"$@" >"$log" 2>&1 </dev/null || true
		count=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
		count=${count:-0 passed, 1 failed}
		failed=${count#*passed, } failed=${failed%% *}
		if [ "${V:-0}" = 1 ]; then
			cat "$log"
		elif [ "$failed" != 0 ]; then
			tail -n 60 "$log"
			echo "the whole log: $log"
		fi
		say "$name: $count ($(($(date +%s) - begin)) s)"
		echo "${count%% *} $failed" >"$work/$id"
	) &
}

# one after the other: each of these uses all processors
for kernel in uml-gcc stock-6.12 stock-6.1 uml-clang debug; do
	"$top/tools/kernel.sh" $kernel >/dev/null
done
need_packages binutils busybox-static clang-14 clang-19 clang-format-19 clang-tidy-19 cpio g++ kmod \
	pahole perl pkg-config python3 qemu-system-x86 shellcheck

# the longest first, so that they end together
part 'build integration' tests/run.sh kbuild
part 'headers, catalogue, binding, machine code' tests/run.sh check_log headers catalogue binding codegen
part 'must not compile' tests/run.sh refused
part 'misuses, debug kernel' tests/run.sh debug_kernel
part 'edu driver, debug kernel' tools/edu_test.sh debug
part 'samples, debug kernel' tools/samples.sh debug
part 'KUnit, debug kernel' tools/kunit.sh debug
part 'samples, UML 6.12 by gcc, KASAN' tools/samples.sh uml-gcc
part 'samples, UML 6.12 by clang' tools/samples.sh uml-clang
part 'KUnit, UML 6.12 by clang' tools/kunit.sh uml-clang
part 'lint' tools/lint.sh
part 'KUnit, UML 6.12 by gcc, KASAN' tools/kunit.sh uml-gcc
part 'edu driver by g++ and clang 19, stock 6.12' tools/edu_test.sh stock-6.12 g++ clang++-19
part 'edu driver by g++ and clang 19, stock 6.1' tools/edu_test.sh stock-6.1 g++ clang++-19
wait

cat "$work"/* | awk '{ passed += $1; failed += $2 }
	END { print passed " passed, " failed " failed"; exit failed > 0 }'
