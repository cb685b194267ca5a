# SPDX-License-Identifier: MIT
"""table.py [-j JOBS] FAKES: commits every fault of fake/fault in every mode, by the first, a middle
and the last worker, and holds what the run says of it against the table below, which is the
specification: one sentence a fault and mode, as a regular expression. Prints a row for each, and
exits 1 if any is not as specified.

One run commits one fault, in all modes and places, beside two workloads that are well, one before
it and one after it in every round. A row holds if its trials failed with the sentence, those that
are well have the figures that they must have, the exit status is 1, and nothing is left of the run:
no process, no file, no shared memory, semaphore, queue or socket."""
import argparse
import collections
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import uuid

import storm

TIMEOUT = "2"  # of a run that hangs, in seconds
LEAST_ROWS = 120
WIDTH = 51  # of the column with the reason
WORKERS = 4
WHO = (0, 2, 3)
MODES = "threads", "procs", "2x2"
SEED = "7"  # of an order in which the fault is between the two that are well
ITEMS, OPS = 5000, 1000  # ops of fake/sized and of fake/fault
SETUP, OPEN, WORK, CLOSE, VERIFY, TEARDOWN = range(6)

# What is known of a process that said nothing: who was in it. In threads that is the leader.
SOMEBODY = {
    "threads": "the leader",
    "procs": "worker {w}",
    "2x2": r"process {p} \(workers {a} to {b}\)",
}


def alike(sentence):
    return {mode: sentence for mode in MODES}


def somebody(sentence):
    return {mode: sentence.format(SOMEBODY[mode]) for mode in MODES}


# What it is, its number in tests/fakes/fault.c, in which phase, and what is to be said of it.
Fault = collections.namedtuple("Fault", "name number phase sentences")
FAULTS = [
    Fault("error in setup", 0, SETUP, alike("setup: coming to grief: Input/output error")),
    Fault("error in open", 0, OPEN, alike("open: worker {w}: coming to grief: Input/output error")),
    Fault("error in work", 0, WORK, alike("work: worker {w}: coming to grief: Input/output error")),
    Fault("error in close", 0, CLOSE, alike("close: worker {w}: coming to grief: Input/output error")),
    Fault("error in verify", 0, VERIFY, alike("verify: coming to grief: Input/output error")),
    Fault("error in teardown", 0, TEARDOWN, alike("teardown: coming to grief: Input/output error")),
    # A sum does not tell who has summed up wrongly.
    Fault("wrong digest", 1, WORK, alike("verify: digest {wrong} is not {right}, that of seq")),
    Fault("SIGSEGV in setup", 2, SETUP, alike("setup: the leader was killed by SIGSEGV")),
    Fault("SIGSEGV in open", 2, OPEN, alike("open: worker {w} was killed by SIGSEGV")),
    Fault("SIGSEGV", 2, WORK, alike("work: worker {w} was killed by SIGSEGV")),
    Fault("SIGSEGV in close", 2, CLOSE, alike("close: worker {w} was killed by SIGSEGV")),
    Fault("SIGSEGV in verify", 2, VERIFY, alike("verify: the leader was killed by SIGSEGV")),
    Fault("SIGSEGV in teardown", 2, TEARDOWN, alike("teardown: the leader was killed by SIGSEGV")),
    Fault("abort", 3, WORK, alike("work: worker {w} was killed by SIGABRT")),
    # Whoever is killed by another has no time to tell.
    Fault("SIGKILL", 4, WORK, somebody("work: {} was killed by SIGKILL")),
    # A full stack has no room for the handler that tells who it was.
    Fault("stack overflow", 5, WORK, somebody("work: {} was killed by SIGSEGV")),
    Fault("exit(3)", 6, WORK, alike("work: worker {w} ended early with status 3")),
    Fault("_exit(3)", 7, WORK, {
        **somebody("work: {} ended early with status 3"),
        "threads": "work: the leader ended with status 3 and no answer"}),
    Fault("exit(0)", 8, WORK, alike("work: worker {w} ended early with status 0")),
    Fault("exit(0) in close", 8, CLOSE, alike("close: worker {w} ended early with status 0")),
    Fault("_exit(0) in close", 17, CLOSE, {
        "threads": "close: the leader ended with status 0 and no answer",
        "procs": "close: worker {w} ended early",
        "2x2": "close: (worker {w}|workers {a} and {b}) ended early"}),
    Fault("pthread_exit", 9, WORK, alike("work: worker {w} ended early by pthread_exit")),
    Fault("pthread_exit in close", 9, CLOSE, alike("close: worker {w} ended early by pthread_exit")),
    Fault("hang in setup", 10, SETUP, alike(f"setup: no end within {TIMEOUT} s: killed")),
    Fault("hang in open", 10, OPEN, alike(
        f"open: worker {{w}} did not end within the timeout of {TIMEOUT} s")),
    Fault("hang", 10, WORK, alike(
        f"work: worker {{w}} did not end within the timeout of {TIMEOUT} s")),
    Fault("hang in close", 10, CLOSE, alike(
        f"close: worker {{w}} did not end within the timeout of {TIMEOUT} s")),
    Fault("hang in verify", 10, VERIFY, alike(f"verify: no end within {TIMEOUT} s: killed")),
    Fault("hang in teardown", 10, TEARDOWN, alike(f"teardown: no end within {TIMEOUT} s: killed")),
    Fault("hang, deaf to signals", 11, WORK, alike(
        f"work: worker {{w}} did not end within the timeout of {TIMEOUT} s")),
    Fault("SIGSTOP", 12, WORK, {
        **somebody("work: {} was stopped by SIGSTOP until the timeout"),
        "threads": f"work: the leader was stopped by SIGSTOP, and killed after {TIMEOUT} s"}),
    Fault("grandchild", 13, WORK, alike(
        "reap: the work has left a process behind, which was killed")),
    # Threads share their descriptors: it is told by whoever is the first to miss them.
    Fault("closes descriptors", 14, WORK, {
        "threads": "work: worker [0-3] found the descriptors of the harness closed",
        "procs": "work: worker {w} found the descriptors of the harness closed",
        "2x2": "work: worker ({a}|{b}) found the descriptors of the harness closed"}),
    Fault("memory, unasked", 15, WORK, alike("work: worker {w} was killed by SIGSEGV")),
    Fault("memory, told", 16, WORK, alike(
        "work: worker {w}: coming to grief: Cannot allocate memory")),
]


