#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a report says, and that its figures follow from its trials: of one report, of two workloads
# in all modes.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/null -w fake/sleep -m seq,threads,procs,2x2 -n 1,2 --rounds 6 \
		--budget 1500ms --seed 7 --label 'Büro 1' -o r.json >out 2>err
}

# has_keys WHAT KEYS: every object of that kind has all of them.
has_keys() {
	nothing "keys that $1 lacks" \
		"$(jq -r --arg keys "$2" "[$1 | [\$keys | splits(\"\\\\s+\")] - keys] | add // [] | unique[]" \
			"$report" 2>&1)"
}

# ---- Form ----

@test "the report is strict JSON" {
	valid "$report"
}

@test "the report has the keys of the design" {
	has_keys . 'schema_version complete started duration_ns label tool config machine methods
		cells trials results verdicts warnings'
	has_keys .tool 'name version commit dirty'
	has_keys .config 'argv seed budget_ns rounds_min rounds_max target_ci margin scaling
		schedule placement timeout_ns resumed shared'
	has_keys '.warnings[], .results[].warnings[]' 'code text advice'
}

@test "the machine has the keys of the design" {
	has_keys .machine 'hw_id env_id effective_cpus memory_bytes virtualization libc allocator
		cpu limits power kernel thp storage build clock'
	has_keys .machine.cpu 'vendor model family stepping microcode packages cores pus usable_pus
		smt numa_nodes caches topology'
	has_keys .machine.limits 'cpu_quota cpuset memory_limit_bytes pids_max nproc nofile'
	has_keys .machine.build 'compiler cflags hwloc cjson sanitizer'
	has_keys .machine.clock 'name resolution_ns read_ns'
}

@test "cells and trials have the keys of the design" {
	has_keys '.cells[]' 'cell workload class workload_version params mode procs threads workers lap_every
		placement ops unit'
	has_keys '.trials[]' 'trial round cell warmup status reason digest spawn_ns ready_ns work_ns
		reap_ns total_ns start_skew_ns end_skew_ns gate_ns cpu_ns cpu_user_ns cpu_sys_ns ctx_voluntary
		ctx_involuntary faults_minor faults_major counters memory noise findings workers'
	has_keys '.trials[].memory, .results[].memory' 'pss_bytes pss_anon_bytes pss_shmem_bytes
		pss_file_bytes rss_bytes uss_bytes page_table_bytes peak_rss_bytes'
	has_keys '.trials[].noise' 'steal_ns foreign_ns psi_cpu_ns psi_io_ns psi_memory_ns
		throttled_ns frequency_khz canary_ns'
	has_keys '.trials[].counters' 'cycles instructions cache_misses dtlb_misses counted'
	has_keys '.trials[].workers[]' 'work_ns ops pu'
}

@test "results and verdicts have the keys of the design" {
	has_keys '.results[]' 'cell status reason work_ns total_ns spawn_ns ops_per_s speedup
		efficiency break_even_ns per_op memory worker_page_table_bytes latency_ns findings warnings'
	has_keys '.results[] | .work_ns, .total_ns, .spawn_ns' 'n median ci_low ci_high min max mean
		stdev mad q1 q3'
	has_keys '.results[].per_op' 'cpu_ns cpu_user_ns cpu_sys_ns ctx_voluntary ctx_involuntary
		faults_minor faults_major cycles instructions cache_misses dtlb_misses counted'
	has_keys '.results[].break_even_ns' 'value ci_low ci_high reason'
	has_keys '.results[].ops_per_s' 'median ci_low ci_high'
	has_keys '.results[].speedup' 'base_cell base_median_ns value ci_low ci_high'
	has_keys '.verdicts[]' 'workload workers n ratio ci_low ci_high total_ratio memory_ratio
		verdict text cause'
}

@test "every key of a time or a size ends in its unit" {
	nothing "keys without a unit" "$(jq -r '[.. | objects | keys[]] | unique[]
		| select(test("(time|size|[^a-z]ms|[^a-z]us|sec|seconds|[^a-z]kb|mib)$"))' "$report")"
}

@test "every figure that the methods define is in the report" {
	nothing "defined, and not there" "$(jq -r '([.. | objects | keys[]] | unique) as $keys
		| .methods | keys[] | select(test("_(ns|bytes|cpus)$"))
		| select(. as $name | $keys | index([$name]) | not)' "$report")"
}

@test "the methods define every figure of the table" {
	holds "$report" '(["spawn_ns", "ready_ns", "work_ns", "reap_ns", "total_ns", "pss_bytes",
		"page_table_bytes", "median", "speedup", "verdict", "effective_cpus"]
		- (.methods | keys)) == []'
}

