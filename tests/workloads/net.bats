#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# net/*: waiting overlaps, whatever the number of CPUs, and a rate that can be kept is.
load ../cli/helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report
	measure
}

# A delay beside which what else runs on the machine counts for little.
measure() {
	report=$PWD/r.json
	"$parallax" run -w net/remote --set net.delay_us=10000 -n 8 --rounds 5 --budget 4s \
		-o r.json >/dev/null 2>&1
}

# The best of five each, since what else runs on the machine only ever delays.
times_as_fast_as_seq() {
	jq --arg mode "$1" '.cells as $cells
		| def best($mode): .results[] | select($cells[.cell].mode == $mode) | .work_ns.min;
		best("seq") / best($mode)' "$report"
}

is_six_times_as_fast() {
	echo "times as fast: $(times_as_fast_as_seq "$1")"
	jq -en "$(times_as_fast_as_seq "$1") >= 6"
}

@test "eight threads wait for a service at least six times as fast as one" {
	needs_plain_build "the time"
	again measure is_six_times_as_fast threads
}

@test "eight processes wait for a service at least six times as fast as one" {
	needs_plain_build "the time"
	again measure is_six_times_as_fast procs
}

is_answered_soon() {
	holds "$report" '.results[0].latency_ns.p50 < 16000000'
}

@test "no request is answered before its delay, and most soon after it" {
	needs_plain_build "latency"
	holds "$report" '.results[0].latency_ns.p50 >= 9900000'
	again measure is_answered_soon
}

# At 10 ms one worker does a hundred requests a second, and eight do eight hundred.
measure_rate() {
	"$parallax" run -w net/remote --set net.delay_us=10000 --rate 300 -n 8 --rounds 3 -o rate.json \
		>/dev/null 2>&1
}

is_kept_by_eight() {
	holds rate.json '[.results[].findings.late_percent] | .[1] < 50 and .[2] < 50' &&
		holds rate.json 'all([.results[].ops_per_s.median][1, 2]; . > 150)' &&
		holds rate.json '[.results[].latency_ns.p50] | .[0] > 3 * .[1] and .[0] > 3 * .[2]'
}

@test "eight workers keep a rate that one cannot" {
	needs_plain_build "the time"
	measure_rate
	holds rate.json '[.results[].findings.late_percent][0] > 90'
	holds rate.json '[.results[].ops_per_s.median] | .[0] <= 100 and .[1] <= 300 and .[2] <= 300'
	again measure_rate is_kept_by_eight
}

measure_pairs() {
	"$parallax" run -w net/echo --rate 500 -n 2,4 --rounds 3 -o rate.json >/dev/null 2>&1
}

@test "a rate is that of all pairs together" {
	needs_plain_build "the time"
	measure_pairs
	holds rate.json 'all(.results[]; .ops_per_s.median <= 500)'
	again measure_pairs holds rate.json 'all(.results[]; .ops_per_s.median > 350)'
	holds rate.json 'all(.cells[]; .latency == "response time, open loop at 500/s")'
	# Of every request, though in a closed loop only one in four is timed.
	holds rate.json '.cells as $cells | all(.results[]; .latency_ns.count == 3 * $cells[.cell].ops)'
}
