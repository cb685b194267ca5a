#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# net/remote: waiting overlaps, whatever the number of CPUs.
load ../cli/helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$parallax" run -w net/remote -n 8 --rounds 5 --budget 4s -o r.json >/dev/null 2>&1
}

# The best of five each, since what else runs on the machine only ever delays.
times_as_fast_as_seq() {
	jq --arg mode "$1" '.cells as $cells
		| def best($mode): .results[] | select($cells[.cell].mode == $mode) | .work_ns.min;
		best("seq") / best($mode)' "$report"
}

@test "eight threads wait for a service at least six times as fast as one" {
	needs_plain_build "the time"
	echo "times as fast: $(times_as_fast_as_seq threads)"
	jq -en "$(times_as_fast_as_seq threads) >= 6"
}

@test "eight processes wait for a service at least six times as fast as one" {
	needs_plain_build "the time"
	echo "times as fast: $(times_as_fast_as_seq procs)"
	jq -en "$(times_as_fast_as_seq procs) >= 6"
}

@test "no request is answered before its delay, and most soon after it" {
	needs_plain_build "latency"
	holds "$report" '.results[0].latency_ns.p50 | . >= 1980000 and . < 8000000'
}
