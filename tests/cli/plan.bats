#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Which cells a run has, what each of them does and where: by dry runs, and by short ones.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export shared=$PWD
	quick -w fake/null -m seq,threads,procs,2x2 -n 2,3 \
		--scaling weak --schedule dynamic --placement compact
	mv r.json other.json
	quick -w fake/picky -w fake/huge -w fake/null -m seq,threads,procs,2x2 -n 1,2,3
	mv r.json skipped.json
}

# plan ARG...: prints the cells that a run would have, without its workload's family.
plan() {
	"$fakes" run --dry-run "$@" | sed -n 's/^run *fake.//p' | xargs
}

# ---- Counts and modes ----

@test "a list of counts may have ranges and repetitions" {
	same plan "null threads:1 null threads:2 null threads:3" \
		"$(plan -w fake/null -m threads -n 3,1-2,2)"
}

@test "max is the number of usable processing units" {
	same plan "null threads:$(nproc)" "$(plan -w fake/null -m threads -n max)"
	same plan "$(plan -w fake/null -m threads -n "1-$(nproc)")" \
		"$(plan -w fake/null -m threads -n 1-max)"
}

@test "without a count a cell has a worker for each usable processing unit" {
	same plan "null procs:$(nproc)" "$(plan -w fake/null -m procs)"
}

@test "without a count a cell has the workers that its workload wants" {
	same plan "picky threads:2 picky procs:2" "$(plan -w fake/picky)"
}

@test "without a mode there are seq, threads and procs" {
	same plan "null seq null threads:2 null procs:2" "$(plan -w fake/null -n 2)"
}

@test "hybrid takes every pair of factors" {
	same plan "null 1x4 null 2x2 null 4x1" "$(plan -w fake/null -m hybrid -n 4)"
}

@test "a shape takes no counts" {
	same plan "null 2x3" "$(plan -w fake/null -m 2x3 -n 1,2,4)"
}

@test "a mode that is named twice is there once" {
	same plan "null seq null 2x2" "$(plan -w fake/null -m seq,2x2,seq,2x2)"
}

@test "on one processing unit max is one worker" {
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')
	taskset -c "$cpu" "$fakes" run -w fake/null -m threads,procs -n max --rounds 1 \
		--budget 200ms -o r.json >/dev/null 2>&1
	holds r.json '[.cells[].workers] == [1, 1] and .machine.cpu.usable_pus == 1'
	holds r.json '.machine.limits.cpuset == $cpu' --arg cpu "$cpu"
	holds r.json 'all(.trials[].workers[]; .pu == ($cpu | tonumber))' --arg cpu "$cpu"
}

# ---- Workloads and parameters ----

@test "a class selects its workloads" {
	same plan "crew seq locks seq" "$(plan -w sync -m seq)"
	same plan "alloc seq fault seq input seq peak seq room seq share seq sized seq" "$(plan -w memory -m seq)"
}

@test "a pattern selects its workloads" {
	same plan "late seq lose seq lap seq locks seq" "$(plan -w 'fake/l[ao]*' -m seq)"
}

@test "several selections add up, each workload once" {
	same plan "null seq lap seq litter seq sleep seq slow seq tick seq" \
		"$(plan -w fake/null -w 'fake/nul*' -w io -m seq)"
}

measure_naps() {
	"$fakes" run -w fake/sleep --set fake.us=1000,50,100000 -m seq --rounds 1 \
		-o r.json >/dev/null 2>&1
}

@test "each value of a parameter makes a cell, named by it and calibrated by itself" {
	measure_naps
	holds r.json '[.cells[] | [.cell, .params.us]] == [["fake/sleep seq", 1000],
		["fake/sleep us=50 seq", 50], ["fake/sleep us=100000 seq", 100000]]'
	# Two trials of calibration that a busy machine keeps waiting find as few ops for a short nap.
	again measure_naps holds r.json '.cells[0].ops >= 3 * .cells[2].ops'
}

