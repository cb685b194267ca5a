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

# offers LINE...: what bash offers for the last of these words.
offers() {
	bash -c 'compopt() { :; }
		. "$1"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_parallax
		echo "${COMPREPLY[*]}"' - "$root/scripts/share/parallax.bash" "$parallax" "$@"
}

@test "each word of a list is completed, and what stands behind a flag" {
	same "-m" seq,threads "$(offers run -m seq,th)"
	same "--workers" 1,max "$(offers run --workers = 1,m)"
	same "list" workloads "$(offers list --json w)"
}

@test "files are offered where the value is a file, folders where it is one, else neither" {
	touch 1-file
	mkdir 1-folder
	for option in --rate --budget -n --seed; do
		same "$option" "" "$(offers run $option 1-)"
	done
	same "--fail-on=" "" "$(offers compare --fail-on = 1-)"
	same "-o" "1-file 1-folder" "$(offers run -o 1- | xargs -n 1 | sort | xargs)"
	same "--resume" "1-file 1-folder" "$(offers run --resume = 1- | xargs -n 1 | sort | xargs)"
	same "--dir" "1-folder" "$(offers run --dir = 1-)"
	same "a report" "1-file 1-folder" "$(offers check --strict 1- | xargs -n 1 | sort | xargs)"
}

@test "a report is completed as a file" {
	touch some-report.json
	completes "parallax show some" 'parallax show some-report\.json'
}
