#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What compare says of two reports and of many: of made-up ones, whose truth is known, and of ones
# that were changed by hand. What is called and what is not is tested with many more in
# tests/unit/outcome_test.c.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	"$fakes" run -w fake/null -m seq,threads,procs -n 2 --rounds 2 --budget 300ms -o real.json \
		>out 2>err
	export real=$PWD/real.json a=$PWD/a.json b=$PWD/b.json slow=$PWD/slow.json
	make 1 >a.json
	make 2 >b.json
	make 3 'made/w04 threads:2=1.1' >slow.json
}

# make SEED [CELL=FACTOR]...
make() {
	python3 "$root/tests/cli/made.py" "$real" "$@"
}

# changed FILTER: b.json as jq changes it, in r.json.
changed() {
	jq "$1" "$b" >r.json
}

json() {
	"$parallax" compare --format json "$@" >c.json
	python3 "$root/tests/cli/strict.py" c.json
}

# ---- What is called ----

@test "two honest runs show no significant difference" {
	json "$a" "$b"
	holds c.json '.comparisons[0] | .comparable == 36 and .called
		and all(.cells[]; .outcome == "no significant difference")'
}

@test "under a rate there is no speed-up and no verdict to compare" {
	for side in "$a" "$b"; do
		jq '(.cells[] | select(.workload == "made/w04") | .params) = {"rate": 1000}' "$side" >r.json
		mv r.json "${side##*/}.paced"
	done
	json a.json.paced b.json.paced
	holds c.json '.comparisons[0]
		| ([.verdicts[].cell] | length == 11 and all(startswith("made/w04") | not))
		and ([.cells[] | select(.cell | startswith("made/w04")) | .speedup, .procs_over_threads]
			| length == 6 and all(.base == null and .other == null))
		and ([.cells[] | select(.cell == "made/w05 procs:2") | .speedup.base] | all(. > 0))'
}

@test "a cell that takes a tenth longer is called slower, and no other" {
	json "$a" "$slow"
	holds c.json '[.comparisons[0].cells[] | select(.outcome != "no significant difference")]
		| length == 1 and .[0].cell == "made/w04 threads:2" and .[0].outcome == "slower"
		and .[0].ratio > 1.06 and .[0].ratio < 1.14 and .[0].p_adjusted < 0.05'
}

@test "turned round the same cell is called faster" {
	json "$slow" "$a"
	holds c.json '[.comparisons[0].cells[] | select(.outcome != "no significant difference")]
		| length == 1 and .[0].cell == "made/w04 threads:2" and .[0].outcome == "faster"'
}

@test "a workload that slowed in all modes is called in all" {
	make 5 'made/w07 seq=1.4' 'made/w07 threads:2=1.4' 'made/w07 procs:2=1.4' >r.json
	json "$a" r.json
	holds c.json '[.comparisons[0].cells[] | select(.outcome == "slower") | .cell]
		== ["made/w07 seq", "made/w07 threads:2", "made/w07 procs:2"]'
}

@test "a workload that takes as long as before is not called slower where all else became faster" {
	changed '(.cells | map(.cell | startswith("made/w07"))) as $still
		| .trials |= map(if $still[.cell] then . else .work_ns = (.work_ns * 0.77 | floor) end)'
	json "$b" r.json
	holds c.json 'all(.comparisons[0].cells[]; .outcome != "slower" and .outcome != "faster")'
	holds c.json '[.comparisons[0].cells[] | select(.outcome == "insufficient data") | .cell]
		== ["made/w07 seq", "made/w07 threads:2", "made/w07 procs:2"]'
}

@test "another number of ops is no other speed" {
	changed '.cells[].ops *= 2 | .trials[].work_ns *= 2'
	json "$a" r.json
	holds c.json 'all(.comparisons[0].cells[]; .outcome == "no significant difference")'
	holds c.json '.comparisons[0].common > 0.6 and .comparisons[0].common < 1.6'
}

