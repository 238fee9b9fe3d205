# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Kbuild for modules with C++ sources. The last line of a driver's Kbuild:
#
#	obj-m := foo.o
#	foo-y := main.o core.o		# main.c, core.cpp
#	include /usr/local/include/kalloc/kbuild.mk
#
# Compiles every .cpp, .cc and .cxx of the modules in obj-m with the kernel's own flags for
# that target, runs objtool on it, checks that it needs nothing that a kernel has not, and
# adds the binding (binding/) to each module that has one. C++ flags of your own: cxxflags-y,
# CXXFLAGS_core.o and CXXFLAGS_REMOVE_core.o, like ccflags-y and its kin, CXXFLAGS_folder/
# for the objects below that folder.
#
# The C++ compiler is the kernel's C compiler's; `make CXX=clang++-19` takes another.
#
#	kalloc-runtime := own		# operator new and delete, __cxa_...: the module's own
#
# A file that includes nothing of kalloc is warned of what the kernel warns C of, and
# is refused only what cannot work in a kernel: see docs/porting.md.

kalloc-dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
kalloc-out := $(obj)/.kalloc

# The modules with C++ sources, and those sources' objects
kalloc-parts = $(strip $($(1)-y) $($(1)-objs) $($(1)-m))
kalloc-suffixes := cpp cc cxx
kalloc-source-of = $(firstword $(wildcard $(addprefix $(src)/$(basename $(1)).,$(kalloc-suffixes))))
kalloc-cxx-of = $(foreach o,$(filter %.o,$(kalloc-parts)),$(if $(call kalloc-source-of,$(o)),$(o)))
kalloc-modules := $(foreach m,$(patsubst %.o,%,$(filter %.o,$(obj-m))),$(if $(call kalloc-cxx-of,$(m)),$(m)))
$(foreach m,$(patsubst %.o,%,$(filter %.o,$(obj-m))),$(if $(call kalloc-source-of,$(m)), \
	$(if $(or $(filter $(m).o,$(call kalloc-parts,$(m))),$(if $(call kalloc-parts,$(m)),,y)), \
	$(error kalloc: $(m).o is a module and an object of its own; rename $(notdir $(call kalloc-source-of,$(m))), e.g. to $(m)_main$(suffix $(call kalloc-source-of,$(m))), and write: $(m)-y := $(m)_main.o))))
$(foreach m,$(kalloc-modules),$(eval kalloc-cxx-of-$(m) := $(call kalloc-cxx-of,$(m))))
kalloc-cxx-objs := $(sort $(foreach m,$(kalloc-modules),$(kalloc-cxx-of-$(m))))
# their C half, for tools
kalloc-c-objs := $(sort $(foreach o,$(foreach m,$(kalloc-modules),$(filter-out $(kalloc-cxx-of-$(m)),$(filter %.o,$(call kalloc-parts,$(m))))),$(if $(wildcard $(src)/$(basename $(o)).c),$(o))))
kalloc-cmd-of = $(foreach o,$(1),$(obj)/$(if $(filter-out ./,$(dir $(o))),$(dir $(o))).$(notdir $(o)).cmd)

