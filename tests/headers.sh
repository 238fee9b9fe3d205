#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Each header compiles alone, twice, and before any other, without a warning.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

tree=$("$top/tools/kernel.sh" stock-6.12)
for cxx in g++ clang++-19; do
	built=$("$top/tools/build.sh" "refused-$cxx" "$tree" samples/readme CXX=$cxx)
	# the flags of a real build, from what Kbuild saved of it
	read -ra flags < <(sed -n '1s/^[^=]*:= \([^|]*\)||.*/\1/p' "$built/.receive.o.cmd" |
		sed -e "s/'//g" -e 's/ -[cS] -o .*//' -e 's/^[^ ]* //' -e 's/-Wp,[^ ]*//' -e 's/-fstack-usage//')
	# the lists are no headers; features.h is the C library's
	while read -r name; do
		if out=$(printf '#include <%s>\n#include <%s>\n' "$name" "$name" |
			$cxx "${flags[@]}" -Werror -fsyntax-only -x c++ - 2>&1) && [ -z "$out" ]; then
			ok
		else
			bad "$name alone, by $cxx:"
			echo "$out" | head -n 10
		fi
	done < <(cd "$top/include" && find kalloc -name '*.h' ! -name '*_list.h' ! -name kernel_headers.h ! -path '*/build/*')
	# outside a kernel build there is one line, not a page
	out=$(printf '#include <kalloc/kalloc.h>\n' | $cxx -std=gnu++20 -I"$top/include" -fsyntax-only -x c++ - 2>&1 || true)
	if grep -q 'error: .*kalloc-constants.h is missing; end your Kbuild' <<<"$out"; then
		ok
	else
		bad "no clear error outside a kernel build, by $cxx"
	fi
done
end_tests
