#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a run measures and what its report says: most tests read the one report that setup_file has
# made, of two workloads in all modes.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/null -w fake/sleep -m seq,threads,procs,2x2 -n 1,2 --rounds 6 \
		--budget 1500ms --seed 7 --label 'Büro 1' -o r.json >out 2>err
}

# order FILE: the cells in their order of execution, a line a round.
order() {
	jq -c '.trials | group_by(.round)[] | sort_by(.trial) | map(.cell)' "$1"
}

# ---- The report ----

@test "the report is strict JSON" {
	valid "$report"
}

@test "the report has the keys of the design" {
	lacking=$(jq -r '
		def lacks($where; $keys): ($keys | split(" ")) - keys | .[] | "\($where).\(.)";
		lacks("report"; "schema_version complete started duration_ns label tool config machine methods cells trials results verdicts warnings"),
		(.tool | lacks("tool"; "name version commit dirty")),
		(.config | lacks("config"; "argv seed budget_ns rounds_min rounds_max target_ci margin scaling schedule placement timeout_ns")),
		(.machine | lacks("machine"; "hw_id env_id effective_cpus memory_bytes virtualization libc allocator cpu limits power kernel thp storage build clock")),
		(.machine.cpu | lacks("cpu"; "vendor model family stepping microcode packages cores pus usable_pus smt numa_nodes caches topology")),
		(.machine.limits | lacks("limits"; "cpu_quota cpuset memory_limit_bytes pids_max nproc nofile")),
		(.machine.build | lacks("build"; "compiler cflags hwloc cjson sanitizer")),
		(.machine.clock | lacks("clock"; "name resolution_ns read_ns")),
		(.cells[] | lacks("cell"; "cell workload class workload_version params mode procs threads workers placement ops unit")),
		(.trials[] | lacks("trial"; "trial round cell warmup status reason digest spawn_ns ready_ns work_ns reap_ns total_ns start_skew_ns end_skew_ns cpu_user_ns cpu_sys_ns ctx_voluntary ctx_involuntary faults_minor faults_major memory noise findings workers")),
		(.trials[].memory | lacks("memory"; "pss_bytes pss_anon_bytes pss_shmem_bytes pss_file_bytes rss_bytes uss_bytes page_table_bytes peak_rss_bytes")),
		(.trials[].noise | lacks("noise"; "steal_ns psi_cpu_ns throttled_ns canary_ns")),
		(.trials[].workers[] | lacks("worker"; "work_ns ops pu")),
		(.results[] | lacks("result"; "cell status reason work_ns total_ns spawn_ns ops_per_s speedup efficiency memory latency_ns findings warnings")),
		(.results[] | .work_ns, .total_ns, .spawn_ns | lacks("summary"; "n median ci_low ci_high min max mean stdev mad q1 q3")),
		(.results[].ops_per_s | lacks("ops_per_s"; "median ci_low ci_high")),
		(.results[].speedup | lacks("speedup"; "base_cell base_median_ns value ci_low ci_high")),
		(.verdicts[] | lacks("verdict"; "workload workers n ratio ci_low ci_high total_ratio memory_ratio verdict text")),
		([.warnings[], .results[].warnings[]][] | lacks("warning"; "code text advice"))' "$report")
	nothing "keys that are not there" "$lacking"
}

@test "every time and size has its unit in its key" {
	nothing "keys without a unit" "$(jq -r '[.. | objects | keys[]] | unique[]
		| select(test("_(time|size|ms|us|sec|seconds|kb|mib)$"))' "$report")"
}

@test "every figure that the methods define is in the report" {
	nothing "defined, and not there" "$(jq -r '([.. | objects | keys[]] | unique) as $keys
		| .methods | keys[] | select(test("_(ns|bytes|cpus)$"))
		| select(. as $name | $keys | index($name) | not)' "$report")"
}

@test "every phase is defined by the methods" {
	holds "$report" '(["spawn_ns", "ready_ns", "work_ns", "reap_ns", "total_ns", "pss_bytes",
		"median", "speedup", "verdict", "effective_cpus"] - (.methods | keys)) == []'
}

