#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whether times, CPU times, switches and faults are true: fakes that take what is known. What else
# runs on the machine only ever delays, so what must not be passed is asked of the best trial, of
# further runs if need be, and what must be reached of every one.
load helpers

setup() {
	needs_plain_build "time"
	enter "$BATS_TEST_TMPDIR"
}

setup_file() {
	is_sanitized && return
	enter "$BATS_FILE_TMPDIR"
	export naps burns rates
	measure_naps
	measure_burns
	measure_rates
}

measure_naps() {
	naps=$PWD/naps.json
	"$fakes" run -w fake/sleep -w fake/peak -w fake/lap --set fake/sleep.us=20000 \
		--set fake/lap.us=2000 --set fake/peak.mib=16 -m seq,threads,procs,2x2 -n 2 \
		--rounds 6 --budget 5s -o "$naps" >out 2>err
}

# For long, since the kernel counts CPU time in ticks of 1 to 10 ms.
measure_burns() {
	burns=$PWD/burns.json
	"$fakes" run -w fake/burn -w fake/toil -m seq,threads,procs,2x1 -n 2 --rounds 6 \
		--budget 6s -o "$burns" >out 2>err
}

# Ops that take 0.95 ms in the mean, at a rate that one worker keeps and at one that two cannot.
measure_rates() {
	rates=$PWD/rates.json
	"$fakes" run -w fake/lap --set fake.us=500 --rate 40,20000 -m seq,threads,procs -n 2 \
		--rounds 3 -o "$rates" >rates.out 2>err
}

# naps_of WORKLOAD FILTER, burns_of …: of each of the four cells of the workload, with its measured
# $trials, its $result and the cell itself as input.
naps_of() {
	holds_of "$naps" "$@"
}

burns_of() {
	holds_of "$burns" "$@"
}

# holds_of REPORT WORKLOAD FILTER
holds_of() {
	holds "$1" '. as $r | [range(.cells | length) | . as $index | $r.cells[.]
		| select(.workload == $workload)
		| [$r.trials[] | select(.cell == $index and (.warmup | not))] as $trials
		| $r.results[$index] as $result | '"$3"'] | length == 4 and all' --arg workload "$2"
}

# ---- Time ----

@test "the work of sleeping ops takes no less than they sleep" {
	naps_of fake/sleep '(.ops / .workers * 2e7) as $ns | all($trials[]; .work_ns >= $ns)'
}

@test "the work of sleeping ops takes little more than they sleep" {
	again measure_naps naps_of fake/sleep '((.ops / .workers | ceil) * 2e7) as $ns
		| any($trials[]; .work_ns < 1.25 * $ns)'
}

measure_null() {
	"$fakes" run -w fake/null -m seq --rounds 3 -o r.json >out 2>err
}

@test "setup and verify are in no phase, and not in the overhead" {
	# The verify of fake/null takes as long as its work: far more than starting a leader.
	measure_null
	again measure_null holds r.json 'any(.trials[]; .overhead_ns < .work_ns / 3)'
}

@test "what a trial takes beside its phases is at most 5 ms" {
	again measure_naps naps_of fake/sleep '.workers > 2 or any($trials[]; .overhead_ns < 5e6)'
}

@test "two workers start within 50 microseconds of each other" {
	(($(nproc) > 1)) || skip "there is one processing unit"
	again measure_burns burns_of fake/burn \
		'.workers != 2 or any($trials[]; .start_skew_ns <= 50000)'
}

@test "the rate is that of the sleeping ops" {
	again measure_naps naps_of fake/sleep '(.workers * 50) as $rate
		| $result.ops_per_s.median | . <= $rate * 1.001 and . > $rate / 3'
}

# ---- Latency ----

@test "latency is that of the ops" {
	# Nine of ten ops sleep 2 ms, and one 20 ms.
	naps_of fake/lap '$result.latency_ns | .kind == "service time, closed loop"
		and .p50 >= 1980000 and .max >= 19800000'
	again measure_naps naps_of fake/lap '$result.latency_ns.p50 < 8000000'
}

@test "every op of the measured trials is in the latency" {
	naps_of fake/lap '.ops as $ops | $result.latency_ns.count == $ops * ($trials | length)
		and all($trials[].laps; ([.[range(1; length; 2)]] | add) == $ops)'
}

@test "a percentile has no figure without ten ops beyond it" {
	naps_of fake/lap '$result.latency_ns | (.p90 == null) == (.count < 100)
		and (.p99 == null) == (.count < 1000) and (.p999 == null) == (.count < 10000)'
}

# ---- Open loop ----

