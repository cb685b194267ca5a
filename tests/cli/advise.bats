#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What advise says of a report, in three forms, and of one that it cannot advise on.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/null -w fake/burn -w fake/lose -w fake/tick -n 1,2 --rounds 8 --budget 500ms \
		--label 'Büro 1' -o r.json >out 2>err || true
}

# decided VERDICT: the report with this verdict for each pair that has none of a failure.
decided() {
	jq --arg v "$1" '.verdicts |= map(if .ci_low and (.text | contains("failed") | not)
		then .verdict = $v | .text = "so it was said" else . end)
		| .results[].speedup = {base_cell: null}' "$report"
}

@test "every workload has its line, in classes, with the evidence" {
	"$parallax" advise "$report" >out
	matches "$(<out)" 'Büro 1'
	matches "$(<out)" $'\n''CPU: '
	matches "$(<out)" $'\n''Input and output: '
	matches "$(<out)" $'\n''fake/null +2 .* [0-9.]+ \[[0-9.]+, [0-9.]+\] [0-9.]+/[0-9.]+ +[0-9.]+/[0-9.]+ '
	matches "$(<out)" $'\n''fake/burn +2 '
	matches "$(<out)" 'How many workers'
	matches "$(<out)" 'If a worker crashes: known of threads and processes, not measured'
}

@test "the choice is the verdict's, in words" {
	for words in 'threads:threads' 'procs:processes' 'equivalent:no difference' \
		'inconclusive:cannot tell'; do
		decided "${words%:*}" >r.json
		"$parallax" advise r.json >out
		matches "$(<out)" $'\n''fake/burn +2 '"${words#*:} "
		"$parallax" advise --format json r.json >a.json
		holds a.json '.advice[] | select(.workload == "fake/burn") | .choice == $c' --arg c "${words%:*}"
	done
}

@test "a workload of which a trial failed gets no choice, and the reason" {
	"$parallax" advise --format json "$report" >a.json
	holds a.json '.advice[] | select(.workload == "fake/lose")
		| .choice == "none" and .ratio == null and (.reason | test("failed: .*needle"))'
	matches "$("$parallax" advise "$report")" 'fake/lose: a trial of threads failed: .*needle'
}

@test "what a clock sets the time of gets no choice, but its latencies" {
	"$parallax" advise --format json "$report" >a.json
	holds a.json '.advice[] | select(.workload == "fake/tick")
		| .choice == "none" and (.reason | test("a clock sets its time.*p[0-9]+ .* in threads, .* in processes"))'
}

@test "JSON is strict and has the figures of the report" {
	"$parallax" advise --format json "$report" >a.json
	python3 "$root/tests/cli/strict.py" a.json
	holds a.json '.label == "Büro 1" and .complete and .margin == 0.03'
	holds a.json '.advice[] | select(.workload == "fake/null") as $a
		| $r[0].verdicts[] | select(.workload == "fake/null" and .workers == $a.workers) as $v
		| $a.ratio == $v.ratio and $a.ci_low == $v.ci_low and $a.ci_high == $v.ci_high
		and $a.total_ratio == $v.total_ratio
		and $a.threads.pss_bytes == $r[0].results[$v.threads_cell].memory.pss_bytes
		and $a.procs.pss_bytes == $r[0].results[$v.procs_cell].memory.pss_bytes
		and ($a.procs.creation_ns - ($r[0].results[$v.procs_cell]
			| .spawn_ns.median + .ready_ns.median + .reap_ns.median) | fabs) < 1' --slurpfile r "$report"
	holds a.json '[.classes[].workloads] | add == 4'
	holds a.json '.advice[0].tried_workers == [1, 2]'
}

@test "Markdown has tables and headings" {
	"$parallax" advise --format markdown "$report" >out
	matches "$(<out)" $'\n''## CPU: '
	matches "$(<out)" $'\n''\| fake/null \| 2 \| '
	matches "$(<out)" $'\n''\|:---\|---:\|'
}

@test "advise reads standard input" {
	same output "$("$parallax" advise "$report")" "$("$parallax" advise - <"$report")"
}

@test "only what is asked for is advised on" {
	"$parallax" advise -w fake/null --format json "$report" >a.json
	holds a.json '[.advice[].workload] == ["fake/null"]'
	"$parallax" advise -w io -w 'fake/b*' --format json "$report" >a.json
	holds a.json '[.advice[].workload] == ["fake/burn", "fake/tick"]'
	rm a.json
	program=$parallax refuses "no workload or class 'fale'; did you mean 'fake'" advise -w fale "$report"
}

@test "a report without pairs says what to run" {
	"$fakes" run -w fake/null -m seq --rounds 1 -o seq.json >out 2>err
	"$parallax" advise seq.json >out
	matches "$(<out)" 'fake/null: neither threads nor processes were measured'
	matches "$(<out)" 'parallax run -w fake/null'
}

@test "threads against themselves are no advice" {
	"$fakes" run -w fake/null -n 2 --rounds 6 --aa -o aa.json >out 2>err
	"$parallax" advise --format json aa.json >a.json
	holds a.json '.advice[0].choice == "none" and (.advice[0].reason | test("themselves"))'
}

@test "a report without trials, or of other cells than it had, is no crash" {
	jq '.trials = []' "$report" >r.json
	"$parallax" advise r.json >out
	matches "$(<out)" 'fake/null'
	jq '.verdicts = [.verdicts[0] | .threads_cell = 0 | .procs_cell = 0 | .ratio = 1e300]
		| .results[].memory = {} | .results[].work_ns = {}' "$report" >r.json
	"$parallax" advise r.json >out
	"$parallax" advise --format json r.json >a.json
	python3 "$root/tests/cli/strict.py" a.json
}

