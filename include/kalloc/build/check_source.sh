#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check_source.sh SOURCE HEADERS CLANG FLAG...
#
# Refuses what only shows on a path through a function: an owner used before it was
# tested, after it was moved from, released or reset; a pointer used after its owner
# freed the memory; memory freed twice; what may sleep, called within a guard by way of a lambda
# or a pointer. Of what clang's static analyzer finds it takes what is about owners and
# contexts, the ones in HEADERS, and says the way out. Status: 1 if there is any, 2 if CLANG analyses
# nothing.

source=$1 headers=$2
shift 2
command -v "$1" >/dev/null || {
	echo "$source: error: kalloc: no $1 found; install clang, or build without it: KALLOC_ANALYZER=n"
	exit 2
}

# SOURCE as looked_at.h wants it: a destructor that is called by name is an operator there.
by_hand() {
	name='([A-Za-z_0-9:]*::)?~[[:space:]]*[A-Za-z_0-9:]+(<[^()]*>)?[[:space:]]*\([[:space:]]*\)'
	echo "#line 1 \"$source\""
	sed -E -e "s/->[[:space:]]*$name/->*kalloc::looked_at::through_pointer{}/g" \
		-e "s/[.][[:space:]]*$name/->*kalloc::looked_at::itself{}/g" \
		-e "s/(std::)?destroy_at[[:space:]]*\(/kalloc::looked_at::destroy_at(/g" "$source"
}

looked_at() {
	by_hand | analyse "$@" -include "$headers/build/looked_at.h" -iquote "$(dirname -- "$source")" -x c++ -
}

# suppress-null-return-paths=false: a function that may return null is what this is about.
# c++-container-inlining: begin() and end() are taken for those of a container.
# Optimistic: binding/functions.h says by an attribute which functions free.
# max-nodes: a second per function at most; what is found is found in much less.
# unroll-loops, analyzer-max-loop: or it gives up behind a loop of four rounds.
# suppress-inlined-defensive-checks=false: or an owner that asked itself counts as tested.
# ipa-always-inline-size: however deep the call, guards are entered and left (followed.h).
# PthreadLock: what owners lend is a lock to it (owner/borrowed.h).
analyse() {
	"$@" --analyze -o /dev/null -Xclang -analyzer-output=text -Xclang -analyzer-config-compatibility-mode=true \
		-Xclang -analyzer-disable-checker=cplusplus,deadcode,nullability,security \
		-Xclang -analyzer-checker=core,unix.Malloc,unix.cstring.NullArg,alpha.unix.PthreadLock,alpha.unix.cstring.OutOfBounds,$bounds \
		-Xclang -analyzer-max-loop -Xclang 9 -Xclang -analyzer-config \
		-Xclang report-in-main-source-file=true,unroll-loops=true,ipa-always-inline-size=5,suppress-inlined-defensive-checks=false -Xclang -analyzer-config \
		-Xclang unix.DynamicMemoryModeling:Optimistic=true,suppress-null-return-paths=false,c++-container-inlining=true,max-nodes=30000 2>&1
}

# newer ones than clang 20 have another name for it
bounds=alpha.security.ArrayBoundV2
out=$(looked_at "$@") || case $out in
*'no analyzer checkers'*)
	bounds=security.ArrayBound
	out=$(looked_at "$@")
	;;
*) false ;;
esac || {
	if printf '%s\n' "$out" | grep -A 2 'error: kalloc: '; then
		exit 1
	fi
	# what of it does not fit this source is not the source's fault
	out=$(analyse "$@" "$source")
} || {
	printf '%s\n' "$out" | grep -E 'error:' | head -n 3
	echo "$source: error: kalloc: $1 --analyze fails; build without it: KALLOC_ANALYZER=n"
	exit 2
}