@test "a rewritten result is not believed: trials are" {
	changed '.results[].work_ns.median *= 5'
	json "$b" r.json
	holds c.json '.comparisons[0] | .common == 1 and all(.cells[]; .op_ratio == 1)'
}

@test "reports of one name are one side" {
	make 11 >a2.json
	make 12 'made/w04 threads:2=1.1' >s2.json
	json "A=$a" "A=a2.json" "B=$slow" B=s2.json
	holds c.json '.comparisons | length == 1 and .[0].base_reports == 2
		and .[0].other_reports == 2'
	holds c.json '[.comparisons[0].cells[] | select(.outcome == "slower") | .cell]
		== ["made/w04 threads:2"]'
}

@test "a side has the cells of all of its runs, in any order, and it is told that some lack them" {
	changed 'del(.cells[-1]) | (.cells | length) as $n | .trials |= map(select(.cell < $n))
		| del(.results[-1])'
	make 3 'made/w11 procs:2=1.5' >s.json
	for order in "A=$a A=r.json" "A=r.json A=$a"; do
		# shellcheck disable=SC2086
		json $order s.json
		holds c.json '.comparisons[0] | .comparable == 36 and .only_other == []
			and (.base_doubts == ["some of its cells are not in all of its runs; they are of those that have them"])
			and (.cells[] | select(.cell == "made/w11 procs:2")
				| .outcome == "slower" and .base_rounds == 10 and .base_op_ns > 0 and .base_pss_bytes > 0)
			and (.cells[] | select(.cell == "made/w11 seq") | .base_rounds == 20)'
	done
}

@test "a cell that failed in one run of a side is of the others" {
	changed '.trials[4].status = "failed" | .trials[4].reason = "it fell"'
	json A=r.json "A=$a" "$slow"
	holds c.json '.comparisons[0].cells[4] | .incomparable == null and .base_rounds == 10'
}

# ---- -w ----

@test "-w tells of some cells what is told of them without it" {
	json "$a" "$slow"
	jq '[.comparisons[0].cells[] | select(.cell | test("w04|w1"))]' c.json >all
	jq '.comparisons[0] | [.common, .spread, .family]' c.json >rest
	json -w made/w04 -w 'made/w1*' "$a" "$slow"
	diff all <(jq '.comparisons[0].cells' c.json)
	diff rest <(jq '.comparisons[0] | [.common, .spread, .family]' c.json)
	holds c.json '.comparisons[0] | .comparable == 9 and (.verdicts | length) == 3 and all(.means[]; .cells <= 2)'
	"$parallax" compare -w io "$a" "$slow" --only all >out
	matches "$(<out)" '12 cells compared'
	matches "$(<out)" 'made/w02'
	lacks "$(<out)" 'made/w0[0134]'
}

@test "-w keeps what is not selected out of --fail-on, of unmatched cells, and of what is comparable" {
	run -3 "$parallax" compare -w made/w04 --fail-on slower:5% "$a" "$slow"
	run -0 "$parallax" compare -w made/w05 --fail-on slower:5% "$a" "$slow"
	changed '(.cells[0:3][].cell) |= sub("w00"; "new") | (.cells[0:3][].workload) |= "made/new"'
	json -w made/w01 "$a" r.json
	holds c.json '.comparisons[0] | .only_base == [] and .only_other == []'
	run -5 "$parallax" compare -w made/new "$a" r.json
}

@test "-w that selects nothing is refused, with what is near" {
	program=$parallax refuses "no report has a workload or class 'made/x04'; did you mean 'made/w04'" \
		compare -w made/w04 -w made/x04 "$a" "$b"
	program=$parallax refuses "no report has a workload or class 'mad'; did you mean 'made'" \
		compare -w mad "$a" "$b"
}

# ---- Many ----

@test "of several that cannot be read the first in order is told, and stdin is not waited for" {
	bad=$BATS_TEST_TMPDIR/bad.json
	echo '{}' >"$bad"
	for _ in {1..5}; do
		program=$parallax refuses 'bad.json is not a report' compare "$a" "$bad" nope.json "$b" -
	done
	mkfifo quiet
	run -2 timeout 30 "$parallax" compare "$a" nope.json - <>quiet
	matches "$output" 'nope.json: No such file'
}

