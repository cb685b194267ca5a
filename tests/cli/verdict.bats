#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Whether what is called is true: of fakes that one mode slows down by what is known.
load helpers

# drag PERMILLE
drag() {
	"$fakes" run -w fake/drag --set "fake/drag.permille=$1" -m threads,procs -n 1 --quick \
		--budget 5s -o r.json >/dev/null 2>&1
}

drag_by_half() {
	drag 500
}

drag_by_nothing() {
	drag 0
}

@test "a slow-down of one mode is found, and called by its name" {
	needs_plain_build "time"
	drag_by_half
	again drag_by_half holds r.json '.verdicts[0] | .verdict == "threads" and .ratio > 1.2'
}

@test "without a slow-down no mode is called the better one" {
	# But in one run in twenty, which is what 95 per cent are.
	drag_by_nothing
	again drag_by_nothing holds r.json '.verdicts[0].verdict
		| . == "equivalent" or . == "inconclusive"'
}

# nap REPORT: runs three lengths of nap in three modes.
nap() {
	"$fakes" run -w fake/slow --set fake.us=5000,10000,20000 --rounds 23 -o "$1" >/dev/null 2>&1
}

nap_twice() {
	nap before.json
	nap after.json
}

@test "of two runs of the same no cell is called slower or faster" {
	nap_twice
	still() {
		"$parallax" compare --format csv --fail-on slower:5% before.json after.json >out &&
			nothing "cells called" "$(grep -E ',(slower|faster),' out)"
	}
	again nap_twice still
}

slow_down() {
	nap before.json
	INJECT_SLOW=100 nap after.json
}

@test "a slow-down of ten per cent in one mode is called in just the cells of that mode" {
	slow_down
	just_processes() {
		local status=0
		"$parallax" compare --format csv --fail-on slower:5% before.json after.json >out || status=$?
		same "exit status" 3 "$status" && same "cells called" "fake/slow us=5000 procs:2
fake/slow us=10000 procs:2
fake/slow us=20000 procs:2" "$(grep -E ',(slower|faster),' out | cut -d, -f3)"
	}
	again slow_down just_processes
}
