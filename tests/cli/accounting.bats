#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whether times, CPU times, switches and faults are true: fakes that take what is known. What else
# runs on the machine only ever delays, so what must be reached is asked of the best trial, and
# what must not be passed of the worst.
load helpers

setup() {
	needs_plain_build "time"
	enter "$BATS_TEST_TMPDIR"
}

setup_file() {
	is_sanitized && return
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/sleep -w fake/peak -w fake/lap --set fake/sleep.us=10000 \
		--set fake/lap.us=500 --set fake/peak.mib=16 -m seq,threads,procs,2x2 -n 2 \
		--rounds 6 --budget 5s -o r.json >out 2>err
	# For long, since the kernel counts CPU time in ticks of 1 to 10 ms.
	export burn=$PWD/burn.json
	"$fakes" run -w fake/burn -m seq,threads,procs,2x1 -n 2 --rounds 6 -o burn.json >out 2>err
}

# holds_of WORKLOAD FILTER [REPORT]: of each of the four cells of the workload, with its measured
# $trials, its $result and the cell itself as input.
holds_of() {
	holds "${3:-$report}" '. as $r | [range(.cells | length) | . as $index | $r.cells[.]
		| select(.workload == $workload)
		| [$r.trials[] | select(.cell == $index and (.warmup | not))] as $trials
		| $r.results[$index] as $result | '"$2"'] | length == 4 and all' --arg workload "$1"
}

# ---- Time ----

@test "the work of sleeping ops takes no less than they sleep" {
	holds_of fake/sleep '(.ops / .workers * 1e7) as $ns | all($trials[]; .work_ns >= $ns)'
}

@test "the work of sleeping ops takes little more than they sleep" {
	holds_of fake/sleep '((.ops / .workers | ceil) * 1e7) as $ns
		| any($trials[]; .work_ns < 1.25 * $ns)'
}

@test "setup and verify are in no phase, and not in the overhead" {
	# The verify of fake/null takes as long as its work: far more than starting a leader.
	"$fakes" run -w fake/null -m seq --rounds 3 -o r.json >out 2>err
	holds r.json 'any(.trials[]; .overhead_ns < .work_ns / 3)'
}

@test "what a trial takes beside its phases is at most 5 ms" {
	holds_of fake/sleep '.workers > 2 or any($trials[]; .overhead_ns < 5e6)'
}

@test "two workers start within 50 microseconds of each other" {
	(($(nproc) > 1)) || skip "there is one processing unit"
	holds_of fake/burn '.workers != 2 or any($trials[]; .start_skew_ns <= 50000)' "$burn"
}

@test "the rate is that of the sleeping ops" {
	holds_of fake/sleep '(.workers * 100) as $rate
		| $result.ops_per_s.median | . <= $rate * 1.001 and . > $rate / 3'
}

# ---- Latency ----

@test "latency is that of the ops" {
	# Nine of ten ops sleep half a millisecond, and one 5 ms.
	holds_of fake/lap '$result.latency_ns | .kind == "service time, closed loop"
		and .p50 >= 495000 and .p50 < 2000000 and .max >= 4950000'
}

@test "every op of the measured trials is in the latency" {
	holds_of fake/lap '.ops as $ops | $result.latency_ns.count == $ops * ($trials | length)
		and all($trials[].laps; ([.[range(1; length; 2)]] | add) == $ops)'
}

@test "a percentile has no figure without ten ops beyond it" {
	holds_of fake/lap '$result.latency_ns | (.p90 == null) == (.count < 100)
		and (.p99 == null) == (.count < 1000) and (.p999 == null) == (.count < 10000)'
}

# ---- Open loop ----

# rates: runs fake/lap, whose ops take 0.95 ms in the mean, at a rate that one worker keeps and at one
# that two cannot.
rates() {
	"$fakes" run -w fake/lap --set fake.us=500 --rate 200,20000 -m seq,threads,procs -n 2 \
		--rounds 3 -o r.json >out 2>err
	valid r.json
}

