#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# probe_cxx.sh --target=TRIPLE CXX...: prints the compiler's kind (gcc, clang), its major
# version, and the folders of its C++ and freestanding headers, clang's for that target;
# or one line saying what is missing.

here=$(dirname "$0") target=$1
shift

fail() {
	echo "kalloc: $*"
	exit 1
}

command -v "$1" >/dev/null || fail "no $1 found; install it (Debian: apt install g++, or clang) or name one: make CXX=g++-12"

# the package of headers, for this machine or another
missing() {
	case $target in
	--target=$(uname -m)-*) echo libstdc++-12-dev ;;
	*) echo "g++-${target#*=}" ;;
	esac
}

set -f
# shellcheck disable=SC2046,SC2048 # lists of words
set -- "$*" $($* -x c++ -E -P - <<'END' 2>/dev/null
#ifdef __clang__
clang __clang_major__
#else
gcc __GNUC__
#endif
END
)
cxx=$1 kind=$2 version=$3
[ -n "$version" ] || fail "$cxx does not compile C++; install its C++ front end (Debian: apt install g++)"
case $kind in
gcc) [ "$version" -ge 12 ] || fail "$cxx is g++ $version, 12 or newer is needed; or name one: make CXX=g++-12" ;;
clang)
	[ "$version" -ge 14 ] || fail "$cxx is clang $version, 14 or newer is needed; or name one: make CXX=clang++-14"
	cxx="$cxx $target"
	;;
esac

# the search path, less the C library's folders: nothing hosted is in reach
dirs=$($cxx -x c++ -E -v - </dev/null 2>&1 | sed -n '/^#include <\.\.\.>/,/^End of search/p' |
	grep '^ /' | grep -E '/c\+\+|/(gcc|clang)/.*/include$|/lib/gcc' | grep -v include-fixed)
case $dirs in
*/c++*) ;;
*) fail "$cxx has no libstdc++ headers; install them (Debian: apt install $(missing))" ;;
esac
# features.h: the one file of the C library that libstdc++ reads
# shellcheck disable=SC2086 # a list of words
echo "$kind" "$version" "$here/freestanding" $dirs
