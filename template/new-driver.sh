#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# new-driver.sh NAME [FOLDER]: copies the driver in this folder to FOLDER (./NAME), by that name.
set -eu

template=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
name=${1-} to=${2:-./${1-}}
die() {
	echo "kalloc: $*" >&2
	exit 1
}
# main and core are the names of its objects
case $name in
'' | [!a-z]* | *[!a-z0-9_]*) die "a driver's name is made of a-z, 0-9 and _: make new-driver NAME=hello" ;;
main | core | core_test | note) die "a part of the driver is called $name already; call it otherwise" ;;
esac
[ ! -e "$to" ] || die "$to exists"
mkdir -p "$to"
cp -r "$template/." "$to"
rm "$to/new-driver.sh"
mv "$to/gitignore" "$to/.gitignore"
upper=$(echo "$name" | tr '[:lower:]' '[:upper:]')
grep -rliZ hello "$to" | xargs -0 sed -i "s/hello/$name/g; s/HELLO/$upper/g"
[ "$name" = hello ] || mv "$to/hello.h" "$to/$name.h"
echo "$to is a driver: make -C $to, then see its README.md"
