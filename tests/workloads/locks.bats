#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Every lock of engine/sync.h is one lock for all workers, in every mode: fake/locks meets at them,
# counts under them, and verifies that nobody was missed. See tests/fakes/locks.c.
load ../cli/helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	"$fakes" run -w fake/locks -m seq,threads,procs,2x2,1x3,3x1 -n 1,2,4 --rounds 3 --timeout 15s \
		--budget 500ms -o r.json >out 2>err || true
}

# one_lock_in FILTER: there are such cells, and all their trials are well.
one_lock_in() {
	jq -r '.results[] | select(.status != "ok") | "\(.cell): \(.reason)"' "$report"
	holds "$report" ". as \$r | [.results[] | select(.cell as \$cell | \$r.cells[\$cell] | $1)]
		| length > 0 and all(.[]; .status == \"ok\" and .work_ns.n == 3)"
}

@test "a lock is one lock in seq" {
	one_lock_in '.mode == "seq"'
}

@test "a lock is one lock for all threads" {
	one_lock_in '.mode == "threads"'
}

@test "a lock is one lock for all processes" {
	one_lock_in '.mode == "procs"'
}

@test "a lock is one lock for all threads of all processes" {
	one_lock_in '.mode == "hybrid"'
}