@test "the report says what it is and when it was made" {
	holds "$report" '.schema_version == 1 and .complete and .label == "Büro 1"'
	holds "$report" '.started | test("^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z$")'
	holds "$report" '.duration_ns > 1e8 and .duration_ns < 300e9'
	holds "$report" '.tool.name == "parallax"'
	same version "parallax $(jq -r .tool.version "$report")" \
		"$("$fakes" --version | sed -n '1s/ (.*//p')"
}

@test "the report says what was asked for" {
	holds "$report" '.config.argv == ["run", "-w", "fake/null", "-w", "fake/sleep", "-m",
		"seq,threads,procs,2x2", "-n", "1,2", "--rounds", "6", "--budget", "1500ms",
		"--seed", "7", "--label", "Büro 1", "-o", "r.json"]'
	holds "$report" '.config | .seed == "7" and .rounds_min == 6 and .rounds_max == 6
		and .budget_ns == 1500000000 and .margin == 0.03 and .target_ci == null
		and .scaling == "strong" and .schedule == "static" and .placement == "scatter"
		and .timeout_ns == 60000000000'
}

@test "a seed past 2^53 keeps all its digits" {
	quick -w fake/null -m seq --seed 18446744073709551615
	holds r.json '.config.seed == "18446744073709551615"'
}

@test "without a seed each run draws another" {
	quick -w fake/null -m seq
	seed=$(jq -r .config.seed r.json)
	quick -w fake/null -m seq
	[[ $seed != "$(jq -r .config.seed r.json)" ]]
}

# ---- Cells and rounds ----

@test "each wanted cell is there once, seq once for all counts" {
	holds "$report" '[.cells[].cell] == [
		"fake/null seq", "fake/null threads:1", "fake/null threads:2", "fake/null procs:1",
		"fake/null procs:2", "fake/null 2x2",
		"fake/sleep seq", "fake/sleep threads:1", "fake/sleep threads:2", "fake/sleep procs:1",
		"fake/sleep procs:2", "fake/sleep 2x2"]'
	holds "$report" 'all(.cells[]; .workers == .procs * .threads)'
	holds "$report" 'all(.cells[] | select(.mode == "threads"); .procs == 1)'
	holds "$report" 'all(.cells[] | select(.mode == "procs"); .threads == 1)'
	holds "$report" '[.cells[] | select(.mode == "hybrid") | .procs, .threads] == [2, 2, 2, 2]'
}

@test "a mode without a shape takes every pair of factors" {
	quick -w fake/null -m hybrid -n 4 --dry-run
	same plan "1x4 2x2 4x1" "$(sed -n 's/^run *fake.null //p' out | xargs)"
}

@test "every cell of a workload does the same ops" {
	holds "$report" 'all(.cells | group_by(.workload)[]; map(.ops) | unique | length == 1)'
	holds "$report" 'all(.cells[]; .ops > 0)'
}

@test "every digest of a workload is the same in every mode" {
	holds "$report" '.cells as $cells | all(.trials | group_by($cells[.cell].workload)[];
		map(.digest) | unique | length == 1 and (.[0] | test("^[0-9a-f]{16}$")))'
}

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
	(($(order "$report" | sort -u | wc -l) > 3))
}

@test "the order of workloads differs from round to round" {
	holds "$report" '.cells as $cells | [.trials | group_by(.round)[] | select(.[0].round > 0)
		| sort_by(.trial)[0] | $cells[.cell].workload] | unique | length == 2'
}

@test "the same seed gives the same order, another seed another" {
	for name in a:7 b:7 c:8; do
		"$fakes" run -w fake/null -w fake/burn -m seq,threads,procs -n 1 --rounds 5 \
			--budget 300ms --seed "${name#*:}" -o "${name%:*}.json" >/dev/null 2>&1
	done
	same "order" "$(order a.json)" "$(order b.json)"
	[[ $(order a.json) != "$(order c.json)" ]]
}

