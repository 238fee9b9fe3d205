#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Gets a kernel to build against and to boot, and prints its build tree.
#
#   kernel.sh uml-gcc | uml-clang	UML 6.12, built from Debian's source
#   kernel.sh uml-7.3			UML 7.3 by gcc
#   kernel.sh debug			x86_64 6.12 by gcc, for QEMU
#   kernel.sh rt			x86_64 6.12 by gcc with PREEMPT_RT, for QEMU
#   kernel.sh lto			x86_64 7.3 by clang 22 with ThinLTO, kCFI and kmalloc's partitions by type,
#					for QEMU; clang 22 is in Debian 13
#   kernel.sh arm64			arm64 6.12 by gcc, for QEMU
#   kernel.sh arm64-clang-prepared	the same by clang 19, of which nothing boots: for objects
#   kernel.sh stock-VERSION		the newest such kernel of this Debian or its backports,
#					headers and cloud image: stock-6.1, stock-6.12, stock-7.3
#   kernel.sh stock-rt-VERSION		the same with PREEMPT_RT
#   kernel.sh stock-arm64-VERSION	the same for arm64; stock-arm64-16k-VERSION: pages of 16 KiB
#   kernel.sh packages KERNEL...	what these take to be built, built for, and booted
#
# In the tree, what boots: linux for UML, vmlinuz for QEMU.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

# The C compiler that builds Debian's own kernels here, and the clang that builds ours
case $debian in
bookworm) stock_gcc=gcc-12 clang=clang-14 ;;
*) stock_gcc=gcc-14 clang=clang-19 ;;
esac

# source_tree VERSION: that of linux-source-VERSION, unpacked once per package version. 7.3
# is in Debian 13's backports, whatever Debian this is; 6.12 in both Debians.
source_tree() {
	local package=linux-source-$1 suite=$stable version dir
	[[ $1 != 7.* ]] || suite=trixie-backports
	version=$(candidate "$package" "$suite" amd64) || die "no $package in Debian's $suite"
	dir=$cache/src/$package-$version
	if [ ! -f "$dir/.unpacked" ]; then
		rm -rf "$dir" "$dir.deb"
		step "Downloading $package $version" "$logs/$package-download.log" \
			unpack_deb "$package" "$dir.deb" "$suite" amd64
		mkdir -p "$dir"
		step "Unpacking $package" "$logs/$package-unpack.log" \
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

# build NAME VERSION ARCH COMPILER FRAGMENT...: a kernel that has what the fragments say,
# and else as little as there can be
build() {
	local name=$1 version=$2 arch=$3 cc=$4 source key tree fragments make_args=() goal='' rustc=''
	shift 4
	[[ $name != *-prepared ]] || goal=modules_prepare
	source=$(with_lock "source-$version" source_tree "$version")
	fragments=("${@/#/$top/tools/kernel/}" "$top/tools/kernel/$version.config")
	make_args=(ARCH="$arch")
	case $cc in
	clang-*) make_args+=("LLVM=${cc#clang}") ;;
	*-gcc) make_args+=("CROSS_COMPILE=${cc%gcc}") ;;
	esac
	if grep -qhx CONFIG_RUST=y "${fragments[@]}"; then
		rustc=rustc
		# that of the clang called clang: bindgen takes the newest, which it may not understand
		LIBCLANG_PATH=$(dirname -- "$(readlink -f "$(command -v clang)")")/../lib
		export LIBCLANG_PATH
	fi
	key=$( (basename "$source"; "$cc" --version | head -n 1; ${rustc:+"$rustc" --version}
		grep -hE '^(# )?CONFIG' "${fragments[@]}" | sort) |
		sha256sum | cut -c 1-12)
	tree=$cache/$name-$key
	if [ ! -f "$tree/.built" ]; then
		rm -rf "$tree"
		mkdir -p "$tree"
		build_tree() {
			cat "${fragments[@]}" >"$tree/fragments" &&
			make -s -C "$source" O="$tree" "${make_args[@]}" KCONFIG_ALLCONFIG="$tree/fragments" allnoconfig &&
			configured "$tree" &&
			make -C "$source" O="$tree" "${make_args[@]}" -j"$jobs" ${goal:+"$goal"}
		}
		step "Building Linux $version ($name, 2 to 6 minutes)" "$logs/$name.log" build_tree
		case $arch in
		x86_64) ln -s arch/x86/boot/bzImage "$tree/vmlinuz" ;;
		arm64) ln -s arch/arm64/boot/Image "$tree/vmlinuz" ;;
		esac
		touch "$tree/.built"
	fi
	echo "$tree"
}

# packages ARCH COMPILER: what builds a kernel and its modules, and boots it; $extra: more of it
packages() {
	local modules='apt binutils debian-archive-keyring dpkg g++ gcc libc6-dev make pahole' kernel='bc bison flex libelf-dev python3 xz-utils'
	case $2 in
	clang-*) kernel+=" $2 lld${2#clang} llvm${2#clang}" ;;
	*-gcc) kernel+=" g++-${2%-gcc}" ;;
	gcc-*-*) modules+=" $2 g++-${2#gcc-*-}" kernel='' ;;
	gcc-*) modules+=" $2" kernel='' ;;
	esac
	case $1 in
	um) echo "$modules $kernel busybox-static $extra" ;;
	x86_64) echo "$modules $kernel busybox-static cpio qemu-system-x86" ;;
	arm64) echo "$modules $kernel cpio qemu-system-arm" ;;
	esac
}