@test "the processor is asked to count in the warm-up alone" {
	holds "$report" 'all(.trials[]; .warmup or .counters == {cycles: null,
		instructions: null, cache_misses: null, dtlb_misses: null, counted: "none"})'
}

# ---- What it is of ----

@test "the report says what made it, and when" {
	holds "$report" '.schema_version == 1 and .complete and .tool.name == "parallax"'
	holds "$report" '.started
		| test("^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$")'
	holds "$report" '.duration_ns > 5e8 and .duration_ns < 300e9'
	same version "parallax $(jq -r .tool.version "$report")" \
		"$("$fakes" --version | sed -n '1{s/ (.*//;p}')"
}

@test "the report says what was asked for" {
	holds "$report" '.label == "Büro 1" and .config.argv == ["run", "--workload=fake/null",
		"--workload=fake/sleep", "--mode=seq,threads,procs,2x2", "--workers=1,2",
		"--rounds=6", "--budget=1500ms", "--seed=7", "--label=Büro 1", "--output=FILE"]'
	holds "$report" '.config | .seed == "7" and .rounds_min == 6 and .rounds_max == 6
		and .budget_ns == 1500000000 and .margin == 0.03 and .target_ci == null
		and .scaling == "strong" and .schedule == "static" and .placement == "scatter"
		and .timeout_ns == 60000000000'
}

@test "each wanted cell is there once, seq once for all counts" {
	holds "$report" '[.cells[].cell] == [
		"fake/null seq", "fake/null threads:1", "fake/null threads:2", "fake/null procs:1",
		"fake/null procs:2", "fake/null 2x2",
		"fake/sleep seq", "fake/sleep threads:1", "fake/sleep threads:2", "fake/sleep procs:1",
		"fake/sleep procs:2", "fake/sleep 2x2"]'
}

@test "each mode has its shape" {
	holds "$report" 'all(.cells[]; .workers == .procs * .threads)'
	holds "$report" 'all(.cells[] | select(.mode == "threads"); .procs == 1)'
	holds "$report" 'all(.cells[] | select(.mode == "procs"); .threads == 1)'
	holds "$report" '[.cells[] | select(.mode == "seq") | .workers] == [1, 1]'
	holds "$report" '[.cells[] | select(.mode == "hybrid") | .procs, .threads] == [2, 2, 2, 2]'
}

@test "a cell has the class, the version, the unit and the parameters of its workload" {
	holds "$report" '.cells[0] | .class == "cpu" and .unit == "nothing" and .params == {}
		and .workload_version == 1'
	holds "$report" '.cells[6] | .class == "io" and .unit == "nap" and .params == {"us": 1000, "prepare_ns": 0}'
}

@test "every cell of a workload does the same ops" {
	holds "$report" 'all(.cells | group_by(.workload)[];
		map(.ops) | unique | length == 1 and .[0] > 0)'
}

# ---- Rounds ----

@test "every round has every cell once" {
	holds "$report" '[range(.cells | length)] as $all
		| (.trials | group_by(.round) | map(map(.cell) | sort)) == [range(7) | $all]'
}

@test "round 0 is the warm-up, and no other is" {
	holds "$report" 'all(.trials[]; .warmup == (.round == 0))'
}

@test "trials are numbered in their order of execution" {
	holds "$report" '[.trials[].trial] == [range(.trials | length)]'
	holds "$report" '[.trials[].round] | . == sort'
}

@test "the cells of one workload stand side by side in every round" {
	holds "$report" '.cells as $cells | all(.trials | group_by(.round)[];
		[sort_by(.trial)[] | $cells[.cell].workload] | . == sort or . == (sort | reverse))'
}

