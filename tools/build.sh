#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# build.sh NAME TREE FOLDER [MAKE ARGUMENT...]
#
# Builds the modules of FOLDER (. for all; /... for a driver of somebody else's) against the kernel
# build tree TREE in build/DEBIAN/NAME, a copy of the sources, so that kernels and compilers do not
# share objects. Prints the folder of the modules.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

name=$1 tree=$2 folder=$3
shift 3
out=$top/build/$debian/$name
mkdir -p "$out" "$logs"
# two builds of one name take turns
exec 9>"$out/.lock"
flock 9

# only what is newer: make sees what changed; files that went must go here too
roots=(include kunit samples bench tests/codegen tests/debug_kernel tests/kunit Kbuild)
cd "$top"
if [[ $folder == /* ]]; then
	cd "$folder"
	folder=. roots=(.)
	set -- "KALLOC=$top/include/kalloc/kbuild.mk" "$@"
fi
# but not what builds left beside the sources
find "${roots[@]}" \( -name .kalloc -o -name .git \) -prune -o -type f ! -name '*.o' ! -name '*.ko' ! -name '*.mod' \
	! -name '*.mod.c' ! -name '.*.cmd' ! -name Module.symvers ! -name modules.order -print0 |
	xargs -0 cp -uf --parents --preserve=timestamps -t "$out"
(cd "$out" && find "${roots[@]}" -type f \( -name '*.[ch]' -o -name '*.cpp' -o -name Kbuild \) \
	! -name '*.mod.c' ! -path '*/.kalloc/*') | while read -r file; do
	[ -e "$file" ] || rm -f "$out/$file"
done

args=()
case $(arch_of "$tree") in
um) args+=(ARCH=um) ;;
arm64) args+=(ARCH=arm64 "CROSS_COMPILE=$(cross_of "$tree")") ;;
esac
[ ! -d "$tree/build" ] || tree=$tree/build
# 190107: by clang 19; 0: by gcc
llvm=$(sed -n 's/^CONFIG_CLANG_VERSION=\(.*\)....$/-\1/p' "$tree/.config")
[ -z "$llvm" ] || args+=("LLVM=$llvm")
log=$logs/build-$name.log
# -O: a compiler writes a warning in pieces; two at once would mix theirs
if ! make -O ${KEEP_GOING:+-k} -j"$jobs" -C "$tree" M="$out/${folder#.}" "${args[@]}" "$@" >"$log" 2>&1; then
	grep -vE '^make|directory' "$log" | tail -n 30 >&2
	die "building $folder for $name failed; the whole log: $log"
fi
# Anything a tool says is a defect: compilers, objtool, modpost. But in the kernel's own headers,
# that another Debian has another pahole, and that clang has no kCFI check for calls of virtual
# functions, which is true and no option changes.
if grep -E 'warning:|WARNING:|error:' "$log" | grep -vE "^$cache/|^warning: pahole version differs|objtool: .*: no-cfi indirect call!\$" >&2; then
	die "building $folder for $name drew warnings; the whole log: $log"
fi
echo "$out/${folder#.}"
