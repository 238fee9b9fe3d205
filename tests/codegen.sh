#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The machine code of C++ against that of the same thing in C, both built by Kbuild:
# the same calls in the same order, and no instruction more; nor less, where memory has to
# be read or written again; no more of the stack. Of a loop_ function: no more for each element
# that it stores. By the kernel's flags, and by -Os. And what one more type costs.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

# facts OBJECT: for each of its twins, less padding, its name, and
# - how many instructions it has; of an arm64 function less its ends: for one source g++ has them
#   once, for another twice;
# - of its loop in hundredths for a store: from a jump backwards to where it goes, with no call or
#   return between, divided by the stores there, as compilers unroll; the least is the loop proper,
#   what is left over has one of its own;
# - the bytes of the stack that it takes at most, less the return address;
# - whether it calls one of its own object, which by -Os even C's inline ones are;
# - the symbols it refers to, and what orders. On arm64 an address is made in two steps, of which
#   the first one counts; C cannot call what has kalloc's names; what warns of a wrong count is
#   cold, and stands anywhere.
facts() {
	"${cross}objdump" -dr --no-show-raw-insn "$1" | awk -v arm64="$cross" '
		function number(text,    i, n) {
			if (text !~ /^0x/)
				return text + 0
			for (i = 3; i <= length(text); i++)
				n = 16 * n + index("0123456789abcdef", substr(text, i, 1)) - 1
			return n < 2 ^ 63 ? n : n - 2 ^ 64
		}
		function take(bytes) {
			depth += bytes
			most = depth > most ? depth : most
		}
		function tell() {
			if (name)
				print name "\t" count "\t" least + 0 "\t" most + 0 "\t" (own || called) + 0 "\t" refers
			name = refers = ""
			count = least = most = own = called = depth = n = 0
			split("", line)
		}
		function refer(what) {
			sub(/^_ZN6kalloc13vector_growthI.*9make_room[A-Za-z0-9_]*/, "make_room", what)
			gsub(/\t/, "_", what)
			if (what !~ /^\.(rodata|text|data)|__x86_return_thunk|__fentry__|^refcount_warn_saturate/)
				refers = refers " " what
		}
		function loop(    i, stores, per) {
			for (i = line[to]; i <= n; i++) {
				if (op[i] ~ /^(call|ret|jmp|b$|bl)/)
					return
				stores += op[i] ~ /^mov/ && args[i] ~ /\)$/ || op[i] ~ /^st/
				stores += op[i] == "stp"
			}
			per = stores ? int(100 * (n - line[to] + 1) / stores) : 0
			if (per && (!least || per < least))
				least = per
		}
		/^$/ || />:$/ { tell() }
		/ <c(pp)?_[a-z0-9_]*>:$/ { name = substr($2, 2, length($2) - 3); next }
		!name || /\t(nop|xchg %ax,%ax|int3|data16|cs nop)/ { next }
		{ relocation = /R_(X86_64|AARCH64)_/ }
		called && !relocation { own = 1 }
		{ called = /\t(call|jmp|bl?)[ \t]+[0-9a-f]+ <[a-z_0-9.]+>/ }
		$2 == "ret" || /__x86_return_thunk/ { depth = 0 }
		relocation {
			if (!/R_AARCH64_[A-Z0-9_]*_LO12/ && /R_[A-Z0-9]*_[A-Z0-9_]*\t[^ ]*$/)
				refer(substr($0, match($0, /\t[^\t]*$/) + 1))
			next
		}
		/\tdmb\t/ { refer(substr($0, index($0, "dmb"))) }
		$2 ~ /^ldar[bh]*$/ { refer($2) }
		!arm64 || !/[ \t](ldp[ \t]+x29, x30|ld[rp][ \t]+x(19|2[0-8]),.*\[sp|autiasp|ret|b[ \t])/ { count++ }
		$2 == "push" { take(8) }
		$2 == "pop" { take(-8) }
		/(sub|add) .*,%rsp/ { split($3, arg, /[$,]/); take(($2 == "sub" ? 1 : -1) * number(arg[2])) }
		/(sub|add)\tsp, sp, #/ { bytes = $0; sub(/.*#/, "", bytes); split(bytes, arg, " "); take(($2 == "sub" ? 1 : -1) * number(arg[1])) }
		/\[sp, #-[0-9]+\]!/ { bytes = $0; sub(/.*#-/, "", bytes); take(bytes + 0) }
		/\[sp\], #[0-9]+/ { bytes = $0; sub(/.*#/, "", bytes); take(-bytes) }
		{ line[$1] = ++n; op[n] = $2; args[n] = $NF; to = "" }
		$2 ~ /^(j|b\.|[ct]bn?z)/ && $2 != "jmp" {
			for (i = 3; i < NF; i++)
				if ($(i + 1) ~ /^</)
					to = $i ":"
		}
		to in line { loop() }
		END { tell() }'
}

# grown OBJECT TYPE: the bytes of machine code that are there for that type
grown() {
	"${cross}nm" -SC --radix=d "$1" | awk -v type="$2" '$3 ~ /^[tTwW]$/ && index($0, type) { bytes += $2 } END { print bytes + 0 }'
}

compare() {
	local built=$1 name count loop bytes own calls unit c cpp least spare
	local -A instructions=() per_store=() stack=() own_calls=() refers=()
	while IFS=$'\t' read -r name count loop bytes own calls; do
		instructions[$name]=$count per_store[$name]=$loop stack[$name]=$bytes
		own_calls[$name]=$own refers[$name]=$calls
	done < <(facts "$built/twins_c.o" && facts "$built/twins_cpp.o")
	for name in $("${cross}nm" "$built/twins_c.o" | sed -n 's/.* T c_//p'); do
		c=${instructions[c_$name]-0} cpp=${instructions[cpp_$name]-} unit=instructions spare=0
		[[ $name != loop_* ]] || c=${per_store[c_$name]-0} cpp=${per_store[cpp_$name]-} unit='hundredths for an element'
		printf '  %-20s C %3d, C++ %3d %s; %d and %d bytes of the stack\n' "$name" "$c" "$cpp" "$unit" \
			"${stack[c_$name]-}" "${stack[cpp_$name]-}"
		# by -Os there is nothing to compare with where C has parts of it elsewhere, or no such loop
		if [[ $built == *+Os/* ]] && [[ ${own_calls[c_$name]-0} = 1 || $c = 0 ]]; then
			continue
		fi
		# and clang keeps an index twice, where C counts
		[[ $built != *clang*+Os/* || $name != loop_* ]] || spare=100
		# and g++ asks twice whether there is an object: to copy its owner, and of the copy
		[[ $built != *+Os/* || $name != shared_copy ]] || spare=1
		if [ "${refers[c_$name]-}" != "${refers[cpp_$name]-}" ]; then
			bad "$name calls something else:"
			diff <(tr ' ' '\n' <<<"${refers[c_$name]-}") <(tr ' ' '\n' <<<"${refers[cpp_$name]-}") || true
		elif [ "$c" = 0 ] || [ -z "$cpp" ] || [ "$cpp" -gt $((c + spare)) ]; then
			bad "$name has more instructions than in C"
		elif [ "${stack[cpp_$name]}" -gt "${stack[c_$name]}" ]; then
			bad "$name takes more of the stack than in C"
		elif [[ $name == ordered_* && $built != *+Os* ]] && [ "$cpp" != "$c" ]; then
			bad "$name has not the accesses that C has"
		else
			ok
		fi
	done
	for name in unique buffer vector; do
		own=$(grown "$built/types.o" ${name}_item) least=$(grown "$built/types.o" ${name}_floor)
		printf '  one more type, %s: %d bytes, the least %d\n' $name "$own" "$least"
		if [ "$least" = 0 ] || [ $((own * 100)) -gt $((least * ${bar[$name]})) ]; then
			bad "one more type, $name: more than ${bar[$name]} % of the least"
		else
			ok
		fi
	done
}

need_packages binutils
# in percent of the least: what checks an index, grows by the caches' sizes, and does not overflow
declare -A bar=([unique]=100 [buffer]=160 [vector]=200)
kernels=(stock-6.12{,+Os} stock-6.1 uml-clang{,+Os} stock-arm64-6.12{,+Os} stock-arm64-6.1 arm64 arm64-clang-prepared{,+Os})
if [ $# != 0 ]; then
	kernels=() cross=''
	compare "$1"
fi
for kernel in "${kernels[@]}"; do
	say "Machine code for $kernel"
	tree=$("$top/tools/kernel.sh" "${kernel%+*}")
	cross=$(cross_of "$tree")
	flags='' args=()
	# identical functions stay what they are
	[[ $kernel != *+Os ]] || flags="-Os$([[ $kernel == *clang* ]] || echo ' -fno-ipa-icf')"
	# CONFIG_LTO changes READ_ONCE(); the objects of such a kernel would be no machine code
	[[ $kernel != *-prepared* ]] || flags+=' -DCONFIG_LTO=1'
	[ -z "$flags" ] || args=("KCFLAGS=$flags" twins_c.o twins_cpp.o types.o)
	compare "$("$top/tools/build.sh" "codegen-$kernel" "$tree" tests/codegen "${args[@]}")"
done
end_tests
