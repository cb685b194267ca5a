#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# An interrupted run that is gone on with: the plan is finished as if nothing had happened, on the
# machine and by the program that began it, and nowhere else.
load helpers

# What a run that is killed leaves is what a whole one left so far, so that a report cut off anywhere
# stands for one. fake/sized has ops of its own: two runs of it do the same.
setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export shared=$PWD
	quick -w fake/sized -w fake/sleep -m seq,threads,procs -n 2 --rounds 4 --seed 42 --label me \
		--set fake/sleep.us=300 --set fake/sized.items=400
	mv r.json whole.json
	"$fakes" run -w fake/sized -w fake/sleep --set fake/sleep.us=300 -m threads,procs -n 2 --quick \
		--margin 0.1% --budget 2s -o verdict.json >/dev/null 2>&1
}

# cut N FILE: the report as it was after its first N trials, in part.json.
cut_off() {
	jq --argjson nr "$1" '.trials |= .[:$nr] | .complete = false
		| .config.stop_reason = "it was interrupted"' "$2" >part.json
}

resume() {
	"$fakes" run --resume part.json "$@" >out 2>err
}

# measured FILE: round and cell of each measured trial, in the order of execution.
measured() {
	jq -c '[.trials[] | select(.warmup | not) | [.round, .cell]]' "$1"
}

# plan FILE: all that does not depend on what was measured.
plan() {
	jq -S '{cells: [.cells[] | del(.ops)], config: .config | del(.resumed, .stop_reason),
		verdicts: [.verdicts[] | [.workload, .workers, .n]], label,
		results: [.results[] | [.cell, .status, .work_ns.n]]}' "$1"
}

@test "wherever a run broke off, its rounds come out as if it had not" {
	# Within the warm-up, within a workload, between two, within a later round.
	for nr in 3 7 9 20; do
		cut_off $nr "$shared/whole.json"
		resume -o r.json
		same "rounds after $nr trials" "$(measured "$shared/whole.json")" "$(measured r.json)"
		same "plan after $nr trials" "$(plan "$shared/whole.json")" "$(plan r.json)"
		holds r.json '.complete and .config.resumed == 1 and .started == $whole[0].started' \
			--slurpfile whole "$shared/whole.json"
	done
}

@test "a cell that the run had not come to when it was interrupted is not skipped for good" {
	cut_off 7 "$shared/whole.json"
	jq '.trials[-1].cell as $ran | .results |= map(if .cell == $ran then . else .status = "skipped"
		| .reason = "no round of it ended before the run did" end)' part.json >p
	mv p part.json
	resume -o r.json
	same rounds "$(measured "$shared/whole.json")" "$(measured r.json)"
	holds r.json '[.results[].status] == [range(6) | "ok"]'
	holds r.json '[.cells[].ops] | min > 0'
}

@test "every trial of the interrupted run is kept, with its figures" {
	cut_off 20 "$shared/whole.json"
	resume -o r.json
	holds r.json '[.trials[:20][] | del(.round, .warmup)]
		== [$part[0].trials[] | del(.round, .warmup)]' --slurpfile part part.json
	holds r.json '[.trials[].trial] == [range(.trials | length)]'
}

@test "a ratio holds between trials of one part only" {
	# 6 of the warm-up, 6 of round 1, and one of a workload's three of round 2.
	cut_off 13 "$shared/whole.json"
	holds part.json '.trials[12].round == 2'
	resume -o r.json
	holds r.json '.trials[12] | .warmup and .round == 0'
	holds r.json '[.trials[:13][] | select(.round == 2)] == []'
}

@test "every cell is warmed up again" {
	cut_off 20 "$shared/whole.json"
	resume -o r.json
	holds r.json '[.trials[20:26][] | select(.warmup and .round == 0) | .cell] == [range(6)]'
}

@test "the ops are those of the report, and nothing is calibrated again" {
	cut_off 0 "$shared/whole.json"
	jq '.cells |= map(if .workload == "fake/sleep" then .ops = 6 else . end)' part.json >p
	mv p part.json
	resume -o r.json
	holds r.json '[.cells[].ops] == [400, 400, 400, 6, 6, 6]'
	holds r.json 'all(.trials[] | select(.cell >= 3); ([.workers[].ops] | add) == 6)'
}

@test "a run that broke off before its ops were found finds them" {
	cut_off 0 "$shared/whole.json"
	jq '.cells |= map(.ops = 0)' part.json >p
	mv p part.json
	resume -o r.json
	holds r.json '.complete and all(.cells[]; .ops > 0) and all(.results[]; .status == "ok")'
}

@test "a run whose rounds follow its verdicts goes on to the same end" {
	local nr
	nr=$(jq '[.trials[] | select(.round <= 9)] | length' "$shared/verdict.json")
	cut_off "$nr" "$shared/verdict.json"
	resume -o r.json
	holds r.json '.complete and .config.stop_rule == "verdict"'
	holds r.json '.config.stop_reason | test("settled|budget|most rounds")'
	# Each further round is of one workload, and has a number of its own.
	holds r.json '.cells as $cells | [.trials[] | select(.round > 8)
		| {round, workload: $cells[.cell].workload}] | group_by(.round)
		| all(.[]; length == 2 and (map(.workload) | unique | length == 1))'
	holds r.json 'all(.verdicts[]; .n | IN(8, 11, 16, 23, 32, 45, 64, 90, 128))'
	holds r.json '[.trials[] | select(.round > 0).round] | unique | . == [range(1; length + 1)]'
}

