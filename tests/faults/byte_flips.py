#!/usr/bin/python3
"""Damages every kind of file that the program reads (flipped, missing, inserted, repeated bytes) and runs it on them as a
user does, with 4 GiB of address space. No signal, no hang, no internal error; a refusal of the file names it.

usage: byte_flips.py NETSEAM [--mutants 500] [--kinds NAME,...] [--seed N] [--repeat KIND:NUMBER] [--workers N]
"""
import argparse
import multiprocessing
import os
import queue
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from end_state import results_of
from flipped_files import KINDS
from processes import MARK, SETTINGS, Run

ADDRESS_SPACE, SECONDS = 4 << 30, 90
# one process, without what MPI starts for several
ALONE = {"OMPI_MCA_ess_singleton_isolated": "1", "OMPI_MCA_btl": "self", "OMPI_MCA_pml": "ob1"}
FINE = {0, 2, 3, 4, 75}


def damaged(content, chance):
    """One to three changes; half of them near the beginning, where headers are."""
    content = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(min(len(content), 512) if chance.random() < 0.5 else len(content)) if content else 0
        some = chance.randint(1, 16)
        how = chance.choice(("flip", "flip", "flip", "byte", "byte", "ones", "cut", "lose", "insert", "repeat", "digit"))
        if how == "flip" and content:
            content[at] ^= 1 << chance.randrange(8)
        elif how == "byte" and content:
            content[at] = chance.randrange(256)
        elif how == "ones":
            content[at:at + 8] = bytes([chance.choice((0, 0x7f, 0xff))]) * len(content[at:at + 8])
        elif how == "cut":
            del content[at:]
        elif how == "lose":
            del content[at:at + some]
        elif how == "insert":
            content[at:at] = chance.randbytes(some)
        elif how == "repeat":
            content[at:at] = content[max(0, at - some * 8):at]
        else:
            digits = [place for place, byte in enumerate(content) if 48 <= byte < 58]
            if digits:
                content[chance.choice(digits)] = chance.choice(b"0123456789-eE")
    return bytes(content)


class Bench:
    """A study of one kind in a folder, restored before every run."""

    def __init__(self, program, name, folder):
        self.program, self.kind, self.name = program, KINDS[name], name
        self.origin, self.folder, self.temporary = folder / "origin", folder / "study", folder / "temporary"
        self.origin.mkdir(parents=True)
        self.temporary.mkdir()
        path = self.kind.make(self.origin, lambda *words: Run(program, words, 0, self.origin, self.temporary))
        self.relative = path.relative_to(self.origin)
        self.content = path.read_bytes()
        self.restore(self.content)
        self.expected = self.results_of_commands()

    def restore(self, content):
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.origin, self.folder)
        (self.folder / self.relative).write_bytes(content)

    def results_of_commands(self):
        for command in self.kind.commands:
            code, text = self.run(command)
            if code not in (0, 75):
                raise SystemExit(f"byte flips: {' '.join(command)} of {self.name} ends with {code} without damage:\n{text}")
        return results_of(self.folder, ("runs",))

    def run(self, command):
        words = [str(self.folder / self.relative) if word == "FILE" else word for word in command]
        environment = dict(os.environ, **SETTINGS, **ALONE, TMPDIR=str(self.temporary), **{MARK: self.name})
        try:
            done = subprocess.run([self.program, *words], cwd=self.folder, env=environment, timeout=SECONDS,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE,) * 2))
            return done.returncode, done.stdout.decode(errors="replace")
        except subprocess.TimeoutExpired as late:
            return None, (late.stdout or b"").decode(errors="replace")

    def faults_of(self, content):
        """What is wrong with the answers to one damaged file, and their exit codes."""
        faults, codes = [], []
        self.restore(content)
        for command in self.kind.commands:
            code, text = self.run(command)
            codes.append(code)
            words = f"`{' '.join(command)}` ends with {code}:\n{text[-1500:]}"
            if code is None:
                faults.append(f"no end after {SECONDS} s: {words}")
            elif code not in FINE:
                faults.append(words)
            elif code == 3 and self.relative.name not in text and not (self.kind.name and self.kind.name in text):
                faults.append(f"{self.relative.name} is not named: {words}")
            elif code == 0 and self.kind.same_result and results_of(self.folder, ("runs",)) != self.expected:
                faults.append(f"results differ from those of the undamaged file: {words}")
        return faults, codes


def work(program, folder, seed, jobs, results):
    benches = {}
    for name, number in iter(jobs.get, None):
        if name not in benches:
            place = Path(tempfile.mkdtemp(dir=folder))
            benches[name] = Bench(program, name, place)
        bench = benches[name]
        faults, codes = bench.faults_of(damaged(bench.content, random.Random(f"{seed}:{name}:{number}")))
        results.put((name, number, faults, codes))


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--mutants", type=int, default=500, help="of each kind")
    parser.add_argument("--kinds", help=", ".join(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeat", metavar="KIND:NUMBER", help="keeps the damaged file, and shows what is said of it")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def repeat(arguments, folder):
    name, _, number = arguments.repeat.rpartition(":")
    bench = Bench(arguments.program, name, folder)
    content = damaged(bench.content, random.Random(f"{arguments.seed}:{name}:{number}"))
    for fault in bench.faults_of(content)[0]:
        print(fault)
    print(f"byte flips: the study is in {bench.folder}, the damaged file {bench.relative}, as it was in {bench.origin}")


def all_mutants(arguments, folder):
    """Faults by kind; one line for each kind when it is through."""
    names = arguments.kinds.split(",") if arguments.kinds else list(KINDS)
    jobs, results = multiprocessing.Queue(), multiprocessing.Queue()
    for name in names:
        for number in range(arguments.mutants):
            jobs.put((name, number))
    workers = [multiprocessing.Process(target=work, args=(arguments.program, folder, arguments.seed, jobs, results), daemon=True)
               for _ in range(arguments.workers)]
    for worker in workers:
        jobs.put(None)
        worker.start()
    total, left, codes_of, faults_of = 0, {name: arguments.mutants for name in names}, {}, {}
    while any(left.values()):
        try:
            name, number, faults, codes = results.get(timeout=10)
        except queue.Empty:
            if all(worker.exitcode in (None, 0) for worker in workers) and any(worker.is_alive() for worker in workers):
                continue
            sys.exit("byte flips: a worker has died")
        left[name] -= 1
        for code in codes:
            codes_of.setdefault(name, {})[code] = codes_of.setdefault(name, {}).get(code, 0) + 1
        for fault in faults:
            total += 1
            faults_of[name] = faults_of.get(name, 0) + 1
            if faults_of[name] <= 10:
                print(f"\nFOUND {name}:{number} (--seed {arguments.seed} --repeat '{name}:{number}')\n  {fault}", flush=True)
        if left[name] == 0:
            counts = ", ".join(f"{count} x {code}" for code, count in sorted(codes_of[name].items(), key=str))
            print(f"byte flips: {name}: {arguments.mutants} damaged files, exit codes {counts}: "
                  f"{faults_of.get(name, 0)} findings", flush=True)
    return total


def main():
    arguments, started = parse(), time.monotonic()
    arguments.program = arguments.program.resolve()
    folder = Path(tempfile.mkdtemp(prefix="netseam-flips-"))
    if arguments.repeat:
        repeat(arguments, folder)
        return
    try:
        total = all_mutants(arguments, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"byte flips: {total} findings in {time.monotonic() - started:.0f} s")
    sys.exit(1 if total else 0)


if __name__ == "__main__":
    main()
