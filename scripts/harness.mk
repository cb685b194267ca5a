# SPDX-License-Identifier: MIT
# Part of the Makefile: the benchmark of the harness itself.

HARNESS_FLAGS ?=

# Programs that know nothing of parallax, compiled by the flags of what it times: bench/.
BARE_NAMES := $(filter-out crew,$(patsubst tests/harness/bare/%.c,%,$(filter %.c,$(BARE))))
BARE_BIN := $(BARE_NAMES:%=$(O)/bare/%)

.PHONY: bare bench-harness

bare: $(BARE_BIN)

bench-harness: ## what parallax itself costs, beside bare programs and the field's own tools
	$(Q)scripts/install-deps build peers
	$(Q)$(MAKE) --no-print-directory all bare
	$(Q)BUILD=$(O) tests/harness/run $(HARNESS_FLAGS)

$(O)/bare/%: $(O)/obj/tests/harness/bare/%.o $(O)/obj/tests/harness/bare/crew.o
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^