@test "the order of cells differs from round to round" {
	holds "$report" '[.trials | group_by(.round)[] | sort_by(.trial) | map(.cell)]
		| unique | length > 3'
}

@test "the order of workloads differs from round to round" {
	holds "$report" '.cells as $cells | [.trials | group_by(.round)[] | select(.[0].round > 0)
		| sort_by(.trial)[0] | $cells[.cell].workload] | unique | length == 2'
}

# ---- Trials ----

@test "every digest of a workload is the same in every mode" {
	holds "$report" '.cells as $cells | all(.trials | group_by($cells[.cell].workload)[];
		map(.digest) | unique | length == 1 and (.[0] | test("^[0-9a-f]{16}$")))'
}

@test "total is the sum of the four phases" {
	holds "$report" 'all(.trials[]; .total_ns == .spawn_ns + .ready_ns + .work_ns + .reap_ns)'
}

@test "the workers of a trial do all its ops, in even shares" {
	holds "$report" '.cells as $cells | all(.trials[]; $cells[.cell] as $cell
		| ([.workers[].ops] | add) == $cell.ops and (.workers | length) == $cell.workers
		and ([.workers[].ops] | max - min) <= 1)'
}

@test "no worker works longer than the work takes" {
	holds "$report" 'all(.trials[]; .work_ns as $work
		| all(.workers[]; .work_ns > 0 and .work_ns <= $work))'
}

@test "one worker has no skew" {
	holds "$report" 'all(.trials[] | select(.workers | length == 1);
		.start_skew_ns == 0 and .end_skew_ns == 0)'
}

@test "every trial tells what opening its gate took" {
	holds "$report" 'all(.trials[]; .gate_ns > 0 and .gate_ns < .total_ns + .overhead_ns)'
}

@test "every worker is seen where it was bound" {
	holds "$report" 'all(.trials[].workers[]; .bound_pu >= 0 and .pu == .bound_pu)'
}

@test "workloads without laps have no latency" {
	holds "$report" 'all(.results[]; .latency_ns == null) and all(.trials[]; .laps == [])'
}

# ---- Results ----

@test "a summary is that of the measured trials" {
	holds "$report" '.trials as $trials | all(.results[]; . as $result
		| [$trials[] | select(.cell == $result.cell and (.warmup | not)) | .work_ns] | sort
		| $result.work_ns.n == length and $result.work_ns.min == .[0]
		and $result.work_ns.max == .[-1]
		and ($result.work_ns.median - (.[2] + .[3]) / 2 | fabs) < 1
		and ($result.work_ns.mean - add / length | fabs) < 1
		and $result.work_ns.ci_low == .[0] and $result.work_ns.ci_high == .[-1])'
}

@test "a memory figure is the median of the measured trials" {
	holds "$report" '.trials as $trials | all(.results[]; . as $result
		| [$trials[] | select(.cell == $result.cell and (.warmup | not)) | .memory.rss_bytes]
		| sort | ($result.memory.rss_bytes - (.[2] + .[3]) / 2 | fabs) <= 1)'
}

@test "the rate is ops over the median time" {
	holds "$report" '.cells as $cells | all(.results[];
		(.ops_per_s.median * .work_ns.median / 1e9 / $cells[.cell].ops - 1 | fabs) < 1e-9)'
}

@test "speedup is formed within rounds, over seq" {
	holds "$report" '. as $r | def work($cell; $round): $r.trials[]
			| select(.cell == $cell and .round == $round) | .work_ns;
		all(.results[] | select(.speedup.base_cell != null); . as $result
		| .speedup.base_cell as $base | $r.cells[$base].mode == "seq"
		and $r.cells[$base].workload == $r.cells[.cell].workload
		and ([range(1; 7) | work($base; .) / work($result.cell; .)] | sort
		| ($result.speedup.value / (.[2] * .[3] | sqrt) - 1 | fabs) < 1e-6
		and ($result.speedup.ci_low / .[0] - 1 | fabs) < 1e-6
		and ($result.speedup.ci_high / .[5] - 1 | fabs) < 1e-6))'
}

