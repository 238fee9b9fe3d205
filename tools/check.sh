#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# check.sh [ROW]: every test, or the rows whose names match ROW; check.sh list: their names.
#
# Kernels are made ready first; then the rows run, one more at a time than there are
# processors, as some have to wait for a leak detector; each says what it found, how long
# it took, and how much of that the processors worked; the total comes last.
# shellcheck source-path=SCRIPTDIR
. "$(dirname -- "$0")/lib.sh"

# The analyzer, which takes twice the compiler's time, reads the same sources in other rows:
# samples and suites in *-uml-6.12-clang, by the newest clang in kunit-uml-7.3-clang.
compiled_only='env KALLOC_ANALYZER=n'

# A row: its name, the Debian it runs in (see root.sh), its kernels (see kernel.sh), and what it
# runs, whose last line counts. Where nothing is known of an earlier run they are started in this
# order, the longest first, so that they end together. README.md's table has every row that stands for a kernel (tests/rows.sh).
rows="
kbuild               bookworm stock-6.12,stock-6.1,stock-arm64-6.12,uml-gcc,uml-clang tests/run.sh kbuild
core                 bookworm stock-6.12,stock-6.1,stock-arm64-6.12,uml-gcc tests/core.sh
core-debian13        trixie   stock-7.3,stock-6.12 tests/core.sh
codegen              bookworm stock-6.12,stock-6.1,uml-clang,stock-arm64-6.12,stock-arm64-6.1,arm64,arm64-clang-prepared tests/run.sh check_log headers catalogue promises rows docs codegen
refused              bookworm stock-6.12,uml-gcc tests/run.sh refused tidy mutants
binding              bookworm stock-6.12,stock-6.1,uml-clang tests/run.sh binding
binding-7.3          trixie   uml-7.3            tests/binding.sh uml-7.3
misuse-debug         bookworm debug              tests/run.sh debug_kernel
edu-debug            bookworm debug              tools/edu_test.sh debug
kunit-debug          bookworm debug              tools/kunit.sh debug
edu-debian13-7.3     trixie   stock-7.3          tools/edu_test.sh stock-7.3 g++ clang++-19 clang++-22
edu-debian13-6.12    trixie   stock-6.12         tools/edu_test.sh stock-6.12 g++ clang++-19
edu-debian13-rt-7.3  trixie   stock-rt-7.3       tools/edu_test.sh stock-rt-7.3 g++ clang++-19
edu-debian13-rt-6.12 trixie   stock-rt-6.12      tools/edu_test.sh stock-rt-6.12 g++
edu-debian12-rt-6.1  bookworm stock-rt-6.1       tools/edu_test.sh stock-rt-6.1 g++ clang++-19
edu-newest-7.3       sid      stock-7.3          tools/edu_test.sh stock-7.3 g++-16 clang++-23
edu-debian13-arm64-7.3 trixie stock-arm64-7.3    tools/edu_test.sh stock-arm64-7.3 g++ clang++-19
edu-arm64            bookworm arm64              tools/edu_test.sh arm64 g++ clang++-19
edu-arm64-6.12       bookworm stock-arm64-6.12   tools/edu_test.sh stock-arm64-6.12 g++ clang++-19
edu-arm64-16k-6.12   bookworm stock-arm64-16k-6.12 tools/edu_test.sh stock-arm64-16k-6.12 g++ clang++-19
edu-arm64-6.1        bookworm stock-arm64-6.1    tools/edu_test.sh stock-arm64-6.1 g++ clang++-19
kunit-arm64          bookworm arm64              tools/kunit.sh arm64
kunit-arm64-clang    bookworm arm64              $compiled_only tools/kunit.sh arm64 clang++-19
samples-arm64-6.12   bookworm stock-arm64-6.12   $compiled_only tools/samples.sh stock-arm64-6.12 clang++-19
edu-debian12-6.12    bookworm stock-6.12         tools/edu_test.sh stock-6.12 g++ clang++-19
edu-debian12-6.1     bookworm stock-6.1          tools/edu_test.sh stock-6.1 g++ clang++-19
edu-iommu-6.12       bookworm stock-6.12         tools/edu_test.sh stock-6.12+iommu
edu-bounce-6.12      bookworm stock-6.12         tools/edu_test.sh stock-6.12+bounce
edu-force-6.12       bookworm stock-6.12         tools/edu_test.sh stock-6.12+force
nvme-6.12            bookworm stock-6.12         tools/nvme_test.sh stock-6.12
nvme-6.1             bookworm stock-6.1          tools/nvme_test.sh stock-6.1
nvme-debian13-7.3    trixie   stock-7.3          tools/nvme_test.sh stock-7.3
nvme-arm64-6.12      bookworm stock-arm64-6.12   tools/nvme_test.sh stock-arm64-6.12 4
nvme-debug           bookworm debug              tools/nvme_test.sh debug 8
samples-uml-6.12     bookworm uml-gcc            tools/samples.sh uml-gcc
samples-uml-6.12-clang bookworm uml-clang        tools/samples.sh uml-clang
kunit-uml-6.12-clang bookworm uml-clang          tools/kunit.sh uml-clang
counts               bookworm uml-clang          tests/run.sh counts
lint                 bookworm uml-clang          tools/lint.sh
package              bookworm stock-6.12,stock-6.1 tests/run.sh package
testing              bookworm uml-gcc            tests/run.sh kunit
kunit-rt             bookworm rt                 tools/kunit.sh rt
samples-rt           bookworm rt                 tools/samples.sh rt
kunit-lto            trixie   lto                $compiled_only tools/kunit.sh lto
samples-lto          trixie   lto                $compiled_only tools/samples.sh lto
samples-uml-7.3      trixie   uml-7.3            tools/samples.sh uml-7.3
kunit-uml-7.3        trixie   uml-7.3            tools/kunit.sh uml-7.3
kunit-uml-7.3-gcc12  bookworm uml-7.3            tools/kunit.sh uml-7.3
kunit-uml-7.3-clang  trixie   uml-7.3            tools/kunit.sh uml-7.3 clang++-22
kunit-uml-6.12       bookworm uml-gcc            tools/kunit.sh uml-gcc
"

