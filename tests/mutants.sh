#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Ten mutants by chance (see mutate.sh), of which at least five have to die. A survivor is told and no failure: of
# some nothing can tell, and others would take longer than there is to ask everybody.
exec "$(dirname -- "$0")/mutate.sh" --count 10 --least 5 --seconds 60
