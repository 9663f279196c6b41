#!/usr/bin/env python3
"""No file of code is longer than the hard limit; those over the soft limit are only named.

usage: check_file_length.py ROOT
"""
import sys
from pathlib import Path

from project_files import files_below, finish, text_of

HARD, SOFT = 400, 250
CODE = {".cpp", ".hpp", ".h", ".py", ".sh", ".cmake", ".txt", ".sbatch", ""}


def main():
    root = Path(sys.argv[1]).resolve()
    problems, looked_at = [], 0
    for path in files_below(root, ("src", "include", "tests", "tools", "jobs", ".ci"), CODE):
        text = text_of(path)
        if text is None:
            continue
        looked_at += 1
        lines = text.count("\n")
        if lines > HARD:
            problems.append((path, lines, f"{lines} lines, the limit is {HARD}: split it by idea"))
        elif lines > SOFT:
            print(f"note: {path.relative_to(root)} has {lines} lines, more than {SOFT}")
    finish("file length", root, problems, looked_at)


main()
