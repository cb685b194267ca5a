#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# parallax export: what other tools read.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	"$fakes" run -w fake/sleep -w fake/lap -m seq,threads,procs -n 2 --rounds 10 --budget 1s \
		-o old.json >out 2>err
	# The same, had sleeping taken twice as long.
	jq '(.cells | map(.workload == "fake/sleep")) as $sleeps
		| (.trials[] | select($sleeps[.cell])).work_ns *= 2' old.json >new.json
	"$fakes" run -w fake/sleep -w fake/crash -m threads,procs --rounds 2 --budget 1s \
		-o failed.json >out 2>err || true
	export shared=$PWD
}

@test "pyperf's loader takes the benchmarks" {
	"$fakes" export --to pyperf "$shared/old.json" >p.json
	python3 "$root/tests/cli/pyperf_rules.py" p.json
	same names "$(jq -r '.cells[].cell' "$shared/old.json")" \
		"$(jq -r '.benchmarks[].metadata.name' p.json)"
}

@test "a value for pyperf is the time of one op, in seconds" {
	"$fakes" export --to pyperf "$shared/old.json" >p.json
	holds p.json '$report[0] as $r
		| [.benchmarks[].runs[] | .values[0] * .metadata.loops * 1e9] as $ns
		| [$r.trials[] | select(.warmup | not)] | sort_by(.cell, .trial) | map(.work_ns)
		| length == ($ns | length) and all(range(length) as $i | .[$i] - $ns[$i] | fabs; . < 1)' \
		--slurpfile report "$shared/old.json"
}

@test "Google Benchmark's compare.py reads what is exported, and tests it" {
	for name in old new; do
		"$fakes" export --to google "$shared/$name.json" >"$name.google"
	done
	"$(python_with scipy)" /usr/share/benchmark/compare.py --no-color benchmarks \
		old.google new.google >compared
	same cells 6 "$(grep -c '_pvalue' compared)"
	same "times that doubled" 30 "$(grep -c '^fake/sleep .* +1\.0000 ' compared)"
	same "times that did not change" 30 "$(grep -c '^fake/lap .* +0\.0000  *+0\.0000 ' compared)"
}

@test "a family of Google Benchmark is a workload, whose cells are numbered" {
	"$fakes" export --to google "$shared/old.json" >g.json
	holds g.json '[.benchmarks[] | [.family_index, .per_family_instance_index]] | unique
		== [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]'
	holds g.json 'all(.benchmarks[]; .family_index == 0 or (.name | startswith("fake/lap")))
		or all(.benchmarks[]; .family_index == 0 or (.name | startswith("fake/sleep")))'
}

@test "thousands of cells are exported in seconds" {
	jq -c '.cells[0] as $cell | .results[0] as $result | .trials = [] | .verdicts = [] | .sweeps = []
		| .cells = [range(4000) | "w\(.)" as $name
			| $cell + {workload: $name, cell: "\($name) seq"}]
		| .results = [range(4000) as $i | $result + {cell: $i}]' "$shared/old.json" >many.json
	timeout 10 "$fakes" export --to google many.json >g.json
}

@test "trials that failed and warm-ups are in no JSON form" {
	"$fakes" export --to pyperf "$shared/failed.json" >p.json
	"$fakes" export --to google "$shared/failed.json" >g.json
	python3 "$root/tests/cli/pyperf_rules.py" p.json
	holds p.json 'all(.benchmarks[]; (.metadata.name | startswith("fake/sleep"))
		and (.runs | length) == 2)'
	holds g.json 'all(.benchmarks[]; (.name | startswith("fake/sleep")) and .repetitions == 2)'
}

@test "the list of trials has all of them, with their status" {
	"$fakes" export --to trials "$shared/failed.json" >trials.csv
	same lines "$(jq '.trials | length + 1' "$shared/failed.json")" "$(wc -l <trials.csv)"
	"$(python_with pandas)" - "$shared/failed.json" <<-'END'
		import json, sys, pandas
		trials = json.load(open(sys.argv[1]))["trials"]
		frame = pandas.read_csv("trials.csv")
		assert list(frame.status) == [trial["status"] for trial in trials]
		good = frame[frame.status == "ok"]
		assert list(good.work_ns) == [t["work_ns"] for t in trials if t["status"] == "ok"]
		assert good.memory_pss_bytes.min() > 0 and frame[frame.status == "failed"].work_ns.isna().all()
	END
}

@test "a host's name is in none of the forms" {
	for form in pyperf google trials; do
		"$fakes" export --to "$form" "$shared/old.json" >exported
		lacks "$(<exported)" "(^|[^[:alnum:]])$(uname -n)([^[:alnum:]]|\$)"
	done
}

@test "no form, an unknown form and a missing report are refused" {
	refuses 'to which form' export "$shared/old.json"
	refuses "unknown value 'pyprf'; did you mean 'pyperf'" export --to pyprf "$shared/old.json"
	refuses 'which report' export --to pyperf
}
