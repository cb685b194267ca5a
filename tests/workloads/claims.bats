#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What the workloads are there to show, they show: in memory, in updates lost, in ticks that come
# late. Only what differs by far more than a shared machine's noise is held here.
load ../cli/helpers

mib=$((1 << 20))

# measure ARG...: two rounds of the real workloads, in r.json; every trial is well.
measure() {
	"$parallax" run --rounds 2 --budget 2s -o r.json "$@" >out 2>err
	holds r.json '[.results[]] | length > 0 and all(.[]; .status == "ok")'
}

# figure CELL PATH: a figure of the result of that cell.
figure() {
	jq -r --arg cell "$1" '(.cells | map(.cell) | index($cell)) as $index
		| .results[$index] | '"$2" r.json
}

# between WHAT VALUE LOW HIGH
between() {
	(($2 >= $3 && $2 <= $4)) || {
		echo "$1 is $2, and not from $3 to $4"
		return 1
	}
}

@test "threads share a block that was there before them, processes copy what they write of it" {
	needs_plain_build "memory"
	measure -w cow -m threads,procs -n 4 --set cow.touch=0,100
	block=$((64 * mib)) slack=$((4 * mib))
	for touch in 0 100; do
		between "threads, $touch %" "$(figure "cow touch=$touch threads:4" .memory.uss_bytes)" \
			$block $((block + slack))
	done
	between "processes, 0 %, PSS" "$(figure "cow touch=0 procs:4" .memory.pss_bytes)" \
		$block $((block + slack))
	# A copy in each of the four, beside the original in the process that forked them.
	between "processes, 100 %" "$(figure "cow touch=100 procs:4" .memory.uss_bytes)" \
		$((5 * block)) $((5 * block + slack))
}

@test "a list holds the whole data set, a stream a batch" {
	needs_plain_build "memory"
	measure -w dataset -m seq,threads,procs -n 2
	set=$((2000 * 12288)) batch=$((16 * 12288)) slack=$((8 * mib))
	for shape in seq threads:2 procs:2; do
		between "list, $shape" "$(figure "dataset/list $shape" .memory.peak_rss_bytes)" \
			$set $((set + slack))
		for stream in iterator generator; do
			between "$stream, $shape" \
				"$(figure "dataset/$stream $shape" .memory.peak_rss_bytes)" \
				$batch $((batch + slack))
		done
	done
}

@test "a list and its streams compute the same" {
	measure -w dataset -m seq,threads -n 2 --set dataset.images=77 --set dataset.bytes=4096
	same digests 1 "$(jq '[.trials[].digest] | unique | length' r.json)"
}

measure_counters() {
	measure -w counter -m seq,threads,procs -n 2
}

loses_updates() {
	echo "$1 loses $(figure "counter/racy $1" .findings.lost_updates)"
	(($(figure "counter/racy $1" .findings.lost_updates) > 0))
}

@test "without a lock updates are lost, in threads and in processes; with one none are" {
	measure_counters
	# Two that never ran at once lose none.
	again measure_counters loses_updates threads:2
	again measure_counters loses_updates procs:2
	same "lost by one worker" 0 "$(figure "counter/racy seq" .findings.lost_updates)"
}

measure_ticks() {
	measure -w responsive -m seq,threads,procs
}

is_prompt() {
	local seq late
	seq=$(figure "responsive seq" .latency_ns.p50)
	late=$(figure "responsive $1" .latency_ns.p50)
	echo "half of the ticks are $late ns late in $1, and $seq ns in seq"
	((seq > 10 * late))
}

@test "background work that has no worker of its own makes ticks late" {
	measure_ticks
	again measure_ticks is_prompt threads:2
	again measure_ticks is_prompt procs:2
}

@test "an array of triad is larger than a cache, and its bytes are counted" {
	measure -w triad -m seq
	(($(figure "triad seq" .findings.array_bytes) >= 64 * mib))
	holds r.json '.cells[0].op_bytes == 12288
		and .results[0].bytes_per_s.median > 12288 * .results[0].ops_per_s.median * 0.999'
}

@test "the files of a workload lie in the page cache where it says so" {
	measure -w file/read -m seq --set file.size_mib=4
	# Less a few pages: a kernel may take some back at any time.
	between "cached bytes" "$(figure "file/read size_mib=4 seq" .findings.cached_bytes)" \
		$((4 * mib - mib / 8)) $((4 * mib))
}

@test "ballast is held by whoever creates" {
	needs_plain_build "memory"
	measure -w spawn/worker -m threads --set spawn.ballast=0,32
	between "memory with ballast" \
		"$(figure "spawn/worker ballast=32 threads:2" .memory.pss_bytes)" \
		$((32 * mib)) $((36 * mib))
}

@test "a parameter's values make a cell each" {
	"$parallax" run --dry-run -w cow -m threads -n 2 --set cow.touch=0,50,100 >out
	same cells 3 "$(grep -c '^run ' out)"
}

@test "twice the ops take about twice the time" {
	needs_plain_build "time"
	# Wide, for a shared machine: what is optimised away shows as 1, what grows with its square as 4.
	# The figures to 10 per cent are for a quiet one, where the script is run by hand.
	"$parallax" run --rounds 1 --budget 3s -w cpu -w chase -w refcount -w alloc/local -m seq \
		-o r.json >out 2>err
	python3 "$root/tests/workloads/doubling.py" "$parallax" r.json 30
}
