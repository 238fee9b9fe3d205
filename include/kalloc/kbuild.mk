# SPDX-License-Identifier: GPL-2.0-only OR MIT
# Kbuild for modules with C++ sources. The last line of a driver's Kbuild:
#
#	obj-m := foo.o
#	foo-y := main.o core.o		# main.c, core.cpp
#	include /usr/local/include/kalloc/kbuild.mk
#
# Compiles every .cpp of the modules in obj-m with the kernel's own flags for that
# target, runs objtool on it, checks that it needs no C++ runtime, and adds the
# binding (binding/module.c) to each module that has one. C++ flags of your own:
# cxxflags-y and CXXFLAGS_core.o, like ccflags-y and CFLAGS_core.o.
#
# The C++ compiler is the kernel's C compiler's; `make CXX=clang++-19` takes another.

kalloc-dir := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
kalloc-out := $(obj)/.kalloc

# The modules with C++ sources, and those sources' objects
kalloc-parts = $(strip $($(1)-y) $($(1)-objs) $($(1)-m))
kalloc-is-cxx = $(wildcard $(src)/$(basename $(1)).cpp)
kalloc-cxx-of = $(foreach o,$(filter %.o,$(kalloc-parts)),$(if $(call kalloc-is-cxx,$(o)),$(o)))
kalloc-modules := $(foreach m,$(patsubst %.o,%,$(filter %.o,$(obj-m))),$(if $(call kalloc-cxx-of,$(m)),$(m)))
kalloc-cxx-objs := $(sort $(foreach m,$(kalloc-modules),$(call kalloc-cxx-of,$(m))))
$(foreach m,$(patsubst %.o,%,$(filter %.o,$(obj-m))),$(if $(wildcard $(src)/$(m).cpp), \
	$(if $(or $(filter $(m).o,$(call kalloc-parts,$(m))),$(if $(call kalloc-parts,$(m)),,y)), \
	$(error kalloc: $(m).o is a module and an object of its own; rename $(m).cpp, e.g. to $(m)_main.cpp, and write: $(m)-y := $(m)_main.o))))

# The binding
kalloc-binding-objs := $(addsuffix .kalloc.o,$(kalloc-modules))
$(foreach m,$(kalloc-modules),$(eval $(m)-y += $(m).kalloc.o))
kalloc-constants := $(kalloc-out)/kalloc-constants.h
targets += .kalloc/kalloc-constants.s
always-m += $(if $(kalloc-modules),compile_commands.json)
clean-files += .kalloc compile_commands.json

$(foreach o,$(kalloc-binding-objs),$(eval CFLAGS_$(o) += -I$(kalloc-out)))

# The C++ compiler: as the kernel's C compiler is called
ifneq ($(filter undefined default environment,$(origin CXX)),)
CXX := $(if $(CONFIG_CC_IS_CLANG),$(CC) --driver-mode=g++,$(patsubst %gcc,%g++,$(subst gcc-,g++-,$(CC))))
endif

# Only where something is compiled: make clean and modpost read this too
ifneq ($(and $(kalloc-modules),$(filter %/Makefile.build,$(MAKEFILE_LIST))),)
include $(kalloc-dir)/build/cxxflags.mk
endif

cxx_user_flags = $(filter -I%,$(ccflags-y)) $(cxxflags-y) $(CXXFLAGS_$(target-stem).o)
cxx_flags = -Wp,-MMD,$(depfile) $(kalloc-cxxflags) $(cxx_user_flags) $(call kalloc-refusals,$(kalloc-cxx-kind)) \
	$(basename_flags) $(modname_flags)

cxx_compile = $(CXX) $(cxx_flags) -c -o $@ $<
ifneq ($(kalloc-rethunk),)
cxx_compile = $(CXX) $(cxx_flags) -S -o $@.s $<; \
	sed -i 's/^\tretq\{0,1\}$$/\tjmp __x86_return_thunk/' $@.s; \
	$(CXX) $(filter --target=% -m64,$(cxx_flags)) -c -o $@ $@.s; rm -f $@.s
endif

