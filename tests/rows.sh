#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# README's compatibility table and what make check runs are one: each row that boots a kernel
# (tools/check.sh list) is named in the table, and the table names nothing else.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

run=$("$top/tools/check.sh" list | awk '$1 ~ /^(edu|nvme|kunit|samples|misuse)-/ { print $1 }' | sort)
# the last column
# shellcheck disable=SC2016 # no expansion
said=$(sed -n '/^## Compatibility/,/^## /s/^|.*|\(.*\)|$/\1/p' "$top/README.md" | grep -o '`[^`]*`' | tr -d '`' | sort)
for row in $run; do
	if grep -qxF "$row" <<<"$said"; then
		ok
	else
		bad "make check runs $row, of which README.md's table does not tell"
	fi
done
while read -r row; do
	bad "README.md's table names $row twice, or make check does not run it"
done < <(comm -13 <(echo "$run") <(echo "$said"))
end_tests