def has_worker(fault):
    return fault.phase in (OPEN, WORK, CLOSE)


def hangs(fault):
    return fault.number in (10, 11, 12)


def sum_of(ops):
    """The digest that sum.c gives so many ops, by the formula of workload.h."""
    mask, total = (1 << 64) - 1, 0
    for x in range(ops):
        x = (x + 0x9E3779B97F4A7C15) & mask
        x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & mask
        x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & mask
        total += x ^ (x >> 31)
    return total & mask


# ---- One run ----


class Run:
    """One fault, in all modes, by each of these workers in turn."""

    def __init__(self, program, fault, who):
        self.fault, self.who = fault, who
        self.mark = f"{storm.MARK}={uuid.uuid4()}".encode()
        self.lock = f"table-{uuid.uuid4().hex[:12]}"
        self.before = storm.lasting()
        with tempfile.TemporaryDirectory() as folder:
            self.folder = folder
            self.execute(program)
            self.left = self.leftovers()
            self.report = self.read()

    def execute(self, program):
        name, _, value = self.mark.decode().partition("=")
        environ = dict(os.environ, PARALLAX_LOCK=self.lock, TMPDIR=os.path.join(self.folder, "tmp"))
        environ[name] = value
        # A sanitizer's own handlers would tell another story, and its leaks are not the matter here.
        for sanitizer in "ASAN", "TSAN", "UBSAN", "LSAN":
            environ[f"{sanitizer}_OPTIONS"] = (
                "handle_segv=0:handle_abort=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:"
                "detect_leaks=0:use_sigaltstack=0")
        for path in "cwd", "tmp":
            os.mkdir(os.path.join(self.folder, path))
        command = [program, "run", "-o", "r.json", "-n", str(WORKERS), "-m", ",".join(MODES),
                   "-w", "fake/null", "-w", "fake/fault", "-w", "fake/sized",
                   "--set", f"fake.fault={self.fault.number}", "--set", f"fake.phase={self.fault.phase}",
                   "--set", "fake.who=" + ",".join(map(str, self.who)),
                   "--set", f"fake.items={ITEMS}", "--seed", SEED, "--rounds", "1", "--budget", "1ms",
                   "--timeout", f"{TIMEOUT}s" if hangs(self.fault) else "20s"]
        with open(os.path.join(self.folder, "err"), "wb+") as err:
            self.status = subprocess.run(
                command, cwd=os.path.join(self.folder, "cwd"), env=environ, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=err, start_new_session=True, timeout=300,
                check=False).returncode

    def leftovers(self):
        """What is there still after a while, in words. Other things may be made on this machine."""
        end = time.monotonic() + 5
        while True:
            found = [f"process {number}" for number in storm.members(self.mark)]
            found += sorted(storm.listing(os.path.join(self.folder, "tmp")))
            found += sorted(storm.listing(os.path.join(self.folder, "cwd")) - {"r.json"})
            found += [f"socket {name}" for name in storm.sockets(self.lock)]
            found += [f"{kind} {name}" for kind, name in storm.lasting() - self.before]
            if not found or time.monotonic() > end:
                break
            time.sleep(0.05)
        for number in storm.members(self.mark):
            os.kill(number, signal.SIGKILL)
        return found

    def read(self):
        with open(os.path.join(self.folder, "cwd", "r.json"), "rb") as report:
            return storm.strict(report.read())


# ---- What is held against the table ----


