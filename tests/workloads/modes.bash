# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What modes_compute.bats and modes_wait.bats share: every workload of their classes, in every mode and
# at every count that it claims: all trials are well, and compute the same. The workloads are those
# that the program lists. Two files, since this is the longest of all tests.
load ../cli/helpers

# run_modes CLASS...: all of them, once under the static split and once under the dynamic one.
run_modes() {
	enter "$BATS_FILE_TMPDIR"
	export list=$PWD/list.json report=$PWD/r.json dynamic=$PWD/dynamic.json
	local selected=("${@/#/--workload=}")
	"$parallax" list --json >all.json
	jq '.workloads |= map(select(.class | IN($ARGS.positional[])))' all.json --args "$@" >list.json
	# What is large for the sake of its figures is small here: the same code on less memory.
	small=""
	local setting
	for setting in chase.mib=4 compress.corpus_mib=1 cow.block_mib=4 dataset.images=200 file.size_mib=4 \
		responsive.delay_ms=2 sqlite.rows=2000 triad.mib=4 wordcount.corpus_mib=1; do
		# A setting of what is not selected is refused.
		if jq -e --arg family "${setting%%.*}" '[.workloads[].name | split("/")[0]]
			| index($family)' list.json >/dev/null; then
			small+=" --set $setting"
		fi
	done
	export small
	export counts="1 2 3" shapes="1x2 2x1 2x2 3x1"
	# What a sanitizer finds in one worker, or in another factoring, it finds in these.
	is_sanitized && counts="2 3" shapes="2x2"
	mkdir files
	TMPDIR=$PWD/files program=$parallax begin run $small "${selected[@]}" \
		-m "seq,threads,procs,${shapes// /,}" -n "${counts// /,}" --rounds 1 --budget 1s -o r.json
	wait "$session" || true
	members >left
	find files -mindepth 1 >>left
	"$parallax" run $small "${selected[@]}" -m threads,2x2 -n 3 --rounds 1 --budget 1s \
		--schedule dynamic --scaling weak -o dynamic.json >out 2>err || true
}

# offences FILE: prints each cell of which the list and the results say different things.
offences() {
	jq -r --slurpfile list "$list" '.cells as $cells | .results[] | . as $result
		| $cells[.cell] as $cell
		| ($list[0].workloads[] | select(.name == $cell.workload)) as $claim
		| ($claim.unavailable == null and ($claim.modes | index([$cell.mode])) != null
			and ($cell.mode == "seq" or ($cell.workers >= $claim.min_workers
				and $cell.workers % $claim.workers_multiple == 0))) as $wanted
		| select(if $wanted then .status != "ok" or .failed != 0
			else .status != "skipped" or (.reason | length) < 10 end)
		| "\($cell.cell): \(.status): \(.reason)"' "$1"
}

# well_in FILTER: every workload has cells of that kind, and the list is right about them.
well_in() {
	jq ". as \$r | [range(.cells | length) | select(\$r.cells[.] | $1)] as \$kept
		| .results |= map(select(.cell as \$cell | \$kept | index(\$cell)))" "$report" >kept.json
	same workloads "$(jq -r '[.workloads[].name] | sort | join(" ")' "$list")" \
		"$(jq -r '[.cells[.results[].cell].workload] | unique | join(" ")' kept.json)"
	nothing "not well" "$(offences kept.json)"
}

is_well_in_seq() {
	well_in '.mode == "seq"'
}

is_well_in_threads() {
	for workers in $counts; do
		well_in ".mode == \"threads\" and .workers == $workers"
	done
}

is_well_in_processes() {
	for workers in $counts; do
		well_in ".mode == \"procs\" and .workers == $workers"
	done
}

is_well_in_shapes() {
	for shape in $shapes; do
		well_in ".procs == ${shape%x*} and .threads == ${shape#*x} and .mode == \"hybrid\""
	done
}

is_well_when_dealt() {
	nothing "not well" "$(offences "$dynamic")"
}

computes_the_same() {
	for file in "$report" "$dynamic"; do
		nothing "different digests" "$(jq -r '.cells as $cells | [.trials[]
			| {work: [$cells[.cell] | .workload, .params, .ops], digest}]
			| group_by(.work)[] | select(map(.digest) | unique | length != 1)
			| .[0].work' "$file")"
	done
}

has_a_digest() {
	# More than one op, so that a digest of 0, or of the last op alone, is no accident.
	holds "$report" 'all(.trials[]; .digest != "0000000000000000")'
	# Not of each number of ops another: between 90 and 120 of its candidates primes may find none.
	nothing "one digest for all numbers of ops" "$(jq -rs '[.[] | .cells as $cells | .trials[]
		| {workload: $cells[.cell].workload, ops: $cells[.cell].ops, digest}]
		| group_by(.workload)[] | select((map(.ops) | unique | length) > 1
			and (map(.digest) | unique | length) == 1) | .[0].workload' "$report" "$dynamic")"
}

has_a_valid_report() {
	valid "$report"
	valid "$dynamic"
}

leaves_nothing() {
	nothing "left" "$(<"${report%/*}/left")"
}
