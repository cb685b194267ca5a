#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What show prints of a report, and what it says of what is none.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json table=$PWD/out
	"$fakes" run -w fake/null -w fake/picky -w fake/lose -m seq,threads,procs,2x2 -n 2 --rounds 6 \
		--budget 500ms --label 'Büro 1' -o r.json >out 2>err || true
}

@test "show prints what the run printed" {
	same output "$(<"$table")" "$("$parallax" show "$report")"
}

@test "show reads standard input" {
	same output "$(<"$table")" "$("$parallax" show - <"$report")"
	same output "$(<"$table")" "$(cat "$report" | "$parallax" show -)"
}

@test "the table has a row for each cell that was measured" {
	for row in 'fake/null +seq +1' 'fake/null +threads +2' 'fake/null +procs +2' \
		'fake/null +2x2 +4' 'fake/picky +threads +2' 'fake/lose +seq +1'; do
		matches "$(<"$table")" "(^|"$'\n'")$row [^"$'\n'"]* \[[^]]*\] .*(KiB|MiB)"
	done
	lacks "$(<"$table")" $'\n''fake/lose +threads'
}

@test "the table names its figures" {
	matches "$(<"$table")" 'workload +mode +n +time.*speedup.*ops/s +PSS +tables'
	matches "$(<"$table")" 'workload +mode +n +spawn +creation +a task'
}

@test "the table tells machine, label, verdicts, skipped and failed" {
	matches "$(<"$table")" 'Büro 1'
	matches "$(<"$table")" "$(jq -r .machine.cpu.model "$report" | sed 's/[][()*.+?]/./g')"
	matches "$(<"$table")" 'fake/null +2 +[0-9.]+ \[.*(threads|processes|no difference|cannot tell)'
	matches "$(<"$table")" 'skipped +fake/picky seq: it takes two'
	matches "$(<"$table")" 'failed +fake/lose threads:2: .*needle'
}

@test "keys that show does not know are passed over" {
	jq '.future = {"a": [1]} | .trials[].future = 2 | .machine.cpu.future = null' "$report" >r.json
	same output "$(<"$table")" "$("$parallax" show r.json)"
}

@test "a report without trials can be shown" {
	jq '.trials = []' "$report" >r.json
	"$parallax" show r.json >out
	matches "$(<out)" 'fake/null +seq'
}

@test "a report that is not complete is said to be none" {
	jq '.complete = false' "$report" >r.json
	matches "$("$parallax" show r.json)" INCOMPLETE
	lacks "$(<"$table")" INCOMPLETE
}

@test "texts of a report cannot move the cursor" {
	jq '"\u001b[31mred\r\u0007" as $red | .label = $red | .machine.cpu.model = $red
		| .results[].reason = $red | .results[].warnings = [{code: $red, text: $red, advice: $red}]
		| .cells[].cell = $red + " x" | .verdicts[].text = $red | .verdicts[].cause = $red | .config.scaling = $red
		| .verdicts[].workload = $red | .tool.version = $red | .started = $red
		| .machine.kernel.release = $red | .machine.virtualization = $red
		| .config.schedule = $red | .config.placement = $red' "$report" >r.json
	"$parallax" show r.json >out
	matches "$(<out)" 'red'
	nothing "control characters" "$(grep -nP '[\x00-\x08\x0b-\x1f\x7f]' out || true)"
}

