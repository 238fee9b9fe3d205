#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The build rules as a driver's author meets them: a driver outside the repository,
# against an installed kalloc, with every kernel and compiler.
# shellcheck source-path=SCRIPTDIR/../tools
. "$(dirname -- "$0")/../tools/lib.sh"

need_packages pkg-config pahole kmod binutils
work=$(mktemp -d "${TMPDIR:-/tmp}/kalloc-kbuild.XXXXXX")
trap 'rm -rf "$work"' EXIT
export PKG_CONFIG_PATH=$work/usr/share/pkgconfig

bad() {
	failed=$((failed + 1))
	echo "FAILED ($kernel, ${cxx:-default}): $*"
}
silent() {
	# 7.3 tells of another pahole than the kernel's
	! grep -v '^warning: pahole version' "$work/log" | grep -qE 'warning|WARNING|error' || { cat "$work/log"; return 1; }
}
# compiles NAME...: these C++ objects, and no others
compiles() {
	test "$(sed -n 's|^  CXX.*[ /]\([^ /]*\.o\)$|\1|p' "$work/log" | sort | xargs)" = "$*"
}
compiles_nothing() {
	! grep -qE '^  (CC|CXX|LD|AR)' "$work/log" || { cat "$work/log"; return 1; }
}
mk() {
	make -C "$tree" M="$work/driver" ${cxx:+CXX=$cxx} "$@" >"$work/log" 2>&1
}
# says MESSAGE MAKE-ARGUMENT...: the build fails with that one kalloc line
says() {
	local message=$1
	shift
	if mk "$@" || [ "$(grep -c 'kalloc: ' "$work/log")" != 1 ] || ! grep -q "kalloc: .*$message" "$work/log"; then
		cat "$work/log"
		return 1
	fi
}

# probes MESSAGE CXX: what the build would say of that compiler, without a build for each
probes() {
	local out
	! out=$(sh "$work/usr/include/kalloc/build/probe_cxx.sh" --target=x86_64-linux-gnu "$2") && [ "$(wc -l <<<"$out")" = 1 ] &&
		grep -q "^kalloc: .*$1" <<<"$out"
}

# each of the commands, as clang 19 has it
clang_takes_it() {
	local command
	python3 -c 'import json, sys
for c in json.load(open(sys.argv[1])): print("cd", c["directory"], "&&", c["command"].replace(" ", "-19 ", 1))' \
		"$work/driver/compile_commands.json" >"$work/commands"
	while read -r command; do
		sh -c "$command -fsyntax-only -w" || return 1
	done <"$work/commands"
}

# warns MESSAGE MAKE-ARGUMENT...: it builds, and the compiler says that
warns() {
	if ! mk "${@:2}" || ! grep -q "warning: .*$1" "$work/log"; then
		cat "$work/log"
		return 1
	fi
}

# instead CXX HEADER MESSAGE: what the build says where CXX has not that header
instead() {
	local out includes
	read -ra includes < <(sh "$work/usr/include/kalloc/build/probe_cxx.sh" "" "$1" | cut -d ' ' -f 3-)
	echo "#include <$2>" >"$work/header.cpp"
	out=$(sh "$work/usr/include/kalloc/build/way_out.sh" "$work/header.cpp" "$1" -nostdinc \
		"${includes[@]/#/-isystem}" -std=gnu++20 -ffreestanding -fno-exceptions -fno-rtti)
	if [ "$(wc -l <<<"$out")" != 1 ] || ! grep -q "header.cpp: error: kalloc: <$2>: .*$3" <<<"$out"; then
		echo "$out"
		return 1
	fi
}

# instead_of CXX NAME MESSAGE: what the build says of a name that C has from its headers
instead_of() {
	local out
	printf '%s\n' 'namespace std {}' "template <class T> void f(T p) { ${2//X/p}; }" "void g(int p) { ${2//X/p}; }" >"$work/name.cpp"
	out=$(sh "$work/usr/include/kalloc/build/way_out.sh" "$work/name.cpp" "$1" -std=gnu++20 -ffreestanding)
	if [ "$(wc -l <<<"$out")" != 1 ] || ! grep -qF "name.cpp: error: kalloc: $3" <<<"$out"; then
		echo "$out"
		return 1
	fi
}

