#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# docs.sh: the API reference, by Doxygen from what the headers say, in build/docs; prints its first
# page. What Doxygen warns of is an error.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

need_packages doxygen python3
out=$top/build/docs
rm -rf "$out"
mkdir -p "$out"
cd "$top"
OUTPUT=$out doxygen docs/Doxyfile >&2 || die "the headers' comments are not as Doxygen wants them"
echo "$out/html/index.html"