@test "so many rounds are run as were asked for" {
	for rounds in 1 3; do
		"$fakes" run -w fake/null -m seq,threads -n 1 --rounds $rounds --budget 200ms \
			-o r.json >/dev/null 2>&1
		holds r.json '([.trials[].round] | max) == $n and all(.results[]; .work_ns.n == $n)' \
			--argjson n $rounds
		holds r.json '.config.stop_reason == "the number of rounds was fixed"'
	done
}

@test "without a number of rounds the budget decides" {
	"$fakes" run -w fake/null -m seq --budget 2s -o r.json >/dev/null 2>&1
	holds r.json '.config.stop_reason | test("budget|most rounds")'
	holds r.json '([.trials[].round] | max) >= 10'
}

@test "once the target interval is met no more rounds are run" {
	"$fakes" run -w fake/sleep --set fake.us=5000 -m seq --budget 20s --target-ci 100% \
		-o r.json >/dev/null 2>&1
	holds r.json '.config.target_ci == 1 and .config.stop_reason == "the target interval is met"'
	holds r.json '([.trials[].round] | max) < 30'
}

@test "quick and rigorous set the pace" {
	quick --quick -w fake/null -m seq --dry-run
	matches "$(<out)" 'at least 1 rounds'
	"$fakes" run --quick -w fake/null -m seq --dry-run >out
	matches "$(<out)" 'at least 6 rounds'
	"$fakes" run --rigorous -w fake/null -m seq --dry-run >out
	matches "$(<out)" 'at least 20 rounds'
	"$fakes" run -w fake/null -m seq --dry-run >out
	matches "$(<out)" 'at least 10 rounds'
}

# ---- Arithmetic: the same figures by another way ----

@test "total is the sum of the four phases" {
	holds "$report" 'all(.trials[]; .total_ns == .spawn_ns + .ready_ns + .work_ns + .reap_ns)'
}

@test "a summary is that of the measured trials" {
	holds "$report" '. as $r | all($r.results[]; . as $result
		| [$r.trials[] | select(.cell == $result.cell and (.warmup | not)) | .work_ns] | sort
		| $result.work_ns.n == length and $result.work_ns.min == .[0]
		and $result.work_ns.max == .[-1]
		and ($result.work_ns.median - (.[2] + .[3]) / 2 | fabs) < 1
		and ($result.work_ns.mean - add / length | fabs) < 1
		and $result.work_ns.ci_low == .[0] and $result.work_ns.ci_high == .[-1])'
}

@test "below six rounds there is no interval" {
	"$fakes" run -w fake/null -m seq --rounds 5 --budget 200ms -o r.json >/dev/null 2>&1
	holds r.json '.results[0].work_ns | .n == 5 and .median > 0 and .ci_low == null
		and .ci_high == null'
}

@test "the rate is ops over the median time" {
	holds "$report" '.cells as $cells | all(.results[];
		(.ops_per_s.median * .work_ns.median / 1e9 / $cells[.cell].ops - 1 | fabs) < 1e-9)'
}

@test "speedup is formed within rounds, over seq" {
	holds "$report" '. as $r | def work($cell; $round): $r.trials[]
			| select(.cell == $cell and .round == $round) | .work_ns;
		all($r.results[] | select(.speedup.base_cell != null); . as $result
		| $r.cells[.speedup.base_cell].mode == "seq"
		and $r.cells[.speedup.base_cell].workload == $r.cells[.cell].workload
		and ([range(1; 7) | work($result.speedup.base_cell; .) / work($result.cell; .)] | sort
		| ($result.speedup.value / ((.[2] * .[3]) | sqrt) - 1 | fabs) < 0.2
		and $result.speedup.ci_low <= .[2] * 1.000001
		and $result.speedup.ci_high >= .[3] * 0.999999))'
	holds "$report" '[.results[] | select(.speedup.base_cell == null) | .cell] == [0, 6]'
}

