#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# What machine prints: the machine block of a report, of an allow-list.
load helpers

setup_file() {
	enter "$BATS_FILE_TMPDIR"
	export block=$PWD/machine.json
	"$parallax" machine >machine.json 2>err
}

@test "machine prints strict JSON and nothing else" {
	python3 "$root/tests/cli/strict.py" "$block"
	same "standard error" "" "$(<"${block%/*}/err")"
}

@test "machine has the keys of the allow-list and no others" {
	holds "$block" 'keys == ["allocator", "build", "clock", "cpu", "effective_cpus", "env_id",
		"hw_id", "kernel", "libc", "limits", "memory_bytes", "power", "storage", "thp",
		"virtualization"]'
	holds "$block" '(.cpu | keys) == ["caches", "cores", "family", "microcode", "model",
		"numa_nodes", "packages", "pus", "smt", "stepping", "topology", "usable_pus", "vendor"]'
	holds "$block" '(.kernel | keys) == ["arch", "aslr", "clocksource", "distribution",
		"mitigations", "overcommit", "parameters", "preempt", "release"]'
	holds "$block" '(.storage | keys) == ["device", "free_bytes", "fs", "options", "rotational",
		"scheduler"]'
}

@test "machine and a report have the same keys" {
	quick -w fake/null -m seq
	same keys "$(jq -c '[paths | map(strings)] | unique' "$block")" \
		"$(jq -c '[.machine | paths | map(strings)] | unique' r.json)"
}

@test "the ids are 16 hex digits, and the same twice" {
	holds "$block" 'all(.hw_id, .env_id; test("^[0-9a-f]{16}$"))'
	same ids "$(jq -c '[.hw_id, .env_id]' "$block")" \
		"$("$parallax" machine | jq -c '[.hw_id, .env_id]')"
}

@test "the hardware's id does not depend on where it is asked" {
	mkdir elsewhere
	same hw_id "$(jq -r .hw_id "$block")" "$(cd elsewhere && HOSTNAME=other HOME=/ \
		"$parallax" machine --dir / | jq -r .hw_id)"
}

@test "counts are those of the system" {
	holds "$block" '.cpu.usable_pus == $n' --argjson n "$(nproc)"
	holds "$block" '.cpu.pus == $n' --argjson n "$(getconf _NPROCESSORS_ONLN)"
	holds "$block" '.memory_bytes == $kb * 1024' \
		--argjson kb "$(sed -n 's/^MemTotal: *\([0-9]*\) kB/\1/p' /proc/meminfo)"
	holds "$block" '.kernel.release == $r' --arg r "$(uname -r)"
	holds "$block" '.cpu | .packages >= 1 and .cores >= .packages and .pus >= .cores
		and .usable_pus <= .pus and .smt >= 1'
}

@test "usable processing units are those of the affinity" {
	local cpu
	cpu=$(taskset -cp $$ | sed 's/.*: *//; s/[,-].*//')
	holds <(taskset -c "$cpu" "$parallax" machine) '.cpu.usable_pus == 1 and .limits.cpuset == $cpu
		and .effective_cpus > 0.3 and .effective_cpus < 3' --arg cpu "$cpu"
}

@test "effective CPUs were measured" {
	holds "$block" '.effective_cpus >= 1 and .effective_cpus <= .cpu.usable_pus'
}

@test "the storage is that of --dir" {
	holds <("$parallax" machine --dir /proc) '.storage.fs == "proc"'
}

@test "the build is the one that runs" {
	matches "$("$parallax" --version)" "$(jq -r .build.compiler "$block")"
	matches "$("$parallax" --version)" "hwloc $(jq -r .build.hwloc "$block")"
	if is_sanitized; then
		holds "$block" '.build.sanitizer | length > 0'
	else
		holds "$block" '.build.sanitizer == null'
	fi
}

@test "what the machine does not say is null, and never an empty text" {
	nothing "empty texts" "$(jq -c 'paths(. == "" or . == "unknown")' "$block")"
}