@test "many reports are compared as each of them alone" {
	for n in {11..14}; do
		make "$n" "made/w0$((n % 10)) procs:2=1.2" >"$n.json"
	done
	"$parallax" compare --format json "$a" 1[1-4].json >all.json
	for n in {11..14}; do
		"$parallax" compare --format json "$a" "$n.json" >c.json
		diff <(jq ".comparisons[$n - 11]" all.json) <(jq '.comparisons[0]' c.json)
	done
}

@test "one report from stdin and others from files are compared" {
	"$parallax" compare --format json "$a" "$b" "$slow" | jq '[.comparisons[].cells]' >expected
	"$parallax" compare --format json "$a" - "$slow" <"$b" | jq '[.comparisons[].cells]' | diff expected -
}

@test "how large a change may still hide in what shows no difference is told" {
	"$parallax" compare "$a" "$b" >out
	matches "$(<out)" 'the widest interval reaches [+-][0-9.]+%, the median one [0-9.]+%'
}

@test "the same seed gives the same answer" {
	make 11 >a2.json
	for _ in 1 2; do
		"$parallax" compare --seed 7 --format json "A=$a" A=a2.json "$b" >>out
	done
	same answers 1 "$(jq -c . out | sort -u | wc -l)"
}

@test "too few rounds are told, with how many are missing" {
	changed '.trials |= map(select(.round <= 4))'
	json "$a" r.json
	holds c.json 'all(.comparisons[0].cells[]; .outcome == "insufficient data"
		and (.lacks | test("more round")))'
}

# ---- What is not compared ----

@test "what is another experiment is listed with the reason, and not computed" {
	changed '.cells[0].workload_version += 1 | .cells[1].unit = "page"
		| .cells[2].placement = "elsewhere" | .cells[3].params = {x: 3}
		| .trials[4].status = "failed" | .trials[4].reason = "it fell"'
	json "$a" r.json
	holds c.json '.comparisons[0].cells[0] | (.incomparable | test("workload version"))
		and .op_ratio == null and .outcome == "not called"'
	holds c.json '.comparisons[0].cells[1].incomparable | test("op: .*page")'
	holds c.json '.comparisons[0].cells[2].incomparable | test("placement: .*elsewhere")'
	holds c.json '.comparisons[0].cells[3].incomparable | test("parameter")'
	holds c.json '.comparisons[0].cells[4].incomparable | test("failed")'
	holds c.json '.comparisons[0].comparable == 31'
	"$parallax" compare "$a" r.json >out
	matches "$(<out)" 'Not comparable'
	matches "$(<out)" 'made/w00 +seq +1 workload version'
}

@test "another scaling makes all cells incomparable, and ends with 5" {
	changed '.config.scaling = "weak"'
	run -5 --separate-stderr "$parallax" compare "$a" r.json
	matches "$output" 'scaling: strong, weak'
	matches "$stderr" 'nothing .* can be compared'
}

@test "cells of only one of them are counted and named" {
	changed '(.cells[0:3][].cell) |= sub("w00"; "new") | (.cells[0:3][].workload) |= "made/new"'
	"$parallax" compare A="$a" B=r.json >out
	matches "$(<out)" '33 cells compared, 0 not comparable, 3 \+ 3 unmatched'
	matches "$(<out)" '3 cells only in A: made/w00 seq'
	matches "$(<out)" '3 cells only in B: made/new seq'
}

# ---- Machines ----