@test "efficiency is speedup over workers" {
	holds "$report" '.cells as $cells | all(.results[] | select(.speedup.value);
		(.efficiency * $cells[.cell].workers / .speedup.value - 1 | fabs) < 1e-9)'
}

@test "the workers of a trial do all its ops, in even shares" {
	holds "$report" '.cells as $cells | all(.trials[]; $cells[.cell] as $cell
		| ([.workers[].ops] | add) == $cell.ops and (.workers | length) == $cell.workers
		and ([.workers[].ops] | max - min) <= 1)'
}

@test "no worker works longer than the work" {
	holds "$report" 'all(.trials[]; .work_ns as $work | all(.workers[]; .work_ns <= $work))'
}

@test "there is a verdict for each workload at each count" {
	holds "$report" '[.verdicts[] | [.workload, .workers]] == [["fake/null", 1],
		["fake/null", 2], ["fake/sleep", 1], ["fake/sleep", 2]]'
	holds "$report" 'all(.verdicts[]; .n == 6 and .ci_low <= .ratio and .ratio <= .ci_high
		and (.verdict | IN("threads", "procs", "equivalent", "inconclusive")))'
}

@test "the verdict follows from the interval and the margin" {
	holds "$report" '.config.margin as $margin | all(.verdicts[]; .verdict ==
		if .ci_low > 1 + $margin then "threads"
		elif .ci_high < 1 - $margin then "procs"
		elif .ci_low > 1 - $margin and .ci_high < 1 + $margin then "equivalent"
		else "inconclusive" end)'
}

@test "a wide margin makes a sleep equivalent in threads and processes" {
	"$fakes" run -w fake/sleep --set fake.us=20000 -m threads,procs -n 2 --rounds 6 \
		--budget 1s --margin 90% -o r.json >/dev/null 2>&1
	holds r.json '.config.margin == 0.9 and .verdicts[0].verdict == "equivalent"'
}

# ---- Options ----

@test "a list of counts may have ranges and repetitions" {
	quick -w fake/null -m threads -n 3,1-2,2 --dry-run
	same plan "threads:1 threads:2 threads:3" "$(sed -n 's/^run *fake.null //p' out | xargs)"
}

@test "max is the number of usable processing units" {
	quick -w fake/null -m threads -n max --dry-run
	same plan "threads:$(nproc)" "$(sed -n 's/^run *fake.null //p' out)"
}

@test "without a count cells have every usable processing unit" {
	quick -w fake/null -m procs --dry-run
	same plan "procs:$(nproc)" "$(sed -n 's/^run *fake.null //p' out)"
}

@test "on one processing unit max is one worker" {
	cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')
	taskset -c "$cpu" "$fakes" run -w fake/null -m threads,procs -n max --rounds 1 \
		--budget 200ms -o r.json >/dev/null 2>&1
	holds r.json '[.cells[].workers] == [1, 1] and .machine.cpu.usable_pus == 1'
	holds r.json '.machine.limits.cpuset == $cpu' --arg cpu "$cpu"
	holds r.json 'all(.trials[].workers[]; .pu == ($cpu | tonumber))' --arg cpu "$cpu"
}

@test "a class selects its workloads" {
	quick -w sync -m seq --dry-run
	same plan "fake/locks seq" "$(sed -n 's/^run *//p' out)"
}

@test "a pattern selects its workloads" {
	quick -w 'fake/l[ao]*' -m seq --dry-run
	same plan "fake/lap fake/locks fake/lose" \
		"$(sed -n 's/^run *\(.*\) seq/\1/p' out | sort | xargs)"
}

@test "several selections add up, each workload once" {
	quick -w fake/null -w 'fake/nul*' -w io -m seq --dry-run
	same plan "fake/lap fake/null fake/sleep" \
		"$(sed -n 's/^run *\(.*\) seq/\1/p' out | sort | xargs)"
}

