"""The project's own files, and how a check reports what it found. Python's standard library only."""
import os
import sys
from pathlib import Path

CPP = {".cpp", ".hpp", ".h"}
TOP_FOLDERS = ("src", "include", "tests", "tools", "jobs", "configs", ".ci")
NOT_CODE = {"__pycache__", "corpus"}


def files_below(root, folders=TOP_FOLDERS, suffixes=None):
    """Every file below the given folders, sorted; suffixes = None takes all. Test data and caches are not listed."""
    found = []
    for folder in folders:
        for place, names, files in os.walk(Path(root) / folder):
            below = Path(place).relative_to(root)
            names[:] = sorted(n for n in names if (below / n).as_posix() != "tests/data" and n not in NOT_CODE)
            found += [Path(place) / f for f in sorted(files) if suffixes is None or Path(f).suffix in suffixes]
    return found


def text_of(path):
    """The text of a file, or None for a binary one."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def finish(check, root, problems, looked_at):
    """Prints the problems as FILE:LINE: MESSAGE and leaves with 1 if there are any, or if nothing was looked at."""
    for path, line, message in problems:
        print(f"{os.path.relpath(path, root)}:{line}: {message}")
    if looked_at == 0:
        print(f"{check}: found nothing to look at below {root}")
        sys.exit(1)
    print(f"{check}: {looked_at} looked at, {len(problems)} problem(s)")
    sys.exit(1 if problems else 0)
