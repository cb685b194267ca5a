# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# What the end-to-end tests share. Each test starts in an empty folder of its own, with an empty
# TMPDIR beside it. $parallax is the program with its real workloads, $fakes the same program with
# those of tests/fakes. A run of the fakes with known ops is `quick`; where the workloads do not
# matter to a test, they are the fakes, since each of them is over in milliseconds.

bats_require_minimum_version 1.5.0
export BATS_TEST_TIMEOUT=90 LC_ALL=C.UTF-8

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
build=$(cd "$root" && cd "${BUILD:-build}" && pwd)
# shellcheck disable=SC2034 # used by the tests
parallax=$build/parallax fakes=$build/tests/parallax-fakes

ulimit -c 0
unset NO_COLOR

setup() {
	enter "$BATS_TEST_TMPDIR"
}

# Makes DIR/cwd the working folder and DIR/tmp the place for temporary files, and takes a lock that
# no other test has: what is measured here is not worth waiting for.
enter() {
	mkdir -p "$1/cwd" "$1/tmp"
	export TMPDIR=$1/tmp PARALLAX_LOCK=test-$BASHPID-$RANDOM$RANDOM
	cd "$1/cwd" || return
}

# quick ARG...: runs fakes for as short as can be, into r.json, out and err.
quick() {
	"$fakes" run --rounds 1 --budget 200ms -o r.json "$@" >out 2>err
}

# ---- Claims: each fails with what was found instead ----

# holds FILE FILTER [JQ-ARG...]: the filter gives true for the file.
holds() {
	local file=$1 filter=$2
	shift 2
	if ! jq -e "$@" "$filter" "$file" >/dev/null; then
		echo "does not hold of $file: $filter"
		return 1
	fi
}

# same WHAT EXPECTED SEEN
same() {
	[[ $2 == "$3" ]] || {
		printf '%s\nexpected: %s\nseen:     %s\n' "$1" "$2" "$3"
		return 1
	}
}

# matches TEXT REGEX: extended, anywhere in the text.
matches() {
	[[ $1 =~ $2 ]] || {
		printf 'no match for: %s\nin: %s\n' "$2" "$1"
		return 1
	}
}

# lacks TEXT REGEX
lacks() {
	! [[ $1 =~ $2 ]] || {
		printf 'a match for: %s\nin: %s\n' "$2" "$1"
		return 1
	}
}

# nothing WHAT LINES: there are no such lines.
nothing() {
	[[ -z $2 ]] || {
		printf '%s:\n%s\n' "$1" "$2"
		return 1
	}
}

# refuses REGEX ARG...: the program of $program ends with status 2, having said one line that
# matches and begins with the command, and written nothing, here or elsewhere.
refuses() {
	local regex=$1
	shift
	run --separate-stderr "${program:-$fakes}" "$@" </dev/null
	# shellcheck disable=SC2154 # set by run
	echo "\$ $* -> status $status: $stderr"
	same "exit status" 2 "$status"
	same "standard output" "" "$output"
	# shellcheck disable=SC2154
	same "lines on standard error" 1 "${#stderr_lines[@]}"
	matches "$stderr" '^parallax: '
	[[ ! "run list show advise compare report check export machine doctor" =~ (^| )"$1"( |$) ]] ||
		matches "$stderr" "^parallax: $1: "
	matches "$stderr" "$regex"
	nothing "files were written" "$(find . "$TMPDIR" ! -name . ! -path "$TMPDIR")"
}

# valid FILE: strict JSON, as the schema describes it, that the program itself can read as a report
# and whose figures follow from its trials.
valid() {
	local status=0
	python3 "$root/tests/cli/strict.py" "$1"
	python3 "$root/tests/cli/schema.py" "$1"
	"$fakes" show "$1" >/dev/null
	"$fakes" check "$1" >"$BATS_TEST_TMPDIR/check" || status=$?
	[[ $status -le 1 ]] || { # a failed trial is no fault of the report
		cat "$BATS_TEST_TMPDIR/check"
		return 1
	}
}

# ---- What others bring ----

# python_with MODULE: a python3 that has it. The distribution's own, for which its packages are, need
# not be the first in PATH.
python_with() {
	local python
	for python in python3 /usr/bin/python3; do
		if "$python" -c "import $1" 2>/dev/null; then
			echo "$python"
			return
		fi
	done
	echo "no python3 has $1" >&2
	return 1
}

# ---- Claims about time ----

# again MEASURE CLAIM...: the claim holds of what there is, or of what MEASURE then makes anew, up to
# five times. What else runs on a machine only ever makes a trial longer: what is claimed of a quiet
# one need not hold each time, but what is wrong holds at no time. A CLAIM of several joins them by &&.
again() {
	local measure=$1 left=5 told
	shift
	until told=$("$@"); do
		((left-- > 0)) || {
			echo "$told"
			return 1
		}
		"$measure"
	done
}

# ---- What a build cannot show ----

is_sanitized() {
	[[ $("$parallax" --version) == *sanitizers* ]]
}

# Skips the test in a sanitizer build, which takes its own time and memory.
needs_plain_build() {
	! is_sanitized || skip "a sanitizer build: $1 would be the sanitizer's"
}

# ---- Processes ----

# begin ARG...: starts fakes in a session of its own, with signals as a shell would have them;
# its number, and that of the session, is in $session.
begin() {
	env --default-signal=INT,TERM,HUP setsid "${program:-$fakes}" "$@" >out 2>err 3>&- &
	session=$!
}

# Prints the number of every process of the session that is not dead.
members() {
	# The name may hold anything; behind it: state, parent, group, session. In one go, since a trial
	# is over sooner than a shell has looked at every process.
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v session="$session" '{
		number = $1
		sub(/.*\) /, "")
		if ($4 == session && $1 !~ /[ZX]/)
			print number
	}'
}

# has_members N: there are at least so many.
has_members() {
	[[ $(members | wc -l) -ge $1 ]]
}

is_empty() {
	[[ -z $(members) ]]
}

# within SECONDS COMMAND...: the command comes true before that.
within() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		if ((SECONDS > end)); then
			echo "not within the time: $*"
			return 1
		fi
		sleep 0.1
	done
}

# Kills what a failed test may have left of its session.
teardown() {
	[[ -z ${session:-} ]] || members | xargs -r kill -KILL 2>/dev/null || true
}
