#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# That results/report.schema.json and the program say the same of a report, whatever came of it.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	local known=(--rounds 6 --budget 300ms)
	"$fakes" run -w fake/lap -m seq,threads,procs,2x2 -n 1,2 "${known[@]}" \
		--label '<Büro "1">' -o fine.json
	"$fakes" run -w fake/lose -w fake/picky -w fake/absent -m seq,threads,procs -n 2 \
		--rounds 1 --budget 200ms -o failed.json || true
	"$fakes" run -w fake/null --aa -m seq,threads,procs -n 2 "${known[@]}" -o aa.json
	"$fakes" run -w fake/lap --set fake.us=500 --rate 200,20000 -m threads,procs -n 2 \
		--rounds 2 --budget 500ms -o rate.json
	"$fakes" run -w fake/lap -m threads,procs -n 1-4 --scaling weak --schedule dynamic \
		--placement none "${known[@]}" -o sweep.json
	"$fakes" run -w fake/lap -m hybrid -n 2 --placement numa "${known[@]}" -o shapes.json
	"$fakes" run -w fake/null -m threads,procs -n 2 --target-ci 50% --budget 500ms -o target.json
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o partial.json
	within 30 jq -e '.trials | length >= 2' partial.json
	cp partial.json saved.json
	kill -INT "$session"
	wait "$session" || true
} >&2

setup() {
	enter "$BATS_FILE_TMPDIR"
}

schema() {
	python3 "$root/tests/cli/schema.py" "$@"
}

@test "reports of every kind have the keys of the schema and no others, and each key is in one" {
	holds fine.json 'any(.results[]; .latency_ns) and any(.cells[]; .mode == "hybrid")'
	holds failed.json '([.results[].status] | unique) == ["failed", "ok", "skipped"]'
	holds aa.json 'any(.cells[]; .twin)'
	holds rate.json 'any(.results[]; .findings != {})'
	holds sweep.json 'any(.sweeps[]; .gamma_per_s)'
	holds shapes.json '.hybrids[0].best_cell != null'
	holds target.json '.config.stop_rule == "target"'
	holds partial.json '.complete == false and .config.stop_reason'
	holds saved.json '.complete == false and .config.stop_reason == null'
	schema --complete ./*.json
}

@test "reports of every kind agree with their trials" {
	run -1 "$fakes" check ./*.json
	same "reports that agree" 9 "$(grep -c ' agree$' <<<"$output")"
}

@test "the description names every key of the schema" {
	jq -r '.. | objects | .properties? | objects | keys[]' "$root/results/report.schema.json" |
		sort -u >keys
	[[ -s keys ]]
	nothing "keys that results/README.md does not name" \
		"$(grep -oE '[a-z][a-z0-9_]*' "$root/results/README.md" | sort -u | comm -13 - keys)"
}

@test "what machine prints is the machine of the schema" {
	"$parallax" machine >machine.txt
	schema --part machine machine.txt
}

@test "doctor's machine is that of the schema" {
	"$parallax" doctor --no-trial --json | jq .machine >machine.txt
	schema --part machine machine.txt
}

@test "the program refuses a report without what the schema requires, and requires nothing else" {
	python3 "$root/tests/cli/required.py" "$fakes" fine.json
}

# changed NAME FILTER: a report as the filter leaves it.
changed() {
	jq "$2" aa.json >"$1.out"
}

# rejects NAME REGEX: what the schema said of that report.
rejects() {
	matches "$(grep "^$1\.out: " told)" "$2"
}

@test "a key that the schema does not know, one that is not there and a value out of range are found" {
	changed new '.results[1].speedup.future = 1'
	changed lost 'del(.trials[2].noise.steal_ns)'
	changed negative '.trials[2].work_ns = -1'
	changed fraction '.trials[2].work_ns = 1.5'
	changed digest '.trials[2].digest = "0"'
	changed word '.trials[2].status = "good"'
	changed date '.started = "yesterday"'
	changed version '.schema_version = 2'
	changed advice '.warnings = [{code: "X", text: "x"}]'
	run -1 schema --complete ./*.out
	sed 's|^\./||' <<<"$output" >told
	rejects new 'results\[1\]\.speedup\.future: not in the schema'
	rejects lost 'trials\[2\]\.noise\.steal_ns: in the schema, and not there'
	rejects negative 'trials\[2\]\.work_ns: -1 is less than'
	rejects fraction 'trials\[2\]\.work_ns: 1\.5 is not'
	rejects digest 'trials\[2\]\.digest: .0. does not match'
	rejects word 'trials\[2\]\.status: .good. is not one of'
	rejects date '\$\.started: .yesterday. does not match'
	rejects version 'schema_version: 1 was expected'
	rejects advice "'advice' is a required property"
	# None of these has a latency or a sweep.
	matches "$(<told)" 'no report has p999'
	matches "$(<told)" 'no report has amdahl_serial'
}
