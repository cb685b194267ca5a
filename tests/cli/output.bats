#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Where a run puts its report, its table, its progress and its files.
load helpers

# files: those in the working folder and in that for temporary files, but for what the test itself
# catches.
files() {
	(cd "$BATS_TEST_TMPDIR" && find cwd tmp ! -type d ! -name out ! -name err \
		! -name typescript | sort | xargs)
}

@test "a dry run prints the plan and writes nothing" {
	run -0 --separate-stderr "$fakes" run -w fake/hang -m seq,threads -n 2 --dry-run
	same "standard error" "" "$stderr"
	matches "$output" 'run +fake/hang threads:2'
	matches "$output" '2 cells'
	run -0 "$fakes" run -w fake/null -m seq --rounds 1 --dry-run
	matches "$output" '1 cell, at least 1 round, 2 trials of about [0-9.]+ ms: about [1-9]'
	nothing "entries" "$(find . "$TMPDIR" -mindepth 1)"
}

@test "without -o the report is in results, named by label and time" {
	run -0 --separate-stderr "$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms \
		--label '../a/b c'
	matches "$(files)" '^cwd/results/-\.-a-b-c-20[0-9]{6}T[0-9]{6}Z\.json$'
	matches "$stderr" "report: $(echo results/*)"
	valid results/*
	holds results/* '.label == "../a/b c"'
}

@test "without a label the report is named by the hardware" {
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms >out 2>err
	matches "$(files)" "^cwd/results/$(jq -r .machine.hw_id results/*)-20[^ ]*\.json$"
	holds results/* '.label == null'
}

@test "a report to - is all that is on standard output, and nothing is written" {
	"$fakes" run -w fake/null -m seq,threads -n 1 --rounds 1 --budget 200ms -o - >out 2>err
	valid out
	same files "" "$(files)"
}

@test "the table is on standard output, the rest on standard error" {
	quick -w fake/null -m threads -n 2
	matches "$(<out)" 'fake/null +threads +2'
	matches "$(<err)" 'report: r.json'
	lacks "$(<err)" 'fake/null +threads +2'
	lacks "$(<out)" 'report: '
}

@test "without a terminal nothing moves a cursor" {
	TERM=xterm quick -w fake/null -m seq,threads -n 2
	[[ -s out && -s err ]]
	lacks "$(<out)$(<err)" $'\e|\r'
}

# on_terminal TERM: a run whose standard error is a terminal; what it drew is in typescript.
on_terminal() {
	command -v script >/dev/null || skip "no script(1)"
	TERM=$1 script -qec "$fakes run -w fake/null -m seq --rounds 2 --budget 200ms -o r.json" \
		typescript </dev/null >/dev/null 3>&-
}

@test "on a terminal progress is drawn, with the cell and the time left, and wiped in the end" {
	on_terminal xterm
	matches "$(<typescript)" '\[#*\.*\] +[0-9]+ %.*ETA [0-9]+:[0-9]{2}.*fake/null seq'
	lacks "$(<typescript)" $'\e' # so that there is nothing for NO_COLOR to take away
	# Of a line only what follows the last return to its beginning is left to see.
	lacks "$(sed 's/\r*$//; s/.*\r//' typescript)" ETA
}

@test "a dumb terminal gets no progress" {
	on_terminal dumb
	matches "$(<typescript)" 'fake/null +seq'
	lacks "$(<typescript)" $'\e|ETA'
}

@test "a report replaces the one before, through a symbolic link, and no other file stays" {
	mkdir there
	echo old >there/real.json
	ln -s there/real.json r.json
	quick -w fake/null -m seq
	[[ -L r.json ]]
	valid there/real.json
	same files "cwd/r.json cwd/there/real.json" "$(files)"
}

@test "a symbolic link to a file yet to be is followed too" {
	mkdir there
	ln -s there/real.json r.json
	quick -w fake/null -m seq
	[[ -L r.json ]]
	valid there/real.json
	same files "cwd/r.json cwd/there/real.json" "$(files)"
}

@test "a report that does not fit is told, and the one before stays" {
	echo old >r.json
	run -1 --separate-stderr bash -c 'ulimit -f 1 && exec "$@"' - "$fakes" run -w fake/null \
		-m seq --rounds 1 --budget 200ms -o r.json
	matches "$stderr" 'cannot write r.json: File too large'
	same "the report" old "$(<r.json)"
	same files "cwd/r.json" "$(files)"
}

@test "a report may go to a device" {
	"$fakes" run -w fake/null -m seq --rounds 1 --budget 200ms -o /dev/null >out 2>err
	[[ -c /dev/null ]]
}

@test "files of trials go where --dir says, and are gone in the end" {
	mkdir there
	strace -f -qq -e trace=openat -o trace "$parallax" run -w file/read \
		--set file.size_mib=1 -m seq,procs -n 2 --rounds 1 --budget 200ms --dir there \
		-o r.json >out 2>err || skip "no strace(1), or none is allowed"
	matches "$(<trace)" '"there/parallax-[^"]*", [^)]*O_CREAT'
	rm trace
	same files "cwd/r.json" "$(files)"
}

@test "without --dir files of trials go where TMPDIR says" {
	mkdir there
	strace -f -qq -e trace=file -o trace env TMPDIR="$PWD/there" "$fakes" run -w fake/null -m seq \
		--rounds 1 --budget 200ms -o r.json >out 2>err || skip "no strace(1), or none is allowed"
	matches "$(<trace)" 'mkdir[^"]*"[^"]*there/parallax-'
	rm trace
	same files "cwd/r.json" "$(files)"
}

@test "a folder for files that is none is refused, with its name and whose it is" {
	touch file
	local before
	before=$(find . "$TMPDIR")
	for command in "run -w fake/hang -m seq" machine doctor; do
		# shellcheck disable=SC2086 # words
		run -2 --separate-stderr "$fakes" $command --dir nowhere
		same told "parallax: ${command%% *}: the folder for files of trials, 'nowhere' of --dir: No such file or directory" "$stderr"
		# shellcheck disable=SC2086
		TMPDIR=$PWD/file run -2 --separate-stderr "$fakes" $command
		same told "parallax: ${command%% *}: the folder for files of trials, '$PWD/file' of TMPDIR: Not a directory" "$stderr"
		same "standard output" "" "$output"
	done
	same files "$before" "$(find . "$TMPDIR")"
}
