# SPDX-License-Identifier: MIT
# Part of the Makefile: installing.

PREFIX ?= /usr/local
DESTDIR ?=

# What is installed: MODE:FROM:TO, TO being below PREFIX.
INSTALLED := 755:$(O)/parallax:bin/parallax \
	644:scripts/share/parallax.1:share/man/man1/parallax.1 \
	644:scripts/share/parallax.bash:share/bash-completion/completions/parallax \
	644:scripts/share/_parallax:share/zsh/site-functions/_parallax
word_of = $(word $(1),$(subst :, ,$(2)))
put = install -D -m $(call word_of,1,$(1)) $(call word_of,2,$(1)) "$(DESTDIR)$(PREFIX)/$(call word_of,3,$(1))"
define newline


endef

.PHONY: install uninstall

install: all ## install under PREFIX (/usr/local), below DESTDIR where that is set
	$(foreach file,$(INSTALLED),$(call put,$(file))$(newline))

uninstall: ## remove what install put there
	rm -f $(foreach file,$(INSTALLED),"$(DESTDIR)$(PREFIX)/$(lastword $(subst :, ,$(file)))")
