#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# mutate.sh [--list] [--near | --seconds N] [--count N] [--least N] [--seed S] [FILE[:LINE] | FOLDER]...
#
# Changes one thing in kalloc's headers at a time, an operator, a condition, a constant, a statement,
# an attribute, a requirement, what is deleted, and asks the tests whether they notice: of all, of
# N by chance, or of those of a file (owner/buffer.h), a line, a folder. --near: only those who have
# to do with the line; who survives them may still be killed by others, who are asked for N seconds of a
# processor in all. What nobody notices needs a test, or a line in tests/mutate/explained that says
# why nothing can tell. All take hours: a run of all goes on where an earlier one was stopped.
# --least: a survivor is no failure, but fewer than N killed are.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages python3 g++ clang-19 binutils
# of all kernels those of the quick loop
kernel=$("$top/tools/kernel.sh" uml-gcc)
stock=$("$top/tools/kernel.sh" stock-6.12)
scratch=$top/build/$debian/mutate
# one run at a time changes the copy; whatever a run that was stopped has left there goes
mkdir -p "$scratch"
exec 8>"$scratch/.mutating"
flock 8
rm -rf "$scratch/include"
for cxx in g++ clang++-19; do
	"$top/tools/build.sh" "refused-$cxx" "$stock" samples/readme CXX=$cxx >/dev/null
done
# -g1: which lines there is code of
"$top/tools/build.sh" mutate "$stock" tests/codegen cxxflags-y='-Werror -g1' >/dev/null
for folder in kunit tests/kunit; do
	"$top/tools/build.sh" mutate "$kernel" $folder cxxflags-y='-Werror -g1' >/dev/null
done
# a test that failed is enough
kunit_script kalloc_kunit.ko |
	sed "/^insmod/a dmesg | grep -qE '\\\\bnot ok [0-9]' && exit 1" >"$scratch/guest-kalloc_kunit"
kunit_script kalloc_failures.ko >"$scratch/guest-kalloc_failures"
[ ! -d "$stock/build" ] || stock=$stock/build
exec "$top/tests/mutate/mutate.py" "$scratch" "$kernel" "$stock" "$@"
