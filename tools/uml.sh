#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# uml.sh TREE SCRIPT [FILE...]
#
# Boots the UML kernel of TREE (see kernel.sh), runs SCRIPT in it by busybox's sh
# with the FILEs beside it, and powers off. The console is the output. Ends with 0
# if SCRIPT ended with 0, 1 if not, 2 if the kernel did not get that far.
#
#   UML_ARGS	more kernel parameters, e.g. kunit.filter_glob=kalloc_gfp
#   UML_TIMEOUT	seconds, 120 if unset
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

tree=$1 script=$2
shift 2
need_packages busybox-static

root=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-uml.XXXXXX")
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,dev,proc,sys,tmp,run}
cp /bin/busybox "$root/bin/"
cp "$script" "$root/run/script"
[ $# -eq 0 ] || cp "$@" "$root/run/"

# what a script may count on: mounts, busybox's commands, its files in the current folder
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
poweroff -f
END
chmod +x "$root/init"

# the kernel keeps its memory in a file; on a small /dev/shm it would be killed
log=$(mktemp "${TMPDIR:-/tmp}/kalloc-uml-log.XXXXXX")
trap 'rm -rf "$root" "$log"' EXIT
# shellcheck disable=SC2086 # UML_ARGS is a list of words
timeout "${UML_TIMEOUT:-120}" "$tree/linux" mem=512M rootfstype=hostfs rootflags="$root" rw init=/init \
	con=null con0=fd:0,fd:1 console=tty0 loglevel=8 panic=-1 oops=panic TMPDIR="${TMPDIR:-/tmp}" \
	${UML_ARGS-} </dev/null 2>&1 | tee "$log" || true
status=$(sed -n 's/^.*kalloc: script ended with \([0-9]*\).*$/\1/p' "$log" | tail -n 1)
case $status in
0) exit 0 ;;
'') echo "kalloc: the kernel stopped before the script ended" ; exit 2 ;;
*) exit 1 ;;
esac
