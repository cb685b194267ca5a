# SPDX-License-Identifier: MIT
#
# flat.py REPORT CSV: whether each field of the CSV that show prints is what the report says, by the
# rules of results/README.md. Prints each that is not, and exits 1 if there is any.
import csv
import json
import sys


def flatten(prefix, value, into):
    if isinstance(value, dict) and prefix not in ("params", "findings"):
        for key, inner in value.items():
            flatten(f"{prefix}_{key}" if prefix else key, inner, into)
    else:
        into[prefix] = value


def text_of(name, value):
    if value is None:
        return ""
    if name in ("params", "findings"):
        return ";".join(f"{key}={inner}" for key, inner in value.items())
    if name == "warnings":
        return " ".join(warning["code"] for warning in value)
    if isinstance(value, bool):
        return str(value).lower()
    return value


def verdict_of(report, index):
    for row in report["verdicts"]:
        cells = [report["cells"][row["threads_cell"]], report["cells"][index]]
        same = [(c["workload"], c["params"], c["placement"], c["workers"]) for c in cells]
        if same[0] == same[1]:
            return row
    return {}


def wanted(report, result):
    into = {}
    flatten("", report["cells"][result["cell"]], into)
    flatten("", result, into)
    into["cell"] = report["cells"][result["cell"]]["cell"]
    for key, value in verdict_of(report, result["cell"]).items():
        into["verdict" if key == "verdict" else f"verdict_{key}"] = value
    return into


with open(sys.argv[1], encoding="utf-8") as file:
    report = json.load(file)
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    rows = list(csv.DictReader(file, strict=True))

wrong = [] if len(rows) == len(report["results"]) else [f"{len(rows)} rows"]
for row, result in zip(rows, report["results"]):
    fields = wanted(report, result)
    for name, text in row.items():
        value = text_of(name, fields.get(name))
        if isinstance(value, (int, float)):
            same = text != "" and float(text) == value
        else:
            same = text == value
        if not same:
            wrong.append(f"{row['cell']}: {name} is {text!r}, not {value!r}")
print("\n".join(wrong))
sys.exit(bool(wrong))
