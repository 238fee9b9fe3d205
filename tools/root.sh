#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# root.sh bookworm|trixie|sid COMMAND...
#
# Runs COMMAND in that Debian: here, if the machine runs it, else in a root of it that
# debootstrap makes once, in the cache. There, this folder, the cache and /tmp are where they
# are here. The mounts are in a namespace of their own, which goes with the command.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

suite=$1
shift
[ "$suite" != "$debian" ] || exec "$@"
[ "$(id -u)" = 0 ] || die "root has to make and enter a Debian $suite: run it as root"
need_packages debian-archive-keyring debootstrap util-linux

# In a chroot / is no mount, and its mounts cannot be made private in one go
unshare=(unshare --mount)
"${unshare[@]}" true 2>/dev/null || unshare+=(--propagation unchanged)

# make_root DIR
make_root() {
	local root=$1
	[ ! -e "$root/.made" ] || return 0
	rm -rf "$root"
	# docs, translations and fsync: no one here reads, or survives a crash; and a mirror of
	# sid may be weeks behind
	mkdir -p "$root/etc/dpkg/dpkg.cfg.d" "$root/etc/apt/apt.conf.d"
	printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-exclude=/usr/share/man/*' \
		'path-exclude=/usr/share/locale/*' >"$root/etc/dpkg/dpkg.cfg.d/kalloc"
	printf '%s\n' 'Acquire::Languages "none";' 'APT::Sandbox::User "root";' \
		'Acquire::Check-Valid-Until "false";' >"$root/etc/apt/apt.conf.d/kalloc"
	apt-config dump Acquire::http >>"$root/etc/apt/apt.conf.d/kalloc"
	step "Making a Debian $suite root" "$logs/root-$suite.log" "${unshare[@]}" \
		debootstrap --variant=minbase --include=ca-certificates,make "$suite" "$root" "$mirror"
	echo "$sources" >"$root/etc/apt/sources.list"
	rm -rf "$root"/var/lib/apt/lists/*Packages* "$root"/var/cache/apt/archives/*.deb
	touch "$root/.made"
}

mirror=$(debian_mirror)
sources=$(debian_sources "$suite")
root=$cache/root/$suite-$( (echo "$sources"; sed -n '/^make_root/,/^}/p' "$0") | sha256sum | cut -c 1-12)
with_lock "root-$suite" make_root "$root"

# The root is a mount, so that one in it can do the same, and a private one, so that no other
# mount is seen outside.
# shellcheck disable=SC2016 # the inner shell expands it
KALLOC_ROOT=$suite exec "${unshare[@]}" bash -eu -c '
	root=$1 top=$2 cache=$3
	shift 3
	mount --bind "$root" "$root"
	mount --make-private "$root"
	mount -t proc proc "$root/proc"
	mount --rbind /dev "$root/dev"
	mount --rbind /sys "$root/sys"
	for dir in /tmp "$top" "$cache"; do
		mkdir -p "$root$dir"
		mount --bind "$dir" "$root$dir"
	done
	cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
	chroot "$root" bash -c "cd \"\$0\" && exec \"\$@\"" "$PWD" "$@" <&0 &
	trap "kill $!" INT TERM
	status=0
	wait $! || status=$?
	umount -l "$root"
	exit $status
' root.sh "$root" "$top" "$cache" "$@"
