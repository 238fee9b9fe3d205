#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Style and static analysis, of everything in the tree.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

cd "$top"
need_packages clang-format-19 clang-tidy-19 clang-tidy-22 shellcheck perl
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

# C++, and the headers that C++ alone reads; tests/refused is full of misuse
mapfile -t cxx < <(project_files '*.h' '*.cpp' | grep -vE '^tests/(refused|tidy)/.*cpp' | xargs grep -LE '^#ifdef __cplusplus|^KALLOC_CONSTANT\(|^KALLOC_FUNCTION\(|^KALLOC_ALLOCATES\(|^#include <linux/')
# C, and the headers that C reads; the user-space test programs are none of the kernel's
mapfile -t c < <(project_files '*.c' '*.h' | grep -v '/test/' | grep -vxFf <(printf '%s\n' "${cxx[@]}") | grep -vE 'tests/(refused|tidy)')
mapfile -t shell < <(project_files '*.sh' '.ci/run' | grep -v 'tools/lib.sh')
mapfile -t all < <(project_files "*")

spdx() {
	local f bad=0
	for f in "${all[@]}"; do
		case $f in
		*.md | .gitignore | *.in | LICENSES/* | *expected* | .editorconfig | debian/[!r]*) continue ;;
		esac
		head -n 2 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-only OR MIT' || { echo "$f: no SPDX line"; bad=1; }
	done
	return $bad
}

checkpatch() {
	local source work status=0
	source=$("$top/tools/kernel.sh" source-6.12)
	# it leaves a cache in the current folder
	work=$(mktemp -d)
	# SPDX_LICENSE_TAG: asks the kernel tree's LICENSES folder for the expression.
	# MACRO_*, COMPLEX_MACRO, MULTISTATEMENT, TRAILING_SEMICOLON: lists of macros
	# are what the binding and the twins are. CAMELCASE, AVOID_EXTERNS: the C++
	# ABI's names. LINUX_VERSION_CODE: for code inside the kernel tree.
	# SPACING: takes a pointer in a macro's argument for a product.
	# NEEDLESS_IF: the C twin does what C++ does.
	(cd "$work" && perl "$source/scripts/checkpatch.pl" --no-tree --strict --terse --no-summary \
		--ignore SPDX_LICENSE_TAG,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE,MULTISTATEMENT_MACRO_USE_DO_WHILE \
		--ignore COMPLEX_MACRO,TRAILING_SEMICOLON,MACRO_ARG_UNUSED,CAMELCASE,AVOID_EXTERNS \
		--ignore LINUX_VERSION_CODE,SPACING,NEEDLESS_IF \
		-f "${c[@]/#/$top/}") || status=1
	rm -rf "$work"
	return $status
}

# built: where the samples, as samples.sh builds them, and the bench are; the second time make's own cache
built() {
	local tree
	tree=$("$top/tools/kernel.sh" uml-clang)
	"$top/tools/build.sh" samples-uml-clang "$tree" samples &&
		"$top/tools/build.sh" bench-uml-clang "$tree" bench
}

# tidy: the library, as the samples use it, the samples and the bench
tidy() {
	local folders
	folders=$(built) || return 1
	# shellcheck disable=SC2016,SC2086 # the inner sh expands it; words
	find $folders -name '*.cpp' -print0 | xargs -0 -P "$jobs" -n 1 sh -c 'cd "$(dirname "$2")" &&
		out=$(clang-tidy-19 --quiet -p . --config-file="$1/.clang-tidy" \
			--header-filter="/(include/kalloc|samples|bench)/" "$2" 2>&1) || { echo "$out"; exit 1; }' \
		sh "$top"
}

# own_checks: nothing that kalloc's checks find is in what people begin with, in either half
own_checks() {
	local folders
	folders=$(built) || return 1
	# shellcheck disable=SC2016,SC2086 # the inner sh expands it; words
	find $folders -name compile_commands.json -exec sed -n 's/.*"file": "\([^"]*\)".*/\1/p' {} + | sort -u |
		xargs -P "$jobs" -n 1 sh -c 'cd "$(dirname "$2")" &&
		out=$(clang-tidy-22 --quiet -p . --experimental-custom-checks --checks="-*,custom-kalloc-*" \
			--config-file="$1/include/kalloc/build/checks.yaml" "$2" 2>&1) || { echo "$out"; exit 1; }' \
		sh "$top"
}

lint 'SPDX lines' spdx
lint 'clang-format' clang-format-19 --dry-run -Werror "${cxx[@]}"
# SC2317: functions are called by name
lint 'shellcheck' shellcheck -x -e SC2317 "${shell[@]}" include/kalloc/{,build/}*.sh
lint 'checkpatch' checkpatch
lint 'snippets of the documentation' tools/snippets.py
lint 'clang-tidy' tidy
lint 'clang-tidy, by what is installed' own_checks

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
