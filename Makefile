# SPDX-License-Identifier: MIT
# `make help` lists the targets. No target but bench, test and deps needs the network, and those
# only where a package is missing.

MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
DIRTY := $(if $(shell git status --porcelain 2>/dev/null),1,0)

CFLAGS ?= -O2 -g
SANITIZE ?=
comma := ,
O ?= build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
BENCH_FLAGS ?=

WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings \
	-Wpointer-arith -Wvla -Wconversion $(if $(WERROR),-Werror)
SANITIZER := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-omit-frame-pointer)

include scripts/libraries.mk

# What draws the charts of `parallax report`; CHARTJS= makes pages that have their tables only.
CHARTJS ?= $(firstword $(wildcard /usr/share/javascript/chart.js/chart.min.js))
PAGE := $(sort $(wildcard src/page/*.html src/page/*.css src/page/*.js))

# The harness is hardened; what is timed, bench/, is compiled by the user's flags alone. PIE is asked
# for where the compiler makes it anyway, since bench/ could not be linked otherwise. Fortification
# needs an optimiser and gets in a sanitizer's way. All this stands before CFLAGS, which win.
PIE := $(if $(findstring __PIE__,$(shell echo | $(CC) -dM -E - 2>/dev/null)),1)
OPTIMISED := $(filter-out -O0,$(lastword $(filter -O%,$(CFLAGS))))
FORTIFIED := $(if $(SANITIZE)$(findstring _FORTIFY_SOURCE,$(CPPFLAGS) $(CFLAGS)),,$(OPTIMISED))
HARDENING := -fstack-protector-strong $(if $(PIE),-fPIE) \
	$(if $(FORTIFIED),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)

ALL_CFLAGS = -std=gnu11 $(WARNINGS) $(HARDENED) $(CPPFLAGS) $(CFLAGS) $(ANALYZED) $(SANITIZER) -pthread -D_GNU_SOURCE -Isrc -I. $(PKG_CFLAGS)
ALL_LDFLAGS = $(if $(PIE),-pie) -Wl,-z,relro,-z,now $(CFLAGS) $(SANITIZER) -pthread $(LDFLAGS)
LDLIBS += $(call linked,$(PKG_LIBS)) -lm

# What build.c stamps into the binary. The flags are part of a result, so a change of any rebuilds all.
STAMP = -DBUILD_VERSION='"$(VERSION)"' -DBUILD_COMMIT='"$(COMMIT)"' -DBUILD_DIRTY=$(DIRTY) \
	-DBUILD_CFLAGS='"$(strip $(CPPFLAGS) $(CFLAGS) $(LDFLAGS))"' -DBUILD_SANITIZER='"$(SANITIZE)"' \
	-DBUILD_HWLOC='"$(call version,hwloc)"' -DBUILD_CJSON='"$(call version,libcjson)"'

SRC := $(filter-out src/main.c,$(sort $(wildcard src/*/*.c)))
BENCH := $(sort $(wildcard bench/*.c))
HEADERS := $(sort $(wildcard src/*/*.h bench/*.h))
UNIT := $(sort $(wildcard tests/unit/*_test.c))
FAKES := $(sort $(wildcard tests/fakes/*.c))
FUZZ := $(sort $(wildcard tests/fuzz/*.c))
BARE := $(sort $(wildcard tests/harness/bare/*.[ch]))
FORMATTED = $(SRC) src/main.c $(BENCH) $(HEADERS) $(UNIT) $(FAKES) $(wildcard tests/fakes/*.h) \
	$(wildcard tests/faults/*.c) $(FUZZ) tests/fuzz/fuzz.h $(BARE)
obj = $(patsubst %.c,$(O)/obj/%.o,$(1))
LIB := $(call obj,$(SRC)) $(O)/obj/src/page/asset_files.o
WORKLOADS := $(filter-out %/registry.o,$(call obj,$(BENCH)))
UNIT_BIN := $(patsubst tests/unit/%.c,$(O)/tests/%,$(UNIT))

Q := $(if $(V),,@)
say = $(if $(V),@:,@printf '  %-6s %s\n')

.PHONY: all bench test test-faults unit deps clean help FORCE
.DELETE_ON_ERROR:
.PRECIOUS: $(O)/obj/%.o

all: $(O)/parallax ## build the program (default)

bench: ## fetch what is missing, build, measure, print the table, leave the report in results/
	$(Q)scripts/install-deps build
	$(Q)$(MAKE) --no-print-directory all
	$(O)/parallax run $(BENCH_FLAGS)

test: ## fetch what is missing, build, run every test
	$(Q)scripts/install-deps build test
	$(Q)$(MAKE) --no-print-directory check-headers check-layers all unit fuzz
	$(Q)BUILD=$(abspath $(O)) tests/run

test-faults: all unit ## commit every fault in every mode, and stop and kill runs at STORM=200 random moments
	$(Q)python3 tests/faults/table.py $(O)/tests/parallax-fakes
	$(Q)STORM=$(or $(STORM),200) BUILD=$(abspath $(O)) tests/run tests/faults/*.bats

unit: $(UNIT_BIN) $(O)/tests/parallax-fakes $(O)/locale/de_DE.UTF-8 bare

# A locale with a decimal comma, for the tests of whoever reads or writes numbers.
$(O)/locale/%.UTF-8:
	@mkdir -p $(@D)
	$(Q)localedef -i $* -f UTF-8 $(abspath $@)

deps: ## fetch what building, testing and checking need
	$(Q)scripts/install-deps build test check

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(filter %.mk Makefile,$(MAKEFILE_LIST)) | expand -t 16
	@echo; echo 'Variables: CC CFLAGS LDFLAGS O=build SANITIZE=address,undefined WERROR=1 STORM=200 SOAK=600 V=1 PREFIX DESTDIR BENCH_FLAGS HARNESS_FLAGS CHARTJS'

$(O)/parallax: $(call obj,src/main.c) $(call obj,bench/registry.c) $(WORKLOADS) $(LIB)
$(O)/tests/parallax-fakes: $(call obj,src/main.c $(FAKES)) $(LIB)
$(O)/parallax $(O)/tests/parallax-fakes:
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(O)/tests/%_test: $(O)/obj/tests/unit/%_test.o $(LIB)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

include scripts/install.mk scripts/instruments.mk scripts/harness.mk

$(O)/obj/%.o: %.c $(O)/flags
	@mkdir -p $(@D)
	$(say) CC $<
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(O)/obj/%.o: %.S $(O)/flags
	@mkdir -p $(@D)
	$(say) AS $<
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(O)/obj/src/page/asset_files.o: ALL_CFLAGS += $(if $(CHARTJS),-DCHARTJS='$(CHARTJS)')
$(O)/obj/src/page/asset_files.o: $(PAGE) $(CHARTJS) $(O)/chartjs

# Private, or the first of these to be made would hand it on to the flags below.
$(O)/obj/src/%.o: private HARDENED = $(HARDENING)
$(O)/obj/src/machine/build.o: ALL_CFLAGS += $(STAMP)
$(O)/obj/src/machine/build.o: $(O)/stamp

# Rewritten only when its text changes, so that what depends on it is rebuilt just then.
$(O)/flags: FORCE
	$(Q)$(PKG_CONFIG) --exists $(NEEDED) || { echo 'missing: $(NEEDED); run scripts/install-deps build' >&2; exit 1; }
	@mkdir -p $(@D); echo '$(CC) $(ALL_CFLAGS) $(HARDENING) $(ALL_LDFLAGS)' | cmp -s - $@ || echo '$(CC) $(ALL_CFLAGS) $(HARDENING) $(ALL_LDFLAGS)' > $@
$(O)/stamp: FORCE
	@mkdir -p $(@D); echo "$(STAMP)" | cmp -s - $@ || echo "$(STAMP)" > $@
$(O)/chartjs: FORCE
	@mkdir -p $(@D); echo '$(CHARTJS)' | cmp -s - $@ || echo '$(CHARTJS)' > $@
FORCE:

-include $(shell find $(O)/obj -name '*.d' 2>/dev/null)