@test "the table is at most 100 columns wide, also where every figure is at its longest" {
	"$parallax" run -n 2 -m seq,threads,procs,2x2 --dry-run >plan
	# A report with the cells of the real workloads, and long figures in all of them.
	sed -n 's/^run *//p' plan | jq -R . | jq -s --slurpfile r "$report" '$r[0] as $r
		| . as $names | $r | .trials = [] | .verdicts = []
		| .cells = [$names[] | $r.cells[0] * {cell: ., procs: 2, threads: 2, workers: 4,
			mode: "hybrid", workload: sub(" .*"; "")}]
		| .results = [range($names | length) | $r.results[0] * {cell: .,
			work_ns: {n: 6, median: 123456789, ci_low: 112345678, ci_high: 134567890},
			spawn_ns: {n: 6, median: 123456},
			speedup: {base_cell: 0, value: 0.001234, ci_low: 0.001123, ci_high: 0.001345},
			ops_per_s: {median: 123456789},
			memory: {pss_bytes: 1072693248, page_table_bytes: 1072693248}}]' >r.json
	"$parallax" show r.json | sed -n '/^workload/,/^$/p' | sed '/^$/q' >rows
	cat rows
	same rows "$(grep -c '^run' plan)" "$(($(grep -c . <rows) - 1))"
	(($(wc -L <rows) <= 100))
}

# ---- Other forms ----

@test "markdown has the same figures as the table, in tables of their own" {
	"$parallax" show --format markdown "$report" >out
	cat out
	same tables "$(grep -c '^workload' "$table")" "$(grep -cE '^(\|:?-+:?)+\|$' out)"
	# Without markup the rows of both are the same words.
	plain() { sed -E 's/^#+ |^ *- |^\||\|$//g; s/\\(.)/\1/g; s/ \| / /g' | tr -s ' \n' '\n' | grep .; }
	same words "$(plain <"$table")" "$(grep -vE '^(\|:?-+:?)+\|$' out | plain)"
}

@test "markdown makes no markup of a hostile text" {
	jq '"<script>|`x`| [a](http://b) *c* \u001b[31m\n# d" as $bad | .label = $bad
		| .cells[].cell = $bad + " seq" | .verdicts[].workload = $bad | .results[].reason = $bad
		| .verdicts[].cause = $bad | .warnings = [{code: $bad, text: $bad, advice: $bad}]' \
		"$report" >r.json
	"$parallax" show --format markdown r.json >out
	cat out
	matches "$(<out)" '\\<script\\>'
	nothing "markup that is not escaped" "$(grep -nE '(^|[^\\])(<|`|\[a|\*c)|^# d' out)"
	nothing "rows with more or fewer columns than the one before" "$(sed 's/\\.//g' out |
		awk '/^\|/ { n = gsub(/\|/, ""); if (was && n != was) print; was = n; next }
			{ was = 0 }')"
}

@test "csv says of each cell what the report says" {
	"$parallax" show --format csv "$report" >out.csv
	same rows "$(jq '.cells | length + 1' "$report")" "$(wc -l <out.csv)"
	python3 "$root/tests/cli/flat.py" "$report" out.csv
}

@test "csv has a column for each figure that a result has a median of" {
	"$parallax" show --format csv "$report" | head -n 1 | tr , '\n' >names
	for name in cell workload class params mode procs threads workers placement ops unit status \
		reason work_ns_{n,median,ci_low,ci_high,min,max,mean,stdev,mad,q1,q3} \
		{total,spawn}_ns_median ops_per_s_median speedup_value efficiency \
		break_even_ns_value memory_{pss,rss,uss,page_table}_bytes latency_ns_p{50,99,999} \
		verdict warnings; do
		grep -qx "$name" names || nothing "no column" "$name"
	done
	nothing "columns of one name" "$(sort names | uniq -d)"
}

@test "csv keeps hostile texts in one field of one line, and no spreadsheet computes them" {
	jq '.cells[0].cell = "=1+1,\"x\"\n;\r seq" | .cells[1].unit = "@SUM(1)"' "$report" >r.json
	"$parallax" show --format csv r.json >out.csv
	same rows "$(jq '.cells | length + 1' "$report")" "$(wc -l <out.csv)"
	same cell "'=1+1,\"x\"?;? seq" "$(python3 -c 'import csv
print(list(csv.DictReader(open("out.csv")))[0]["cell"])')"
	same unit "'@SUM(1)" "$(python3 -c 'import csv
print(list(csv.DictReader(open("out.csv")))[1]["unit"])')"
}

