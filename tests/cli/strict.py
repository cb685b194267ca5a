# SPDX-License-Identifier: MIT
"""Exits 0 when a file is JSON as the report promises it: UTF-8, with an LF at the end, no key
twice, no NaN or infinity, and no integer that a double cannot hold. jq forgives all of these."""
import json
import sys


def refuse(what):
    sys.exit(f"{sys.argv[1]}: {what}")


def unique(pairs):
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            refuse(f"{key!r} twice")
    return dict(pairs)


def integer(text):
    if abs(int(text)) >= 2**53:
        refuse(f"{text} is not below 2^53")
    return int(text)


with open(sys.argv[1], "rb") as file:
    data = file.read()
if not data.endswith(b"}\n") or data.endswith(b"\n\n"):
    refuse("does not end in one LF")
if b"\r" in data:
    refuse("has a CR")
try:
    json.loads(data.decode("utf-8", "strict"), object_pairs_hook=unique, parse_int=integer,
               parse_constant=lambda word: refuse(f"{word} is not JSON"))
except ValueError as error:
    refuse(error)
