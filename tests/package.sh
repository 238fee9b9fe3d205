#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The ways kalloc gets to a driver's author: the Debian package, pkg-config, CMake, the driver to
# begin with, DKMS. Each builds a module against what was installed.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages clang-19 clang-tidy-19 clang-tidy-22 cmake dkms ninja-build pkg-config
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-package.XXXXXX")
trap 'rm -rf "$work"' EXIT
tree=$("$top/tools/kernel.sh" stock-6.12)/build
version=$(make -s -C "$top" version)

# expect WHAT COMMAND...
expect() {
	local what=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		ok
	else
		bad "$what"
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
expect 'and the checks' test "$(pkg-config --variable=tidy kalloc)" = /usr/include/kalloc/tidy.sh

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

# the driver to begin with: built as its README says, by DKMS for two kernels, and run in both
# (PREFIX is /usr, and the package not installed: KALLOC says where it is)
driver=$work/acme
export KALLOC=$prefix/include/kalloc/kbuild.mk
expect 'a new driver' "$prefix/share/kalloc/template/new-driver.sh" acme "$driver"
expect 'no other of that name' refused "$driver exists" "$prefix/share/kalloc/template/new-driver.sh" acme "$driver"
expect 'no name for a driver' refused "a driver's name is made of" make -C "$top" new-driver NAME=no-name
expect 'nothing of the template is left' sh -c "! grep -rn -e hello -e HELLO $driver"
expect 'it builds by clang' make -C "$driver" KDIR="$tree" CXX=clang++-19
expect 'clang-tidy has no complaint' make -C "$driver" KDIR="$tree" CXX=clang++-19 tidy
expect 'nor has an older one, which says that it is' sh -c \
	"CLANG_TIDY=clang-tidy-19 $prefix/include/kalloc/tidy.sh $driver 2>&1 | tee /dev/stderr | grep -q 'take 22 or newer'"
sed -i.kept 's/note_close(file/kfree(file/; s/^#include <linux.module.h>/&\n#include <linux\/slab.h>/' "$driver/main.c"
expect 'what one half does to the other is found' refused 'main.c:.*only the C++ half knows what this is' \
	"$prefix/include/kalloc/tidy.sh" "$driver"
mv "$driver/main.c.kept" "$driver/main.c"
expect 'it is cleaned' sh -c "make -C $driver clean KDIR=$tree &&
	$prefix/share/kalloc/template/new-driver.sh acme $work/again && diff -r $driver $work/again"
mkdir -p "$work/dkms"
cp -r "$driver" "$work/acme-0.1"
cat >"$work/script" <<'END'
# what was written to an open file, and to no other
insmod acme.ko && exec 3<>/dev/acme && echo first >&3 && echo second >&3 || exit 1
[ "$(cat /dev/acme)" = '' ] && [ "$(cat <&3)" = "$(printf 'first\nsecond')" ] || exit 1
exec 3<&- && rmmod acme
END
for kernel in stock-6.12 stock-6.1; do
	tree=$("$top/tools/kernel.sh" "$kernel")
	release=$(basename "$tree")
	expect "DKMS builds it for $release" dkms --sourcetree "$work" --dkmstree "$work/dkms" build acme/0.1 \
		-k "$release" --kernelsourcedir "$tree/build"
	expect "it runs there" "$top/tools/qemu.sh" "$tree" "$work/script" \
		"$work/dkms/acme/0.1/$release/x86_64/module/acme.ko"
done

end_tests
