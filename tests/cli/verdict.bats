#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whether a verdict is true: of a fake that one mode slows down by what is known.
load helpers

# drag PERMILLE
drag() {
	"$fakes" run -w fake/drag --set "fake/drag.permille=$1" -m threads,procs -n 1 --quick \
		--budget 5s -o r.json >/dev/null 2>&1
}

drag_by_half() {
	drag 500
}

drag_by_nothing() {
	drag 0
}

@test "a slow-down of one mode is found, and called by its name" {
	needs_plain_build "time"
	drag_by_half
	again drag_by_half holds r.json '.verdicts[0] | .verdict == "threads" and .ratio > 1.2'
}

@test "without a slow-down no mode is called the better one" {
	# But in one run in twenty, which is what 95 per cent are.
	drag_by_nothing
	again drag_by_nothing holds r.json '.verdicts[0].verdict
		| . == "equivalent" or . == "inconclusive"'
}