@test "what differs between machines and builds comes first, and what is equal is left out" {
	changed '.machine.kernel.release = "9.9.9" | .machine.env_id = "0123456789abcdef"
		| .machine.build.compiler = "cc 1" | .config.margin = 0.05'
	"$parallax" compare A="$a" B=r.json >out
	matches "$(head -1 out)" 'A → B · same hardware'
	matches "$(<out)" 'kernel +[^ ]+ +9\.9\.9'
	matches "$(<out)" 'compiler .* cc 1'
	matches "$(<out)" 'margin +0\.0300 +0\.0500'
	lacks "$(<out)" 'C library|virtualization'
	"$parallax" compare "$a" "$b" >out
	matches "$(<out)" 'same environment'
	matches "$(<out)" 'Nothing differs'
}

@test "an incomplete run, and a build for debugging, are said" {
	changed '.complete = false | .warnings = [{code: "DEBUG_BUILD", text: "x", advice: "y"}]'
	"$parallax" compare "$a" B=r.json >out
	matches "$(<out)" 'Beware of B: it is incomplete'
	matches "$(<out)" 'Beware of B: .*without optimisation'
}

@test "between different machines no cell is called, and all usable CPUs are held together" {
	changed '.machine.hw_id = "0123456789abcdef" | .machine.cpu.usable_pus = 64
		| .cells |= map(if .workers == 2 then .workers = 64 | .cell |= sub(":2"; ":64")
			| if .mode == "threads" then .threads = 64 else .procs = 64 end else . end)
		| .trials[].workers = []'
	jq '.machine.cpu.usable_pus = 2' "$a" >small.json
	json small.json r.json
	holds c.json '.comparisons[0] | .likeness == "different hardware" and (.called | not)
		and all(.cells[]; .outcome == "not called" and .op_ratio > 0)
		and ([.cells[] | select(.by_role) | select(.base_workers == 2 and .other_workers == 64)]
			| length) == 24'
	"$parallax" compare small.json r.json >out
	matches "$(<out)" 'made/w00 +threads all: 2, 64'
	matches "$(<out)" 'no cell is called faster or slower'
	# The means are of what both have at one worker count: here the seq cells alone.
	holds c.json '[.comparisons[0].means[] | .mode] | unique == ["seq"]'
	holds c.json '[.comparisons[0].means[] | .cells] | add == 12'
}

@test "a changed verdict is told" {
	make 6 'made/w05 procs:2=1.3' >r.json
	json "$a" r.json
	holds c.json '[.comparisons[0].verdicts[] | select(.changed)]
		| length == 1 and .[0].cell == "made/w05 procs:2"
		and .[0].base == "equivalent" and .[0].other == "threads"'
}

@test "reports of two machines are not one side" {
	changed '.machine.hw_id = "0123456789abcdef"'
	run -2 --separate-stderr "$parallax" compare "A=$a" A=r.json "$b"
	matches "$stderr" "'A' are not of one machine"
}

# ---- Output ----

@test "hidden rows are counted, and --only all shows them" {
	"$parallax" compare "$a" "$slow" >out
	matches "$(<out)" 'made/w04 +threads +2 .* slower'
	matches "$(<out)" '35 rows are not shown; --only all'
	"$parallax" compare --only all "$a" "$slow" >out
	same rows 36 "$(grep -cE '^made/w.*(slower|no difference)$' out)"
	"$parallax" compare --only faster "$a" "$slow" >out
	lacks "$(<out)" 'made/w04 +threads +2 .* slower'
}

@test "rows are sorted by name, change and p" {
	for order in change p; do
		"$parallax" compare --only all --sort $order "$a" "$slow" >out
		matches "$(grep -m1 '^made/w' out)" '^made/w04 +threads'
	done
}

@test "the table is at most 100 columns wide" {
	for only in all notable; do
		"$parallax" compare --only $only "A rather long name=$a" "$slow" "$b" >>out
		"$parallax" compare --only $only "$a" "$slow" >>out
	done
	nothing "long lines" "$(grep -E '.{101}' out || true)"
}

@test "several others have a column each" {
	"$parallax" compare "$a" B="$b" C="$slow" >out
	matches "$(<out)" 'workload +mode +n +base +B +C'
	matches "$(<out)" 'made/w04 +threads +2 .*~ +\+[0-9.]+% slower'
}

