#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What is asked wrongly: one line that names the wrong word and the nearest right one, exit 2, and
# nothing measured or written.
load helpers

# ---- Commands ----

@test "an unknown command names the nearest" {
	refuses "'rnu'.*'run'" rnu
	refuses "'lsit'.*'list'" lsit
	refuses "'machines'.*'machine'" machines
	refuses "'--hlep'.*" --hlep
}

@test "what is near to nothing is told where the names are" {
	program=$parallax
	refuses "unknown command 'foo'; 'parallax help' lists them" foo
	refuses "unknown command '--version=1'; 'parallax help' lists" --version=1
	refuses "'nonsense'; 'parallax list' has them" run -w nonsense
	refuses "write FAMILY.PARAM=VALUE; 'parallax list params' has" run --set nonsense
	refuses "primes.below: 'abc' is not a whole number from 1000 to [0-9]+$" run --set primes.below=abc
	refuses "budget: '300h' is not a duration .* of 277h at most$" run --budget 300h
}

@test "a parameter of nothing selected is refused, as a rate is" {
	program=$parallax
	refuses "--set: nothing selected has 'refcount.objects'; 'refcount/[a-z]+' has it" \
		run --set refcount.objects=2 -w cpu
}

@test "no command at all is told how to find one" {
	refuses "which command.*--help"
}

@test "help of an unknown command names the nearest" {
	refuses "'shwo'.*'show'" help shwo
}

@test "the hidden command is neither listed nor suggested" {
	run -0 "$parallax" --help
	lacks "$output" leader
	run "$parallax" leade
	lacks "$output" "'leader'"
}

# ---- Options ----

@test "an unknown long option names the nearest" {
	refuses "'--quik'.*'--quick'" run --quik
	refuses "'--target'?-?c?.*'--target-ci'" run --target-cj=2%
	refuses "'--jsn'.*'--json'" list --jsn
	refuses "'--dri'.*'--dir'" machine --dri x
	refuses "'--hepl'.*'--help'" show --hepl
}

@test "an unknown short option is named" {
	refuses "'-z'" run -z
	refuses "'-z'" list -z
}

@test "an option that lacks its value is named" {
	refuses "'-w'.*value" run -w
	refuses "'--seed'.*value" run --seed
	refuses "'-o'.*value" run -w fake/null -o
}

@test "an option that takes no value says so" {
	refuses "'--quick'.*no value" run --quick=yes
}

@test "operands past those that a command takes are named" {
	refuses "'primes'.*operand" run primes
	refuses "'extra'.*operand" list workloads extra
	refuses "'b.json'.*operand" show a.json b.json
	refuses "'extra'.*operand" machine extra
	refuses "'extra'.*operand" doctor extra
}

@test "help takes one command and no more" {
	refuses "'extra'" help run extra
}

@test "show without a report says what it wants" {
	refuses "which report" show
}

# ---- What to measure ----

@test "an unknown workload names the nearest" {
	program=$parallax
	refuses "'primse'.*'primes'" run -w primse
	refuses "'counter/mutx'.*'counter/mutex'" run -w counter/mutx
	refuses "'net/remtoe'.*'net/remote'" run -w primes -w net/remtoe
}

@test "an unknown class names the nearest" {
	refuses "'sinc'.*'sync'" run -w sinc
	refuses "'memroy'.*'memory'" run -w memroy
}

@test "a pattern that matches nothing is refused" {
	refuses "'zzz\*'" run -w 'zzz*'
	refuses "''" run -w ''
}

@test "a class without a workload is refused" {
	refuses "'spawn'" run -w spawn
}

@test "an unknown mode names the nearest" {
	refuses "'thread'.*'threads'" run -m thread
	refuses "'prosc'.*'procs'" run -m seq,prosc
	refuses "'2y2'" run -m 2y2
	refuses "'0x2'" run -m 0x2
	refuses "'2x'" run -m 2x
	refuses "'x2'" run -m x2
	refuses "'2x-1'" run -m 2x-1
	refuses "''" run -m seq,
	refuses "''" run -m ''
}

@test "what is no number of workers is named" {
	refuses "'0'" run -n 0
	refuses "'-1'" run -n -1
	refuses "'two'" run -n two
	refuses "'4-1'" run -n 4-1
	refuses "'1-'" run -n 1-
	refuses "'mux'.*max" run -n mux
	refuses "'1.5'" run -n 1.5
	refuses "''" run -n 1,,2
	refuses "'99999999999999999999'" run -n 99999999999999999999
}

@test "an unknown parameter names the nearest" {
	program=$parallax
	refuses "'net.dleay_us'.*'net.delay_us'" run --set net.dleay_us=1
	refuses "'nte.delay_us'.*'net.delay_us'" run --set nte.delay_us=1
	refuses "'delay_us'.*'net.delay_us'" run --set delay_us=1
}

@test "a parameter without a value is told how to write one" {
	program=$parallax
	refuses "'net.delay_us'.*net.delay_us=" run --set net.delay_us
	refuses "delay_us.*''" run --set net.delay_us=
}

