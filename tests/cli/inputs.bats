#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Inputs that trials only read: made once a run, the same for all trials, gone with the run.
load helpers

# numbers KEY: how many different numbers that input had in the measured trials of r.json.
numbers() {
	jq --arg key "$1" '[.trials[] | select(.round > 0) | .findings[$key]] | unique | length' r.json
}

@test "an input is made once a run, for all of its trials" {
	"$fakes" run -w fake/input -m seq,threads,procs,2x2 -n 2 --rounds 3 --budget 200ms -o r.json \
		>out 2>err
	holds r.json '[.trials[] | select(.round > 0)] | length == 12 and all(.[]; .status == "ok")'
	for input in memory file expected; do
		same "numbers in $input" 1 "$(numbers $input)"
	done
	nothing "files" "$(find "$TMPDIR" -mindepth 1)"
}

@test "other parameters have another input" {
	quick -w fake/input -m seq,threads -n 2 --set fake/input.mib=1,2
	for input in memory file expected; do
		same "numbers in $input" 2 "$(numbers $input)"
	done
}

@test "an input for which there is no room is made anew in each trial" {
	quick -w fake/input -m seq,threads,procs -n 2 --max-memory 7MiB
	holds r.json '.trials | all(.[]; .status == "ok")'
	for input in memory file expected; do
		same "numbers in $input" 3 "$(numbers $input)"
	done
}

@test "what all workloads keep has room together, or the last of them goes without" {
	# An eighth of 52 MiB has room for the three inputs of the first, and for one of the second.
	quick -w fake/input -m seq,threads -n 2 --set fake/input.mib=1,2 --max-memory 52MiB
	same "numbers in memory" 2 "$(numbers memory)"
	same "numbers in file" 3 "$(numbers file)"
}

@test "room is kept from trial to trial, and written to by all workers" {
	quick -w fake/room -m seq,threads,procs,2x2 -n 2
	holds r.json '[.trials[] | select(.round > 0)] | length == 4
		and all(.[]; .status == "ok" and .findings.found == 131072)'
}

@test "room that cannot be kept is new in each trial" {
	quick -w fake/room -m seq,threads,procs -n 2 --max-memory 7MiB
	holds r.json '.trials | length == 6 and all(.[]; .status == "ok" and .findings.found == 0)'
}

@test "a leader makes what it was not lent, or what it finds half done" {
	python3 "$root/tests/cli/inputs.py" "$fakes" "$TMPDIR"
}