@test "each value of a parameter makes a cell, named by it" {
	quick -w fake/sleep --set fake.us=1000,300,200 -m seq
	holds r.json '[.cells[] | [.cell, .params.us]] == [["fake/sleep seq", 1000],
		["fake/sleep us=300 seq", 300], ["fake/sleep us=200 seq", 200]]'
}

@test "each combination of parameter values makes a cell" {
	quick -w fake/crash --set fake.who=1,2 --set fake/crash.signal=6,9 -m seq --dry-run
	same cells 4 "$(grep -c '^run' out)"
}

@test "each value of a parameter is calibrated by itself" {
	quick -w fake/sleep --set fake.us=100,10000 -m seq
	holds r.json '.cells[0].ops >= 3 * .cells[1].ops'
}

@test "a setting with a workload's full name is for that one only" {
	quick -w fake/lap -w fake/sleep --set fake/lap.us=700 -m seq --dry-run
	same plan "fake/lap us=700 seq fake/sleep seq" "$(sed -n 's/^run *//p' out | xargs)"
}

@test "weak scaling multiplies ops by workers, strong does not" {
	quick -w fake/null -m seq,threads,procs,2x2 -n 2,3 --scaling weak
	holds r.json '.config.scaling == "weak"
		and .cells[0].ops as $ops | all(.cells[]; .ops == $ops * .workers)'
	holds r.json 'all(.trials[]; .status == "ok")'
}

@test "the dynamic split gives the same digest as the static one" {
	quick -w fake/null -m seq,threads,procs,2x2 -n 3 --schedule dynamic
	holds r.json '.config.schedule == "dynamic" and all(.trials[]; .status == "ok")
		and ([.trials[].digest] | unique | length == 1)'
	holds r.json '.cells as $cells | all(.trials[]; ([.workers[].ops] | add) == $cells[.cell].ops)'
}

@test "the dynamic split gives a late worker less" {
	needs_plain_build "the time of a lap"
	quick -w fake/lap --set fake.us=2000 -m threads -n 4 --schedule dynamic
	holds r.json 'any(.trials[].workers; (map(.ops) | unique | length) > 1)'
}

@test "scatter and compact put each worker where they say" {
	for placement in scatter compact; do
		quick -w fake/burn -m threads,procs,1x2 -n 2 --placement $placement
		holds r.json 'all(.cells[]; .placement == $p)' --arg p $placement
		holds r.json 'all(.trials[].workers[]; .bound_pu >= 0 and .pu == .bound_pu)'
		(($(nproc) < 2)) ||
			holds r.json 'all(.trials[].workers; length == 1 or .[0].pu != .[1].pu)'
	done
}

@test "threads and processes are put in the same places" {
	quick -w fake/null -m threads,procs,2x1 -n 2
	holds r.json '[.trials[].workers | map(.bound_pu)] | unique | length == 1'
}

@test "placement none binds nobody" {
	quick -w fake/null -m threads,procs -n 2 --placement none
	holds r.json 'all(.trials[].workers[]; .bound_pu == -1 and .pu >= 0)'
}

@test "what a workload cannot take is skipped, with its reason" {
	quick -w fake/picky -m seq,threads,procs,2x2 -n 1,2,3
	holds r.json '.cells as $cells | [.results[] | select(.status == "ok") | $cells[.cell].cell]
		== ["fake/picky threads:2", "fake/picky procs:2"]'
	holds r.json '.cells as $cells | all(.results[] | select(.status != "ok");
		.status == "skipped" and .reason == if $cells[.cell].mode | IN("seq", "hybrid")
		then "it takes two of a kind to tango" else "dancers come in pairs" end)'
	matches "$(<out)" 'skipped *fake/picky threads:3: dancers come in pairs'
}

@test "more memory than there is skips the cell before it is touched" {
	quick -w fake/huge -w fake/null -m seq,threads,procs -n 2
	holds r.json '[.results[].status] == ["skipped", "skipped", "skipped", "ok", "ok", "ok"]'
	holds r.json '.results[0].reason | test("memory") and test("MiB")'
}

