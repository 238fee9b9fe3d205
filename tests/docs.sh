#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The API reference: it is made without a warning, each public header has its page with what the
# header begins with, and no link leads nowhere.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

if page=$("$top/tools/docs.sh"); then
	ok
else
	die 'no reference'
fi
cd "$(dirname "$page")"

# a type's own page has its text, or the header's; names are spelled as Doxygen does
for header in "$top"/include/kalloc/{cache,context,dma,family,lock,owner,page,range,rcu,user}/*.h; do
	begins=$(sed -n '3s/^ \* \([a-z_, 0-9]*\)[<:(].*/\1/p' "$header")
	[ -n "$begins" ] || continue
	name=${begins%%,*}
	file=$(basename "$header" .h)
	page=class$(sed 's/_/__/g; s/^/kalloc_1_1/' <<<"$name").html
	[ -e "$page" ] || page=struct${page#class}
	[ -e "$page" ] || page=${file//_/__}_8h.html
	if grep -q 'Detailed Description' "$page" 2>/dev/null; then
		ok
	else
		bad "nothing of what $header begins with is in $page"
	fi
done

links=0
while read -r link; do
	links=$((links + 1))
	[ -e "${link%%#*}" ] || bad "a link to $link, which is not there"
done < <(grep -ohE 'href="[^":]+"' ./*.html | sed 's/^href="//; s/"$//' | grep -v '^#\|^javascript' | sed 's/#.*//' | sort -u)
[ "$links" = 0 ] || ok
end_tests
