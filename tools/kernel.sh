#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Gets a kernel to build against and to boot, and prints its build tree.
#
#   kernel.sh uml-gcc | uml-clang	UML 6.12, built from Debian's source
#   kernel.sh debug			x86_64 6.12, from the same source, for QEMU
#   kernel.sh stock-6.1 | stock-6.12	Debian's own headers and cloud image
#   kernel.sh stock-rt-6.1 | stock-rt-6.12	the same with PREEMPT_RT
#   kernel.sh stock-arm64-6.1 | stock-arm64-6.12	the same for arm64
#   kernel.sh stock-arm64-16k-6.12	with pages of 16 KiB
#
# In the tree, what boots: linux for UML, vmlinuz for QEMU.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

llvm=-14
build_packages="bc bison flex gcc g++ libelf-dev make xz-utils"

# The source tree of linux-source-VERSION, unpacked once per package version.
source_tree() {
	local package=linux-source-$1 version dir
	version=$(candidate "$package") || { apt_update; version=$(candidate "$package"); } ||
		die "apt knows no $package; run: apt-get update"
	dir=$cache/src/$package-$version
	if [ ! -f "$dir/.unpacked" ]; then
		rm -rf "$dir" "$dir.deb"
		step "Downloading $package $version" "$cache/log/$package-download.log" \
			unpack_deb "$package" "$dir.deb"
		mkdir -p "$dir"
		step "Unpacking $package" "$cache/log/$package-unpack.log" \
			tar -C "$dir" --strip-components=1 -xf "$dir.deb/usr/src/$package.tar.xz"
		rm -rf "$dir.deb"
		touch "$dir/.unpacked"
	fi
	echo "$dir"
}

# configured TREE: every line of TREE/fragments is in TREE/.config
# (an unset option may also be absent: its dependencies rule it out)
configured() {
	local tree=$1 line bad=0
	while read -r line; do
		case $line in
		CONFIG_*) grep -qxF "$line" "$tree/.config" ;;
		'# CONFIG_'*)
			line=${line#\# }
			! grep -q "^${line%% *}=" "$tree/.config"
			;;
		esac || { echo "the kernel's configuration did not take: $line"; bad=1; }
	done <"$tree/fragments"
	return $bad
}

# build NAME ARCH FRAGMENT...: a kernel 6.12 that has what the fragments say, and else
# as little as there can be
build() {
	local name=$1 arch=$2 source key tree fragments make_args=()
	shift 2
	source=$(with_lock source source_tree 6.12)
	fragments=("${@/#/$top/tools/kernel/}")
	make_args=(ARCH="$arch")
	if [ "$name" = uml-clang ]; then
		make_args+=("LLVM=$llvm")
		key=$("clang$llvm" --version | head -n 1)
	else
		key=$(gcc --version | head -n 1)
	fi
	key=$( (basename "$source"; echo "$key"; cat "${fragments[@]}") | sha256sum | cut -c 1-12)
	tree=$cache/$name-$key
	if [ ! -f "$tree/.built" ]; then
		rm -rf "$tree"
		mkdir -p "$tree"
		build_tree() {
			cat "${fragments[@]}" >"$tree/fragments" &&
			make -s -C "$source" O="$tree" "${make_args[@]}" KCONFIG_ALLCONFIG="$tree/fragments" allnoconfig &&
			configured "$tree" &&
			make -C "$source" O="$tree" "${make_args[@]}" -j"$jobs"
		}
		step "Building Linux 6.12 ($name, 4 to 6 minutes)" "$cache/log/$name.log" build_tree
		[ "$arch" = um ] || ln -s "arch/x86/boot/bzImage" "$tree/vmlinuz"
		touch "$tree/.built"
	fi
	echo "$tree"
}

