# SPDX-License-Identifier: MIT
# Part of the Makefile: which libraries there are, and how they are linked.

PKG_CONFIG ?= pkg-config
version = $(shell $(PKG_CONFIG) --modversion $(1) 2>/dev/null)
NEEDED := hwloc libcjson
# Each of these some workloads cannot do without; where it is absent they are unavailable and say so.
OPTIONAL := libzstd sqlite3
FOUND := $(foreach lib,$(OPTIONAL),$(if $(call version,$(lib)),$(lib)))
PKG_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(NEEDED) $(FOUND) 2>/dev/null) $(FOUND:%=-DWITH_%)
PKG_LIBS := $(shell $(PKG_CONFIG) --libs $(NEEDED) $(FOUND) 2>/dev/null)
# Each trial is a process of its own, which would load the optional libraries whether it needs them
# or not: a quarter of what starting it takes. So they are linked from their archives where those
# are there and complete. That is asked when something is linked, and once.
A_SYMBOL_OF_zstd := ZSTD_compress
A_SYMBOL_OF_sqlite3 := sqlite3_open
is_whole = $(shell echo 'int main(void) { return 0; }' | $(CC) -x c - -o /dev/null \
	-u $(A_SYMBOL_OF_$(1)) -l:lib$(1).a -lm -pthread 2>/dev/null && echo 1)
ARCHIVED = $(eval ARCHIVED := $(foreach lib,$(FOUND:lib%=%),$(if $(call is_whole,$(lib)),$(lib))))$(ARCHIVED)
linked = $(foreach word,$(1),$(if $(filter $(word:-l%=%),$(ARCHIVED)),-l:lib$(word:-l%=%).a,$(word)))
