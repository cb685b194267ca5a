#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What doctor says of the machine that it runs on. How single things are judged is in the unit tests.
load helpers

# nothing_left: neither files nor processes.
nothing_left() {
	nothing files "$(find . "$TMPDIR" -type f ! -name out ! -name err ! -name '*.json')"
	nothing folders "$(find . "$TMPDIR" -mindepth 1 -type d)"
}

@test "doctor prints a line a check with its mark, and a conclusion" {
	run -0 --separate-stderr "$parallax" doctor --no-trial
	same "standard error" "" "$stderr"
	for check in 'usable CPUs' 'effective CPUs' 'CPU quota' load steal governor boost memory swap \
		'huge pages' /dev/shm 'clock source' processes 'open files' disk ASLR build; do
		matches "$output" $'\n'"(ok|note|warn) +$check  +[^ ]"
	done
	lacks "$output" "A/A trial"
	matches "$output" $'\n'"(Fit|Not fit) to measure on[^$]*$"
	nothing_left
}

@test "doctor is at most 100 columns wide, and moves no cursor" {
	TERM=xterm "$parallax" doctor --no-trial >out 2>err
	nothing "long lines" "$(grep -vE '^ {6}(do|undo|  )  |^ {12}' out | grep -E '.{101}' || true)"
	lacks "$(<out)$(<err)" $'\e|\r'
}

@test "doctor --json is strict JSON, with the checks and the machine" {
	"$parallax" doctor --no-trial --json >d.json 2>err
	python3 "$root/tests/cli/strict.py" d.json
	same "standard error" "" "$(<err)"
	holds d.json 'keys == ["checks", "conclusion", "fit", "machine", "noise_floor"]'
	holds d.json '.noise_floor == null and (.checks | length) >= 20'
	holds d.json 'all(.checks[]; keys == ["advice", "judgement", "name", "seen", "undo", "why"]
		and (.seen | length) > 0 and (.judgement | IN("ok", "note", "warn")))'
	holds d.json '.fit == all(.checks[]; .judgement != "warn")'
	holds d.json '.machine.cpu.usable_pus == $n' --argjson n "$(nproc)"
}

@test "what is wrong is seen, with what to do: one CPU, few files, no ASLR" {
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')
	(
		ulimit -Sn 200
		exec taskset -c "$cpu" setarch -R "$parallax" doctor --no-trial --json >d.json
	)
	for check in 'usable CPUs' 'open files' ASLR; do
		holds d.json 'any(.checks[]; .name == $c and .judgement == "warn" and .advice != null
			and .why != null)' --arg c "$check"
	done
	holds d.json 'any(.checks[]; .undo == "ulimit -Sn 200") and (.fit | not)'
	holds d.json '.conclusion | test("^Not fit ")'
}

@test "a machine that is not fit exits 4 under --strict, and else 0" {
	ulimit -Sn 200
	run -4 "$parallax" doctor --no-trial --strict
	matches "$output" 'warn +open files'
	run -0 "$parallax" doctor --no-trial
}

@test "the storage is that of --dir" {
	"$parallax" doctor --no-trial --json --dir /proc >d.json
	holds d.json '.machine.storage.fs == "proc"'
}

@test "the A/A trial gives a noise floor and what 1 % costs, and writes nothing anywhere" {
	"$parallax" doctor --json --dir /proc >d.json 2>err
	python3 "$root/tests/cli/strict.py" d.json
	same "standard error" "" "$(<err)"
	holds d.json '.noise_floor | .workers >= 1 and .pairs >= 23 and .ratio > 0.5 and .ratio < 2
		and .ci_low <= .ratio and .ratio <= .ci_high and .work_ns > 1e6
		and .half_width > 0 and .pair_ns > 2 * .work_ns and .pairs_for_percent >= 8
		and .seconds_for_percent > 0'
	holds d.json '.noise_floor.verdict as $v | .noise_floor.text | if $v == "equivalent"
		then test("no difference") elif $v == "inconclusive" then test("cannot tell")
		else test("differ") end'
	same class cpu "$("$parallax" list --json | jq -r --arg w "$(jq -r .noise_floor.workload d.json)" \
		'.workloads[] | select(.name == $w).class')"
	nothing_left
}

@test "an A/A trial that fails says why, and the machine is not fit" {
	# The first fake that would do fails in its second worker.
	run -4 --separate-stderr "$fakes" doctor --strict
	(($(nproc) > 1)) || skip "one CPU: the worker that fails is the second"
	matches "$output" "A/A trial: fake/broken-close .*not:.*closing"
	matches "$output" "Not fit to measure on"
}

@test "SIGINT amid the A/A trial ends it at once with 130, and leaves nothing" {
	program=$parallax begin doctor
	within 20 grep -q commit out # the checks are printed before the trial begins
	sleep 1
	local begun status=0
	begun=$(date +%s%N)
	kill -INT "$session"
	wait "$session" || status=$?
	same "exit status" 130 "$status"
	(($(date +%s%N) - begun < 1500000000))
	within 2 is_empty
	lacks "$(<out)" "A/A trial"
	same "standard error" "" "$(<err)"
	nothing_left
}

@test "an interrupted doctor --json prints nothing" {
	program=$parallax begin doctor --json
	within 20 has_members 2
	sleep 2
	kill -INT "$session"
	local status=0
	wait "$session" || status=$?
	same "exit status" 130 "$status"
	same "standard output" "" "$(<out)"
}
