#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# refused.sh [SOURCE...]: what must not compile, by each compiler, with the flags of a real build;
# of all of tests/refused, or of SOURCE.cpp.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages python3 g++ clang-14 clang-19
tree=$("$top/tools/kernel.sh" stock-6.12)
built=()
for cxx in g++ clang++-14 clang++-19; do
	built+=("$cxx=$("$top/tools/build.sh" "refused-$cxx" "$tree" samples/readme CXX=$cxx)")
done
"$top/tests/refused/run.py" "$top/build/$debian/refused.json" "${built[@]}" "$@"