@test "json is the report without its trials, and a report itself" {
	"$parallax" show --format json "$report" >r.json
	python3 "$root/tests/cli/strict.py" r.json
	same report "$(jq -S 'del(.trials)' "$report")" "$(jq -S . r.json)"
	same output "$(<"$table")" "$("$parallax" show r.json)"
}

@test "an unknown form is told, with those that there are" {
	refuses 'format.*(table|markdown).*' show --format html "$report"
}

@test "a report of nothing but failures shows no grid" {
	jq '.results[] |= (.status = "failed" | .reason = "it fell" | .work_ns.n = 0 | .spawn_ns.n = 0
		| .findings = {} | .latency_ns = null) | .verdicts = []' "$report" >r.json
	"$parallax" show r.json >out
	matches "$(<out)" 'nothing was measured'
	matches "$(<out)" 'failed  fake/null seq: it fell'
	lacks "$(<out)" 'workload'
}

# ---- What is no report ----

# refuses_report REGEX: show of r.json, by name and on standard input.
refuses_report() {
	run --separate-stderr "$parallax" show r.json
	echo "status $status: $stderr"
	same "exit status" 2 "$status"
	same "standard output" "" "$output"
	same "lines on standard error" 1 "${#stderr_lines[@]}"
	matches "$stderr" '^parallax: .*r\.json.*'
	matches "$stderr" "$1"
}

@test "a missing file is told" {
	refuses_report 'No such file'
}

@test "an empty file is told" {
	: >r.json
	refuses_report 'empty'
}

@test "a folder is told" {
	mkdir r.json
	refuses_report 'directory'
}

@test "a fifo that nobody writes to is told, and not waited for" {
	mkfifo r.json
	refuses_report 'cannot read'
}

@test "what is not JSON is told, with the place" {
	echo 'hello, world' >r.json
	refuses_report 'line 1, byte 1'
	head -c 4096 /dev/urandom >r.json
	refuses_report 'not'
}

@test "a truncated report is told" {
	for size in 1 100 5000; do
		head -c $size "$report" >r.json
		refuses_report 'not a report.*end'
	done
	head -c -3 "$report" >r.json
	refuses_report 'not a report.*end'
}

@test "something behind the end of a report is told" {
	{
		cat "$report"
		echo '{}'
	} >r.json
	refuses_report 'follows the end'
}

@test "JSON that is no report is told, with what is lacking" {
	echo '{}' >r.json
	refuses_report 'schema_version.*missing'
	echo '[1]' >r.json
	refuses_report 'expected an object'
	jq 'del(.machine)' "$report" >r.json
	refuses_report 'machine.*missing'
}

@test "a value of the wrong kind is told, with its place" {
	jq '.trials[2].work_ns = "fast"' "$report" >r.json
	refuses_report 'trials\[2\]\.work_ns.*string'
	jq '.cells[1].mode = "fibers"' "$report" >r.json
	refuses_report 'cells\[1\]\.mode.*fibers'
	jq '.trials[0].cell = 1000' "$report" >r.json
	refuses_report 'trials\[0\]\.cell'
}

@test "a report of a newer schema is told to be newer" {
	jq '.schema_version = 2 | .trials = "in a form of the future"' "$report" >r.json
	refuses_report 'newer.*schema 2'
}

@test "a report of no schema that ever was is refused" {
	jq '.schema_version = 0' "$report" >r.json
	refuses_report 'schema_version'
}

@test "NaN, a key twice and a number past 2^53 are told" {
	sed 's/"duration_ns": [0-9]*/"duration_ns": NaN/' "$report" >r.json
	refuses_report 'not'
	sed 's/^{/{"label": null,/' "$report" >r.json
	refuses_report 'label.*twice'
	jq '.duration_ns = 1e300' "$report" >r.json
	refuses_report 'duration_ns'
}
