# SPDX-License-Identifier: MIT
"""The programs that are held against each other: parallax, the bare ones, and what others offer."""
import json
import os
import shutil
import subprocess
import time


class Failed(Exception):
    """A program did not do what it was asked; the text is its own last line."""


def said(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no word"


def call(arguments, timeout_s=300, environment=None, statuses=(0,)):
    """Standard output and standard error of a program that must end well."""
    try:
        done = subprocess.run(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=timeout_s,
            env=dict(os.environ, LC_ALL="C.UTF-8", **(environment or {})),
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"no end within {timeout_s} s") from None
    if done.returncode not in statuses:
        raise Failed(f"status {done.returncode}: {said(done.stderr or done.stdout)}")
    return done.stdout, done.stderr


class Tools:
    """Everything lies in one build folder; files go into `scratch`."""

    def __init__(self, build, scratch):
        self.parallax = os.path.join(build, "parallax")
        self.build, self.scratch = build, scratch
        self.cpus = sorted(os.sched_getaffinity(0))

    def masked(self, text):
        """Without the folders of this machine."""
        return text.replace(self.scratch, "DIR").replace(self.build, "BUILD")

    def run(self, *options):
        """A run of parallax as its report, with the seconds it took."""
        path = os.path.join(self.scratch, "run.json")
        begun = time.monotonic()
        call([self.parallax, "run", "-o", path, "--dir", self.scratch, *options], 900, statuses=(0, 1))
        seconds = time.monotonic() - begun
        with open(path, encoding="utf-8") as file:
            return json.load(file), seconds

    def cells(self, workloads, modes="seq,threads,procs", *options):
        """Cells with their calibrated ops, by name."""
        chosen = [f"--workload={workload}" for workload in workloads]
        report, _ = self.run(*chosen, f"--mode={modes}", "--rounds=1", *options)
        for result in report["results"]:
            if result["status"] != "ok":
                cell = report["cells"][result["cell"]]["cell"]
                raise Failed(f"{cell}: {result['reason']}")
        return {cell["cell"]: cell for cell in report["cells"]}

    def trial(self, cell, bound=True):
        """One trial of a cell, by an order to a leader of one's own. Worker i is bound to the i-th
        usable CPU, as the bare programs do it."""
        workers = range(cell["workers"] if bound else 0)
        order = {
            "protocol": 1,
            "cell": cell,
            "schedule": "static",
            "bind": [self.cpus[worker % len(self.cpus)] for worker in workers],
            "timeout_ns": 60_000_000_000,
            "parent_pid": os.getpid(),
            "dir": self.scratch,
        }
        # A leader answers on descriptor 3.
        leader = subprocess.run(
            ["sh", "-c", 'exec "$0" leader 3>&1 1>&2', self.parallax],
            input=json.dumps(order) + "\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        if leader.returncode or not leader.stdout:
            raise Failed(f"{cell['cell']}: the leader ended: {said(leader.stderr)}")
        trial = json.loads(leader.stdout)
        if trial["status"] != "ok":
            raise Failed(f"{cell['cell']}: {trial['reason']}")
        return trial

    def bare(self, program, cell, parameter=None, bound=True):
        """The same work by a program that knows nothing of parallax."""
        arguments = [os.path.join(self.build, "bare", program), cell["mode"], str(cell["workers"])]
        arguments += [str(cell["ops"])] + ([str(parameter)] if parameter else [])
        environment = {"TMPDIR": self.scratch, **({} if bound else {"BARE_UNBOUND": "1"})}
        try:
            return json.loads(call(arguments, 120, environment)[0])
        except Failed as failure:
            raise Failed(f"bare {program}: {failure}") from None

    def costs(self, arguments, timeout_s):
        """Nanoseconds and peak memory in bytes of a program whose output nobody reads."""
        peak = os.path.join(self.build, "bare", "peak")
        seen = json.loads(call([peak, *arguments], timeout_s)[0])
        if seen["status"]:
            name = " ".join([os.path.basename(arguments[0]), *arguments[1:2]])
            raise Failed(f"{name}: status {seen['status']}")
        return seen["ns"], seen["peak_bytes"]


def stretched(cell, least_ns, take):
    """The cell with ops enough for a trial of least_ns. take(cell) makes one; the shortest of three
    counts, since what disturbs one only makes it longer."""
    taken_ns = min(take(cell)["work_ns"] for _ in range(3))
    return {**cell, "ops": cell["ops"] * max(1, -(-least_ns // max(taken_ns, 1)))}


def missing(program, package):
    """What to print in the place of a figure where a peer is not there, or None."""
    return None if shutil.which(program) else f"no peer installed ({package})"