# holds_at RATE FILTER: of each of the three cells of that rate, as in holds_of.
holds_at() {
	holds r.json '. as $r | [range(.cells | length) | . as $index | $r.cells[.]
		| select(.params.rate == $rate)
		| [$r.trials[] | select(.cell == $index and (.warmup | not))] as $trials
		| $r.results[$index] as $result | '"$2"'] | length == 3 and all' --argjson rate "$1"
}

@test "under a rate the report tells whose latency it has, how many were late and what was done" {
	rates
	matches "$(tr -s ' \n' ' ' <out)" \
		'fake/lap us=500 rate=200 procs [-0-9. mµns]*response time, open loop at 200/s'
	holds_at 200 '.latency == "response time, open loop at 200/s"
		and $result.latency_ns.kind == .latency'
	holds_at 200 '$result.findings.late_percent < 50 and $result.latency_ns.p50 < 5000000'
	holds_at 20000 '$result.findings.late_percent > 90 and $result.latency_ns.p50 > 5000000'
	# The rate is not passed, and where it can be kept nearly reached.
	holds_at 200 '(.ops / 200 * 1e9) as $ns | all($trials[]; .work_ns >= $ns)
		and any($trials[]; .work_ns < 1.3 * $ns)'
}

@test "a rate that cannot be kept makes no trial endless" {
	rates
	# Meant to be 125 ms, at most four times that; the rest is for a busy machine.
	holds_at 20000 'all($trials[]; .work_ns < 2000000000)'
	holds_at 20000 '$result.ops_per_s.median | . > 300 and . < 2500'
}

# ---- CPU time ----

@test "sleeping takes no CPU" {
	holds_of fake/sleep 'any($trials[]; .cpu_user_ns + .cpu_sys_ns < 0.1 * .work_ns)'
}

@test "computing takes CPU for as long as it lasts" {
	# Other programs take their share of the time.
	holds_of fake/burn 'any($trials[]; ([.workers[].work_ns] | add) as $ns
		| .cpu_user_ns > 0.4 * $ns)' "$burn"
	holds_of fake/burn 'all($trials[]; ([.workers[].work_ns] | add) as $ns
		| .cpu_user_ns + .cpu_sys_ns <= 1.1 * $ns + 8000000 * (.workers | length))' "$burn"
}

@test "the same ops take the same CPU in threads and in processes" {
	holds "$burn" '. as $r | def cpu($mode): (.cells | map(.mode) | index($mode)) as $index
		| [$r.trials[] | select(.cell == $index and (.warmup | not)) | .cpu_user_ns] | sort[2];
		[cpu("procs", "hybrid", "seq") / cpu("threads")] | all(. > 0.8 and . < 1.25)'
}

@test "the exact CPU time is that of the work, whatever the ticks say" {
	holds_of fake/sleep 'any($trials[]; .cpu_ns > 0 and .cpu_ns < 0.1 * .work_ns)'
	holds_of fake/burn 'any($trials[]; ([.workers[].work_ns] | add) as $ns
		| .cpu_ns > 0.4 * $ns)' "$burn"
	# No clock of CPU time passes that of the wall, but for the window before the start.
	holds_of fake/burn 'all($trials[]; ([.workers[].work_ns] | add) as $ns
		| .cpu_ns <= $ns + 1000000 * (.workers | length))' "$burn"
}

# ---- Switches and faults ----

@test "every sleep is a voluntary switch" {
	holds_of fake/sleep '.ops as $ops | .workers as $workers
		| all($trials[]; .ctx_voluntary >= $ops and .ctx_voluntary <= $ops + 4 * $workers)'
}

@test "computing hardly ever gives its CPU away" {
	holds_of fake/burn 'any($trials[]; .ctx_voluntary <= 2 * (.workers | length))' "$burn"
}

@test "every page that is touched in the work is a fault" {
	holds_of fake/peak '(.workers * 16 * 256) as $pages | all($trials[];
		.faults_minor >= $pages and .faults_minor <= 1.1 * $pages + 200)'
}

@test "what is touched before the gate is no fault of the work" {
	holds_of fake/burn 'any($trials[]; .faults_minor <= 20 * (.workers | length))' "$burn"
}
