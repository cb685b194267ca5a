#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What a run has at its beginning is all that it takes, however long it goes on. `make soak` holds that
# of ten minutes of real workloads.
load ../cli/helpers

export BATS_TEST_TIMEOUT=400

@test "the memory and the descriptors of a run do not grow with its trials" {
	needs_plain_build "memory"
	python3 "$root/tests/faults/soak.py" "$fakes" run -w fake/sized -m seq,threads,procs -n 1,2 \
		--rounds 800 -o r.json
	holds r.json '.complete and (.trials | length) > 4000'
	"$fakes" check r.json
}
