#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# c_commands.sh TARGET FILE...: the commands that Kbuild saved in FILEs when it compiled C, one a line, in
# clang's words: what says how to read the source, and the warnings, but nothing of how to make code.

target=$1
shift
[ $# = 0 ] || awk -v target="$target" '
FNR > 1 { nextfile }
{
	sub(/^[^=]*:= */, "")
	gsub(/\$\(pound\)/, "#")
	gsub(/\$\$/, "$")
	command = "clang " target
	for (i = 2; i < NF && $i != "-o"; i++) {
		if ($i == "-include" || $i == "-isystem")
			command = command " " $i " " $(++i)
		else if ($i ~ /^-([IDUO]|std=|nostdinc|m64|fshort-wchar|fms-|W[^pal])/ && $i != "-Werror")
			command = command " " $i
	}
	sub(/;$/, "", $(i + 2))
	gsub(/ -Werror=/, " -W", command) # what gcc lets pass
	print command " -Wno-unknown-warning-option -c -o " $(i + 1) " " $(i + 2)
}
' "$@"
