#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Completion, as a person meets it: keys into an interactive shell, and what it then shows.
load helpers

# completes LINE REGEX...: in both shells, what is shown after LINE and two tabs matches each.
completes() {
	# shellcheck disable=SC2154 # set by helpers
	for shell in bash:parallax.bash zsh:_parallax; do
		python3 "$root/tests/cli/complete.py" "${shell%%:*}" \
			"$root/scripts/share/${shell#*:}" "$parallax" "$@"
	done
}

@test "subcommands are completed" {
	completes "parallax mach" 'parallax machine '
}

@test "options are completed, as the help has them" {
	completes "parallax run --sc" '--scaling' '--schedule'
	completes "parallax doctor --no" '--no-trial'
}

@test "values are completed: words, workloads and parameters" {
	completes "parallax run --scaling=w" '--scaling=weak'
	completes "parallax run -w pingpong/s" 'pingpong/socketpair' 'pingpong/spin'
	completes "parallax run --set=cow.t" '--set=cow\.touch='
}

@test "a report is completed as a file" {
	touch some-report.json
	completes "parallax show some" 'parallax show some-report\.json'
}
