# SPDX-License-Identifier: MIT
"""pyperf_rules.py FILE: exits 1, with the reason, where pyperf would refuse the file. pyperf is in no
Debian package; these are the rules of its loader for version 1.0: Run, Benchmark and check_metadata."""
import json
import sys

NUMBER = (int, float)


def fail(text):
    sys.exit(f"pyperf would refuse it: {text}")


def check_metadata(metadata):
    for name, value in metadata.items():
        if name in ("loops", "inner_loops"):
            good = isinstance(value, int) and value >= 1
        elif name == "duration":
            good = isinstance(value, NUMBER) and value >= 0
        elif name == "unit":
            good = value in ("second", "byte", "integer")
        else:
            good = isinstance(value, (int, str, float))
        if isinstance(value, str) and (not value.strip() or "\n" in value or "\r" in value):
            good = False
        if not good:
            fail(f"metadata {name} is {value!r}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        suite = json.load(file)
    if suite["version"] != "1.0":
        fail("version")
    names = set()
    if not suite["benchmarks"]:
        fail("no benchmark")
    for benchmark in suite["benchmarks"]:
        common = {**suite.get("metadata", {}), **benchmark.get("metadata", {})}
        if not benchmark["runs"]:
            fail("a benchmark without runs")
        if "name" not in common or common["name"] in names:
            fail("a benchmark without a name of its own")
        names.add(common["name"])
        for run in benchmark["runs"]:
            check_metadata({**common, **run.get("metadata", {})})
            values = run.get("values", ())
            if not values and not run.get("warmups"):
                fail("a run without values")
            if any(not isinstance(value, NUMBER) or value <= 0 for value in values):
                fail(f"values {values}")


if __name__ == "__main__":
    main()
