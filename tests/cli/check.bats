#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What check says of reports: that they hold, where they do not, what failed and what is unstable.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export fine=$PWD/fine.json failed=$PWD/failed.json
	"$fakes" run -w fake/lap -w fake/picky -m seq,threads,procs -n 2 --rounds 6 --budget 500ms \
		-o "$fine" >out 2>err
	"$fakes" run -w fake/lose -m seq,threads -n 2 --rounds 6 --budget 200ms -o "$failed" \
		>out 2>err || true
}

# checks STATUS ARG...: the status of check; what it says is in $output, and in $stderr.
checks() {
	local wanted=$1
	shift
	run --separate-stderr "$fakes" check "$@"
	printf '%s\n' "$output" "$stderr"
	same "exit status" "$wanted" "$status"
}

# forged FILTER: what check says of the fine report, changed by it, with status 2.
forged() {
	jq "$1" "$fine" >r.json
	checks 2 r.json
}

# says REGEX: a line of what check said is of r.json and matches.
says() {
	grep -qE "^r\.json: $1" <<<"$output" || {
		printf 'no line matches: %s\nin: %s\n' "$1" "$output"
		return 1
	}
}

# rewarned JSON FILE: the report with these warnings of the run and none of results, as another
# build would have left it, whose warnings are taken as they are.
rewarned() {
	jq --argjson w "$1" '.tool.commit = "0" | .results[].warnings = [] | .warnings = $w' "$2" >r.json
}

# ---- That it holds ----

@test "a report that was just made agrees with its trials, and check says how much it looked at" {
	checks 0 "$fine"
	matches "$output" '[:] 6 results, 2 verdicts and 35 trials agree$'
	checks 0 - <"$fine"
	matches "$output" '^standard input: '
}

@test "no figure and no word of results, verdicts, hybrids and sweeps can be changed unseen" {
	"$fakes" run -w fake/lap -m threads -n 1,2,3,4 --rounds 1 --budget 200ms -o sweep.json \
		>out 2>err
	holds sweep.json '.sweeps[0].counts == 4'
	python3 "$root/tests/cli/forge.py" "$fakes" sweep.json
	"$fakes" run -w fake/lap -m hybrid -n 2 --rounds 6 --budget 200ms -o shapes.json >out 2>err
	holds shapes.json '.hybrids[0].ci_low'
	python3 "$root/tests/cli/forge.py" "$fakes" shapes.json
	python3 "$root/tests/cli/forge.py" "$fakes" "$fine"
}

@test "a figure is told as the report has it and as the trials give it" {
	forged '.results[1].work_ns.n = 5 | .verdicts[0].verdict = "none"'
	says 'results\[1\]\.work_ns\.n: 5 in the report, 6 from its trials$'
	says 'verdicts\[0\]\.verdict: "none" in the report, "[a-z]+" from its trials$'
	says 'does not hold: 2 deviations in 6 results, 2 verdicts and 35 trials$'
}

@test "results, verdicts and warnings that are missing or too many are told" {
	forged '.verdicts = []'
	says 'verdicts: a list of 0 in the report, a list of 2 from its trials$'
	forged '.results[0].warnings += [{code: "X", text: "x", advice: "x"}]'
	says 'results\[0\]\.warnings: a list of [1-9]'
	forged '.warnings += [{code: "X", text: "x", advice: "x"}]'
	says 'warnings: a list of [1-9]'
}

@test "of many deviations twenty are told, and the rest is counted" {
	forged '.trials[].total_ns += 1'
	same "lines" 20 "$(grep -c 'r.json: trials\[' <<<"$output")"
	says 'and [1-9][0-9]* more$'
}

# ---- Trials in themselves ----

@test "a total that is not the sum of its phases is told" {
	forged '.trials[9].total_ns += 1'
	says 'trials\[9\]\.total_ns: [0-9]+ in the report, [0-9]+ by its phases$'
}

@test "a worker that works longer than its trial is told" {
	forged '.trials[9].workers[0].work_ns = .trials[9].work_ns + 1'
	says 'trials\[9\]\.workers\[0\]\.work_ns: [0-9]+ in the report, more than the trial.s [0-9]+$'
}

