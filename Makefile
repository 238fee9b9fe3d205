# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The commands people type; `make help` lists them. What builds modules is Kbuild.

VERSION := $(shell sed -n 's/^.define KALLOC_VERSION_[MP][A-Z]* //p' include/kalloc/version.h | paste -sd.)
PREFIX ?= /usr/local
# none named: the scripts' own choice
kernel := $(or $(KDIR),$(if $(DEBUG),debug,$(if $(LLVM),uml-clang)))
export V BINDS

.DEFAULT_GOAL := help
.PHONY: help demo check kunit samples edu nvme tests mutate bench lint docs modules new-driver install uninstall version deb clean distclean

help:
	@echo 'kalloc $(VERSION): owners for kernel memory, in C++'
	@echo
	@echo '  make demo      build a kernel, run the samples in it, and the edu driver on stock Debian'
	@echo '  make check     every test there is (lint included); ROW=GLOB: some of it; ROW=list: its rows'
	@echo
	@echo '  make kunit     the KUnit suites under UML; FILTER=kalloc_gfp or FILTER=kalloc_gfp.case'
	@echo '  make kunit DRIVER=../hello   the suites of any driver, with KASAN and kmemleak'
	@echo '  make samples   the samples under UML'
	@echo '  make edu       the edu PCI driver on the stock Debian 6.12 kernel, in QEMU; BINDS=10000: a quarter of an hour of binds'
	@echo '  make nvme      the NVMe driver there, 1 GiB there and back, and its speed beside the kernel'"'"'s own; MIB=64'
	@echo '  make tests     what must not compile, machine code, build integration, misuses the debug kernel catches'
	@echo '  make mutate    change one thing in the headers at a time: does a test notice? COUNT=10, SEED=1, IN=owner/buffer.h'
	@echo '  make bench     C, kalloc and Rust measured in one kernel; RECORD=1: into docs/benchmark.md, too'
	@echo '  make lint      clang-format, clang-tidy, checkpatch, shellcheck'
	@echo '  make docs      the API reference, as HTML in build/docs'
	@echo '  make modules   this folder'"'"'s modules against KDIR'
	@echo '  make new-driver NAME=hello [FOLDER=../hello]   a driver to begin with'
	@echo '  make install   to PREFIX ($(PREFIX)), below DESTDIR'
	@echo '  make deb       libkalloc-dev, the package for Debian'
	@echo '  make clean     what the builds left here; distclean: the cached kernels, too'
	@echo
	@echo '  KDIR=DIR       kernel build tree, for modules; a UML tree, for kunit and samples'
	@echo '  LLVM=1         kunit, samples and bench: the UML kernel built by clang'
	@echo '  DEBUG=1        kunit, samples, edu and nvme: the x86_64 debug kernel, in QEMU'
	@echo '  FILTER=GLOB    kunit: one suite or case; tests: one part'
	@echo '  V=1            show what the steps print'

demo:
	@tools/demo.sh

check:
	@tools/check.sh $(if $(ROW),'$(ROW)')

kunit:
	@tools/kunit.sh '$(kernel)' $(if $(FILTER),'$(FILTER)') $(if $(DRIVER),'$(abspath $(DRIVER))')

samples:
	@tools/samples.sh '$(kernel)'

edu:
	@tools/edu_test.sh $(if $(DEBUG),debug,stock-6.12)

nvme:
	@tools/nvme_test.sh $(if $(DEBUG),debug,stock-6.12) $(or $(MIB),1024) $(if $(DEBUG),0,7)

# clang 14 is in Debian 12
tests:
	@tools/root.sh bookworm tests/run.sh $(FILTER)

mutate:
	@tools/root.sh bookworm tests/mutate.sh $(if $(COUNT),--count $(COUNT)) $(if $(SEED),--seed $(SEED)) $(IN)

# the rustc that 7.3 takes is in Debian 13
export RECORD BOOTS
bench:
	@$(if $(KDIR),,tools/root.sh trixie) tools/bench.sh '$(or $(KDIR),$(if $(LLVM),bench-clang,bench))'

lint:
	@tools/root.sh bookworm tools/lint.sh

docs:
	@tools/docs.sh

# The kernel decides: the running one's tree, unless KDIR says otherwise
modules:
	@test -e '$(or $(KDIR),/lib/modules/$(shell uname -r)/build)/Makefile' || { \
		echo 'kalloc: no kernel build tree at $(or $(KDIR),/lib/modules/$(shell uname -r)/build);' \
		'install linux-headers or say: make modules KDIR=/path/to/build/tree' >&2; exit 1; }
	$(MAKE) -C '$(or $(KDIR),/lib/modules/$(shell uname -r)/build)' M=$(CURDIR) modules

new-driver:
	@template/new-driver.sh '$(NAME)' $(if $(FOLDER),'$(FOLDER)')

include_dir := $(DESTDIR)$(PREFIX)/include
pkgconfig_dir := $(DESTDIR)$(PREFIX)/share/pkgconfig
cmake_dir := $(DESTDIR)$(PREFIX)/share/cmake/kalloc
template_dir := $(DESTDIR)$(PREFIX)/share/kalloc/template
doc_dir := $(DESTDIR)$(PREFIX)/share/doc/kalloc
installed := $(pkgconfig_dir)/kalloc.pc $(cmake_dir)/kallocConfig.cmake $(cmake_dir)/kallocConfigVersion.cmake

install:
	@cd include && find kalloc -type f | while read -r f; do \
		m=644; [ ! -x "$$f" ] || m=755; install -D -m $$m "$$f" '$(include_dir)'/"$$f" || exit 1; done
	@install -d '$(pkgconfig_dir)' '$(cmake_dir)' '$(template_dir)' '$(doc_dir)'
	@cp template/* template/.[a-z]* '$(template_dir)'
	@cp README.md docs/*.md '$(doc_dir)'
	@for f in $(installed); do \
		sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' "tools/$${f##*/}.in" >"$$f" || exit 1; done
	@echo 'Installed. The last line of a driver'"'"'s Kbuild: include $(PREFIX)/include/kalloc/kbuild.mk'

uninstall:
	rm -rf '$(include_dir)/kalloc' '$(cmake_dir)' '$(template_dir)' '$(doc_dir)' '$(pkgconfig_dir)/kalloc.pc'

version:
	@echo $(VERSION)

deb:
	@tools/deb.sh

clean:
	rm -rf build
	@find samples kunit . -maxdepth 3 -not -path './.git/*' \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' -o -name modules.order -o -name Module.symvers \
		-o -name compile_commands.json \) -delete
	@find . -name .kalloc -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf '$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kalloc'
