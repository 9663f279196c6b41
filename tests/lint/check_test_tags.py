#!/usr/bin/env python3
"""Every test case says how it runs: [serial] or [mpi], spelled in the file, because CMake registers by these words.

usage: check_test_tags.py ROOT
"""
import re
import sys
from pathlib import Path

from project_files import files_below, finish

CASE = re.compile(r"\b((?:TEMPLATE_(?:PRODUCT_|LIST_)?)?TEST_CASE(?:_METHOD)?|SCENARIO)\s*\(")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
KNOWN = {"serial", "mpi", "slow", "regression"}


def arguments(text, start):
    """The text between the parentheses that open just before `start`."""
    depth, position = 1, start
    while depth and position < len(text):
        string = STRING.match(text, position)
        if string:
            position = string.end()
            continue
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        position += 1
    return text[start : position - 1]


def main():
    root = Path(sys.argv[1]).resolve()
    problems, cases = [], 0
    for path in files_below(root, ("tests",), {".cpp"}):
        text = path.read_text()
        for case in CASE.finditer(text):
            if text.rfind("\n", 0, case.start()) < text.rfind("//", 0, case.start()):
                continue
            cases += 1
            line = text.count("\n", 0, case.start()) + 1
            tags = set(re.findall(r"\[([^\]]+)\]", " ".join(STRING.findall(arguments(text, case.end()))[1:])))
            if len(tags & {"serial", "mpi"}) != 1:
                problems.append((path, line, "test case needs exactly one of [serial] and [mpi]"))
            for tag in sorted(tags - KNOWN):
                problems.append((path, line, f"unknown tag [{tag}]; known are {', '.join(sorted(KNOWN))}"))
    finish("test tags", root, problems, cases)


main()