@test "of several others --only shows the same rows as of one" {
	make 4 >c.json
	jq '.trials |= map(select(.cell != 6 or .round < 4))' "$b" >few.json
	"$parallax" compare "$a" few.json c.json >out
	matches "$(<out)" 'made/w02 +seq +1 +[^~]* [+-][0-9.]+% \?'
	matches "$(<out)" '35 rows are not shown; --only all'
	"$parallax" compare --only slower "$a" few.json "$slow" >out
	matches "$(<out)" 'made/w04 +threads +2 .* slower'
	lacks "$(<out)" 'made/w02'
	"$parallax" compare --only faster "$a" few.json "$slow" >out
	matches "$(<out)" '36 rows are not shown; --only all'
}

@test "markdown has tables, and csv a line a cell" {
	"$parallax" compare --format markdown --only all "$a" "$slow" >out
	matches "$(<out)" '\| made/w04 \| threads \|'
	"$parallax" compare --format csv "$a" "$slow" >out
	python3 - <<-'EOF'
		import csv
		rows = list(csv.DictReader(open("out")))
		assert len(rows) == 36, len(rows)
		slow = [row for row in rows if row["outcome"] == "slower"]
		assert [row["cell"] for row in slow] == ["made/w04 threads:2"], slow
		assert 1.06 < float(slow[0]["ratio"]) < 1.14
	EOF
}

@test "texts of a report are shown as text" {
	changed '"\u001b[31m<script>\"x\", y|z\n\u0007" as $evil | .label = $evil
		| .machine.cpu.model = $evil | .cells[0].cell = $evil + " seq" | .cells[3].unit = $evil
		| .machine.kernel.release = $evil | .config.stop_rule = $evil'
	for format in table markdown; do
		"$parallax" compare --only all --format $format "$a" r.json >out
		nothing "control characters" "$(grep -nP '[\x00-\x08\x0b-\x1f\x7f]' out || true)"
	done
	lacks "$(<out)" '[^\\]<script'
	json "$a" r.json
	"$parallax" compare --format csv "$a" r.json >out
	python3 -c 'import csv; assert len({len(row) for row in csv.reader(open("out", newline=""))}) == 1'
}

@test "in csv no text of a report is a formula, and none moves a cursor or takes a second line" {
	for side in "$a" "$b"; do
		jq '(.cells[0] | .cell, .workload) |= "=1+1\u001b[2J\nx" + ltrimstr("made/w00")' "$side" >r.json
		mv r.json "${side##*/}.evil"
	done
	"$parallax" compare --format csv "@old=a.json.evil" b.json.evil >out
	same lines 37 "$(wc -l <out)"
	matches "$(sed -n 2p out)" "^'@old,b.json.evil,'=1\\+1\\?\\[2J\\?x seq,'="
	nothing "control characters" "$(grep -nP '[\x00-\x08\x0b-\x1f\x7f]' out || true)"
}

@test "what the canary and the other cells do not tell is said to be unknown" {
	changed '.trials[].noise.canary_ns = null'
	"$parallax" compare "$a" r.json >out
	matches "$(<out)" 'What a fixed piece of arithmetic took is not known of both\.'
	jq '.cells |= .[:1] | .results |= .[:1] | .trials |= map(select(.cell == 0))' "$a" >one.json
	"$parallax" compare "$a" one.json >out
	matches "$(<out)" 'How far cells differ from run to run beside that, so few cannot tell\.'
	lacks "$(<out)" ' by -\.'
}

@test "a cell whose ops a report does not tell is not compared" {
	changed '.cells[0].ops = null'
	json "$a" r.json
	holds c.json '.comparisons[0] | .comparable == 35 and .cells[0].other_op_ns == null
		and (.cells[0].incomparable | startswith("no good trial"))'
	for form in pyperf google; do
		"$parallax" export --to $form r.json >e.json
		lacks "$(<e.json)" "made/w00 seq"
	done
}

