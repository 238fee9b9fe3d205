#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The main job, for a person to watch: C++ code that owns memory in real kernels.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

# shellcheck disable=SC2046 # words
need_packages $("$top/tools/kernel.sh" packages "$home_kernel" stock-6.12)
say 'Part 1 of 2: the samples, in a user-mode Linux built from Debian'"'"'s source'
"$top/tools/samples.sh" "$home_kernel"
say 'Part 2 of 2: a PCI driver that moves data by DMA, on the stock Debian 6.12 kernel in QEMU'
"$top/tools/edu_test.sh" stock-6.12
say 'Done. The driver is samples/edu_dma, the samples are beside it; next: make check'