@test "seq has no speedup, all others have" {
	holds "$report" '.cells as $cells | all(.results[];
		($cells[.cell].mode == "seq") == (.speedup.value == null)
		and (.speedup.value == null) == (.speedup.base_cell == null))'
}

@test "figures per op are medians of the trials over ops" {
	holds "$report" '. as $r | all(.results[]; . as $result
		| [$r.trials[] | select(.cell == $result.cell and .status == "ok" and (.warmup | not))]
		as $trials | $r.cells[.cell].ops as $ops
		| ($trials | length) >= 6 and all(("cpu_ns", "cpu_user_ns", "cpu_sys_ns",
			"ctx_voluntary", "ctx_involuntary", "faults_minor", "faults_major");
		. as $key | [$trials[][$key]] | sort | (.[(length - 1) / 2 | floor] + .[length / 2 | floor]) / 2
		| (. / $ops - $result.per_op[$key] | fabs) <= 1e-9 * (. / $ops)))'
	holds "$report" 'all(.results[]; .per_op.cpu_ns > 0)'
}

@test "the break-even is where creating the team and working in it takes as long as seq" {
	holds "$report" 'all(.results[]; (.break_even_ns.value == null) == (.break_even_ns.reason != null)
		and (.break_even_ns.value == null) == ((.speedup.ci_low // 0) <= 1)
		and (.break_even_ns.value == null or
		(.spawn_ns.median + .ready_ns.median + .reap_ns.median + .break_even_ns.value / .speedup.value
		- .break_even_ns.value | fabs) < 1e-6 * .break_even_ns.value))'
}

nap_together() {
	"$fakes" run -w fake/sleep --set fake.us=20000 -m seq,threads,procs -n 2 --rounds 6 \
		--budget 1500ms -o r.json >out 2>err
}

@test "two workers who sleep twice as fast as one have a break-even" {
	nap_together
	again nap_together holds r.json 'all(.results[1:][]; .break_even_ns.value > 0)'
}

@test "a cause ends the sentence of a verdict that names a mode" {
	holds "$report" 'all(.verdicts[]; . as $row | .cause == null or
		((.verdict == "threads" or .verdict == "procs") and (.text | endswith("; " + $row.cause))))'
}

@test "efficiency is speedup over workers" {
	holds "$report" '.cells as $cells | all(.results[] | select(.speedup.value);
		(.efficiency * $cells[.cell].workers / .speedup.value - 1 | fabs) < 1e-9)'
}

# ---- Verdicts ----

@test "there is a verdict for each workload at each count" {
	holds "$report" '[.verdicts[] | [.workload, .workers]] == [["fake/null", 1],
		["fake/null", 2], ["fake/sleep", 1], ["fake/sleep", 2]]'
	holds "$report" 'all(.verdicts[]; .n == 6 and .ci_low <= .ratio and .ratio <= .ci_high)'
}

@test "the verdict's ratio is processes over threads, within rounds" {
	holds "$report" '. as $r | def work($cell; $round): $r.trials[]
			| select(.cell == $cell and .round == $round) | .work_ns;
		all(.verdicts[]; . as $verdict
		| [range(1; 7) | work($verdict.procs_cell; .) / work($verdict.threads_cell; .)] | sort
		| ($verdict.ratio / (.[2] * .[3] | sqrt) - 1 | fabs) < 1e-6)'
}

# verdicts_follow FILE: from each interval and the margin.
verdicts_follow() {
	holds "$1" '(1 + .config.margin) as $high | (1 / $high) as $low | all(.verdicts[];
		.verdict == if .ci_low > $high then "threads"
		elif .ci_high < $low then "procs"
		elif .ci_low >= $low and .ci_high <= $high then "equivalent"
		else "inconclusive" end)'
}

@test "the verdict follows from the interval and the margin" {
	verdicts_follow "$report"
}

@test "the margin is the one that was asked for" {
	"$fakes" run -w fake/sleep --set fake.us=20000 -m threads,procs -n 2 --rounds 6 \
		--budget 1s --margin 100% -o r.json >/dev/null 2>&1
	holds r.json '.config.margin == 1'
	verdicts_follow r.json
}
