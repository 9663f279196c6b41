#!/usr/bin/env python3
"""Every C++ file is as clang-format 14 writes it. Leaves with 77 (skipped) where clang-format 14 is not installed.

usage: check_format.py ROOT [--fix]
"""
import shutil
import subprocess
import sys
from pathlib import Path

from project_files import CPP, files_below, finish


def find_program():
    """clang-format of version 14; another version lays code out in another way."""
    for name in ("clang-format-14", "clang-format"):
        program = shutil.which(name)
        if program and " 14." in subprocess.run([program, "--version"], capture_output=True, text=True).stdout:
            return program
    print("skipped: clang-format 14 is not installed (tools/setup lint)")
    sys.exit(77)


def main():
    root = Path(sys.argv[1]).resolve()
    files = files_below(root, ("src", "include", "tests"), CPP)
    program = find_program()
    if "--fix" in sys.argv:
        subprocess.run([program, "-i", "--style=file"] + files, check=True)
    bad = []
    for path in files:
        wanted = subprocess.run([program, "--style=file", path], capture_output=True, text=True, check=True).stdout
        have = path.read_text()
        if wanted != have:
            pairs = zip(have.splitlines(), wanted.splitlines())
            line = next((i for i, (a, b) in enumerate(pairs, 1) if a != b), 1)
            bad.append((path, line, "not formatted: tests/lint/check_format.py . --fix"))
    finish("format", root, bad, len(files))


main()