@test "a cell that is skipped has no figures" {
	quick -w fake/huge -w fake/null -m seq
	holds r.json '.results[0] | .work_ns.n == 0 and .work_ns.median == null
		and .memory.pss_bytes == null and .ops_per_s.median == null and .latency_ns == null'
}

@test "latency is that of the ops" {
	needs_plain_build "latency"
	"$fakes" run -w fake/lap --set fake.us=2000 -m threads -n 2 --rounds 4 --budget 2s \
		-o r.json >/dev/null 2>&1
	holds r.json '.results[0].latency_ns | .kind == "service time, closed loop"
		and .p50 >= 1980000 and .p50 < 16000000 and .max >= 19800000'
	holds r.json '.results[0].latency_ns.count == .cells[0].ops * 4'
	holds r.json '([.trials[] | select(.warmup | not) | .laps | _nwise(2) | .[1]] | add)
		== .cells[0].ops * 4'
}

@test "a percentile that too few ops support is null" {
	"$fakes" run -w fake/lap --set fake.us=5000 -m seq --rounds 1 --budget 300ms \
		-o r.json >/dev/null 2>&1
	holds r.json '.results[0].latency_ns | .count < 10000 and .p999 == null and .max > 0'
}

@test "without laps there is no latency" {
	holds "$report" 'all(.results[]; .latency_ns == null) and all(.trials[]; .laps == [])'
}

# ---- Where things go ----

@test "a dry run prints the plan and writes nothing" {
	run -0 --separate-stderr "$fakes" run -w fake/hang -w fake/picky -m seq,threads -n 2 --dry-run
	same "standard error" "" "$stderr"
	matches "$output" 'run +fake/hang threads:2'
	matches "$output" 'skipped +fake/picky seq: it takes two'
	matches "$output" '3 cells'
	nothing "files were written" "$(find . "$TMPDIR" ! -name . ! -path "$TMPDIR")"
}

