# SPDX-License-Identifier: MIT
"""soak.py PROGRAM ARG...: runs PROGRAM and looks at its main process alone while it runs: how much memory
is resident, how much at most, and how many descriptors it has open. Prints a row for each quarter of
the run, or where it takes longer for each minute, and exits 1 where what it had in the second is
outgrown in the last, or the run fails. What a run is made of, it has in the first."""
import os
import statistics
import subprocess
import sys
import time

PAUSE = 0.05  # seconds between two looks
MINUTES = 240  # seconds from which on there is a row a minute

# A heap is full of holes of this and that size, and a part of what is written is looked at in one piece.
# What grows with the trials, 400 bytes each, passes this within a thousand.
MOST_KB = 400
# The most that was ever resident depends on the moment as well: a report is saved now and then.
MOST_PEAK_KB = 2048
# Pipes to a leader come and go.
MOST_DESCRIPTORS = 3


def look(number):
    """Of a process: resident memory in kB, the most it had, open descriptors. None once it has ended."""
    try:
        with open(f"/proc/{number}/status") as status:
            found = dict(line.split(":", 1) for line in status)
        return (
            int(found["VmRSS"].split()[0]),
            int(found["VmHWM"].split()[0]),
            len(os.listdir(f"/proc/{number}/fd")),
        )
    except (OSError, KeyError):
        return None


def watch(command):
    """The looks at a run, each with its time, and how the run ended."""
    quiet = subprocess.DEVNULL
    run = subprocess.Popen(command, stdin=quiet, stdout=quiet)
    begun, looks = time.monotonic(), []
    while run.poll() is None:
        seen = look(run.pid)
        if seen:
            looks.append((time.monotonic() - begun, *seen))
        time.sleep(PAUSE)
    return looks, run.returncode


def part(looks, first, end):
    """What a stretch of the run had: its end, and memory, peak so far and descriptors during it."""
    those = [seen for seen in looks if first <= seen[0] < end]
    return (
        end,
        round(statistics.median(seen[1] for seen in those)),
        max(seen[2] for seen in those),
        max(seen[3] for seen in those),
    )


def parts(looks):
    """Those of the whole run; what is left over after the last minute is of none."""
    whole = looks[-1][0]
    length = 60 if whole >= MINUTES else whole / 4
    return [part(looks, i * length, (i + 1) * length) for i in range(int(whole / length))]


def main():
    looks, status = watch(sys.argv[1:])
    rows = parts(looks)
    print("    s  resident kB   at most  descriptors")
    for end, resident, peak, descriptors in rows:
        print(f"{end:5.0f} {resident:12d} {peak:9d} {descriptors:12d}")
    _, resident, peak, descriptors = (b - a for a, b in zip(rows[1], rows[-1]))
    print(f"grown {resident:12d} {peak:9d} {descriptors:12d}")
    flat = resident <= MOST_KB and peak <= MOST_PEAK_KB and descriptors <= MOST_DESCRIPTORS
    if not flat:
        print("grown by more than", MOST_KB, MOST_PEAK_KB, MOST_DESCRIPTORS)
    if status not in (0, 1):
        print(f"the run ended with {status}")
    return not flat or status not in (0, 1)


sys.exit(main())
