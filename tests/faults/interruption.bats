#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# A run that is told to stop, or killed, at any moment: within a second nothing of it is left but
# its report, which is whole. STORM says how many random moments are tried of each kind.
load ../cli/helpers

export BATS_TEST_TIMEOUT=3600

# storm SIGNALS SPAN PROGRAM ARG...: at random moments of so many seconds.
storm() {
	local signals=$1 span=$2 program=$3
	shift 3
	python3 "$root/tests/faults/storm.py" -n "${STORM:-20}" -s "$signals" --span "$span" \
		"$program" run -o r.json "$@"
}

with_fakes=(-w fake/null -w fake/input -w fake/litter -w fake/share -m threads,2x2 -n 2 --rounds 1000 --budget 100s)
with_real=(-w file/small -w net/remote -w spawn/worker -m procs,threads -n 2 --quick)

@test "told to stop at any moment, runs of the fakes leave a partial report and nothing else" {
	storm INT,TERM,HUP 0.8 "$fakes" "${with_fakes[@]}"
}

@test "told to stop at any moment, runs of real workloads leave a partial report and nothing else" {
	storm INT,TERM,HUP 1.2 "$parallax" "${with_real[@]}"
}

@test "killed at any moment, runs of the fakes leave the last saved report and nothing else" {
	storm KILL 0.8 "$fakes" "${with_fakes[@]}"
}

@test "killed at any moment, runs of real workloads leave the last saved report and nothing else" {
	storm KILL 1.2 "$parallax" "${with_real[@]}"
}

# hang_up: runs on a terminal that goes away once the first report is saved, prints the exit status.
hang_up() {
	python3 - "$@" <<-'END'
		import os, pty, sys, time
		child, terminal = pty.fork()
		if not child:
		    os.environ["TERM"] = "xterm"
		    os.execv(sys.argv[1], sys.argv[1:])
		end = time.monotonic() + 30
		while not os.path.exists("r.json") and time.monotonic() < end:
		    os.read(terminal, 65536)
		os.close(terminal)
		print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
	END
}

@test "a terminal that goes away ends a run with 129, and its report is saved" {
	same "exit status" 129 "$(hang_up "$fakes" run -w fake/sleep -m seq --rounds 100000 \
		--budget 1s -o r.json)"
	valid r.json
	holds r.json '.complete == false and (.trials | length) > 0'
	nothing "files" "$(find "$TMPDIR" -mindepth 1)"
}

# shrink: runs on a terminal of 100 columns that has 40 in the middle of it; prints the exit status and
# the longest line of progress that was drawn before and after. What was drawn at the very moment is
# of neither.
shrink() {
	python3 - "$@" <<-'END'
		import fcntl, os, pty, re, struct, sys, termios, time
		child, terminal = pty.fork()
		if not child:
		    os.environ["TERM"] = "xterm"
		    while os.get_terminal_size(2).columns != 100:
		        time.sleep(0.01)
		    os.execv(sys.argv[1], sys.argv[1:])
		def resize(columns):
		    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
		def take():
		    try:
		        return os.read(terminal, 65536)
		    except OSError:
		        return b""
		def longest(text):
		    drawn = re.findall(rb"\r(\[[^\r]*)\r", text)
		    return max(map(len, drawn)) if drawn else 0
		resize(100)
		before, after, some, end = b"", b"", b"-", time.monotonic() + 60
		while some and before.count(b"\r[") < 8:
		    before += (some := take())
		resize(40)
		quiet = time.monotonic() + 0.3
		while some and time.monotonic() < quiet:
		    some = take()
		while some and time.monotonic() < end:
		    after += (some := take())
		print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), longest(before), longest(after.partition(b"\r")[2]))
	END
}

@test "a terminal that is made narrower while a run is on keeps its line of progress on one line" {
	local status before after
	read -r status before after < <(shrink "$fakes" run -w fake/sleep --set fake.us=50000 \
		-m seq,threads -n 2 --rounds 12 -o r.json)
	echo "status $status, lines of $before and of $after columns"
	same "exit status" 0 "$status"
	((before > 40 && before < 100))
	((after > 20 && after < 40))
}

@test "a run that is stopped for a while goes on, and no trial fails for it" {
	begin run -w fake/sleep -m seq --rounds 8 --timeout 1s -o r.json
	within 20 test -e r.json
	kill -STOP "$session"
	sleep 2.5 # longer than a trial may take
	kill -CONT "$session"
	wait "$session"
	holds r.json '.complete and all(.trials[]; .status == "ok")'
}

is_tidy() {
	[[ -z $(find "$TMPDIR" -mindepth 1) ]]
}

# left_with SIGNAL: the session is gone, or has been sent one more. The first may come between the saving
# and the moment from which it ends the program: such a one is forgotten, and a person sends another.
left_with() {
	is_empty || { kill -"$1" "$session" && false; }
}

@test "once the report is saved, a reader that does not read can be left with SIGINT" {
	local status=0
	mkfifo pipe
	exec 4<>pipe # somebody holds it and never reads
	"$fakes" list >/dev/null
	head -c 65536 /dev/zero >&4 # and it is full
	env --default-signal=INT setsid "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms \
		-o r.json >&4 2>err 3>&- &
	session=$!
	within 20 jq -e .complete r.json
	within 20 left_with INT
	wait "$session" || status=$?
	exec 4>&-
	same "exit status" 130 "$status"
	holds r.json '.complete'
	within 5 is_tidy # by the keeper, who outlives the run
}
