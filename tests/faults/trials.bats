#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What becomes of a run whose workers crash, exit, fail, lie or hang: the trial is failed and the
# reason says what happened; the rest of the run goes on, and nothing stays behind. The fakes go
# wrong at worker 1, which seq has not.
load ../cli/helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export report=$PWD/r.json
	state >before
	begin run -w 'fake/broken-*' -w fake/crash -w fake/exit -w fake/lie -w fake/lose -w fake/mute \
		-w fake/null -m seq,threads,procs,2x2 -n 2 --rounds 1 --budget 400ms -o r.json
	wait "$session" && echo 0 >status || echo $? >status
	members >left
	state >after
}

# state: what outlives processes.
state() {
	ls -A /dev/shm "$TMPDIR"
	ipcs -mqs | grep '^0x' || true
}

# reason WORKLOAD SHAPE REGEX: how the trials of that cell failed.
reason() {
	local cell="fake/$1 $2" reasons
	holds "$report" 'any(.cells[]; .cell == $cell)' --arg cell "$cell"
	holds "$report" '(.cells | map(.cell) | index($cell)) as $index
		| [.trials[] | select(.cell == $index)] | length > 0 and all(.[]; .status == "failed")' \
		--arg cell "$cell"
	reasons=$(jq -r --arg cell "$cell" '(.cells | map(.cell) | index($cell)) as $index
		| .results[$index].reason, (.trials[] | select(.cell == $index) | .reason)' "$report")
	while read -r line; do
		echo "$cell: $line"
		matches "$line" "^$3$"
	done <<<"$reasons"
}

# ---- The run ----

@test "failed trials make the exit status 1" {
	same "exit status" 1 "$(<"${report%/*}/status")"
}

@test "the report of failed trials is valid and complete" {
	valid "$report"
	holds "$report" '.complete'
}

@test "beside failed workloads the others are well" {
	holds "$report" '.cells as $cells
		| [.results[] | select($cells[.cell].workload == "fake/null")] | length == 4
		and all(.[]; .status == "ok" and .work_ns.n == 1)'
}

@test "modes in which nothing goes wrong are well" {
	holds "$report" '.cells as $cells | all(.results[] | select($cells[.cell].mode == "seq");
		.status == "ok" and .work_ns.n == 1)'
}

@test "failed trials leave no process" {
	nothing "processes" "$(<"${report%/*}/left")"
}

@test "failed trials leave no file, no shared memory and no semaphore" {
	same state "$(<"${report%/*}/before")" "$(<"${report%/*}/after")"
}

@test "a failed trial has no figures, and is in none" {
	holds "$report" 'all(.trials[] | select(.status == "failed"); .work_ns == null
		and .total_ns == null and .cpu_user_ns == null and .memory.pss_bytes == null
		and .workers == [] and .findings == {})'
	holds "$report" 'all(.results[] | select(.status == "failed"); .work_ns.n == 0
		and .work_ns.median == null and .ops_per_s.median == null and .failed >= 1)'
}

@test "a failed trial has no digest" {
	holds "$report" 'all(.trials[] | select(.status == "failed"); .digest == null)'
}

@test "where a trial failed there is no verdict" {
	holds "$report" 'all(.verdicts[] | select(.workload != "fake/null"); .verdict == "none"
		and .ratio == null)'
}

@test "failed cells are told below the table, with the reason" {
	matches "$(<"${report%/*}/out")" 'failed +fake/lose procs:2: .*the needle'
}

# ---- What the reason says ----

@test "a crash names signal and worker, and the phase" {
	reason crash procs:2 'work: worker 1 was killed by SIGSEGV'
	reason crash 2x2 'work: process 0 \(workers 0 to 1\) was killed by SIGSEGV'
}

@test "a crash of a thread, which takes the leader with it, names the signal" {
	reason crash threads:2 '.*killed by SIGSEGV'
}

@test "an exit names status and worker, and the phase" {
	reason exit procs:2 'work: worker 1 ended early with status 3'
	reason exit 2x2 'work: process 0 \(workers 0 to 1\) ended early with status 3'
}

@test "an exit of a thread, which takes the leader with it, names the status" {
	reason exit threads:2 '.*ended with status 3.*'
}

@test "an error in setup is told" {
	for shape in threads:2 procs:2 2x2; do
		reason broken-setup $shape 'setup: laying the table: No space left on device'
	done
}

@test "an error in open is told, with the worker" {
	for shape in threads:2 procs:2 2x2; do
		reason broken-open $shape 'open: worker 1: opening the door: Permission denied'
	done
}

@test "an error in work is told, with the worker" {
	for shape in threads:2 procs:2 2x2; do
		reason broken-work $shape 'work: worker 1: the soup is cold'
	done
}

@test "an error in close is told, with the worker" {
	for shape in threads:2 procs:2 2x2; do
		reason broken-close $shape 'close: worker 1: closing the door: Device or resource busy'
	done
}

@test "an error in teardown is told" {
	for shape in threads:2 procs:2 2x2; do
		reason broken-teardown $shape 'teardown: clearing the table: Input/output error'
	done
}

@test "an error without a word names the worker" {
	for shape in threads:2 procs:2 2x2; do
		reason mute $shape 'work: worker 1: work failed without saying why'
	done
}

@test "a verify that is not content is told" {
	for shape in threads:2 procs:2 2x2; do
		reason lose $shape 'verify: the needle is not in the haystack'
	done
}

@test "another digest than that of seq is told, with both" {
	local digest
	digest=$(jq -r '(.cells | map(.cell) | index("fake/lie seq")) as $index
		| .trials[] | select(.cell == $index) | .digest' "$report" | sort -u)
	for shape in threads:2 procs:2 2x2; do
		reason lie $shape "verify: digest [0-9a-f]{16} is not $digest, that of seq"
	done
}

@test "without a seq cell the digest is still held against seq" {
	run -1 "$fakes" run -w fake/lie -m threads -n 2 --rounds 1 --budget 200ms -o r.json
	holds r.json '.results[0].reason | test("^verify: digest .* that of seq$")'
}

@test "an exit with status 0 is no success" {
	run -1 "$fakes" run -w fake/exit --set fake.status=0 -m threads,procs,2x2 -n 2 --rounds 1 \
		--budget 200ms -o r.json
	holds r.json 'all(.results[]; .status == "failed" and (.reason | test("status 0")))'
}

@test "a worker other than the first process's is named as well" {
	run -1 "$fakes" run -w fake/crash --set fake.who=3 --set fake.signal=9 -m procs,2x2 -n 4 \
		--rounds 1 --budget 200ms -o r.json
	holds r.json '[.results[].reason] == ["work: worker 3 was killed by SIGKILL",
		"work: process 1 (workers 2 to 3) was killed by SIGKILL"]'
}

@test "a workload that fails on seq fails in every mode, with the reason" {
	run -1 "$fakes" run -w fake/crash -w fake/broken-work -w fake/null --set fake.who=0 \
		-m seq,threads -n 2 --rounds 1 --budget 200ms -o r.json
	holds r.json '[.results[].status] == ["failed", "failed", "failed", "failed", "ok", "ok"]'
	holds r.json 'all(.results[:2][]; .reason | test("work: worker 0: the soup is cold"))'
	holds r.json 'all(.results[2:4][]; .reason | test("SIGSEGV"))'
	holds r.json 'all(.results[1, 3]; .reason | test("calibration"))'
}

@test "a cell that failed twice is not tried again" {
	run -1 "$fakes" run -w fake/lie -w fake/null -m threads -n 2 --rounds 5 --budget 300ms \
		-o r.json
	holds r.json '[.trials[] | select(.cell == 0)] | length == 2'
	holds r.json '.results[1].work_ns.n == 5'
}

# ---- What the machine refuses ----

# limited OPTION VALUE ARG...: a run under that limit of ulimit, which fails in trials.
limited() {
	run -1 bash -c 'ulimit "$1" "$2" && shift 2 && exec "$@"' - "$1" "$2" "$fakes" run \
		--rounds 1 --budget 200ms -o r.json "${@:3}"
	valid r.json
}

@test "memory that cannot be had is foreseen" {
	needs_plain_build "memory"
	bash -c 'ulimit -v 1000000 && exec "$@"' - "$fakes" run -w fake/share -w fake/null \
		--set fake.mib=2048 -m threads -n 2 --rounds 1 --budget 200ms -o r.json >out 2>err
	valid r.json
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	holds r.json '.results[1].reason | test("needs [0-9]+ MiB")'
}

@test "descriptors that cannot be had are foreseen" {
	bash -c 'ulimit -n 16 && exec "$@"' - "$fakes" run -w fake/null -m threads,procs -n 32 \
		--rounds 1 --budget 200ms -o r.json >out 2>err
	valid r.json
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	holds r.json '.results[1].reason | test("needs 32 open files")'
}

@test "descriptors that are too few after all are told" {
	limited -n 15 -w fake/null -m threads,procs -n 12
	holds r.json '[.results[].status] == ["ok", "failed"]'
	holds r.json '.results[1].reason | test("of 12: Too many open files")'
}

# ---- Hanging ----

# What hangs in a team is in the table, tests/faults/table.py.

# hangs SECONDS ARG...: every trial of the run fails at its timeout of 1 s and the run ends in time.
hangs() {
	local most=$1 begun=$SECONDS status=0
	shift
	begin run -w fake/hang --rounds 1 --budget 200ms --timeout 1s -o r.json "$@"
	wait "$session" || status=$?
	echo "took $((SECONDS - begun)) s"
	same "exit status" 1 "$status"
	((SECONDS - begun <= most))
	nothing "processes" "$(members)"
	holds r.json 'all(.results[]; .status == "failed")'
}

@test "a seq worker that hangs is killed a second after the timeout" {
	hangs 8 --set fake.who=0 -m seq
	holds r.json '.results[0].reason | test("work: no end within 1 s: killed")'
}

@test "every mode is held to the timeout" {
	run "$fakes" run -w fake/sleep --set fake.us=500000 -m seq,threads,procs -n 1 --rounds 1 \
		--timeout 400ms -o r.json
	same "exit status" 1 "$status"
	holds r.json 'all(.results[]; .status == "failed" and (.reason | test("timeout")))'
}

# ---- The end of the main process ----

# orphans PROGRAM N ARG...: once the run has so many processes, and then no main process any more,
# the others end as well.
orphans() {
	local program=$1 number=$2
	shift 2
	begin run --rounds 1000 --budget 100s -o r.json "$@"
	within 30 has_members "$number"
	sleep 0.2
	within 30 has_members "$number"
	kill -KILL "$session"
	within 2 is_empty
	nothing "files" "$(find "$TMPDIR" -mindepth 1)"
}

@test "workers do not outlive the main process" {
	# Calibration is over when there are hanging workers.
	orphans "$fakes" 4 -w fake/hang -m procs -n 2
	orphans "$fakes" 3 -w fake/hang -m 2x2
}

@test "a service does not outlive the main process" {
	# Itself, the leader, the far end and four workers.
	orphans "$parallax" 7 -w net/remote -m procs -n 4 --set net.delay_us=300000
}

@test "files do not outlive the main process" {
	orphans "$parallax" 2 -w file/read -m procs -n 2
}

@test "a report that was there stays whole when the main process is killed" {
	quick -w fake/null -m seq
	orphans "$fakes" 4 -w fake/hang -m procs -n 2
	valid r.json
}
