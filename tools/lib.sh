# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Sourced by the scripts beside it: messages, the cache, packages, long steps.

set -eu
# kernel and compiler messages are matched in the tests
export LC_ALL=C

top=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/kalloc
jobs=$(nproc)
# the Debian that this runs in, by its code name; root.sh says which where it makes one
debian=${KALLOC_ROOT:-$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null || true)}
# the Debian whose packages are unpacked here, and the user-mode Linux that is run where
# none is named: of that Debian's compiler and, between the two Debians, of both kernels
# shellcheck disable=SC2034 # for the others
case $debian in
bookworm) stable=bookworm home_kernel=uml-gcc ;;
*) stable=trixie home_kernel=uml-7.3 ;;
esac
logs=$cache/log${KALLOC_ROOT:+/$KALLOC_ROOT}
started=${KALLOC_STARTED:-$(date +%s)}
export KALLOC_STARTED="$started"

die() {
	echo "kalloc: $*" >&2
	exit 1
}

# [m:ss] since the command the user typed started
elapsed() {
	local s=$(($(date +%s) - started))
	printf '[%2d:%02d]' $((s / 60)) $((s % 60))
}

say() {
	printf '%s %s\n' "$(elapsed)" "$*" >&2
}

# step WHAT LOG COMMAND...: runs a long command with its output in LOG, shows
# that it is alive, and ends with its time or with the end of LOG.
step() {
	local what=$1 log=$2 begin pid n=0
	shift 2
	mkdir -p "$(dirname "$log")"
	begin=$(date +%s)
	say "$what ..."
	"$@" >"$log" 2>&1 </dev/null &
	pid=$!
	# a stopped script must not leave a kernel build behind
	trap 'kill $pid 2>/dev/null; exit 130' INT TERM
	while kill -0 $pid 2>/dev/null; do
		sleep 1
		n=$((n + 1))
		if [ -t 2 ]; then
			printf '\r%s %s: %ds, %d lines of log\033[K' "$(elapsed)" \
				"$what" $(($(date +%s) - begin)) "$(wc -l <"$log")" >&2
		elif [ $((n % 60)) -eq 0 ]; then
			say "$what: still running ($(tail -n 1 "$log" | cut -c 1-60))"
		fi
	done
	[ ! -t 2 ] || printf '\r\033[K' >&2
	trap - INT TERM
	if ! wait $pid; then
		tail -n 25 "$log" >&2
		die "$what failed; the whole log: $log"
	fi
	say "$what: done in $(($(date +%s) - begin)) s"
}

# installed PACKAGE...: those of them that are, a line each
installed() {
	local p
	if command -v dpkg-query >/dev/null; then
		dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null | sed -n 's/^installed //p' || true
	elif command -v rpm >/dev/null; then
		for p in "$@"; do
			! rpm -q --whatprovides "$(fedora_name "$p")" >/dev/null || echo "$p"
		done
	fi
}

# candidate PACKAGE SUITE ARCH: the newest version there is
candidate() {
	apt_of "$2" "$3" apt-cache policy "$1" | sed -n 's/^  Candidate: //p' | grep -v '(none)'
}

# What Fedora calls a package of Debian
fedora_name() {
	case $1 in
	busybox-static) echo busybox ;;
	clang-[0-9]*) echo "clang${1#clang-}" ;;
	clang-format-* | clang-tidy-*) echo clang-tools-extra ;;
	debian-archive-keyring) echo debian-keyring ;;
	g++*) echo gcc-c++ ;;
	gcc-*) echo gcc ;;
	libc6-dev) echo glibc-static ;;
	libelf-dev) echo elfutils-libelf-devel ;;
	lld-*) echo lld ;;
	llvm-*) echo llvm ;;
	pahole) echo dwarves ;;
	pkg-config) echo pkgconf-pkg-config ;;
	qemu-system-x86) echo qemu-system-x86-core ;;
	shellcheck) echo ShellCheck ;;
	xz-utils) echo xz ;;
	*) echo "$1" ;;
	esac
}

# need_packages PACKAGE...: installs what is missing, or says all of it at once
need_packages() {
	local missing=() p there
	there=$(installed "$@" | tr '\n' ' ')
	for p in "$@"; do
		[[ " ${missing[*]} $there" == *" $p "* ]] || missing+=("$p")
	done
	[ ${#missing[@]} != 0 ] || return 0
	case $(id -u)-$debian in
	0-bookworm | 0-trixie | 0-sid)
		with_lock "packages-$debian" install_packages "${missing[@]}"
		;;
	*)
		{
			echo "kalloc: what this needs is not all here; root on Debian 12 and 13 is given it. By hand:"
			echo "  Debian, Ubuntu:  sudo apt-get install ${missing[*]}"
			echo "  Fedora:          sudo dnf install $(for p in "${missing[@]}"; do fedora_name "$p"; done | sort -u | xargs)"
			echo "  or as root, with debootstrap alone, in a Debian 13 in $cache:  tools/root.sh trixie make demo"
		} >&2
		exit 1
		;;
	esac
}

