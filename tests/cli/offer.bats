#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the harness offers to workloads that need more than a stretch of ops: several workers for
# one op, a directory, a size of their own, ticks; and what becomes of those that the build or the
# machine cannot serve. See tests/fakes/offer.c.
load helpers

# skipped WORKLOAD REASON: every cell of it is skipped, for that reason.
skipped() {
	holds r.json '.cells as $cells | [.results[] | select($cells[.cell].workload == $workload)]
		| length == 3 and all(.[]; .status == "skipped" and .reason == $reason)' \
		--arg workload "$1" --arg reason "$2"
}

@test "a workload whose library is absent is skipped, and list says which package it wants" {
	local reason="built without libabsent; install libabsent-dev and build again"
	quick -w fake/absent -w fake/null
	skipped fake/absent "$reason"
	matches "$("$fakes" list)" "unavailable: $reason"
	holds <("$fakes" list --json) '.workloads | map({(.name): .unavailable}) | add
		| .["fake/absent"] == $reason and .["fake/null"] == null' --arg reason "$reason"
}

@test "a workload that the machine cannot serve is skipped, and no trial of it is kept" {
	quick -w fake/cannot -w fake/null
	skipped fake/cannot "a machine of the year 2100: Function not implemented"
	holds r.json '.cells as $cells | all(.trials[]; $cells[.cell].workload == "fake/null")'
}

@test "every worker takes part in ops that need all of them" {
	quick -w fake/crew -m seq,threads,procs,2x2 -n 1,3
	holds r.json '[.results[] | select(.status == "ok")] | length == 6'
	holds r.json '.cells as $cells | all(.trials[]; $cells[.cell].ops as $ops
		| all(.workers[]; .ops == $ops))'
}

@test "the dynamic split leaves crews together" {
	quick -w fake/crew -w fake/picky -m threads,procs -n 2,4 --schedule dynamic
	holds r.json '[.results[] | select(.status == "ok")] | length == 8'
}

@test "a crew whose member fails is called off at once" {
	SECONDS=0
	run -1 "$fakes" run --rounds 1 --budget 200ms -w fake/crew -m threads,procs,2x2 -n 2 \
		--set fake/crew.fail=1 --timeout 60s -o r.json
	holds r.json '[.results[] | select(.status == "failed")] | length == 3'
	holds r.json '[.results[].reason] | all(test("work: worker [13]: the others wait for this one$"))'
	((SECONDS < 15))
}

@test "seq and one worker play all parts" {
	quick -w fake/picky -m seq,threads -n 2
	holds r.json '[.cells[] | select(.workload == "fake/picky") | .mode] == ["seq", "threads"]'
	holds r.json '.results[0].reason == "it takes two of a kind to tango"'
	quick -w fake/crew -m seq
	holds r.json '.results[0].status == "ok"'
}

@test "without a count a workload gets one that it can take" {
	quick -w fake/picky -m threads
	holds r.json '.cells[0].workers == 2 and .results[0].status == "ok"'
}

@test "work of a size of its own is not calibrated, nor grown by weak scaling" {
	quick -w fake/sized -n 1,2
	holds r.json 'all(.cells[]; .ops == 1234)'
	quick -w fake/sized -n 1,2 --scaling weak --set fake/sized.items=77,99
	holds r.json '[.cells[].ops] | unique == [77, 99]'
}

@test "where an op moves bytes, the report says how many a second" {
	quick -w fake/sized -w fake/null -m seq
	holds r.json '.cells as $cells | all(.results[]; $cells[.cell] as $cell
		| if $cell.workload == "fake/sized"
			then $cell.op_bytes == 9872 and (.bytes_per_s.median / .ops_per_s.median - 9872 | fabs) < 1
			else $cell.op_bytes == null and .bytes_per_s.median == null end)'
}

measure_ticks() {
	quick -w fake/tick -m seq --set fake/tick.us=0,20000 --rounds 6 --budget 3s
}

@test "ticks that came due while an op blocked are all late by what was left of it" {
	measure_ticks
	holds r.json '[.results[].latency_ns.kind] | unique == ["lateness of a tick"]'
	# A block of 20 ms: ticks come every 1 ms, and each waits for the end of the block.
	holds r.json '.results[1] | .latency_ns.p50 > 8e6 and .latency_ns.max > 18e6'
	holds r.json '.cells as $cells | [.trials[] | select(.round > 0 and .cell == 1)
		| ([.laps as $laps | range(1; $laps | length; 2) | $laps[.]] | add) / $cells[.cell].ops] | all(. > 15)'
	again measure_ticks holds r.json '.results[0].latency_ns.p50 < 2e6'
}

@test "the directory of a trial is gone when the run is over" {
	quick -w fake/litter -m seq,threads,procs,2x2
	holds r.json 'all(.results[]; .status == "ok")'
	nothing "files" "$(find "$TMPDIR" -mindepth 1)"
}

is_littered() {
	[[ -n $(find "$TMPDIR" -name litter) ]]
}

is_clean() {
	[[ -z $(find "$TMPDIR" -mindepth 1) ]]
}

# littered_until SIGNAL: a run is ended by that signal while its files are there.
littered_until() {
	begin run -w fake/litter -m procs --set fake/litter.stay=60 -o r.json
	within 20 is_littered
	kill -"$1" "$session"
	wait "$session" || true
	within 5 is_clean
}

@test "the directory of a trial is gone after an interruption" {
	littered_until INT
}

@test "the directory of a trial is gone after the run was killed" {
	littered_until KILL
}
