#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Each case of the bench in kalloc executes no more instructions than in C, those of the kernel
# functions that it calls among them; or no more than what bench/allowed says of it, with the reason.
# A figure there that is far too high is told of, so that it is lowered with what it is about; it
# fails nothing, as some depend on where the kernel finds memory.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-counts.XXXXXX")
trap 'rm -rf "$work"' EXIT
# by clang, as user-mode kernels by gcc have KASAN, whose instructions would be most of all
COUNTS=1 "$top/tools/bench.sh" uml-clang >"$work/counts"

declare -A c allowed
while read -r name most _; do
	[[ -z $name || $name = '#' ]] || allowed[$name]=$most
done <"$top/bench/allowed"
while IFS='|' read -r name _ implementation count; do
	[ "$implementation" = kalloc ] || { c[$name]=$count; continue; }
	most=${allowed[$name]-0} more=$((count - c[$name]))
	unset "allowed[$name]"
	printf '  %-20s C %6d, kalloc %6d, %+6d of %d\n' "$name" "${c[$name]}" "$count" $more "$most"
	if [ $more -gt "$most" ]; then
		bad "$name executes $more instructions more than in C; bench/allowed has $most"
	else
		[ $((most * 3 / 4)) -le $((more > 0 ? more : 0)) ] || echo "  ($name could be less in bench/allowed)"
		ok
	fi
	unset "c[$name]"
done <"$work/counts"
for name in "${!c[@]}" "${!allowed[@]}"; do
	bad "$name: there is no such case in C and kalloc"
done
end_tests