# made ARCH COMPILER COMMAND...: the kernel that COMMAND makes, or what it takes
made() {
	if [ "$wanted" = packages ]; then
		packages "$1" "$2"
	else
		# shellcheck disable=SC2046 # words
		need_packages $(packages "$1" "$2")
		with_lock "$name" "${@:3}"
	fi
}

# built VERSION ARCH COMPILER FRAGMENT...
built() {
	made "$2" "$3" build "$name" "$@"
}

# image_of SUITE ARCH RELEASE: the package that has the kernel itself, if there is one: in newer
# ones it is apart from what installs it
image_of() {
	local package
	for package in linux-binary-"$3" linux-image-"$3"; do
		! candidate "$package" "$1" "$2" >/dev/null || { echo "$package"; return; }
	done
}

# newest_stock SUITE ARCH VERSION FLAVOUR: its release, if there is one. Of a kernel of today Debian
# may have the headers only: its image is signed later.
newest_stock() {
	local release
	for release in $(apt_of "$1" "$2" apt-cache pkgnames "linux-headers-$3." |
		sed -n "s/^linux-headers-\(.*-$4\)$/\1/p" | sort -Vr); do
		[ -z "$(image_of "$1" "$2" "$release")" ] || { echo "$release"; return; }
	done
}

# stock FLAVOUR ARCH VERSION: the newest of Debian's own kernels of that version, its headers and
# its image unpacked in the cache. Nothing is installed; the programs among the headers are this
# machine's, and the compiler that of the Debian that this runs in.
stock() {
	local flavour=$1 arch=$2 version=$3 suites=("$stable" "$stable-backports") suite release='' tree
	for suite in "${suites[@]}"; do
		release=$(newest_stock "$suite" "$arch" "$version" "$flavour")
		[ -z "$release" ] || break
	done
	[ -n "$release" ] || die "no kernel $version for $flavour in Debian's ${suites[*]}"
	tree=$cache/stock/$release
	if [ ! -f "$tree/.unpacked" ]; then
		rm -rf "$tree"
		mkdir -p "$tree"
		step "Downloading Linux $release" "$logs/stock-$release.log" \
			stock_unpack "$suite" "$arch" "$release" "$tree"
		touch "$tree/.unpacked"
	fi
	echo "$tree"
}

# stock_unpack SUITE ARCH RELEASE TREE
stock_unpack() {
	local suite=$1 arch=$2 release=$3 tree=$4 packages package headers
	packages=$(apt_of "$suite" "$arch" apt-cache depends "linux-headers-$release" |
		sed -nE 's/^ *Depends: (linux-(headers|kbuild)-.*)/\1/p')
	for package in "linux-headers-$release" $packages; do
		case $package in
		linux-kbuild-*) unpack_deb "$package" "$tree" "$suite" amd64 ;;
		*) unpack_deb "$package" "$tree" "$suite" "$arch" ;;
		esac
	done
	package=$(image_of "$suite" "$arch" "$release")
	unpack_deb "$package" "$tree/image" "$suite" "$arch"
	mv "$tree/image/boot/vmlinuz-$release" "$tree/vmlinuz" 2>/dev/null ||
		mv "$tree/image/usr/lib/modules/$release/vmlinuz" "$tree/vmlinuz"
	rm -rf "$tree/image"
	headers=$tree/usr/src/linux-headers-$release
	sed -i "s|/usr/src|$tree/usr/src|" "$headers/Makefile"
	ln -s "usr/src/linux-headers-$release" "$tree/build"
}

# kernel NAME
kernel() {
	local name=$1 extra=''
	case $name in
	/*)
		[ -f "$1/Makefile" ] || die "no kernel build tree at $1"
		[ "$wanted" = packages ] || echo "$1"
		;;
	source-*) with_lock "$1" source_tree "${1#source-}" ;;
	uml-gcc) built 6.12 um gcc test.config uml.config detectors.config ;;
	uml-clang) built 6.12 um $clang test.config uml.config ;;
	uml-7.3) built 7.3 um gcc test.config uml.config detectors.config books.config ;;
	bench | bench-clang)
		extra='rustc rust-src rustfmt bindgen clang libclang-dev'
		case $name in
		*-clang) built 7.3 um clang-19 bench.config uml.config ;;
		*) built 7.3 um gcc bench.config uml.config ;;
		esac
		;;
	debug) built 6.12 x86_64 gcc test.config qemu.config lockdep.config debug.config ;;
	rt) built 6.12 x86_64 gcc test.config qemu.config lockdep.config rt.config ;;
	arm64) built 6.12 arm64 aarch64-linux-gnu-gcc test.config arm64.config ;;
	arm64-clang-prepared) built 6.12 arm64 clang-19 test.config arm64.config arm64-clang.config ;;
	lto) built 7.3 x86_64 clang-22 test.config qemu.config lto.config ;;
	stock-arm64-16k-*) made arm64 $stock_gcc-aarch64-linux-gnu stock arm64-16k arm64 "${name##*-}" ;;
	stock-arm64-*) made arm64 $stock_gcc-aarch64-linux-gnu stock cloud-arm64 arm64 "${name##*-}" ;;
	stock-rt-*) made x86_64 $stock_gcc stock rt-amd64 amd64 "${name##*-}" ;;
	stock-*) made x86_64 $stock_gcc stock cloud-amd64 amd64 "${name##*-}" ;;
	*) die "no kernel $1; $0 begins with a list of them" ;;
	esac
}

wanted=tree
if [ "${1-}" = packages ]; then
	wanted=packages
	shift
fi
for each in "$@"; do
	kernel "$each"
done