@test "the canary is that of measured trials" {
	changed '.trials |= (map(.warmup = true | .round = 0 | .noise.canary_ns *= 10) + .)'
	json "$a" r.json
	holds c.json '.comparisons[0].canary == 1'
}

@test "on one machine cells of all usable CPUs are not said to be on different hardware" {
	jq '.cells |= [.[1]] | .results |= [.[1] | .cell = 0]
		| .trials |= map(select(.cell == 1) | .cell = 0)
		| .machine.cpu.usable_pus = 2' "$a" >two.json
	jq '.machine.cpu.usable_pus = 3 | .cells[0] |= (.workers = 3 | .threads = 3)
		| .trials[].workers = []' two.json >three.json
	"$parallax" compare two.json three.json >out
	matches "$(<out)" 'same environment · 1 cell compared'
	matches "$(<out)" 'No cell is of as many workers in both: none is called faster or slower\.'
	lacks "$(<out)" 'different hardware'
}

# ---- Statuses ----

@test "--fail-on ends with 3 when a cell is slower by so much, and only then" {
	run -3 --separate-stderr "$parallax" compare --fail-on slower:5% "$a" "$slow"
	matches "$stderr" '1 cell is slower by at least 5 %'
	"$parallax" compare --fail-on slower:20% "$a" "$slow" >out
	"$parallax" compare --fail-on slower:5% "$slow" "$a" >out
	"$parallax" compare --fail-on slower:5% "$a" "$b" >out
}

@test "what a kernel leaves of a node's memory is no difference" {
	jq '.machine.cpu.topology = "Package:1 [NUMANode(memory=13113712640)] Core:1 PU:1"' "$a" >1.json
	jq '.machine.cpu.topology = "Package:1 [NUMANode(memory=13113708544)] Core:1 PU:1"' "$a" >2.json
	jq '.machine.cpu.topology = "Package:1 [NUMANode(memory=13113708544)] Core:2 PU:1"' "$a" >3.json
	json 1.json 2.json
	holds c.json '.comparisons[0].differences == []'
	json 1.json 3.json
	holds c.json '.comparisons[0].differences | length == 1 and .[0].what == "topology"
		and .[0].other == "Package:1 [NUMANode] Core:2 PU:1"'
}

@test "of mitigations only those that differ are told" {
	jq '.machine.kernel.mitigations = "l1tf=Not affected; mds=Clear; tsa=Not affected"' "$a" >1.json
	jq '.machine.kernel.mitigations = "l1tf=Not affected; mds=Not affected; tsa=Not affected; tsx=Off"' \
		"$a" >2.json
	json 1.json 2.json
	holds c.json '.comparisons[0].differences[0] | .what == "mitigations" and .base == "mds=Clear"
		and .other == "mds=Not affected; tsx=Off"'
	jq '.machine.kernel.mitigations = "l1tf=Not affected; mds=Clear"' "$a" >2.json
	json 1.json 2.json
	holds c.json '.comparisons[0].differences[0] | .base == "tsa=Not affected" and .other == "-"'
}

@test "no two blank lines follow each other, whatever there is to compare" {
	jq '(.cells[].workload_version) = 77 | .machine.hw_id = "0123456789abcdef"' "$b" >r.json
	for other in "$b" "$slow" r.json; do
		"$parallax" compare "$a" "$other" >out || true
		nothing "blank lines" "$(cat -s out | diff - out || true)"
	done
}

@test "what compare cannot take is refused" {
	export program=$parallax
	refuses 'which reports' compare
	refuses 'at least one other' compare "$a"
	refuses 'No such file' compare "$a" nowhere.json
	refuses 'slower:5%' compare --fail-on faster:5% "$a" "$b"
	refuses 'slower:5%' compare --fail-on slower:x "$a" "$b"
	refuses "all reports are named 'A'" compare "A=$a" "A=$b"
	refuses 'neither FILE nor' compare "$a" "=$b"
	refuses "'tabel'" compare --format tabel "$a" "$b"
}