@test "the time of all parts adds up, and the budget is that of the whole run" {
	cut_off 12 "$shared/verdict.json"
	jq '.duration_ns = 3600000000000' part.json >p
	mv p part.json
	resume -o r.json
	holds r.json '.duration_ns > 3600000000000 and .config.budget_ns == 2000000000'
	holds r.json '.config.stop_reason == "the least rounds have spent the budget" or
		.config.stop_reason == "every verdict is settled"'
	holds r.json '[.trials[].round] | max == 8'
}

@test "a larger budget may be given" {
	cut_off 12 "$shared/verdict.json"
	resume -o r.json --budget 3s
	holds r.json '.config.budget_ns == 3000000000'
}

@test "without -o the report itself is brought to its end" {
	cut_off 20 "$shared/whole.json"
	resume
	holds part.json '.complete and .config.resumed == 1 and ([.trials[].round] | max) == 4'
	matches "$(<err)" 'report: part.json'
}

@test "a run may be resumed as often as it is interrupted" {
	cut_off 13 "$shared/whole.json"
	resume -o r.json
	matches "$("$fakes" show r.json)" 'placement [a-z]+ · resumed'
	cut_off 26 r.json
	resume -o r.json
	same "rounds" "$(measured "$shared/whole.json")" "$(measured r.json)"
	holds r.json '.config.resumed == 2'
	matches "$("$fakes" show r.json)" '· resumed 2 times'
}

@test "a run that was really interrupted can be resumed" {
	begin run -w fake/sleep -w fake/null -m seq,threads -n 2 --rounds 20 -o part.json
	within 30 jq -e '([.trials[].round] | max) >= 2' part.json
	kill -INT "$session"
	wait "$session" || same "exit status" 130 $?
	holds part.json '.complete == false'
	resume
	holds part.json '.complete and .config.resumed == 1 and all(.results[]; .work_ns.n == 20)'
}

@test "cells that were skipped or had failed stay so, with their reason" {
	"$fakes" run -w fake/huge -w fake/lose -w fake/broken-setup -w fake/cannot -w fake/null \
		-m seq,threads -n 2 --rounds 4 -o whole.json >/dev/null 2>&1 || true
	cut_off 100 whole.json
	run -1 "$fakes" run --resume part.json -o r.json
	same "results" "$(jq -c '[.results[] | [.status, .reason, .work_ns.n, .failed]]' whole.json)" \
		"$(jq -c '[.results[] | [.status, .reason, .work_ns.n, .failed]]' r.json)"
}

@test "a trial that computes something else than the earlier ones is a failure" {
	cut_off 20 "$shared/whole.json"
	jq '.trials |= map(.digest = "00000000deadbeef")' part.json >p
	mv p part.json
	run -1 "$fakes" run --resume part.json -o r.json
	holds r.json 'all(.trials[20:][]; .reason | test("digest .* is not 00000000deadbeef"))'
}

@test "of a complete report there is nothing to do" {
	cp "$shared/whole.json" r.json
	run -0 --separate-stderr "$fakes" run --resume r.json
	matches "$stderr" 'r.json is complete: nothing to do'
	cmp "$shared/whole.json" r.json
}

# differs REGEX FILTER: the report changed by the filter is refused with a sentence that names it.
differs() {
	mkdir -p "$BATS_TEST_TMPDIR/in"
	cut_off 20 "$shared/whole.json"
	jq "$2" part.json >"$BATS_TEST_TMPDIR/in/part.json"
	rm part.json
	refuses "$1" run --resume "$BATS_TEST_TMPDIR/in/part.json" -o r.json
}

@test "another machine, program or setting is refused, and named" {
	differs 'hw_id.* 0123456789abcdef' '.machine.hw_id = "0123456789abcdef"'
	differs 'env_id' '.machine.env_id = "0123456789abcdef"'
	differs 'version differs, then 9.9' '.tool.version = "9.9"'
	differs 'commit' '.tool.commit = "0123456789ab"'
	differs 'uncommitted changes' '.tool.dirty |= not'
	differs 'sanitizer' '.machine.build.sanitizer = "memory"'
	differs 'usable CPUs' '.machine.limits.cpuset = "77"'
	differs 'kernel' '.machine.kernel.release = "2.6"'
}

@test "another plan is refused" {
	differs 'plan is another' '.config.argv |= map(sub("threads,procs"; "threads,2x1"))'
	differs 'not 5' '.cells |= .[:5] | .results |= .[:5]
		| .trials |= map(select(.cell < 5)) | .verdicts = [] | .sweeps = []'
	differs 'plan is another' '.cells[0].workload_version += 1'
}

@test "a report that would have the program do other things is refused, and its text is only shown" {
	differs 'config.argv\[1\]' '.config.argv[1] = "sized"'
	differs 'config.argv\[1\]' '.config.argv[1] = "--help"'
	differs 'config.argv\[1\]' '.config.argv[1] = "--workload=\u001b[31m"'
	differs 'seed' '.config.seed = "\u001b[31m"'
	differs 'then \?\[31m, here' '.machine.hw_id = "\u001b[31m"'
	lacks "$stderr" $'\e'
}

@test "no other option goes with it" {
	cut_off 20 "$shared/whole.json"
	mkdir "$BATS_TEST_TMPDIR/in"
	mv part.json "$BATS_TEST_TMPDIR/in"
	for option in --seed=7 -wfake/null --rounds=9 --strict --label=x --dry-run --max-procs=4; do
		refuses 'beside --resume only' run --resume "$BATS_TEST_TMPDIR/in/part.json" $option
	done
}

@test "from standard input it needs to be told where to" {
	cut_off 20 "$shared/whole.json"
	run -2 "$fakes" run --resume - <part.json
	matches "$output" '-o FILE'
	"$fakes" run --resume - -o r.json <part.json >out 2>err
	holds r.json '.complete'
}

@test "what is no report is refused" {
	run -2 "$fakes" run --resume nowhere.json
	matches "$output" 'cannot read nowhere.json'
}
