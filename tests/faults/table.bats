#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Every fault of fake/fault, in every mode, by the first, a middle and the last worker. What is to be
# told of each stands in table.py; `make test-faults` prints it.
load ../cli/helpers

export BATS_TEST_TIMEOUT=600

@test "whatever a worker does, its trial alone is failed, says who, where and why, and nothing is left" {
	[[ -z ${STORM:-} ]] || skip "the whole table has been printed"
	python3 "$root/tests/faults/table.py" "$fakes"
}
