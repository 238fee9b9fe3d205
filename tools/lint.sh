#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Style and static analysis, of everything in the tree.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

cd "$top"
need_packages clang-format-19 clang-tidy-19 shellcheck perl
passed=0 failed=0

# lint NAME COMMAND...: silent where COMMAND succeeds
lint() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then
		say "$name: clean"
		passed=$((passed + 1))
	else
		say "$name: FAILED"
		printf '%s\n' "$out"
		failed=$((failed + 1))
	fi
}

files() {
	git ls-files -co --exclude-standard -- "$@" | while read -r f; do [ ! -f "$f" ] || echo "$f"; done
}

mapfile -t cxx < <(files 'include/kalloc/*.h' '*.cpp' 'kunit/*.h' 'samples/*.h' |
	grep -vE 'binding/(constant_list|function_list|kernel_headers)\.h|list\.h$|tests/refused')
# C files, and the headers that C reads
mapfile -t c < <(files '*.c' 'include/kalloc/binding/*list.h' 'include/kalloc/binding/kernel_headers.h' | grep -v '/test/')
mapfile -t shell < <(files '*.sh' '.ci/run')
mapfile -t all < <(files)

spdx() {
	local f bad=0
	for f in "${all[@]}"; do
		case $f in
		*.md | .gitignore | *.in | LICENSES/* | *expected* | .editorconfig) continue ;;
		esac
		head -n 2 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-only OR MIT' || { echo "$f: no SPDX line"; bad=1; }
	done
	return $bad
}

checkpatch() {
	local f bad=0 source
	source=$("$top/tools/kernel.sh" source)
	for f in "${c[@]}"; do
		# SPDX_LICENSE_TAG: checkpatch asks the kernel tree's LICENSES folder for the
		# expression. The lists are lists of macros: what they repeat is their purpose,
		# and they have no guard on purpose.
		perl "$source/scripts/checkpatch.pl" --no-tree --strict --terse --no-summary \
			--ignore SPDX_LICENSE_TAG,MACRO_ARG_REUSE,MULTISTATEMENT_MACRO_USE_DO_WHILE,COMPLEX_MACRO,TRAILING_SEMICOLON,MACRO_ARG_UNUSED \
			-f "$f" || bad=1
	done
	return $bad
}

# With the flags of a real build, headers included
tidy() {
	local out
	out=$("$top/tools/build.sh" lint-clang "$("$top/tools/kernel.sh" uml-clang)" '') || return 1
	find "$out" -name compile_commands.json | while read -r db; do
		(cd "$(dirname "$db")" && run-clang-tidy-19 -quiet -p . -config-file="$top/.clang-tidy" \
			-header-filter="$out/(include/kalloc|samples|kunit)/" >tidy.log 2>&1) ||
			{ grep -vE '^(\[|[0-9]+ warnings|Suppressed|Use -header|clang-tidy)' "$(dirname "$db")/tidy.log"; exit 1; }
	done
}

lint 'SPDX lines' spdx
lint 'clang-format' clang-format-19 --dry-run -Werror "${cxx[@]}"
lint 'shellcheck' shellcheck -x "${shell[@]}" include/kalloc/*.sh
lint 'checkpatch' checkpatch
lint 'clang-tidy' tidy

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