@test "a report that is not complete is said to be none" {
	jq '.complete = false' "$report" >r.json
	matches "$("$parallax" advise r.json)" INCOMPLETE
	lacks "$("$parallax" advise "$report")" INCOMPLETE
}

@test "texts of a report are shown, and neither move the cursor nor make markup or commands" {
	jq '"\u001b[31m<script>|$(reboot)\n" as $red | .label = $red | .machine.cpu.model = $red
		| .results[].reason = $red | .results[].warnings = [{code: $red, text: $red, advice: $red}]
		| .results[].break_even_ns = {reason: $red} | .warnings = [{code: $red, text: $red, advice: $red}]
		| .cells[].cell |= $red + " " + . | .cells[].workload |= $red + . | .verdicts[].text = $red
		| .verdicts[].cause = $red | .started = $red | .config.argv = ["--workers=" + $red]' "$report" >r.json
	for format in table markdown json; do
		"$parallax" advise --format $format r.json >out
		matches "$(<out)" 'script'
		nothing "control characters" "$(grep -nP '[\x00-\x08\x0b-\x1f\x7f]' out || true)"
		nothing "commands of it" "$(grep -n 'parallax run.*reboot' out || true)"
	done
	"$parallax" advise --format markdown r.json >out
	nothing "markup" "$(grep -nP '(?<!\\)<script' out || true)"
	"$parallax" advise --format json r.json >a.json
	python3 "$root/tests/cli/strict.py" a.json
}

@test "lines are at most 100 columns wide, also of all real workloads" {
	"$parallax" run -m threads,procs --dry-run >plan
	# A report with the cells of the real workloads, and long figures in all of them.
	sed -n 's/^run *//p' plan | grep -v pagesize | jq -R . | jq -s --slurpfile r "$report" '. as $names
		| $r[0] | .trials = [] | .warnings = [] | .cells[0] as $c | .results[0] as $f
		| .cells = [$names[] | $c * {cell: ., workload: sub(" .*"; ""), class: "sync",
			mode: (if test("threads:") then "threads" else "procs" end),
			procs: (if test("threads:") then 1 else 2 end),
			threads: (if test("threads:") then 2 else 1 end), workers: 2}]
		| .results = [range($names | length) | $f * {cell: ., warnings: [],
			spawn_ns: {n: 6, median: 1123456}, ready_ns: {n: 6, median: 123},
			reap_ns: {n: 6, median: 123}, memory: {pss_bytes: 128849018},
			break_even_ns: {value: 2345678, ci_low: 1, ci_high: 2, reason: null}}]
		| .verdicts = [range(0; $names | length; 2) | {workload: $names[.], workers: 2,
			threads_cell: ., procs_cell: (. + 1), n: 12, ratio: 0.9876, ci_low: 0.9012,
			ci_high: 1.2345, verdict: "inconclusive", text: "open", total_ratio: 1, memory_ratio: 1}]' >r.json
	"$parallax" advise r.json >rows
	cat rows
	(($(grep -c 'cannot tell.*\[' rows) == $(grep -c '^run.*threads' plan)))
	(($(wc -L <rows) <= 100))
	nothing "ends of lines with blanks" "$(grep -n ' $' rows || true)"
}

@test "wrong arguments are refused" {
	program=$parallax
	refuses 'which report' advise
	refuses 'no-such' advise no-such.json
	refuses "unknown value 'csv'" advise --format csv "$report"
	refuses 'one operand too many' advise "$report" "$report"
}

@test "a full disk is told" {
	[[ -e /dev/full ]] || skip "there is no /dev/full"
	"$parallax" advise "$report" >/dev/full 2>err && false
	matches "$(<err)" 'parallax: '
}

@test "of a report with a best shape of team it names the shape, with what the nearest takes and the memory" {
	INJECT_SLOW=9000 quick -w fake/slow -m threads,2x1 -n 2 --rounds 8
	matches "$("$fakes" show r.json)" $'\n''fake/slow +2 +2 threads:2 2x1 +[0-9.]+ \[[0-9., ]+\] \* threads:2'
	run "$parallax" advise r.json
	matches "$output" 'A best shape of team in 1 of 1\.'
	matches "${output//$'\n' /}" 'fake/slow, 2 workers: one process of 2 threads, threads:2: the nearest of the others, 2x1, takes'
	matches "${output//$'\n' /}" 'the least memory is that of threads:2 \([0-9.]+ [KM]iB\), the most that of 2x1 \('
	"$parallax" advise --format json r.json >a.json
	holds a.json '$r[0] as $r | $r.hybrids[0] as $row | .hybrids | length == 1 and (.[0]
		| .verdict == "best" and .best == "threads:2" and .nearest == "2x1" and .ratio == $row.ratio and .n == $row.n
		and .best_pss_bytes == $r.results[$row.best_cell].memory.pss_bytes
		and .nearest_pss_bytes == $r.results[$row.next_cell].memory.pss_bytes)' --slurpfile r r.json
	"$fakes" run -w fake/null -w fake/drag -m hybrid -n 2 --rounds 1 --budget 100ms -o both.json >out 2>err
	"$parallax" advise -w fake/null --format json both.json >a.json
	holds a.json '.hybrids | map(.workload) == ["fake/null"]'
	holds a.json '.hybrids[0].verdict == "none" and (.summary | endswith("A best shape of team in 0 of 1."))'
}
