# SPDX-License-Identifier: GPL-2.0-only OR MIT
# kalloc-cxxflags: the C++ flags for one object, made of the kernel's C flags.
# Included by kbuild.mk; stops with one line where the compiler cannot do it.

# CC has to be what built the kernel: its flags come from the kernel's configuration
kalloc-cc-kind := $(if $(findstring clang,$(shell $(CC) --version 2>/dev/null | head -n 1)),clang,gcc)
ifneq ($(kalloc-cc-kind),$(if $(CONFIG_CC_IS_CLANG),clang,gcc))
$(error kalloc: this kernel was built by $(CONFIG_CC_VERSION_TEXT), but CC is $(CC); $(if $(CONFIG_CC_IS_CLANG),add LLVM=1 to the make line,drop LLVM and CC from the make line (for C++ by clang: CXX=clang++-19)))
endif

# clang compiles for the machine it runs on, unless told for which the kernel is
kalloc-target := $(or $(filter --target=%,$(CLANG_FLAGS)),--target=$(shell $(CC) -dumpmachine))

# One run of the compiler tells its kind, version and C++ headers
kalloc-probe := $(shell $(CONFIG_SHELL) $(kalloc-dir)/build/probe_cxx.sh $(kalloc-target) $(CXX) 2>&1)
kalloc-cxx-kind := $(word 1,$(kalloc-probe))
kalloc-cxx-version := $(word 2,$(kalloc-probe))
ifeq ($(filter gcc clang,$(kalloc-cxx-kind)),)
$(error $(kalloc-probe))
endif

ifneq ($(CONFIG_CC_IS_CLANG),)
ifeq ($(kalloc-cxx-kind),gcc)
$(error kalloc: this kernel was built by clang, whose flags g++ does not have; drop CXX=$(CXX))
endif
endif

# clang for a kernel built by gcc: the same flags under clang's names. What has no
# counterpart there changes no interface between objects and goes; on x86 C++ functions
# are not traceable by ftrace then, whose call sites only gcc records there.
kalloc-cross := $(if $(CONFIG_CC_IS_CLANG),,$(filter clang,$(kalloc-cxx-kind)))
kalloc-for-clang = $(patsubst -fasan-shadow-offset=%,-mllvm@@-asan-mapping-offset=%, \
	$(patsubst --param@@asan-%,-mllvm@@-asan-%, \
	$(patsubst --param@@asan-instrument-allocas=%,-mllvm@@-asan-instrument-dynamic-allocas=%, \
	$(patsubst -fsanitize=bounds-strict,-fsanitize=array-bounds, \
	$(patsubst -mpreferred-stack-boundary=3,-mstack-alignment=8, \
	$(patsubst -mpreferred-stack-boundary=2,-mstack-alignment=4, \
	$(patsubst -mindirect-branch=thunk-extern,-mretpoline-external-thunk, \
	$(patsubst -fmin-function-alignment=%,-falign-functions=%, \
	$(filter-out -mindirect-branch-register -mrecord-mcount -mskip-rax-setup -pg -mfentry \
	-DCC_USING_FENTRY -fno-allow-store-data-races -fconserve-stack -fno-ipa-% -fno-partial-inlining \
	-fno-reorder-blocks -fno-var-tracking% -femit-struct-debug-baseonly -fno-code-hoisting \
	-fplugin% -falign-jumps% -falign-loops% -fsched-pressure \
	-fno-stack-clash-protection -fno-tree-% -fno-guess-branch-probability \
	-fzero-init-padding-bits% -fdiagnostics-show-context% \
	-mindirect-branch-cs-prefix -mfunction-return% -mharden-sls% -mabi=lp64, $(1))))))))))

# clang 14 and 15 want to be asked twice for what gcc and newer ones just do
kalloc-trivial-init := $(if $(kalloc-cross),$(if $(filter 14 15,$(kalloc-cxx-version)), \
	-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang))

# What no option says is written into the assembly, by a sed script. By clang, return thunks:
# in place of gcc clang 14 has no option for them, and newer ones forget the thunks of virtual
# functions; every ret becomes one. On arm64, where ftrace keeps a pointer in the eight
# bytes before a function, their alignment: g++ aligns no cold function, unless it is 14 or
# newer and told by that kernel's own option.
kalloc-rethunk := $(if $(filter clang,$(kalloc-cxx-kind)),$(CONFIG_RETHUNK)$(CONFIG_MITIGATION_RETHUNK))
kalloc-align := $(if $(CONFIG_CC_HAS_MIN_FUNCTION_ALIGNMENT)$(filter clang,$(kalloc-cxx-kind)),,$(CONFIG_DYNAMIC_FTRACE_WITH_CALL_OPS))
kalloc-edits := $(if $(kalloc-rethunk),-e 's/^\tretq\{0$(comma)1\}$$/\tjmp __x86_return_thunk/') \
	$(if $(kalloc-align),-e 's/^\t\.align\t2$$/\t.align\t3/')

