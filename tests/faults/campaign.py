#!/usr/bin/python3
"""Disturbs runs of small studies of every stage, lets the same command end them, and compares what they leave with
undisturbed runs, byte for byte. README.md beside this file says what is tried.

usage: campaign.py NETSEAM [--long] [--seed N] [--kinds kill,...] [--stage NAME,...] [--repeat ID] [--keep] [--workers N]
"""
import argparse
import multiprocessing
import os
import queue
import shutil
import sys
import tempfile
import time
import traceback
from pathlib import Path

from case import LAUNCHER, Case, Hanging, Workplace
from disturbances import KINDS, NEEDS_MOUNTS, applies
from processes import private_mounts
from studies import STUDIES

# cases of each kind for every study; a case of kind kill has one to three kills
SHORT = {"kill": 3, "double": 2, "two": 0, "disk": 1, "input": 1}
LONG = {"kill": 22, "double": 24, "two": 3, "disk": 6, "input": 8}
SECONDS = {"short": 105, "long": 3000}  # cases that have not begun by then are left out, and said to be
COUNTED = ("kills", "double starts", "pairs of studies", "full disks", "changed inputs", LAUNCHER)
FINDINGS = {"lost": "lost", "hanging": "hanging", "wrong": "wrong", "leftover": "leftovers"}


def plan(arguments, mounts):
    """Names of all cases KIND:STUDY:NUMBER, the studies in turn; what each does follows from its name and the seed."""
    counts = LONG if arguments.long else SHORT
    kinds = [kind for kind in KINDS if not arguments.kinds or kind in arguments.kinds.split(",")]
    names = [name for name in STUDIES if not arguments.stage or any(name.startswith(s) for s in arguments.stage.split(","))]
    return [f"{kind}:{name}:{number}" for number in range(max(counts.values())) for kind in kinds for name in names
            if number < counts[kind] and applies(kind, STUDIES[name]) and (mounts or kind not in NEEDS_MOUNTS)]


def run_case(workplace, name, seed):
    kind, study, _ = name.split(":")
    with Case(workplace, name, study, seed) as case:
        try:
            KINDS[kind](case)
        except Hanging:
            pass
        except Exception:
            case.found("wrong", f"the campaign itself failed:\n{traceback.format_exc()}")
    return name, case.counts, case.findings, case.steps


def work(program, folder, pace, seed, names, results):
    shared_memory = Path("/dev/shm") if private_mounts() else None
    workplace = Workplace(program, folder, pace, shared_memory)
    for name in iter(names.get, None):
        results.put(run_case(workplace, name, seed))


def references(program, folder, pace, names):
    """Undisturbed runs of all studies of the plan, one after the other: their results and how long they last."""
    private_mounts()
    workplace = Workplace(program, folder, pace, None)
    for study in dict.fromkeys(name.split(":")[1] for name in names):
        workplace.reference(study)
        print(f"faults: an undisturbed run of {study} lasts {pace[study]:.2f} s", flush=True)


def show(name, findings, steps, seed):
    for kind, text in findings:
        print(f"\nFOUND {kind}: {name}, seed {seed} (--repeat {name} --seed {seed})\n  {text}", flush=True)
    print("  what was done: " + "; ".join(steps), flush=True)


def disturb(arguments, folder, names, limit):
    """Runs the cases side by side; counts by kind and study, and findings by kind."""
    context, started = multiprocessing.get_context("fork"), time.monotonic()
    manager = context.Manager()
    pace, todo, results = manager.dict(), manager.Queue(), manager.Queue()
    first = context.Process(target=references, args=(arguments.program, folder, pace, names))
    first.start()
    first.join()
    if first.exitcode != 0:
        sys.exit(1)
    workers = [context.Process(target=work, args=(arguments.program, folder, pace, arguments.seed, todo, results))
               for _ in range(arguments.workers)]
    for name in names[:2 * arguments.workers]:
        todo.put(name)
    for worker in workers:
        worker.start()
    counts, found, begun, done = {}, dict.fromkeys(FINDINGS, 0), min(len(names), 2 * arguments.workers), 0
    while done < begun:
        try:
            name, of_case, findings, steps = results.get(timeout=10)
        except queue.Empty:
            if all(worker.is_alive() for worker in workers):
                continue
            sys.exit("faults: a worker has died")
        done += 1
        for what, count in of_case.items():
            counts.setdefault(what, {}).setdefault(name.split(":")[1], []).append(count)
        for kind, _ in findings:
            found[kind] += 1
        if findings or arguments.verbose:
            show(name, findings, steps, arguments.seed)
        if begun < len(names) and time.monotonic() - started < limit:
            todo.put(names[begun])
            begun += 1
    for worker in workers:
        todo.put(None)
    for worker in workers:
        worker.join()
    return counts, found, len(names) - begun


def summary(counts, found, left_out, seconds):
    parts = []
    for what in COUNTED:
        of_studies = {study: sum(numbers) for study, numbers in counts.get(what, {}).items()}
        total = sum(of_studies.values())
        detail = ", ".join(f"{study} {count}" for study, count in of_studies.items())
        if total:
            parts.append(f"{total} {what}" + (f" ({detail})" if what == "kills" else ""))
    if left_out:
        parts.append(f"{left_out} cases left out for want of time")
    ends = ", ".join(f"{found[kind]} {word}" for kind, word in FINDINGS.items())
    return f"faults: {', '.join(parts)}: {ends} in {seconds:.0f} s"


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", help=", ".join(KINDS))
    parser.add_argument("--stage", help="studies whose names begin so: " + ", ".join(STUDIES))
    parser.add_argument("--repeat", metavar="ID", help="one case, as a finding names it")
    parser.add_argument("--keep", action="store_true", help="keep the folders of cases with findings")
    parser.add_argument("--verbose", action="store_true", help="say what was done in every case")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def mounts_allowed():
    """Tried in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=lambda: os._exit(0 if private_mounts() else 1))
    process.start()
    process.join()
    return process.exitcode == 0


def main():
    arguments = parse()
    arguments.program = arguments.program.resolve()
    if not os.access(arguments.program, os.X_OK):
        sys.exit(f"faults: no program at {arguments.program}")
    mounts, started = mounts_allowed(), time.monotonic()
    if not mounts:
        print("faults: mounts of its own are not allowed here (root only): full disks are left out, /dev/shm is not looked at")
    names = [arguments.repeat] if arguments.repeat else plan(arguments, mounts)
    folder = Path(tempfile.mkdtemp(prefix="netseam-faults-"))
    try:
        counts, found, left_out = disturb(arguments, folder, names, SECONDS["long" if arguments.long else "short"])
    finally:
        if arguments.keep:
            print(f"faults: kept {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    print(summary(counts, found, left_out, time.monotonic() - started))
    sys.exit(1 if any(found.values()) else 0)


if __name__ == "__main__":
    main()