# rates_of RATE FILTER: of each of the three cells of that rate, as in naps_of.
rates_of() {
	holds "$rates" '. as $r | [range(.cells | length) | . as $index | $r.cells[.]
		| select(.params.rate == $rate)
		| [$r.trials[] | select(.cell == $index and (.warmup | not))] as $trials
		| $r.results[$index] as $result | '"$2"'] | length == 3 and all' --argjson rate "$1"
}

@test "under a rate the report tells whose latency it has" {
	valid "$rates"
	matches "$(tr -s ' \n' ' ' <"${rates%.json}.out")" \
		'fake/lap us=500 rate=40 procs [-0-9. mµns]*response time, open loop at 40/s'
	rates_of 40 '.latency == "response time, open loop at 40/s"
		and $result.latency_ns.kind == .latency'
}

# The rate is not passed, and where it can be kept nearly reached.
is_kept() {
	rates_of 40 '$result.findings.late_percent < 50 and $result.latency_ns.p50 < 20000000' &&
		rates_of 40 '(.ops / 40 * 1e9) as $ns | any($trials[]; .work_ns < 1.3 * $ns)'
}

@test "under a rate the report tells how many ops were late and what was done" {
	rates_of 40 '(.ops / 40 * 1e9) as $ns | all($trials[]; .work_ns >= $ns)'
	rates_of 20000 '$result.findings.late_percent > 90 and $result.latency_ns.p50 > 20000000'
	again measure_rates is_kept
}

@test "a rate that cannot be kept makes no trial endless" {
	# Meant to be 125 ms, at most four times that; the rest is for a busy machine.
	again measure_rates rates_of 20000 'all($trials[]; .work_ns < 2000000000)'
	rates_of 20000 '$result.ops_per_s.median < 2500'
	again measure_rates rates_of 20000 '$result.ops_per_s.median > 300'
}

# ---- CPU time ----

@test "sleeping takes no CPU" {
	naps_of fake/sleep 'any($trials[]; .cpu_user_ns + .cpu_sys_ns < 0.1 * .work_ns)'
	naps_of fake/sleep 'any($trials[]; .cpu_ns > 0 and .cpu_ns < 0.1 * .work_ns)'
}

@test "computing takes the CPU time that it takes, however long it waits for a CPU" {
	burns_of fake/toil '(.ops * .params.us * 1000) as $ns | all($trials[]; .cpu_ns >= $ns)'
	again measure_burns burns_of fake/toil '(.ops * .params.us * 1000) as $ns
		| any($trials[]; .cpu_ns <= 1.1 * $ns + 1000000 * (.workers | length))'
}

@test "the CPU time in user and system mode is that as well, but for the ticks" {
	# What a hypervisor takes away may be missing here.
	again measure_burns burns_of fake/toil '(.ops * .params.us * 1000) as $ns
		| any($trials[]; .cpu_user_ns + .cpu_sys_ns > 0.4 * $ns)
		and any($trials[]; .cpu_user_ns > .cpu_sys_ns)'
	burns_of fake/toil 'any($trials[];
		.cpu_user_ns + .cpu_sys_ns <= 1.1 * .cpu_ns + 8000000 * (.workers | length))'
}

@test "no CPU time passes that of the wall" {
	# But for the window before the start, in which a hypervisor may pause any one trial.
	again measure_burns burns_of fake/burn 'any($trials[]; ([.workers[].work_ns] | add) as $ns
		| .cpu_ns <= $ns + 1000000 * (.workers | length))'
}

# Least against least: what runs beside a trial takes cache and parts of a core from it.
is_equal_in_all_modes() {
	holds "$burns" '. as $r | def cpu($shape): (.cells | map(.cell) | index("fake/burn " + $shape))
			as $index
		| [$r.trials[] | select(.cell == $index and (.warmup | not)) | .cpu_ns] | min;
		[cpu("procs:2", "2x1", "seq") / cpu("threads:2")] | all(. > 0.8 and . < 1.25)'
}

@test "the same ops take the same CPU in threads and in processes" {
	again measure_burns is_equal_in_all_modes
}

# ---- Switches and faults ----

@test "every sleep is a voluntary switch" {
	# A worker may also wait for a page, and need not if the nap is over before it is off its CPU.
	naps_of fake/sleep '.ops as $ops | .workers as $workers
		| any($trials[]; .ctx_voluntary >= $ops and .ctx_voluntary <= $ops + 4 * $workers)'
}

@test "computing hardly ever gives its CPU away" {
	burns_of fake/burn 'any($trials[]; .ctx_voluntary <= 2 * (.workers | length))'
}

@test "every page that is touched in the work is a fault" {
	naps_of fake/peak '(.workers * 16 * 256) as $pages | all($trials[];
		.faults_minor >= $pages and .faults_minor <= 1.1 * $pages + 200)'
}

@test "what is touched before the gate is no fault of the work" {
	burns_of fake/burn 'any($trials[]; .faults_minor <= 20 * (.workers | length))'
}