printf '%s\n' "$out" | awk -v headers="$headers/" -v source="$source" '
BEGIN {
	# of memory that is freed not worth saying, too
	empty = "this owner may be empty, as memory may run out; test it first: if (!owner) return -ENOMEM;"
	atomic = "this may sleep, and is called in atomic context, within a guard; allocate with gfp::atomic; what takes no mask, frees or resizes goes outside of it"
	raw = "this is called in raw atomic context, within a guard; allocate before it, free after it, and lock nothing but a raw_spinlock: on PREEMPT_RT all else sleeps"
	while ((getline line <source) > 0)
		code[++n_code] = line
}
# a finding is a warning and the notes of the path that leads there, each with its lines
# (./ is in front of what -include names)
/^[^ ].*: (warning|note): / {
	sub(/^[.]\//, "")
	if (/: warning: /) {
		report()
		found = $0
		here = path = ""
		past = /overflows the destination buffer|out-of-bound array element|upper limit of memory block|after the end of the heap area/
		# followed.h: the pointer that is written to where something may not be
		context = /loaded from variable .(raw_)?atomic_context./
		unmasked = /loaded from field .mask_was_set_./
		owned = /This lock has already been destroyed/
		about = /\[unix\.Malloc\]$/ || past || owned
		untested = left = n_asked = mapping = mapped = unmapping = over = copying = copied = 0
		of_null = of_owned = ""
	}
	foreign = index($0, headers) == 1 || /^[^:]*\/include\/c\+\+\// || /: expanded from macro /
	if (!foreign) {
		here = $0
		sub(/: (warning|note): .*/, "", here)
		lines = ""
		assuming = / note: Assuming /
		if (match($0, /: Assuming .[A-Za-z_0-9]+. is /))
			ask_initialiser(substr($0, RSTART + 12, RLENGTH - 17))
		if (/: (Assuming|Taking|Entering|Loop) / || context && /: Calling /)
			path = path "\n" $0
	} else if (/[Nn]ull/) {
		about = 1
	}
	# a copy asks whether it has an object to count in: that is not known to be a question
	if (/: (Calling|Returning from) copy constructor for .kshared_ptr</)
		copying = /: Calling /
	if (copying && /: Assuming field .p_. is null/) {
		copied = 1
		next
	}
	if (/: (Null pointer value stored to|Storing null pointer value)/) {
		n_asked = copied = 0
		mapped = mapped && mapping
		over = over || unmapping
	}
	if (/: (Calling|Returning from) .dma_mapping::unmap./)
		unmapping = /: Calling /
	if (/: (Calling|Returning from) .dma_map</)
		mapping = /: Calling /
	if (mapping)
		over = 0
	if (mapping && /: Calling .[a-z_]+::swap./)
		mapped = 1
	if (/: (Assuming .*|.p.) is null|: Assuming the condition is true/ && foreign)
		untested = 1
	# who has a word of its own for null
	if (/\/device\/bound\.h:.*: Assuming .* is null/)
		of_null = "the driver may be unbound, and the object gone; test it first: if (!here) return -ENODEV;"
	if (/\/owner\/taken\.h:.*[Nn]ull/)
		of_null = "there may have been nothing to take; test it first: if (!taken) return -ENOENT;"
	if (/\/rcu\/rcu_pointer\.h:.*: Assuming .* is null/)
		of_null = "nothing may be published; test it first: if (!c) return -ENODEV;"
	# and for what somebody else has alone (borrowed.h)
	if (/\/dma\/.*: Calling .taken_alone</)
		of_owned = "the CPU is at the bytes of this mapping; end the cpu_access first, then move, assign or swap it"
	else if (/\/lock\/.*: Calling .taken_alone</)
		of_owned = "this lock is held already, by a guard around this: a deadlock; what is called within the guard, a lambda say, begins with assume_held(lock)"
	else if (/: Calling .kshared_ptr::share./)
		of_owned = "this object has one owner, and is not counted yet; write kshared_ptr<T> s = std::move(u)"
	else if (/: Returning from .taken_alone</)
		of_owned = ""
	if (/\/device\/bound\.h:.*: Memory is released/)
		left = 1
	next
}
/^In file included from |^[0-9]+ warnings? generated/ { foreign = 1; next }
!foreign { lines = lines "\n" $0 }
assuming && !foreign { asked[++n_asked] = $0; assuming = 0 }
END {
	report()
	for (n = 1; n <= n_said; n++)
		if (what[n] != empty || !freed[at[n]])
			print said[n]
	exit n_said > 0
}
# a condition that is a variable was asked where that got its value
function ask_initialiser(name,    place, i)
{
	place = here
	sub(/:[0-9]+$/, "", place)
	sub(/.*:/, "", place)
	for (i = place + 0; i > 0; i--)
		if (code[i] ~ "(^|[^A-Za-z_0-9])" name " *[=({]") {
			asked[++n_asked] = code[i]
			return
		}
}
# Did a condition on the path, since the owner is empty, hand it to a function, as
# WARN_ON(!owner) does? Then that knows, and not the analyzer. The owner is what stands in
# front of -> . or [ in what is marked, or beside it.
function asked_by_helper(    line_of, rest, first, last, name, i, text)
{
	split(lines, line_of, "\n") # an empty one, the code, and the marks below it
	rest = line_of[2]
	if (match(line_of[3], /[~^].*[~^]|\^/)) {
		first = RSTART
		last = RSTART + RLENGTH
		if (match(substr(rest, 1, first - 1), /[A-Za-z_0-9.>*-]+$/))
			first = RSTART
		if (match(substr(rest, last), /^[A-Za-z_0-9.>*-]*\[?/))
			last += RLENGTH
		rest = substr(rest, first, last - first)
	}
	while (match(rest, /[A-Za-z_][A-Za-z_0-9]*(->|\.|\[)|\*[A-Za-z_][A-Za-z_0-9]*/)) {
		name = substr(rest, RSTART, RLENGTH)
		rest = substr(rest, RSTART + RLENGTH)
		gsub(/[^A-Za-z_0-9]/, "", name)
		for (i = 1; i <= n_asked; i++) {
			text = asked[i]
			gsub(/(^|[^A-Za-z_0-9])(if|while|for|switch|return) *\(/, " ", text)
			if (text ~ "[A-Za-z_0-9] *\\(([^;)]*[^;)A-Za-z_0-9])?" name "([^A-Za-z_0-9]|$)")
				return 1
		}
	}
	return 0
}
# Was it a destructor that was called? What looked_at.h made of that is not to be shown.
function by_hand(    place)
{
	place = here
	sub(/:[0-9]+$/, "", place)
	sub(/.*:/, "", place)
	if (code[place] !~ /~|destroy_at/)
		return 0
	lines = "\n" code[place]
	return 1
}
function report()
{
	if (unmasked && foreign) {
		say("the mask of this device was never set, and without it nothing is made; first: if (const int err = to.set(dev, dma_mask<32>)) return err;")
		return
	}
	if (context && foreign) {
		say(found ~ /raw_/ ? raw : atomic)
		return
	}
	if (!about || found ~ /garbage value|uninitialized value|[Ll]eak/)
		return
	if (copied && !untested && found ~ /null pointer/)
		return
	# of the locks that memory is to it
	if (found ~ /PthreadLock\]$/ && !owned)
		return
	if (!past && !owned && found !~ /unix.Malloc|after it is (freed|released)/ && asked_by_helper())
		return
	if (past)
		way_out = "this is past the end of the memory that was allocated; ask the owner for size(), or allocate more"
	else if (owned && of_owned)
		way_out = of_owned
	else if (owned)
		way_out = by_hand() ? "this object has an owner, which destroys it; write reset(), or assign to it" : \
			"this memory has an owner, which frees it; std::move() the owner, or take what its release() gives up"
	else if (of_null && found !~ /unix.Malloc/)
		way_out = of_null
	else if (found ~ /after it is (freed|released)/ && left)
		way_out = "this pointer is good within its while_bound; behind that the driver may be unbound, and the object gone"
	else if (found ~ /after it is (freed|released)/)
		way_out = "this memory is freed already: its owner ended, was reset, assigned, resized or moved away, or there are two; ask the owner again, adopt() once"
	else if (found ~ /non-owned/)
		way_out = "this memory was given to a device, which frees it when its driver is unbound; adopt() it nowhere"
	else if (found ~ /unix.Malloc/)
		way_out = "no allocator returned this, so nothing may free it; adopt() what C allocated, and nothing else"
	else if (mapped)
		way_out = "this owner is in the mapping that dma_map() made of it; unmap() gives it back, and cpu_access gets at its bytes before"
	else if (over)
		way_out = "this mapping is over, unmap() gave its owner back; use that, or map it again"
	else if (untested)
		way_out = empty
	else
		way_out = "this owner is empty: not filled yet, moved from, released, or reset; use the one that has the memory, or fill it first"
	say(way_out)
	if (found ~ /after it is (freed|released)/)
		freed[here] = 1
}
function say(way_out)
{
	said[++n_said] = here ": error: kalloc: " way_out lines path
	what[n_said] = way_out
	at[n_said] = here
}'
