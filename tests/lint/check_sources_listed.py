#!/usr/bin/env python3
"""Every .cpp is named by the CMakeLists.txt of its room or test folder: a forgotten test would never run.

usage: check_sources_listed.py ROOT
"""
import re
import sys
from pathlib import Path

from project_files import files_below, finish


def main():
    root = Path(sys.argv[1]).resolve()
    problems = []
    files = files_below(root, ("src", "tests"), {".cpp"})
    for path in files:
        folder = path.parent
        # the nearest CMakeLists.txt above the file speaks for it, the top one for src/main.cpp
        while folder != root and not (folder / "CMakeLists.txt").exists():
            folder = folder.parent
        lists = folder / "CMakeLists.txt"
        text = re.sub(r"#.*", "", lists.read_text()) if lists.exists() else ""
        name = path.relative_to(folder).as_posix()
        if not re.search(rf"(?<![\w/]){re.escape(name)}(?![\w/])", text):
            problems.append((path, 1, f"not named in {lists.relative_to(root)}, so it is never compiled"))
    finish("sources listed", root, problems, len(files))


main()
