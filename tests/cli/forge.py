# SPDX-License-Identifier: MIT
"""forge.py PROGRAM REPORT: changes every figure and every word of results, verdicts and sweeps, some
at a time, and exits 0 when `check` names each of them, and none in the report as it is."""
import json
import subprocess
import sys

AT_ONCE = 20  # as many as check names

# What check believes: why a cell was skipped stands in no trial. Links are held by the reader.
BELIEVED = {"cell", "status", "reason", "threads_cell", "procs_cell", "base_cell"}
# Null where there is no sentence, and not a number that is unknown.
TEXTS = {"cause", "latency_ns"}
WORDS = {"verdict": ["threads", "procs"], "mode": ["threads", "procs"], "counted": ["all", "none"]}


def leaves(value, path=""):
    """Each (path, holder, key) below value that is no object and no list."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        where = f"{path}[{key}]" if isinstance(value, list) else f"{path}.{key}"
        if isinstance(inner, (dict, list)):
            yield from leaves(inner, where)
        else:
            yield where.lstrip("."), value, key


def forged(key, value):
    if key in WORDS:
        return WORDS[key][value == WORDS[key][0]]
    if isinstance(value, str):
        return value + "!"
    if value is None:
        return 7
    return value + 1 if isinstance(value, int) else value * (1 + 1e-6)


def check(report):
    done = subprocess.run([sys.argv[1], "check", "-"], input=json.dumps(report), text=True,
                          capture_output=True, check=False)
    return done.returncode, done.stdout


with open(sys.argv[2], encoding="utf-8") as file:
    REPORT = json.load(file)
if check(REPORT)[0] not in (0, 1):
    sys.exit("the report itself does not hold")
parts = {name: REPORT[name] for name in ("results", "verdicts", "sweeps")}
todo = [(where, holder, key) for where, holder, key in leaves(parts)
        if key not in BELIEVED and not (key in TEXTS and holder[key] is None)]
for first in range(0, len(todo), AT_ONCE):
    some = todo[first:first + AT_ONCE]
    before = [holder[key] for _, holder, key in some]
    for _, holder, key in some:
        holder[key] = forged(key, holder[key])
    status, told = check(REPORT)
    for (where, holder, key), value in zip(some, before):
        if status != 2 or f"standard input: {where}: " not in told:
            sys.exit(f"{where}: {value} made {holder[key]}, and status {status}:\n{told}")
        holder[key] = value
print(f"{len(todo)} forgeries found")