# What changed is compiled again and nothing else; what tools and install need is there
rebuilds() {
	expect 'a second build does nothing' mk
	expect 'a second build compiles nothing' compiles_nothing
	touch "$work/driver/driver.h"
	expect 'a build after touching a header, with other flags' mk CXXFLAGS_second_core.o=-DEXTRA
	expect 'what includes the header is recompiled, what has the flags, and nothing else' \
		compiles core.o second_core.o
	touch "$work/usr/include/kalloc/range/span.h"
	mk CXXFLAGS_second_core.o=-DEXTRA
	expect 'a touched header of kalloc recompiles' compiles core.o more.o second_core.o
	expect 'compile_commands.json is for all files, of both halves' \
		test "$(cat "$work"/driver/compile_commands.json "$work"/driver/below/compile_commands.json |
			python3 -c 'import json, sys; print(sum(len(json.loads("[" + p)) for p in sys.stdin.read().split("[\n")[1:]))')" = 5
	expect 'clang tools take the command' clang_takes_it
	expect 'modules_install' mk modules_install INSTALL_MOD_PATH="$work/root"
	expect 'all modules are installed' test "$(find "$work/root" -name '*.ko*' | wc -l)" = 3
	rm -rf "$work/root"
	mk clean
	expect 'make clean leaves the sources' test "$(find "$work/driver" -type f | wc -l)" = 9
}

make -C "$top" install DESTDIR= PREFIX="$work/usr" >/dev/null

# a driver of two modules, one in a folder below, with a header of its own
mkdir -p "$work/fresh/below"
cat >"$work/fresh/Kbuild" <<'END'
obj-m := first.o below/
first-y := main.o core.o more.o
include $(shell pkg-config --variable=kbuild kalloc)
END
cat >"$work/fresh/below/Kbuild" <<'END'
obj-m := second.o third.o
second-y := second_main.o second_core.o
third-y := third_main.o
include $(shell pkg-config --variable=kbuild kalloc)
END
cp "$top/samples/readme/main.c" "$work/fresh/main.c"
cp "$top/samples/readme/main.c" "$work/fresh/below/second_main.c"
sed 's/return receive(64)/return 0/' "$top/samples/readme/main.c" >"$work/fresh/below/third_main.c"
cp "$top/samples/readme/receive.cpp" "$work/fresh/below/second_core.cpp"
(echo '#include "driver.h"'; cat "$top/samples/readme/receive.cpp"
	echo 'struct shape { virtual ~shape() = default; virtual int f(int) = 0; };
struct wide { virtual ~wide() = default; long x = 0; };
struct square final : wide, shape { int f(int a) override { return a * DRIVER; } };
extern "C" __attribute__((used)) int shapes(int a) {
	kunique_ptr<shape> s = make_kunique<square>(gfp::kernel); return s ? s->f(a) : -ENOMEM; }
extern "C" int at(kspan<u8> *bytes, size_t i) { return (*bytes)[i]; }') >"$work/fresh/core.cpp"
echo '#define DRIVER 1' >"$work/fresh/driver.h"
# what is inline, and out of line all the same, is in both files of one module
echo '#include <kalloc/kalloc.h>
extern "C" int more(kalloc::kspan<unsigned char> *bytes, unsigned long i) { return (*bytes)[i]; }' >"$work/fresh/more.cpp"

for kernel in stock-6.12 stock-6.1; do
	stock=$("$top/tools/kernel.sh" $kernel)
	tree=$stock/build
	# g++ by another name and the oldest clang; the newest (edu_test.sh has the other pairs)
	compilers=(clang++-19)
	[ $kernel = stock-6.1 ] || compilers=(g++-12 clang++-14)
	for cxx in "${compilers[@]}"; do
		rm -rf "$work/driver"
		cp -r "$work/fresh" "$work/driver"
		expect 'the first build' mk
		expect 'the first build is silent' silent
		for o in core more; do
			expect "$o.o has its copy of an inline function" sh -c "nm $work/driver/$o.o | grep -q ' W .*out_of_range'"
		done
		expect 'stack traces unwind: ORC data for C++ functions' \
			test "$(objdump -h "$work/driver/first.ko" | grep -c ' \.orc_unwind ')" = 1
		orc=$(readelf -rW "$work/driver/first.ko" | sed -n '/rela.orc_unwind_ip/,/^$/p' | grep -c R_X86_64_PC32)
		expect "objtool saw every function ($orc entries)" test "$orc" -gt 20
		# every indirect branch target and return is what the configuration wants
		if grep -qE '^CONFIG_(MITIGATION_)?RETHUNK=y' "$tree/.config"; then
			expect 'no naked return' \
				test "$(objdump -d --no-show-raw-insn "$work/driver/core.o" | grep -cE '\s(ret|retq)\s*$')" = 0
		fi
		if grep -q '^CONFIG_X86_KERNEL_IBT=y' "$tree/.config"; then
			expect 'functions begin with endbr' \
				test "$(objdump -d "$work/driver/first.ko" | grep -A1 '<shapes>:' | grep -c endbr64)" = 1
		fi
		if [ -e "$tree/vmlinux" ]; then
			expect 'BTF is made' test "$(objdump -h "$work/driver/first.ko" | grep -c ' \.BTF ')" = 1
		fi
		# the rest does not depend on kernel and compiler: once for each, crosswise
		case $kernel-$cxx in
		stock-6.12-g++-12 | stock-6.1-clang++-19) rebuilds ;;
		esac
	done
