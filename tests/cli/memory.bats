#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whether the memory figures are true: fakes that take a known amount, held against fake/null in
# the same shape, whose processes have nothing but the program itself.
load helpers

mib=$((64 << 20))

setup() {
	needs_plain_build "memory"
	enter "$BATS_TEST_TMPDIR"
}

setup_file() {
	is_sanitized && return
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/null -w fake/share -w fake/alloc -w fake/peak -w fake/input -m threads,procs -n 1,2,4 \
		--set fake/peak.setup_mib=0,128 --set fake/input.mib=64 --rounds 1 --budget 300ms -o r.json >out 2>err
}

# figure WORK SHAPE KEY: that of the cell "fake/WORK SHAPE", in bytes.
figure() {
	jq --arg cell "fake/$1 $2" --arg key "$3" '(.cells | map(.cell) | index($cell)) as $index
		| .results[$index].memory[$key] // error("unknown")' "$report"
}

# more WORK SHAPE KEY: how much more it is than that of fake/null.
more() {
	echo $(($(figure "$1" "$2" "$3") - $(figure null "$2" "$3")))
}

# about EXPECTED SEEN: within 5 % of it.
about() {
	echo "expected about $1, seen $2"
	((20 * $2 >= 19 * $1 && 20 * $2 <= 21 * $1))
}

# roughly EXPECTED SEEN: within half of it. Where the kernel happens to put a process's memory is
# worth some page tables.
roughly() {
	echo "expected roughly $1, seen $2"
	((2 * $2 >= $1 && 2 * $2 <= 3 * $1))
}

# ---- What all share ----

@test "shared memory is in the PSS once, however many share it" {
	for shape in threads:1 threads:2 threads:4 procs:1 procs:2 procs:4; do
		echo "$shape"
		about $mib "$(more share $shape pss_bytes)"
	done
}

@test "shared memory is in the shmem part of the PSS" {
	for shape in threads:4 procs:1 procs:4; do
		about $mib "$(more share $shape pss_shmem_bytes)"
		(($(more share $shape pss_anon_bytes) < mib / 20))
	done
}

@test "shared memory is in the RSS once for each process" {
	for workers in 1 2 4; do
		about $((workers * mib)) "$(more share procs:$workers rss_bytes)"
		about $mib "$(more share threads:$workers rss_bytes)"
	done
}

@test "shared memory is in the USS of nobody, unless there is but one" {
	for workers in 2 4; do
		(($(more share procs:$workers uss_bytes) < mib / 20))
	done
	about $mib "$(more share threads:4 uss_bytes)"
}

@test "each process has page tables of its own for what is shared" {
	[[ $(</sys/kernel/mm/transparent_hugepage/shmem_enabled) == *\[never\]* ]] ||
		skip "shared memory may have huge pages"
	local tables=$((mib / 4096 * 8)) workers
	for workers in 1 2 4; do
		roughly $((workers * tables)) "$(more share procs:$workers page_table_bytes)"
		roughly $tables "$(more share threads:$workers page_table_bytes)"
	done
}

@test "an input that all trials read is to each what shared memory of its own would be" {
	for workers in 1 2 4; do
		for shape in threads:$workers procs:$workers; do
			about $mib "$(more "input mib=64" $shape pss_bytes)"
			about $mib "$(more "input mib=64" $shape pss_shmem_bytes)"
		done
		about $mib "$(more "input mib=64" threads:$workers rss_bytes)"
		# The leader has it too, as it has what it wrote into shared memory by itself.
		about $(((workers + 1) * mib)) "$(more "input mib=64" procs:$workers rss_bytes)"
	done
}

# ---- What each has to itself ----

@test "memory of each worker's own is in the USS of each, in both modes" {
	for workers in 1 2 4; do
		about $((workers * mib)) "$(more alloc threads:$workers uss_bytes)"
		about $((workers * mib)) "$(more alloc procs:$workers uss_bytes)"
	done
}

@test "memory of each worker's own is in PSS, RSS and peak alike" {
	for shape in threads:4 procs:4; do
		for key in pss_bytes pss_anon_bytes rss_bytes peak_rss_bytes; do
			about $((4 * mib)) "$(more alloc $shape $key)"
		done
	done
}

# ---- What was there for a while ----

@test "memory that is gone after the work is in the peak alone" {
	for shape in threads:1 procs:1 procs:4; do
		(($(more peak $shape peak_rss_bytes) >= ${shape#*:} * mib * 19 / 20))
		(($(more peak $shape pss_bytes) < mib / 20))
		(($(more peak $shape rss_bytes) < mib / 20))
	done
}

@test "what setup had and gave back is not in the peak" {
	for shape in threads:1 procs:1 procs:4; do
		(($(figure "peak setup_mib=128" $shape peak_rss_bytes) < ${shape#*:} * mib + mib / 2))
	done
}

# ---- In any case ----

@test "the parts of the PSS add up to it" {
	holds "$report" 'all(.trials[].memory; . as $m
		| ($m.pss_anon_bytes + $m.pss_shmem_bytes + $m.pss_file_bytes - $m.pss_bytes | fabs)
		<= 16384)'
}

@test "no more is anybody's own than proportional, nor that than resident, nor that than the peak" {
	holds "$report" 'all(.trials[].memory; .uss_bytes <= .pss_bytes + 16384
		and .pss_bytes <= .rss_bytes and .rss_bytes <= .peak_rss_bytes + 262144)'
}