@test "a value out of a parameter's range names the nearest in it" {
	program=$parallax
	refuses "delay_us.*'-1'.*nearest is 0" run --set net.delay_us=-1
	refuses "delay_us.*'1000001'.*nearest is 1000000" run --set net.delay_us=5,1000001
	refuses "below.*'99999999999999999999'.*nearest is" run --set primes.below=99999999999999999999
}

@test "a value that is no number is named" {
	program=$parallax
	refuses "delay_us.*'fast'" run --set net.delay_us=fast
	refuses "delay_us.*'1ms'" run --set net.delay_us=1ms
	refuses "delay_us.*'1.5'" run --set net.delay_us=1.5
}

@test "a rate where nothing selected has one names a workload that has" {
	program=$parallax
	refuses "--rate.*'net/echo'" run -w primes --rate 500
	refuses "--rate.*'net/echo'" run -w cpu -w 'file/*' --rate=500
}

@test "a rate that is no rate is named" {
	program=$parallax
	refuses "rate.*'fast'" run -w net --rate fast
	refuses "rate.*''" run -w net --rate 500,
	refuses "rate.*'-1'.*nearest is 0" run -w net --rate -1
	refuses "rate.*'1000001'.*nearest is 1000000" run -w net/remote --rate 5,1000001
}

# ---- How to measure ----

@test "a word that an option does not know names the nearest" {
	refuses "scaling.*'wek'.*'weak'" run --scaling wek
	refuses "schedule.*'dynamc'.*'dynamic'" run --schedule=dynamc
	refuses "placement.*'scater'.*'scatter'" run --placement scater
}

@test "PUs that may not be used are named beside those that may" {
	refuses "PU 4095 may not be used here; those that may: [0-9]" run --placement 4095
	refuses "PUs 4000-4002,65535 may not" run --placement 4000-4002,65535
	refuses "PU 0 is listed twice" run --placement 0,0
	for list in 0, 0,,1 1-0 0-x 0x 65536 0-65536; do
		refuses "'$list' is no list of PUs" run --placement "$list"
	done
}

@test "what is no number is named" {
	refuses "rounds.*'0'" run --rounds 0
	refuses "rounds.*'-3'" run --rounds -3
	refuses "rounds.*'many'" run --rounds many
	refuses "rounds.*'6x'" run --rounds 6x
	refuses "seed.*'18446744073709551616'" run --seed 18446744073709551616
}

@test "what is no duration is named" {
	refuses "budget.*'2 hours'" run --budget '2 hours'
	refuses "budget.*'0s'" run --budget 0s
	refuses "timeout.*'-1s'" run --timeout=-1s
	refuses "timeout.*''" run --timeout ''
	refuses "timeout.*'1d'" run --timeout 1d
}

@test "what is no percentage is named" {
	refuses "margin.*'0'" run --margin 0
	refuses "margin.*'nan'" run --margin nan
	refuses "target-ci.*'101%'" run --target-ci 101%
	refuses "target-ci.*'2%%'" run --target-ci 2%%
}

@test "an empty label is refused" {
	refuses "label.*''" run --label ''
}

@test "quick and rigorous exclude each other" {
	refuses "--quick.*--rigorous" run --quick --rigorous
}

@test "an unknown topic of list names the nearest" {
	refuses "'mods'.*'modes'" list mods
	refuses "'parms'.*'params'" list parms
}

# ---- Where to write: told before anything is measured, which would take seconds here ----

# The first trial of these would sleep for ten seconds, or rather fail at its timeout.
refuses_at_once() {
	local begun=$SECONDS
	refuses "$@" -w fake/sleep --set fake.us=10000000 --timeout 4s
	((SECONDS - begun <= 4))
}

@test "a report where nobody may write is refused before measuring" {
	refuses_at_once '/proc/parallax.json' run -o /proc/parallax.json
}

@test "a report in a folder that is not there is refused before measuring" {
	refuses_at_once 'missing/r.json.*No such file' run -o missing/r.json
}

@test "a folder in the place of the report is refused before measuring" {
	mkdir "$BATS_TEST_TMPDIR/folder"
	refuses_at_once 'folder.*directory' run -o "$BATS_TEST_TMPDIR/folder"
}

@test "a file in the place of the report's folder is refused before measuring" {
	touch "$BATS_TEST_TMPDIR/file"
	refuses_at_once 'file/r.json.*Not a directory' run -o "$BATS_TEST_TMPDIR/file/r.json"
}

@test "a report without a name is refused before measuring" {
	refuses_at_once 'cannot write' run -o ''
}

@test "a path too long for the system is refused before measuring" {
	local name
	printf -v name '%5000s' ''
	refuses_at_once 'too long' run -o "${name// /a}"
}

@test "a read-only report is refused before measuring" {
	[[ $EUID != 0 ]] || skip "root may write everything"
	touch "$BATS_TEST_TMPDIR/r.json"
	chmod 400 "$BATS_TEST_TMPDIR/r.json"
	refuses_at_once 'r.json.*Permission denied' run -o "$BATS_TEST_TMPDIR/r.json"
}