# beside those that kernels and modules are built with (kernel_packages)
case $debian in
bookworm) check_packages=(clang-14 clang-19 clang-format-19 clang-tidy-19 clang-tidy-22 cmake debhelper dkms doxygen dpkg-dev fakeroot git
	kmod lintian ninja-build perl shellcheck) ;;
*) check_packages=(clang-19 clang-22) ;;
esac

# in_debian DEBIAN COMMAND...
in_debian() {
	if [ "$1" = "$debian" ]; then
		"${@:2}"
	else
		tools/root.sh "$@"
	fi
}

# kernels DEBIAN: those of its rows
kernels() {
	chosen | awk -v debian="$1" '$2 == debian { print $3 }' | tr , '\n' | awk '!seen[$0]++'
}

# prepare DEBIAN: its kernels, one after the other: each build uses all processors. What does
# not come about fails the rows that need it.
prepare() {
	local kernel
	for kernel in $(kernels "$1"); do
		in_debian "$1" tools/kernel.sh "$kernel" >/dev/null || true
	done
}

# run NAME DEBIAN KERNELS COMMAND...
run() {
	local name=$1 log=$logs/check-$1.log begin count failed worked TIMEFORMAT='%U %S'
	begin=$(date +%s)
	say "$name ..."
	worked=$({ time in_debian "$2" "${@:4}" >"$log" 2>&1 </dev/null || true; } 2>&1)
	worked=$(awk '{ print int($1 + $2 + .5) }' <<<"$worked")
	count=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
	count=${count:-0 passed, 1 failed}
	# nothing found out is no pass
	[ "$count" != '0 passed, 0 failed' ] || count='0 passed, 1 failed'
	failed=${count#*passed, } failed=${failed%% *}
	if [ "${V:-0}" = 1 ]; then
		cat "$log"
	elif [ "$failed" != 0 ]; then
		tail -n 60 "$log"
		echo "the whole log: $log"
	else
		grep -aE "$told" "$log" || true
	fi
	say "$name: $count ($(($(date +%s) - begin)) s, $worked s of a processor)"
	echo "${count%% *} $failed $worked" >"$work/$name"
	echo "$worked" >"$logs/check-$name.worked"
}

pattern=${1:-*}
chosen() {
	local name rest
	while read -r name rest; do
		# shellcheck disable=SC2053 # a pattern
		[ -z "$name" ] || [[ $name != $pattern ]] || echo "$name $rest"
	done <<<"$rows"
}

# longest_first: rows by what they took the last time, the unknown ones before
longest_first() {
	local name rest
	while read -r name rest; do
		echo "$(cat "$logs/check-$name.worked" 2>/dev/null || echo 999999) $name $rest"
	done | sort -srn -k 1,1 | cut -d ' ' -f 2-
}

if [ "$pattern" = list ]; then
	awk 'NF { printf "%-24s", $1; for (i = 4; i <= NF; i++) printf "%s ", $i; print "" }' <<<"$rows"
	exit
fi
cd "$top"
mapfile -t list < <(chosen | longest_first)
[ ${#list[@]} != 0 ] || die "no row is called $pattern; make check ROW=list names them"
mapfile -t homes < <(chosen | awk '!seen[$2]++ { print $2 }')

# all that is missing is said, or installed, before anything is built
packages=() elsewhere=()
for home in "${homes[@]}"; do
	if [ "$home" != "$debian" ]; then
		packages+=(debootstrap)
		mapfile -t -O ${#elsewhere[@]} elsewhere < <(chosen | awk -v debian="$home" '$2 == debian { print $1 }')
	else
		packages+=(pkg-config python3)
		[ "$pattern" != '*' ] || packages+=("${check_packages[@]}")
		# shellcheck disable=SC2046,SC2207 # words
		packages+=($(tools/kernel.sh packages $(kernels "$home")))
	fi
done
if [ "$(id -u)" != 0 ] && [ ${#elsewhere[@]} != 0 ]; then
	(need_packages "${packages[@]}") || true
	die "these rows are of another Debian, which only root can make a root of; choose others by ROW=: ${elsewhere[*]}"
fi
need_packages "${packages[@]}"

work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-check.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$logs"
for home in "${homes[@]}"; do
	prepare "$home" &
done
wait
for row in "${list[@]}"; do
	while [ "$(jobs -pr | wc -l)" -gt "$jobs" ]; do
		wait -n || true
	done
	# shellcheck disable=SC2086 # words
	run $row &
done
wait

cat "$work"/* | awk -v rows=${#list[@]} '{ passed += $1; failed += $2; worked += $3 }
	END { failed += rows - NR; print worked + 0 " s of a processor in all"; print passed " passed, " failed + 0 " failed"; exit failed > 0 }'
