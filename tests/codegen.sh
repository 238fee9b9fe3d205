#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The machine code of C++ against that of the same thing in C, both built by Kbuild:
# the same calls in the same order, and no instruction more; nor less, where memory has to
# be read or written again. Of a loop_ function: no more for each element that it stores.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

passed=0 failed=0

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-codegen.XXXXXX")
trap 'rm -rf "$work"' EXIT

# disassemble OBJECT: a file for each of its twins, less padding
disassemble() {
	"${cross}objdump" -dr --no-show-raw-insn "$1" | awk -v work="$work/" '
		/^$/ || />:$/ { close(file); file = "" }
		/ <c(pp)?_[a-z0-9_]*>:$/ { file = work substr($2, 2, length($2) - 3); printf "" >file; next }
		file && !/\t(nop|xchg %ax,%ax|int3|data16|cs nop)/ { print >file }'
}
# calls FUNCTION: the symbols it refers to, and what orders; instructions: how many
disassembly() {
	cat "$work/$1"
}
# on arm64 an address is made in two steps, of which the first one counts
calls() {
	disassembly "$@" | grep -v 'R_AARCH64_[A-Z0-9_]*_LO12' |
		sed -n -e 's/.*R_[A-Z0-9]*_[A-Z0-9_]*\t\([^ ]*\)$/\1/p' -e 's/.*\t\(dmb\t.*\)/\1/p' \
			-e 's/.*\t\(ldar[bh]*\)\t.*/\1/p' |
		grep -vE '^\.(rodata|text|data)|__x86_return_thunk|__fentry__'
}
# of an arm64 function less its ends: for one source g++ has them once, for another twice
instructions() {
	local ends='\s(ldp\s+x29, x30|ld[rp]\s+x(19|2[0-8]),.*\[sp|autiasp|ret|b\s)'
	disassembly "$@" | grep -vcE "R_(X86_64|AARCH64)_${cross:+|$ends}"
}
# of a loop, in hundredths: from a jump backwards to where it goes, with no call or return
# between, divided by the stores there, as compilers unroll. The least is the loop proper,
# what is left over has one of its own.
instructions_per_store() {
	disassembly "$@" | grep -vE 'R_(X86_64|AARCH64)_' | awk '
		{ line[$1] = ++n; op[n] = $2; args[n] = $NF; to = "" }
		$2 ~ /^(j|b\.|[ct]bn?z)/ && $2 != "jmp" {
			for (i = 3; i < NF; i++)
				if ($(i + 1) ~ /^</)
					to = $i ":"
		}
		to in line {
			stores = 0
			for (i = first = line[to]; i <= n; i++) {
				if (op[i] ~ /^(call|ret|jmp|b$|bl)/)
					next
				stores += op[i] ~ /^mov/ && args[i] ~ /\)$/ || op[i] ~ /^st/
				stores += op[i] == "stp"
			}
			per = stores ? int(100 * (n - first + 1) / stores) : 0
			if (per && (!least || per < least))
				least = per
		}
		END { print least + 0 }'
}

compare() {
	local built=$1 name count unit c cpp
	rm -f "$work"/*
	disassemble "$built/twins_c.o"
	disassemble "$built/twins_cpp.o"
	for name in $("${cross}nm" "$built/twins_c.o" | sed -n 's/.* T c_//p'); do
		count=instructions unit=instructions
		[[ $name != loop_* ]] || count=instructions_per_store unit='hundredths for an element'
		c=$($count "c_$name")
		cpp=$($count "cpp_$name")
		printf '  %-20s C %3d, C++ %3d %s\n' "$name" "$c" "$cpp" "$unit"
		if [ "$(calls "c_$name")" != "$(calls "cpp_$name")" ]; then
			echo "FAILED: $name calls something else:"
			diff <(calls "c_$name") <(calls "cpp_$name") || true
			failed=$((failed + 1))
		elif [ "$c" = 0 ] || [ ! -e "$work/cpp_$name" ] || [ "$cpp" -gt "$c" ]; then
			echo "FAILED: $name has more instructions than in C"
			failed=$((failed + 1))
		elif [[ $name == ordered_* ]] && [ "$cpp" != "$c" ]; then
			echo "FAILED: $name has not the accesses that C has"
			failed=$((failed + 1))
		else
			passed=$((passed + 1))
		fi
	done
}

need_packages binutils
for kernel in stock-6.12 stock-6.1 uml-clang stock-arm64-6.12 stock-arm64-6.1 arm64 arm64-clang-prepared; do
	say "Machine code for $kernel"
	tree=$("$top/tools/kernel.sh" $kernel)
	cross=$(cross_of "$tree")
	args=()
	# CONFIG_LTO changes READ_ONCE(); the objects of such a kernel would be no machine code
	[[ $kernel != *-prepared ]] || args=(KCFLAGS=-DCONFIG_LTO=1 twins_c.o twins_cpp.o)
	compare "$("$top/tools/build.sh" "codegen-$kernel" "$tree" tests/codegen "${args[@]}")"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