@test "workers that did not do all ops are told, a crew that did each op together is not" {
	forged '.trials[9].workers[0].ops -= 1'
	says 'trials\[9\]\.workers: they did not do the [0-9]+ ops of the cell$'
	"$fakes" run -w fake/crew -m threads -n 2 --rounds 1 --budget 200ms -o crew.json >out 2>err
	holds crew.json '.cells[0].ops as $ops | .trials[0].workers | map(.ops) == [$ops, $ops]'
	checks 0 crew.json
}

@test "a digest that differs from that of the same work is told" {
	forged '.trials[9].digest = "0123456789abcdef"'
	says 'trials\[9\]\.digest: not that of trials\[[0-9]+\], of the same work$'
}

@test "trials that are not in order are told" {
	forged '.trials[9].trial = 4'
	says 'trials\[9\]\.trial: 4 in the report, 9 by its place$'
	forged '.trials[-1].round = 1'
	says 'trials\[34\]\.round: 1 in the report, after one of round 6$'
	forged '(.trials[] | select(.round == 3 and .cell == 2)).cell = 1'
	says 'trials\[[0-9]+\]\.cell: 1 twice in round 3$'
	forged '.trials[0].warmup = false'
	says 'trials\[0\]\.warmup: false in the report, of round 0$'
}

@test "a failed trial that has figures or no reason is told, and a failure that no trial explains" {
	jq 'first(.trials[] | select(.status == "failed")).work_ns = 5' "$failed" >r.json
	checks 2 r.json
	says 'trials\[[0-9]+\]: has figures, and is not ok$'
	jq 'first(.trials[] | select(.status == "failed")).reason = null' "$failed" >r.json
	checks 2 r.json
	says 'trials\[[0-9]+\]\.reason: null in a trial that is not ok$'
	jq '.results[1].reason = "bad luck"' "$failed" >r.json
	checks 2 r.json
	says 'results\[1\]\.reason: that of none of its trials$'
}

@test "memory that does not add up is told" {
	forged '.trials[9].memory.pss_bytes *= 10'
	says 'trials\[9\]\.memory\.pss_bytes: [0-9]+ in the report, [0-9]+ by its parts$'
	forged '.trials[9].memory.uss_bytes = .trials[9].memory.pss_bytes + 4096'
	says 'trials\[9\]\.memory\.uss_bytes: [0-9]+ in the report, more than the pss_bytes'
}

@test "what does not fit into a trial is told" {
	for key in cpu_ns cpu_user_ns cpu_sys_ns gate_ns faults_minor noise.psi_cpu_ns noise.steal_ns; do
		forged ".trials[9].$key = 1e15"
		says "trials\\[9\\]\\.$key: 1000000000000000 in the report, more than fits into"
	done
	forged '.trials[9].start_skew_ns = 1e15'
	says 'trials\[9\]\.start_skew_ns: 1000000000000000 in the report, at most [0-9]+ by its work$'
}

@test "PUs that the machine has not are told" {
	forged '.trials[9].workers[0].pu = 77'
	says 'trials\[9\]\.workers\[0\]\.pu: 77 in the report, not a PU that may be used$'
	forged '.trials[9].workers[0].bound_pu = 77'
	says 'trials\[9\]\.workers\[0\]\.bound_pu: 77 in the report, not a PU that may be used$'
}

@test "latencies of more ops than there were are told" {
	forged 'first(.trials[] | select(.laps != [])).laps[1] *= 1000'
	says 'trials\[[0-9]+\]\.laps: more than there were ops to take one of$'
}

@test "a good trial without workers is told" {
	forged '.trials[9].workers = []'
	says 'trials\[9\]\.workers: they did not do the [0-9]+ ops of the cell$'
}

# ---- Cells and the run ----

