#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# How a run ends: its exit status, and what it leaves when it is told to stop.
load helpers

@test "a run that went well exits 0" {
	quick -w fake/null -m seq
	holds r.json '.complete'
}

@test "a failed trial exits 1, also under --strict, and the report is written" {
	run -1 "$fakes" run -w fake/lose -m threads -n 2 --rounds 1 --budget 200ms -o r.json --strict
	valid r.json
	holds r.json '.complete and .results[0].status == "failed"'
}

@test "an unstable run exits 4 under --strict, and the report is written" {
	run -4 "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms -o r.json --strict
	valid r.json
	holds r.json '.complete and any(.results[0].warnings[]; .code == "FEW_ROUNDS")'
}

@test "a run that measured nothing exits 5, and the report says why" {
	run -5 --separate-stderr "$fakes" run -w fake/null -m seq --max-memory 1 --rounds 1 -o r.json
	matches "$stderr" 'nothing was measured: every cell was skipped'
	holds r.json '.complete and all(.results[]; .status == "skipped")'
	run -5 "$fakes" run -w fake/null -m seq --max-memory 1 --rounds 1 -o r.json --strict
	run -5 "$fakes" check r.json
}

@test "a run that measured some of its cells exits 0" {
	quick -w fake/null -m seq,threads -n 4 --max-procs 2
	holds r.json '[.results[].status] == ["ok", "skipped"]'
	run -0 "$fakes" check r.json
}

# begin_long_trials ARG...: a run without end, and in the midst of a trial.
begin_long_trials() {
	begin run -w fake/sleep --set fake.us=5000000 -m seq --rounds 100000 --budget 1s "$@"
	sleep 0.5
	within 20 has_members 2 # itself and a leader
}

# ended STATUS: the session ends with this status, soon, and nobody of it is left.
ended() {
	local begun=$SECONDS status=0
	wait "$session" || status=$?
	same "exit status" "$1" "$status"
	echo "ended within $((SECONDS - begun)) s"
	((SECONDS - begun <= 5))
	within 2 is_empty
}

@test "SIGINT amid a trial ends a run at once, with 130 and a partial report" {
	begin run -w fake/hang -w fake/null -m procs -n 2 --rounds 100 --budget 10s -o r.json
	within 20 has_members 4 # itself, the leader and two workers
	sleep 1			# calibration is over, and the first hanging trial runs
	within 20 has_members 4
	kill -INT "$session"
	ended 130
	valid r.json
	holds r.json '.complete == false'
	matches "$(<out)" INCOMPLETE
	same files "err out r.json" "$(find . "$TMPDIR" -type f -printf '%f\n' | sort | xargs)"
}

@test "SIGTERM ends a run with 143, and a report to - is whole" {
	begin_long_trials -o -
	kill -TERM "$session"
	ended 143
	valid out
	holds out '.complete == false'
}

@test "SIGHUP ends a run with 129" {
	begin_long_trials -o r.json
	kill -HUP "$session"
	ended 129
	holds r.json '.complete == false'
}

@test "an interrupted run keeps the rounds that it has, and each was there to read before" {
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o r.json
	within 30 jq -e '([.trials[].round] | max) >= 2' r.json
	valid r.json
	holds r.json '.complete == false'
	kill -INT "$session"
	ended 130
	valid r.json
	holds r.json '.complete == false and .results[0].work_ns.n >= 2
		and .results[0].work_ns.median > 0 and all(.trials[]; .status == "ok")'
}

@test "an interrupted calibration leaves a report without figures" {
	begin run -w fake/hang --set fake.who=0 -m seq --rounds 1 -o r.json
	within 20 has_members 2
	sleep 1
	kill -INT "$session"
	ended 130
	valid r.json
	holds r.json '.complete == false and .results[0].work_ns.n == 0
		and .results[0].status != "ok"'
}

@test "a signal that was ignored from the start stays so" {
	(
		trap '' INT
		exec "$fakes" run -w fake/sleep -m seq --rounds 5 --budget 1s -o r.json >out 2>err 3>&-
	) &
	within 10 grep -qx "${fakes##*/}" "/proc/$!/comm"
	kill -INT $!
	wait $!
	holds r.json '.complete'
}

@test "a reader that leaves early does not kill a run" {
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms -o r.json 2>err | true
	within 10 test -e r.json
	sleep 0.5
	holds r.json '.complete'
}
