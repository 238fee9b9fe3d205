#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# probe_flags.sh CXX WANTED FLAG...: prints the flags that CXX does not have for C++ and can
# do without, or one line saying which it cannot do without. WANTED: what the kernel wants
# for a compiler, if that is known.

cxx=$1 wanted=$2
shift 2

# shellcheck disable=SC2086 # a list of words
said=$(LC_ALL=C $cxx "$@" -x c++ -fsyntax-only /dev/null 2>&1) && [ -z "$said" ] && exit

# the flag is the first thing quoted that looks like one, behind "'-Werror=' argument"
printf '%s\n' "$said" | awk -v cxx="$cxx" -v wanted="$wanted" '
{ sub(/'\''-Werror='\'' argument /, "") }
match($0, /'\''-[^'\'']*'\''/) {
	flag = substr($0, RSTART + 1, RLENGTH - 2)
	if (flag ~ /^-W|^-fdiagnostics/ || / is (not )?valid for .*C\+\+/)
		spare = spare " " flag
	else if (/: error: /)
		missing = missing " " flag
}
END {
	if (!missing) {
		print spare
		exit
	}
	print "kalloc: " cxx " does not know" missing ", which this kernel is built with; take " \
		(wanted ? wanted " or newer" : "a newer one") ": make CXX=..."
}'