@test "cells that are not what they are called, or not of one kind, are told" {
	forged '.cells[0].cell = "quicksort threads:64"'
	says 'cells\[0\]\.cell: "quicksort threads:64" in the report, not the name of [a-z/]+ in mode seq'
	forged '.cells[0].class = "spawn"'
	says 'cells\[1\]\.class: "cpu" in the report, "spawn" of cells\[0\]$'
	forged '.cells[0].unit = "bogus"'
	says 'cells\[1\]\.unit: '
	forged '.cells[0].placement = "none"'
	says 'cells\[0\]\.placement: "none" in the report, "scatter" of the run$'
}

@test "what was asked for otherwise, and another machine, are told" {
	forged '.config.scaling = "weak"'
	says 'config\.scaling: "weak" in the report, "strong" by config\.argv$'
	forged '.machine.cpu.model = "Cray-1"'
	says 'machine\.hw_id: "[0-9a-f]{16}" in the report, "[0-9a-f]{16}" by what it says of'
	forged '.methods.work_ns = "as I like"'
	says 'methods\.work_ns: "as I like" in the report, '
}

@test "rounds that were not run so, and an end that was not so, are told" {
	forged '.config.rounds_min = 1000 | .config.rounds_max = 1000'
	says 'config\.rounds_min: 1000 in the report, and cells\[[0-9]\] had 6 rounds$'
	forged '.config.rounds_max = 2'
	says 'config\.rounds_max: 2 in the report, and cells\[[0-9]\] had 6 rounds$'
	forged '.trials |= map(if .round > 2 then .round += 1 else . end)'
	says 'trials\[[0-9]+\]\.round: 4 in the report, after one of round 2$'
	forged '.config.stop_reason = "it was interrupted"'
	says 'complete: true in the report, and it was interrupted$'
	forged '.config.stop_reason = "the budget is spent" | .config.budget_ns = 1e15'
	says 'config\.stop_reason: "the budget is spent" in the report, which does not follow'
	forged '.duration_ns = 1'
	says 'duration_ns: 1 in the report, less than the [0-9]+ of its trials$'
}

@test "all that a run may be asked for gives a report that holds" {
	quick -w fake/lap -w fake/sized -m seq,threads,procs -n 1,2,3 --scaling weak
	checks 0 r.json
	quick -w fake/lap -m threads,hybrid -n 4 --schedule dynamic --placement none
	checks 0 r.json
	pu=$(jq -r '.machine.limits.cpuset | match("[0-9]+").string' r.json)
	quick -w fake/lap --set fake/lap.us=1,2 -m threads,procs -n 2 --placement "$pu"
	checks 0 r.json
	quick -w fake/null --aa -m threads,procs -n 2
	checks 0 r.json
	"$fakes" run -w fake/lap -m threads,procs -n 2 --quick --budget 600ms -o r.json >out 2>err
	checks 0 r.json
	"$fakes" run -w fake/lap -m seq --target-ci 50% --budget 600ms -o r.json >out 2>err
	checks 0 r.json
}

# ---- Without trials ----

@test "a report whose trials were left out is told in one sentence" {
	"$fakes" show --format json "$fine" >r.json
	checks 2 r.json
	says 'it has no trials, which show --format json leaves out: nothing in it can be computed again'
	says 'does not hold: 1 deviation in '
}

@test "a report of a run that measured nothing agrees, with a status of its own" {
	run -5 "$fakes" run -w fake/absent -m seq --rounds 1 --strict -o r.json
	checks 5 r.json
	says 'nothing was measured$'
	checks 5 --strict r.json
}

# ---- Other builds ----

@test "what a report of another version lacks, and how it says things, is not held against it" {
	jq '.tool.version = "0.0.9" | del(.sweeps, .results[].per_op, .results[].break_even_ns,
		.results[].worker_page_table_bytes) | .verdicts[].text = "other words"
		| .results[].warnings = []' "$fine" >r.json
	checks 0 r.json
}

@test "a wrong figure in a report of another version is told, and that it is of another" {
	jq '.tool.version = "0.0.9" | .tool.commit = null | .results[1].work_ns.max += 1' "$fine" >r.json
	checks 2 r.json
	says 'results\[1\]\.work_ns\.max: '
	says 'made by parallax 0\.0\.9 \(no commit\) and computed again by [0-9.]+ \(.*\): a rule may'
}

