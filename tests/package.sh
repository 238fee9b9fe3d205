#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The ways kalloc gets to a driver's author: the Debian package, pkg-config, CMake. Each
# builds a module against what was installed.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages cmake ninja-build pkg-config
passed=0 failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-package.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$("$top/tools/kernel.sh" stock-6.12)/build
version=$(make -s -C "$top" version)

# expect WHAT COMMAND...
expect() {
	local what=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAILED: $what"
		tail -n 15 "$work/log"
	fi
}
# refused MESSAGE COMMAND...
refused() {
	local message=$1
	shift
	if "$@" || ! grep -q "$message" "$work/log"; then return 1; fi
}

expect 'the package is built, and lintian has no complaint' "$top/tools/deb.sh"
dpkg-deb -x "$top"/build/deb/libkalloc-dev_*.deb "$work/root" || true
prefix=$work/root/usr
expect 'it has what make install has' sh -c "make -s -C $top install DESTDIR=$work/made PREFIX=/usr &&
	diff -r $work/made/usr/include $prefix/include && diff -r $work/made/usr/share/cmake $prefix/share/cmake"
expect 'the changelog begins with this version' grep -m 1 -n "^## $version" "$top/CHANGELOG.md"

export PKG_CONFIG_PATH=$prefix/share/pkgconfig
expect 'pkg-config knows the version' test "$(pkg-config --modversion kalloc)" = "$version"

# /usr/include: the C library's headers are beside kalloc's, and must not be found all the same
echo '#error "a hosted header"' | tee "$prefix/include/stdio.h" >"$prefix/include/string.h"

# a driver with a source in a folder below, and a header found from there
mkdir -p "$work/driver/core"
cp "$top/samples/readme/main.c" "$work/driver/"
(echo '#include "driver.h"'; cat "$top/samples/readme/receive.cpp"
	echo 'static_assert(DRIVER == FLAG);') >"$work/driver/core/receive.cpp"
echo '#define DRIVER 7' >"$work/driver/driver.h"
cat >"$work/driver/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(hello NONE)
find_package(kalloc $version REQUIRED)
kalloc_add_module(hello SOURCES main.c core/receive.cpp KERNEL \${KERNEL} FLAGS -DFLAG=\${FLAG})
END
for generator in 'Unix Makefiles' Ninja; do
	rm -rf "$work/build"
	configure=(cmake -S "$work/driver" -B "$work/build" -G "$generator" "-DCMAKE_PREFIX_PATH=$prefix"
		"-DKERNEL=$tree")
	# shellcheck disable=SC2016 # the inner sh expands it
	expect "CMake with $generator" sh -c '"$@" -DFLAG=7 && cmake --build "$0" && test -s "$0/hello.ko"' \
		"$work/build" "${configure[@]}"
	expect "a changed header is seen, with $generator" refused 'static assertion failed' \
		sh -c "sed -i s/7/8/ $work/driver/driver.h && cmake --build $work/build"
	sed -i s/8/7/ "$work/driver/driver.h"
done
echo '#include <stdio.h>' >>"$work/driver/core/receive.cpp"
expect 'no hosted header is found' refused 'kalloc: <stdio.h>: print in a .c file' cmake --build "$work/build"
sed -i '$d' "$work/driver/core/receive.cpp"
echo 'extern "C" u64 untested() { return make_kunique<stats>(gfp::kernel)->frames; }' >>"$work/driver/core/receive.cpp"
expect 'an untested owner, by g++ and an analyzer' refused 'kalloc: this owner may be empty' \
	env KALLOC_ANALYZER=clang++-19 cmake --build "$work/build"
sed -i '$d' "$work/driver/core/receive.cpp"
expect 'no kernel, by CMake' refused 'kalloc: no kernel build tree at /none' "${configure[@]}" -DKERNEL=/none
sed -i "s/kalloc $version/kalloc 99.0/" "$work/driver/CMakeLists.txt"
expect 'a newer kalloc is asked for' refused 'compatible' "${configure[@]}"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