@test "a results folder that cannot be made is refused before measuring" {
	cd /proc
	run --separate-stderr "$fakes" run -w fake/sleep --set fake.us=10000000 --timeout 4s
	same "exit status" 2 "$status"
	same "lines on standard error" 1 "${#stderr_lines[@]}"
	matches "$stderr" results
}

@test "an existing report stays as it was when the arguments are wrong" {
	echo precious >r.json
	run "$fakes" run -w fake/nul -o r.json
	same "exit status" 2 "$status"
	same "the old report" precious "$(cat r.json)"
}

# ---- Help and version ----

@test "help lists every command on standard output" {
	for words in --help -h help 'help help' 'help --help' 'help -h'; do
		run -0 --separate-stderr "$parallax" $words
		same "standard error" "" "$stderr"
		for command in run list show machine doctor; do
			matches "$output" "(^|[[:space:]])${command}[[:space:]]"
		done
		matches "$output" "130"
	done
}

@test "help of run lists every option of the design" {
	run -0 --separate-stderr "$parallax" run --help
	same "standard error" "" "$stderr"
	for option in -w -m -n --set --rate -o --quick --rigorous --budget --rounds --target-ci --margin \
		--seed --timeout --scaling --schedule --placement --label --dry-run --strict \
		--help --version; do
		matches "$output" "[[:space:]]$option([,=[:space:]])"
	done
}

@test "help of every command names the command and its options" {
	for command in run list show machine doctor; do
		run -0 "$parallax" "$command" --help
		matches "${lines[0]}" "^Usage: parallax $command"
		matches "$output" "--help"
	done
	run -0 "$parallax" list --help
	matches "$output" "--json"
	run -0 "$parallax" show --help
	matches "$output" "REPORT"
}

@test "help and a command is the command's own help" {
	for command in run list show machine doctor; do
		same "help $command" "$("$parallax" "$command" --help)" "$("$parallax" help "$command")"
		same "$command -h" "$("$parallax" "$command" --help)" "$("$parallax" "$command" -h)"
	done
}

@test "help wins over what is wrong behind it" {
	run -0 "$parallax" run --help --no-such-option
}

@test "help fits into 100 columns" {
	for command in '' run list show machine; do
		widest=$("$parallax" $command --help | wc -L)
		echo "$command: $widest"
		((widest <= 100))
	done
}

@test "version names the program, its build and its libraries" {
	run -0 --separate-stderr "$parallax" --version
	same "standard error" "" "$stderr"
	matches "${lines[0]}" '^parallax [0-9]+\.[0-9]+\.[0-9]+'
	matches "$output" 'flags .*hwloc [0-9].*cJSON [0-9]'
	for command in run list show machine doctor; do
		same "$command --version" "$output" "$("$parallax" "$command" --version)"
		same "help --version" "$output" "$("$parallax" help --version)"
	done
}

# tells STATUS REGEX REDIRECTION ARG...: the program says what is wrong with standard output.
tells() {
	local expected=$1 regex=$2 redirection=$3
	shift 3
	run --separate-stderr bash -c "\"\$@\" $redirection" - "$fakes" "$@"
	echo "\$ $* $redirection -> status $status: $stderr"
	same "exit status" "$expected" "$status"
	matches "$stderr" "^parallax: .*$regex"
}

# tells_lost ARG...: the same of what is full, and of what is closed.
tells_lost() {
	[[ -c /dev/full ]] || skip "no /dev/full"
	tells 2 'No space left' '>/dev/full' "$@"
	tells 2 'Bad file descriptor' '>&-' "$@"
}

@test "a list that cannot be written is told" {
	tells_lost list
	tells_lost list --json
	tells_lost list params
	tells_lost help
	tells_lost show --help
	tells_lost --version
}

@test "a machine block that cannot be written is told" {
	tells_lost machine
}

@test "what is made of a report and cannot be written is told" {
	quick -w fake/null -m seq
	tells_lost show r.json
	tells_lost check r.json
	tells_lost advise r.json
	tells_lost report r.json
	tells_lost export --to=trials r.json
	tells_lost compare a=r.json b=r.json
	tells_lost run -w fake/null -m seq --dry-run
}

@test "a report that cannot be written is told, before the run where that can be known" {
	tells 1 'No space left' '>/dev/full' run -w fake/null -m seq --rounds 1 --budget 100ms -o -
	tells 2 'Bad file descriptor' '>&-' run -w fake/hang -m seq --rounds 1 -o -
}

@test "a table of a run that cannot be written is told, and the report is kept" {
	tells 2 'No space left' '>/dev/full' run -w fake/null -m seq --rounds 1 --budget 100ms -o r.json
	valid r.json
}

@test "a reader who leaves is no failure" {
	quick -w fake/null -m seq,threads,procs -n 1-40
	for words in "show r.json" "check r.json" "report r.json" "export --to=trials r.json" list; do
		# shellcheck disable=SC2086 # words
		{ "$fakes" $words; echo $? >status; } 2>err | head -c 1 >out
		same "$words" "0 " "$(<status) $(<err)"
	done
}