# install_packages PACKAGE...
install_packages() {
	apt_update
	step "Installing $*" "$logs/apt-install-$debian.log" env DEBIAN_FRONTEND=noninteractive \
		apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "$@"
}

# Package lists older than a day, or none at all, are fetched again (root only).
apt_update() {
	if [ "$(id -u)" = 0 ] && [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*Packages*' -mtime -1 2>/dev/null | head -n 1)" ]; then
		step "Updating the package lists" "$logs/apt-update.log" apt-get update
	fi
}

# apt_of SUITE ARCH COMMAND...: apt-get or apt-cache with the lists of another Debian, or of
# another architecture, beside the machine's own: it looks up and downloads, and installs nothing
apt_of() {
	local suite=$1 arch=$2 command=$3 dir options
	shift 3
	dir=$cache/apt/$suite-$arch
	options=(-o "APT::Architecture=$arch" -o "APT::Architectures=$arch" -o "Dir::State=$dir"
		-o Dir::State::status=/dev/null -o "Dir::Cache=$dir" -o Dir::Etc::sourceparts=-
		-o "Dir::Etc::sourcelist=$dir/sources.list" -o APT::Sandbox::User=root
		-o APT::Get::List-Cleanup=no
		# images for containers switch it off, and a second is then spent on each question
		-o Dir::Cache::pkgcache=pkgcache.bin)
	with_lock "apt-$suite-$arch" apt_lists "$suite" "$dir" "${options[@]}"
	"$command" "${options[@]}" "$@"
}

# Where the machine has its Debian packages from
debian_mirror() {
	local mirror
	# shellcheck disable=SC2016 # apt expands it
	mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 2>/dev/null |
		grep -v security | head -n 1)
	mirror=${mirror:-http://deb.debian.org/debian}
	echo "${mirror%/}"
}

# debian_sources SUITE: its lines of a sources.list
debian_sources() {
	local mirror
	mirror=$(debian_mirror)
	{
		echo "deb $mirror $1 main"
		case $1 in
		*-* | sid) ;;
		*) echo "deb ${mirror%debian*}debian-security $1-security main" ;;
		esac
	} | sed 's|^deb |&[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] |'
}

# Lists older than a day are fetched again; where that cannot be, the old ones serve.
apt_lists() {
	local suite=$1 dir=$2
	shift 2
	[ -z "$(find "$dir/fetched" -mtime -1 2>/dev/null)" ] || return 0
	mkdir -p "$dir/lists/partial" "$dir/archives/partial"
	debian_sources "$suite" >"$dir/sources.list"
	if apt-get "$@" -q update >"$dir/log" 2>&1; then
		touch "$dir/fetched"
	elif [ ! -e "$dir/fetched" ]; then
		tail -n 5 "$dir/log" >&2
		die "no package lists of Debian's $suite; is $(debian_mirror) in reach?"
	fi
}

