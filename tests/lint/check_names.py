#!/usr/bin/env python3
"""File names say what is inside, and no file carries reminders or the paths of somebody's machine.

usage: check_names.py ROOT
"""
import re
import sys
from pathlib import Path

from project_files import files_below, finish, text_of

SAYS_NOTHING = {"utils", "util", "utilities", "misc", "helpers", "helper", "common", "stuff", "tmp", "old", "new"}
# -inl: included several times, once for each instruction set (the name that Highway asks for)
SNAKE_CASE = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)*(-inl)?$")
REMINDER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.$}{])/(home|work|root|Users)/")


def main():
    root = Path(sys.argv[1]).resolve()
    problems = []
    files = files_below(root) + [p for p in sorted(root.iterdir()) if p.is_file()]
    for path in files:
        stem = path.name.split(".")[0]
        if set(stem.lower().split("_")) & SAYS_NOTHING:
            problems.append((path, 1, "the file name does not say what is inside"))
        if path.suffix in {".cpp", ".hpp", ".h"} and not SNAKE_CASE.match(stem):
            problems.append((path, 1, "names of source files are snake_case"))
        for number, line in enumerate((text_of(path) or "").splitlines(), 1):
            if REMINDER.search(line):
                problems.append((path, number, "do it or leave it out: no reminders in the code"))
            if MACHINE_PATH.search(line):
                problems.append((path, number, "path of one machine"))
    finish("names", root, problems, len(files))


main()
