#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# tidy.sh [FOLDER [ARGUMENT...]]
#
# Runs clang-tidy over the driver in FOLDER (.), once it is built: the checks of its own .clang-tidy, and
# those of kalloc's (build/checks.yaml; its C files have these alone), which take clang-tidy 22 or newer.
# CLANG_TIDY names another than the newest one. ARGUMENTs are clang-tidy's.
set -eu

kalloc=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=$(CDPATH='' cd -- "${1:-.}" && pwd)
[ $# = 0 ] || shift
commands=$folder/compile_commands.json
die() {
	echo "kalloc: $*" >&2
	exit 1
}

[ -e "$commands" ] || die "no $commands; build the driver first, by a Kbuild that includes kalloc's kbuild.mk"
tidy=${CLANG_TIDY-}
version=29
while [ -z "$tidy" ] && [ $version -ge 22 ]; do
	! command -v clang-tidy-$version >/dev/null || tidy=clang-tidy-$version
	version=$((version - 1))
done
tidy=${tidy:-clang-tidy}
command -v "$tidy" >/dev/null || die "no $tidy found; install clang-tidy-22, or name one by CLANG_TIDY="

version=$("$tidy" --version | sed -n 's/.*version \([0-9]*\).*/\1/p')
if [ "$version" -ge 22 ]; then
	set -- --experimental-custom-checks --config-file="$kalloc/build/checks.yaml" \
		--header-filter="^$folder/[^.]" "$@"
else
	echo "kalloc: $tidy is of version $version, kalloc's own checks take 22 or newer: clang-tidy-22" >&2
fi

files=$(sed -n 's/.*"file": "\([^"]*\)".*/\1/p' "$commands")
status=0
for file in $files; do
	case $file in
	*.c)
		[ "$version" -lt 22 ] || "$tidy" --quiet -p "$folder" "$@" --checks='-*,custom-kalloc-*' "$file" || status=1
		;;
	*) "$tidy" --quiet -p "$folder" "$@" "$file" || status=1 ;;
	esac
done
exit $status