done

# Another machine's: clang needs no more than its name
kernel='stock-arm64-6.12'
tree=$("$top/tools/kernel.sh" $kernel)/build
for cxx in '' clang++-19; do
	rm -rf "$work/driver"
	cp -r "$work/fresh" "$work/driver"
	# of seven instructions each, so that not all can begin at a multiple of eight by chance
	echo 'extern "C" __attribute__((cold)) int cold(int n) { return n * 3 + DRIVER; }
extern "C" __attribute__((cold)) int colder(int n) { return n * 5 + DRIVER; }
extern "C" __attribute__((cold)) int coldest(int n) { return n * 9 + DRIVER; }
extern "C" int count(int *n) { return __atomic_add_fetch(n, DRIVER, __ATOMIC_SEQ_CST); }' >>"$work/driver/core.cpp"
	expect 'the first build' mk
	expect 'the first build is silent' silent
	sites=$(aarch64-linux-gnu-readelf -rW "$work/driver/first.ko" |
		sed -n '/__patchable_function_entries/,/^$/s/.*R_AARCH64_ABS64.* //p')
	expect 'ftrace finds every function' test "$(wc -l <<<"$sites")" -gt 8
	expect 'and room for a pointer before it' test "$(grep -vc '[08]$' <<<"$sites")" = 0
	expect 'return addresses are signed' \
		test "$(aarch64-linux-gnu-objdump -d "$work/driver/first.ko" | sed -n '/<shapes>:/,/^$/p' | grep -c paciasp)" = 1
	expect 'BTF is made' test "$(aarch64-linux-gnu-objdump -h "$work/driver/first.ko" | grep -c ' \.BTF ')" = 1
	expect 'clang tools take the command' clang_takes_it
done

