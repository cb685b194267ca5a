#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What list prints, for people and as JSON.
load helpers

@test "list prints the workloads" {
	same output "$("$parallax" list workloads)" "$("$parallax" list)"
	run -0 --separate-stderr "$parallax" list
	same "standard error" "" "$stderr"
	for workload in primes matmul counter/racy counter/mutex counter/atomic file/read net/remote \
		spawn/worker; do
		matches "$output" "(^|[[:space:]])${workload}[[:space:]]"
	done
}

@test "list tells the modes and counts that a workload cannot take, and why" {
	run -0 "$fakes" list
	matches "$output" 'threads, procs \(it takes two of a kind to tango\)'
	matches "$output" 'multiples of 2 workers: dancers come in pairs'
}

@test "list --json has every workload that list has" {
	"$fakes" list --json >list.json
	python3 "$root/tests/cli/strict.py" list.json
	same workloads "$("$fakes" list | grep -o 'fake/[a-z-]*' | sort | xargs)" \
		"$(jq -r '.workloads[].name' list.json | sort | xargs)"
}

@test "list --json says all that a workload declares" {
	"$fakes" list --json >list.json
	holds list.json 'all(.workloads[]; (["class", "name", "summary", "op", "shares", "version",
		"modes", "modes_reason", "min_workers", "workers_multiple", "workers_reason",
		"default_workers"] - keys) == [])'
	holds list.json '.workloads[] | select(.name == "fake/picky") | .class == "cpu"
		and .modes == ["threads", "procs"] and .min_workers == 2 and .workers_multiple == 2
		and .default_workers == 2 and .modes_reason == "it takes two of a kind to tango"
		and .workers_reason == "dancers come in pairs" and .version == 1'
	holds list.json '.workloads[] | select(.name == "fake/null")
		| .modes == ["seq", "threads", "procs", "hybrid"] and .modes_reason == null'
}

@test "workloads are sorted by class and name" {
	holds <("$parallax" list --json) '["cpu", "memory", "io", "sync", "ipc", "spawn"] as $classes
		| [.workloads[] | [(.class as $class | $classes | index($class)), .name]]
		| . == sort and length >= 8'
}

@test "every real workload says what one op is, what is shared, and what it is for" {
	holds <("$parallax" list --json) 'all(.workloads[]; (.op | length > 1)
		and (.shares | test("^[A-Z].*[.]$")) and (.summary | length > 10))'
}

@test "list modes prints the four modes, list modes --json as well" {
	for mode in seq threads procs hybrid; do
		matches "$("$parallax" list modes)" "(^|"$'\n'")$mode +[^ ]"
	done
	"$parallax" list modes --json >list.json
	python3 "$root/tests/cli/strict.py" list.json
	holds list.json '[.modes[].name] == ["seq", "threads", "procs", "hybrid"]'
}

@test "list params prints what --set takes: name, default and range" {
	run -0 "$parallax" list params
	matches "$output" 'net\.delay_us +2000 +0 to 1000000 '
	"$parallax" list params | sed 1d >params
	[[ -s params ]]
	while read -r name default _; do
		"$parallax" run --dry-run --set "$name=$default" >/dev/null
	done <params
}

@test "list params --json has what list params has" {
	"$parallax" list params --json >list.json
	python3 "$root/tests/cli/strict.py" list.json
	same params "$("$parallax" list params | sed '1d; s/ .*//')" \
		"$(jq -r '.params[] | "\(.family).\(.name)"' list.json)"
	holds list.json '.params[] | select(.name == "delay_us") | .family == "net"
		and .default == 2000 and .min == 0 and .max == 1000000 and (.help | length > 10)'
}

@test "a parameter that workloads of a family share is listed once" {
	nothing "listed twice" "$("$parallax" list params | sed 's/ .*//' | sort | uniq -d)"
	matches "$("$parallax" list params)" 'net\.rate +0 +0 to 1000000 '
}

@test "every range holds its default" {
	holds <("$parallax" list params --json) \
		'all(.params[]; .min <= .default and .default <= .max)'
}

@test "list fits into 120 columns" {
	for topic in workloads modes params; do
		(($("$parallax" list $topic | wc -L) <= 120))
	done
}

@test "what list prints fits into 100 columns" {
	for what in workloads modes params; do
		nothing "wider lines of list $what" "$("$parallax" list "$what" | grep -E '^.{101,}')"
	done
}