# The binding: what of it a module needs. Which of its C++ files include kalloc is among the
# dependencies in the .cmd files that they leave.
kalloc-runtime ?= kalloc
kalloc-binding-objs := $(addsuffix .kalloc.o,$(kalloc-modules))
kalloc-runtime-objs := $(if $(filter own,$(kalloc-runtime)),,$(addsuffix .runtime.o,$(kalloc-modules)))
$(foreach m,$(kalloc-modules),$(eval $(m)-y += $(filter $(m).%,$(kalloc-binding-objs) $(kalloc-runtime-objs))))
kalloc-marker := kalloc/build/refusals.h
kalloc-unused = $(if $(shell grep -ls '$(kalloc-marker) \\$$' $(call kalloc-cmd-of,$(kalloc-cxx-of-$(1)))),,-DKALLOC_UNUSED)
# Those that have tests (kunit/) have KUnit's part of it, and allocators that count.
kalloc-tests = $(if $(CONFIG_KUNIT),$(shell grep -ls 'kalloc/kunit/expect.h \\$$' $(call kalloc-cmd-of,$(kalloc-cxx-of-$(1)))))
kalloc-counts = $(shell sed -n 's/^KALLOC_[A-Z_]*.\([a-z_0-9][a-z_0-9]*\).*/--wrap=\1 -u \1/p' $(kalloc-kunit))
$(foreach m,$(kalloc-modules), \
	$(eval CFLAGS_$(m).kalloc.o += -I$(kalloc-out) $$(call kalloc-unused,$(m)) $$(if $$(call kalloc-tests,$(m)),-DKALLOC_KUNIT)) \
	$(eval LDFLAGS_$(notdir $(m)).o += $$(if $$(call kalloc-tests,$(m)),$$(kalloc-counts))))

kalloc-constants := $(kalloc-out)/kalloc-constants.h
kalloc-kunit := $(kalloc-out)/kalloc-kunit.h
kalloc-errno := $(kalloc-out)/kalloc-errno.h
targets += .kalloc/kalloc-constants.s
always-m += $(if $(kalloc-modules),compile_commands.json)
clean-files += .kalloc compile_commands.json

# The C++ compiler: as the kernel's C compiler is called
ifneq ($(filter undefined default environment,$(origin CXX)),)
CXX := $(if $(CONFIG_CC_IS_CLANG),$(CC) --driver-mode=g++,$(patsubst %gcc,%g++,$(subst gcc-,g++-,$(CC))))
endif

# Only where something is compiled: make clean and modpost read this too
ifneq ($(and $(kalloc-modules),$(filter %/Makefile.build,$(MAKEFILE_LIST))),)
include $(kalloc-dir)/build/cxxflags.mk
endif

# The author's own: include paths that C has, too (the kernel's stay out), and C++ flags
kalloc-folder-flags = $(if $(filter-out ./,$(dir $(1))),$(call $(0),$(patsubst %/,%,$(dir $(1)))) $(CXXFLAGS_$(dir $(1))))
cxx_user_flags = $(filter-out -I$(srctree)/% -I./arch/%,$(filter -I%,$(KBUILD_CFLAGS) $(ccflags-y) $(CFLAGS_$(target-stem).o))) \
	$(filter-out $(CXXFLAGS_REMOVE_$(target-stem).o),$(cxxflags-y) $(call kalloc-folder-flags,$(target-stem))) \
	$(CXXFLAGS_$(target-stem).o)
cxx_flags = -Wp,-MMD,$(depfile) $(filter-out $(CXXFLAGS_REMOVE_$(target-stem).o),$(kalloc-cxxflags)) $(cxx_user_flags) \
	-fstack-usage $(basename_flags) $(modname_flags)

cxx_compile = $(CXX) $(cxx_flags) -c -o $@ $<
kalloc-stack-usage = $(if $(strip $(kalloc-edits)),$@.su,$(@:.o=.su))
ifneq ($(strip $(kalloc-edits)),)
cxx_compile = $(CXX) $(cxx_flags) -S -o $@.s $<
cmd_edit = sed -i $(kalloc-edits) $@.s; \
	$(CXX) $(filter --target=% -m64 -Wa$(comma)%,$(cxx_flags)) -c -o $@ $@.s; rm -f $@.s;
endif
# What a compiler says of a header that no kernel has is not what to do about it
cmd_way_out = || { $(CONFIG_SHELL) $(kalloc-dir)/build/way_out.sh $< $(CXX) $(filter-out -Wp$(comma)% -fstack-usage,$(cxx_flags)); \
	rm -f $(kalloc-stack-usage); exit 1; };

