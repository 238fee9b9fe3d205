#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# What the headers promise, against the tests.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages python3
exec "$top/tests/promises.py"