# unpack_deb PACKAGE DIR SUITE ARCH: a Debian package's files in DIR, nothing installed
unpack_deb() {
	local work
	work=$(mktemp -d "$cache/deb.XXXXXX")
	# apt's sandbox user cannot write there and says so; it does not matter
	(cd "$work" && apt_of "$3" "$4" apt-get -q download "$1" >/dev/null 2>"$work/err") || {
		cat "$work/err" >&2
		rm -rf "$work"
		die "apt-get download $1 failed"
	}
	mkdir -p "$2"
	dpkg-deb -x "$work"/*.deb "$2"
	rm -rf "$work"
}

# project_files [PATTERN...]: the project's own, of the current folder; in a tarball, or where
# git's books are out of reach, all but what builds leave
project_files() {
	local file pattern
	{
		git ls-files -co --exclude-standard 2>/dev/null ||
			find . \( -path ./build -o -path ./.git -o -name .kalloc \) -prune -o -type f -printf '%P\n'
	} | while read -r file; do
		for pattern in "${@:-*}"; do
			# shellcheck disable=SC2053 # a pattern
			[[ $file != $pattern ]] || [ ! -f "$file" ] || { echo "$file"; break; }
		done
	done
}

# with_lock NAME COMMAND...: two runs at once build a thing once
with_lock() {
	local name=$1
	shift
	mkdir -p "$cache"
	(
		flock 9
		"$@"
	) 9>"$cache/.$name.lock"
}

# arch_of TREE: what kernel that is: um, x86_64 or arm64
arch_of() {
	if [ -x "$1/linux" ]; then
		echo um
	elif grep -qsx 'CONFIG_ARM64=y' "$1/.config" "$1/build/.config"; then
		echo arm64
	else
		echo x86_64
	fi
}

# cross_of TREE: what the names of the tools for that kernel begin with
cross_of() {
	[ "$(arch_of "$1")" != arm64 ] || echo aarch64-linux-gnu-
}

# guest_root FOLDER SCRIPT [FILE...]: what a test kernel boots into: busybox, mounts, and
# SCRIPT run with the FILEs in its current folder; its status on the console ends it.
# $busybox: where it is not this machine's.
guest_root() {
	local root=$1 script=$2
	shift 2
	mkdir -p "$root"/{bin,dev,proc,sys,tmp,run}
	cp "${busybox:-/bin/busybox}" "$root/bin/"
	cp "$script" "$root/run/script"
	[ $# -eq 0 ] || cp "$@" "$root/run/"
	cat >"$root/init" <<'END'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t debugfs debugfs /sys/kernel/debug
mount -t devtmpfs devtmpfs /dev
mount -t tmpfs tmpfs /tmp
cd /run
sh ./script
echo "kalloc: script ended with $?"
${end:-poweroff} -f
END
	chmod +x "$root/init"
}

# boot TREE SCRIPT [FILE...]: see uml.sh and qemu.sh; the kernel of TREE is for one of them
boot() {
	if [ -x "$1/linux" ]; then
		"$top/tools/uml.sh" "$@"
	else
		"$top/tools/qemu.sh" "$@"
	fi
}

# kunit_script MODULE...: what the guest runs for suites: every failure injection on, the
# modules in and out again, and two scans for leaks
kunit_script() {
	local module gone=''
	cat <<'END'
# every allocation may be made to fail, quietly; the tests say which
for fault in failslab fail_page_alloc; do
	for knob in ignore-gfp-wait ignore-gfp-highmem; do
		[ ! -e /sys/kernel/debug/$fault/$knob ] || echo N >/sys/kernel/debug/$fault/$knob
	done
	echo 0 >/sys/kernel/debug/$fault/verbose
done
echo 0 >/sys/kernel/debug/fail_page_alloc/min-order
END
	for module in "$@"; do
		module=$(basename "$module" .ko)
		echo "insmod $module.ko || exit 1"
		gone="rmmod $module || exit 1"$'\n'$gone
	done
	cat <<'END'
# while there is the device to name them
[ ! -e /sys/kernel/debug/dma-api/dump ] ||
	sed -n 's/^.* kalloc_kunit .*$/DMA-API: not freed: &/p' /sys/kernel/debug/dma-api/dump
END
	printf %s "$gone"
	cat <<'END'
# kmemleak reports what is 5 s old and has not changed since the scan before
echo scan >/sys/kernel/debug/kmemleak || exit 1
sleep 5
echo scan >/sys/kernel/debug/kmemleak || exit 1
cat /sys/kernel/debug/kmemleak
END
}

# guest_status CONSOLE: 0 if the script ended with 0, 1 if not, 2 if it did not end
guest_status() {
	case $(sed -n 's/^.*kalloc: script ended with \([0-9]*\).*$/\1/p' "$1" | tail -n 1) in
	0) return 0 ;;
	'')
		echo "kalloc: the kernel stopped before the script ended"
		return 2
		;;
	*) return 1 ;;
	esac
}

# tell_steps LOG: what a guest says of its steps (samples/steps.sh), as it comes, and all of it to LOG
tell_steps() {
	tee "$1" | while read -r line; do
		case $line in
		'ok - '*) say "passed: ${line#ok - }" ;;
		'not ok - '*) say "FAILED: ${line#not ok - }" ;;
		'# '*) say "        ${line#\# }" ;;
		*) [ "${V:-0}" != 1 ] || echo "$line" ;;
		esac
	done
}

# count_steps LOG STATUS [PATTERN]: sets passed and failed; lines of PATTERN, what the kernel
# complains of, and a guest that just ended have failed, too
count_steps() {
	passed=$(grep -c '^ok - ' "$1" || true)
	failed=$(grep -c '^not ok - ' "$1" || true)
	if ! "$top/tools/check_log.sh" "$1" || { [ -n "${3-}" ] && grep "$3" "$1"; } ||
		{ [ "$2" != 0 ] && [ "$failed" = 0 ]; }; then
		failed=$((failed + 1))
	fi
}

# end_steps LOG: how many they were, and if one failed where to look
end_steps() {
	if [ "$failed" != 0 ]; then
		tail -n 30 "$1"
		echo "the whole log: $1"
	fi
	end_tests
}

# lines that are told of a test in which nothing failed: by what seed chance went, and which mutants survived
# shellcheck disable=SC2034 # for the others
told='^ALIVE|, by --seed '

# what a test finds: ok; bad WHAT; expect WHAT COMMAND..., which is one of them
passed=0 failed=0
ok() {
	passed=$((passed + 1))
}
bad() {
	failed=$((failed + 1))
	echo "FAILED: $*"
}
expect() {
	local what=$1
	shift
	if "$@"; then ok; else bad "$what"; fi
}
# how many they were
end_tests() {
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}
