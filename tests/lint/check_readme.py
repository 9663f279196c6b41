#!/usr/bin/env python3
"""README.md says what the code says: exit codes, packages, rooms, and (with the program given) config keys.

usage: check_readme.py ROOT [NETSEAM]
"""
import re
import subprocess
import sys
from pathlib import Path

from project_files import finish


SHORTENED = {"layers.measures"}  # whose names have a table of their own


def section(text, title):
    """The text below the heading `title`, or None."""
    match = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return match and match.group(1)


def first_cells(table):
    return re.findall(r"^\| *`?([^|`]+?)`? *\|", table or "", re.M)


def check_exit_codes(root, readme):
    enum = re.search(r"enum class ExitCode[^{]*{([^}]*)}", (root / "include/netseam/core/error.hpp").read_text())
    in_code = set(re.findall(r"=\s*(\d+)", enum.group(1)))
    in_readme = {cell for cell in first_cells(section(readme, "Exit codes")) if cell.isdigit()}
    return [f"exit code {code} is only in one of README.md and core/error.hpp" for code in sorted(in_code ^ in_readme)]


def check_packages(root, readme):
    listed = subprocess.run([root / "tools/setup", "--list"], capture_output=True, text=True, check=True).stdout
    text = section(readme, "Packages") or ""
    return [f"the row is not in README.md (tools/setup --list): {row}" for row in listed.splitlines() if row not in text]


def check_rooms(root, readme):
    named = re.findall(r"^ +(\w+)/ ", section(readme, "Map of the tree") or "", re.M)
    rooms = [place.name for place in sorted((root / "src").iterdir()) if place.is_dir()]
    return [f"room {room}/ is not on the map of README.md" for room in rooms if room not in named]


def keys_in(study_text):
    """{section.key: (default, what the comment above it says)} of a study file; lines that begin with ; are comments."""
    found, group, said = {}, "", ""
    for line in study_text.splitlines():
        if line.startswith("; "):
            said = line[2:]
        heading = re.match(r"\[([\w-]+)\]", line)
        key = re.match(r"([\w-]+)\s*=\s*(.*?)\s*$", line)
        if heading:
            group = heading.group(1)
        elif key:
            found[f"{group}.{key.group(1)}"] = key.group(2), said
    return found


def check_keys(program, readme):
    text = subprocess.run([program, "config", "--defaults"], capture_output=True, text=True, check=True).stdout
    in_code = keys_in(text)
    rows = re.findall(r"^\| `([\w.-]+)` \| *`?([^|`]*?)`? *\| (.*) \|$", section(readme, "Config keys") or "", re.M)
    in_readme = {key: (default, said.replace(r"\|", "|")) for key, default, said in rows}
    problems = [f"key {key} is only in one of README.md and `netseam config --defaults`"
                for key in sorted(set(in_code) ^ set(in_readme))]
    for key in sorted(set(in_code) & set(in_readme)):
        if in_code[key][0] != in_readme[key][0]:
            problems.append(f"default of {key} is '{in_code[key][0]}', README.md says '{in_readme[key][0]}'")
        elif in_code[key][1] != in_readme[key][1] and key not in SHORTENED:
            problems.append(f"{key} is described as '{in_code[key][1]}', README.md says '{in_readme[key][1]}'")
    return problems


def main():
    root = Path(sys.argv[1]).resolve()
    path = root / "README.md"
    readme = path.read_text()
    problems = check_exit_codes(root, readme) + check_packages(root, readme) + check_rooms(root, readme)
    if len(sys.argv) > 2:
        problems += check_keys(sys.argv[2], readme)
    finish("readme", root, [(path, 1, problem) for problem in problems], 1)


main()
