#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A short pass over each fuzz target: its corpus, and where the build has libFuzzer 5 seconds more.
# `make fuzz-run` is the long one.
export BATS_TEST_TIMEOUT=60

# passes NAME: the target comes through its corpus, and says so.
passes() {
	run "$BATS_TEST_DIRNAME/run" "$1" -max_total_time=5
	echo "$output" | tail -n 30
	[ "$status" -eq 0 ]
	[[ $output =~ Done\ [1-9][0-9]*\ runs ]]
}

@test "no bytes in the place of a report crash, leak or take long" {
	passes report
}

@test "no bytes in the place of an order or a trial crash, leak or take long" {
	passes order
}

@test "no words in the place of arguments crash, leak or take long" {
	passes arguments
}
