#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# net/*: waiting overlaps, whatever the number of CPUs, and a rate that can be kept is.
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

@test "eight workers keep a rate that one cannot" {
	needs_plain_build "the time"
	"$parallax" run -w net/remote --rate 1500 -n 8 --rounds 3 -o rate.json >/dev/null 2>&1
	holds rate.json '[.results[].findings.late_percent] | .[0] > 90 and .[1] < 50 and .[2] < 50'
	holds rate.json '[.results[].ops_per_s.median] | .[0] < 500
		and all(.[1, 2]; . > 1000 and . <= 1500)'
	holds rate.json '[.results[].latency_ns.p50] | .[0] > 5 * .[1] and .[0] > 5 * .[2]'
}

@test "a rate is that of all pairs together" {
	needs_plain_build "the time"
	"$parallax" run -w net/echo --rate 1000 -n 2,4 --rounds 3 -o rate.json >/dev/null 2>&1
	holds rate.json 'all(.results[]; .ops_per_s.median > 700 and .ops_per_s.median <= 1000)'
	holds rate.json 'all(.cells[]; .latency == "response time, open loop at 1000/s")'
	# Of every request, though in a closed loop only one in four is timed.
	holds rate.json '.cells as $cells | all(.results[]; .latency_ns.count == 3 * $cells[.cell].ops)'
}