# C and kernel include paths out, everything that shapes the code in, but for link-time
# optimization: what is edited and checked is machine code, which the linker takes beside what
# it compiles itself. An option of two words is one while it is sorted.
kalloc-from-c = $(filter-out -fplugin-arg-structleak% -fms-extensions -flto% -fsplit-lto-unit, \
	$(filter --target=% -target --param% -m% -f% -O% -p% -enable-% -D% -U% -Wa$(comma)%, \
	$(filter-out -Wp% -I% -D'%, $(subst --param ,--param@@,$(subst -mllvm ,-mllvm@@,$(kalloc-c-flags))))))
kalloc-c-flags = $(strip $(filter-out $(modname_flags) $(basename_flags),$(c_flags)))

# BTF: pahole 1.24 fails on C++ types and kernels refuse names like foo<int, true>.
# KALLOC_DEBUG_INFO=y keeps the debug information where no BTF is made.
kalloc-debug := $(if $(CONFIG_DEBUG_INFO_BTF_MODULES),-g0,$(if $(CONFIG_DEBUG_INFO),-g,-g0))

# The kernel's own warnings, as far as the compiler has them for C++. Not: an error for each
# warning (CONFIG_WERROR), for a compiler and a language that this kernel was never built
# with; declarations before definitions, which extern "C" functions that C declares have not;
# an error for a date, which spoils no code. C's -Wall has no -Wsign-compare.
kalloc-warnings = $(filter-out -Werror -Wmissing-declarations -Wmissing-prototypes -Wp$(comma)% -Wa$(comma)%, \
	$(patsubst -Werror=date-time,-Wdate-time,$(patsubst -Wimplicit-fallthrough=%,-Wimplicit-fallthrough, \
	$(filter -W%,$(kalloc-c-flags))))) -Wno-sign-compare $(if $(1),-Wthread-safety)

# Where <kalloc/...> is found. Installed beside the C library's headers, which must not be, it
# is a link to this folder alone.
kalloc-include := $(patsubst %/,%,$(dir $(kalloc-dir)))
ifneq ($(wildcard $(kalloc-include)/stdio.h),)
kalloc-include := $(kalloc-out)/include
$(shell mkdir -p $(kalloc-include) && ln -sfn $(abspath $(kalloc-dir)) $(kalloc-include)/kalloc)
endif

kalloc-language = -nostdinc $(kalloc-cxx-includes) -I$(kalloc-out) -I$(kalloc-include) \
	-std=gnu++20 -ffreestanding -fno-exceptions -fno-rtti

# arm64: __atomic_fetch_add() and <atomic> are instructions, not calls into the compiler's library
kalloc-no-calls := $(if $(CONFIG_ARM64),-mno-outline-atomics)

# $(1): not empty for clang in place of the kernel's gcc; $(2): not empty for clang
kalloc-flags = $(if $(1),$(kalloc-target)) $(kalloc-language) \
	$(subst @@, ,$(if $(1),$(call kalloc-for-clang,$(kalloc-from-c)),$(kalloc-from-c))) \
	$(kalloc-no-calls) $(kalloc-trivial-init) $(kalloc-debug) $(call kalloc-warnings,$(2))
kalloc-cxx-includes := $(addprefix -isystem ,$(wordlist 3,99,$(kalloc-probe)))
# gnu-unique: variables of inline functions are weak, like the functions (see cmd_ungroup)
# vrp1-mode: as g++ 13 and newer do; 12 else keeps the bounds check in a loop up to the n that
# the buffer was made with
kalloc-cxxflags = $(filter-out $(kalloc-unknown),$(call kalloc-flags,$(kalloc-cross),$(filter clang,$(kalloc-cxx-kind)))) \
	$(if $(filter gcc,$(kalloc-cxx-kind)),-fno-gnu-unique) \
	$(if $(filter gcc-12,$(kalloc-cxx-kind)-$(kalloc-cxx-version)),--param=vrp1-mode=ranger)
# the same for clang's tools, of whatever version, whichever compiler builds; they make no code, so
# headers with a long double, as g++ has them (<array>), can be read
kalloc-tool-flags = $(filter-out -ftrivial-% -enable-% -mno-80387 -mno-fp-ret-in-387,$(call kalloc-flags,$(if $(CONFIG_CC_IS_CLANG),,y),y)) -Wno-unknown-warning-option

# What of all that the compiler does not know: warnings go, anything else stops the build.
# Asked once, when the first file is compiled, as Kbuild knows c_flags only then.
kalloc-unknown = $(eval kalloc-unknown := $$(shell $$(kalloc-probe-flags)))$(if $(filter kalloc:,$(kalloc-unknown)),$(error $(kalloc-unknown)))$(kalloc-unknown)
kalloc-probe-flags = $(CONFIG_SHELL) $(kalloc-dir)/build/probe_flags.sh '$(CXX)' '$(kalloc-wanted-cxx)' \
	$(call kalloc-flags,$(kalloc-cross),$(filter clang,$(kalloc-cxx-kind)))
# What built the kernel, where that is of the same kind; else the kernel's script knows the least
# clang, which Debian's headers are without
kalloc-wanted-cxx = $(addprefix $(kalloc-cxx-kind) ,$(if $(filter $(kalloc-cc-kind),$(kalloc-cxx-kind)), \
	$(shell echo $$(($(if $(CONFIG_CC_IS_CLANG),$(CONFIG_CLANG_VERSION),$(CONFIG_GCC_VERSION)) / 10000))), \
	$(or $(if $(wildcard $(srctree)/scripts/min-tool-version.sh),$(shell $(srctree)/scripts/min-tool-version.sh llvm)), \
		$(if $(filter 5 6,$(VERSION)),,17.0.1))))
