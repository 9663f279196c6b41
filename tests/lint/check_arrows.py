#!/usr/bin/env python3
"""Rooms know each other only along the allowed arrows, and a foreign library has one room.

usage: check_arrows.py ROOT
"""
import re
import sys
from pathlib import Path

from project_files import CPP, files_below, finish

# main -> cli -> pipeline -> stage rooms -> data, parallel, linalg, core
ARROWS = {
    "core": set(),
    "stats": {"core"},
    "data": {"core"},
    "parallel": {"core"},
    "linalg": {"parallel", "core"},
    "assignment": {"core"},
    "store": {"parallel", "core"},
    "input": {"store", "data", "parallel", "core"},
    "result_json": {"data", "core"},
    "artifact": {"result_json", "store", "data", "stats", "parallel", "core"},
    "transport": {"assignment", "data", "parallel", "linalg", "core"},
    "similarity": {"assignment", "data", "parallel", "linalg", "core"},
    "profile": {"linalg", "core"},
    "readout": {"linalg", "core"},
    "linkage": {"data", "stats", "core"},
    "grouping": {"linkage", "data", "linalg", "stats", "core"},
    "graph": {"data", "parallel", "linalg", "stats", "core"},
    "spectral": {"data", "parallel", "linalg", "stats", "core"},
    "tasks": {"core"},
    "mlp": {"linalg", "core"},
    "sculpt": {"mlp", "tasks", "linalg", "data", "stats", "core"},
    "hierarchy": {"linkage", "data", "stats", "core"},
    "report": {"result_json", "data", "core"},
    "pipeline": {"input", "artifact", "store", "transport", "similarity", "profile", "readout", "grouping", "graph", "spectral", "tasks", "mlp", "sculpt", "hierarchy", "linkage", "assignment", "report", "stats", "data", "parallel", "linalg", "core"},
    "cli": {"pipeline", "artifact", "data", "parallel", "core"},
    "main": {"cli", "pipeline", "parallel", "core"},
}
STAGE_ROOMS = {"transport", "similarity", "profile", "readout", "grouping", "graph", "spectral", "tasks", "mlp", "sculpt", "hierarchy", "report"}
ONLY_ROOM = [
    (re.compile(r"mpi\.h$"), "parallel"),
    (re.compile(r"(hdf5|H5\w*)\.h$"), "store"),
    (re.compile(r"(petsc|slepc)\w*\.h$"), "linalg"),
    (re.compile(r"(torch|ATen|c10)/"), "torch"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
GENERATED = {"netseam_build_version.hpp": "pipeline"}


def room_of(root, path):
    parts = path.relative_to(root).parts
    if parts[0] == "include":
        return parts[2] if len(parts) > 3 else None
    return parts[1] if len(parts) > 2 else "main"


def check_include(root, path, room, bracket, name, used):
    """What is wrong with one include, or None; notes the room that it uses."""
    for pattern, owner in ONLY_ROOM:
        if pattern.search(name) and room != owner:
            return f"only {owner}/ may include {name}"
    if name.startswith("netseam/"):
        other = name.split("/")[1]
        if other == room:
            return None
        if other not in ARROWS[room]:
            return f"{room}/ may not use {other}/ (includes {name})"
        used.add(other)
    elif bracket == '"':
        if path.relative_to(root).parts[0] == "include":
            return f"a public header may not include the private {name}"
        own = root / "src" / room
        if ".." in name and own not in (path.parent / name).resolve().parents:
            return f"include {name} leaves {room}/"
        if GENERATED.get(name) != room and not (own / name).exists() and not (path.parent / name).exists():
            return f"{name} is not a header of {room}/"
    elif room == "core" and ("/" in name or name.endswith(".h")):
        return f"core/ uses the standard library only, not <{name}>"
    elif room in STAGE_ROOMS and name in {"fstream", "filesystem"}:
        return f"stage room {room}/ opens no files, so it needs no <{name}>"
    return None


def uses_in_cmake(text):
    text = re.sub(r"#.*", "", text)
    match = re.search(r"netseam_room\s*\(\s*\w+(.*?)\)", text, re.S)
    words = match.group(1).split() if match else []
    uses, inside = set(), False
    for word in words:
        if word in {"SOURCES", "USES", "LIBRARIES"}:
            inside = word == "USES"
        elif inside:
            uses.add(word)
    return uses


def main():
    root = Path(sys.argv[1]).resolve()
    problems, used = [], {room: set() for room in ARROWS}
    files = files_below(root, ("src", "include"), CPP)
    for path in files:
        room = room_of(root, path)
        if room not in ARROWS:
            problems.append((path, 1, f"room {room} has no arrows; add it to tests/lint/check_arrows.py"))
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            problem = match and check_include(root, path, room, *match.groups(), used[room])
            if problem:
                problems.append((path, number, problem))
            if "MPI_COMM_WORLD" in line and room not in {"parallel", "main"}:
                problems.append((path, number, "MPI_COMM_WORLD belongs to parallel/, main and tests; take a communicator"))
    for cmake in sorted((root / "src").glob("*/CMakeLists.txt")):
        room = cmake.parent.name
        uses = uses_in_cmake(cmake.read_text())
        for other in sorted(uses - ARROWS.get(room, set())):
            problems.append((cmake, 1, f"{room}/ may not use {other}/ (USES {other})"))
        for other in sorted(used.get(room, set()) - uses):
            problems.append((cmake, 1, f"{room}/ includes {other}/ but does not list it under USES"))
    finish("arrows", root, problems, len(files))


main()