measure_prepared() {
	"$fakes" run -w fake/sleep --set fake.us=200 --set fake.prepare_ns=0,180000000 -m seq --rounds 1 \
		-o r.json >/dev/null 2>&1
}

@test "work takes longer where a trial is dear to set up, but by far less than that" {
	measure_prepared
	# The geometric mean of 180 ms and the 20 that are wanted of all: three times as long.
	again measure_prepared holds r.json '.cells[1].ops >= 2 * .cells[0].ops
		and .cells[1].ops <= 5 * .cells[0].ops'
}

@test "each combination of values makes a cell" {
	same plan "crash signal=6 seq crash signal=9 seq crash who=2 signal=6 seq crash who=2 signal=9 seq" \
		"$(plan -w fake/crash --set fake.who=1,2 --set fake.signal=6,9 -m seq)"
}

@test "a setting with a workload's full name is for that one only" {
	same plan "lap us=700 seq sleep seq" \
		"$(plan -w fake/lap -w fake/sleep --set fake/lap.us=700 -m seq)"
}

@test "the last setting of a parameter counts" {
	same plan "sleep us=8 seq" \
		"$(plan -w fake/sleep --set fake.us=7 --set fake.us=8 -m seq)"
}

@test "each rate makes a cell of what has one, and leaves the rest alone" {
	same plan "lap seq lap rate=500 seq sleep seq" \
		"$(plan -w fake/lap -w fake/sleep --rate 0,500 -m seq)"
}

@test "a rate is the parameter of that name" {
	same plan "lap rate=5 seq" "$(plan -w fake/lap --set fake.rate=5 -m seq)"
	same plan "lap rate=5 seq" "$(plan -w fake/lap --set fake/lap.rate=5 --rate 7 -m seq)"
}

# ---- What cannot be ----

@test "what a workload cannot take is skipped, with its reason" {
	holds "$shared/skipped.json" '.cells as $cells
		| [.results[] | select(.status == "ok") | $cells[.cell].cell]
		| map(select(startswith("fake/picky"))) == ["fake/picky threads:2", "fake/picky procs:2"]'
	holds "$shared/skipped.json" '.cells as $cells
		| all(.results[] | select($cells[.cell].workload == "fake/picky" and .status != "ok");
		.status == "skipped" and .reason == if $cells[.cell].mode | IN("seq", "hybrid")
		then "it takes two of a kind to tango" else "dancers come in pairs" end)'
}

@test "more memory than there is skips the cell before it is touched" {
	holds "$shared/skipped.json" '.cells as $cells
		| all(.results[] | select($cells[.cell].workload == "fake/huge");
		.status == "skipped" and (.reason | test("needs 107[0-9]{7} MiB of memory")))'
}

@test "beside skipped cells the others run" {
	holds "$shared/skipped.json" '.cells as $cells
		| all(.results[] | select($cells[.cell].workload == "fake/null"); .status == "ok")'
}

@test "a skipped cell has no trials and no figures" {
	holds "$shared/skipped.json" '[.trials[].cell] as $run
		| all(.results[] | select(.status == "skipped"); .work_ns.n == 0
		and .work_ns.median == null and .memory.pss_bytes == null and .latency_ns == null
		and .ops_per_s.median == null and (.cell as $cell | $run | index($cell) | not))'
}

@test "skipped cells are told below the table" {
	matches "$(<"$shared/out")" 'skipped *fake/picky threads:3: dancers come in pairs'
	matches "$(<"$shared/out")" 'skipped *fake/huge seq: needs'
}

@test "a dry run tells what will be skipped" {
	run -0 "$fakes" run -w fake/picky -m seq,threads -n 2 --dry-run
	matches "$output" 'skipped *fake/picky seq: it takes two'
	matches "$output" 'run *fake/picky threads:2'
	matches "$output" '1 cells?,'
}

# ---- How the work is dealt ----

@test "weak scaling multiplies ops by workers" {
	holds "$shared/other.json" '.config.scaling == "weak"
		and (.cells[0].ops as $ops | $ops > 0 and all(.cells[]; .ops == $ops * .workers))'
}