@test "without -o the report is in results, named by label and time" {
	run -0 --separate-stderr "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms \
		--label 'a/b c'
	files=(results/*)
	same "number of files" 1 "${#files[@]}"
	matches "${files[0]}" '^results/a-b-c-20[0-9]{6}T[0-9]{6}Z\.json$'
	matches "$stderr" "${files[0]}"
	valid "${files[0]}"
	holds "${files[0]}" '.label == "a/b c"'
}

@test "without a label the report is named by the hardware" {
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms >/dev/null 2>&1
	files=(results/*)
	matches "${files[0]}" "^results/$(jq -r .machine.hw_id "${files[0]}")-20"
	holds "${files[0]}" '.label == null'
}

@test "a label cannot lead out of results" {
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms --label '../../x' >/dev/null 2>&1
	files=(results/*)
	same "number of files" 1 "${#files[@]}"
	nothing "files elsewhere" "$(find .. -type f ! -path '../cwd/results/*')"
}

@test "a report to - is all that is on standard output" {
	"$fakes" run -w fake/null -m seq,threads -n 1 --rounds 1 --budget 200ms -o - >out 2>err
	valid out
	nothing "files were written" "$(find . ! -name . ! -name out ! -name err)"
}

@test "what a workload's reader of the report needs nobody prints: results on stdout only" {
	matches "$(<"${report%/*}/out")" 'fake/null +threads +2'
	lacks "$(<"${report%/*}/err")" 'fake/null'
	matches "$(<"${report%/*}/err")" 'report: r.json'
}

@test "without a terminal nothing moves a cursor" {
	lacks "$(<"${report%/*}/out")$(<"${report%/*}/err")" $'\e|\r'
}

@test "on a terminal there is progress, and then it is gone" {
	command -v script >/dev/null || skip "no script(1)"
	TERM=xterm script -qec "$fakes run -w fake/null -m seq --rounds 2 --budget 200ms -o r.json" \
		typescript </dev/null >/dev/null 3>&-
	matches "$(<typescript)" '%.*ETA'
	matches "$(<typescript)" 'fake/null seq'
	# What follows the last return of the cursor is the table, on a line that was cleared.
	lacks "$(sed 's/.*\r//' typescript)" 'ETA'
}

@test "a dumb terminal gets no progress" {
	command -v script >/dev/null || skip "no script(1)"
	TERM=dumb script -qec "$fakes run -w fake/null -m seq --rounds 1 --budget 200ms -o r.json" \
		typescript </dev/null >/dev/null 3>&-
	lacks "$(<typescript)" $'\e|ETA'
}

@test "a report replaces the one before, and no other file stays" {
	echo old >r.json
	quick -w fake/null -m seq
	valid r.json
	same files "err out r.json" "$(find . -type f -printf '%f\n' | sort | xargs)"
}

@test "a symbolic link stays one, and its target gets the report" {
	mkdir there
	ln -s there/real.json r.json
	quick -w fake/null -m seq
	[[ -L r.json ]]
	valid there/real.json
}

@test "files of trials go where --dir says, and are gone in the end" {
	mkdir files
	"$parallax" run -w file/read --set file.size_mib=1 -m seq,procs -n 2 --rounds 1 \
		--budget 200ms --dir files -o r.json >out 2>err
	nothing "files stayed" "$(find files "$TMPDIR" -type f)"
}

@test "a folder for files that is not there fails the trial that needs it" {
	run "$parallax" run -w file/read --set file.size_mib=1 -m seq --rounds 1 --budget 200ms \
		--dir "$PWD/missing" -o r.json
	same "exit status" 1 "$status"
	holds r.json '.results[0].reason | test("No such file")'
}

# ---- Exit statuses ----

@test "a run that went well exits 0" {
	quick -w fake/null -m seq
}

@test "a failed trial exits 1, and the report is written" {
	run -1 "$fakes" run -w fake/lose -m threads -n 2 --rounds 1 --budget 200ms -o r.json
	valid r.json
	holds r.json '.complete and .results[0].status == "failed"'
}

@test "a skipped cell is no failure" {
	quick -w fake/huge -m seq
}

@test "an unstable run exits 4 under --strict, and only there" {
	run -4 "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms -o r.json --strict
	valid r.json
	holds r.json '.complete and any(.results[0].warnings[]; .code == "FEW_ROUNDS")'
	quick -w fake/null -m seq
}

@test "a failed trial comes before an unstable one" {
	run -1 "$fakes" run -w fake/lose -m threads -n 2 --rounds 1 --budget 200ms -o r.json --strict
}

# interrupted NUMBER STATUS: a run of hanging workers that gets the signal in the midst of a trial.
interrupted() {
	local begun status=0
	begin run -w fake/null -w fake/hang -m procs -n 2 --rounds 100 --budget 10s -o r.json
	within 20 has_members 4 # itself, the leader and two workers: only hanging ones last
	within 20 test -e r.json || sleep 0.5
	begun=$SECONDS
	kill "-$1" "$session"
	wait "$session" || status=$?
	same "exit status" "$2" "$status"
	((SECONDS - begun <= 5))
	within 2 is_empty
	valid r.json
	holds r.json '.complete == false'
	matches "$(<out)" INCOMPLETE
	nothing "files stayed" "$(find . "$TMPDIR" -type f ! -name r.json ! -name out ! -name err)"
}

@test "SIGINT ends a run with 130 and a partial report" {
	interrupted INT 130
}

@test "SIGTERM ends a run with 143 and a partial report" {
	interrupted TERM 143
}

@test "an interrupted run keeps the rounds that it has" {
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o r.json
	within 30 jq -e '([.trials[].round] | max) >= 2' r.json
	kill -INT "$session"
	status=0
	wait "$session" || status=$?
	same "exit status" 130 "$status"
	valid r.json
	holds r.json '.complete == false and .results[0].work_ns.n >= 2
		and .results[0].work_ns.median > 0'
	holds r.json 'all(.trials[]; .status == "ok")'
}

@test "an interrupted calibration leaves a report without trials" {
	begin run -w fake/hang --set fake.who=0 -m seq --rounds 1 -o r.json
	within 20 has_members 2
	sleep 1
	kill -INT "$session"
	status=0
	wait "$session" || status=$?
	same "exit status" 130 "$status"
	valid r.json
	holds r.json '.complete == false and .results[0].work_ns.n == 0'
}

@test "an interrupted run to - still writes one whole report" {
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o -
	sleep 2
	kill -TERM "$session"
	status=0
	wait "$session" || status=$?
	same "exit status" 143 "$status"
	valid out
	holds out '.complete == false'
}

@test "a signal that was ignored from the start stays so" {
	(
		trap '' INT
		exec "$fakes" run -w fake/sleep -m seq --rounds 3 --budget 500ms -o r.json >out 2>err 3>&-
	) &
	sleep 0.3
	kill -INT $!
	wait $!
	holds r.json '.complete'
}

@test "each round's report is already there while the run goes on" {
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o r.json
	within 30 jq -e '[.trials[].round] | max == 1 or max > 1' r.json
	valid r.json
	holds r.json '.complete == false'
	kill -TERM "$session"
	wait "$session" || true
}

# ---- Privacy ----

@test "nothing in the report tells who, where or on which machine" {
	mkdir -p "$BATS_TEST_TMPDIR/home-of-zebedee"
	export HOME=$BATS_TEST_TMPDIR/home-of-zebedee USER=zebedee LOGNAME=zebedee
	export HOSTNAME=zebedees-machine
	cp "$parallax" "$HOME/parallax"
	"$HOME/parallax" run -w primes -w file/read --set file.size_mib=1 -m seq,procs -n 2 \
		--rounds 1 --budget 200ms --dir "$TMPDIR" -o "$HOME/r.json" >out 2>err
	words=(zebedee "$BATS_TEST_TMPDIR" "$root" "$TMPDIR" "$(uname -n)" "$(id -un)")
	words+=("$(cat /etc/machine-id /proc/sys/kernel/random/boot_id /sys/class/dmi/id/*_serial \
		/sys/class/dmi/id/*_uuid 2>/dev/null || true)")
	words+=("$(cat /sys/class/net/*/address 2>/dev/null | grep -v '^00:00:00:00:00:00$' || true)")
	words+=("$(hostname -I 2>/dev/null | tr ' ' '\n' || true)")
	printf '%s\n' "${words[@]}" | sed 's/ *$//' | grep . | sort -u >private
	(($(wc -l <private) >= 5))
	nothing "private words" "$(grep -wiFf private "$HOME/r.json" || true)"
}

@test "a path that an option has is not in the report, however the option is written" {
	mkdir zebedee
	for option in "--output=$PWD/zebedee/r.json" "--outp=$PWD/zebedee/r.json" \
		"-o$PWD/zebedee/r.json"; do
		"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms "$option" >out 2>err
		echo "$option"
		lacks "$(<zebedee/r.json)" 'zebedee'
	done
}

@test "the folder for files is not in the report" {
	mkdir zebedee
	for options in "--dir $PWD/zebedee" "--dir=$PWD/zebedee/" "--di=$PWD/zebedee"; do
		# shellcheck disable=SC2086 # two words
		quick -w fake/null -m seq $options
		echo "$options"
		lacks "$(<r.json)" 'zebedee'
	done
}

# ---- The real thing ----

@test "eight workers wait for a service at least six times as fast as one" {
	"$parallax" run -w net/remote -n 8 --rounds 5 --budget 3s -o r.json >out 2>err
	# The best of five each: what else runs on the machine only ever delays.
	holds r.json '[.results[].work_ns.min] | .[0] / .[1] >= 6 and .[0] / .[2] >= 6'
}
