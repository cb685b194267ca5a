# SPDX-License-Identifier: MIT
# Part of the Makefile: fuzzing, and what else looks at the code without a person.

# ---- Fuzzing ----

FUZZ_DIR ?= $(O)/fuzz
FUZZ_NAMES := $(patsubst tests/fuzz/%_fuzz.c,%,$(filter %_fuzz.c,$(FUZZ)))
FUZZ_BIN := $(FUZZ_NAMES:%=$(FUZZ_DIR)/%_fuzz)
FUZZ_TIME ?= 1200
# libFuzzer, or replay.c, which knows the corpus and no more.
FUZZ_MAIN ?= $(O)/obj/tests/fuzz/replay.o
FUZZ_CLANG := CC=clang SANITIZE=address,undefined FUZZ_MAIN=-fsanitize=fuzzer \
	CFLAGS='-O1 -g -fsanitize=fuzzer-no-link -fno-sanitize-recover=all'

.PHONY: fuzz fuzz-targets fuzz-run

fuzz: ## build the fuzz targets, with libFuzzer where clang has it
	$(Q)if echo 'int main(void);' | clang -fsanitize=fuzzer -x c - -o /dev/null 2>&1 | \
		grep -q LLVMFuzzerTestOneInput; then \
		$(MAKE) --no-print-directory $(FUZZ_CLANG) O=$(O)/fuzz FUZZ_DIR=$(O)/fuzz fuzz-targets; \
	else \
		$(MAKE) --no-print-directory fuzz-targets; \
	fi

fuzz-targets: $(FUZZ_BIN)

fuzz-run: fuzz ## fuzz each target for FUZZ_TIME seconds (1200), from its corpus
	$(Q)for name in $(FUZZ_NAMES); do \
		BUILD=$(O) tests/fuzz/run $$name -max_total_time=$(FUZZ_TIME) -print_final_stats=1 || exit 1; done

$(FUZZ_DIR)/%_fuzz: $(O)/obj/tests/fuzz/%_fuzz.o $(filter %.o,$(FUZZ_MAIN)) $(call obj,$(FAKES)) $(LIB)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_LDFLAGS) $(filter -%,$(FUZZ_MAIN)) -o $@ $^ $(LDLIBS)