@test "under weak scaling the digest of each size is checked by itself" {
	holds "$shared/other.json" '.cells as $cells | all(.trials[]; .status == "ok")
		and (.trials | group_by($cells[.cell].ops) | map(map(.digest) | unique | length)) == [1, 1, 1, 1]'
}

@test "the dynamic split deals every op once" {
	holds "$shared/other.json" '.config.schedule == "dynamic"'
	holds "$shared/other.json" '.cells as $cells
		| all(.trials[]; ([.workers[].ops] | add) == $cells[.cell].ops)'
}

@test "the dynamic split gives a worker that is late less" {
	# One of four waits until the others have done all else: a chunk, of 64 for each worker.
	"$fakes" run -w fake/late -m threads,procs,2x2 -n 4 --rounds 1 --budget 200ms \
		--timeout 20s --schedule dynamic -o r.json >/dev/null 2>&1
	holds r.json '(.trials | length) == 6 and all(.trials[];
		.status == "ok" and any(.workers[]; .ops == 1024 / 4 / 64))'
}

# ---- Where it runs ----

@test "compact puts each worker where it says" {
	holds "$shared/other.json" 'all(.cells[]; .placement == "compact")
		and all(.trials[].workers[]; .bound_pu >= 0 and .pu == .bound_pu)'
}

@test "two workers have two processing units" {
	(($(nproc) > 1)) || skip "there is one processing unit"
	holds "$shared/other.json" 'all(.trials[].workers | select(length == 2);
		.[0].pu != .[1].pu)'
	holds "$shared/skipped.json" 'all(.trials[].workers | select(length == 2);
		.[0].pu != .[1].pu)'
}

@test "threads and processes are put in the same places" {
	for report in other skipped; do
		holds "$shared/$report.json" 'all(.trials | group_by(.workers | length)[];
			[.[].workers | map(.bound_pu)] | unique | length == 1)'
	done
}

@test "numa puts threads and processes in the same places" {
	quick -w fake/null -m threads,procs,2x2 -n 4 --placement numa
	holds r.json 'all(.cells[]; .placement == "numa") and .config.placement == "numa"
		and all(.trials[].workers[]; .bound_pu >= 0 and .pu == .bound_pu)
		and ([.trials[].workers | map(.bound_pu)] | unique | length) == 1'
	valid r.json
}

@test "worker i is on the i-th PU of a list" {
	(($(nproc) > 1)) || skip "there is one processing unit"
	quick -w fake/null -m threads,procs -n 2 --placement 1,0
	holds r.json 'all(.cells[]; .placement == "1,0") and .config.placement == "1,0"
		and all(.trials[].workers; [.[].bound_pu] == [1, 0] and [.[].pu] == [1, 0])'
	valid r.json
	lacks "$(<err)" 'starts again'
}

@test "a list that is too short starts again, with a warning" {
	quick -w fake/null -m seq,threads -n 3 --placement 0
	matches "$(<err)" '1 PU for the 3 workers of fake/null threads:3: the list starts again, in 1 cell'
	holds r.json 'all(.trials[].workers[]; .bound_pu == 0)
		and [.results[] | any(.warnings[]; .code == "OVERSUBSCRIBED")] == [false, true]'
}

@test "cells in other places are not compared" {
	quick -w fake/null -m threads -n 1 --placement 0
	mv r.json base.json
	quick -w fake/null -m threads -n 1 --placement numa
	run "$fakes" compare base.json r.json --format json
	same "exit status" 5 "$status"
	matches "$output" 'placement: '
	matches "$("$fakes" show r.json)" 'placement numa'
}

@test "placement none binds nobody" {
	quick -w fake/null -m threads,procs -n 2 --placement none
	holds r.json 'all(.cells[]; .placement == "none")
		and all(.trials[].workers[]; .bound_pu == -1 and .pu >= 0)'
}