# Debian's headers are installed (a driver author has them), the image is only
# unpacked: nothing of it is needed on this machine.
stock() {
	local version=$1 headers release image tree
	case $version in
	6.1) headers=linux-headers-cloud-amd64 ;;
	rt-6.1) headers=linux-headers-rt-amd64 ;;
	rt-*) headers=linux-headers-${version#rt-}-rt-amd64 ;;
	*) headers=linux-headers-$version-cloud-amd64 ;;
	esac
	need_packages "$headers"
	release=$(apt-cache depends --installed "$headers" | sed -n 's/.*Depends: linux-headers-//p')
	image=linux-image-$release
	tree=$cache/stock-$release
	if [ ! -f "$tree/.unpacked" ]; then
		rm -rf "$tree" "$tree.deb"
		mkdir -p "$tree"
		step "Downloading $image" "$cache/log/$image.log" unpack_deb "$image" "$tree.deb"
		cp "$tree.deb/boot/vmlinuz-$release" "$tree/vmlinuz"
		ln -s "/usr/src/linux-headers-$release" "$tree/build"
		rm -rf "$tree.deb"
		touch "$tree/.unpacked"
	fi
	echo "$tree"
}

# The same for arm64. Nothing is installed, as the packages are another architecture's; the
# build's own programs, linux-kbuild, are this machine's.
stock_arm64() {
	local suite=bookworm flavour release tree package
	case $1 in
	6.1) flavour=cloud-arm64 ;;
	16k-*) flavour=${1#16k-}-arm64-16k ;;
	*) flavour=$1-cloud-arm64 ;;
	esac
	need_packages g++-aarch64-linux-gnu
	release=$(apt_of "$suite" arm64 apt-cache depends "linux-headers-$flavour" |
		sed -n 's/.*Depends: linux-headers-//p')
	[ -n "$release" ] || die "Debian's $suite has no linux-headers-$flavour for arm64"
	tree=$cache/stock-arm64-$release
	unpack() {
		for package in "linux-headers-$release" "linux-image-$release"; do
			unpack_deb "$package" "$tree" "$suite" arm64 || return
		done
		apt_of "$suite" arm64 apt-cache depends "linux-headers-$release" |
			sed -n 's/.*Depends: \(linux-headers-.*\|linux-kbuild-.*\)/\1/p' | while read -r package; do
			unpack_deb "$package" "$tree" "$suite" amd64 || return
		done
	}
	if [ ! -f "$tree/.unpacked" ]; then
		rm -rf "$tree"
		step "Downloading Linux $release" "$cache/log/stock-arm64-$release.log" unpack
		rm -rf "${tree:?}/lib"
		# where the Makefile of the headers looks for the common ones
		sed -i "s|/usr/|$tree/usr/|" "$tree/usr/src/linux-headers-$release/Makefile"
		ln -s "usr/src/linux-headers-$release" "$tree/build"
		ln -s "boot/vmlinuz-$release" "$tree/vmlinuz"
		touch "$tree/.unpacked"
	fi
	echo "$tree"
}

case ${1-} in
/*)
	[ -f "$1/Makefile" ] || die "no kernel build tree at $1"
	echo "$1"
	;;
source)
	with_lock source source_tree 6.12
	;;
uml-gcc)
	# shellcheck disable=SC2086 # a list of words
	need_packages $build_packages
	with_lock "$1" build "$1" um test.config uml.config detectors.config
	;;
debug)
	# shellcheck disable=SC2086 # a list of words
	need_packages $build_packages
	with_lock "$1" build "$1" x86_64 test.config detectors.config debug.config
	;;
uml-clang)
	# shellcheck disable=SC2086 # a list of words
	need_packages $build_packages "clang$llvm" "lld$llvm" "llvm$llvm"
	with_lock "$1" build "$1" um test.config uml.config
	;;
stock-arm64-*)
	with_lock "$1" stock_arm64 "${1#stock-arm64-}"
	;;
stock-*)
	with_lock "$1" stock "${1#stock-}"
	;;
*)
	die "usage: kernel.sh uml-gcc|uml-clang|debug|stock-[rt-|arm64-]6.1|stock-[rt-|arm64-|arm64-16k-]6.12"
	;;
esac