# Owners used untested, or after a move: found by clang's analyzer, where clang compiles
# or KALLOC_ANALYZER=clang++-19 names one. KALLOC_ANALYZER=n: not at all. Where g++ compiles,
# that clang refuses all that it would refuse as the compiler, too.
kalloc-analyzer = $(filter-out n,$(or $(KALLOC_ANALYZER),$(if $(filter clang,$(kalloc-cxx-kind)),$(CXX))))
kalloc-tool-command = $(kalloc-tool-flags) $(cxx_user_flags) $(1) $(basename_flags) $(modname_flags)
kalloc-check-source = $(CONFIG_SHELL) $(kalloc-dir)/build/check_source.sh $< $(kalloc-include)/kalloc \
	$(kalloc-analyzer) $(call kalloc-tool-command)
# of g++'s, all that there is at once
kalloc-check-both = found=0; $(kalloc-check-source) || found=$$?; [ $$found = 2 ] || \
	$(kalloc-analyzer) $(call kalloc-tool-command,-Wno-everything -Wthread-safety) -fsyntax-only $< || found=1; \
	[ $$found = 0 ]
cmd_check_source = $(if $(kalloc-analyzer),! [ $$owners = y ] || { \
	$(if $(filter gcc,$(kalloc-cxx-kind)),$(kalloc-check-both),$(kalloc-check-source)); };)

# Inline functions come in section groups, of which the linker keeps one copy. The kernel's
# tables of addresses (__mcount_loc, .orc_unwind_ip, ...) stay outside and would refer to the
# copy that goes. Without groups all copies stay, and one is called: the functions are weak.
cmd_ungroup = $(OBJCOPY) --remove-section=.group $@;

# A frame may have what the kernel allows C, or the author who says -Wframe-larger-than=
kalloc-frame-limit = $(or $(lastword $(patsubst -Wframe-larger-than=%,%,$(filter -Wframe-larger-than=%,$(cxx_flags)))),0)
cmd_check_object = $(CONFIG_SHELL) $(kalloc-dir)/build/check_object.sh $@ $< $$owners \
	$(kalloc-stack-usage) $(kalloc-frame-limit) $(if $(CONFIG_CONSTRUCTORS),y,n) $(kalloc-runtime) $(OBJDUMP);

# owners: whether the file includes kalloc
quiet_cmd_cxx_o_cpp = CXX $(quiet_modtag)  $@
      cmd_cxx_o_cpp = $(cxx_compile) $(cmd_way_out) $(cmd_edit) $(cmd_ungroup) \
	owners=n; ! grep -q $(kalloc-marker) $(depfile) || owners=y; \
	$(cmd_check_object) $(cmd_check_source) : $(cmd_objtool)

# compile_commands.json, in clang's words whichever compiler built: for clangd and
# clang-tidy. A file per object holds the command, the JSON is made of all of them. Of the C half
# it is what Kbuild saved, less what makes code.
kalloc-command-file = $(kalloc-out)/$(subst /,_,$(target-stem)).command
cmd_save_command = $(file >$(kalloc-command-file),clang++ $(call kalloc-tool-command) -c -o $@ $<) :

quiet_cmd_compile_commands = GEN     $@
      cmd_compile_commands = { cat $(foreach o,$(kalloc-cxx-objs),$(kalloc-out)/$(subst /,_,$(basename $(o))).command); \
	$(CONFIG_SHELL) $(kalloc-dir)/build/c_commands.sh '$(kalloc-target)' $(call kalloc-cmd-of,$(kalloc-c-objs)); } | \
	sed -e 's/[\\"]/\\&/g' -e 's|^\(.* \)\([^ ]*\)$$|{ "directory": "$(CURDIR)", "file": "\2", "command": "\1\2" },|' | \
	sed -e '1s/^/[\n/' -e '$$s/,$$/\n]/' >$@

define rule_cxx_o_cpp
	$(call cmd_and_fixdep,cxx_o_cpp)
	$(call cmd,gen_objtooldep)
	$(call cmd,save_command)
endef