@test "the same of this version is told" {
	forged 'del(.results[1].per_op)'
	says 'results\[1\]\.per_op\.cpu_ns: null in the report, [0-9.e+]+ from its trials$'
}

# ---- Incomplete reports ----

@test "a report that was saved on the way has no warnings of the run yet, and holds" {
	jq '.complete = false | .config.stop_reason = null | .warnings = []' "$fine" >r.json
	checks 0 r.json
	says 'incomplete: '
}

# ---- Status ----

@test "a trial that failed makes status 1, and is named with its reason" {
	checks 1 "$failed"
	matches "$output" 'failed: fake/lose threads:2: .*needle'
	matches "$output" ' agree'
}

@test "under --strict what is unstable makes status 4 and is named; otherwise it is counted" {
	rewarned '[{"code": "DRIFT", "text": "it drifts", "advice": "-"}]' "$fine"
	checks 0 r.json
	says 'unstable by 1 warning; --strict names them$'
	checks 4 --strict r.json
	says 'unstable: the run: DRIFT, it drifts$'
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms -o r.json >out 2>err
	checks 4 r.json --strict
	says 'unstable: fake/null seq: FEW_ROUNDS, 1 rounds'
}

@test "a warning that is no instability is fine under --strict" {
	rewarned '[{"code": "TMPFS", "text": "files in memory", "advice": "-"}]' "$fine"
	checks 0 --strict r.json
}

@test "of several reports each is named, and the worst tells the status: 2, then 1, then 4" {
	rewarned '[{"code": "DRIFT", "text": "it drifts", "advice": "-"}]' "$fine"
	cp "$fine" fine.json
	cp "$failed" failed.json
	jq '.trials[9].total_ns += 1' "$fine" >wrong.json
	rewarned '[]' "$fine"
	cp r.json steady.json
	rewarned '[{"code": "DRIFT", "text": "it drifts", "advice": "-"}]' "$fine"
	checks 4 --strict steady.json r.json
	checks 1 --strict failed.json r.json
	checks 1 --strict r.json failed.json
	checks 2 --strict wrong.json r.json failed.json
	checks 2 r.json wrong.json failed.json
	for name in r wrong failed; do
		matches "$output" "(^|"$'\n'")$name\.json: "
	done
	checks 2 nothing.json fine.json
	matches "$stderr" '^parallax: .*nothing\.json'
	matches "$output" 'fine\.json: .* agree$'
}

@test "a newer schema is refused" {
	jq '.schema_version = 2' "$fine" >r.json
	checks 2 r.json
	same "standard output" "" "$output"
	matches "$stderr" 'newer parallax \(schema 2\); this one reads 1$'
	run -2 "$fakes" show r.json
}

@test "unknown keys are passed over on every level" {
	jq 'walk(if type == "object" then . + {unknown_: [{deep: 1}]} else . end)
		| .cells[].params |= del(.unknown_) | .trials[].findings |= del(.unknown_)
		| .results[].findings |= del(.unknown_) | .methods |= del(.unknown_)' "$fine" >r.json
	checks 0 r.json
	same table "$("$fakes" show "$fine")" "$("$fakes" show r.json)"
}

@test "what is no report is refused in one line" {
	program=$fakes
	refuses 'which report' check
	refuses 'No such file' check nothing.json
	refuses "unrecognized option|unknown option|--strickt" check --strickt nothing.json
}

@test "texts of a report and its name cannot move the cursor" {
	jq '"\u001b[31mred\r\u0007\n" as $red | .verdicts[].text = $red | .cells[].cell = $red + " x"
		| .results[].reason = $red | .results[].findings = {($red): 1}
		| .results[].warnings = [{code: "UNSTABLE", text: $red, advice: $red}]
		| .tool.version = $red' "$fine" >$'r\e[31m.json'
	run "$fakes" check --strict $'r\e[31m.json'
	nothing "control characters" "$(grep -P '[\x00-\x08\x0b-\x1f\x7f]' <<<"$output" || true)"
	matches "$output" red
}
