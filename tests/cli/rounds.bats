#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# How many rounds are run, in which order, and when a run stops.
load helpers

# order FILE: the cells in their order of execution, a line a round.
order() {
	jq -c '.trials | group_by(.round)[] | sort_by(.trial) | map(.cell)' "$1"
}

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export shared=$PWD
	local cells="-w fake/null -w fake/burn -m seq,threads,procs -n 1 --rounds 5 --budget 300ms"
	"$fakes" run $cells -o drawn.json >/dev/null 2>&1
	"$fakes" run $cells -o again.json --seed "$(jq -r .config.seed drawn.json)" >/dev/null 2>&1
	"$fakes" run $cells -o large.json --seed 18446744073709551615 >/dev/null 2>&1
}

@test "the seed of a report repeats its order" {
	same "order" "$(order "$shared/drawn.json")" "$(order "$shared/again.json")"
}

@test "another seed gives another order" {
	[[ $(order "$shared/drawn.json") != "$(order "$shared/large.json")" ]]
}

@test "without a seed each run draws one, that every reader of JSON keeps" {
	holds "$shared/drawn.json" '.config.seed | test("^[0-9]+$") and tonumber < 9007199254740992'
	quick -w fake/null -m seq
	[[ $(jq .config.seed r.json) != "$(jq .config.seed "$shared/drawn.json")" ]]
}

@test "a seed past 2^53 keeps all its digits" {
	holds "$shared/large.json" '.config.seed == "18446744073709551615"'
}

@test "so many rounds are run as were asked for" {
	holds "$shared/drawn.json" '([.trials[].round] | max) == 5
		and all(.results[]; .work_ns.n == 5)'
	holds "$shared/drawn.json" '.config.stop_reason == "the number of rounds was fixed"'
	quick -w fake/null -m seq
	holds r.json '([.trials[].round] | max) == 1 and .results[0].work_ns.n == 1'
}

@test "below six rounds there is no interval and no verdict" {
	holds "$shared/drawn.json" 'all(.results[]; .work_ns
		| .n == 5 and .median > 0 and .ci_low == null and .ci_high == null)'
	holds "$shared/drawn.json" 'all(.verdicts[]; .verdict == "none" and .ci_low == null)'
	holds "$shared/drawn.json" 'all(.results[]; any(.warnings[]; .code == "FEW_ROUNDS"))'
}

@test "without a number of rounds the budget decides" {
	"$fakes" run -w fake/null -m seq --budget 1s -o r.json >/dev/null 2>&1
	holds r.json '.config.stop_reason | test("budget|most rounds|settled")'
	holds r.json '.config.budget_ns == 1000000000 and ([.trials[].round] | max) >= 11'
}

measure_target() {
	"$fakes" run -w fake/sleep --set fake.us=20000 -m seq --budget 3s --target-ci 100% \
		-o r.json >/dev/null 2>&1
}

@test "once the target interval is met no more rounds are run" {
	measure_target
	holds r.json '.config.target_ci == 1'
	# On a busy machine it may be wider than the median after the fewest rounds.
	again measure_target holds r.json '.config.stop_reason == "the target interval is met"
		and ([.trials[].round] | max == 11)'
}

@test "quick and rigorous set the pace" {
	for pace in --quick:8 --rigorous:23 --margin=3%:11; do
		run -0 "$fakes" run "${pace%:*}" -w fake/null -m seq --dry-run
		matches "$output" "at least ${pace#*:} rounds"
	done
}

@test "the most rounds of each pace are those of the help and the manual page" {
	run -0 "$fakes" run --help
	MANWIDTH=200 man -E ascii -l "$root/scripts/share/parallax.1" 2>/dev/null | col -b >manual
	for pace in --quick:256 --rigorous:1024 --margin=3%:512; do
		"$fakes" run "${pace%:*}" --budget 1s -w fake/null -m seq -o r.json >/dev/null 2>&1
		holds r.json '.config.rounds_max == $most' --argjson most "${pace#*:}"
		matches "$output" "[0-9] to ${pace#*:}"
		matches "$(<manual)" "[0-9] to ${pace#*:}"
	done
}

@test "a budget too small for the fewest rounds is told beforehand" {
	run -0 --separate-stderr "$fakes" run -w fake/sleep --set fake.us=50000 -m seq \
		--budget 100ms -o r.json
	matches "$stderr" 'minimum of 11 rounds takes about [0-9.]+ s, [0-9.]+ s more than the budget'
	holds r.json '([.trials[].round] | max) == 11'
}

@test "what is settled gets no more rounds, what is not gets what is left of the budget" {
	"$fakes" run -w fake/sleep -w fake/null --set fake.us=2000 -m threads,procs -n 2 --quick \
		--margin 0.5% --budget 8s -o r.json >/dev/null 2>&1
	holds r.json '.config.stop_rule == "verdict"'
	# The rounds of every cell come first; after them a round is of one workload.
	holds r.json '.cells as $cells | [.trials[] | select(.round > 8)
		| {round, workload: $cells[.cell].workload}] | group_by(.round)
		| all(.[]; length == 2 and (map(.workload) | unique | length == 1))'
	holds r.json '.cells as $cells | .config.stop_reason == "every verdict is settled"
		or ([.verdicts[] | select(.verdict == "inconclusive")] | length > 0)'
	holds r.json 'all(.verdicts[]; .n | IN(8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256))'
}

@test "a verdict between looks rests on the rounds of the last one" {
	"$fakes" run -w fake/sleep --set fake.us=2000 -m threads,procs -n 2 --quick --target-ci 0.0001% \
		--budget 2s -o r.json >/dev/null 2>&1
	holds r.json '.config.stop_rule == "target" and .config.stop_reason != "the target interval is met"'
	holds r.json '([.trials[].round] | max) >= .verdicts[0].n'
	holds r.json '.verdicts[0].n | IN(8, 11, 16, 23, 32, 45, 64, 90, 128)'
}

@test "a fixed number of rounds is all used, at 95 per cent" {
	"$fakes" run -w fake/sleep --set fake.us=1000 -m threads,procs -n 2 --rounds 7 -o r.json \
		>/dev/null 2>&1
	holds r.json '.config.stop_rule == "fixed" and .verdicts[0].n == 7
		and .verdicts[0].ci_low != null'
}

@test "threads against themselves are the same cell under two names" {
	quick --aa -w fake/null -m seq,threads,procs -n 2
	holds r.json '[.cells[].cell] == ["fake/null seq", "fake/null threads:2", "fake/null threads:2'"'"'"]
		and [.cells[].mode] == ["seq", "threads", "threads"]
		and [.cells[].twin] == [false, false, true]'
	holds r.json '.verdicts | length == 1 and .[0].threads_cell == 1 and .[0].procs_cell == 2'
	matches "$(<out)" "Threads against themselves"
}