def trouble_of_the_well(report, digest):
    """What is wrong with the workloads that are well, in the run that this report is of; "" if nothing."""
    cells, trials = report["cells"], report["trials"]
    faulty = {i for i, cell in enumerate(cells) if cell["workload"] == "fake/fault"}
    for i, cell in enumerate(cells):
        if i in faulty:
            continue
        result, own = report["results"][i], [trial for trial in trials if trial["cell"] == i]
        if result["status"] != "ok" or result["work_ns"]["n"] != 1 or not result["work_ns"]["median"]:
            return f"{cell['cell']} is {result['status']}: {result['reason']}"
        if len(own) != 2 or any(trial["status"] != "ok" for trial in own):
            return f"{cell['cell']} has not two good trials"
        if any(sum(worker["ops"] for worker in trial["workers"]) != cell["ops"] for trial in own):
            return f"{cell['cell']} did not do its ops"
        if cell["workload"] == "fake/sized" and {trial["digest"] for trial in own} != {digest}:
            return f"{cell['cell']} computed something else"
    for number in 0, 1:
        own = [trial["cell"] in faulty for trial in trials if trial["round"] == number]
        if own[0] or own[-1] or not any(own):
            return f"round {number} has nothing well before or after the fault"
    return ""


def place(mode, who):
    """The words in a sentence that depend on who it was."""
    first = who - who % 2
    return {"w": who, "p": who // 2, "a": first, "b": first + 1}


def rows_of(run):
    """(mode, who, outcome, whether it is as specified) of each cell with the fault."""
    report, rows, sums = run.report, [], sum_of(OPS)
    general = trouble_of_the_well(report, f"{sum_of(ITEMS):016x}")
    if run.status != 1:
        general = general or f"exit status {run.status}"
    for i, cell in enumerate(report["cells"]):
        if cell["workload"] != "fake/fault":
            continue
        mode = "2x2" if cell["mode"] == "hybrid" else cell["mode"]
        who = cell["params"]["who"]
        own = [trial for trial in report["trials"] if trial["cell"] == i]
        reasons = sorted({str(trial["reason"]) for trial in own} | {str(report["results"][i]["reason"])})
        regex = run.fault.sentences[mode].format(
            right=f"{sums:016x}", wrong=f"{sums + 1:016x}", **place(mode, who))
        good = (not general and not run.left and report["complete"] and own
                and all(trial["status"] == "failed" and trial["work_ns"] is None for trial in own)
                and all(re.fullmatch(regex, reason) for reason in reasons))
        found = reasons[:1] if good else [*filter(None, [general]), *run.left, *reasons]
        rows.append((mode, who, "; ".join(found), bool(good)))
    expected = {(mode, who) for mode in MODES for who in run.who}
    if {row[:2] for row in rows} != expected:
        rows.append(("all", "-", "not every mode and worker is in the report", False))
    return rows


def show(fault, mode, worker, outcome, left, verdict):
    """A row of 100 columns; what is not as specified is told whole below it."""
    cut = outcome if len(outcome) <= WIDTH else outcome[: WIDTH - 1] + "…"
    print(f"{fault:<22} {mode:<7} {worker:>6}  {cut:<{WIDTH}} {left:>4} {verdict}".rstrip(), flush=True)
    if verdict == "NOT":
        print(f"    {outcome}", flush=True)


pool = concurrent.futures.ThreadPoolExecutor


def settle(program, run):
    """A run that hangs counts seconds, which a busy machine may not have had for what is well in it:
    where it is not as specified and has left nothing, it is done again, alone, twice at most."""
    for _ in range(2):
        if not hangs(run.fault) or run.left or all(row[3] for row in rows_of(run)):
            break
        print(f"{run.fault.name}: not as specified; once more, alone", file=sys.stderr)
        run = Run(program, run.fault, run.who)
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("program")
    args = parser.parse_args()
    program = os.path.abspath(args.program)
    total, wrong, left = 0, 0, 0
    show("fault", "mode", "worker", "the trial failed, for", "left", "")
    # Runs that hang do little else: they are all under way at once, beside the others.
    with pool(len(list(filter(hangs, FAULTS)))) as sleepers, pool(args.jobs) as others:
        runs = [(sleepers if hangs(fault) else others).submit(
            Run, program, fault, WHO if has_worker(fault) else WHO[-1:]) for fault in FAULTS]
        runs = [future.result() for future in runs]
    for run in runs:
        run = settle(program, run)
        left += len(run.left)
        for mode, who, outcome, good in rows_of(run):
            total, wrong = total + 1, wrong + (not good)
            show(run.fault.name, mode, who if has_worker(run.fault) else "-", outcome,
                 len(run.left), "ok" if good else "NOT")
    print(f"{total} rows, {total - wrong} as specified, {wrong} not; {len(runs)} runs left {left} things behind")
    if total < LEAST_ROWS:
        print(f"there should be {LEAST_ROWS} rows")
        return 1
    return 1 if wrong or left else 0


sys.exit(main())
