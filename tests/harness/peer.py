# SPDX-License-Identifier: MIT
"""What the field's own tools offer of the same work, in threads and in processes."""
import json
import os
import re

from tools import Failed, call, missing

CREATES = ("spawn_ns", "ready_ns", "work_ns", "reap_ns")
WORKS = ("work_ns",)
ENDS = ("work_ns", "reap_ns")

# What a job of fio goes through again and again, and what file/read has.
FILE_BYTES = 64 << 20
BLOCK_BYTES = 4096


def found(pattern, text, what):
    match = re.search(pattern, text, re.MULTILINE)
    if not match:
        raise Failed(f"{what}: no time in what it printed")
    return float(match.group(1))


def pipe_seconds(text):
    return found(r"([\d.]+) usecs/op", text, "perf bench sched pipe") / 1e6


def messaging_seconds(text):
    return found(r"Total time: ([\d.]+) \[sec\]", text, "perf bench sched messaging")


def hackbench_seconds(text):
    return found(r"^Time: ([\d.]+)", text, "hackbench")


def stress_seconds(text, ops):
    """Of one bogo op: a creation, as strace counts them."""
    done = found(r"bogo-ops: (\d+)", text, "stress-ng")
    if done < ops:
        raise Failed(f"stress-ng: {done:.0f} of {ops} were done")
    return found(r"wall-clock-time: ([\d.]+)", text, "stress-ng") / done


def fio_seconds(text):
    """Of one read of all jobs together."""
    read = json.loads(text[text.index("{") :])["jobs"][0]["read"]
    if not read["total_ios"]:
        raise Failed("fio: no read was made")
    return read["runtime"] / 1e3 / read["total_ios"]


class Peer:
    """One tool's way of doing one workload's op. once(tools, mode, ops) gives its seconds an op."""

    def __init__(self, name, package, once, **ours):
        self.name, self.package, self.once = name, package, once
        self.program = name.split()[0]
        self.workload, self.workers = ours["workload"], ours["workers"]
        self.options = ours.get("options", ())
        self.phases = ours["phases"]  # of ours that theirs has in its time
        self.equal = ours.get("equal", False)  # ours does all that theirs does, in as many system calls
        self.differs = ours["differs"]

    def missing(self):
        return missing(self.program, self.package)

    def cells(self, tools):
        return tools.cells([self.workload], "threads,procs", f"--workers={self.workers}", *self.options)

    def ours(self, tools, cell):
        """Nanoseconds an op."""
        trial = tools.trial(cell, bound=False)
        return sum(trial[phase] for phase in self.phases) / cell["ops"]


def perf_pipe(_, mode, ops):
    threaded = ["-T"] if mode == "threads" else []
    return pipe_seconds(call(["perf", "bench", "sched", "pipe", "-l", str(ops), *threaded])[0])


def perf_messaging(_, mode, ops):
    loops = max(ops // 400, 1)
    threaded = ["-t"] if mode == "threads" else []
    arguments = ["perf", "bench", "sched", "messaging", "-p", "-g", "1", "-l", str(loops), *threaded]
    return messaging_seconds(call(arguments)[0]) / (400 * loops)


def hackbench(_, mode, ops):
    kind = "-T" if mode == "threads" else "-P"
    arguments = ["hackbench", "-p", "-g", "1", "-f", "1", "-s", "104", "-l", str(ops), kind]
    return hackbench_seconds(call(arguments)[0]) / ops


def stress_ng(tools, mode, ops):
    stressor = "pthread" if mode == "threads" else "fork"
    path = os.path.join(tools.scratch, "stress.yaml")
    # Of its threads one run in some twenty is "unsuccessful", and does not say why: it counts if it is whole.
    call(
        ["stress-ng", f"--{stressor}", "1", f"--{stressor}-max", "1", f"--{stressor}-ops", str(ops)]
        + ["--metrics-brief", "--temp-path", tools.scratch, "--yaml", path],
        statuses=(0, 2),
    )
    with open(path, encoding="utf-8") as file:
        return stress_seconds(file.read(), ops)


def fio(tools, mode, ops):
    jobs, path = 2, os.path.join(tools.scratch, "fio")
    threaded = ["--thread"] if mode == "threads" else []
    return fio_seconds(
        call(
            ["fio", "--name=read", "--ioengine=psync", "--rw=randread", "--norandommap", *threaded]
            + [f"--bs={BLOCK_BYTES}", f"--size={FILE_BYTES}", f"--io_size={ops // jobs * BLOCK_BYTES}"]
            + [f"--filename={path}", f"--numjobs={jobs}", "--group_reporting", "--invalidate=0"]
            + ["--gtod_reduce=1", "--output-format=json"]
        )[0]
    )


MESSAGES = ("--set=transfer.size=104",)

PEERS = (
    Peer(
        "perf pipe",
        "linux-perf",
        perf_pipe,
        workload="pingpong/pipe",
        workers=2,
        phases=CREATES,
        equal=True,
        differs="perf bench sched pipe, 4 bytes a message, unchecked; ours 8, checked. Both with creation.",
    ),
    Peer(
        "perf messaging",
        "linux-perf",
        perf_messaging,
        workload="transfer/pipe",
        workers=40,
        options=MESSAGES,
        phases=ENDS,
        differs="perf bench sched messaging: 40 workers, of whom each sender writes to all 20 receivers, "
        "100 bytes unread; ours to one, 104 bytes, each word written and added up.",
    ),
    Peer(
        "hackbench",
        "rt-tests",
        hackbench,
        workload="transfer/pipe",
        workers=2,
        options=MESSAGES,
        phases=ENDS,
        equal=True,
        differs="104 bytes from one to one, unread; ours written and added up word by word.",
    ),
    Peer(
        "stress-ng",
        "stress-ng",
        stress_ng,
        workload="spawn/worker",
        workers=1,
        phases=WORKS,
        differs="--pthread and --fork, one at a time. Their thread makes system calls of its own before "
        "it ends, their process is a fork of a larger program: not the same op.",
    ),
    Peer(
        "fio",
        "fio",
        fio,
        workload="file/read",
        workers=2,
        phases=WORKS,
        equal=True,
        differs="psync, 4 KiB at random from a cached file, 2 jobs; ours adds up and checks each block, "
        "theirs keeps statistics of each.",
    ),
)