# Owners used untested, or after a move: found by clang's analyzer, where clang compiles
# or KALLOC_ANALYZER=clang++-19 names one. KALLOC_ANALYZER=n: not at all. Where g++ compiles,
# that clang refuses all that it would refuse as the compiler, too.
kalloc-analyzer = $(filter-out n,$(or $(KALLOC_ANALYZER),$(if $(filter clang,$(kalloc-cxx-kind)),$(CXX))))
kalloc-tool-command = $(kalloc-tool-flags) $(cxx_user_flags) $(1) $(call kalloc-refusals,clang) \
	$(basename_flags) $(modname_flags)
cmd_check_source = $(if $(kalloc-analyzer),; $(CONFIG_SHELL) $(kalloc-dir)/build/check_source.sh $< $(kalloc-dir) \
	$(kalloc-analyzer) $(call kalloc-tool-command) $(if $(filter gcc,$(kalloc-cxx-kind)),; \
	$(kalloc-analyzer) $(call kalloc-tool-command,-Wno-everything) -fsyntax-only $<))

# With LTO an object is no machine code yet; one is made to be checked
kalloc-lto = $(filter -flto%,$(cxx_flags))

# Inline functions come in section groups, of which the linker keeps one copy. The kernel's
# tables of addresses (__mcount_loc, .orc_unwind_ip, ...) stay outside and would refer to the
# copy that goes. Without groups all copies stay, and one is called: the functions are weak.
cmd_ungroup = $(if $(kalloc-lto),,$(OBJCOPY) --remove-section=.group $@;)

cmd_check_object = $(if $(kalloc-lto),$(CXX) $(filter-out -flto% -fsplit-lto-unit,$(cxx_flags)) -c -o $@.native $<;) \
	$(CONFIG_SHELL) $(kalloc-dir)/build/check_object.sh $@$(if $(kalloc-lto),.native) $< \
	$(if $(CONFIG_CONSTRUCTORS),y,n) $(NM) $(OBJDUMP) $(if $(kalloc-lto),; rm -f $@.native)

quiet_cmd_cxx_o_cpp = CXX $(quiet_modtag)  $@
      cmd_cxx_o_cpp = $(cxx_compile); $(cmd_ungroup) $(cmd_check_object) $(cmd_check_source) $(cmd_objtool)

# compile_commands.json, in clang's words whichever compiler built: for clangd and
# clang-tidy. A file per object holds the command, the JSON is made of all of them.
kalloc-command-file = $(kalloc-out)/$(subst /,_,$(target-stem)).command
cmd_save_command = $(file >$(kalloc-command-file),clang++ $(call kalloc-tool-command) -c -o $@ $<) :

quiet_cmd_compile_commands = GEN     $@
      cmd_compile_commands = { echo '['; for f in $(kalloc-out)/*.command; do \
	sed -e 's/[\\"]/\\&/g' -e 's|^\(.* \)\([^ ]*\)$$|{ "directory": "$(CURDIR)", "file": "\2", "command": "\1\2" },|' $$f; \
	done | sed '$$s/,$$//'; echo ']'; } >$@

define rule_cxx_o_cpp
	$(call cmd_and_fixdep,cxx_o_cpp)
	$(call cmd,gen_objtooldep)
	$(call cmd,save_command)
endef

$(addprefix $(obj)/,$(kalloc-cxx-objs)): $(obj)/%.o: $(src)/%.cpp $(kalloc-constants) $(kalloc-dir)/build/check_object.sh $(kalloc-dir)/build/check_source.sh FORCE
	$(call if_changed_rule,cxx_o_cpp)

$(addprefix $(obj)/,$(kalloc-binding-objs)): $(obj)/%.o: $(kalloc-dir)/binding/module.c $(kalloc-constants) FORCE
	$(call if_changed_rule,cc_o_c)

$(kalloc-out)/kalloc-constants.s: $(kalloc-dir)/binding/constants.c FORCE
	$(call if_changed_dep,cc_s_c)

$(kalloc-constants): $(kalloc-out)/kalloc-constants.s FORCE
	$(call filechk,offsets,KALLOC_CONSTANTS_H)

$(obj)/compile_commands.json: $(addprefix $(obj)/,$(kalloc-cxx-objs)) FORCE
	$(call if_changed,compile_commands)
