#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# compile_binding.sh NM SYMVERS OBJECTS CC FLAG... SOURCE: compiles a file of the binding. A kernel
# that differs from the two lists is told in a line for each difference, which says where the list
# has it and where the kernel; anything else, and all of it with V=1, as the compiler tells it.
# Of what the OBJECTS of the module call, all has to be among the kernel's exports.

binding=$(dirname "$0")/../binding
binding=$(cd "$binding" && pwd)
nm=$1 symvers=$2 objects=$3
shift 3

status=0
said=$(LC_ALL=C "$@" 2>&1) || status=$?

# the same command, to ask something else
asks=y skip=n
for word; do
	[ "$asks" = n ] || set --
	asks=n
	case $skip$word in
	y*) skip=n ;;
	n-o) skip=y ;;
	n-c | n-S | n-Wp,-M* | n*.c) ;;
	n-DKALLOC_UNUSED) objects='' ;;
	*) set -- "$@" "$word" ;;
	esac
done

# line, name and symbol of each function; the line is the last of the row
rows='' missing=''
if [ -n "$objects" ]; then
	rows=$({
		echo '#include <kalloc-constants.h>'
		echo '#define KALLOC_FUNCTION(returns, name, symbol, parameters) row_of __LINE__ name symbol'
		echo '#define KALLOC_ALLOCATOR(size, name, symbol, parameters) row_of __LINE__ name symbol'
		echo '#define KALLOC_HELPER(returns, name, parameters)'
		echo "#include \"$binding/function_list.h\""
	} | LC_ALL=C "$@" -E -P -x c - 2>/dev/null | tr -s ' ' '\n' | awk '
		$0 == "row_of" { n++; next }
		n { row[n] = row[n] " " $0 }
		END { while (n) print row[n--] }')
fi
if [ -n "$objects" ] && [ -f "$symvers" ]; then
	# shellcheck disable=SC2086 # a list of words
	missing=$(printf '%s\n' "$rows" | awk -v calls="$($nm -u $objects | tr '\n' ' ')" '
		BEGIN { n = split(calls, word, " "); while (n) called[word[n--]] = 1 }
		FILENAME == "-" && $3 in called { wanted[$3] = 1; next }
		{ delete wanted[$2] }
		END { for (symbol in wanted) print symbol }' - "$symvers")
fi
if [ $status = 0 ] && [ -z "$missing" ]; then
	[ -z "$said" ] || printf '%s\n' "$said" >&2
	exit 0
fi

# place, symbol, what is so: a line each, or that something else is wrong
differences=$({
	printf '%s\n' "$rows" | sed 's/^/row /'
	printf '%s\n' "$missing" | sed 's/^/missing /'
	[ $status = 0 ] || printf 'said\n%s\n' "$said"
} | awk -v binding="$binding/" '
BEGIN {
	list = binding "function_list.h"
	while ((getline text <list) > 0) {
		n++
		first[n] = text ~ /^KALLOC_/ ? n : first[n - 1]
	}
}
!said && $1 == "row" {
	symbol[$3] = $4
	place[$4] = list ":" first[$2]
}
!said && $1 == "missing" && $2 != "" { tell(place[$2], $2, "this kernel does not export " $2) }
$0 == "said" {
	said = 1
	next
}
!said { next }
/^[^ ]+:[0-9]+:([0-9]+:)? (fatal )?error: / {
	explain()
	error = $0
	at = ours($0)
	theirs = noted = ""
	in_list = at ~ /_list/
	next
}
/: (fatal )?error: / {
	explain()
	print "else"
	next
}
/: warning: / { explain() }
error && /^[^ ]+:[0-9]+:([0-9]+:)? note: / {
	if (!in_list && ours($0) && (ours($0) ~ /_list/ || at !~ /_list/))
		at = ours($0)
	if (!theirs && !ours($0) && /declared here|defined here|previous/) {
		theirs = where($0)
		noted = quoted($0)
	}
}
END {
	explain()
	for (name in others)
		if (name == "" || !(name in different))
			print "else"
}

function where(line)
{
	match(line, /:[0-9]+:/)
	return substr(line, 1, RSTART + RLENGTH - 2)
}
# where the binding has what the line is about, if anywhere
function ours(line)
{
	if (line !~ /^[^ ]*\/binding\/([a-z]+\.c|constant_list\.h|function_list\.h):[0-9]+:/)
		return ""
	line = where(line)
	sub(/.*\//, "", line)
	return binding line
}
function quoted(line)
{
	sub(/^[^'\'']*'\''?/, "", line)
	sub(/'\''.*/, "", line)
	return line
}
function explain(   text, name)
{
	if (!error)
		return
	text = error
	error = ""
	sub(/^.*error: /, "", text)
	if (match(text, /function_list\.h declares [a-z0-9_]+/)) {
		name = symbol[substr(text, RSTART + 25, RLENGTH - 25)]
		tell(place[name], name, "this kernel declares " name " otherwise")
		return
	}
	name = quoted(text)
	gone = text ~ /undeclared|implicit declaration/
	if (gone && name in place) {
		tell(place[name], name, "this kernel has no function " name)
	} else if (at == "") {
		# the kernel may itself still have it otherwise
		others[noted ? noted : name] = 1
	} else if (text ~ /kalloc: /) {
		sub(/.*kalloc: /, "", text)
		sub(/"$/, "", text)
		gsub(/\\/, "", text)
		tell(at, "", text)
	} else {
		different[name] = 1
		tell(at, "-", gone ? "this kernel has no " name : text (theirs ? "\t" theirs : ""))
	}
}
function tell(at, symbol, text,   line)
{
	different[symbol] = 1
	line = at
	sub(/.*:/, "", line)
	if (at ~ /function_list\.h:/)
		at = list ":" first[line]
	if (!told[at]++)
		print at "\t" symbol "\t" text
}')

# where the kernel has them: the compiler tells when they are declared once more, as something else
symbols=$(printf '%s\n' "$differences" | awk -F '\t' '$2 != "" && $2 != "-" { print $2 }')
theirs=$({
	echo "#include \"$binding/kernel_headers.h\""
	echo 'struct kalloc_other;'
	for symbol in $symbols; do
		printf '#ifdef %s\n#define %s kalloc_other\n#else\n' "$symbol" "$symbol"
		printf 'struct kalloc_other *%s(struct kalloc_other *, struct kalloc_other *, int);\n#endif\n' "$symbol"
	done
} | LC_ALL=C "$@" -fsyntax-only -x c - 2>&1 | awk '
/: (error|warning): / {
	symbol = $0
	sub(/^.*(error|warning): [^'\''"]*['\''"]/, "", symbol)
	sub(/['\''"].*/, "", symbol)
}
/: note: .*(previous|here)/ {
	match($0, /:[0-9]+:/)
	print symbol, substr($0, 1, RSTART + RLENGTH - 2)
}' | tr '\n' ' ')

printf '%s\n' "$differences" | awk -F '\t' -v theirs="$theirs" '
BEGIN {
	for (n = split(theirs, word, " "); n > 1; n -= 2)
		known[place[word[n - 1]] = word[n]]
}
# that the binding calls it as it was is the same once more
$2 == "-" && $4 in known { next }
NF > 1 {
	at = $4 ? $4 : place[$2]
	print $1 ": error: kalloc: " $3 (at ? " (" at ")" : "") ($2 == "" ? "" : \
		"; kalloc does not know this kernel yet: take a newer kalloc, or make this line what the kernel has")
}' >&2
case $KBUILD_VERBOSE/$differences/ in
1*/* | *// | *else*) [ -z "$said" ] || printf '%s\n' "$said" >&2 ;;
esac
exit 1
