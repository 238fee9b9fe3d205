#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# uml.sh TREE SCRIPT [FILE...]
#
# Boots the UML kernel of TREE (see kernel.sh), runs SCRIPT in it by busybox's sh
# with the FILEs beside it, and powers off. The console is the output. Ends with 0
# if SCRIPT ended with 0, 1 if not, 2 if the kernel did not get that far.
#
#   KERNEL_ARGS		more kernel parameters, e.g. kunit.filter_glob=kalloc_gfp
#   KERNEL_TIMEOUT	seconds, 300 if unset
#   KERNEL_UNDER		a command that runs the kernel, which is its argument
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

tree=$1 script=$2
shift 2
need_packages busybox-static

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-uml.XXXXXX")
trap 'rm -rf "$work"' EXIT
guest_root "$work/root" "$script" "$@"

# TMPDIR: the kernel keeps its memory in a file; on a small /dev/shm it would be killed
# shellcheck disable=SC2086 # KERNEL_ARGS is a list of words
timeout "${KERNEL_TIMEOUT:-300}" ${KERNEL_UNDER-} "$tree/linux" mem=512M rootfstype=hostfs rootflags="$work/root" rw init=/init \
	con=null con0=fd:0,fd:1 console=tty0 loglevel=8 panic=-1 oops=panic TMPDIR="${TMPDIR:-/tmp}" \
	${KERNEL_ARGS-} </dev/null 2>&1 | tee "$work/log" || true
guest_status "$work/log"
