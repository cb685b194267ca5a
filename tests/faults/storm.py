# SPDX-License-Identifier: MIT
"""storm.py [-n N] [-s SIGNAL,...] [--span SECONDS] [--seed N] PROGRAM ARG...: runs PROGRAM N times,
sends one of the signals to its main process at a random moment of the span, and holds each ending against what a
person relies on: a whole report or none, the one that was there before intact, and nothing left of
the run, be it a process, a file, shared memory, a semaphore, a queue or a socket. The report is
r.json in the working folder: give `-o r.json`. Exits 1 after the first run that does not hold.

What a run has left is found by a mark in its environment, which every process of it inherits."""
import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid

MARK = "PARALLAX_STORM"
PATIENCE = 10  # seconds for what should take one: the machine may be busy with other things
REPORT = "r.json"


def members(mark):
    """The processes that carry the mark and are not dead."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/environ", "rb") as environ:
                if mark not in environ.read().split(b"\0"):
                    continue
            with open(f"/proc/{number}/stat") as stat:
                if stat.read().rpartition(") ")[2][0] not in "ZX":
                    found.append(int(number))
        except OSError:
            continue  # it has just ended
    return found


def listing(folder):
    return set(os.listdir(folder)) if os.path.isdir(folder) else set()


def sockets(lock):
    with open("/proc/net/unix") as table:
        return {line.split()[-1] for line in table if line.rstrip().endswith(lock)}


def lasting():
    """What outlives processes on this machine, whoever made it."""
    found = {("shm", name) for name in listing("/dev/shm")}
    found |= {("queue", name) for name in listing("/dev/mqueue")}
    for kind in "shm", "sem", "msg":
        with open(f"/proc/sysvipc/{kind}") as table:
            found |= {(kind, line.split()[1]) for line in list(table)[1:]}
    return found


def strict(text):
    def refuse(word):
        raise ValueError(f"{word} is no JSON")

    return json.loads(text, parse_constant=refuse)


def heed():
    """In the new process: what the runner of the tests may ignore is heeded."""
    for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, signal.SIG_DFL)


class Run:
    def __init__(self, command, folder, earlier):
        self.folder, self.earlier = folder, earlier
        self.mark = f"{MARK}={uuid.uuid4()}".encode()
        self.lock = f"storm-{uuid.uuid4().hex[:12]}"
        self.before = lasting()
        for name in "cwd", "tmp":
            os.mkdir(os.path.join(folder, name))
        self.path = os.path.join(folder, "cwd", REPORT)
        if earlier:
            with open(self.path, "wb") as report:
                report.write(earlier)
        environ = dict(os.environ, TMPDIR=os.path.join(folder, "tmp"), PARALLAX_LOCK=self.lock)
        name, _, value = self.mark.decode().partition("=")
        environ[name] = value
        self.out = open(os.path.join(folder, "out"), "wb+")
        self.process = subprocess.Popen(
            command, cwd=os.path.join(folder, "cwd"), env=environ, stdin=subprocess.DEVNULL,
            stdout=self.out, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=heed)

    def end(self, number):
        """Sends the signal. Returns the status, and how long the last process took to end."""
        begun = time.monotonic()
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        while members(self.mark):
            if time.monotonic() - begun > PATIENCE:
                raise AssertionError(f"processes are left: {members(self.mark)}")
            time.sleep(0.01)
        return status, time.monotonic() - begun

    def claim(self, status, number):
        """Holds what is there against the exit status. Returns how the run ended, in a word."""
        text = open(self.path, "rb").read() if os.path.exists(self.path) else b""
        assert not listing(os.path.join(self.folder, "tmp")), "files are left in TMPDIR"
        left = listing(os.path.join(self.folder, "cwd")) - {REPORT}
        assert not left, f"files are left beside the report: {left}"
        assert not sockets(self.lock), "a socket is left"
        end = time.monotonic() + PATIENCE
        while lasting() - self.before:  # something else on this machine may have made it
            assert time.monotonic() < end, f"left: {lasting() - self.before}"
            time.sleep(0.1)
        if status == -number and text == self.earlier:
            return "early"  # before there was anything to report
        report = strict(text)
        if status == 0:
            assert report["complete"], "status 0 and no complete report"
            return "complete"
        assert status in (-number, 128 + number), f"exit status {status}"
        assert number == signal.SIGKILL or status > 0 or report["complete"], "it was not saved"
        if status > 0:
            assert not report["complete"], "interrupted, and yet complete"
        good = [trial for trial in report["trials"] if trial["status"] == "ok"]
        assert all(trial["work_ns"] is not None for trial in good), "a good trial without a time"
        assert not any("interrupt" in (trial["reason"] or "") for trial in report["trials"])
        assert [trial["trial"] for trial in report["trials"]] == list(range(len(report["trials"])))
        return "partial"


def shown(program, path):
    """Whether the program itself takes the report."""
    return subprocess.run([program, "show", path], stdout=subprocess.DEVNULL, check=False).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split(":")[0])
    parser.add_argument("-n", "--number", type=int, default=20)
    parser.add_argument("-s", "--signal", default="INT")
    parser.add_argument("--span", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    numbers = [signal.Signals[f"SIG{name}"] for name in args.signal.split(",")]
    dice, earlier, ends, worst = random.Random(args.seed), b"", {}, 0.0
    for i in range(args.number):
        delay, number = dice.uniform(0, args.span), dice.choice(numbers)
        with tempfile.TemporaryDirectory() as folder:
            run = Run(args.command, folder, earlier if i % 2 else b"")
            try:
                time.sleep(delay)
                status, took = run.end(number)
                word = run.claim(status, number)
                if word != "early":
                    assert shown(args.command[0], run.path), "show does not take the report"
            except (AssertionError, ValueError, subprocess.TimeoutExpired) as trouble:
                run.out.seek(0)
                print(f"seed {args.seed}, run {i}, {number.name} after {delay:.3f} s: {trouble}")
                print(run.out.read().decode(errors="replace"))
                for member in members(run.mark):
                    os.kill(member, signal.SIGKILL)
                run.process.wait()
                return 1
            if word != "early":
                with open(run.path, "rb") as report:
                    earlier = report.read()
            ends[word], worst = ends.get(word, 0) + 1, max(worst, took)
    told = ", ".join(f"{count} {word}" for word, count in sorted(ends.items()))
    print(f"{args.number} runs, {args.signal}: {told}; the slowest ending took {worst:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
