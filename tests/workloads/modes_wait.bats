#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
#
# Every workload of io, ipc, spawn and sync, in every mode and at every count that it claims: see modes.bash.
load modes

setup_file() {
	run_modes io ipc spawn sync
}

@test "every workload of io, ipc, spawn and sync is well in seq" {
	is_well_in_seq
}

@test "every workload of io, ipc, spawn and sync is well in 1, 2 and 3 threads" {
	is_well_in_threads
}

@test "every workload of io, ipc, spawn and sync is well in 1, 2 and 3 processes" {
	is_well_in_processes
}

@test "every workload of io, ipc, spawn and sync is well in every shape of processes of threads" {
	is_well_in_shapes
}

@test "every workload of io, ipc, spawn and sync is well under the dynamic split and weak scaling" {
	is_well_when_dealt
}

@test "every workload of io, ipc, spawn and sync computes the same in every mode and at every count" {
	computes_the_same
}

@test "every workload of io, ipc, spawn and sync has a digest that depends on what it computes" {
	has_a_digest
}

@test "the report of every workload of io, ipc, spawn and sync is valid" {
	has_a_valid_report
}

@test "no workload of io, ipc, spawn and sync leaves a process or a file" {
	leaves_nothing
}
