#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Builds libkalloc-dev, a package for Debian 12 and 13, of this tree; prints
# its name. lintian has no complaint.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

need_packages debhelper dpkg-dev fakeroot lintian
version=$(sed -n '1s/.*(\(.*\)).*/\1/p' "$top/debian/changelog")
[ "$version" = "$(make -s -C "$top" version)" ] || die "debian/changelog is about $version, version.h is not"
out=$top/build/deb
rm -rf "$out"
mkdir -p "$out/kalloc-$version" "$logs"
(cd "$top" && project_files '*' | grep -v '^\.ci/' | xargs -d '\n' cp --parents -t "$out/kalloc-$version")
log=$logs/deb.log
if ! (cd "$out/kalloc-$version" && dpkg-buildpackage -us -uc -b) >"$log" 2>&1; then
	tail -n 20 "$log" >&2
	die "building the package failed; the whole log: $log"
fi
rm -rf "$out/kalloc-$version"
lintian --allow-root --fail-on error,warning "$out"/*.changes >&2 || die "lintian complains of the package"
ls "$out"/*.deb
