# SPDX-License-Identifier: MIT
#
# inputs.py PROGRAM DIR: has leaders of fake/input lent descriptors as no run would leave them, and
# says in what a leader did otherwise than the leader protocol has it.
import fcntl
import json
import os
import subprocess
import sys
import tempfile

program, directory = sys.argv[1:]
MIB = 1 << 20
SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
ANSWER = 3
FIRST = 5  # memory, a file, memory for verify

order = {
    "protocol": 1, "schedule": "static", "bind": [], "timeout_ns": 20 * 10**9,
    "parent_pid": os.getpid(), "dir": directory, "counters": False,
    "cell": {"cell": "fake/input procs:2", "workload": "fake/input", "class": "memory",
             "workload_version": 1, "params": {"mib": 1}, "mode": "procs", "procs": 2,
             "threads": 1, "workers": 2, "placement": "none", "ops": 10, "unit": "nothing"},
}


def run(room, fds):
    """The findings of a trial whose leader inherits these descriptors and may keep so much."""
    reading, writing = os.pipe()

    def inherit():
        high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 32) for fd in [writing] + fds]
        for fd, place in zip(high, [ANSWER, *range(FIRST, FIRST + 3)]):
            os.dup2(fd, place)

    text = json.dumps(dict(order, input_bytes=room) if room is not None else order)
    leader = subprocess.Popen([program, "leader"], stdin=subprocess.PIPE, close_fds=False,
                              preexec_fn=inherit)
    os.close(writing)
    leader.communicate(text.encode() + b"\n")
    with os.fdopen(reading) as answer:
        trial = json.loads(answer.readline())
    if trial["status"] != "ok":
        sys.exit("the trial failed: " + trial["reason"])
    return trial["findings"]


def lendable():
    file, path = tempfile.mkstemp(dir=directory)
    os.unlink(path)
    return [os.memfd_create("a", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC), file,
            os.memfd_create("b", os.MFD_ALLOW_SEALING | os.MFD_CLOEXEC)]


def complete(fds):
    return [fcntl.fcntl(fds[i], fcntl.F_GET_SEALS) == SEALS for i in (0, 2)] + [
        os.fstat(fds[1]).st_mode & 0o222 == 0]


def claim(what, holds):
    if not holds:
        sys.exit("not so: " + what)


nothing = [os.open("/dev/null", os.O_RDWR)] * 3
claim("without a word of inputs each trial makes its own", run(None, nothing) != run(None, nothing))
claim("nor where no room is offered", run(0, nothing) != run(0, nothing))

fds = lendable()
first = run(8 * MIB, fds)
claim("all is complete after the first trial", complete(fds) == [True] * 3)
claim("the second trial has what the first has left", run(8 * MIB, fds) == first)

# A leader that was killed in the midst of it has left half of it, and neither seal nor mode.
fds = lendable()
for fd in fds:
    os.write(fd, b"half" * 1000)
left = run(8 * MIB, fds)
claim("what was left half done is made whole", complete(fds) == [True] * 3)
claim("and stays", run(8 * MIB, fds) == left)

# Too little room for all three: what is kept is kept, what is not is made anew.
fds = lendable()
some = [run(MIB + 65536, fds) for _ in range(2)]
claim("as much is kept as there is room for", complete(fds) == [True, False, False])
claim("of it alone", [some[0][key] == some[1][key] for key in ("memory", "file", "expected")]
      == [True, False, False])

# Something else than what was asked for must not be taken for it.
fds = lendable()
other = os.open("/dev/null", os.O_RDWR)
claim("what cannot be kept is made anew", run(8 * MIB, [other, fds[1], other])["memory"]
      != run(8 * MIB, [other, fds[1], other])["memory"])
fds = lendable()
os.write(fds[0], b"x" * 8192)
fcntl.fcntl(fds[0], fcntl.F_ADD_SEALS, SEALS)
run(8 * MIB, fds)
