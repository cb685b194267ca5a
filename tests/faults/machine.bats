#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A machine that refuses something, or lacks it: a clear sentence or a null, never a wrong number.
# What cannot be had on every machine comes from a shim, tests/faults/shim.c.
load ../cli/helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export shim=$PWD/shim.so
	"${CC:-cc}" -shared -fPIC -O1 -D_GNU_SOURCE -o "$shim" "$root/tests/faults/shim.c" -ldl
}

# shimmed VARIABLE=VALUE... -- ARG...: a run of the fakes on a machine with that fault.
shimmed() {
	local faults=()
	needs_plain_build "the loader"
	while [[ $1 != -- ]]; do
		faults+=("$1")
		shift
	done
	shift
	env "${faults[@]}" LD_PRELOAD="$shim" "$fakes" run --rounds 1 --budget 200ms -o r.json "$@" \
		>out 2>err
}

# as_nobody COMMAND...: as an ordinary user, whom limits bind; root is skipped where it cannot.
as_nobody() {
	if (($(id -u))); then
		"$@"
	else
		command -v setpriv >/dev/null || skip "no setpriv(1)"
		chmod a+rwx "$BATS_TEST_TMPDIR" "$PWD" "$TMPDIR"
		chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/*/ 2>/dev/null || true
		setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$fakes" ||
			skip "an ordinary user cannot reach the build"
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	fi
}

# ---- No more processes and threads ----

@test "a process that cannot be forked fails its trial, which leaves none of the others" {
	run -1 shimmed FAULT_CALL=fork FAULT_NTH=3 FAULT_ERRNO=11 -- -w fake/null -m threads,procs -n 4
	valid r.json
	holds r.json '.results[0].status == "ok" and .results[1].status == "failed"'
	holds r.json '.results[1].reason | test("fork of process 3 of 4: Resource temporarily")'
	holds r.json '.results[1].work_ns.median == null'
}

@test "a thread that cannot be created fails its trial" {
	run -1 shimmed FAULT_CALL=pthread_create FAULT_NTH=2 FAULT_ERRNO=11 -- \
		-w fake/null -m seq,threads,2x2 -n 3
	holds r.json '[.results[].status] == ["ok", "failed", "failed"]'
	holds r.json '.results[1].reason | test("pthread_create of thread 2 of 3: Resource")'
	holds r.json '.results[2].reason | test("Resource temporarily unavailable")'
}

@test "under a limit of the user's processes larger cells are skipped, smaller ones run" {
	as_nobody bash -c 'ulimit -u $(($(ps -o nlwp= -U 65534 | awk "{ n += \$1 } END { print n + 20 }")))
		exec "$@"' - "$fakes" run -w fake/null -m procs -n 2,500 --rounds 1 --budget 200ms \
		-o r.json >out 2>err
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	holds r.json '.results[1].reason
		| test("needs 501 processes and threads, and only 80 % of the [0-9]+ that the limits")'
	holds r.json 'all(.trials[]; .cell == 0)'
}

# By hand, where there are as many: the same with -n 4096.
@test "a team of several hundred processes, and one of threads, has all its figures" {
	quick -w fake/null -m threads,procs -n 600 --timeout 60s
	holds r.json 'all(.trials[]; .status == "ok" and (.workers | length) == 600
		and .memory.pss_bytes > 0 and .memory.page_table_bytes > 0)'
	valid r.json
}

@test "what a person allows is what is made" {
	quick -w fake/null -m threads,procs -n 2,8 --max-procs 4
	holds r.json '[.results[].status] == ["ok", "skipped", "ok", "skipped"]'
	holds r.json '.results[1].reason == "needs 9 processes and threads, and --max-procs allows 4"'
	quick -w fake/share -w fake/null --set fake.mib=64 -m seq --max-memory 16MiB
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	holds r.json '.results[1].reason | test("of memory, and --max-memory allows 16 MiB")'
}

@test "root is told that limits do not hold it" {
	(($(id -u) == 0)) || skip "not root"
	quick -w fake/null -m seq
	same "lines" 1 "$(grep -c 'root.*--max-procs' err)"
}

# ---- No memory ----

@test "address space that is not there skips the cell" {
	needs_plain_build "memory"
	bash -c 'ulimit -v 1000000 && exec "$@"' - "$fakes" run -w fake/share -w fake/null \
		--set fake.mib=2048 -m threads -n 2 --rounds 1 --budget 200ms -o r.json >out 2>err
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	holds r.json '.results[1].reason | test("needs 20[0-9]+ MiB of address space")'
}

@test "memory that is refused all the same fails the trial" {
	run -1 shimmed FAULT_CALL=mmap FAULT_NTH=1 FAULT_ERRNO=12 -- -w fake/null -m seq,procs -n 2
	valid r.json
	holds r.json 'all(.results[]; .status == "failed" and .work_ns.median == null
		and (.reason | test("Cannot allocate memory")))'
}

# ---- No descriptors, no disk ----

@test "without descriptors for itself a run says so, and ends with a report" {
	run -1 bash -c 'ulimit -n 6 && exec "$@" 3>&- 4>&- 5>&-' - "$fakes" run -w fake/null -m seq \
		--rounds 1 --budget 200ms -o r.json
	valid r.json
	holds r.json '.complete and .results[0].status == "failed"
		and (.results[0].reason | test("pipes to the leader: Too many open files"))'
}

@test "a report for which there is no room is told, and what was there stays" {
	quick -w fake/null -m seq
	cp r.json before.json
	run -2 "$fakes" run -w fake/null -m seq --rounds 1 -o /dev/full/r.json
	run bash -c 'ulimit -f 1 && exec "$@"' - "$fakes" run -w fake/null -m seq,threads,procs -n 2 \
		--rounds 3 --budget 200ms -o r.json
	same "exit status" 1 "$status"
	matches "$output" 'cannot write r.json: File too large'
	cmp r.json before.json
	same files "before.json err out r.json" "$(find . -type f -printf '%f\n' | sort | xargs)"
}

@test "a full disk fails what needs it, with its name for that" {
	(($(id -u) == 0)) || skip "not root"
	mkdir disk
	# Room for the run's folder, its shelf and a trial's folder, and for no file in them.
	mount -t tmpfs -o nr_inodes=5,size=1m none disk 2>/dev/null || skip "nothing can be mounted here"
	"$parallax" run -w file/small -w file/read -m seq --rounds 1 --budget 300ms --dir disk \
		-o r.json >out 2>err || true
	nothing "files" "$(find disk -mindepth 1)"
	umount disk
	holds r.json '.cells as $cells | .results | map({key: $cells[.cell].workload, value: .})
		| from_entries | (.["file/small"].reason | test("creating file 0: No space left"))
		and (.["file/read"].reason | test("MiB of disk, and only 80 %"))
		and all(.[]; .status != "ok" and .work_ns.median == null)'
}

@test "a folder for files in which nothing may be written fails the trials that need it" {
	mkdir closed
	chmod 555 closed
	as_nobody "$parallax" run -w file/small -w primes -m seq --rounds 1 --budget 300ms \
		--dir "$PWD/closed" -o r.json >out 2>err || true
	holds r.json '.cells as $cells | .results | map({key: $cells[.cell].workload, value: .})
		| from_entries | .primes.status == "ok" and .["file/small"].status == "failed"
		and (.["file/small"].reason | test("Permission denied"))'
}

# ---- No figures ----

@test "memory that cannot be read is null, and the time stands" {
	shimmed FAULT_PATH=smaps_rollup -- -w fake/null -m threads,procs -n 2
	holds r.json 'all(.trials[]; .status == "ok" and .memory.pss_bytes == null
		and .memory.uss_bytes == null and .work_ns > 0)'
	holds r.json 'all(.results[]; .memory.pss_bytes == null and .work_ns.median > 0)'
}

@test "without a way to reset peaks there is no peak, and the rest stands" {
	shimmed FAULT_PATH=clear_refs -- -w fake/null -m threads,procs -n 2
	holds r.json 'all(.trials[]; .memory.peak_rss_bytes == null and .memory.pss_bytes > 0)'
}

@test "without pressure, statistics and counters of the kernel these are null" {
	shimmed FAULT_PATH=/proc/pressure -- -w fake/null -m seq
	holds r.json 'all(.trials[]; .noise.psi_cpu_ns == null and .noise.psi_io_ns == null
		and .noise.psi_memory_ns == null and .status == "ok")'
	shimmed FAULT_PATH=/proc/stat -- -w fake/null -m seq
	holds r.json 'all(.trials[]; .noise.steal_ns == null and .noise.foreign_ns == null)'
}

@test "without a /proc to speak of a run goes on" {
	shimmed FAULT_PATH=/proc/ -- -w fake/null -m threads,procs -n 2
	valid r.json
	holds r.json 'all(.results[]; .status == "ok" and .work_ns.median > 0)'
	holds r.json '.machine.memory_bytes == null and all(.trials[]; .memory.pss_bytes == null)'
}

@test "a clock that is slow to read is told in the machine block" {
	shimmed FAULT_CLOCK_NS=20000 -- -w fake/null -m threads -n 2
	holds r.json '.machine.clock.read_ns >= 20000 and .results[0].status == "ok"'
}

# ---- While it runs ----

@test "CPUs that are taken away in mid-run do not end it" {
	(($(nproc) > 1)) || skip "there is one processing unit"
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')
	begin run -w fake/burn -m threads,procs -n 2 --rounds 8 -o r.json
	within 20 test -e r.json
	taskset -cp "$cpu" "$session" >/dev/null
	wait "$session" || true
	valid r.json
	# A worker that cannot be where it was told to be makes no number.
	holds r.json '.complete and all(.trials[] | select(.status == "ok").workers[]; .pu == .bound_pu)'
}

# kill_leader: whoever is there beside the main process, which in seq is the leader alone.
kill_leader() {
	members | grep -vx "$session" | xargs -r kill -KILL 2>/dev/null
}

@test "a leader that is killed fails its trial, and the run goes on" {
	local status=0
	begin run -w fake/sleep --set fake.us=300000 -m seq --rounds 3 -o r.json
	within 20 test -e r.json
	within 20 has_members 2
	kill_leader || true
	wait "$session" || status=$?
	holds r.json '.complete'
	# It may have been the last trial's, which had just been told.
	((status == 0)) || holds r.json 'any(.trials[]; .status == "failed"
		and (.reason | test("the leader was killed by SIGKILL")) and .work_ns == null)'
}
