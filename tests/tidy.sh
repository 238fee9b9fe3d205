#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# What clang-tidy has to find, with kalloc's checks and those of a new driver.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages python3 g++ clang-tidy-22
tree=$("$top/tools/kernel.sh" stock-6.12)
"$top/tests/tidy/run.py" clang-tidy-22 "$("$top/tools/build.sh" refused-g++ "$tree" samples/readme CXX=g++)"
