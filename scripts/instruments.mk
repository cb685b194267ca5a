# SPDX-License-Identifier: MIT
# Part of the Makefile: fuzzing, and what else looks at the code without a person.

# ---- Fuzzing ----

FUZZ_DIR ?= $(O)/fuzz
FUZZ_NAMES := $(patsubst tests/fuzz/%_fuzz.c,%,$(filter %_fuzz.c,$(FUZZ)))
FUZZ_BIN := $(FUZZ_NAMES:%=$(FUZZ_DIR)/%_fuzz)
FUZZ_TIME ?= 1200
# What `make fuzz` builds: with FUZZED='all unit fuzz-targets' all else by clang's sanitizers too.
FUZZED ?= fuzz-targets
# libFuzzer, or replay.c, which knows the corpus and no more.
FUZZ_MAIN ?= $(O)/obj/tests/fuzz/replay.o
FUZZ_CLANG := CC=clang SANITIZE=address,undefined FUZZ_MAIN=-fsanitize=fuzzer \
	CFLAGS='-O1 -g -fsanitize=fuzzer-no-link -fno-sanitize-recover=all'

.PHONY: fuzz fuzz-targets fuzz-run

fuzz: ## build the fuzz targets, with libFuzzer where clang has it
	$(Q)if echo 'int main(void);' | clang -fsanitize=fuzzer -x c - -o /dev/null 2>&1 | \
		grep -q LLVMFuzzerTestOneInput; then \
		$(MAKE) --no-print-directory $(FUZZ_CLANG) O=$(O)/fuzz FUZZ_DIR=$(O)/fuzz $(FUZZED); \
	else \
		$(MAKE) --no-print-directory $(FUZZED); \
	fi

fuzz-targets: $(FUZZ_BIN)

fuzz-run: fuzz ## fuzz each target for FUZZ_TIME seconds (1200), from its corpus
	$(Q)for name in $(FUZZ_NAMES); do \
		BUILD=$(O) tests/fuzz/run $$name -max_total_time=$(FUZZ_TIME) -print_final_stats=1 || exit 1; done

$(FUZZ_DIR)/%_fuzz: $(O)/obj/tests/fuzz/%_fuzz.o $(filter %.o,$(FUZZ_MAIN)) $(call obj,$(FAKES)) $(LIB)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_LDFLAGS) $(filter -%,$(FUZZ_MAIN)) -o $@ $^ $(LDLIBS)

# ---- Checks of form ----

.PHONY: check check-format check-headers check-layers

check: check-format check-headers check-layers ## all the checks of form

check-format: ## hold the code against .clang-format
	$(Q)clang-format --dry-run -Werror $(FORMATTED)

check-headers: | $(O)/flags ## compile each header alone
	$(Q)for h in $(HEADERS); do \
		echo "#include \"$$h\"" | $(CC) $(ALL_CFLAGS) -Werror -fsyntax-only -x c - || exit 1; done

check-layers: ## hold the includes against the arrows of the design
	$(Q)scripts/check-layers

# ---- Instruments ----

.PHONY: soak check-tidy check-cppcheck check-analyzer analyzed check-valgrind check-valgrind-units coverage

# build.c is what the stamp makes of it.
TIDIED := $(filter-out src/machine/build.c,$(SRC)) src/main.c $(BENCH)

check-tidy: ## clang-tidy, by .clang-tidy
	$(Q)printf '%s\n' $(TIDIED) | xargs -n 8 -P $$(nproc) sh -c 'clang-tidy --quiet "$$@" \
		-- $(ALL_CFLAGS) 2>&1 | grep -vE "^[0-9]+ warnings? generated"; :' tidy | { ! grep .; }

check-cppcheck: ## cppcheck, less scripts/cppcheck.suppressions
	$(Q)cppcheck --quiet -j $$(nproc) --enable=warning,performance,portability --error-exitcode=1 \
		--std=c11 -D_GNU_SOURCE $(FOUND:%=-DWITH_%) -Isrc -I. \
		--suppressions-list=scripts/cppcheck.suppressions src bench

# Less malloc-leak: gcc 12 loses sight of what is handed over in a list. LeakSanitizer and memcheck
# look after that. Not bench/, whose leaks and counts the contract of workloads settles.
check-analyzer: ## gcc -fanalyzer over src/
	$(Q)$(MAKE) --no-print-directory O=$(O)/analyzer CC=gcc WERROR=1 \
		CFLAGS='-O1 -g -fanalyzer -Wno-analyzer-malloc-leak' analyzed

# There it takes a list for freed by the reallocarray that failed.
$(O)/obj/src/machine/topology.o: private ANALYZED = \
	$(if $(findstring -fanalyzer,$(CFLAGS)),-Wno-analyzer-use-after-free)

analyzed: $(call obj,src/main.c) $(LIB)

check-valgrind: all ## memcheck over the commands
	$(Q)BUILD=$(O) scripts/check-valgrind commands

check-valgrind-units: unit ## memcheck over the unit tests of pure code, for some minutes
	$(Q)BUILD=$(O) scripts/check-valgrind units

SOAK ?= 600

soak: all ## measure for SOAK seconds (600), and print memory and descriptors by the minute
	$(Q)python3 tests/faults/soak.py $(O)/parallax run --budget $(SOAK)s -o $(O)/soak.json

COVERED := O=$(O)/coverage CC=gcc CFLAGS='-O0 -g --coverage -fprofile-update=atomic' \
	LDFLAGS='-Wl,--wrap=_exit $(O)/coverage/obj/tests/coverage.o'

coverage: ## lines of src/ that the unit and command line tests run
	$(Q)$(MAKE) --no-print-directory $(COVERED) $(O)/coverage/obj/tests/coverage.o
	$(Q)$(MAKE) --no-print-directory $(COVERED) all unit
	$(Q)find $(O)/coverage -name '*.gcda' -delete
	-$(Q)BUILD=$(abspath $(O))/coverage tests/run $(O)/coverage/tests/*_test tests/cli/*.bats
	$(Q)scripts/coverage $(O)/coverage FILES
