#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# parallax(1).
load helpers

page=scripts/share/parallax.1

@test "the manual page is without an error" {
	nothing "warnings of groff" \
		"$(man --warnings -E UTF-8 -l -Tutf8 -Z "$root/$page" 2>&1 >/dev/null)"
}

@test "the manual page has the words that each option takes" {
	MANWIDTH=200 man -E ascii -l "$root/$page" 2>/dev/null | col -b >manual
	for command in run show compare export; do
		"$parallax" help "$command" | grep -oE -- '--[a-z-]+=[a-z]+(\|[a-z]+)+'
	done | while read -r option; do
		grep -qF -- "$option" manual || {
			echo "no $option"
			return 1
		}
	done
}

@test "the manual page has every command and every option, and no other" {
	MANWIDTH=200 man -E ascii -l "$root/$page" 2>/dev/null | col -b >manual
	for command in $("$parallax" help | sed -n 's/^  \([a-z]*\) .*/\1/p'); do
		grep -qE "^ +$command( |$)" manual || {
			echo "no $command"
			return 1
		}
		[[ $command == help ]] || "$parallax" help "$command"
	done | grep -oE '^  ....--[a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u >known
	grep -oE -- '--[a-z]+(-[a-z]+)*' manual | sort -u >described
	nothing "only in the help or only in the manual" "$(comm -3 known described)"
}
