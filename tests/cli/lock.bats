#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Two runs on one machine: the second is told of the first, and goes on only when forced to.
load helpers

# begin_first: a run that lasts until it is told to stop, and measures by now.
begin_first() {
	begin run -w fake/sleep -m seq --rounds 100000 --budget 1s -o first.json
	within 20 test -e first.json
}

end_first() {
	kill -INT "$session"
	wait "$session" || same "exit status" 130 $?
}

@test "a second run is refused, with the number of the first and since when it runs" {
	begin_first
	run -2 --separate-stderr "$fakes" run -w fake/null -m seq --rounds 1 -o second.json
	same "lines on standard error" 1 "${#stderr_lines[@]}"
	matches "$stderr" "another run is measuring on this machine: process $session, since \
20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC"
	matches "$stderr" --force
	[[ ! -e second.json ]]
	end_first
}

@test "the time that is told is that of the start" {
	local told begun
	begun=$(date +%s)
	begin_first
	run -2 --separate-stderr "$fakes" run -w fake/null -m seq --rounds 1
	told=$(date -d "$(sed 's/.*since \(.* UTC\).*/\1/' <<<"$stderr")" +%s)
	echo "begun $begun, told $told"
	((told >= begun - 2 && told <= $(date +%s) + 1))
	end_first
}

@test "a run that is refused makes no folder and no file" {
	begin_first
	run -2 "$fakes" run -w fake/null -m seq --rounds 1
	[[ ! -e results ]]
	end_first
}

@test "a forced run goes on, and both reports warn" {
	begin_first
	run -0 --separate-stderr "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms --force \
		-o second.json
	matches "$stderr" "process $session.* each disturbs the other"
	end_first
	for report in first second; do
		holds $report.json '.config.shared and any(.warnings[]; .code == "SHARED")'
	done
}

@test "a run alone warns of no other, whether or not one was refused meanwhile" {
	begin_first
	run -2 "$fakes" run -w fake/null -m seq --rounds 1
	end_first
	holds first.json '.config.shared == false and all(.warnings[]; .code != "SHARED")'
}

@test "once a run has ended the next one begins, however the first ended" {
	quick -w fake/null -m seq
	quick -w fake/null -m seq
	begin_first
	kill -KILL "$session"
	wait "$session" || true
	quick -w fake/null -m seq
	holds r.json '.complete and .config.shared == false'
}

@test "runs of which the environment says that they do not meet do not" {
	begin_first
	PARALLAX_LOCK=$PARALLAX_LOCK-other quick -w fake/null -m seq
	holds r.json '.config.shared == false'
	# However long the name, it is one.
	PARALLAX_LOCK=$(printf '%0500d' 7) quick -w fake/null -m seq
	end_first
}

@test "the doctor, who measures too, is refused while a run goes on, unless forced" {
	begin_first
	run -2 --separate-stderr "$fakes" doctor --no-trial
	same "standard error" "parallax: doctor: another run is measuring on this machine" \
		"${stderr%%: process*}"
	nothing "standard output" "$output"
	run -0 --separate-stderr "$fakes" doctor --no-trial --force
	matches "$stderr" "process $session.* each disturbs the other"
	end_first
	holds first.json '.config.shared'
}

@test "what measures nothing asks for no lock" {
	begin_first
	run -0 "$fakes" run -w fake/null -m seq --dry-run
	run -0 "$fakes" show first.json
	end_first
}