# What does not work says so, in one line
cxx=''
kernel='stock-6.12'
tree=$("$top/tools/kernel.sh" $kernel)/build
expect 'no such compiler' says 'no g++-99 found; install it' CXX=g++-99
mkdir -p "$work/bin"
printf '#!/bin/sh\necho gcc 11\n' >"$work/bin/old-g++"
printf '#!/bin/sh\necho clang 13\n' >"$work/bin/old-clang++"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/no-c++"
printf '#!/bin/sh\ncase "$*" in *-v*) exit 0 ;; esac\necho gcc 12\n' >"$work/bin/no-libstdc++"
chmod +x "$work"/bin/*
expect 'g++ too old' probes 'is g++ 11, 12 or newer is needed' "$work/bin/old-g++"
expect 'clang too old' probes 'is clang 13, 14 or newer is needed' "$work/bin/old-clang++"
expect 'no C++ front end' probes 'does not compile C++' "$work/bin/no-c++"
expect 'no libstdc++' probes 'has no libstdc++ headers; install them' "$work/bin/no-libstdc++"
echo '#ifndef SLEEPS
extern "C" u64 untested() { return make_kunique<stats>(gfp::kernel)->frames; }
#endif' >>"$work/driver/core.cpp"
untested='this owner may be empty, as memory may run out; test it first'
expect 'an untested owner, by clang' says "$untested" core.o CXX=clang++-14
expect 'an untested owner, by g++ and an analyzer' says "$untested" core.o KALLOC_ANALYZER=clang++-19
expect 'an untested owner, by clang without the analyzer' mk core.o CXX=clang++-14 KALLOC_ANALYZER=n
echo '#ifdef DROP
extern "C" void drop() { make_kunique<stats>(gfp::kernel); }
#endif
#ifdef SLEEPS
extern "C" int sleeps() { irq_guard guard; auto s = make_kunique<stats>(gfp::kernel); return s ? 0 : -ENOMEM; }
#endif' >>"$work/driver/core.cpp"
expect 'a dropped result, whatever the flags' \
	says 'an owner that nobody keeps' core.o CXXFLAGS_core.o='-DDROP -Wno-unused-result -Wno-unused-value'
if mk core.o KALLOC_ANALYZER=clang++-19 CXXFLAGS_core.o=-DSLEEPS || ! grep -q "error: cannot call function 'make_kunique.*'irqs_off' is held" "$work/log"; then
	bad 'sleeping in atomic context, by g++ and an analyzer'
	cat "$work/log"
else
	ok
fi

# the stack, in a file with kalloc and in one without
cat >>"$work/driver/core.cpp" <<'END'
#ifdef FRAME
void sink(void *);
extern "C" void large() { char bytes[FRAME]; sink(bytes); }
#endif
END
(echo '#ifdef HEADER'; echo '#include <algorithm>'; echo '#endif'; sed -n '/^#ifdef FRAME/,$p' "$work/driver/core.cpp"
	echo 'int loop(const unsigned *p, unsigned n) { int s = 0; for (int i = 0; i < n; i++) s += p[i]; return s; }
extern "C" int never_declared(int unused) { return (int)sizeof(int); }') >"$work/driver/plain.cc"
sed -i 's/ more.o/ more.o plain.o/' "$work/driver/Kbuild"
for cxx in g++-12 clang++-19; do
	expect 'a large frame' says 'large.* takes .* bytes of the stack, this kernel allows 2048' \
		core.o CXXFLAGS_core.o='-DFRAME=4096 -Wno-frame-larger-than' KALLOC_ANALYZER=n
	expect 'a large frame, as C has it' warns 'frame.*2048' plain.o CXXFLAGS_plain.o=-DFRAME=4096
	expect 'a frame of half the stack' says 'large.* takes .* bytes of the stack, of which a kernel has 16 KiB' \
		plain.o CXXFLAGS_plain.o=-DFRAME=16384
	expect 'everyday code of a file without kalloc' mk plain.o
	expect 'silently' silent
done
cxx=''
expect 'a large frame that the author allows' mk plain.o CXXFLAGS_plain.o='-DFRAME=4096 -Wframe-larger-than=8192'
expect 'the same, where it is said' silent
expect 'the refusals of kalloc by choice' says 'large.* takes .* this kernel allows 2048' \
	plain.o CXXFLAGS_plain.o='-DFRAME=4096 -include kalloc/build/refusals.h'
expect 'nothing is left of it' test -z "$(find "$work/driver" -name '*.su')"

# headers
expect 'a header of the C++ library' says '<algorithm>: a kernel has no C++ library' plain.o CXXFLAGS_plain.o=-DHEADER
expect 'one of it that clang cannot compile' says '<vector>: a kernel has no C++ library' plain.o CXX=clang++-19 CXXFLAGS_plain.o='-include vector'
for cxx in g++-12 clang++-14 clang++-19; do
	expect 'a header of the kernel' instead $cxx linux/slab.h "the kernel's headers are C"
	expect 'a header of the C library' instead $cxx string.h '__builtin_memcpy()'
	expect 'a header that leads to the C library' instead $cxx cstring '__builtin_memcpy()'
	expect 'another' instead $cxx iostream 'pr_info()'
	expect 'another' instead $cxx string 'kbuffer'
	expect 'another' instead $cxx memory 'make_kunique'
	expect 'another' instead $cxx mutex 'mutex_guard'
	expect 'another' instead $cxx cerrno 'kalloc/errno.h'
	expect 'another' instead $cxx atomic '__atomic_fetch_add()'
	expect 'another' instead $cxx thread 'ask the kernel'
	expect 'a function of the C library' instead_of $cxx 'memcpy(X, X, 4)' 'memcpy(): __builtin_memcpy() becomes'
	expect 'one of the kernel' instead_of $cxx 'printk("%d", X)' 'printk(): print in a .c file'
	expect 'another' instead_of $cxx 'kmalloc(X, 0)' 'kmalloc(): an object is made by make_kunique'
	expect 'another' instead_of $cxx 'kvfree(X)' 'kvfree(): owners free'
	expect 'another' instead_of $cxx 'spin_lock_irqsave(X, 0)' 'spin_lock_irqsave(): locks are held by guards'
	expect 'another' instead_of $cxx 'copy_from_user(X, X, 4)' 'copy_from_user(): user_reader'
	expect 'a mask' instead_of $cxx 'X = GFP_KERNEL' 'GFP_KERNEL: masks are types'
	expect 'a macro' instead_of $cxx 'X = READ_ONCE(X)' 'READ_ONCE(): read_once()'
	expect 'another' instead_of $cxx 'if (unlikely(X)) return' 'unlikely(): [[likely]]'
	expect 'another' instead_of $cxx 'WARN_ON(X)' "WARN_ON: the kernel's macros are C"
	expect 'a function of the C++ library' instead_of $cxx 'X = std::min(X, 4)' 'std::min(): g++ 14 has it'
	expect 'an own one of such a name' test -z "$(instead_of $cxx 'min(X, 4)' '' 2>&1)"
done
cxx=''

# clang has no long double, which is in them, where the kernel has no floating point
expect 'headers that g++ has and clang has not, by g++ and an analyzer' \
	mk more.o CXX=g++-12 KALLOC_ANALYZER=clang++-19 CXXFLAGS_more.o='-include array -include span -include limits'
expect 'silently' silent

# flags that newer kernels have
expect 'flags that clang has not, and can do without' mk core.o CXX=clang++-19 KALLOC_ANALYZER=n \
	CFLAGS_core.o='-fzero-init-padding-bits=all -fdiagnostics-show-context=2 -Wno-a-warning-of-gcc-99'
expect 'silently' silent
expect 'a flag that clang 14 has not' \
	says 'clang++-14 does not know -mstack-protector-guard-symbol=guard, which this kernel is built with; take a newer' \
	core.o CXX=clang++-14 CFLAGS_core.o=-mstack-protector-guard-symbol=guard
expect 'a flag that g++ has not' says 'g++-12 does not know -ffrom-a-newer-gcc, which this kernel is built with; take gcc 12 or newer' \
	core.o CXX=g++-12 CFLAGS_core.o=-ffrom-a-newer-gcc
expect 'no such analyzer' says 'no clang++-99 found; install clang, or build without it' core.o KALLOC_ANALYZER=clang++-99
expect 'an analyzer that is none' says 'g++-12 --analyze fails; build without it' core.o KALLOC_ANALYZER=g++-12
kernel=uml-clang
tree=$("$top/tools/kernel.sh" $kernel)
expect 'gcc for a kernel of clang' says 'this kernel was built by .*clang.*add LLVM=1' ARCH=um
expect 'g++ for a kernel of clang' says 'this kernel was built by clang.*drop CXX' ARCH=um LLVM=-14 CXX=g++
kernel=uml-gcc
tree=$("$top/tools/kernel.sh" $kernel)
expect 'clang for a kernel of gcc' says 'this kernel was built by .*gcc.*drop LLVM' ARCH=um LLVM=-14
kernel='stock-6.12'
tree=$("$top/tools/kernel.sh" $kernel)/build
# shellcheck disable=SC2016 # make expands it
printf 'obj-m := core.o\ninclude $(shell pkg-config --variable=kbuild kalloc)\n' >"$work/driver/Kbuild"
expect 'a module named like its source' says 'core.o is a module and an object of its own; rename core.cpp'
# shellcheck disable=SC2016 # make expands it
printf 'obj-m := core.o\ncore-y := main.o core.o\ninclude $(shell pkg-config --variable=kbuild kalloc)\n' >"$work/driver/Kbuild"
expect 'the same, with another source' says 'core.o is a module and an object of its own; rename core.cpp'
# a module of objects in a folder below, and of nothing else
mkdir "$work/driver/sub"
mv "$work/driver/main.c" "$work/driver/sub/"
cp "$top/samples/readme/receive.cpp" "$work/driver/sub/core.cxx"
# shellcheck disable=SC2016 # make expands it
printf 'obj-m := sub.o\nsub-y := sub/core.o sub/main.o\ninclude $(shell pkg-config --variable=kbuild kalloc)\n' >"$work/driver/Kbuild"
expect 'a module of objects in a folder' mk
expect 'silently' silent
expect 'the module is there' test -e "$work/driver/sub.ko"

end_tests