kalloc-prerequisites := $(kalloc-constants) $(kalloc-errno) \
	$(addprefix $(kalloc-dir)/build/,check_object.sh check_source.sh)
define kalloc-rule-for
$(patsubst %,$(obj)/%.o,$(basename $(2))): $(obj)/%.o: $(src)/%.$(1) $(kalloc-prerequisites) FORCE
	$$(call if_changed_rule,cxx_o_cpp)
endef
$(foreach s,$(kalloc-suffixes),$(eval $(call kalloc-rule-for,$(s),$(patsubst $(src)/%,%,$(filter %.$(s), \
	$(foreach o,$(kalloc-cxx-objs),$(call kalloc-source-of,$(o))))))))

# A kernel that the lists do not fit is told in a line for each difference
kalloc-compile-binding = $(CONFIG_SHELL) $(kalloc-dir)/build/compile_binding.sh \
	$(NM) $(objtree)/Module.symvers '$(addprefix $(obj)/,$(1))' $(CC)

$(addprefix $(obj)/,$(kalloc-binding-objs)): $(kalloc-dir)/binding/module.c $(kalloc-constants) $(kalloc-kunit) FORCE
	$(call if_changed_rule,cc_o_c)
$(foreach m,$(kalloc-modules),$(eval $(obj)/$(m).kalloc.o: $(addprefix $(obj)/,$(kalloc-cxx-of-$(m)))) \
	$(eval $(obj)/$(m).kalloc.o: private override CC := $(call kalloc-compile-binding,$(kalloc-cxx-of-$(m)))))

$(addprefix $(obj)/,$(kalloc-runtime-objs)): $(kalloc-dir)/binding/runtime.c FORCE
	$(call if_changed_rule,cc_o_c)

$(kalloc-out)/kalloc-constants.s: private override CC := $(call kalloc-compile-binding,)
$(kalloc-out)/kalloc-constants.s: $(kalloc-dir)/binding/constants.c FORCE
	$(call if_changed_dep,cc_s_c)

$(kalloc-constants): $(kalloc-out)/kalloc-constants.s FORCE
	$(call filechk,offsets,KALLOC_CONSTANTS_H)

# Every error number that the kernel's headers define; those that are another's name come last
define filechk_kalloc_errno
	echo '#include <linux/errno.h>' | $(CC) $(filter-out -Wp$(comma)%,$(c_flags)) -E -dM -x c - | \
	sed -n 's/^#define \(E[0-9A-Z_]*\) \([0-9]*\|E[0-9A-Z_]*\)$$/\1 = \2,/p' | sort -t = -k 2
endef
$(kalloc-errno): $(kalloc-out)/kalloc-constants.s FORCE
	$(call filechk,kalloc_errno)

# For tests: the names of error numbers, and what of counted_list.h this kernel exports
define filechk_kalloc_kunit
	echo '#ifdef KALLOC_ERRNO'; \
	sed -n 's/\(.*\) = \([0-9]*\),/KALLOC_ERRNO(\1, \2)/p' $(kalloc-errno); \
	echo '#else'; \
	awk -F '[\t(,)]' '/^0x/ { exported[$$2] = 1 } \
		/^KALLOC_/ { for (name = $$2; name; name = name == $$2 ? $$2 "_noprof" : "") \
			if (name in exported && ++n) print $$1 "(" name ($$3 ? "," $$3 : "") ")" } \
		END { if (!n) print "\043error kalloc: no Module.symvers says what this kernel exports; build it first" }' \
		$(wildcard $(objtree)/Module.symvers) $(kalloc-dir)/binding/counted_list.h; \
	echo '#endif'
endef
$(kalloc-kunit): $(kalloc-dir)/binding/counted_list.h $(kalloc-errno) FORCE
	$(call filechk,kalloc_kunit)

$(obj)/compile_commands.json: $(addprefix $(obj)/,$(kalloc-cxx-objs) $(kalloc-c-objs)) FORCE
	$(call if_changed,compile_commands)
